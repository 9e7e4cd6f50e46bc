"""The heat map: a table on a wide screen, a list of what is not on track on a narrow one."""

from dataclasses import dataclass
from typing import Final

from dashboard.export.page_pictures import heat_map_pictures
from dashboard.pages.page import Asked, Page
from dashboard.pages.taking import files_of
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


@dataclass(frozen=True, slots=True)
class ListedRow:
    """An indicator that is not green everywhere, its areas parted."""

    row: HeatRow
    exceptions: tuple[tuple[str, HeatCell], ...]
    unrated: tuple[tuple[str, HeatCell], ...]
    greens: tuple[tuple[str, HeatCell], ...]


@dataclass(frozen=True, slots=True)
class ListedPart:
    title: str
    rows: tuple[ListedRow, ...]
    green_rows: tuple[HeatRow, ...]


def show_heat_map(view: HeatMapView, asked: Asked) -> Page:
    chrome = view.chrome
    html = render(
        "heat_map.html",
        view=view,
        chrome=chrome,
        here="heat map",
        path=asked.path,
        query=f"?{chrome.query}",
        site=chrome.framework,
        files=files_of("heat-map", chrome, asked, heat_map_pictures(view)),
        letters=_LETTERS,
        meanings=_MEANINGS,
        listed=[_list(part, view.areas) for part in view.parts],
    )
    return Page(f"Heat map, {chrome.area}, {chrome.month} – {chrome.framework}", html)


def _list(part: HeatPart, areas: tuple[str, ...]) -> ListedPart:
    rows = [_part_cells(row, areas) for row in part.rows]
    return ListedPart(
        title=part.title,
        rows=tuple(row for row in rows if row.exceptions or row.unrated),
        green_rows=tuple(row.row for row in rows if not (row.exceptions or row.unrated)),
    )


def _part_cells(row: HeatRow, areas: tuple[str, ...]) -> ListedRow:
    named = tuple(zip(areas, row.cells, strict=True))
    return ListedRow(
        row=row,
        exceptions=tuple(one for one in named if one[1].rating in (Rating.RED, Rating.AMBER)),
        unrated=tuple(one for one in named if one[1].rating is Rating.NOT_RATED),
        greens=tuple(one for one in named if one[1].rating is Rating.GREEN),
    )
