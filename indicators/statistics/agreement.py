"""Do two people rate alike: Cohen's kappa, plain and weighted, and McNemar's test.

Sources: Cohen (1960, 1968); Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72, for the
standard error; McNemar (1947), Psychometrika 12.
"""

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


class Weights(StrEnum):
    """How much a near miss counts."""

    NONE = "none"  # as a miss
    LINEAR = "linear"  # one step apart is half as near as two steps
    QUADRATIC = "quadratic"


def kappa(table: ArrayLike, weights: Weights = Weights.NONE) -> tuple[float, float]:
    """Give kappa and its standard error.

    Args:
        table: counts [grade of the first, grade of the second], square.
        weights: how near misses count; the grades are in order.

    Returns:
        nan, nan where nobody was rated or both always gave one and the same grade.
    """
    counts = np.asarray(table, np.float64)
    total = counts.sum()
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or not total > 0:
        return float("nan"), float("nan")
    share = counts / total
    weight = _weights(counts.shape[0], weights)
    first, second = share.sum(axis=1), share.sum(axis=0)
    by_chance = float((weight * np.outer(first, second)).sum())
    if by_chance >= 1:
        return float("nan"), float("nan")
    found = (float((weight * share).sum()) - by_chance) / (1 - by_chance)
    usual = (weight @ second)[:, np.newaxis] + (first @ weight)[np.newaxis, :]
    spread = (share * (weight - usual * (1 - found)) ** 2).sum()
    spread -= (found - by_chance * (1 - found)) ** 2
    return found, float(np.sqrt(max(spread, 0.0) / total) / (1 - by_chance))


def _weights(grades: int, weights: Weights) -> Floats:
    steps = np.abs(np.subtract.outer(np.arange(grades), np.arange(grades))) / max(grades - 1, 1)
    match weights:
        case Weights.LINEAR:
            return np.asarray(1 - steps, np.float64)
        case Weights.QUADRATIC:
            return np.asarray(1 - steps**2, np.float64)
        case _:
            return np.eye(grades)


def mcnemar(up: float, down: float, *, corrected: bool = True) -> tuple[float, float]:
    """Ask whether as many changed one way as the other: the chi-squared and its p.

    Args:
        up: how many went from no to yes.
        down: how many went from yes to no.
        corrected: for continuity.

    Returns:
        nan, nan where nobody changed.
    """
    from scipy.special import chdtrc

    changed = up + down
    if not changed > 0:
        return float("nan"), float("nan")
    apart = max(abs(up - down) - (1 if corrected else 0), 0)
    chi_squared = apart**2 / changed
    return chi_squared, float(chdtrc(1, chi_squared))
