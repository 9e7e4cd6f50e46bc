"""From an address to a page. Whatever goes wrong becomes a page that says so."""

import logging
import re
from collections.abc import Callable
from functools import partial
from typing import Final
from urllib.parse import parse_qs

from dashboard.access.viewers import Viewer
from dashboard.pages.area_profile import show_area_profile
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
from dashboard.pages.page import Asked, Page, Pages
from dashboard.pages.panel import show_panel
from dashboard.pages.quality import show_quality
from dashboard.pages.signals import show_signals
from dashboard.pages.status import show_status
from framework.errors import PermissionDeniedError, StoreError, StoreSilentError

SORTS: Final = ("outcome", "worst")
FILTERS: Final = ("", "look")

_NAMED: Final = re.compile(r"/(indicator|outcome)/([a-z][a-z0-9_]{0,34})/?")
_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_CODE: Final = re.compile(r"[A-Za-z0-9_]{1,40}")

_log = logging.getLogger(__name__)


def page_at(path: str, search: str, viewer: Viewer, pages: Pages, *, site: str) -> Page:
    """Give the page of an address, or the page that says why there is none. `search` is '?month=...'."""
    try:
        show = _answer(read_address(path, search, site=site), viewer, pages)
    except KeyError:
        return not_found(site)
    except PermissionDeniedError:
        return forbidden(site)
    except StoreSilentError as problem:
        _log.warning("the store does not answer: %s", problem)
        return restarting(site)
    except StoreError as problem:
        _log.warning("the store cannot be read: %s", problem)
        return nothing_to_show(site)
    return show()


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
        area=_matching(given, "area", _CODE),
        sort=given["sort"][0] if given.get("sort", [""])[0] in SORTS else SORTS[0],
        site=site,
        beside=_matching(given, "beside", _CODE),
        only=given["only"][0] if "only" in given and given["only"][0] in FILTERS else "",
    )


def _matching(given: dict[str, list[str]], name: str, pattern: re.Pattern[str]) -> str | None:
    if name not in given:
        return None
    value = given[name][0]
    if not pattern.fullmatch(value):
        raise KeyError(value)
    return value


def _answer(asked: Asked, viewer: Viewer, pages: Pages) -> Callable[[], Page]:
    """Read what an address asks for. Only the reading may say that there is no such thing."""
    if asked.path == "/":
        return partial(show_panel, pages.panel(viewer, asked.month, asked.area), asked)
    if asked.path == "/heat-map":
        found = pages.heat_map(viewer, asked.month, asked.area, asked.sort)
        return partial(show_heat_map, found, asked)
    if asked.path == "/area":
        profile = pages.area_profile(viewer, asked.month, asked.area, asked.beside)
        return partial(show_area_profile, profile, asked)
    if asked.path == "/signals":
        signals = pages.signals(viewer, asked.month, asked.area, asked.only)
        return partial(show_signals, signals, asked)
    if asked.path == "/accessibility":
        return partial(accessibility, asked)
    return _answer_of_rows(asked, viewer, pages) or _answer_named(asked, viewer, pages)


def _answer_of_rows(asked: Asked, viewer: Viewer, pages: Pages) -> Callable[[], Page] | None:
    """Read the pages that tell of rows and runs, None for any other."""
    if asked.path == "/status":
        return partial(show_status, pages.status(viewer), asked)
    if asked.path == "/quality":
        return partial(show_quality, pages.quality(viewer, asked.month, asked.area), asked)
    return None


def _answer_named(asked: Asked, viewer: Viewer, pages: Pages) -> Callable[[], Page]:
    named = _NAMED.fullmatch(asked.path)
    if named is None:
        raise KeyError(asked.path)
    if named[1] == "outcome":
        outcome = pages.outcome(viewer, named[2], asked.month, asked.area)
        return partial(show_outcome, outcome, asked)
    view = pages.indicator(viewer, named[2], asked.month, asked.area)
    return partial(show_indicator, view, asked)
