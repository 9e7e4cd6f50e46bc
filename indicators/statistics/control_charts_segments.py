"""Segments of a series and the baseline of each: the points that a chart's lines are made from.

Arrays are [point, series], so that a step along a series reads neighbouring memory.
"""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.statistics.medians import row_medians

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Whole = NDArray[np.intp]

SCREEN: Final = 3.267
"""D4 of Shewhart's tables: the upper limit of a moving range is so many times its mean."""


@dataclass(frozen=True, slots=True)
class Segments:
    """Which segment each point is of, from 0, and whether the point is of its baseline."""

    number: Whole
    baseline: Flags

    @classmethod
    def of(cls, known: Flags, rebase: ArrayLike | None, fix_after: ArrayLike | None) -> Self:
        """Cut series into segments.

        Args:
            known: which points have a value; [point, series].
            rebase: true at the first point of each new segment; broadcasts to [series, point].
            fix_after: a baseline is the first so many known points of its segment; one number, or
                one a series, where 0 means that it is not locked. None locks nothing.

        Raises:
            ValueError: a baseline of 1 point, or of fewer than none.
        """
        number = np.zeros(known.shape, np.intp)
        if rebase is not None:
            starts = np.broadcast_to(np.asarray(rebase, np.bool_), known.shape[::-1]).T.copy()
            starts[:1] = False
            number = np.cumsum(starts, axis=0, dtype=np.intp)
        if fix_after is None:
            return cls(number, known)
        length = np.broadcast_to(np.asarray(fix_after, np.intp), known.shape[1:])
        if np.any((length < 0) | (length == 1)):
            raise ValueError("a locked baseline has at least 2 points; 0 stands for none")
        return cls(number, known & ((_places(known, number) <= length) | (length == 0)))

    def totals(self, values: Floats) -> Floats:
        """Add up values within each segment of each series, and give every point its total."""
        most = int(self.number.max(initial=0)) + 1
        if most == 1:
            return np.broadcast_to(values.sum(axis=0), values.shape)
        key = self.number + most * np.arange(values.shape[1], dtype=np.intp)
        sums = np.bincount(key.ravel(), values.ravel(), minlength=most * values.shape[1])
        totals: Floats = sums[key]
        return totals

    def count(self) -> Floats:
        """Give every point the number of points in its segment's baseline."""
        return self.totals(self.baseline.astype(np.float64))

    def means(self, values: Floats) -> Floats:
        """Give every point the mean of its segment's baseline; nan where that has no point."""
        cases = self.count()
        rough = self.totals(np.where(self.baseline, values, 0.0)) / cases
        # A second pass takes off what rounding put on: a constant series has its own mean.
        return rough + self.totals(np.where(self.baseline, values - rough, 0.0)) / cases

    def medians(self, values: Floats) -> Floats:
        """Give every point the median of its segment's baseline; nan where that has no point."""
        middle = np.full(values.shape, np.nan)
        for segment in range(int(self.number.max(initial=0)) + 1):
            here = self.number == segment
            kept = np.where(here & self.baseline, values, np.nan)
            middle = np.where(here, row_medians(kept.T), middle)
        return middle

    def moves(self, values: Floats) -> tuple[Floats, Flags]:
        """Give the size of each move to the next point, and whether both are of one baseline."""
        sizes = np.abs(np.diff(values, axis=0))
        inside = self.baseline[1:] & self.baseline[:-1] & (self.number[1:] == self.number[:-1])
        return sizes, inside

    def mean_move(self, values: Floats, *, screen: bool) -> Floats:
        """Give every point the mean moving range of its segment's baseline.

        Args:
            values: [point, series].
            screen: leave out ranges of 3.267 times the mean or more, once, and take the mean again.
                Ranges that are all 0 leave none, and so no limits: nan.
        """
        sizes, inside = self.moves(values)
        ahead = Segments(self.number[1:], inside)
        mean = ahead.means(sizes)
        if screen:
            usual = inside & (sizes < SCREEN * mean)
            mean = Segments(self.number[1:], usual).means(sizes)
        full = np.full(values.shape, np.nan)
        full[1:] = mean
        if len(full) > 1:
            full[0] = np.where(self.number[1] == 0, mean[0], np.nan)
        return full


def _places(known: Flags, number: Whole) -> Whole:
    """Give the place of each known point among the known ones of its segment, from 1."""
    first = np.ones(number.shape, np.bool_)
    first[1:] = number[1:] != number[:-1]
    so_far: Whole = np.cumsum(known, axis=0, dtype=np.intp)
    earlier: Whole = np.maximum.accumulate(np.where(first, so_far - known, 0), axis=0)
    return so_far - earlier
