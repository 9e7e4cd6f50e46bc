"""Two groups beside each other: ratio of risks, ratio of odds, difference, and whether it is chance.

Sources: Katz and others (1978), Biometrics 34, for the ratio of risks; Woolf (1955), Annals of Human
Genetics 19, for the ratio of odds; Pearson (1900) and Yates (1934) for chi-squared; Fisher (1935)
for the exact test.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.statistics.intervals import normal_quantile

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TwoGroups:
    """What the second group has beside the first, all arrays of one shape; nan where none is defined.

    `chi_squared` has one degree of freedom; `chi_squared_corrected` is Yates's.
    """

    risk_ratio: Floats
    risk_ratio_lower: Floats
    risk_ratio_upper: Floats
    odds_ratio: Floats
    odds_ratio_lower: Floats
    odds_ratio_upper: Floats
    difference: Floats
    difference_lower: Floats
    difference_upper: Floats
    chi_squared: Floats
    p: Floats
    chi_squared_corrected: Floats
    p_corrected: Floats


@np.errstate(all="ignore")
def two_groups(
    numerator: ArrayLike,
    denominator: ArrayLike,
    reference_numerator: ArrayLike,
    reference_denominator: ArrayLike,
) -> TwoGroups:
    """Compare the shares of two independent groups, limits at 95%; any shapes that broadcast."""
    from scipy.special import chdtrc

    x, n, x0, n0 = _usable(numerator, denominator, reference_numerator, reference_denominator)
    z = normal_quantile(0.95)
    risk, risk0 = x / n, x0 / n0
    ratio = risk / risk0
    ratio_error = np.sqrt(1 / x - 1 / n + 1 / x0 - 1 / n0)
    odds = x * (n0 - x0) / ((n - x) * x0)
    odds_error = np.sqrt(1 / x + 1 / (n - x) + 1 / x0 + 1 / (n0 - x0))
    gap = risk - risk0
    error = z * np.sqrt(risk * (1 - risk) / n + risk0 * (1 - risk0) / n0)
    all_x, all_n = x + x0, n + n0
    away = np.abs(x - n * all_x / all_n)
    scale = n * n0 * all_x * (all_n - all_x) / all_n**3
    plain, corrected = away**2 / scale, (away - np.minimum(0.5, away)) ** 2 / scale
    found = (
        *(ratio, ratio * np.exp(-z * ratio_error), ratio * np.exp(z * ratio_error)),
        *(odds, odds * np.exp(-z * odds_error), odds * np.exp(z * odds_error)),
        *(gap, gap - error, gap + error),
        *(plain, chdtrc(1.0, plain), corrected, chdtrc(1.0, corrected)),
    )
    return TwoGroups(*(np.where(np.isfinite(each), each, np.nan) for each in found))


@np.errstate(all="ignore")
def fisher_p(
    numerator: ArrayLike,
    denominator: ArrayLike,
    reference_numerator: ArrayLike,
    reference_denominator: ArrayLike,
) -> Floats:
    """Give the two-sided p of Fisher's exact test: tables no likelier than the one seen; 1-d arrays.

    Counts must be whole numbers; nan where they are not.
    """
    fields = _usable(numerator, denominator, reference_numerator, reference_denominator)
    fields = tuple(np.atleast_1d(each).ravel() for each in fields)
    p = np.full(fields[0].shape, np.nan)
    for place, table in enumerate(zip(*fields, strict=True)):
        if all(float(number).is_integer() for number in table):
            p[place] = _fisher(*table)
    return p


def _fisher(x: float, n: float, x0: float, n0: float) -> float:
    from scipy.special import gammaln

    total = x + x0
    could_be = np.arange(max(0.0, total - n0), min(n, total) + 1)

    def ways(whole: float, part: Floats | float) -> Floats:
        found: Floats = gammaln(whole + 1) - gammaln(np.add(part, 1)) - gammaln(whole - part + 1)
        return found

    log_chance = ways(n, could_be) + ways(n0, total - could_be) - ways(n + n0, total)
    seen = log_chance[int(x - could_be[0])]
    # Equal chances differ by rounding; a part in ten million tells them from unequal ones.
    return float(min(1.0, np.exp(log_chance[log_chance <= seen + 1e-7]).sum()))


def _usable(*fields: ArrayLike) -> tuple[Floats, ...]:
    """Give the four fields, nan in all where either fraction will not do."""
    x, n, x0, n0 = np.broadcast_arrays(*(np.asarray(each, dtype=np.float64) for each in fields))
    fit = np.isfinite(x + n + x0 + n0) & (x >= 0) & (x0 >= 0) & (x <= n) & (x0 <= n0)
    fit &= (n > 0) & (n0 > 0)
    return tuple(np.where(fit, each, np.nan) for each in (x, n, x0, n0))
