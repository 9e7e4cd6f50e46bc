"""Rows taken a piece at a time, few enough to stay near the processor, and what is worked out for them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from framework.errors import MeasureError
from framework.model.expressions import Call, Column, Expression, Sum, walk
from indicators.measures.cells import Layer, cells_of
from indicators.measures.planning import Group
from indicators.measures.primitives import Axis, uses_period_end
from indicators.measures.rendering import Renderer, all_of

PIECE_ROWS: Final = 2**18

Chosen = slice | NDArray[np.intp]
"""Some rows of a piece: all of them, or their places."""

_OFTEN: Final = 0.5
"""What is dear is worked out for all rows where groups that keep so large a share of them look at it."""

_TOO_LARGE: Final = "a number it is made of has more than 18 digits"


class Piece:
    """Some rows of a placed batch of `of` rows, with what was worked out for them."""

    def __init__(self, frame: pl.DataFrame, layer: Layer, of: int) -> None:
        self._frame, self._layer, self.of = frame, layer, of
        self._cells: dict[tuple[Axis, int], NDArray[np.intp]] = {}
        self._arrays: dict[str, NDArray[Any]] = {}

    @property
    def height(self) -> int:
        return self._frame.height

    def array(self, name: str) -> NDArray[Any]:
        """Give a column of the batch."""
        if name not in self._arrays:
            self._arrays[name] = array_of(self._frame[name])
        return self._arrays[name]

    def cells(self, axis: Axis, cube: int) -> NDArray[np.intp]:
        """Give the cell of every row along an axis: 0 outside."""
        if (axis, cube) not in self._cells:
            bases = self.array(self._layer.base(cube))
            cells = cells_of(bases, self.array(self._layer.month(axis)))
            self._cells[axis, cube] = cells.astype(np.intp)
        return self._cells[axis, cube]


def array_of(column: pl.Series) -> NDArray[Any]:
    """Give a column without nulls. Truths are unpacked here: polars takes ten times as long."""
    if column.dtype != pl.Boolean:
        return column.to_numpy()
    packed = column.to_arrow()
    bits = np.frombuffer(packed.buffers()[1], dtype=np.uint8)
    begin, end = packed.offset, packed.offset + len(packed)
    truths = np.unpackbits(bits[begin // 8 : -(-end // 8)], bitorder="little")
    return truths[begin % 8 : begin % 8 + len(packed)].view(np.bool_)


@dataclass(frozen=True, slots=True)
class Common:
    """What is worked out once for all rows of a batch, because several groups look at it."""

    plan: "RowPlan"
    parts: frozenset[tuple[Expression, ...]]

    def worked_out(self, part: pl.DataFrame, layer: Layer, of: int) -> Piece:
        """Make a piece of some rows of a placed batch of `of` rows."""
        return Piece(part.with_columns(self.plan.columns), layer, of)


def common_of(
    groups: Sequence[Group],
    kept_by: Mapping[Expression, float],
    layer: Layer,
    renderer: Renderer,
) -> Common:
    """Say what is worked out for all rows: what is cheap, and what many rows need.

    Numbers that are made of others are not: one that no group counts might be too large.
    """
    often: dict[tuple[Expression, ...], float] = {}
    for group in groups:
        rests = {tuple(p for p in one.where if p != group.shared) for one in group.primitives}
        factors = {(factor,) for one in group.primitives for factor in one.factors}
        for parts in rests | {held for held in factors if isinstance(held[0], Column)}:
            share = 1.0 if group.shared is None else kept_by.get(group.shared, 1.0)
            often[parts] = often.get(parts, 0.0) + share
    chosen = frozenset(
        parts
        for parts, share in often.items()
        if (share >= _OFTEN or not any(map(_is_dear, parts)))
        and not any(map(uses_period_end, parts))
    )
    return Common(RowPlan(layer, renderer, None, "common"), chosen)


def _is_dear(part: Expression) -> bool:
    return any(isinstance(node, Call | Sum) for node in walk(part))


class RowPlan:
    """What is worked out for the rows that meet a shared condition; None: for all rows.

    `mark` tells the names of its columns from those of another plan.
    """

    def __init__(
        self, layer: Layer, renderer: Renderer, shared: Expression | None, mark: str = ""
    ) -> None:
        self._layer, self._renderer, self._shared, self._mark = layer, renderer, shared, mark
        self._named: dict[tuple[object, ...], str] = {}
        self.columns: list[pl.Expr] = []

    def over(self, frame: pl.DataFrame) -> pl.LazyFrame:
        rows = frame.lazy()
        return rows if self._shared is None else rows.filter(self._renderer.truth(self._shared))

    def worked_out(self, frame: pl.DataFrame) -> pl.LazyFrame:
        """Give the columns for the rows of a placed batch."""
        # A column of the batch says how many rows there are where all of these are constant.
        return self.over(frame).select(self._layer.base(0), *self.columns)

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
        return [self.factor(factor, axis) for factor in factors]

    def factor(self, factor: Expression, axis: Axis) -> str:
        """Name the column of one such number."""
        end = self._end(axis, (factor,))
        return self._column(
            ("factor", factor, end), lambda: self._renderer.number(factor, end)[0].fill_null(0)
        )

    def _end(self, axis: Axis, parts: Sequence[Expression]) -> str:
        return self._layer.period_end(axis) if any(map(uses_period_end, parts)) else ""

    def _column(self, key: tuple[object, ...], make: Callable[[], pl.Expr]) -> str:
        if key not in self._named:
            self._named[key] = f" {self._mark} {len(self._named)}"
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
