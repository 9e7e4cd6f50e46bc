"""The rows themselves, where a measure is not a sum: each with its place, its periods and a number."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from framework.errors import MeasureError
from framework.model.expressions import Expression, columns_of
from framework.model.measures import Median, Percentile
from indicators.measures.cells import Layer, closing_months
from indicators.measures.cubing import Cubes
from indicators.measures.gathered import Gathered, Table, narrow
from indicators.measures.groupwork import monthly
from indicators.measures.needs import RowsWanted
from indicators.measures.pieces import collected
from indicators.measures.primitives import Axis, Lies, uses_period_end
from indicators.measures.rendering import Renderer, all_of
from indicators.measures.spans import Windows
from indicators.measures.tasks import Task

Small = NDArray[np.int32]

VALUE, UNTIL = " value", " until"
"""Columns of rows that are kept: the number, or what stands for the value; and the day it closed."""


@dataclass(slots=True)
class RowTable:
    """Gathers the rows of one indicator batch by batch."""

    indicator: str
    wanted: RowsWanted
    windows: Windows
    layer: Layer
    renderer: Renderer
    cubes: tuple[int, ...]
    is_number: bool
    gathered: Gathered
    _kinds: list[pl.Series] = field(default_factory=list)

    @property
    def columns(self) -> frozenset[str]:
        """Give the columns of the intake that are read for it."""
        needed = [columns_of(part) for part in (*self.wanted.where, self.wanted.of)]
        return frozenset(self.axis.columns).union(*needed)

    @property
    def where(self) -> tuple[Expression, ...]:
        return self.wanted.where

    @property
    def axis(self) -> Axis:
        return self.wanted.axis

    @property
    def uses_period_end(self) -> bool:
        return any(map(uses_period_end, (*self.wanted.where, self.wanted.of)))

    def take(self, frame: pl.DataFrame) -> None:
        """Keep what counts of a batch.

        Raises:
            MeasureError: a number is too large.
        """
        for rows in self._seen(frame):
            plan = rows.lazy().filter(self._truth()).select(self._selected())
            self.keep(collected(plan, self.indicator))

    def keep(self, rows: pl.DataFrame) -> None:
        """Keep rows that meet the conditions, where they have a value and lie in some period and area.

        They hold, as Layer names them, where their area and members begin in each cube and their
        month; and the columns VALUE and, for a stock that closes, UNTIL.
        """
        inside = [pl.col(self.layer.base(cube)) >= 0 for cube in self.cubes]
        there = pl.col(VALUE).is_not_null()
        kept = rows.filter(there, *inside, pl.col(self.layer.month(self.axis)) >= 0)
        if kept[VALUE].dtype == pl.Categorical:
            # Texts have codes only as long as one of them is held.
            self._kinds.append(kept[VALUE].head(1))
        start, stop = self._periods(kept)
        counts = start < stop
        chosen = slice(None) if counts.all() else counts
        places = {
            cube: (kept[self.layer.base(cube)].to_numpy() // months)[chosen].astype(np.int32)
            for cube, months in ((cube, self.layer.cubes[cube].months) for cube in self.cubes)
        }
        values = kept[VALUE].to_physical().cast(pl.Int64).to_numpy()[chosen]
        self.gathered.add(
            Table(places, narrow(start[chosen]), narrow(stop[chosen]), narrow(values))
        )

    def _seen(self, frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
        if self.axis.how is not Lies.OPEN:
            yield frame
            return
        yield from monthly(frame, self.axis, self.layer, self.windows.begins.tolist())

    def _truth(self) -> pl.Expr:
        condition = all_of(self.wanted.where)
        if condition is None:
            return pl.lit(value=True)
        ends = self._end if any(map(uses_period_end, self.wanted.where)) else ""
        return self.renderer.truth(condition, ends)

    @property
    def _end(self) -> str:
        return self.layer.period_end(self.axis)

    def _selected(self) -> list[pl.Expr]:
        of = self.wanted.of
        value = pl.col(*columns_of(of))
        if self.is_number:
            value = self.renderer.number(of, self._end if uses_period_end(of) else "")[0]
        selected = [pl.col(self.layer.base(cube)) for cube in self.cubes]
        selected += [pl.col(self.layer.month(self.axis)), value.alias(VALUE)]
        if self.axis.until:
            selected.append(pl.col(self.axis.until).alias(UNTIL))
        return selected

    def _periods(self, kept: pl.DataFrame) -> tuple[Small, Small]:
        """Look up, by the month of each row, the periods in which it counts."""
        months = kept[self.layer.month(self.axis)].to_numpy()
        if self.axis.how is Lies.OPENED:
            renamed = kept.rename({UNTIL: self.axis.until}) if self.axis.until else kept
            closing = closing_months(self.axis, renamed, self.layer.coverage)
            after = np.minimum(closing, self.layer.coverage.months)
            return self._first_from[months], self._first_from[after]
        if self.axis.how is Lies.OPEN:
            start = self._first_from[months]
            return start, start + np.int32(1)
        first, later = self.windows.holding(self.layer.coverage.months)
        return first[months], later[months]

    @property
    def _first_from(self) -> Small:
        """Give, for every month and the one after the last, the first period that ends in or after it."""
        months = np.arange(self.layer.coverage.months + 1)
        return np.searchsorted(self.windows.begins, months).astype(np.int32)


def gatherer(task: Task, layer: Layer, cubes: Cubes, renderer: Renderer) -> RowTable:
    """Make what gathers the rows of an indicator that is a percentile or a count of different values."""
    rows = task.needs.rows
    if rows is None:
        raise MeasureError(task.indicator.id, "it is made of sums, not of the rows themselves")
    needed = tuple(sorted({cubes.of(wanted) for wanted in task.layout.sets}))
    is_number = isinstance(task.indicator.measure, Median | Percentile)
    return RowTable(
        task.indicator.id, rows, task.windows, layer, renderer, needed, is_number, Gathered(needed)
    )
