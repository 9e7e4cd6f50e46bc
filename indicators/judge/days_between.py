"""Days between rare events, from how many there were in each period.

The days of events are not among the results, so the gap of a period with events is the days since
the end of the last period that had any, divided by how many there were: exact to within a period
where events are as rare as the chart is meant for. A period whose count is missing or hidden ends
the gap, for it may hold events.
"""

from dataclasses import dataclass

import numpy as np

from indicators.judge.series_grid import Flags, Floats, Places, SeriesGrid


@dataclass(frozen=True, slots=True)
class DaysBetween:
    """Gaps moved together to the left, [series, point], nan behind the last; `columns` says whence."""

    days: Floats
    columns: Places
    starts: Flags


def days_between(grid: SeriesGrid, starts: Flags) -> DaysBetween:
    """Give the gaps of every series; `starts` marks the first period of each new segment."""
    ends = [float(one.end.toordinal()) for one in grid.periods]
    gaps = np.full(grid.value.shape, np.nan)
    since = np.full(len(gaps), np.nan)
    for column, end in enumerate(ends):
        count = grid.value[:, column]
        some = count > 0
        gaps[some, column] = (end - since[some]) / count[some]
        since = np.where(np.isnan(count), np.nan, np.where(some, end, since))
    order = np.argsort(np.isnan(gaps), axis=1, kind="stable")
    segment = np.take_along_axis(np.cumsum(starts, axis=1), order, axis=1)
    new = np.zeros(starts.shape, np.bool_)
    new[:, 1:] = segment[:, 1:] != segment[:, :-1]
    days = np.take_along_axis(gaps, order, axis=1)
    return DaysBetween(days, order, new & ~np.isnan(days))
