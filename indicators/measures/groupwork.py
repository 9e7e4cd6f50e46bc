"""What one group of primitives does with a batch: filter once, work out the rest, sum into cells."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from framework.errors import MeasureError
from framework.model.expressions import Expression, columns_of
from framework.model.written import written
from indicators.measures.cells import Layer, cells_of, closing_months, months_of
from indicators.measures.exact import Ints, add_count, add_products
from indicators.measures.planning import Group
from indicators.measures.primitives import Axis, Primitive, uses_period_end
from indicators.measures.rendering import Renderer, all_of


class Gathers(Protocol):
    """What keeps rows of every batch for itself, because its measure is not a sum."""

    @property
    def indicator(self) -> str: ...

    @property
    def where(self) -> tuple[Expression, ...]: ...

    @property
    def columns(self) -> frozenset[str]: ...

    @property
    def axis(self) -> Axis: ...

    @property
    def uses_period_end(self) -> bool: ...

    def take(self, frame: pl.DataFrame) -> None: ...


Wanted = Mapping[Primitive, Sequence[int]]
"""The cubes, by their place in the layer, in which each primitive is summed."""

_TOO_LARGE: Final = "a number it is made of has more than 18 digits"


@dataclass(slots=True)
class RowCounts:
    """How many rows met a primitive's conditions, how many of them lie nowhere, and which scan counted them."""

    rows: int = 0
    outside: int = 0
    scan: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """The sums so far. Planes [1 + cells]: the first cell takes what lies nowhere."""

    counts: dict[Primitive, RowCounts] = field(default_factory=dict)
    planes: dict[tuple[Primitive, int], list[Ints]] = field(default_factory=dict)

    def begin(self, wanted: Wanted, layer: Layer) -> None:
        """Make room for some primitives."""
        for one, cubes in wanted.items():
            self.counts[one] = RowCounts()
            for cube in cubes:
                size = 1 + layer.cubes[cube].cells
                self.planes[one, cube] = [np.zeros(size, dtype=np.int64)]

    def add(
        self, one: Primitive, cube: int, cells: NDArray[np.integer], numbers: Sequence[Ints]
    ) -> None:
        """Add rows that meet a primitive's conditions: one each, or the product of their numbers."""
        if numbers:
            add_products(self.planes[one, cube], cells, numbers)
        else:
            add_count(self.planes[one, cube], cells)


