"""Percentiles and counts of different values: made from the rows anew for every level and breakdown.

The different people of a county are not the sum of those of its districts, and a median of medians
is nothing. So these have plans of their own: put the rows of a level in order, then read off.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import prod
from typing import Final

import numpy as np
from numpy.typing import NDArray

from indicators.measures.cells import Cube
from indicators.measures.cubing import Cubes
from indicators.measures.exact import Ints
from indicators.measures.gathered import Small, Table
from indicators.measures.layouts import Layout, SeriesSet
from indicators.measures.places import Places

Floats = NDArray[np.float64]


_SMALL_SPAN: Final = 2**16
"""Ranks below it fit into 16 bits."""


@dataclass(frozen=True, slots=True)
class _Level:
    """The series of one set and level, as places in the layout, and which of them a cube place is in.

    Each of `tables` maps a place in the cube to a place among these series, or to -1. There are as
    many as an area has parents of the level at most: nearly always one.
    """

    series: Ints
    cube: int
    tables: tuple[Small, ...]

    def rows(self, places: Small) -> Iterator[tuple[slice | NDArray[np.bool_], Small]]:
        """Give, for some rows' places in the cube, which of them count, each with its series."""
        for table in self.tables:
            found = table[places]
            inside = found >= 0
            if inside.all():
                yield slice(None), found
            else:
                yield inside, found[inside]


@dataclass(frozen=True, slots=True)
class Ordering:
    """The rows of one indicator, ready to be put in order for its series and periods."""

    table: Table
    layout: Layout
    cubes: Cubes
    places: Places
    periods: int

    def percentiles(self, at: Decimal) -> tuple[Floats, Ints]:
        """Give a percentile (R type 7: between two values in proportion) and its cases.

        Both are [series, periods]; that of no row is nan. Values keep the scale they came in.
        The 50th is the median: the middle, or the mean of the two middle ones.
        """
        values, rank = _ranked(self.table.values)
        # Sorted by value once, rows need only be dealt out to their cells to be sorted in each.
        order = np.argsort(rank, kind="stable")
        row, period = _in_periods(order, self.table.start[order], self.table.stop[order])
        rank = rank[row].astype(np.int32)
        found = np.full((self.layout.count, self.periods), np.nan)
        cases = np.zeros((self.layout.count, self.periods), dtype=np.int64)
        places = {cube: held[row] for cube, held in self.table.places.items()}
        for level in self._levels():
            shape = len(level.series), self.periods
            parts = [
                (_cell(series, period[inside], shape), rank[inside])
                for inside, series in level.rows(places[level.cube])
            ]
            number, counts = _percentiles(parts, values, prod(shape), at)
            found[level.series] = number.reshape(shape)
            cases[level.series] = counts.reshape(shape)
        return found, cases

    def different(self) -> Ints:
        """Give how many different values there are: [series, periods]. One that comes twice counts once."""
        table = self.table
        values, rank = _ranked(table.values)
        count = max(1, len(values))
        found = np.zeros((self.layout.count, self.periods), dtype=np.int64)
        for level in self._levels():
            parts = [
                (
                    series.astype(np.int64) * count + rank[inside],
                    table.start[inside],
                    table.stop[inside],
                )
                for inside, series in level.rows(table.places[level.cube])
            ]
            group, start, stop = (np.concatenate(column) for column in zip(*parts, strict=True))
            shape = len(level.series), self.periods
            found[level.series] = _united(group, start, stop, count, shape)
        return found

    def _levels(self) -> Iterator[_Level]:
        """Give every set and level, one level at a time to spare memory."""
        begin = 0
        for wanted in self.layout.sets:
            number = self.cubes.of(wanted)
            cube = self.cubes.all[number]
            for held in self._by_level(wanted):
                first = begin + np.array(held, dtype=np.int64) * wanted.members
                series = (first[:, None] + np.arange(wanted.members)).reshape(-1)
                areas = [wanted.areas[place] for place in held]
                yield _Level(series, number, _tables(cube, wanted, areas))
            begin += wanted.count

    def _by_level(self, wanted: SeriesSet) -> list[list[int]]:
        levels: dict[str, list[int]] = {}
        for place, code in enumerate(wanted.areas):
            levels.setdefault(self.places.geography.by_code[code].level, []).append(place)
        return list(levels.values())


def _ranked(values: Ints) -> tuple[Ints, NDArray[np.integer]]:
    """Give the different values in order and the rank of each row's, as small as it may be."""
    low, high = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    if high - low < _SMALL_SPAN:
        # Days and the like: each whole number between the ends is its own rank.
        return np.arange(low, high + 1), (values - low).astype(np.uint16)
    distinct, rank = np.unique(values, return_inverse=True)
    # Ranks of 16 bits are sorted by radix, which is several times faster.
    return distinct, rank.astype(np.uint16 if len(distinct) < 2**16 else np.int32)


