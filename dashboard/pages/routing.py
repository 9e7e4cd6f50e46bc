"""From an address to a page. Whatever goes wrong becomes a page that says so."""

import logging
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final
from urllib.parse import parse_qs

from dashboard.access.viewers import Viewer
from dashboard.pages.explanation import show_explanation
from dashboard.pages.heat_map import show_heat_map
from dashboard.pages.indicator import show_indicator
from dashboard.pages.messages import (
    accessibility,
    forbidden,
    not_found,
    nothing_to_show,
    restarting,
)
from dashboard.pages.outcome import show_outcome
from dashboard.pages.page import EVERY_ROW, Asked, Page, Pages
from dashboard.pages.panel import show_panel
from dashboard.pages.plain import (
    AREA_PROFILE,
    CONTEXT,
    FIND,
    INEQUALITIES,
    QUALITY,
    SIGNALS,
    show_compared,
    show_plain,
)
from dashboard.pages.present import show_present
from dashboard.pages.status import show_status
from dashboard.queries.heat_looks import RATINGS, SHOWS, HeatWish
from framework.errors import (
    NothingPublishedError,
    PermissionDeniedError,
    StoreError,
    StoreSilentError,
)
from framework.model.areas import AREA_CODE

SORTS: Final = ("outcome", "worst")
FILTERS: Final = ("", "look", "signs")

LONGEST_SEARCH: Final = 80
MOST_BESIDE: Final = 6
"""How many areas an address may name; the page takes the first few of them."""

_NAMED: Final = re.compile(r"/(indicator|outcome)/([a-z][a-z0-9_]{0,34})/?")
_EXPLAINED: Final = re.compile(r"/indicator/([a-z][a-z0-9_]{0,34})/explain/?")
_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_NUMBER: Final = re.compile(r"[1-9]\d{0,2}")
_NAME: Final = re.compile(r"[A-Za-z0-9_]{1,40}")

_log = logging.getLogger(__name__)

Show = Callable[[], Page]
Read = Callable[[Asked, Viewer, Pages], Show]
"""Reads what an address asks for. Only the reading may say that there is no such thing."""


def page_at(path: str, search: str, viewer: Viewer, pages: Pages, *, site: str) -> Page:
    """Give the page of an address, or the page that says why there is none. `search` is '?month=...'."""

    def read() -> Show:
        asked = read_address(path, search, site=site)
        return READS.get(asked.path, _named)(asked, viewer, pages)

    return answered(read, site=site)


def answered(read: Callable[[], Show], *, site: str) -> Page:
    """Read what is asked for and show it, or the page that says why there is none."""
    try:
        show = read()
    except KeyError:
        return not_found(site)
    except PermissionDeniedError:
        return forbidden(site)
    except StoreError as problem:
        return unread(problem, site=site)
    return show()


def unread(problem: StoreError, *, site: str) -> Page:
    """Give the page that says why the store cannot be read. That nothing is published yet is no trouble."""
    if isinstance(problem, StoreSilentError):
        _log.warning("the store does not answer: %s", problem)
        return restarting(site)
    if not isinstance(problem, NothingPublishedError):
        _log.warning("the store cannot be read: %s", problem)
    return nothing_to_show(site)


def read_address(path: str, search: str, *, site: str) -> Asked:
    """Read an address. What it does not say is left to the pages.

    Raises:
        KeyError: a part of it cannot name anything.
    """
    try:
        given = parse_qs(search.removeprefix("?"), max_num_fields=20)
    except ValueError:
        raise KeyError(search) from None
    return Asked(
        path=path,
        month=_matching(given, "month", _MONTH),
        area=_matching(given, "area", AREA_CODE),
        sort=given["sort"][0] if given.get("sort", [""])[0] in SORTS else SORTS[0],
        site=site,
        beside=_matching(given, "beside", _NAME),
        only=given["only"][0] if "only" in given and given["only"][0] in FILTERS else "",
        others=_all_matching(given, "with", AREA_CODE),
        by=_matching(given, "by", _NAME),
        search=given.get("q", [""])[0].strip()[:LONGEST_SEARCH],
        slide=int(_matching(given, "slide", _NUMBER) or 1),
        show=given["show"][0] if given.get("show", [""])[0] in SHOWS else RATINGS,
        outcome=_matching({"outcome": [o for o in given.get("outcome", []) if o]}, "outcome", _NAME)
        or "",
        rows=EVERY_ROW if given.get("rows", [""])[0] == EVERY_ROW else "",
    )


