"""The recent trend, against its definition written out for one series at a time."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indicators.statistics.trends import (
    CRITICAL,
    Trend,
    TrendReason,
    recent_trend,
    recent_trend_of_proportions,
)


def weighted_slope(times, values, weights):
    """Give the slope and its variance by the textbook's sums."""
    sw = sum(weights)
    swt = sum(w * t for w, t in zip(weights, times, strict=True))
    swy = sum(w * y for w, y in zip(weights, values, strict=True))
    swty = sum(w * t * y for w, t, y in zip(weights, times, values, strict=True))
    swtt = sum(w * t * t for w, t in zip(weights, times, strict=True))
    spread = sw * swtt - swt**2
    return (sw * swty - swt * swy) / spread, sw / spread


def verdict(chi_squared, values, weights):
    times = range(1, 6)
    slopes = [weighted_slope(times, values, weights)[0]]
    for left_out in range(5):
        kept = [i for i in range(5) if i != left_out]
        slopes.append(
            weighted_slope(
                [times[i] for i in kept], [values[i] for i in kept], [weights[i] for i in kept]
            )[0]
        )
    if chi_squared > CRITICAL and all(slope > 0 for slope in slopes):
        return Trend.INCREASING, slopes
    if chi_squared > CRITICAL and all(slope < 0 for slope in slopes):
        return Trend.DECREASING, slopes
    return Trend.NO_CHANGE, slopes


def clear(chi_squared, slopes):
    return abs(chi_squared - CRITICAL) > 1e-6 and all(abs(slope) > 1e-9 for slope in slopes)


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12)), min_size=5, max_size=9),
        min_size=1,
        max_size=5,
    )
)
def test_a_weighted_trend_is_as_defined(many):
    longest = max(len(series) for series in many)
    values, half = np.full((2, len(many), longest), np.nan)
    for row, series in enumerate(many):
        values[row, longest - len(series) :] = [value for value, _ in series]
        half[row, longest - len(series) :] = [width for _, width in series]
    found = recent_trend(values, values - half, values + half)
    for row, series in enumerate(many):
        y = [float(value) for value, _ in series[-5:]]
        weights = [1 / (2 * width / 3.92) ** 2 for _, width in series[-5:]]
        slope, variance = weighted_slope(range(1, 6), y, weights)
        chi_squared = slope**2 / variance
        assert math.isclose(found.chi_squared[row], chi_squared, rel_tol=1e-6, abs_tol=1e-9)
        assert math.isclose(found.slope[row], slope, rel_tol=1e-6, abs_tol=1e-9)
        expected, slopes = verdict(chi_squared, y, weights)
        if clear(chi_squared, slopes):
            assert found.trend[row] == expected


@given(
    st.lists(st.tuples(st.integers(1, 400), st.integers(1, 400)), min_size=5, max_size=5),
)
def test_a_trend_of_proportions_is_as_defined(series):
    x = [float(part) for part, _ in series]
    n = [float(part + rest) for part, rest in series]
    found = recent_trend_of_proportions([x], [n])
    total, events = sum(n), sum(x)
    sxt = sum(a * t for a, t in zip(x, range(1, 6), strict=True))
    snt = sum(b * t for b, t in zip(n, range(1, 6), strict=True))
    sntt = sum(b * t * t for b, t in zip(n, range(1, 6), strict=True))
    chi_squared = (
        total
        * (total * sxt - events * snt) ** 2
        / (events * (total - events) * (total * sntt - snt**2))
    )
    assert math.isclose(found.chi_squared[0], chi_squared, rel_tol=1e-8, abs_tol=1e-10)
    log_odds = [math.log(a / (b - a)) for a, b in zip(x, n, strict=True)]
    expected, slopes = verdict(chi_squared, log_odds, [1.0] * 5)
    assert math.isclose(found.slope[0], slopes[0], rel_tol=1e-9, abs_tol=1e-12)
    assert found.reason[0] == TrendReason.CALCULATED
    if clear(chi_squared, slopes):
        assert found.trend[0] == expected
