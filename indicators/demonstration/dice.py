"""Seeded chance that gives the same rows on every machine.

numpy promises a fixed stream for the raw bits of PCG64 but not for its distributions, so
everything here is made from raw bits by plain arithmetic: no exponentials, no logarithms.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]
Truths = NDArray[np.bool_]

FEW: Final = 30
"""Counts up to here are thrown one by one, larger ones scattered along a bell."""


class Dice:
    """A stream of chance for one file. Two names with one seed give two unrelated streams."""

    def __init__(self, seed: int, name: str) -> None:
        self._bits = np.random.PCG64(np.random.SeedSequence([seed, *name.encode()]))

    def uniform(self, count: int) -> Floats:
        """Give numbers evenly spread over 0 (included) to 1 (left out)."""
        raw = self._bits.random_raw(count)
        return np.asarray((raw >> np.uint64(11)).astype(np.float64) * 2.0**-53)

    def chance(self, odds: ArrayLike, count: int) -> Truths:
        """Throw once for each of `count`; `odds` is one share or one a throw."""
        return np.asarray(self.uniform(count) < np.asarray(odds))

    def whole(self, low: int, high: int, count: int) -> Wholes:
        """Give whole numbers from low to high, both included."""
        return low + (self.uniform(count) * (high - low + 1)).astype(np.int64)

    def pick(self, weights: ArrayLike, count: int) -> Wholes:
        """Give places in `weights`, each as likely as its weight.

        `weights` is one row for all, or one row a throw.
        """
        table = np.atleast_2d(np.asarray(weights, dtype=np.float64))
        edges = np.cumsum(table, axis=1)
        thrown = self.uniform(count)[:, None] * edges[:, -1:]
        return np.asarray(np.minimum((thrown >= edges).sum(axis=1), table.shape[1] - 1))

    def choose(self, weights: Mapping[str, float], count: int) -> list[str]:
        """Give texts, each as likely as its weight."""
        texts = list(weights)
        return [texts[place] for place in self.pick(list(weights.values()), count).tolist()]

    def spread(self, count: int) -> Floats:
        """Give bell-shaped numbers around 0 with deviation 1 (a sum of twelve even ones)."""
        return np.asarray(self.uniform(12 * count).reshape(count, 12).sum(axis=1) - 6.0)

    def around(self, expected: ArrayLike) -> Wholes:
        """Give whole counts that scatter about their expectation as counts of events do."""
        rates = np.asarray(expected, dtype=np.float64)
        # Few events are thrown one by one: a bell cut off at zero would make too many of them.
        few = np.where(rates < FEW / 2, FEW, 0)
        thrown = self._hits(few.ravel(), np.minimum(rates.ravel() / FEW, 1.0))
        scattered = rates.ravel() + np.sqrt(rates.ravel()) * self.spread(rates.size)
        counts = np.where(few.ravel() > 0, thrown, self._rounded(scattered))
        return np.asarray(counts.reshape(rates.shape))

    def share_of(self, total: ArrayLike, odds: ArrayLike) -> Wholes:
        """Give how many of each total a share falls on, scattered as a binomial count is."""
        wholes, shares = np.broadcast_arrays(np.asarray(total, dtype=np.int64), np.asarray(odds))
        totals, parts = wholes.ravel(), shares.ravel()
        few = np.where(totals <= FEW, totals, 0)
        thrown = self._hits(few, parts)
        deviation = np.sqrt(totals * parts * (1.0 - parts))
        scattered = self._rounded(totals * parts + deviation * self.spread(totals.size))
        counts = np.where(few > 0, thrown, np.minimum(scattered, totals))
        return np.asarray(counts.reshape(wholes.shape))

    def _hits(self, throws: Wholes, odds: Floats) -> Wholes:
        """Throw each cell as often as it says, one by one, and count the hits."""
        cells = np.repeat(np.arange(throws.size), throws)
        hits = self.chance(odds[cells], cells.size)
        return np.bincount(cells[hits], minlength=throws.size)

    def from_quantiles(self, quantiles: Sequence[tuple[float, float]], count: int) -> Floats:
        """Give numbers whose distribution runs straight between stated quantiles."""
        shares, values = zip(*quantiles, strict=True)
        return np.asarray(np.interp(self.uniform(count), shares, values))

    def _rounded(self, numbers: Floats) -> Wholes:
        """Round up or down by chance, so that small expectations do not vanish."""
        whole: Wholes = np.floor(np.maximum(numbers, 0.0) + self.uniform(numbers.size)).astype(
            np.int64
        )
        return whole
