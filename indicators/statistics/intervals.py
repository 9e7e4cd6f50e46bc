"""Confidence intervals of shares, counts and means. Arrays in, arrays out; nan where none is defined.

Sources: Wilson (1927), JASA 22; Garwood (1936), Biometrika 28, for the exact limits of a Poisson
count; Breslow and Day (1987), IARC 82, for Byar's approximation to them; Student (1908); Dobson and
others (1991), Statistics in Medicine 10, for weighted sums of counts.
"""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Limits = tuple[Floats, Floats]

EXACT_BELOW: Final = 10
"""Counts under this have exact Poisson limits; from here on Byar's approximation is used."""

_AT_ONCE: Final = 2**14
"""So many at once that what is made on the way stays near the processor."""


@np.errstate(all="ignore")
def wilson_interval(
    numerator: ArrayLike, denominator: ArrayLike, confidence: float = 0.95
) -> Limits:
    """Give Wilson's score limits of a share, between 0 and 1.

    Args:
        numerator: how many have it, between 0 and the denominator; any shape.
        denominator: out of how many, above 0; of a shape that broadcasts with the numerator.
        confidence: the level of the interval, between 0 and 1.

    Raises:
        ValueError: the confidence is not between 0 and 1.
    """
    x, n = np.broadcast_arrays(_floats(numerator), _floats(denominator))
    z, lower, upper = normal_quantile(confidence), np.empty(x.shape), np.empty(x.shape)
    flat = [one.reshape(-1) for one in (x, n, lower, upper)]
    for begin in range(0, x.size, _AT_ONCE):
        some_x, some_n, some_lower, some_upper = (one[begin : begin + _AT_ONCE] for one in flat)
        some_lower[:], some_upper[:] = _wilson(some_x, some_n, z)
    return lower, upper


def _wilson(x: Floats, n: Floats, z: float) -> Limits:
    n = np.where((n > 0) & (x >= 0) & (x <= n) & np.isfinite(n), n, np.nan)
    root = z * np.sqrt(z * z + 4 * x * (1 - x / n))
    # The textbook lower limit subtracts two nearly equal numbers when x is small against z;
    # multiplied by its conjugate it is a plain quotient, exactly 0 at x = 0.
    lower = 2 * x * x / (n * (2 * x + z * z + root))
    upper = np.minimum((2 * x + z * z + root) / (2 * (n + z * z)), 1.0)
    # Of a share of nearly all of very many, rounding may put the lower limit a digit too high.
    return np.minimum(lower, upper), upper


@np.errstate(all="ignore")
def poisson_interval(count: ArrayLike, confidence: float = 0.95) -> Limits:
    """Give limits of the expected number behind a count: exact below 10, Byar's from 10.

    Divide both by the denominator of a rate and multiply as the rate is. The count need not be a
    whole number (an area that was split counts in shares).

    Raises:
        ValueError: the confidence is not between 0 and 1.
    """
    x = _count(count)
    lower, upper = _byar(x, normal_quantile(confidence))
    few = x < EXACT_BELOW
    if few.any():
        lower[few], upper[few] = _exact_poisson(x[few], 1 - confidence)
    return lower, upper


def poisson_method(count: ArrayLike) -> NDArray[np.str_]:
    """Name the method that `poisson_interval` uses for each count: Exact, Byars or '' for neither."""
    x = _count(count)
    return np.select([x < EXACT_BELOW, x >= EXACT_BELOW], ["Exact", "Byars"], "")


@np.errstate(all="ignore")
def exact_poisson_interval(count: ArrayLike, confidence: float = 0.95) -> Limits:
    """Give Garwood's exact limits of the expected number behind a count of any size.

    Raises:
        ValueError: the confidence is not between 0 and 1.
    """
    upper_tail(confidence)
    x = _count(count)
    lower, upper = _exact_poisson(x.ravel(), 1 - confidence)
    return lower.reshape(x.shape), upper.reshape(x.shape)


@np.errstate(all="ignore")
def dobson_interval(
    value: ArrayLike, variance: ArrayLike, count: ArrayLike, confidence: float = 0.95
) -> Limits:
    """Give Dobson's limits of a weighted sum of counts, such as a standardised rate.

    Args:
        value: the weighted sums; any shape.
        variance: the variance of each, in the square of its unit.
        count: how many cases stand behind each, above 0.
        confidence: the level of the interval, between 0 and 1.

    Raises:
        ValueError: the confidence is not between 0 and 1.
    """
    middle, spread, x = np.broadcast_arrays(_floats(value), _floats(variance), _count(count))
    lower, upper = poisson_interval(x, confidence)
    scale = np.sqrt(spread / x)
    scale = np.where(np.isfinite(scale), scale, np.nan)
    return middle + scale * (lower - x), middle + scale * (upper - x)


@np.errstate(all="ignore")
def mean_interval(
    mean: ArrayLike, spread: ArrayLike, cases: ArrayLike, confidence: float = 0.95
) -> Limits:
    """Give Student's t limits of a mean; nan for fewer than two cases.

    Args:
        mean: the means; any shape.
        spread: the sum of squared deviations from each mean.
        cases: how many values each mean is made of.
        confidence: the level of the interval, between 0 and 1.

    Raises:
        ValueError: the confidence is not between 0 and 1.
    """
    middle, squares, n = np.broadcast_arrays(_floats(mean), _floats(spread), _floats(cases))
    n = np.where((n > 1) & np.isfinite(n) & np.isfinite(middle) & (squares >= 0), n, np.nan)
    half = _t_quantile(confidence, n - 1) * np.sqrt(squares / (n - 1) / n)
    half = np.where(np.isfinite(half), half, np.nan)
    return middle - half, middle + half


def _floats(values: ArrayLike) -> Floats:
    return np.atleast_1d(np.asarray(values, dtype=np.float64))


def _count(values: ArrayLike) -> Floats:
    x = _floats(values)
    return np.where((x >= 0) & np.isfinite(x), x, np.nan)


def upper_tail(confidence: float) -> float:
    """Give the chance above the upper limit.

    Raises:
        ValueError: the confidence is not between 0 and 1.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies between 0 and 1, and {confidence} does not")
    return (1 - confidence) / 2


def normal_quantile(confidence: float) -> float:
    """Give how many standard deviations a two-sided interval of a normal variable reaches.

    Raises:
        ValueError: the confidence is not between 0 and 1.
    """
    from scipy.special import ndtri

    return float(-ndtri(upper_tail(confidence)))


def _t_quantile(confidence: float, freedom: Floats) -> Floats:
    """Give the quantile for each number of degrees of freedom, looked up once for each."""
    from scipy.special import stdtrit

    distinct, place = np.unique(freedom, return_inverse=True)
    quantiles = _floats(-stdtrit(distinct, upper_tail(confidence)))
    return quantiles[place].reshape(freedom.shape)


def _byar(x: Floats, z: float) -> Limits:
    more = x + 1
    lower = x * (1 - 1 / (9 * x) - z / (3 * np.sqrt(x))) ** 3  # nan at 0, which has exact limits
    upper = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3
    return lower, upper


def _exact_poisson(x: Floats, alpha: float) -> Limits:
    """Give Garwood's limits. Half a chi-squared quantile at 2x is a gamma quantile at x."""
    from scipy.special import gammainccinv, gammaincinv

    distinct, place = np.unique(x, return_inverse=True)
    lower = np.where(distinct == 0, 0.0, gammaincinv(np.maximum(distinct, 1e-300), alpha / 2))
    upper = _floats(gammainccinv(distinct + 1, alpha / 2))
    return lower[place], upper[place]
