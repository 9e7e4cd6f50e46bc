"""Trends by rank: the Mann-Kendall test and the Theil-Sen line, for many series at once.

Sources: Mann (1945), Econometrica 13; Kendall (1970), Rank correlation methods, for ties, the
correction for continuity and the exact distribution; Sen (1968), JASA 63; Conover (1980) for the
line through the medians.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.statistics.control_charts import by_point
from indicators.statistics.medians import row_medians

Floats = NDArray[np.float64]

EXACT_BELOW: Final = 50
"""Series of fewer values, none of them tied, have an exact p."""
_AT_ONCE: Final = 1_000_000
"""So many slopes are held in memory at a time."""


@dataclass(frozen=True, slots=True)
class MannKendall:
    """The test of each series, all arrays [series]; nan where it has fewer than 2 values.

    `score` is the rises less the falls over all pairs of points, `tau_b` its share of the pairs
    that are not tied. `z` and `p` are two-sided and from the normal approximation, with the
    correction for continuity in `z_continuity` and `p_continuity`; `p_exact` is nan where values
    are tied or there are 50 or more.
    """

    cases: NDArray[np.intp]
    score: Floats
    tau_b: Floats
    z: Floats
    p: Floats
    z_continuity: Floats
    p_continuity: Floats
    p_exact: Floats


@dataclass(frozen=True, slots=True)
class TheilSen:
    """The line of each series, all arrays [series]; time is 1 at the first column.

    `slope` is the median of the slopes of all pairs of points. `intercept` is the median of the
    residuals; `intercept_of_medians` puts the line through both medians.
    """

    slope: Floats
    intercept: Floats
    intercept_of_medians: Floats


@np.errstate(all="ignore")
def mann_kendall(values: ArrayLike) -> MannKendall:
    """Test each series for a rise or fall of any shape.

    Args:
        values: [series, point], oldest first; nan is missing and left out.

    Raises:
        ValueError: the values are not two-dimensional.
    """
    x = by_point(values)
    cases = (~np.isnan(x)).sum(axis=0)
    score = np.zeros(x.shape[1])
    for gap in range(1, len(x)):
        later, earlier = x[gap:], x[:-gap]
        score += (later > earlier).sum(axis=0) - (later < earlier).sum(axis=0, dtype=np.int64)
    tied_pairs, tied_variance = _ties(x)
    n = cases.astype(np.float64)
    pairs = n * (n - 1) / 2
    deviation = np.sqrt((n * (n - 1) * (2 * n + 5) - tied_variance) / 18)
    tau = score / np.sqrt(pairs * (pairs - tied_pairs))
    z = score / deviation
    z_continuity = np.sign(score) * np.maximum(np.abs(score) - 1, 0) / deviation
    exact = np.full(len(n), np.nan)
    for place in np.flatnonzero((tied_pairs == 0) & (cases >= 2) & (cases < EXACT_BELOW)):
        exact[place] = _exact_p(int(cases[place]), int(score[place]))
    score = np.where(cases >= 2, score, np.nan)
    return MannKendall(
        cases, score, tau, z, _two_sided(z), z_continuity, _two_sided(z_continuity), exact
    )


@np.errstate(all="ignore")
def theil_sen(values: ArrayLike) -> TheilSen:
    """Draw through each series the line whose slope is the median of the slopes of its pairs.

    Args:
        values: [series, point], oldest first and evenly spaced; nan is missing and left out.

    Raises:
        ValueError: the values are not two-dimensional.
    """
    x = by_point(values).T
    first, second = np.triu_indices(x.shape[1], 1)
    slope = np.full(len(x), np.nan)
    step = max(_AT_ONCE // max(len(first), 1), 1)
    for start in range(0, len(x), step):
        part = x[start : start + step]
        slope[start : start + step] = row_medians(
            (part[:, second] - part[:, first]) / (second - first)
        )
    t = np.arange(1.0, x.shape[1] + 1)
    residuals = row_medians(x - slope[:, np.newaxis] * t)
    times = row_medians(np.where(np.isnan(x), np.nan, t))
    return TheilSen(slope, residuals, row_medians(x) - slope * times)


def _ties(x: Floats) -> tuple[Floats, Floats]:
    """Give the number of tied pairs, and the sum of t(t-1)(2t+5) over groups of t equal values."""
    ordered = np.sort(x, axis=0)
    pairs, variance = np.zeros(x.shape[1]), np.zeros(x.shape[1])
    group = np.ones(x.shape[1])
    for point in range(1, len(x)):
        # The t-th equal value brings t - 1 tied pairs, and 6(t - 1)(t + 1) to the sum.
        group = np.where(ordered[point] == ordered[point - 1], group + 1, 1.0)
        pairs += group - 1
        variance += 6 * (group - 1) * (group + 1)
    return pairs, variance


def _two_sided(z: Floats) -> Floats:
    from scipy.special import ndtr

    p: Floats = 2 * ndtr(-np.abs(z))
    return p


def _exact_p(cases: int, score: int) -> float:
    pairs = cases * (cases - 1) // 2
    rises = (pairs + score) // 2
    chances = _chances_of_rises(cases)
    at_most, at_least = chances[: rises + 1].sum(), chances[rises:].sum()
    return float(min(1.0, 2 * min(at_most, at_least)))


@cache
def _chances_of_rises(cases: int) -> Floats:
    """Give the chance of each number of rising pairs when every order of values is as likely."""
    chances = np.ones(1)
    for values in range(2, cases + 1):
        chances = np.convolve(chances, np.full(values, 1 / values))
    return chances
