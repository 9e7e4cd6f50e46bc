"""Where a series will be when its target's time is over, and how likely it then meets the target.

The target is the one that stands in the period after the last point. The forecast goes to the end
of that target's time, or 12 months, 8 quarters or 5 years, whichever is sooner. It speaks for
everybody only. Series that are short, have a gap or overlap get none, with the reason.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from framework.model.charts import ForecastMethod, overlaps
from framework.model.periods import step
from framework.model.series import Forecast, Outlook
from indicators.judge.ahead import MOST_AHEAD, TargetsAhead
from indicators.judge.drawing import OVERLAP
from indicators.judge.series_grid import SeriesGrid
from indicators.judge.trending import Trends
from indicators.statistics import forecasts

_DIGITS: Final = 6
_METHODS: Final = {
    ForecastMethod.AUTO: None,
    ForecastMethod.NAIVE: forecasts.Method.NAIVE,
    ForecastMethod.MEAN: forecasts.Method.MEAN,
    ForecastMethod.DRIFT: forecasts.Method.DRIFT,
    ForecastMethod.LINEAR: forecasts.Method.LINEAR,
    ForecastMethod.SMOOTHED: forecasts.Method.SMOOTHED,
    ForecastMethod.SMOOTHED_TREND: forecasts.Method.SMOOTHED_TREND,
}
_NAMES: Final = {int(code): word.value for word, code in _METHODS.items() if code is not None}
_REASONS: Final = {
    int(forecasts.ForecastReason.GIVEN): "",
    int(forecasts.ForecastReason.TOO_SHORT): (
        f"fewer than {forecasts.FEWEST_POINTS} points of one series"
    ),
    int(forecasts.ForecastReason.BROKEN): "a point is missing between the others",
    int(forecasts.ForecastReason.NO_SPREAD): "its figures never differ",
}
_NO_TARGET: Final = "no target is set for a later period"
_NOT_DECLARED: Final = "no forecast is declared"


@dataclass(frozen=True, slots=True)
class _Forecasts:
    """Forecasts of some series of a grid in lists: by row of the grid where each stands in them."""

    place: dict[int, int]
    mean: list[list[float]]
    lower: list[list[float]]
    upper: list[list[float]]
    method: list[str]
    reason: list[str]
    chance: list[float]


def write_outlooks(grid: SeriesGrid, found: Trends | None, ahead: TargetsAhead) -> list[str | None]:
    """Write the trend and the forecast of each series of everybody; None for those of breakdowns."""
    one = grid.indicators[0]
    refused = _refused(grid)
    made = None if refused else _forecasts(grid, ahead, _METHODS[one.forecast])
    said = _trends(grid, found)
    later = _later(grid)
    goals = np.round(ahead.at(ahead.steps)[2], _DIGITS).tolist()
    texts: list[str | None] = [None] * len(grid.which)
    for row in np.flatnonzero(grid.total).tolist():
        at = None if made is None else made.place.get(row)
        if made is None or at is None:
            outlook = Outlook(*said[row], forecast_reason=refused or _NO_TARGET)
        elif made.reason[at]:
            outlook = Outlook(*said[row], forecast_reason=made.reason[at], target=goals[row])
        else:
            first = int(grid.last[row]) + 1
            codes = later[first : first + int(ahead.steps[row])]
            path = tuple(
                Forecast(code, mean, low, high, made.method[at])
                for code, mean, low, high in zip(
                    codes, made.mean[at], made.lower[at], made.upper[at], strict=False
                )
            )
            outlook = Outlook(*said[row], path, "", goals[row], made.chance[at])
        texts[row] = outlook.text()
    return texts


def _refused(grid: SeriesGrid) -> str:
    """Give why an indicator of this kind has no forecast at all, or nothing."""
    one = grid.indicators[0]
    if one.forecast is ForecastMethod.NONE:
        return _NOT_DECLARED
    return OVERLAP if overlaps(one.basis) else ""


def _forecasts(
    grid: SeriesGrid, ahead: TargetsAhead, method: forecasts.Method | None
) -> _Forecasts | None:
    """Carry on the series of everybody that a target stands for after their last point."""
    rows = np.flatnonzero(grid.total & (ahead.steps > 0))
    if not len(rows):
        return None
    values = np.where(grid.since_new_limits()[rows], grid.value[rows], np.nan)
    made = forecasts.forecast(values, int(ahead.steps[rows].max()), method)
    low, high, _ = (part[rows] for part in ahead.at(ahead.steps))
    both = [
        forecasts.chance_of_meeting(made, edge, way) for edge, way in ((low, 1.0), (high, -1.0))
    ]
    row = np.arange(len(rows))
    final = ahead.steps[rows] - 1
    chance = np.clip(both[0][row, final] + both[1][row, final] - 1, 0, 1)
    mean, lower, upper = (
        np.round(part, _DIGITS).tolist() for part in (made.mean, made.lower_95, made.upper_95)
    )
    return _Forecasts(
        dict(zip(rows.tolist(), row.tolist(), strict=True)),
        mean,
        lower,
        upper,
        [_NAMES.get(code, "") for code in made.method.tolist()],
        [_REASONS[code] for code in made.reason.tolist()],
        np.round(chance, 4).tolist(),
    )


def _later(grid: SeriesGrid) -> list[str]:
    """Give the codes of a grid's periods and of those after them."""
    last = grid.periods[-1]
    after = [step(last, count).code for count in range(1, MOST_AHEAD[last.grain] + 1)]
    return [*(one.code for one in grid.periods), *after]


def _trends(
    grid: SeriesGrid, found: Trends | None
) -> list[tuple[str, float | None, float | None, str, str]]:
    """Give the first cells of each series' Outlook: how its trend was found."""
    if found is None:
        return [("", None, None, "", "")] * len(grid.which)
    codes = [one.code for one in grid.periods]
    cells = zip(
        np.round(found.statistic, _DIGITS).tolist(),
        np.round(found.slope, _DIGITS).tolist(),
        found.first.tolist(),
        found.reason,
        strict=True,
    )
    return [
        (found.method, _known(statistic), _known(slope), "" if why else codes[first], why)
        for statistic, slope, first, why in cells
    ]


def _known(number: float) -> float | None:
    return None if math.isnan(number) else number
