"""Percentiles read off counts: how often each value stands in each cell, added up to areas and breakdowns.

Such counts add up as sums do. Where values are few (days, scores) beside the rows, one count serves
every level, and no row is looked at twice.
"""

from dataclasses import dataclass
from decimal import Decimal
from math import prod
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indicators.measures.cubing import Cubes
from indicators.measures.exact import Floats, Ints
from indicators.measures.gathered import Gathered
from indicators.measures.layouts import Layout
from indicators.measures.ordered import between
from indicators.measures.rolling import RollUps

Counts = NDArray[np.int32]

_MOST_COUNTS: Final = 2**25
"""So many counts are held at once at most: 128 MB."""
COUNTS_A_ROW: Final = 4
"""With more counts than this for each row it is quicker to put the rows in order."""


@dataclass(frozen=True, slots=True)
class CountedByValue:
    """The rows of one indicator, to be counted by their value."""

    gathered: Gathered
    layout: Layout
    cubes: Cubes
    roll_ups: RollUps
    periods: int

    @property
    def is_quicker(self) -> bool:
        """Say whether counts are few enough beside the rows."""
        most = min(_MOST_COUNTS, COUNTS_A_ROW * self.gathered.rows)
        return 0 < sum(prod(self._shape(cube)) for cube in self.gathered.cubes) <= most

    def percentiles(self, at: Decimal) -> tuple[Floats, Ints]:
        """Give what `Ordering.percentiles` gives, to the bit."""
        counts = self._counted()
        found = np.full((self.layout.count, self.periods), np.nan)
        cases = np.zeros((self.layout.count, self.periods), dtype=np.int64)
        begin = 0
        for wanted in self.layout.sets:
            number = self.cubes.of(wanted)
            added_up = self.roll_ups.of(wanted).whole(counts[number])
            values, size = read_off(added_up.reshape(-1, self._values), self.gathered.ends[0], at)
            shape, series = (wanted.count, self.periods), slice(begin, begin + wanted.count)
            found[series], cases[series] = values.reshape(shape), size.reshape(shape)
            begin += wanted.count
        return found, cases

    @property
    def _values(self) -> int:
        low, high = self.gathered.ends
        return high - low + 1

    def _shape(self, cube: int) -> tuple[int, ...]:
        # Where a row may end, there is a period after the last.
        periods = self.periods + self.gathered.is_lasting
        return *self.cubes.all[cube].shape[:-1], periods * self._values

    def _counted(self) -> dict[int, Counts]:
        """Give how often each value stands at each place of each cube, period after period."""
        lasting, values = self.gathered.is_lasting, self._values
        held = {cube: np.zeros(prod(self._shape(cube)), np.int32) for cube in self.gathered.cubes}
        for part in self.gathered.parts():
            value = part.values.astype(np.int64) - self.gathered.ends[0]
            ones = np.ones(len(part), dtype=np.int32)
            for cube, place in part.places.items():
                row = place.astype(np.int64) * (self.periods + lasting)
                np.add.at(held[cube], (row + part.start) * values + value, ones)
                if lasting:
                    np.subtract.at(held[cube], (row + part.stop) * values + value, ones)
        return {cube: self._standing(cube, counts) for cube, counts in held.items()}

    def _standing(self, cube: int, counts: Counts) -> Counts:
        shape = self._shape(cube)
        if self.gathered.is_lasting:
            changes = counts.reshape(-1, self.periods + 1, self._values)
            np.cumsum(changes, axis=1, out=changes)
            counts = changes[:, : self.periods]
            shape = *shape[:-1], self.periods * self._values
        return counts.reshape(shape)


def read_off(counts: Counts, lowest: int, at: Decimal) -> tuple[Floats, Ints]:
    """Give a percentile (R type 7) and the cases of every cell.

    Args:
        counts: how often each value stands in a cell [cells, values]; the first value is `lowest`.
        at: which percentile; the 50th is the median.
    """
    cells, values = counts.shape
    up_to = np.cumsum(counts, dtype=np.int64)
    ends = up_to[values - 1 :: values]
    before = np.concatenate([[0], ends[:-1]])
    cases = ends - before
    some = cases > 0
    first = before[some]

    def value_at(place: Ints) -> Ints:
        """Give the value of the row at a place of each cell that has rows, in order of values."""
        found: Ints = np.searchsorted(up_to, first + place, side="right")
        found -= np.flatnonzero(some) * values - lowest
        return found

    number = np.full(cells, np.nan)
    number[some] = between(cases[some], value_at, at)
    return number, cases