def _in_periods(row: Ints, start: Small, stop: Small) -> tuple[Ints, Small]:
    """Give every pair of a row and a period in which it counts."""
    lengths = stop - start
    if (lengths == 1).all():
        return row, start
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    within = np.arange(total) - np.repeat(ends - lengths, lengths)
    return np.repeat(row, lengths), (np.repeat(start, lengths) + within).astype(np.int32)


def _tables(cube: Cube, wanted: SeriesSet, areas: list[str]) -> tuple[Small, ...]:
    """Map every place of a cube to the series, areas x members, in which it counts wholly."""
    place = {code: index for index, code in enumerate(cube.atoms.areas)}
    rows = np.array([place[code] for code in areas], dtype=np.intp)
    matrix = cube.atoms.whole[rows].tocsc()
    held = np.diff(matrix.indptr)
    member = _members(cube, wanted)
    tables = []
    for slot in range(max(1, int(held.max(initial=0)))):
        area = np.full(cube.atoms.count, -1, dtype=np.int32)
        area[held > slot] = matrix.indices[matrix.indptr[:-1][held > slot] + slot]
        table = np.where(area[:, None] < 0, -1, area[:, None] * wanted.members + member)
        tables.append(table.reshape(-1).astype(np.int32))
    return tuple(tables)


def _members(cube: Cube, wanted: SeriesSet) -> Ints:
    """Give, for every crossing of a cube's members, its place among the members of a set."""
    rest, codes = np.arange(prod(one.size for one in cube.dimensions)), {}
    for dimension in reversed(cube.dimensions):
        codes[dimension.name] = rest % dimension.size
        rest = rest // dimension.size
    member = np.zeros_like(rest)
    for dimension in wanted.dimensions:
        member = member * dimension.size + codes[dimension.name]
    return member


def _cell(series: Small, period: Small, shape: tuple[int, int]) -> NDArray[np.integer]:
    """Give the place of every row among series x periods, in 32 bits where they suffice."""
    if prod(shape) < 2**31:
        return series * np.int32(shape[1]) + period
    return series.astype(np.int64) * shape[1] + period


def _percentiles(
    parts: list[tuple[NDArray[np.integer], NDArray[np.integer]]],
    values: Ints,
    cells: int,
    at: Decimal,
) -> tuple[Floats, Ints]:
    """Give a percentile and the count of every cell, of rows that come sorted by rank in each part."""
    cell, rank = (np.concatenate(column) for column in zip(*parts, strict=True))
    if cells * len(values) <= 2 * len(cell):
        counts, ranks_at = _counted_by_value(cell, rank, cells, len(values))
    else:
        if len(parts) > 1:
            order = np.argsort(rank, kind="stable")
            cell, rank = cell[order], rank[order]
        counts, ranks_at = _dealt(cell, rank, cells)
    some = counts > 0
    number = np.full(cells, np.nan)
    number[some] = between(counts[some], lambda places: values[ranks_at(places)], at)
    return number, counts


def between(cases: Ints, value_at: Callable[[Ints], Ints], at: Decimal) -> Floats:
    """Give a percentile of cells that have rows: R type 7, between two values in proportion.

    Args:
        cases: how many rows each cell has.
        value_at: gives the value at one place in each cell, its rows in order.
        at: which percentile.
    """
    # Whole numbers, so that a place that falls on a value falls on it exactly.
    share, whole = at.as_integer_ratio()
    steps = (cases - 1) * share
    place, beyond = steps // (100 * whole), steps % (100 * whole)
    low, high = value_at(place), value_at(np.minimum(place + 1, cases - 1))
    part = beyond / (100 * whole)
    # Each is weighted by itself: a difference of two whole numbers might overflow.
    found: Floats = low * (1 - part) + high * part
    return found


RanksAt = Callable[[Ints], NDArray[np.integer]]
"""Gives the rank of the row at a place, one place for each cell that has rows."""


def _counted_by_value(
    cell: NDArray[np.integer], rank: NDArray[np.integer], cells: int, values: int
) -> tuple[Ints, RanksAt]:
    """Count the rows of every cell by their value: quick where many rows share few values."""
    held = np.bincount(cell.astype(np.int64) * values + rank, minlength=cells * values)
    up_to = np.cumsum(held.reshape(cells, values), axis=1)
    counts: Ints = up_to[:, -1]
    some = up_to[counts > 0]
    return counts, lambda places: (some <= places[:, None]).sum(axis=1)


def _dealt(
    cell: NDArray[np.integer], rank: NDArray[np.integer], cells: int
) -> tuple[Ints, RanksAt]:
    """Deal rows that are in order out to their cells."""
    from scipy.sparse import csc_array

    size = len(cell)
    # One row a column: turning columns into rows is a counting sort, which keeps the order.
    dealt = csc_array((rank, cell, np.arange(size + 1)), shape=(cells, size)).tocsr()
    counts = np.diff(dealt.indptr).astype(np.int64)
    starts = dealt.indptr[:-1][counts > 0]
    return counts, lambda places: dealt.data[starts + places]


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
