"""Whether shares rise or fall over ordered groups, and whether they differ at all.

Sources: Cochran (1954), Biometrics 10, and Armitage (1955), Biometrics 11, for the trend; Pearson
(1900) for the differences.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TrendOfProportions:
    """The tests of each row, all arrays [row]; nan where nobody or everybody counts.

    `slope` is the change of the share for one step of the score, weighted by the denominators.
    """

    chi_squared: Floats
    p: Floats
    slope: Floats
    heterogeneity: Floats
    freedom: Floats
    p_heterogeneity: Floats


@np.errstate(all="ignore")
def trend_of_proportions(
    numerators: ArrayLike, denominators: ArrayLike, scores: ArrayLike | None = None
) -> TrendOfProportions:
    """Test each row of shares for a trend over the scores, and for any difference between them.

    Args:
        numerators: [row, group]; a group whose parts are not 0 <= numerator <= denominator, with a
            denominator above 0, is left out.
        denominators: broadcast with the numerators.
        scores: where each group stands, 1, 2, 3 and so on unless given; broadcast likewise.

    Raises:
        ValueError: the numerators are not two-dimensional.
    """
    from scipy.special import chdtrc

    x, n = np.broadcast_arrays(
        np.asarray(numerators, np.float64), np.asarray(denominators, np.float64)
    )
    if x.ndim != 2:
        raise ValueError(f"groups are an array [row, group], and this has {x.ndim} dimensions")
    given = np.arange(1.0, x.shape[1] + 1) if scores is None else np.asarray(scores, np.float64)
    t = np.broadcast_to(given, x.shape)
    fit = np.isfinite(x + n + t) & (x >= 0) & (x <= n) & (n > 0)
    x, n, t = (np.where(fit, part, 0.0) for part in (x, n, t))
    total = n.sum(axis=1, keepdims=True)
    share = x.sum(axis=1, keepdims=True) / total
    away = t - (n * t).sum(axis=1, keepdims=True) / total
    spread = (n * away**2).sum(axis=1)
    excess = ((x - n * share) * away).sum(axis=1)
    chance = (share * (1 - share))[:, 0]
    trend = excess**2 / (chance * spread)
    differences = np.where(fit, (x - n * share) ** 2 / n, 0.0).sum(axis=1) / chance
    slope = excess / spread
    freedom = np.where(np.isnan(differences), np.nan, fit.sum(axis=1) - 1.0)
    return TrendOfProportions(
        trend, chdtrc(1.0, trend), slope, differences, freedom, chdtrc(freedom, differences)
    )
