"""How likely it is that the true value behind a figure meets its target.

Sources: Jeffreys (1946), Proceedings of the Royal Society A 186, for the prior of shares and
counts; Brown, Cai and DasGupta (2001), Statistical Science 16, for its good frequency properties. A
probability is of the true value given these counts alone: it knows nothing of earlier periods.
`direction` is 1 where more is better (meets: at or above), -1 where less is, and 0, where neither
is, gives nan.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.statistics.intervals import Limits, normal_quantile

Floats = NDArray[np.float64]


@np.errstate(all="ignore")
def chance_of_share(
    numerator: ArrayLike, denominator: ArrayLike, target: ArrayLike, direction: ArrayLike
) -> Floats:
    """Give the chance that the true share meets the target: beta(x + 1/2, n - x + 1/2).

    Args:
        numerator: at least 0 and no more than the denominator.
        denominator: above 0.
        target: a share between 0 and 1; nan for none.
        direction: see above. All broadcast.
    """
    from scipy.special import betainc

    x, n, goal = (np.asarray(each, dtype=np.float64) for each in (numerator, denominator, target))
    fit = (n > 0) & (x >= 0) & (x <= n) & np.isfinite(n)
    below = betainc(np.where(fit, x, np.nan) + 0.5, n - x + 0.5, np.clip(goal, 0, 1))
    return _turned(np.where(goal > 1, 1.0, np.where(goal <= 0, 0.0, below)), fit, direction)


@np.errstate(all="ignore")
def chance_of_rate(
    count: ArrayLike, denominator: ArrayLike, target: ArrayLike, direction: ArrayLike
) -> Floats:
    """Give the chance that the true rate meets the target: gamma(x + 1/2) by the denominator.

    Args:
        count: cases, at least 0.
        denominator: above 0; 1 for a count that stands for itself.
        target: a rate per one of the denominator; nan for none.
        direction: see above. All broadcast.
    """
    from scipy.special import gammainc

    x, n, goal = (np.asarray(each, dtype=np.float64) for each in (count, denominator, target))
    fit = (n > 0) & (x >= 0) & np.isfinite(n) & np.isfinite(x)
    below = gammainc(np.where(fit, x, np.nan) + 0.5, np.maximum(goal, 0) * n)
    return _turned(below, fit, direction)


@np.errstate(all="ignore")
def chance_by_interval(
    value: ArrayLike,
    limits: Limits,
    target: ArrayLike,
    direction: ArrayLike,
) -> Floats:
    """Give the chance that the true value meets the target where only its 95% interval is known.

    The value is taken as normal on each side, its deviation that of the nearer limit: the lower
    one for a target below the value and the upper one for a target above it.
    """
    from scipy.special import ndtr

    middle, low, high, goal = (
        np.asarray(each, dtype=np.float64) for each in (value, *limits, target)
    )
    reach = np.where(goal < middle, middle - low, high - middle) / normal_quantile(0.95)
    fit = np.isfinite(middle) & (reach > 0) & np.isfinite(reach)
    return _turned(ndtr((goal - middle) / np.where(fit, reach, np.nan)), fit, direction)


def _turned(below: Floats, fit: NDArray[np.bool_], direction: ArrayLike) -> Floats:
    """Turn the chance of lying below the target into that of meeting it."""
    way = np.asarray(direction)
    chance = np.where(way > 0, 1 - below, np.where(way < 0, below, np.nan))
    return np.where(fit & np.isfinite(chance), chance, np.nan)
