"""Bring the values of areas to a scale that different indicators can share.

Each row of an array is one indicator at one period, each column an area; the areas of a row are
the set that each of them is held against. NaN is missing and stays missing.

Source: OECD and JRC (2008), Handbook on constructing composite indicators, chapter 5
(standardisation, ranking, min-max).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from framework.model.derived import Score
from indicators.statistics.combining import rank_scores, z_scores

Floats = NDArray[np.float64]

LEAST_AREAS: Final = 2
"""With fewer areas there is nothing to be held against."""

_MIDDLE: Final = {Score.Z: 0.0, Score.RANK: 50.0, Score.SHARE_OF_RANGE: 50.0}


def scores(values: Floats, how: Score) -> Floats:
    """Give the scores of each row. Where all areas are equal each stands in the middle.

    Args:
        values: [row, area], NaN where missing.
        how: standard deviations from the mean (divisor n); or from 0 to 100 by rank (ties share
            the mean rank) or by place between the lowest and the highest.

    Returns:
        [row, area], NaN where the value is missing or the row has fewer than two areas.
    """
    known = ~np.isnan(values)
    enough = known.sum(axis=1, keepdims=True) >= LEAST_AREAS
    known &= enough
    values = np.where(known, values, np.nan)
    if how is Score.Z:
        found = z_scores(values.T).T
    elif how is Score.RANK:
        found = 100 * rank_scores(values.T).T
    else:
        found = _shares_of_range(values, known)
    return np.where(known, np.where(np.isnan(found), _MIDDLE[how], found), np.nan)


def turned(found: Floats, how: Score) -> Floats:
    """Give the scores of a part that counts the other way round."""
    return 2 * _MIDDLE[how] - found


def _shares_of_range(values: Floats, known: NDArray[np.bool_]) -> Floats:
    low = np.where(known, values, np.inf).min(axis=1, keepdims=True, initial=np.inf)
    high = np.where(known, values, -np.inf).max(axis=1, keepdims=True, initial=-np.inf)
    apart = high > low
    width = np.where(apart, high, 1.0) - np.where(apart, low, 0.0)
    above = values - np.where(apart, low, 0.0)
    return np.where(apart, 100 * above / width, np.nan)