class GroupWork:
    """The work of a group, planned once and done for every batch."""

    def __init__(
        self,
        group: Group,
        wanted: Wanted,
        layer: Layer,
        renderer: Renderer,
        asked_by: Mapping[Primitive, Sequence[str]],
    ) -> None:
        self._monthly, self._wanted, self._layer = group.monthly, wanted, layer
        self._plan = RowPlan(layer, renderer, group.shared)
        self._steps = [
            (
                one,
                self._plan.mask([part for part in one.where if part != group.shared], one.axis),
                self._plan.factors(one.factors, one.axis),
            )
            for one in group.primitives
        ]
        self._axes = sorted({one.axis for one in group.primitives}, key=repr)
        # What is only counted as a whole still needs some cube, to say which rows lie nowhere.
        self._cubes = sorted({cube for one in group.primitives for cube in wanted[one]} or {0})
        summing = [one for one in group.primitives if one.factors]
        self._asker = asked_by[(summing or list(group.primitives))[0]][0]
        self.name = scan_name(group)
        self.tables: list[Gathers] = []
        self._group = group
        self.shares = shares_of(group.primitives, asked_by)

    def takes_along(self, table: Gathers) -> bool:
        """Let what gathers rows for itself have the rows of this group, where it needs only such."""
        fits = self._monthly is None and self._group.shared in table.where
        if fits:
            self.tables.append(table)
        return fits

    def narrowed(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Give the rows of this group where others need them too; else all rows, which is quicker."""
        if not self.tables:
            return frame
        needed = {name for table in self.tables for name in table.columns}
        for one in self._group.primitives:
            needed |= {name for part in (*one.where, *one.factors) for name in columns_of(part)}
        made = {name for name in frame.columns if name.startswith(" ")}
        columns = [name for name in frame.columns if name in needed | made]
        return self._plan.over(frame).select(columns).collect()

    def add(self, frame: pl.DataFrame, tally: Tally) -> None:
        """Add the rows of a placed batch.

        Raises:
            MeasureError: a number does not fit into 64 bits.
        """
        if self._monthly is None:
            self._add(frame, tally)
            return
        months = range(self._layer.coverage.months)
        for rows in monthly(frame, self._monthly, self._layer, months):
            self._add(rows, tally)

    def _add(self, frame: pl.DataFrame, tally: Tally) -> None:
        places = [self._layer.base(cube) for cube in self._cubes]
        places += [self._layer.month(axis) for axis in self._axes]
        plan = self._plan.over(frame).select(*places, *self._plan.columns)
        rows = collected(plan, self._asker)
        cells = {
            (axis, cube): cells_of(
                rows[self._layer.base(cube)].to_numpy(), rows[self._layer.month(axis)].to_numpy()
            )
            for axis in self._axes
            for cube in self._cubes
        }
        arrays = {name: rows[name].to_numpy() for name in self._plan.names}
        for one, mask, factors in self._steps:
            chosen = arrays[mask] if mask else slice(None)
            cubes = self._wanted[one] or self._cubes[:1]
            met = cells[one.axis, cubes[0]][chosen]
            tally.counts[one].scan = self.name
            tally.counts[one].rows += len(met)
            tally.counts[one].outside += int(np.count_nonzero(met == 0))
            if one.in_cells:
                numbers = [arrays[name][chosen] for name in factors]
                for cube in cubes:
                    tally.add(one, cube, cells[one.axis, cube][chosen], numbers)


def scan_name(group: Group) -> str:
    """Say in words which rows a group looks at."""
    rows = rows_where(group.shared)
    return f"{rows}, month by month" if group.monthly else rows


def rows_where(shared: Expression | None) -> str:
    """Say in words which rows meet a condition; without one, all do."""
    return f"rows where {written(shared)}" if shared else "all rows"


def shares_of(
    primitives: Sequence[Primitive], asked_by: Mapping[Primitive, Sequence[str]]
) -> Mapping[str, float]:
    """Divide the work of some primitives among the indicators that it is done for."""
    shares: dict[str, float] = {}
    for one in primitives:
        for indicator in asked_by[one]:
            part = 1 / len(primitives) / len(asked_by[one])
            shares[indicator] = shares.get(indicator, 0.0) + part
    return shares


class RowPlan:
    """The lazy plan of a group: what is worked out for the rows that meet the shared condition."""

    def __init__(self, layer: Layer, renderer: Renderer, shared: Expression | None) -> None:
        self._layer, self._renderer, self._shared = layer, renderer, shared
        self._named: dict[tuple[object, ...], str] = {}
        self.columns: list[pl.Expr] = []

    @property
    def names(self) -> Iterable[str]:
        return self._named.values()

    def over(self, frame: pl.DataFrame) -> pl.LazyFrame:
        rows = frame.lazy()
        return rows if self._shared is None else rows.filter(self._renderer.truth(self._shared))

    def mask(self, rest: Sequence[Expression], axis: Axis) -> str:
        """Name the column that is true where some conditions are; '' where there is none."""
        condition = all_of(rest)
        if condition is None:
            return ""
        end = self._end(axis, rest)
        key = "mask", tuple(rest), end
        return self._column(key, lambda: self._renderer.truth(condition, end))

    def factors(self, factors: Sequence[Expression], axis: Axis) -> list[str]:
        """Name the columns of the numbers to multiply; what is missing adds nothing."""
        return [self._factor(factor, axis) for factor in factors]

    def _factor(self, factor: Expression, axis: Axis) -> str:
        end = self._end(axis, (factor,))
        return self._column(
            ("factor", factor, end), lambda: self._renderer.number(factor, end)[0].fill_null(0)
        )

    def _end(self, axis: Axis, parts: Sequence[Expression]) -> str:
        return self._layer.period_end(axis) if any(map(uses_period_end, parts)) else ""

    def _column(self, key: tuple[object, ...], make: Callable[[], pl.Expr]) -> str:
        if key not in self._named:
            self._named[key] = f" {len(self._named)}"
            self.columns.append(make().alias(self._named[key]))
        return self._named[key]


def collected(plan: pl.LazyFrame, indicator: str) -> pl.DataFrame:
    """Run a plan; a number that does not fit is told without being shown.

    Raises:
        MeasureError: a number does not fit into 64 bits.
    """
    try:
        return plan.collect()
    except pl.exceptions.InvalidOperationError as error:
        if "conversion" not in str(error):
            raise
        raise MeasureError(indicator, _TOO_LARGE) from None


def monthly(
    frame: pl.DataFrame, axis: Axis, layer: Layer, months: Iterable[int]
) -> Iterator[pl.DataFrame]:
    """Give, for the end of each of some months, the rows that are open then."""
    opened = months_of(axis, frame, layer.coverage)
    closing = closing_months(axis, frame, layer.coverage)
    for month in months:
        held = (opened >= 0) & (opened <= month) & (closing > month)
        end = pl.lit(layer.coverage.last_day_of(month))
        yield frame.filter(pl.Series(held)).with_columns(
            end.alias(layer.period_end(axis)),
            pl.lit(month, dtype=pl.Int32).alias(layer.month(axis)),
        )
