"""The heat map: a table on a wide screen, a list of what is not on track on a narrow one."""

from collections.abc import Sequence
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
    """An indicator on a narrow screen: the chosen area and those that stand out, and folded the others."""

    row: HeatRow
    exceptions: tuple[tuple[str, HeatCell], ...]
    folded: tuple[tuple[str, tuple[tuple[str, HeatCell], ...]], ...]


@dataclass(frozen=True, slots=True)
class ListedPart:
    title: str
    rows: tuple[ListedRow, ...]
    green_rows: tuple[tuple[HeatRow, str, HeatCell], ...]


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
    """Give an outcome as a list. Of what is on track everywhere only the chosen area's figure is open."""
    own = next((at for at, name in enumerate(view.areas) if name == view.chrome.area), 0)
    green = [row for row in part.rows if show == RATINGS and _all_green(row)]
    return ListedPart(
        title=part.title,
        rows=tuple(_listed(row, view.areas, own, show) for row in part.rows if row not in green),
        green_rows=tuple((row, view.areas[own], row.cells[own]) for row in green),
    )


def _all_green(row: HeatRow) -> bool:
    return all(cell.rating is Rating.GREEN for cell in row.cells)


def _listed(row: HeatRow, areas: tuple[str, ...], own: int, show: str) -> ListedRow:
    named = list(zip(areas, row.cells, strict=True))
    first = named.pop(own)
    if show != RATINGS:
        worse = [one for one in named if one[1].look == "worse"]
        rest = tuple(one for one in named if one not in worse)
        return ListedRow(row, (first, *worse), ((_others(len(rest), "areas"), rest),))
    unrated = tuple(one for one in named if one[1].rating is Rating.NOT_RATED)
    greens = tuple(one for one in named if one[1].rating is Rating.GREEN)
    rated = [one for one in named if one[1].rating in (Rating.RED, Rating.AMBER)]
    folded = (
        (_others(len(unrated), "not rated"), unrated),
        (_others(len(greens), "on track"), greens),
    )
    return ListedRow(row, (first, *rated), folded)


def _others(count: int, words: str) -> str:
    """Say how many areas are folded: '1 other on track', '3 others not rated', '5 other areas'."""
    if words == "areas":
        return how_many(count, "other area", "other areas")
    return f"{how_many(count, 'other', 'others')} {words}"
