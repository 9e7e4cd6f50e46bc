"""The heat map: a table on a wide screen, a list of what is not on track on a narrow one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from dashboard.export.page_pictures import heat_map_pictures
from dashboard.pages.page import Asked, Page
from dashboard.pages.taking import files_of
from dashboard.queries.heat_cut import readable
from dashboard.queries.heat_looks import CHANGES, FIGURES, LOOK, RATINGS
from dashboard.queries.views import HeatCell, HeatMapView, HeatPart, HeatRow
from dashboard.templates import render
from framework.model.results import Rating

_LETTERS: Final = {Rating.RED: "R", Rating.AMBER: "A", Rating.GREEN: "G", Rating.NOT_RATED: ""}
_MEANINGS: Final = (
    (Rating.RED, "off track"),
    (Rating.AMBER, "at risk"),
    (Rating.GREEN, "on track"),
    (Rating.NOT_RATED, "not rated"),
)
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
    """An indicator on a narrow screen: the areas that stand out, and folded with their word the others."""

    row: HeatRow
    exceptions: tuple[tuple[str, HeatCell], ...]
    folded: tuple[tuple[str, tuple[tuple[str, HeatCell], ...]], ...]


@dataclass(frozen=True, slots=True)
class ListedPart:
    title: str
    rows: tuple[ListedRow, ...]
    green_rows: tuple[HeatRow, ...]


def show_heat_map(view: HeatMapView, asked: Asked) -> Page:
    chrome, view = view.chrome, readable(view)
    html = render(
        "heat_map.html",
        view=view,
        chrome=chrome,
        here="heat map",
        path=asked.path,
        query=f"?{chrome.query}",
        site=chrome.framework,
        files=files_of("heat-map", chrome, asked, heat_map_pictures(view)),
        lead=_LEADS[asked.show],
        show=asked.show,
        orders=_tabs(view, asked, "sort", (("By outcome", "outcome"), ("Worst first", "worst"))),
        filters=_tabs(view, asked, "only", (("All", ""), ("Red or amber", LOOK))),
        letters=_LETTERS if asked.show == RATINGS else {},
        meanings=_MEANINGS if asked.show == RATINGS else (),
        listed=[_list(part, view.areas, asked.show) for part in view.parts],
    )
    return Page(f"Heat map, {chrome.area}, {chrome.month} – {chrome.framework}", html)


def _tabs(
    view: HeatMapView, asked: Asked, name: str, choices: Sequence[tuple[str, str]]
) -> tuple[Tab, ...]:
    now = {"sort": view.sort, "show": asked.show, "outcome": asked.outcome, "only": view.only}
    plain = {"sort": "outcome", "show": RATINGS, "outcome": "", "only": ""}

    def href(value: str) -> str:
        kept = {key: one for key, one in (now | {name: value}).items() if one != plain[key]}
        return f"{asked.path}?{view.chrome.query}{'&' if kept else ''}{urlencode(kept)}"

    return tuple(Tab(label, href(value), now[name] == value) for label, value in choices)


def _list(part: HeatPart, areas: tuple[str, ...], show: str) -> ListedPart:
    rows = [_part_cells(row, areas, show) for row in part.rows]
    green = [row.row for row in rows if show == RATINGS and _all_green(row.row)]
    return ListedPart(
        title=part.title,
        rows=tuple(row for row in rows if row.row not in green),
        green_rows=tuple(green),
    )


def _all_green(row: HeatRow) -> bool:
    return all(cell.rating is Rating.GREEN for cell in row.cells)


def _part_cells(row: HeatRow, areas: tuple[str, ...], show: str) -> ListedRow:
    named = tuple(zip(areas, row.cells, strict=True))
    if show != RATINGS:
        worse = tuple(one for one in named if one[1].look == "worse")
        rest = tuple(one for one in named if one not in worse)
        word = ("other area" if len(rest) == 1 else "other areas") if worse else "areas"
        return ListedRow(row, worse, ((word, rest),))
    unrated = tuple(one for one in named if one[1].rating is Rating.NOT_RATED)
    greens = tuple(one for one in named if one[1].rating is Rating.GREEN)
    exceptions = tuple(one for one in named if one[1].rating in (Rating.RED, Rating.AMBER))
    return ListedRow(row, exceptions, (("not rated", unrated), ("on track", greens)))
