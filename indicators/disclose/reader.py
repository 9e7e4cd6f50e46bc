"""What a reader knows of each unknown, and what one sum at a time then gives away.

Everything is said as a distance from the true count, so the truth is zero everywhere and every sum
of distances is zero. The reader knows: every figure that is shown, within its rounding; that a
figure which is shown is no small count; that a hidden count is not zero (a true zero is shown) and
no count is below zero; how hierarchies add up and what they leave over; and figures shown before
that have not changed.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from framework.model.sources import Disclosure
from indicators.disclose.linking import Floats, Ints, Linked, Truths

FAR: Final = 1e6
"""A distance that stands for any."""
_NEAR: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Figures:
    """What the rules and earlier publications say of the pairs and unknowns of `Linked`.

    Counts of 1 to `limit` are small. `base`, `more_than` and `least` belong to pairs of row and
    unknown: the base that the figure is rounded to, what it exceeds where it is shown and not
    zero, and the least it can be where it is hidden. `known_before`, `least_before` and
    `cannot_tell` belong to unknowns: what has not changed, what has only grown since, and of what
    it was not found out what earlier publications tell.
    """

    limit: int
    base: Floats
    more_than: Floats
    least: Floats
    known_before: Truths
    least_before: Floats
    cannot_tell: Truths

    def part(self, unknowns: Ints, pairs: Ints) -> "Figures":
        """Give what is said of these alone."""
        return Figures(
            self.limit,
            self.base[pairs],
            self.more_than[pairs],
            self.least[pairs],
            self.known_before[unknowns],
            self.least_before[unknowns],
            self.cannot_tell[unknowns],
        )

    def without_earlier(self) -> "Figures":
        """Give what is said to whoever has seen no earlier publication."""
        nothing = np.zeros_like(self.known_before)
        return replace(self, known_before=nothing, least_before=np.full(len(nothing), -np.inf))

    @property
    def wanted(self) -> int:
        """Give how many values must remain possible for each hidden count."""
        return Disclosure(self.limit).must_stay_possible


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far below and above the truth each unknown may lie."""

    low: Floats
    high: Floats

    @property
    def free(self) -> Truths:
        return self.high > self.low

    @property
    def in_doubt(self) -> Truths:
        """Say which unknowns no figure shows."""
        return self.high >= FAR


def what_is_known(linked: Linked, figures: Figures, hidden: Truths) -> Bounds:
    """Give what a reader knows when these rows are hidden."""
    truth, out = linked.truth, hidden[linked.row]
    low = np.where(linked.is_amount & (truth < 0), -FAR, -np.minimum(truth, FAR))
    np.maximum.at(low, linked.unknown[out], (figures.least - truth[linked.unknown])[out])
    high = np.full(len(truth), FAR)
    shown_low, shown_high = _within_rounding(linked, figures)
    np.maximum.at(low, linked.unknown[~out], shown_low[~out])
    np.minimum.at(high, linked.unknown[~out], shown_high[~out])
    low = np.maximum(low, figures.least_before - truth)
    low[figures.known_before] = high[figures.known_before] = 0.0
    low = np.minimum(low, 0.0)
    return Bounds(low, high)


def _within_rounding(linked: Linked, figures: Figures) -> tuple[Floats, Floats]:
    """Give, for each pair, how far the truth may be from a figure that is shown."""
    truth, base = linked.truth[linked.unknown], figures.base
    middle = np.floor(truth / base + 0.5) * base
    low = np.ceil(middle - base / 2) - truth
    high = np.ceil(middle + base / 2) - 1 - truth
    over = np.where(truth > figures.more_than, figures.more_than + 1 - truth, -FAR)
    exact = (base <= 1) | (truth == 0)
    return np.where(exact, 0.0, np.maximum(low, over)), np.where(exact, 0.0, np.maximum(high, 0.0))


def must_stay_in_doubt(
    linked: Linked, figures: Figures, hidden: Truths, bounds: Bounds, enough: Truths
) -> Truths:
    """Mark every small count in doubt, and one count of each hidden row that has no small one.

    Of such a row it is the first that nothing else shows, unless another of it has `enough`
    possible values already.
    """
    truth = linked.truth
    small = (truth > 0) & (truth <= figures.limit) & linked.guarded & bounds.in_doubt
    pairs = hidden[linked.row] & bounds.in_doubt[linked.unknown] & (truth[linked.unknown] > 0)
    row, unknown = linked.row[pairs], linked.unknown[pairs]
    settled = np.zeros(linked.rows, dtype=bool)
    settled[row[small[unknown] | enough[unknown]]] = True
    rows, first = np.unique(row, return_index=True)
    found = small.copy()
    found[unknown[first[~settled[rows]]]] = True
    return found


def with_few_inside(linked: Linked, figures: Figures, bounds: Bounds) -> Ints:
    """Give the sums of a known whole whose parts in doubt add up to a small count: it is one as well."""
    sums = linked.sums
    at = np.repeat(np.arange(sums.shape[0]), np.diff(sums.indptr))
    one, weight = sums.indices, sums.data
    count = sums.shape[0]
    known_whole = np.bincount(at, (weight > 0) & ~bounds.free[one], count) > 0
    in_doubt = (weight < 0) & bounds.free[one] & linked.guarded[one]
    inside = np.bincount(at, np.where(in_doubt, linked.truth[one], 0.0), count)
    few = linked.of_parts & known_whole & (inside > 0) & (inside <= figures.limit)
    return np.flatnonzero(few)


def complements(linked: Linked, figures: Figures, hidden: Truths, sums: Ints) -> NDArray[np.int64]:
    """Give the smallest figure still shown in each of these sums.

    A true zero is never hidden, and hiding what was known before would hide nothing.
    """
    shown = np.zeros(len(linked.truth), dtype=bool)
    shown[linked.unknown[~hidden[linked.row]]] = True
    can_hide = shown & (linked.truth > 0) & ~figures.known_before
    chosen = linked.sums[sums]
    at = np.repeat(np.arange(len(sums)), np.diff(chosen.indptr))
    at, one = at[can_hide[chosen.indices]], chosen.indices[can_hide[chosen.indices]]
    order = np.lexsort((one, linked.truth[one], at))
    _, first = np.unique(at[order], return_index=True)
    found: NDArray[np.int64] = np.unique(one[order][first]).astype(np.int64)
    return found


def rows_that_show(linked: Linked, unknowns: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the rows that show any of these."""
    found: NDArray[np.int64] = np.unique(linked.shown_by[unknowns].indices).astype(np.int64)
    return found
