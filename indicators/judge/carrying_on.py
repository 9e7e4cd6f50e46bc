"""Series of everybody carried on to the end of the time of their targets, as declared or chosen."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from framework.model.charts import ForecastMethod
from framework.model.periods import Grain
from framework.model.results import Trend
from indicators.judge.ahead import TargetsAhead
from indicators.judge.series_grid import SeriesGrid
from indicators.judge.trending import Trends
from indicators.statistics import forecasts
from indicators.statistics.forecasts_seasonal import FEWEST_SEASONS

DIGITS: Final = 6
_SEASONS: Final = {Grain.MONTH: 12, Grain.QUARTER: 4, Grain.YEAR: 0}
_METHODS: Final = {
    ForecastMethod.AUTO: None,
    ForecastMethod.NAIVE: forecasts.Method.NAIVE,
    ForecastMethod.MEAN: forecasts.Method.MEAN,
    ForecastMethod.DRIFT: forecasts.Method.DRIFT,
    ForecastMethod.LINEAR: forecasts.Method.LINEAR,
    ForecastMethod.SMOOTHED: forecasts.Method.SMOOTHED,
    ForecastMethod.SMOOTHED_TREND: forecasts.Method.SMOOTHED_TREND,
    ForecastMethod.SEASONAL: forecasts.Method.SEASONAL,
}
_NAMES: Final = {int(code): word.value for word, code in _METHODS.items() if code is not None}
_REASONS: Final = {
    int(forecasts.ForecastReason.GIVEN): "",
    int(forecasts.ForecastReason.TOO_SHORT): (
        f"fewer than {forecasts.FEWEST_POINTS} points of one series"
    ),
    int(forecasts.ForecastReason.BROKEN): "a figure is missing between the others",
    int(forecasts.ForecastReason.NO_SPREAD): "its figures never differ",
}
_TOO_FEW_SEASONS: Final = f"fewer than {FEWEST_SEASONS} whole years of one series"


@dataclass(frozen=True, slots=True)
class CarriedOn:
    """Forecasts of some series of a grid in lists: by row of the grid where each stands in them.

    `target` is the one held against the last step. `left_out` is the column of a first point that
    was left out as odd, or -1.
    """

    place: dict[int, int]
    mean: list[list[float]]
    lower: list[list[float]]
    upper: list[list[float]]
    method: list[str]
    reason: list[str]
    target: list[float]
    chance: list[float]
    left_out: list[int]


def carry_on(grid: SeriesGrid, ahead: TargetsAhead, found: Trends | None) -> CarriedOn | None:
    """Carry on the series of everybody that a target stands for after their last point.

    A method that is not declared follows no slope where the trend that was found is none.
    """
    rows = np.flatnonzero(grid.total & (ahead.steps > 0))
    if not len(rows):
        return None
    values = np.where(grid.since_new_limits()[rows], grid.value[rows], np.nan)
    method, season = _METHODS[grid.indicators[0].forecast], _SEASONS[grid.periods[0].grain]
    level = None if found is None else [found.trend[row] == Trend.NO_CHANGE for row in rows]
    made = forecasts.forecast(
        values, int(ahead.steps[rows].max()), method, season=season, level=level
    )
    low, high, target = (part[rows] for part in ahead.at(ahead.steps))
    both = [
        forecasts.chance_of_meeting(made, edge, way) for edge, way in ((low, 1.0), (high, -1.0))
    ]
    row = np.arange(len(rows))
    final = ahead.steps[rows] - 1
    chance = np.clip(both[0][row, final] + both[1][row, final] - 1, 0, 1)
    mean, lower, upper = (
        np.round(part, DIGITS).tolist() for part in (made.mean, made.lower_95, made.upper_95)
    )
    return CarriedOn(
        dict(zip(rows.tolist(), row.tolist(), strict=True)),
        mean,
        lower,
        upper,
        [_NAMES.get(code, "") for code in made.method.tolist()],
        [_reason(code, method) for code in made.reason.tolist()],
        np.round(target, DIGITS).tolist(),
        np.round(chance, 4).tolist(),
        made.left_out.tolist(),
    )


def _reason(code: int, method: forecasts.Method | None) -> str:
    is_short = code == forecasts.ForecastReason.TOO_SHORT
    return _TOO_FEW_SEASONS if is_short and method is forecasts.Method.SEASONAL else _REASONS[code]
