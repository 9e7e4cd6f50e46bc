"""Limits of a difference and of a ratio from the limits of its two parts, which are independent.

MOVER, the method of variance estimates recovery: Zou and Donner, Statistics in Medicine 27 (2008),
1693-1702, and for ratios Donner and Zou, Statistical Methods in Medical Research 21 (2012),
347-359. With Wilson limits the difference is Newcombe's method 10 (Statistics in Medicine 17
(1998), 873-890). The limits have the confidence of those that they are made from.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def limits_of_difference(
    one: Floats,
    one_limits: tuple[Floats, Floats],
    other: Floats,
    other_limits: tuple[Floats, Floats],
) -> tuple[Floats, Floats]:
    """Give the lower and upper limit of `one - other`. NaN where any of them is missing.

    Args:
        one, other: values in the same unit, of one shape.
        one_limits, other_limits: their lower and upper limits.
    """
    (low, high), (other_low, other_high) = one_limits, other_limits
    gap = one - other
    below = np.sqrt((one - low) ** 2 + (other_high - other) ** 2)
    above = np.sqrt((high - one) ** 2 + (other - other_low) ** 2)
    return gap - below, gap + above


def limits_of_ratio(
    one: Floats,
    one_limits: tuple[Floats, Floats],
    other: Floats,
    other_limits: tuple[Floats, Floats],
) -> tuple[Floats, Floats]:
    """Give the lower and upper limit of `one / other`, of values that are not below zero.

    NaN where any of them is missing or below zero, where `other` is zero, and for an upper limit
    without end (the lower limit of `other` is zero).
    """
    (low, high), (other_low, other_high) = one_limits, other_limits
    product = one * other
    usable = (low >= 0) & (other_low >= 0) & (other > 0)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        near, far = low * (2 * one - low), other_high * (2 * other - other_high)
        # The usual root, multiplied out: it stands where the other root's divisor is zero.
        below = near / (product + np.sqrt(product**2 - near * far))
        near, far = high * (2 * one - high), other_low * (2 * other - other_low)
        above = (product + np.sqrt(product**2 - near * far)) / far
    lower = np.where(low == 0, 0.0, below)
    upper = np.where(other_low > 0, above, np.nan)
    return np.where(usable, lower, np.nan), np.where(usable, upper, np.nan)