def _matching(given: dict[str, list[str]], name: str, pattern: re.Pattern[str]) -> str | None:
    return next(iter(_all_matching(given, name, pattern)), None)


def _all_matching(
    given: dict[str, list[str]], name: str, pattern: re.Pattern[str]
) -> tuple[str, ...]:
    values = given.get(name, [])[:MOST_BESIDE]
    for value in values:
        if not pattern.fullmatch(value):
            raise KeyError(value)
    return tuple(values)


def _panel(asked: Asked, viewer: Viewer, pages: Pages) -> Show:
    return partial(show_panel, pages.panel(viewer, asked.month, asked.area), asked)


def _present(asked: Asked, viewer: Viewer, pages: Pages) -> Show:
    return partial(show_present, pages.panel(viewer, asked.month, asked.area), asked)


def _heat_map(asked: Asked, viewer: Viewer, pages: Pages) -> Show:
    wish = HeatWish(asked.show, asked.outcome, asked.only)
    found = pages.heat_map(viewer, asked.month, asked.area, asked.sort, wish)
    return partial(show_heat_map, found, asked)


def _area_profile(asked: Asked, viewer: Viewer, pages: Pages) -> Show:
    found = pages.area_profile(viewer, asked.month, asked.area, asked.beside)
    return partial(show_plain, AREA_PROFILE, found, asked)


def _compare(asked: Asked, viewer: Viewer, pages: Pages) -> Show:
    found = pages.compare(viewer, asked.month, asked.area, asked.others, asked.outcome)
    return partial(show_compared, found, asked)


def _inequalities(asked: Asked, viewer: Viewer, pages: Pages) -> Show:
    found = pages.inequalities(viewer, asked.month, asked.area, asked.by)
    return partial(show_plain, INEQUALITIES, found, asked)


def _context(asked: Asked, viewer: Viewer, pages: Pages) -> Show:
    return partial(show_plain, CONTEXT, pages.context(viewer, asked.month, asked.area), asked)


def _find(asked: Asked, viewer: Viewer, pages: Pages) -> Show:
    found = pages.contents(viewer, asked.month, asked.area, asked.search)
    return partial(show_plain, FIND, found, asked)


def _signals(asked: Asked, viewer: Viewer, pages: Pages) -> Show:
    found = pages.signals(viewer, asked.month, asked.area, asked.only)
    return partial(show_plain, SIGNALS, found, asked)


def _quality(asked: Asked, viewer: Viewer, pages: Pages) -> Show:
    return partial(show_plain, QUALITY, pages.quality(viewer, asked.month, asked.area), asked)


def _status(asked: Asked, viewer: Viewer, pages: Pages) -> Show:
    return partial(show_status, pages.status(viewer), asked)


def _accessibility(asked: Asked, _viewer: Viewer, _pages: Pages) -> Show:
    return partial(accessibility, asked)


def _named(asked: Asked, viewer: Viewer, pages: Pages) -> Show:
    explained = _EXPLAINED.fullmatch(asked.path)
    if explained is not None:
        found = pages.explanation(viewer, explained[1], asked.month, asked.area)
        return partial(show_explanation, found, asked)
    named = _NAMED.fullmatch(asked.path)
    if named is None:
        raise KeyError(asked.path)
    if named[1] == "outcome":
        outcome = pages.outcome(viewer, named[2], asked.month, asked.area)
        return partial(show_outcome, outcome, asked)
    view = pages.indicator(viewer, named[2], asked.month, asked.area)
    return partial(show_indicator, view, asked)


READS: Final[Mapping[str, Read]] = {
    "/": _panel,
    "/present": _present,
    "/heat-map": _heat_map,
    "/area": _area_profile,
    "/compare": _compare,
    "/inequalities": _inequalities,
    "/context": _context,
    "/find": _find,
    "/signals": _signals,
    "/quality": _quality,
    "/status": _status,
    "/accessibility": _accessibility,
}
"""Every page that has an address of its own; those of one indicator or outcome are named."""

PAGES: Final = (*READS, "/indicator/<id>", "/indicator/<id>/explain", "/outcome/<id>")
"""The addresses of all pages, as they are listed."""
