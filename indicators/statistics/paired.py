"""Did the same people change: first and last readings in pairs.

Sources: Wilcoxon (1945), Biometrics Bulletin 1; Student (1908), Biometrika 6; Arbuthnott's sign test
as in Conover (1999), Practical Nonparametric Statistics.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_MANY: Final = 50
"""From so many pairs on the normal approximation is as good as counting."""


@dataclass(frozen=True, slots=True)
class SignedRanks:
    """Wilcoxon's test. `p_exact` is nan from 50 pairs on, and where ties or unchanged pairs
    leave no exact p.
    """

    rank_sum: float
    p: float
    p_corrected: float
    p_exact: float


@dataclass(frozen=True, slots=True)
class MeanChange:
    """The paired t test: the mean change with its 95% limits, and in standard deviations."""

    mean: float
    lower: float
    upper: float
    t: float
    freedom: int
    p: float
    in_deviations: float


@dataclass(frozen=True, slots=True)
class Changes:
    """How many went up, stayed and went down, and the p of as many going up as down by chance."""

    up: int
    same: int
    down: int
    p: float


def _differences(first: ArrayLike, last: ArrayLike) -> Floats:
    found = np.asarray(last, np.float64) - np.asarray(first, np.float64)
    return np.asarray(found[np.isfinite(found)], np.float64)


def signed_ranks(first: ArrayLike, last: ArrayLike) -> SignedRanks:
    """Test by ranks whether last readings are higher than first ones. Unchanged pairs are left out."""
    from scipy.special import ndtr
    from scipy.stats import rankdata

    differences = _differences(first, last)
    moved = differences[differences != 0]
    n = moved.size
    if n == 0:
        return SignedRanks(float("nan"), float("nan"), float("nan"), float("nan"))
    ranks = rankdata(np.abs(moved))
    total = float(ranks[moved > 0].sum())
    _, ties = np.unique(ranks, return_counts=True)
    variance = n * (n + 1) * (2 * n + 1) / 24 - float((ties**3 - ties).sum()) / 48
    away = total - n * (n + 1) / 4

    def two_sided(distance: float) -> float:
        return float(min(2 * ndtr(-abs(distance) / np.sqrt(variance)), 1.0))

    clean = n == differences.size and ties.max() == 1 and n < _MANY
    corrected = two_sided(away - np.sign(away) * 0.5)
    return SignedRanks(
        total, two_sided(away), corrected, _exact(total, n) if clean else float("nan")
    )


def _exact(total: float, n: int) -> float:
    """Count the ways in which ranks 1 to n may be signed."""
    ways = np.zeros(n * (n + 1) // 2 + 1)
    ways[0] = 1.0
    for rank in range(1, n + 1):
        ways[rank:] += ways[: ways.size - rank].copy()
        ways /= 2.0
    at = round(total)
    tail = ways[: at + 1].sum() if at <= n * (n + 1) / 4 else ways[at:].sum()
    return float(min(2 * tail, 1.0))


def mean_change(first: ArrayLike, last: ArrayLike) -> MeanChange:
    """Test whether the mean change is nought; nan where fewer than two pairs or none differ in it."""
    from scipy.special import stdtr, stdtrit

    differences = _differences(first, last)
    n = differences.size
    deviation = float(differences.std(ddof=1)) if n > 1 else float("nan")
    if not deviation > 0:
        mean = float(differences.mean()) if n else float("nan")
        nothing = float("nan")
        return MeanChange(mean, nothing, nothing, nothing, max(n - 1, 0), nothing, nothing)
    mean, error = float(differences.mean()), deviation / np.sqrt(n)
    t, width = mean / error, float(stdtrit(n - 1, 0.975)) * error
    p = float(2 * stdtr(n - 1, -abs(t)))
    return MeanChange(mean, mean - width, mean + width, t, n - 1, p, mean / deviation)


def changes(first: ArrayLike, last: ArrayLike) -> Changes:
    """Count who went up and down, and give the two-sided sign test (nan when nobody moved)."""
    from scipy.special import bdtr

    differences = _differences(first, last)
    up, down = int((differences > 0).sum()), int((differences < 0).sum())
    moved = up + down
    p = min(2 * float(bdtr(min(up, down), moved, 0.5)), 1.0) if moved else float("nan")
    return Changes(up, differences.size - moved, down, p)
