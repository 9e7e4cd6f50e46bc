"""Medians and counts of different values: made from the rows anew for every level and breakdown.

The different people of a county are not the sum of those of its districts, and a median of medians
is nothing. So these have plans of their own: put the rows of a level in order, then read off.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from indicators.measures.cells import Cube
from indicators.measures.cubing import Cubes
from indicators.measures.exact import Ints
from indicators.measures.layouts import Layout, SeriesSet
from indicators.measures.places import Places
from indicators.measures.rowtables import Table

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Spread:
    """The rows of one level: the series each counts in (among `series`) and its place in the table."""

    series: Ints  # the places of these series in the layout
    of_row: Ints
    row: Ints


@dataclass(frozen=True, slots=True)
class Ordering:
    """The rows of one indicator, ready to be put in order for its series and periods."""

    table: Table
    layout: Layout
    cubes: Cubes
    places: Places
    periods: int

    def medians(self) -> tuple[Floats, Ints]:
        """Give the median (R type 7: the middle, or the mean of the two middle ones) and its cases.

        Both are [series, periods]; a median of no row is nan. Values keep the scale they came in.
        """
        table = self.table
        values, rank = np.unique(table.values, return_inverse=True)
        found = np.full((self.layout.count, self.periods), np.nan)
        cases = np.zeros((self.layout.count, self.periods), dtype=np.int64)
        for part in self._levels():
            place, later = _spread_out((table.stop - table.start)[part.row])
            row = part.row[place]
            cell = part.of_row[place] * self.periods + table.start[row] + later
            shape = len(part.series), self.periods
            counts, low, high = _middles(cell, rank[row], len(values), prod(shape))
            middle = np.full(len(counts), np.nan)
            some = counts > 0
            # Halves of whole numbers are exact in floats, and they cannot overflow when added.
            middle[some] = values[low[some]] / 2 + values[high[some]] / 2
            found[part.series] = middle.reshape(shape)
            cases[part.series] = counts.reshape(shape)
        return found, cases

    def different(self) -> Ints:
        """Give how many different values there are: [series, periods]. One that comes twice counts once."""
        table = self.table
        values, rank = np.unique(table.values, return_inverse=True)
        found = np.zeros((self.layout.count, self.periods), dtype=np.int64)
        for part in self._levels():
            group = part.of_row * max(1, len(values)) + rank[part.row]
            start, stop = table.start[part.row], table.stop[part.row]
            shape = len(part.series), self.periods
            found[part.series] = _united(group, start, stop, max(1, len(values)), shape)
        return found

    def meets_splits(self) -> bool:
        """Say whether some areas of the rows count only partly in others."""
        return any(cube.atoms.shares.nnz > 0 for cube in self.cubes.all)

    def _levels(self) -> Iterator[_Spread]:
        """Give the rows of every set and level, one level at a time to spare memory."""
        begin = 0
        for wanted in self.layout.sets:
            number = self.cubes.of(wanted)
            cube = self.cubes.all[number]
            atom, member = _decoded(cube, self.table.places[number], wanted)
            for held in self._by_level(wanted):
                row, area = _areas_of(cube, [wanted.areas[place] for place in held], atom)
                first = begin + np.array(held, dtype=np.int64) * wanted.members
                series = (first[:, None] + np.arange(wanted.members)).reshape(-1)
                yield _Spread(series, area * wanted.members + member[row], row)
            begin += wanted.count

    def _by_level(self, wanted: SeriesSet) -> list[list[int]]:
        levels: dict[str, list[int]] = {}
        for place, code in enumerate(wanted.areas):
            levels.setdefault(self.places.geography.by_code[code].level, []).append(place)
        return list(levels.values())


def _decoded(cube: Cube, places: Ints, wanted: SeriesSet) -> tuple[Ints, Ints]:
    """Take a place in a cube apart: its atom, and its member among those of a set."""
    rest, codes = places, {}
    for dimension in reversed(cube.dimensions):
        codes[dimension.name] = rest % dimension.size
        rest = rest // dimension.size
    member = np.zeros(len(places), dtype=np.int64)
    for dimension in wanted.dimensions:
        member = member * dimension.size + codes[dimension.name]
    return rest, member


def _areas_of(cube: Cube, areas: list[str], atom: Ints) -> tuple[Ints, Ints]:
    """Give every pair of a row and an area that it counts in wholly, as places of both."""
    place = {code: index for index, code in enumerate(cube.atoms.areas)}
    matrix = cube.atoms.whole[np.array([place[code] for code in areas], dtype=np.intp)].tocsc()
    starts, counts = matrix.indptr[:-1][atom], np.diff(matrix.indptr)[atom]
    row, later = _spread_out(counts)
    return row, matrix.indices[starts[row] + later].astype(np.int64)


def _spread_out(lengths: Ints) -> tuple[Ints, Ints]:
    """Repeat every place as often as its length says, with a count 0, 1, 2 ... inside each."""
    places = np.arange(len(lengths))
    if not len(lengths) or (lengths == 1).all():
        return places, np.zeros(len(lengths), dtype=np.int64)
    ends = np.cumsum(lengths)
    within = np.arange(int(ends[-1])) - np.repeat(ends - lengths, lengths)
    return np.repeat(places, lengths), within


def _middles(cell: Ints, rank: Ints, ranks: int, cells: int) -> tuple[Ints, Ints, Ints]:
    """Give how many values each cell has and the ranks of its two middle ones.

    Cell and rank are packed into one number, cell first, so that one plain sort orders both.
    """
    bits = max(1, ranks - 1).bit_length()
    packed = np.sort((cell << bits) | rank)
    counts = np.bincount(packed >> bits, minlength=cells)
    starts = np.cumsum(counts) - counts
    last = max(0, len(packed) - 1)
    low = np.minimum(starts + np.maximum(counts - 1, 0) // 2, last)
    high = np.minimum(starts + counts // 2, last)
    ranked = (packed if len(packed) else np.zeros(1, np.int64)) & ((1 << bits) - 1)
    return counts, ranked[low], ranked[high]


def _united(group: Ints, start: Ints, stop: Ints, values: int, shape: tuple[int, int]) -> Ints:
    """Count, for every series and period, the groups (series and value) with a span over it.

    Sorted by start, a span adds only what reaches past all earlier spans of its group.
    """
    series, periods = shape
    order = np.argsort(group * (periods + 1) + start)
    group, start, stop = group[order], start[order], stop[order]
    new = np.ones(len(group), dtype=bool)
    new[1:] = group[1:] != group[:-1]
    # One height a group, above all periods of the one before, keeps their running ends apart.
    height = np.cumsum(new) * (periods + 1)
    reached = np.maximum.accumulate(stop + height) - height if len(group) else stop
    before = np.where(new, 0, np.concatenate([[0], reached[:-1]])) if len(group) else start
    begin = np.maximum(start, before)
    adds = begin < stop
    cell = (group // values)[adds] * (periods + 1)
    size = series * (periods + 1)
    change = np.bincount(cell + begin[adds], minlength=size)
    change -= np.bincount(cell + stop[adds], minlength=size)
    return np.cumsum(change.reshape(series, periods + 1), axis=1)[:, :periods]
