"""Funnel limits, and on which side of them a figure lies.

Sources: Spiegelhalter (2005), Statistics in Medicine 24, for funnels; Wilson (1927) for shares and
Garwood (1936) for counts. The limits of a rate stand round the expected count; the contour of a
funnel joins, for each whole count, the two denominators at which that count is just inside.
"""

from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.statistics.intervals import (
    Limits,
    exact_poisson_interval,
    normal_quantile,
    wilson_interval,
)

Codes = NDArray[np.int8]


class Place(IntEnum):
    """Where a figure lies beside what it is compared with."""

    CANNOT_SAY = 0
    SIMILAR = 1
    LOW = 2
    HIGH = 3
    VERY_LOW = 4
    VERY_HIGH = 5


@np.errstate(all="ignore")
def proportion_limits(
    baseline: ArrayLike, denominators: ArrayLike, confidence: float = 0.95
) -> Limits:
    """Give the limits within which the share of an area lies that differs only by chance.

    Args:
        baseline: the share to compare with, between 0 and 1.
        denominators: the size of each area, above 0; broadcast with the baseline.
        confidence: 0.95, or 0.998 for the outer limits.

    Raises:
        ValueError: the confidence is not between 0 and 1.
    """
    n = np.asarray(denominators, dtype=np.float64)
    return wilson_interval(np.asarray(baseline, dtype=np.float64) * n, n, confidence)


@np.errstate(all="ignore")
def wilson_contour(
    baseline: ArrayLike, denominators: ArrayLike, confidence: float = 0.95
) -> Limits:
    """Give the shares at which an area's own Wilson interval just reaches the baseline.

    A share lies outside them when its interval leaves the baseline out. Cut off at 0 and 1;
    arguments as in `proportion_limits`, which draws Wilson's limits round the baseline instead.

    Raises:
        ValueError: the confidence is not between 0 and 1.
    """
    p, n = np.broadcast_arrays(
        np.atleast_1d(np.asarray(baseline, dtype=np.float64)),
        np.asarray(denominators, dtype=np.float64),
    )
    p = np.where((p >= 0) & (p <= 1) & (n > 0), p, np.nan)
    half = normal_quantile(confidence) * np.sqrt(p * (1 - p) / n)
    return np.maximum(p - half, 0.0), np.minimum(p + half, 1.0)


@np.errstate(all="ignore")
def rate_limits(baseline: ArrayLike, denominators: ArrayLike, confidence: float = 0.95) -> Limits:
    """Give the limits within which the rate of an area lies that differs only by chance.

    Args:
        baseline: the rate to compare with, per one of the denominator.
        denominators: the size of each area, above 0; broadcast with the baseline.
        confidence: 0.95, or 0.998 for the outer limits.

    Raises:
        ValueError: the confidence is not between 0 and 1.
    """
    n = np.atleast_1d(np.asarray(denominators, dtype=np.float64))
    n = np.where((n > 0) & np.isfinite(n), n, np.nan)
    lower, upper = exact_poisson_interval(np.asarray(baseline, dtype=np.float64) * n, confidence)
    return lower / n, upper / n


@np.errstate(all="ignore")
def ratio_contour(events: ArrayLike, confidence: float = 0.95) -> Limits:
    """Give the ratios of observed to expected at which a count lies on its limits.

    The lower is the count by the largest number expected that it is still like, the upper by the
    smallest; nan for a count of 0. Times a baseline rate they are the contours of a funnel of rates.

    Raises:
        ValueError: the confidence is not between 0 and 1.
    """
    x = np.atleast_1d(np.asarray(events, dtype=np.float64))
    fewest, most = exact_poisson_interval(x, confidence)
    positive = np.where(x > 0, x, np.nan)
    return positive / most, positive / fewest


def place_by_interval(other: ArrayLike, interval: Limits, outer: Limits | None = None) -> Codes:
    """Say where a figure lies by its own interval, the other value taken as fixed.

    Args:
        other: the value to compare with.
        interval: the lower and upper 95% limits of the figure.
        outer: its 99.8% limits; without them no figure is very high or very low.

    Returns:
        Codes of `Place`; a value on a limit is similar, and nan in the 95% limits CANNOT_SAY.
    """
    value = np.asarray(other, dtype=np.float64)
    return _place(
        value < interval[0],
        value > interval[1],
        value,
        interval,
        outer
        and (
            value < outer[0],
            value > outer[1],
        ),
    )


@np.errstate(all="ignore")
def place_by_intervals(one: Limits, other: Limits) -> Codes:
    """Say where a figure lies by whether its interval and another's overlap; codes of `Place`."""
    middle = np.asarray(other[0], dtype=np.float64) + np.asarray(other[1], dtype=np.float64)
    above, below = one[0] > other[1], one[1] < other[0]
    return _place(above, below, middle, one, None)


def place_by_funnel(figure: ArrayLike, funnel: Limits, outer: Limits | None = None) -> Codes:
    """Say where a figure lies by the limits of a funnel; codes of `Place`, as `place_by_interval`."""
    value = np.asarray(figure, dtype=np.float64)
    return _place(
        value > funnel[1],
        value < funnel[0],
        value,
        funnel,
        outer
        and (
            value > outer[1],
            value < outer[0],
        ),
    )


def place_of_events(observed: ArrayLike, expected: ArrayLike) -> Codes:
    """Say where a count lies beside the number expected, by its exact 95% and 99.8% limits.

    Returns:
        Codes of `Place`; CANNOT_SAY where nothing is expected or either is no number.
    """
    wanted = np.asarray(expected, dtype=np.float64)
    wanted = np.where((wanted > 0) & np.isfinite(wanted), wanted, np.nan)
    inner, outer = (exact_poisson_interval(observed, level) for level in (0.95, 0.998))
    return place_by_interval(wanted, inner, outer)


def _place(
    above: NDArray[np.bool_],
    below: NDArray[np.bool_],
    value: NDArray[np.float64],
    limits: Limits,
    far: tuple[NDArray[np.bool_], NDArray[np.bool_]] | None,
) -> Codes:
    """Choose the code; `far` has the very high and the very low, in this order."""
    nowhere = np.zeros(np.shape(above), np.bool_)
    very_high, very_low = far or (nowhere, nowhere)
    unknown = np.isnan(value) | np.isnan(limits[0]) | np.isnan(limits[1])
    codes = np.select(
        [unknown, very_high, very_low, above, below],
        [Place.CANNOT_SAY, Place.VERY_HIGH, Place.VERY_LOW, Place.HIGH, Place.LOW],
        Place.SIMILAR,
    )
    return codes.astype(np.int8)
