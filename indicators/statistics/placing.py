"""Where an area stands among others: quantiles, bands and ranks.

Sources: Hyndman and Fan (1996), The American Statistician 50, for the seventh kind of quantile;
the conventions of England's Local Authority Interactive Tool and public health profiles for the
rest. A direction is 1 where more is better, -1 where less is, 0 where neither.
"""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]

FEWEST_AREAS: Final = 4
"""Quartiles of fewer areas are not shown."""


@np.errstate(all="ignore")
def quantiles(values: ArrayLike, shares: ArrayLike) -> Floats:
    """Give quantiles of each row, linear between neighbours (type 7).

    Args:
        values: [..., area]; nan and infinite are left out.
        shares: between 0 and 1, [share].

    Returns:
        [..., share]; nan for a row of nothing.
    """
    x = np.sort(_finite(values), axis=-1)
    cases = (~np.isnan(x)).sum(axis=-1, keepdims=True)
    if not x.shape[-1]:
        return np.full((*x.shape[:-1], np.size(shares)), np.nan)
    place = np.maximum(cases - 1, 0) * np.asarray(shares, dtype=np.float64)
    below = np.floor(place).astype(np.intp)
    above = np.minimum(below + 1, np.maximum(cases - 1, 0))
    low, high = np.take_along_axis(x, below, -1), np.take_along_axis(x, above, -1)
    found: Floats = low + (place - below) * (high - low)
    return found


@np.errstate(all="ignore")
def bands(values: ArrayLike, direction: ArrayLike, count: int = 4) -> Codes:
    """Put each area in a band between quantiles, 1 the best; a value on a bound is in the lower.

    Where the first and the last bound are one figure most areas are alike, and there are no bands:
    the best of all figures would else stand in the last one.

    Args:
        values: [..., area]; a missing one has no band.
        direction: 1, -1 or 0 (no band), for each row; where more is better the bands are turned.
        count: 4 for quartiles, 5 for quintiles.

    Returns:
        Numbers 1 to count, [..., area]; 0 where there is no band: also in a row of fewer than 4
        areas, of fewer than bands, or of areas that are mostly alike.
    """
    x = _finite(values)
    way = np.asarray(direction)[..., np.newaxis]
    bounds = quantiles(x, np.arange(1, count) / count)
    band = np.ones(x.shape, np.int8)
    for bound in np.moveaxis(bounds, -1, 0):
        band += x > bound[..., np.newaxis]
    band = np.where(way > 0, count + 1 - band, band)
    enough = (~np.isnan(x)).sum(axis=-1, keepdims=True) >= max(FEWEST_AREAS, count)
    apart = bounds[..., :1] < bounds[..., -1:]
    return np.where(np.isnan(x) | (way == 0) | ~enough | ~apart, 0, band).astype(np.int8)


@np.errstate(all="ignore")
def ranks(values: ArrayLike, direction: ArrayLike) -> Floats:
    """Rank the areas of each row, 1 the best; equal values share the better rank.

    Args:
        values: [..., area]; a missing one has no rank (nan) and takes no place.
        direction: 1, -1 or 0 (no rank), for each row.
    """
    x = _finite(values)
    way = np.sign(np.asarray(direction, dtype=np.float64))[..., np.newaxis]
    return _ranks(np.where(way == 0, np.nan, x * -way))


@np.errstate(all="ignore")
def equal_groups(values: ArrayLike, count: int = 10, *, highest_first: bool = True) -> Floats:
    """Put areas into groups of as nearly one size as ties allow, 1 the first (phe_quantile).

    Args:
        values: [..., area]; a missing one has no group (nan).
        count: how many groups; a row of fewer areas has none.
        highest_first: group 1 has the highest values.
    """
    x = _finite(values)
    rank = _ranks(-x if highest_first else x)
    cases = (~np.isnan(x)).sum(axis=-1, keepdims=True)
    group = np.floor(count + 1 - np.ceil((cases + 1 - rank) / (cases / count)))
    found: Floats = np.where(cases >= count, group, np.nan)
    return found


def _finite(values: ArrayLike) -> Floats:
    x = np.asarray(values, dtype=np.float64)
    return np.where(np.isfinite(x), x, np.nan)


def _ranks(x: Floats) -> Floats:
    """Rank the last axis from the lowest, equal values at the lowest of their ranks; nan stays."""
    order = np.argsort(x, axis=-1, kind="stable")
    ordered = np.take_along_axis(x, order, -1)
    places = np.broadcast_to(np.arange(1.0, x.shape[-1] + 1), x.shape)
    new = np.ones(x.shape, np.bool_)
    new[..., 1:] = ordered[..., 1:] != ordered[..., :-1]
    shared = np.maximum.accumulate(np.where(new, places, 0.0), axis=-1)
    rank = np.empty_like(x)
    np.put_along_axis(rank, order, shared, -1)
    return np.where(np.isnan(x), np.nan, rank)
