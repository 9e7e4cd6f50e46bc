"""Which areas of a heat map are shown where it is too large to be read."""

from dataclasses import replace
from typing import Final

from dashboard.queries.heat_views import HeatMapView, HeatPart, HeatRow
from framework.model.results import Rating

MOST_CELLS: Final = 1100
"""A page of more would not keep within its 350 KB: then it has the areas that most need attention."""

FEWEST_AREAS: Final = 8


def cells_of(view: HeatMapView) -> int:
    return len(view.areas) * sum(len(part.rows) for part in view.parts)


def readable(view: HeatMapView) -> HeatMapView:
    """Leave out areas of a map that is too large: the page's own stays, and those with most reds.

    Workbook, table, paper and picture have all areas.
    """
    rows = [row for part in view.parts for row in part.rows]
    most = max(FEWEST_AREAS, MOST_CELLS // max(1, len(rows)))
    if len(view.areas) <= most:
        return view
    reds = [
        sum(row.cells[at].rating is Rating.RED for row in rows) for at in range(len(view.areas))
    ]
    own = {at for at, name in enumerate(view.areas) if at == 0 or name == view.chrome.area}
    by_reds = sorted(range(len(view.areas)), key=lambda at: (at not in own, -reds[at]))
    kept = sorted(by_reds[:most])

    def only(row: HeatRow) -> HeatRow:
        return replace(row, cells=tuple(row.cells[at] for at in kept))

    parts = tuple(HeatPart(part.title, tuple(map(only, part.rows))) for part in view.parts)
    areas = tuple(view.areas[at] for at in kept)
    return replace(view, areas=areas, parts=parts, left_out=len(view.areas) - len(kept))
