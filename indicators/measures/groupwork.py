"""What one group of primitives does with a batch: filter once, work out the rest, sum into cells."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from framework.model.expressions import Expression
from framework.model.written import written
from indicators.measures.cells import Layer, closing_months, months_of
from indicators.measures.exact import Ints, add_count, add_products
from indicators.measures.pieces import Chosen, Common, Piece, RowPlan, array_of, collected
from indicators.measures.planning import Group
from indicators.measures.primitives import Axis, Primitive
from indicators.measures.rendering import Renderer


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

_OWN: Final = "own"


Cells = NDArray[np.intp]


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

    def saw(self, one: Primitive, cells: Cells, scan: str) -> None:
        """Note rows that meet a primitive's conditions; those that are counted in cells are told at the end."""
        counts = self.counts[one]
        counts.scan = scan
        if one.factors or not one.in_cells:
            counts.rows += len(cells)
            counts.outside += len(cells) - int(np.count_nonzero(cells))

    def tell(self, one: Primitive, cube: int) -> None:
        """Tell how many rows were counted in the cells of a cube."""
        if one.in_cells and not one.factors:
            plane = self.planes[one, cube][0]
            counts = self.counts[one]
            counts.rows, counts.outside = int(plane.sum()), int(plane[0])

    def add(
        self, one: Primitive, cube: int, cells: Cells, numbers: Sequence[Ints], rows: int
    ) -> None:
        """Add rows that meet a primitive's conditions: one each, or the product of their numbers.

        They are some of a batch of `rows`.
        """
        if numbers:
            add_products(self.planes[one, cube], cells, numbers, rows)
        else:
            add_count(self.planes[one, cube], cells)


class GroupWork:
    """The work of a group, planned once and done for every batch, a piece of it at a time.

    What `common` works out for all rows is taken from there; the rest is worked out for the rows
    of the group alone.
    """

    def __init__(
        self,
        group: Group,
        wanted: Wanted,
        layer: Layer,
        renderer: Renderer,
        asked_by: Mapping[Primitive, Sequence[str]],
        common: Common,
    ) -> None:
        self._group, self._wanted, self._layer, self._common = group, wanted, layer, common
        self._plan = RowPlan(layer, renderer, group.shared, _OWN)
        summing = [one for one in group.primitives if one.factors]
        self._asker = asked_by[(summing or list(group.primitives))[0]][0]
        self._shared = ""
        if group.monthly is None and group.shared is not None:
            self._shared = common.plan.mask((group.shared,), group.primitives[0].axis)
        self._steps = [(one, self._mask(one), self._factors(one)) for one in group.primitives]
        # What is only counted as a whole still needs some cube, to say which rows lie nowhere.
        self._cubes = sorted({cube for one in group.primitives for cube in wanted[one]} or {0})
        self._axes = sorted({one.axis for one in group.primitives}, key=repr)
        self._own, self._done = pl.DataFrame(), 0
        self.name = scan_name(group)
        self.tables: list[Gathers] = []
        self.shares = shares_of(group.primitives, asked_by)

    def takes_along(self, table: Gathers) -> bool:
        """Let what gathers rows for itself have the rows of this group, where it needs only such."""
        fits = self._group.monthly is None and self._group.shared in table.where
        if fits:
            self.tables.append(table)
        return fits

    def narrowed(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Give the rows of this group for those that it takes along."""
        needed = {name for table in self.tables for name in table.columns}
        made = {name for name in frame.columns if name.startswith(" ")}
        columns = [name for name in frame.columns if name in needed | made]
        return self._plan.over(frame).select(columns).collect()

    def begin(self, frame: pl.DataFrame, tally: Tally) -> None:
        """Work out what only this group looks at in a placed batch; add it where it goes by month.

        Raises:
            MeasureError: a number does not fit into 64 bits.
        """
        if self._group.monthly is None:
            if self._plan.columns:
                self._own = collected(self._plan.worked_out(frame), self._asker)
            self._done = 0
            return
        months = range(self._layer.coverage.months)
        for rows in monthly(frame, self._group.monthly, self._layer, months):
            plan = self._plan.over(rows).with_columns(self._plan.columns)
            piece = Piece(collected(plan, self._asker), self._layer, frame.height)
            self._add(piece, slice(None), piece.array, tally)

    def add(self, piece: Piece, tally: Tally) -> None:
        """Add the rows of a piece of the batch that was begun."""
        if self._group.monthly is not None:
            return
        chosen: Chosen = slice(None)
        count = piece.height
        if self._shared:
            chosen = np.flatnonzero(piece.array(self._shared))
            count = len(chosen)
        own = self._own.slice(self._done, count)
        self._done += count

        def array(name: str) -> NDArray[Any]:
            return array_of(own[name]) if name in own.columns else piece.array(name)[chosen]

        self._add(piece, chosen, array, tally)

    def _add(
        self,
        piece: Piece,
        chosen: Chosen,
        array: Callable[[str], NDArray[Any]],
        tally: Tally,
    ) -> None:
        arrays: dict[str, NDArray[Any]] = {}
        held: dict[tuple[Axis, int], Cells] = {}

        def cells(axis: Axis, cube: int) -> Cells:
            if (axis, cube) not in held:
                held[axis, cube] = piece.cells(axis, cube)[chosen]
            return held[axis, cube]

        for one, mask, factors in self._steps:
            for name in (*([mask] if mask else []), *factors):
                if name not in arrays:
                    arrays[name] = array(name)
            met = np.flatnonzero(arrays[mask]) if mask else slice(None)
            cubes = self._wanted[one] or self._cubes[:1]
            first = cells(one.axis, cubes[0])[met]
            tally.saw(one, first, self.name)
            if one.in_cells:
                numbers = [arrays[name][met] for name in factors]
                for cube in cubes:
                    placed = first if cube == cubes[0] else cells(one.axis, cube)[met]
                    tally.add(one, cube, placed, numbers, piece.of)

    def _mask(self, one: Primitive) -> str:
        rest = tuple(part for part in one.where if part != self._group.shared)
        return self._plan_of(rest, self._group).mask(rest, one.axis)

    def _factors(self, one: Primitive) -> list[str]:
        return [
            self._plan_of((factor,), self._group).factor(factor, one.axis) for factor in one.factors
        ]

    def _plan_of(self, parts: tuple[Expression, ...], group: Group) -> RowPlan:
        """Give the plan that works something out: for all rows, or for those of this group."""
        return (
            self._common.plan
            if group.monthly is None and parts in self._common.parts
            else self._plan
        )


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
