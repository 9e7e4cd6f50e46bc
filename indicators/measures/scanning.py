"""One pass over the rows of a source: every primitive summed into its cells."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from framework.errors import MeasureError
from framework.model.expressions import Expression, columns_of
from indicators.measures.cells import Cube, Layer, cells_of, closing_months, months_of
from indicators.measures.exact import BATCHES, Ints, add_count, add_products
from indicators.measures.intake import Intake
from indicators.measures.planning import Group, grouped, shares_kept
from indicators.measures.primitives import Axis, Primitive, uses_period_end
from indicators.measures.rendering import Renderer, all_of

MEMORY_BUDGET: Final = 768 * 2**20
"""How many bytes of sums are held at once; more primitives take another pass over the rows."""

Wanted = Mapping[Primitive, Sequence[int]]
"""The cubes, by their place in the layer, in which each primitive is summed."""
Deliver = Callable[[Primitive, int, list[Ints]], None]


@dataclass(slots=True)
class RowCounts:
    """How many rows met a primitive's conditions, and how many of them lie nowhere."""

    rows: int = 0
    outside: int = 0


@dataclass(slots=True)
class Scan:
    """The sums so far. Planes [1 + cells]: the first cell takes what lies nowhere."""

    layer: Layer
    renderer: Renderer
    asked_by: Mapping[Primitive, str]
    counts: dict[Primitive, RowCounts] = field(default_factory=dict)
    planes: dict[tuple[Primitive, int], list[Ints]] = field(default_factory=dict)

    def begin(self, wanted: Wanted) -> None:
        for one, cubes in wanted.items():
            self.counts[one] = RowCounts()
            for cube in cubes:
                size = 1 + self.layer.cubes[cube].cells
                self.planes[one, cube] = [np.zeros(size, dtype=np.int64)]

    def add(self, frame: pl.DataFrame, group: Group, wanted: Wanted) -> None:
        """Add the rows of a batch to every primitive of a group."""
        if group.monthly is None:
            self._add_rows(frame, group, wanted)
            return
        for rows in monthly(frame, group.monthly, self.layer, range(self.layer.coverage.months)):
            self._add_rows(rows, group, wanted)

    def _add_rows(self, frame: pl.DataFrame, group: Group, wanted: Wanted) -> None:
        plan = _Plan(self.layer, self.renderer, group.shared)
        steps = [(one, plan.mask(one), plan.factors(one)) for one in group.primitives]
        axes = {one.axis for one in group.primitives}
        cubes = sorted({cube for one in group.primitives for cube in wanted[one]} or {0})
        rows = self._collected(frame, plan, axes, cubes, group)
        cells = {
            (axis, cube): cells_of(
                rows[self.layer.base(cube)].to_numpy(), rows[self.layer.month(axis)].to_numpy()
            )
            for axis in axes
            for cube in cubes
        }
        masks = {mask: rows[mask].to_numpy() for _, mask, _ in steps if mask}
        for one, mask, factors in steps:
            numbers = [rows[name].to_numpy() for name in factors]
            chosen = masks[mask] if mask else None
            self._sum(one, cells, wanted[one] or cubes[:1], chosen, numbers)

    def _collected(
        self,
        frame: pl.DataFrame,
        plan: "_Plan",
        axes: set[Axis],
        cubes: Sequence[int],
        group: Group,
    ) -> pl.DataFrame:
        places = [self.layer.base(cube) for cube in cubes]
        places += [self.layer.month(axis) for axis in sorted(axes, key=repr)]
        try:
            return plan.over(frame).select(*places, *plan.columns).collect()
        except pl.exceptions.InvalidOperationError:
            first = next((one for one in group.primitives if one.factors), group.primitives[0])
            reason = "a number it sums has more than 18 digits"
            raise MeasureError(self.asked_by[first], reason) from None

    def _sum(
        self,
        one: Primitive,
        cells: Mapping[tuple[Axis, int], NDArray[np.integer]],
        cubes: Sequence[int],
        mask: NDArray[np.bool_] | None,
        numbers: Sequence[Ints],
    ) -> None:
        counts = self.counts[one]
        for index, cube in enumerate(cubes):
            whole = cells[one.axis, cube]
            chosen = whole if mask is None else whole[mask]
            if index == 0:
                counts.rows += len(chosen)
                counts.outside += int(np.count_nonzero(chosen == 0))
            if not one.in_cells:
                return
            planes = self.planes[one, cube]
            if numbers:
                picked = [n if mask is None else n[mask] for n in numbers]
                add_products(planes, chosen, picked)
            else:
                add_count(planes, chosen)


