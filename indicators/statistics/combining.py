"""Several indicators made into one score of each area.

Source: OECD and JRC (2008), Handbook on constructing composite indicators, chapters 5 and 6. Scores
are relative to the areas they are made among: they say who stands out, not how good a place is.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.statistics.placing import quantiles, ranks
from indicators.statistics.reasons import Codes, Reason

Floats = NDArray[np.float64]


class Missing(StrEnum):
    """What an area without one of its parts gets."""

    NO_SCORE = "no score"
    OF_THOSE_PRESENT = "of those present"


@dataclass(frozen=True, slots=True)
class Composite:
    """Scores of areas; `score`, `rank` and `reason` are [area], `contribution` is [area, part].

    The contributions of an area add up to its score. Higher is better; rank 1 is the best.
    """

    score: Floats
    contribution: Floats
    rank: Floats
    reason: Codes


@np.errstate(all="ignore")
def z_scores(values: ArrayLike) -> Floats:
    """Give how many standard deviations each area lies from the mean of its part.

    Args:
        values: [area, part]; a missing one is left out. The deviation is that of all areas (the
            divisor is their number); nan where a part does not vary.
    """
    x = _finite(values)
    known = ~np.isnan(x)
    cases = known.sum(axis=0)
    away = x - np.where(known, x, 0.0).sum(axis=0) / cases
    spread = np.sqrt(np.where(known, away**2, 0.0).sum(axis=0) / cases)
    tiny = spread <= 1e-12 * np.where(known, np.abs(x), 0.0).max(axis=0, initial=0.0)
    found: Floats = away / np.where(tiny, np.nan, spread)
    return found


@np.errstate(all="ignore")
def rank_scores(values: ArrayLike) -> Floats:
    """Give each area's rank in its part from 0 (lowest) to 1 (highest); ties share their middle."""
    x = _finite(values).T
    from_low, from_high = ranks(x, -np.ones(len(x))), ranks(x, np.ones(len(x)))
    cases = (~np.isnan(x)).sum(axis=-1, keepdims=True)
    middle = (from_low + cases + 1 - from_high) / 2
    found: Floats = ((middle - 1) / np.where(cases > 1, cases - 1, np.nan)).T
    return found


@np.errstate(all="ignore")
def winsorised(values: ArrayLike, share: float = 0.05) -> Floats:
    """Draw in the outermost values of each part to the quantiles at `share` and 1 - `share`.

    Raises:
        ValueError: the share is not between 0 and a half.
    """
    if not 0 <= share < 0.5:
        raise ValueError(f"a share to draw in is at least 0 and below 0.5, and {share} is not")
    x = _finite(values)
    bounds = quantiles(x.T, [share, 1 - share])
    return np.clip(x, bounds[:, 0], bounds[:, 1])


@np.errstate(all="ignore")
def combine(
    scores: ArrayLike,
    weights: ArrayLike,
    directions: ArrayLike,
    *,
    missing: Missing = Missing.NO_SCORE,
    least_share: float = 0.0,
) -> Composite:
    """Add up the weighted scores of each area's parts.

    Args:
        scores: as `z_scores` or `rank_scores` gives them, [area, part]; nan is missing.
        weights: [part], at least 0, of any sum.
        directions: [part], 1 where more is better, -1 where less is.
        missing: no score for an area that lacks a part, or the weights of the others made larger.
        least_share: with OF_THOSE_PRESENT, the least share of all weight that must be there.

    Raises:
        ValueError: the scores are not [area, part], a weight is below 0, or all are 0.
    """
    x = _finite(scores)
    if x.ndim != 2:
        raise ValueError(f"scores are [area, part], and these have {x.ndim} dimensions")
    w = np.broadcast_to(np.asarray(weights, dtype=np.float64), x.shape[1:])
    if not (np.isfinite(w).all() and (w >= 0).all() and w.sum() > 0):
        raise ValueError("weights are at least 0, and one is above it")
    used = w > 0
    there = np.where(np.isnan(x), 0.0, w / w.sum()).sum(axis=1)
    absent = (np.isnan(x) & used).any(axis=1)
    refused = absent if missing is Missing.NO_SCORE else there < least_share
    refused |= there == 0
    parts = np.where(used, x, 0.0) * np.sign(np.asarray(directions)) * w / w.sum()
    contribution = parts / np.where(refused, np.nan, there)[:, np.newaxis]
    score = np.where(
        refused, np.nan, np.where(np.isnan(contribution), 0.0, contribution).sum(axis=1)
    )
    reason = np.where(refused, Reason.FEW_PARTS, Reason.CALCULATED).astype(np.int8)
    return Composite(score, contribution, ranks(score, 1), reason)


def _finite(values: ArrayLike) -> Floats:
    x = np.asarray(values, dtype=np.float64)
    return np.where(np.isfinite(x), x, np.nan)
