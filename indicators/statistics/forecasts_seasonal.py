"""A line with a season: the level of each month or quarter of the year, and a straight line through all.

Source: Hyndman and Athanasopoulos, Forecasting: principles and practice, chapter 7 (regression with a
trend and seasonal dummies), for the fit and its prediction interval; the F test of nested models
for whether the season is real.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

FEWEST_SEASONS: Final = 2
"""So many whole years a season needs to be carried on where it is declared."""
FEWEST_TO_CHOOSE: Final = 3
"""So many whole years before a season is chosen without a word."""
_SIGNIFICANT: Final = 0.01


@np.errstate(all="ignore")
def seasonal_line(y: Floats, ahead: Floats, season: int) -> tuple[Floats, Floats, float]:
    """Carry a line and a season on.

    Args:
        y: [series, point], at least two seasons and two points of each.
        ahead: which steps after the last point, [step].
        season: how many periods a year has.

    Returns:
        means and standard errors of new values [series, step], and degrees of freedom.
    """
    cases = y.shape[1]
    design = _design(np.arange(cases, dtype=np.float64), season, cases)
    inverse = np.linalg.inv(design.T @ design)
    weights = y @ design @ inverse
    freedom = float(cases - design.shape[1])
    spread = np.sqrt((_left(y, design) ** 2).sum(axis=1) / freedom)
    future = _design(cases - 1 + ahead, season, cases)
    reach = np.sqrt(1 + (future @ inverse * future).sum(axis=1))
    return weights @ future.T, spread[:, np.newaxis] * reach, freedom


@np.errstate(all="ignore")
def has_season(y: Floats, season: int) -> Flags:
    """Say which series have a season beyond chance, whose rest does not wander.

    Fewer than 3 whole years never have; nor where what the fit leaves over is related from one
    period to the next, for its interval would be too narrow.
    """
    cases = y.shape[1]
    if not season or cases < FEWEST_TO_CHOOSE * season:
        return np.zeros(len(y), np.bool_)
    from scipy.special import fdtrc

    t = np.arange(cases, dtype=np.float64)
    whole = _design(t, season, cases)
    line = np.column_stack([np.ones(cases), t])
    freedom = cases - whole.shape[1]
    left = _left(y, whole)
    rest, before = (left**2).sum(axis=1), (_left(y, line) ** 2).sum(axis=1)
    ratio = (before - rest) / (season - 1) / (rest / freedom)
    related = (left[:, 1:] * left[:, :-1]).sum(axis=1) / (left**2).sum(axis=1)
    found: Flags = (fdtrc(season - 1, freedom, ratio) < _SIGNIFICANT) & (
        related <= 2 / np.sqrt(cases)
    )
    return found


def _design(t: Floats, season: int, cases: int) -> Floats:
    """Give a column for each place in the year and one for the line; t counts from 0."""
    place = np.mod(t, season)[:, np.newaxis] == np.arange(season)
    return np.column_stack([place.astype(np.float64), t / cases])


def _left(y: Floats, design: Floats) -> Floats:
    """Give what the best fit leaves of each value."""
    left: Floats = y - y @ np.linalg.pinv(design).T @ design.T
    return left
