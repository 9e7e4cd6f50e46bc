"""Every row's place in a dense array: area, breakdown and month as one whole number."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from framework.model.periods import Period, period_from_code
from framework.model.sources import AREA, PERIOD, Source
from indicators.measures.intake import codes_of
from indicators.measures.members import Dimension, text_of
from indicators.measures.places import Atoms
from indicators.measures.primitives import Axis, Lies
from indicators.measures.spans import Coverage

OUTSIDE: Final = -1
"""The place of a row that lies in no month or no area."""

_NEVER: Final = 2**30
_LARGEST_INT32_CUBE: Final = 2**29

Places32 = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Cube:
    """A dense array [atoms, members of each dimension, months] in which rows are counted."""

    dimensions: tuple[Dimension, ...]
    atoms: Atoms
    months: int

    @property
    def shape(self) -> tuple[int, ...]:
        return (self.atoms.count, *(one.size for one in self.dimensions), self.months)

    @property
    def cells(self) -> int:
        return prod(self.shape)


@dataclass(frozen=True, slots=True)
class Layer:
    """How the rows of a source are placed: its months, its cubes, its axes."""

    source: Source
    coverage: Coverage
    cubes: tuple[Cube, ...]
    axes: tuple[Axis, ...]

    @property
    def columns(self) -> frozenset[str]:
        """Give the columns of the intake that placing needs."""
        dates = {name for axis in self.axes for name in axis.columns}
        return frozenset({AREA, *dates, *self.dimension_names})

    @property
    def dimension_names(self) -> frozenset[str]:
        return frozenset(one.name for cube in self.cubes for one in cube.dimensions)

    def base(self, cube: int) -> str:
        """Name the column that holds where a row's area and members begin in a cube."""
        return f" base {cube}"

    def month(self, axis: Axis) -> str:
        """Name the column that holds the month of a row along an axis."""
        return f" month {self.axes.index(axis)}"

    def period_end(self, axis: Axis) -> str:
        """Name the column that holds the last day of that month."""
        return f" end {self.axes.index(axis)}"

    def placed(self, frame: pl.DataFrame, ends_for: Iterable[Axis]) -> pl.DataFrame:
        """Add the columns named above to a batch; `period_end` only for the axes that need it."""
        added = self._bases(frame)
        for axis in self.axes:
            if axis.how is not Lies.OPEN:
                added.append(pl.Series(self.month(axis), months_of(axis, frame, self.coverage)))
        frame = frame.with_columns(added)
        ends = [self._end_column(frame, axis) for axis in ends_for if axis.how is not Lies.OPEN]
        return frame.with_columns(ends)

    def based(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Add only where a row's area and members begin in each cube of which all dimensions are there."""
        return frame.with_columns(self._bases(frame))

    def _bases(self, frame: pl.DataFrame) -> list[pl.Series]:
        there = sorted(self.dimension_names.intersection(frame.columns))
        members = {name: self._members(frame, name) for name in there}
        lumped: dict[int, Places32] = {}
        added = []
        for index, cube in enumerate(self.cubes):
            if not all(one.name in members for one in cube.dimensions):
                continue
            key = id(cube.atoms)
            if key not in lumped:
                lumped[key] = codes_of(frame[AREA], cube.atoms.of, null=-1)
            added.append(pl.Series(self.base(index), _base(cube, lumped[key], members)))
        return added

    def _members(self, frame: pl.DataFrame, name: str) -> Places32:
        dimension = next(d for cube in self.cubes for d in cube.dimensions if d.name == name)
        column = frame[name]
        if column.dtype != pl.Categorical:
            text = frame.select(text_of(self.source.column(name)).cast(pl.Categorical))
            column = text.to_series()
        return codes_of(column, dimension.places, null=dimension.null_place)

    def _end_column(self, frame: pl.DataFrame, axis: Axis) -> pl.Series:
        """A stock's rows as a whole are looked at on the last day of all, for want of a period."""
        last = self.coverage.months - 1
        months = frame[self.month(axis)].to_numpy()
        if axis.how is Lies.OPENED:
            months = np.full(len(months), last)
        days = np.array([self.coverage.last_day_of(m) for m in range(last + 1)], "datetime64[D]")
        chosen = np.where(months >= 0, days[np.clip(months, 0, last)], np.datetime64("NaT"))
        return pl.Series(self.period_end(axis), chosen.astype("datetime64[D]"))


def cells_of(bases: NDArray[np.integer], months: NDArray[np.integer]) -> NDArray[np.integer]:
    """Give the cell of every row: 0 outside, else one more than its place in the cube."""
    # The sign of `a | b` is set where either is below zero.
    cells: NDArray[np.integer] = np.where((bases | months) < 0, 0, bases + months + 1)
    return cells


def months_of(axis: Axis, frame: pl.DataFrame, coverage: Coverage) -> Places32:
    """Give the month of every row along an axis, counted from the first covered one, or OUTSIDE."""
    match axis.how:
        case Lies.IN_PERIOD:
            return _period_months(frame, coverage)
        case Lies.OPENED | Lies.OPEN:
            return _opened(axis, frame, coverage)
        case Lies.CLOSED:
            opened = _opened(axis, frame, coverage)
            closed = _looked_up(frame[axis.until], coverage, before=0)
            # A row that was closed before it was opened was never open: it goes as it comes.
            months = np.maximum(opened, closed)
            return np.where((opened >= 0) & (closed >= 0), months, OUTSIDE).astype(np.int32)
        case _:
            return _looked_up(frame[axis.date], coverage, before=OUTSIDE)


def closing_months(axis: Axis, frame: pl.DataFrame, coverage: Coverage) -> Places32:
    """Give the first month at whose end each row is open no more; a far one for those still open."""
    if not axis.until:
        return np.full(frame.height, _NEVER, dtype=np.int32)
    months = _looked_up(frame[axis.until], coverage, before=0)
    return np.where(months == OUTSIDE, _NEVER, months).astype(np.int32)


def _opened(axis: Axis, frame: pl.DataFrame, coverage: Coverage) -> Places32:
    return _looked_up(frame[axis.date], coverage, before=0)


def _looked_up(dates: pl.Series, coverage: Coverage, *, before: int) -> Places32:
    """Look the month of every day up in a table of days; `before` is for days before the first."""
    first = np.datetime64(coverage.first, "D").astype(np.int64)
    end = np.datetime64(coverage.last_day_of(coverage.months - 1), "D").astype(np.int64) + 1
    days = np.arange(first, end).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    table = np.concatenate([[before], days - days[0], [OUTSIDE]]).astype(np.int32)
    physical = dates.to_physical().fill_null(_NEVER).to_numpy()
    # Days before the table and after it take its ends.
    found: Places32 = np.take(table, physical - np.int32(first - 1), mode="clip")
    return found


def _period_months(frame: pl.DataFrame, coverage: Coverage) -> Places32:
    """Tallies lie in the last month of their period."""
    column = frame[PERIOD]
    codes = column.unique().drop_nulls().cast(pl.String).to_list()
    places = {code: _last_month(period_from_code(code), coverage) for code in codes}
    return codes_of(column, places, null=OUTSIDE)


def _last_month(period: Period, coverage: Coverage) -> int:
    month = coverage.month_of(period.end) - 1
    inside = 0 <= month < coverage.months and coverage.known[month]
    return month if inside else OUTSIDE


def _base(cube: Cube, atoms: Places32, members: Mapping[str, Places32]) -> NDArray[np.integer]:
    kind = np.int32 if cube.cells < _LARGEST_INT32_CUBE else np.int64
    place: NDArray[np.integer] = atoms.astype(kind)
    outside = atoms < 0
    for dimension in cube.dimensions:
        place = place * kind(dimension.size) + members[dimension.name]
    place = place * kind(cube.months)
    place[outside] = OUTSIDE
    return place
