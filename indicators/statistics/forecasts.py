"""Where a series will be, with an interval, if it goes on as it has; many series at once.

Sources: Hyndman and Athanasopoulos, Forecasting: principles and practice, for the naive, mean,
drift, linear and seasonal methods; Hyndman and others (2008) for exponential smoothing. The figures are not
clipped: a share above 100 is cut for display only.

Without a declared method each series gets its own. One of three years or more with a season beyond
chance gets seasonal; one that wanders (what a straight line leaves over has a first autocorrelation
above 2 over the root of the number of points) drift; another with a trend (Mann-Kendall p under 0.05)
linear; any other mean. Where the caller's own test of the trend finds none, no slope is chosen: naive
stands for drift and mean for linear. A first value that is further from the second than 3.267 times
the usual step is odd, such as that of a month begun halfway: it is left out, where enough others remain.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.statistics.control_charts_segments import SCREEN
from indicators.statistics.forecasts_seasonal import FEWEST_SEASONS, has_season, seasonal_line
from indicators.statistics.forecasts_smoothed import smooth
from indicators.statistics.trends_ranked import mann_kendall

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]
Path = tuple[Floats, Floats, float]
"""What a method gives: means and standard errors [series, step], and degrees of freedom."""

FEWEST_POINTS: Final = 8
SIGNIFICANT: Final = 0.05
_NOTHING: Final = 1e-12
"""A spread under this share of the values is what rounding leaves of none."""


class Method(IntEnum):
    """How a series is carried on."""

    NONE = 0
    NAIVE = 1
    MEAN = 2
    DRIFT = 3
    LINEAR = 4
    SMOOTHED = 5
    SMOOTHED_TREND = 6
    SEASONAL = 7


class ForecastReason(IntEnum):
    """Why a forecast, or its interval, cannot be given."""

    GIVEN = 0
    TOO_SHORT = 1
    BROKEN = 2
    NO_SPREAD = 3


@dataclass(frozen=True, slots=True)
class Forecast:
    """Forecasts, [series, step] where not said otherwise; nan where there is none.

    `error` is the standard error of a new value, whose distribution is Student's with `freedom`
    [series] degrees of freedom (infinite: normal). `method` and `reason` are codes, [series].
    `left_out` is the column of a first value that was left out as odd, else -1, [series].
    """

    mean: Floats
    lower_80: Floats
    upper_80: Floats
    lower_95: Floats
    upper_95: Floats
    error: Floats
    freedom: Floats
    method: Codes
    reason: Codes
    left_out: Places


@np.errstate(all="ignore")
def forecast(
    values: ArrayLike,
    steps: int,
    method: Method | None = None,
    *,
    fewest: int = FEWEST_POINTS,
    season: int = 0,
    level: ArrayLike | None = None,
) -> Forecast:
    """Carry each series on for some steps.

    Args:
        values: [series, point], oldest first, evenly spaced. nan before the first and after the
            last value is padding; between them it breaks the series, which is then refused.
        steps: how many periods ahead, at least 1; the first step is the one after the last value.
        method: one for all series; None chooses for each.
        fewest: refuse series of fewer values; at least 4.
        season: how many periods a year has, for the seasonal method; 0 for none.
        level: [series], true where no clear trend was found: no slope is then chosen.

    Raises:
        ValueError: the values are not two-dimensional, no step, a fewest under 4, or the seasonal
            method without a season.
    """
    x = np.asarray(values, np.float64)
    if x.ndim != 2 or steps < 1 or fewest < 4:
        raise ValueError("a forecast needs [series, point], at least 1 step and 4 points")
    if method is Method.SEASONAL:
        fewest = max(fewest, FEWEST_SEASONS * season)
    span = _spans(x, fewest)
    left_out = np.full(len(x), -1, np.intp)
    if method is None:
        span, left_out = _without_odd_start(x, span, fewest)
    mean, error, freedom, used = _carry_all(x, span, steps, (method, season, level))
    reason = span.reason
    still = (error <= _NOTHING * np.maximum(np.abs(mean), 1e-300)).any(axis=1)
    reason[still] = ForecastReason.NO_SPREAD
    error[still] = np.nan
    limits = *_interval(mean, error, freedom, 0.80), *_interval(mean, error, freedom, 0.95)
    return Forecast(mean, *limits, error, freedom, used, reason, left_out)


def _carry_all(
    x: Floats, span: "_Span", steps: int, how: tuple[Method | None, int, ArrayLike | None]
) -> tuple[Floats, Floats, Floats, Codes]:
    """Give means and errors [series, step], degrees of freedom and methods; series of a length at once."""
    (method, season, level), ahead = how, np.arange(1.0, steps + 1)
    held = np.zeros(len(x), np.bool_) if level is None else np.asarray(level, np.bool_)
    mean, error = np.full((2, len(x), len(ahead)), np.nan)
    freedom, used = np.full(len(x), np.nan), np.zeros(len(x), np.int8)
    given = span.reason == ForecastReason.GIVEN
    for length in np.unique(span.cases[given]):
        rows = np.flatnonzero((span.cases == length) & given)
        y = x[rows[:, np.newaxis], span.first[rows][:, np.newaxis] + np.arange(length)]
        used[rows] = _choose(y, season, held[rows]) if method is None else method
        for code in np.unique(used[rows]):
            part = used[rows] == code
            here = rows[part]
            mean[here], error[here], freedom[here] = _carry_on(Method(code), y[part], ahead, season)
    return mean, error, freedom, used


def _carry_on(method: Method, y: Floats, ahead: Floats, season: int) -> Path:
    if method is Method.SEASONAL:
        if season < 2:
            raise ValueError("a season has at least 2 periods")
        return seasonal_line(y, ahead, season)
    return _METHODS[method](y, ahead)


@dataclass(frozen=True, slots=True)
class _Span:
    """Where each series starts, how many values it has, and why it is refused; [series]."""

    first: Places
    cases: Places
    reason: Codes


def _without_odd_start(x: Floats, span: _Span, fewest: int) -> tuple[_Span, Places]:
    """Leave out first values that are odd where enough others remain; give their columns, else -1.

    Odd is one whose step to the next a control chart would leave out of its limits.
    """
    left_out = np.full(len(x), -1, np.intp)
    if x.shape[1] < 3:
        return span, left_out
    moves = np.abs(np.diff(x, axis=1))
    start = moves[np.arange(len(x)), np.minimum(span.first, moves.shape[1] - 1)]
    usual = (np.nansum(moves, axis=1) - np.nan_to_num(start)) / np.maximum(span.cases - 2, 1)
    odd = (span.cases > fewest) & (usual > 0) & (start >= SCREEN * usual)
    left_out[odd] = span.first[odd]
    return _Span(span.first + odd, span.cases - odd, span.reason), left_out


def _spans(x: Floats, fewest: int) -> _Span:
    known = np.isfinite(x)
    cases = known.sum(axis=1)
    none = np.zeros(len(x), np.intp)
    first = np.argmax(known, axis=1) if x.size else none
    past = x.shape[1] - np.argmax(known[:, ::-1], axis=1) if x.size else none
    reason = np.full(len(x), ForecastReason.GIVEN, np.int8)
    reason[(cases > 0) & (past - first != cases)] = ForecastReason.BROKEN
    reason[cases < fewest] = ForecastReason.TOO_SHORT
    return _Span(first, cases, reason)


@np.errstate(all="ignore")
def chance_of_meeting(made: Forecast, target: ArrayLike, direction: ArrayLike) -> Floats:
    """Give the chance that each forecast value meets a target, [series, step].

    Args:
        made: a forecast; nan without an interval.
        target: one, or [series], or [series, step]; nan for none.
        direction: 1 where at least the target meets it, -1 where at most; nan for 0. As the target.
    """
    from scipy.special import ndtr, stdtr

    goal = _per_step(target, made.mean.shape)
    way = np.sign(_per_step(direction, made.mean.shape))
    away = way * (made.mean - goal) / made.error
    freedom = made.freedom[:, np.newaxis]
    chance = np.where(np.isinf(freedom), ndtr(away), stdtr(freedom, away))
    return np.where(way == 0, np.nan, chance)


def _per_step(given: ArrayLike, shape: tuple[int, ...]) -> Floats:
    array = np.asarray(given, np.float64)
    return np.broadcast_to(array[:, np.newaxis] if array.ndim == 1 else array, shape)


def _interval(mean: Floats, error: Floats, freedom: Floats, share: float) -> tuple[Floats, Floats]:
    from scipy.special import ndtri, stdtrit

    tail = (1 + share) / 2
    quantile = np.where(np.isinf(freedom), ndtri(tail), stdtrit(freedom, tail))
    half = quantile[:, np.newaxis] * error
    return mean - half, mean + half


def _naive(y: Floats, ahead: Floats) -> Path:
    """Hold the last value; the errors of the steps add up."""
    spread = np.sqrt((np.diff(y, axis=1) ** 2).mean(axis=1))
    return _flat(y[:, -1], ahead), spread[:, np.newaxis] * np.sqrt(ahead), np.inf


def _mean(y: Floats, ahead: Floats) -> Path:
    """Go back to the mean of all values."""
    cases = y.shape[1]
    error = y.std(axis=1, ddof=1) * np.sqrt(1 + 1 / cases)
    return _flat(y.mean(axis=1), ahead), _flat(error, ahead), cases - 1.0


def _drift(y: Floats, ahead: Floats) -> Path:
    """Go on from the last value by the mean step; the errors of the steps add up."""
    moves = np.diff(y, axis=1)
    step = moves.mean(axis=1)[:, np.newaxis]
    spread = moves.std(axis=1, ddof=1)[:, np.newaxis]
    error = spread * np.sqrt(ahead * (1 + ahead / moves.shape[1]))
    return y[:, -1:] + step * ahead, error, np.inf


def _linear(y: Floats, ahead: Floats) -> Path:
    """Go on along the line of least squares."""
    cases = y.shape[1]
    t = np.arange(cases) - (cases - 1) / 2
    squares = (t**2).sum()
    middle, slope, left = _line(y)
    spread = np.sqrt((left**2).sum(axis=1) / (cases - 2))[:, np.newaxis]
    future = t[-1] + ahead
    error = spread * np.sqrt(1 + 1 / cases + future**2 / squares)
    return middle + slope * future, error, cases - 2.0


def _line(y: Floats) -> tuple[Floats, Floats, Floats]:
    """Give the mean and slope of each line of least squares, [series, 1], and what it leaves."""
    t = np.arange(y.shape[1]) - (y.shape[1] - 1) / 2
    middle = y.mean(axis=1, keepdims=True)
    slope = ((y - middle) * t).sum(axis=1, keepdims=True) / (t**2).sum()
    return middle, slope, y - middle - slope * t


def _smoothed(y: Floats, ahead: Floats) -> Path:
    """Hold the level of simple exponential smoothing."""
    state = smooth(y, with_slope=False)
    weight = state.level_weight[:, np.newaxis]
    error = state.spread[:, np.newaxis] * np.sqrt(1 + (ahead - 1) * weight**2)
    return _flat(state.level, ahead), error, np.inf


def _smoothed_trend(y: Floats, ahead: Floats) -> Path:
    """Go on by the level and slope of Holt's method."""
    state = smooth(y, with_slope=True)
    weight = state.level_weight[:, np.newaxis]
    carried = weight * (1 + state.slope_weight[:, np.newaxis] * ahead)
    before = np.cumsum(carried**2, axis=1) - carried**2
    mean = state.level[:, np.newaxis] + state.slope[:, np.newaxis] * ahead
    return mean, state.spread[:, np.newaxis] * np.sqrt(1 + before), np.inf


def _flat(level: Floats, ahead: Floats) -> Floats:
    return np.repeat(level[:, np.newaxis], len(ahead), axis=1)


def _choose(y: Floats, season: int, held: Flags) -> Codes:
    left = _line(y)[2]
    related = (left[:, 1:] * left[:, :-1]).sum(axis=1) / (left**2).sum(axis=1)
    wanders = related > 2 / np.sqrt(y.shape[1])
    test = mann_kendall(y)
    p = np.where(np.isnan(test.p_exact), test.p_continuity, test.p_exact)
    codes = np.select(
        [has_season(y, season), wanders & held, wanders, (p < SIGNIFICANT) & ~held],
        [Method.SEASONAL, Method.NAIVE, Method.DRIFT, Method.LINEAR],
        Method.MEAN,
    )
    return codes.astype(np.int8)


_METHODS: Final[dict[Method, Callable[[Floats, Floats], Path]]] = {
    Method.NAIVE: _naive,
    Method.MEAN: _mean,
    Method.DRIFT: _drift,
    Method.LINEAR: _linear,
    Method.SMOOTHED: _smoothed,
    Method.SMOOTHED_TREND: _smoothed_trend,
}
