"""The recent trend of the last five years, as public health profiles judge it; many series at once.

Sources: Office for Health Improvement and Disparities, Fingertips recent trends guidance; Cochran
(1954), Biometrics 10, and Armitage (1955), Biometrics 11, for the test of proportions. A trend
counts when its chi-squared is above 9.5495 (p under 0.002, one degree of freedom) and its slope
keeps its sign when any one of the five points is left out.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]

POINTS: Final = 5
CRITICAL: Final = 9.54953570608324
"""The 99.8% point of chi-squared with one degree of freedom."""
WIDTH_IN_ERRORS: Final = 3.92
"""A 95% interval is so many standard errors wide."""


class Trend(IntEnum):
    """Which way a series goes; whether that is good is another question."""

    CANNOT_SAY = 0
    NO_CHANGE = 1
    INCREASING = 2
    DECREASING = 3


class TrendReason(IntEnum):
    """Why a trend cannot be calculated."""

    CALCULATED = 0
    TOO_FEW_POINTS = 1
    POOLED_YEARS = 2
    ALL_OF_A_DENOMINATOR = 3
    NO_INTERVAL = 4
    NOTHING_COUNTED = 5


@dataclass(frozen=True, slots=True)
class RecentTrend:
    """The recent trend of each series, all arrays [series].

    `trend` and `reason` hold codes of `Trend` and `TrendReason`. `slope` is the change in a year:
    of the value, or for proportions of its log odds. `chi_squared` and `slope` are nan where they
    cannot be calculated.
    """

    trend: Codes
    chi_squared: Floats
    slope: Floats
    reason: Codes


@np.errstate(all="ignore")
def recent_trend(
    values: ArrayLike,
    lower: ArrayLike,
    upper: ArrayLike,
    *,
    fractions: tuple[ArrayLike, ArrayLike] | None = None,
    years_pooled: ArrayLike = 1,
) -> RecentTrend:
    """Judge the last five points of each series by a line weighted by their 95% intervals.

    Args:
        values: [series, point], oldest first, one a year; nan is missing. The five are counted
            back from the last column; a gap among them leaves too few.
        lower: the lower limits of 95% intervals, of the shape of the values.
        upper: the upper limits.
        fractions: the numerators and denominators behind the values, where there are any. A point
            without both is missing; a numerator equal to its denominator refuses the series.
        years_pooled: how many years a point spans, one or one a series; the test needs points that
            share no year.

    Raises:
        ValueError: the arrays are not two-dimensional.
    """
    y, low, high = (_last_points(part) for part in (values, lower, upper))
    x, n = (_last_points(part) for part in fractions) if fractions else (np.zeros(1), np.ones(1))
    valid = np.isfinite(y + low + high) & np.isfinite(x + n)
    widths = high - low
    reason = _reasons(valid, years_pooled)
    _refuse(reason, np.broadcast_to(x == n, y.shape), TrendReason.ALL_OF_A_DENOMINATOR)
    _refuse(reason, ~(widths > 0), TrendReason.NO_INTERVAL)
    fit = reason == TrendReason.CALCULATED
    errors = widths[fit] / WIDTH_IN_ERRORS
    weights = 1 / errors**2
    slope, squares = _weighted_slope(y[fit], weights)
    return _judged(fit, slope**2 * squares, (y[fit], weights), slope, reason)


@np.errstate(all="ignore")
def recent_trend_of_proportions(
    numerators: ArrayLike, denominators: ArrayLike, *, years_pooled: ArrayLike = 1
) -> RecentTrend:
    """Judge the last five points of each series of proportions by the Cochran-Armitage test.

    Args:
        numerators: [series, point], oldest first, one a year; nan is missing. The five are counted
            back from the last column; a gap among them leaves too few. A numerator equal to its
            denominator refuses the series, as one of 0 does: the log odds have no end.
        denominators: above 0, of the shape of the numerators.
        years_pooled: how many years a point spans, one or one a series; the test needs points that
            share no year.

    Raises:
        ValueError: the arrays are not two-dimensional.
    """
    x, n = _last_points(numerators), _last_points(denominators)
    valid = np.isfinite(x + n) & (x >= 0) & (n > 0) & (x <= n)
    reason = _reasons(valid, years_pooled)
    _refuse(reason, x == n, TrendReason.ALL_OF_A_DENOMINATOR)
    _refuse(reason, x == 0, TrendReason.NOTHING_COUNTED)
    fit = reason == TrendReason.CALCULATED
    x, n = x[fit], n[fit]
    log_odds = np.log(x / (n - x))
    slope, _ = _weighted_slope(log_odds, np.ones_like(log_odds))
    return _judged(fit, _cochran_armitage(x, n), (log_odds, np.ones_like(x)), slope, reason)


@np.errstate(all="ignore")
def two_point_change(
    before: tuple[ArrayLike, ArrayLike], after: tuple[ArrayLike, ArrayLike]
) -> Codes:
    """Say whether two 95% intervals, each (lower, upper), lie apart; codes of `Trend`, any shape."""
    low, high, new_low, new_high = np.broadcast_arrays(
        *(np.asarray(limit, np.float64) for limit in (*before, *after))
    )
    known = np.isfinite(low + high + new_low + new_high)
    codes = np.select(
        [~known, new_low > high, new_high < low],
        [Trend.CANNOT_SAY, Trend.INCREASING, Trend.DECREASING],
        Trend.NO_CHANGE,
    )
    return codes.astype(np.int8)


def _last_points(values: ArrayLike) -> Floats:
    y = np.asarray(values, np.float64)
    if y.ndim != 2:
        raise ValueError(f"series are an array [series, point], and this has {y.ndim} dimensions")
    return y[:, -POINTS:]


def _reasons(valid: NDArray[np.bool_], years_pooled: ArrayLike) -> Codes:
    complete = valid.all(axis=1) & (valid.shape[1] == POINTS)
    few = np.where(complete, TrendReason.CALCULATED, TrendReason.TOO_FEW_POINTS)
    return np.where(np.asarray(years_pooled) == 1, few, TrendReason.POOLED_YEARS).astype(np.int8)


def _refuse(reason: Codes, bad: NDArray[np.bool_], because: TrendReason) -> None:
    """Refuse the series not yet refused that have a bad point."""
    reason[(reason == TrendReason.CALCULATED) & bad.any(axis=1)] = because


def _weighted_slope(y: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Give the slope of a weighted line, and the weighted squares of time about its mean."""
    total = weights.sum(axis=1, keepdims=True)
    t = np.arange(y.shape[1], dtype=np.float64)
    away = t - (weights * t).sum(axis=1, keepdims=True) / total
    middle = (weights * y).sum(axis=1, keepdims=True) / total
    squares: Floats = (weights * away**2).sum(axis=1)
    slope: Floats = (weights * away * (y - middle)).sum(axis=1) / squares
    return slope, squares