class Gathers(Protocol):
    """What keeps rows of every batch for itself, because its measure is not a sum."""

    @property
    def columns(self) -> frozenset[str]: ...

    @property
    def axis(self) -> Axis: ...

    @property
    def uses_period_end(self) -> bool: ...

    def take(self, frame: pl.DataFrame) -> None: ...


class _Plan:
    """The lazy plan of a group: what is worked out for the rows that meet the shared condition."""

    def __init__(self, layer: Layer, renderer: Renderer, shared: Expression | None) -> None:
        self._layer, self._renderer, self._shared = layer, renderer, shared
        self._named: dict[tuple[object, ...], str] = {}
        self.columns: list[pl.Expr] = []

    def over(self, frame: pl.DataFrame) -> pl.LazyFrame:
        rows = frame.lazy()
        return rows if self._shared is None else rows.filter(self._renderer.truth(self._shared))

    def mask(self, one: Primitive) -> str:
        """Name the column that is true where the rest of the conditions is; '' where none is left."""
        rest = tuple(part for part in one.where if part != self._shared)
        condition = all_of(rest)
        if condition is None:
            return ""
        end = self._end(one, rest)
        return self._column(("mask", rest, end), lambda: self._renderer.truth(condition, end))

    def factors(self, one: Primitive) -> list[str]:
        """Name the columns of the numbers to multiply; what is missing adds nothing."""
        return [self._factor(one, factor) for factor in one.factors]

    def _factor(self, one: Primitive, factor: Expression) -> str:
        end = self._end(one, (factor,))
        return self._column(
            ("factor", factor, end), lambda: self._renderer.number(factor, end)[0].fill_null(0)
        )

    def _end(self, one: Primitive, parts: Sequence[Expression]) -> str:
        return self._layer.period_end(one.axis) if any(map(uses_period_end, parts)) else ""

    def _column(self, key: tuple[object, ...], make: Callable[[], pl.Expr]) -> str:
        if key not in self._named:
            self._named[key] = f" {len(self._named)}"
            self.columns.append(make().alias(self._named[key]))
        return self._named[key]


def scan(
    intake: Intake,
    scanned: Scan,
    wanted: Wanted,
    tables: Sequence[Gathers],
    deliver: Deliver,
    progress: Callable[[int, int], None],
) -> None:
    """Sum every primitive over all rows and deliver its planes, cube by cube.

    Primitives are taken in chunks that stay within MEMORY_BUDGET; each chunk reads the rows once.
    The tables are filled along with the first.

    Raises:
        MeasureError: a number is too large, or the rows are too many, to be summed exactly.
    """
    if len(intake.batches) > BATCHES:
        raise MeasureError(next(iter(scanned.asked_by.values())), "its source has too many rows")
    chunks = list(_chunked(wanted, scanned.layer.cubes)) or [{}]
    total = max(1, len(chunks) * len(intake.batches))
    done = 0
    for chunk in chunks:
        scanned.begin(chunk)
        fed = tables if chunk is chunks[0] else ()
        groups: tuple[Group, ...] | None = None
        for frame in intake.read(_columns(chunk, scanned.layer).union(*(t.columns for t in fed))):
            placed = scanned.layer.placed(frame, _needing_ends(chunk, fed))
            groups = groups or grouped(chunk, shares_kept(chunk, placed, scanned.renderer))
            for group in groups:
                scanned.add(placed, group, chunk)
            for table in fed:
                table.take(placed)
            done += 1
            progress(min(done, total), total)
        for (one, cube), planes in scanned.planes.items():
            deliver(one, cube, planes)
        scanned.planes.clear()


def _needing_ends(chunk: Wanted, tables: Sequence[Gathers]) -> list[Axis]:
    axes = {one.axis for one in chunk if one.uses_period_end}
    axes |= {table.axis for table in tables if table.uses_period_end}
    return sorted(axes, key=repr)


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


def _columns(chunk: Wanted, layer: Layer) -> frozenset[str]:
    parts = [part for one in chunk for part in (*one.where, *one.factors)]
    return layer.columns.union(*(columns_of(part) for part in parts))


def _chunked(wanted: Wanted, cubes: Sequence[Cube]) -> Iterator[Wanted]:
    chunk: dict[Primitive, Sequence[int]] = {}
    held = 0
    for one, places in wanted.items():
        size = sum(8 * (1 + cubes[place].cells) for place in places)
        if chunk and held + size > MEMORY_BUDGET:
            yield chunk
            chunk, held = {}, 0
        chunk[one] = places
        held += size
    if chunk:
        yield chunk
