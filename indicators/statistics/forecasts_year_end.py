"""Where a year to date will stand later in its year: by the shape of earlier years, or by its profile.

The shape: the share of a year's count that had come by this stage (or the points that a share or a
mean still moved) in each whole earlier year, with the prediction interval of a mean of few values
(Student's t, on logarithms for shares of a count). The profile: a count goes on beside its profile
as it has so far; what is still to come is Poisson about a rate that is known only from what came,
which makes it negative binomial (Gelman and others, Bayesian Data Analysis, section 2.6, with
Jeffreys' prior).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

FEWEST_YEARS: Final = 3
"""So many whole earlier years make a shape."""
_TAIL: Final = 0.975


@dataclass(frozen=True, slots=True)
class YearEnd:
    """Means and 95% limits of later stages, [series]; nan where there is none."""

    mean: Floats
    lower: Floats
    upper: Floats


@np.errstate(all="ignore")
def by_shape(now: ArrayLike, then: ArrayLike, later: ArrayLike, *, counts: bool) -> YearEnd:
    """Go on as earlier years did from this stage to a later one.

    Args:
        now: the figure so far, [series].
        then: the figures of earlier years at this stage, [series, year]; nan for a missing one.
        later: those of the same years at the later stage.
        counts: figures that grow through the year, of which shares are taken; otherwise differences.
    """
    x, mean, error, freedom = _shape(now, then, later, counts=counts)
    half = _student(freedom) * error
    made = [mean, mean - half, mean + half]
    made = [x * np.exp(part) if counts else x + part for part in made]
    return YearEnd(*made)


@np.errstate(all="ignore")
def chance_by_shape(
    now: ArrayLike, then: ArrayLike, later: ArrayLike, goal: ArrayLike, *, counts: bool
) -> Floats:
    """Give the chance that a later stage is at least a goal, [series]; the goal may be infinite."""
    from scipy.special import stdtr

    x, mean, error, freedom = _shape(now, then, later, counts=counts)
    edge = np.asarray(goal, np.float64)
    needed = np.log(np.maximum(edge, 0) / x) if counts else edge - x
    chance: Floats = stdtr(freedom, (mean - needed) / error)
    return np.where(np.isnan(mean), np.nan, chance)


@np.errstate(all="ignore")
def by_profile(now: ArrayLike, share: ArrayLike) -> YearEnd:
    """Let a count go on beside its profile as it has so far.

    Args:
        now: the count so far, [series].
        share: how much of the later figure was due by now, above 0 and below 1.
    """
    from scipy.stats import nbinom

    x, part = np.asarray(now, np.float64), np.asarray(share, np.float64)
    fits = (x >= 0) & (part > 0) & (part < 1)
    x, part = np.where(fits, x, np.nan), np.where(fits, part, np.nan)
    shape = x + 0.5
    low, high = (x + nbinom.ppf(tail, shape, part) for tail in (1 - _TAIL, _TAIL))
    return YearEnd(x + shape * (1 - part) / part, low, high)


@np.errstate(all="ignore")
def chance_by_profile(now: ArrayLike, share: ArrayLike, goal: ArrayLike) -> Floats:
    """Give the chance that a count comes to at least a goal, [series]."""
    from scipy.stats import nbinom

    x, part = np.asarray(now, np.float64), np.asarray(share, np.float64)
    more = np.ceil(np.asarray(goal, np.float64) - x - 1e-9)
    chance = np.asarray(nbinom.sf(more - 1, x + 0.5, part), np.float64)
    return np.where((part > 0) & (part < 1), chance, np.nan)


def _shape(
    now: ArrayLike, then: ArrayLike, later: ArrayLike, *, counts: bool
) -> tuple[Floats, Floats, Floats, Floats]:
    """Give the figure now, and the mean, error and freedom of what is to come; nan for too few years."""
    x = np.asarray(now, np.float64)
    first, last = np.asarray(then, np.float64), np.asarray(later, np.float64)
    raw = np.log(last / first) if counts else last - first
    moves = np.where(np.isfinite(raw), raw, np.nan)
    years = (~np.isnan(moves)).sum(axis=1)
    enough = (years >= FEWEST_YEARS) & ((x > 0) | (not counts))
    mean: Floats = np.where(enough, np.nansum(moves, axis=1) / years, np.nan)
    squares = np.nansum((moves - mean[:, np.newaxis]) ** 2, axis=1)
    error = np.asarray(np.sqrt(squares / (years - 1) * (1 + 1 / years)), np.float64)
    error[~enough] = np.nan
    return x, mean, error, np.where(enough, years - 1.0, np.nan)


def _student(freedom: Floats) -> Floats:
    from scipy.special import stdtrit

    return np.asarray(stdtrit(freedom, _TAIL), np.float64)