def _cochran_armitage(x: Floats, n: Floats) -> Floats:
    total, events = n.sum(axis=1), x.sum(axis=1)
    share = (events / total)[:, np.newaxis]
    t = np.arange(x.shape[1], dtype=np.float64)
    away = t - (n * t).sum(axis=1, keepdims=True) / total[:, np.newaxis]
    excess = ((x - n * share) * away).sum(axis=1)
    chance = share[:, 0] * (1 - share[:, 0]) * (n * away**2).sum(axis=1)
    squared: Floats = excess**2 / chance
    return squared


def _judged(
    fit: NDArray[np.bool_],
    chi_squared: Floats,
    line: tuple[Floats, Floats],
    slope: Floats,
    reason: Codes,
) -> RecentTrend:
    """Spread the figures of the series that fit over all, and say which way each goes."""
    y, weights = line
    sign = np.sign(slope)
    steady = np.ones(len(sign), np.bool_)
    for left_out in range(y.shape[1] if len(y) else 0):
        others = weights.copy()
        others[:, left_out] = 0.0
        steady &= np.sign(_weighted_slope(y, others)[0]) == sign
    real = (chi_squared > CRITICAL) & steady & (sign != 0)
    code = np.where(real, np.where(sign > 0, Trend.INCREASING, Trend.DECREASING), Trend.NO_CHANGE)
    trend = np.zeros(len(fit), np.int8)
    all_squared, all_slopes = np.full(len(fit), np.nan), np.full(len(fit), np.nan)
    trend[fit], all_squared[fit], all_slopes[fit] = code, chi_squared, slope
    return RecentTrend(trend, all_squared, all_slopes, reason)
