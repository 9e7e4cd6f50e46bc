"""Did a change of practice change the figures: interrupted series, and difference in differences.

Both fit straight lines (indicators/statistics/regression.py). Sources: Wagner et al. (2002), Journal
of Clinical Pharmacy and Therapeutics 27, for segmented series; Angrist and Pischke (2009), Mostly
Harmless Econometrics, chapter 5, for differences of differences.
"""

import numpy as np
from numpy.typing import ArrayLike

from indicators.statistics.regression import Fitted, Floats, least_squares

SERIES_TERMS = ("intercept", "trend", "level_change", "slope_change")
"""The terms of an interrupted series, in order."""


def interrupted_series(values: ArrayLike, begins: int) -> Fitted:
    """Fit a line with a step and a new slope from one point on.

    Args:
        values: [point], evenly spaced in time.
        begins: how many points lie before the change.

    Returns:
        Coefficients in the order of SERIES_TERMS: the level at point 0, the slope before, the step
        at the change and the change of slope.
    """
    y = np.asarray(values, np.float64)
    time = np.arange(1, y.size + 1, dtype=np.float64)
    after = (time > begins).astype(np.float64)
    design = np.column_stack([np.ones(y.size), time, after, after * (time - begins)])
    return least_squares(design, y)


def difference_in_differences(values: ArrayLike, treated: ArrayLike, post: ArrayLike) -> Fitted:
    """Fit level, difference of the treated, difference of the later, and what both have beyond that.

    Args:
        values: [row].
        treated: 1 for rows of areas that made the change, 0 for the others.
        post: 1 for rows after the change began, 0 for earlier ones.

    Returns:
        Four coefficients; the last is the difference in differences.
    """
    with_change, later = np.asarray(treated, np.float64), np.asarray(post, np.float64)
    design = np.column_stack([np.ones(later.size), with_change, later, with_change * later])
    return least_squares(design, values)


def two_way_differences(
    values: ArrayLike, treated: ArrayLike, post: ArrayLike, areas: ArrayLike, periods: ArrayLike
) -> Fitted:
    """Fit the same with a level for every area and for every period.

    Args:
        values: [row].
        treated: as in `difference_in_differences`.
        post: likewise.
        areas: the area of each row.
        periods: the period of each row.

    Returns:
        The last coefficient is the difference in differences.
    """
    both = np.asarray(treated, np.float64) * np.asarray(post, np.float64)
    design = np.column_stack([np.ones(both.size), _dummies(areas), _dummies(periods), both])
    return least_squares(design, values)


def _dummies(groups: ArrayLike) -> Floats:
    names, member = np.unique(np.asarray(groups), return_inverse=True)
    return np.eye(names.size)[member][:, 1:]
