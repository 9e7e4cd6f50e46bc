"""Years to date carried on to the end of their year: 'will we have reached 400 by March?'

As earlier years went from this stage of the year, where three whole ones are known; else a count
goes on beside the profile of its target. Both are of the stage that the last figure has reached.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from framework.model.derived import AnyMeasure
from framework.model.measures import Count, Distinct, Rate, Total
from framework.model.periods import year_start
from indicators.judge.ahead import TargetsAhead
from indicators.judge.carrying_on import DIGITS, CarriedOn
from indicators.judge.series_grid import Floats, Places, SeriesGrid
from indicators.statistics.forecasts_year_end import (
    FEWEST_YEARS,
    YearEnd,
    by_profile,
    by_shape,
    chance_by_profile,
    chance_by_shape,
)

_NO_PATH: Final = YearEnd(np.empty(0), np.empty(0), np.empty(0))
_OVER: Final = "the year is over, and the next has no figure yet"
_NO_SHAPE: Final = f"fewer than {FEWEST_YEARS} whole earlier years to go by"
_NO_WAY: Final = f"{_NO_SHAPE}, and no profile of a count"
_STILL: Final = "earlier years went on alike to the digit, which says nothing of chance"


@dataclass(frozen=True, slots=True)
class _Finish:
    """The rest of one year, [step], by which way, and the chance of its target; or why there is none."""

    path: YearEnd = _NO_PATH
    method: str = ""
    chance: float = float("nan")
    reason: str = ""


def finish_years(grid: SeriesGrid, ahead: TargetsAhead) -> CarriedOn | None:
    """Carry every year to date of everybody on to the end of its target, at most of its year."""
    rows = np.flatnonzero(grid.total & (ahead.steps > 0)).tolist()
    if not rows:
        return None
    series = np.where(grid.since_new_limits(), grid.value, np.nan)
    steps = np.minimum(ahead.steps, _left_of_year(grid))
    goals = ahead.at(steps)[2]
    made = [_finish(grid, ahead, series[row], row, int(steps[row])) for row in rows]
    return CarriedOn(
        {row: place for place, row in enumerate(rows)},
        [np.round(one.path.mean, DIGITS).tolist() for one in made],
        [np.round(one.path.lower, DIGITS).tolist() for one in made],
        [np.round(one.path.upper, DIGITS).tolist() for one in made],
        [one.method for one in made],
        [one.reason for one in made],
        np.round(goals[rows], DIGITS).tolist(),
        [round(one.chance, 4) for one in made],
        [-1] * len(rows),
    )


def _left_of_year(grid: SeriesGrid) -> Places:
    """Give how many periods of its year come after the last figure of each series."""
    last = [grid.periods[column] for column in grid.last.tolist()]
    held = [one.end.year * 12 + one.end.month for one in last]
    begun = [year_start(one.start, one.year_type) for one in last]
    left = [
        (first.year * 12 + first.month + 12 - end) // one.grain.months
        for one, first, end in zip(last, begun, held, strict=True)
    ]
    return np.array(left, np.intp)


def _finish(grid: SeriesGrid, ahead: TargetsAhead, values: Floats, row: int, steps: int) -> _Finish:
    if not steps:
        return _Finish(reason=_OVER)
    measure = grid.indicators[int(grid.which[row])].measure
    last, in_year = int(grid.last[row]), 12 // grid.periods[0].grain.months
    then = np.arange(last - in_year, -1, -in_year)
    now = np.full(steps, values[last])
    before = np.broadcast_to(values[then], (steps, len(then)))
    after = values[then + np.arange(1, steps + 1)[:, np.newaxis]]
    edges = ahead.low[row, steps], ahead.high[row, steps]
    if np.isfinite(before * after).all(axis=0).sum() >= FEWEST_YEARS:
        grows = _grows(measure)
        path = by_shape(now, before, after, counts=grows)
        chances = [chance_by_shape(now, before, after, edge, counts=grows)[-1] for edge in edges]
        if not path.upper[-1] > path.lower[-1]:
            return _Finish(reason=_STILL)
        return _Finish(path, "as earlier years", _between(chances[0], 1 - chances[1]))
    if not isinstance(measure, Count | Distinct):
        return _Finish(reason=_NO_SHAPE)
    with np.errstate(all="ignore"):  # a target of nothing has no share, and says so below
        share = ahead.target[row, 0] / ahead.target[row, 1 : steps + 1]
        path = by_profile(now, share)
    if not np.isfinite(path.mean).all():
        return _Finish(reason=_NO_WAY)
    above = chance_by_profile(now, share, edges[0])[-1]
    over = chance_by_profile(now, share, np.nextafter(edges[1], np.inf))[-1]
    return _Finish(path, "as its profile", _between(above, 1 - over))


def _grows(measure: AnyMeasure) -> bool:
    """Say whether figures grow through the year as cases come in, so that shares of a year make sense."""
    return isinstance(measure, Count | Distinct | Total | Rate)


def _between(above: float, below: float) -> float:
    """Give the chance of keeping both edges of green."""
    return float(np.clip(above + below - 1, 0, 1))
