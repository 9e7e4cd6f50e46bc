"""An indicator's series with those of the areas beside it, in one read: for the chart to explore."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dashboard.access.viewers import Viewer
from dashboard.queries.indicator import find_indicator, indicator_view
from dashboard.queries.library import Library, Reading
from dashboard.queries.points import point, with_gaps
from dashboard.queries.views import AreaBar, IndicatorView, Point
from framework.model.indicators import Indicator
from framework.model.periods import period_from_code
from framework.model.results import TOTAL
from framework.store.rows import PointRow

MOST_OTHERS: Final = 12
"""So many areas may stand beside the page's own: more are told apart by nobody."""


@dataclass(frozen=True, slots=True)
class AreaSeries:
    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class ExplorationView:
    """The page of an indicator, and the series of areas beside its own that have any figure."""

    page: IndicatorView
    others: tuple[AreaSeries, ...]


def read_exploration(
    library: Library,
    viewer: Viewer,
    indicator_id: str,
    month: str | None = None,
    area: str | None = None,
) -> ExplorationView:
    """Give what the chart of an indicator shows to whoever explores it.

    Raises:
        KeyError: there is no such indicator, month or area.
        PermissionDeniedError: the viewer may not see the area.
        StoreError: nothing has been published yet.
    """
    with library.open_month(month) as reading:
        page = indicator_view(reading, viewer, indicator_id, month, area)
        beside = [one for one in page.areas if not one.chosen][:MOST_OTHERS]
        indicator = find_indicator(reading, indicator_id)
        others = _series(reading, indicator, page.trend, beside) if page.trend else ()
        return ExplorationView(page, others)


def _series(
    reading: Reading, indicator: Indicator, trend: Sequence[Point], beside: Sequence[AreaBar]
) -> tuple[AreaSeries, ...]:
    """Read the points of areas over the same periods as the page's own."""
    first, last = (period_from_code(one.period) for one in (trend[0], trend[-1]))
    found = reading.snapshot.points(
        [indicator.id], [one.code for one in beside], breakdowns=[TOTAL], since=first.start
    )
    by_area: dict[str, list[PointRow]] = {}
    for row in sorted(found, key=lambda row: row.period_start):
        if period_from_code(row.period).end <= last.end:
            by_area.setdefault(row.area, []).append(row)
    named = (
        (one.name, tuple(point(row, indicator) for row in with_gaps(by_area.get(one.code, ()))))
        for one in beside
    )
    return tuple(
        AreaSeries(name, points)
        for name, points in named
        if any(one.value is not None for one in points)
    )
