"""The heat map: a table on a wide screen, a list of what is not on track on a narrow one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from markupsafe import Markup

from dashboard.export.heat_rug import is_wide, paper_of
from dashboard.export.page_pictures import heat_map_pictures
from dashboard.pages.page import EVERY_ROW, Asked, Page
from dashboard.pages.taking import files_of, other_rows
from dashboard.queries.first_rows import open_page, worst_anywhere
from dashboard.queries.heat_cut import readable
from dashboard.queries.heat_looks import CHANGES, FIGURES, LOOK, RATINGS
from dashboard.queries.heat_views import HeatCell, HeatMapView, HeatPart, HeatRow
from dashboard.queries.words import how_many
from dashboard.templates import render
from framework.model.results import Rating

_LETTERS: Final = {Rating.RED: "R", Rating.AMBER: "A", Rating.GREEN: "G", Rating.NOT_RATED: ""}
_MEANINGS: Final = (
    (Rating.RED, "off track"),
    (Rating.AMBER, "at risk"),
    (Rating.GREEN, "on track"),
    (Rating.NOT_RATED, "not rated"),
)
_WORST_FIRST: Final = (Rating.RED, Rating.AMBER, Rating.NOT_RATED, Rating.GREEN)
MOST_NAMED: Final = 6
"""So many areas a line on a narrow screen names of each kind."""

_LEADS: Final = {
    RATINGS: "Every indicator in every area against its target. Green is pale so that red and amber stand out.",
    FIGURES: "Every indicator in every area. The darker a cell, the higher it is among those of its row; "
    "higher is not always better.",
    CHANGES: "How every figure moved since the same period a year before. “Real” is more than chance "
    "would explain.",
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One of a few ways to see the map; `href` keeps all else that was asked for."""

    label: str
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ListedRow:
    """An indicator on a narrow screen: `named` are areas that stand out, `cells` begin with the chosen area."""

    row: HeatRow
    named: tuple[tuple[Rating | None, str], ...]
    cells: tuple[tuple[str, HeatCell], ...]


@dataclass(frozen=True, slots=True)
class ListedPart:
    """An outcome on a narrow screen: a line for each of `rows`, and one for all that are `calm`."""

    title: str
    rows: tuple[ListedRow, ...]
    calm: tuple[ListedRow, ...]
    calm_text: str


def show_heat_map(view: HeatMapView, asked: Asked) -> Page:
    chrome, whole = view.chrome, _opened(view, asked)
    view = readable(whole)
    html = render(
        "heat_map.html",
        view=view,
        chrome=chrome,
        here="heat map",
        path=asked.path,
        query=f"?{chrome.query}",
        site=chrome.framework,
        files=files_of("heat-map", chrome, asked, heat_map_pictures(whole)),
        other_rows=other_rows(chrome, asked),
        sheets="" if view.left_out else paper_of(view),
        is_wide=is_wide(whole),
        lead=_LEADS[asked.show],
        show=asked.show,
        orders=_tabs(view, asked, "sort", (("By outcome", "outcome"), ("Worst first", "worst"))),
        filters=_tabs(view, asked, "only", (("All", ""), ("Red or amber", LOOK))),
        letters=_LETTERS if asked.show == RATINGS else {},
        meanings=_MEANINGS if asked.show == RATINGS else (),
        own=_own(view),
        listed=[_list(part, view, asked.show) for part in view.parts],
    )
    return Page(f"Heat map, {chrome.area}, {chrome.month} – {chrome.framework}", html)


def heat_map_paper(view: HeatMapView, asked: Asked) -> Markup:
    """Give what the paper of a map has and its page has not: the areas that are left out there."""
    view = _opened(view, asked)
    return paper_of(view) if readable(view).left_out else Markup("")


def _opened(view: HeatMapView, asked: Asked) -> HeatMapView:
    opened = open_page(view, worst_anywhere, whole=asked.rows == EVERY_ROW)
    is_cut = opened.rows is not None and not opened.rows.whole
    return replace(opened, sort="worst") if is_cut else opened


def _tabs(
    view: HeatMapView, asked: Asked, name: str, choices: Sequence[tuple[str, str]]
) -> tuple[Tab, ...]:
    now = {"sort": view.sort, "show": asked.show, "outcome": asked.outcome, "only": view.only}
    now["rows"] = asked.rows
    plain = {"sort": "outcome", "show": RATINGS, "outcome": "", "only": "", "rows": ""}

    def href(value: str) -> str:
        chosen = now | {name: value}
        if view.rows and chosen["sort"] == "outcome":
            chosen["rows"] = EVERY_ROW  # the first rows of many are those that are worst
        kept = {key: one for key, one in chosen.items() if one != plain[key]}
        return f"{asked.path}?{view.chrome.query}{'&' if kept else ''}{urlencode(kept)}"

    return tuple(Tab(label, href(value), now[name] == value) for label, value in choices)


def _list(part: HeatPart, view: HeatMapView, show: str) -> ListedPart:
    """Give an outcome as a list: first what is off track or at risk anywhere."""
    rows = [_listed(row, view.areas, _own(view), show) for row in part.rows]
    calm = tuple(row for row in rows if show == RATINGS and not row.named)
    return ListedPart(
        title=part.title,
        rows=tuple(row for row in rows if row not in calm),
        calm=calm,
        calm_text=f"{how_many(len(calm), 'indicator', 'indicators')} with no area off track or at risk",
    )


def _own(view: HeatMapView) -> int:
    """Say where the chosen area stands among the columns."""
    return next((at for at, name in enumerate(view.areas) if name == view.chrome.area), 0)


def _listed(row: HeatRow, areas: tuple[str, ...], own: int, show: str) -> ListedRow:
    cells = list(zip(areas, row.cells, strict=True))
    first, others = cells[own], [*cells[:own], *cells[own + 1 :]]
    worst_first = sorted(others, key=lambda one: _stands_out(one[1], show))
    return ListedRow(row, tuple(_named(cells, show)), (first, *worst_first))


def _stands_out(cell: HeatCell, show: str) -> int:
    if show == RATINGS:
        return _WORST_FIRST.index(cell.rating)
    return 0 if cell.look == "worse" else 1


def _named(cells: Sequence[tuple[str, HeatCell]], show: str) -> Iterator[tuple[Rating | None, str]]:
    """Name the areas that are off track and those at risk, or where changes are shown those that got worse."""
    if show == CHANGES:
        worse = [area for area, cell in cells if cell.look == "worse"]
        if worse:
            yield None, _some(worse)
    if show == RATINGS:
        for rating in (Rating.RED, Rating.AMBER):
            found = [area for area, cell in cells if cell.rating is rating]
            if found:
                yield rating, _some(found)


def _some(areas: Sequence[str]) -> str:
    """Name a few areas, and say how many more there are: 'Ashby, Dunmoor and 12 more'."""
    more = len(areas) - MOST_NAMED
    if more < 2:
        return ", ".join(areas)
    return f"{', '.join(areas[:MOST_NAMED])} and {more} more"
