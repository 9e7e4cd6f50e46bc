"""Primitives summed by an engine, and laid into cells as a pass over files does it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from framework.errors import MeasureError
from framework.model.expressions import Expression
from framework.model.sources import AREA, PERIOD, Source
from indicators.engines.meaning import Said
from indicators.engines.sessions import TooLargeError
from indicators.engines.statements import COUNT, MONTH, UNTIL, VALUE, Statement, Writer, number_of
from indicators.engines.survey import Known
from indicators.measures.cells import OUTSIDE, Layer, cells_of, months_of
from indicators.measures.exact import add_sums
from indicators.measures.groupwork import RowCounts, Tally, Wanted, rows_where
from indicators.measures.planning import grouped
from indicators.measures.primitives import Axis, Lies, Primitive, uses_period_end
from indicators.measures.rowtables import RowTable
from indicators.measures.scanning import Deliver, chunked
from indicators.measures.spans import Coverage

SAMPLE_ROWS: Final = 50_000
"""Of so many rows it is asked which conditions keep few."""
_TOO_LARGE: Final = "a number it is made of is too large for the engine of its source"
_FAR: Final = 2**20
"""A month after every other."""


class Asks(Protocol):
    """The rows of one source in an engine."""

    @property
    def source(self) -> Source: ...

    @property
    def areas(self) -> Known: ...

    @property
    def periods(self) -> Known: ...

    def ask(self, said: Said) -> pl.DataFrame: ...

    def distinct(self, name: str) -> pl.Series: ...

    def writer(self, coverage: Coverage) -> Writer: ...


class EngineScan:
    """Does inside an engine what `measures.scanning.Scan` does over files."""

    def __init__(
        self, held: Asks, layer: Layer, asked_by: Mapping[Primitive, Sequence[str]]
    ) -> None:
        self._held, self._layer, self._asked_by = held, layer, asked_by
        self._writer = held.writer(layer.coverage)
        self._first = number_of(layer.coverage.first)
        self.tally = Tally()

    def run(
        self,
        wanted: Wanted,
        tables: Sequence[RowTable],
        deliver: Deliver,
        progress: Callable[[int, int], None],
    ) -> None:
        """Sum every primitive and deliver its planes, cube by cube; fill the tables.

        Raises:
            MeasureError: a number does not fit.
            SourceError: the engine does not answer.
        """
        chunks = list(chunked(wanted, self._layer.cubes))
        for done, chunk in enumerate(chunks):
            self.tally.begin(chunk, self._layer)
            for step, total in self._sum(chunk):
                progress(done * total + step, len(chunks) * total)
            for (one, cube), planes in self.tally.planes.items():
                deliver(one, cube, planes)
            self.tally.planes.clear()
        for table in tables:
            self._gather(table)

    def statements(
        self, wanted: Wanted, shares: Mapping[Expression, float]
    ) -> tuple[Statement, ...]:
        """Give the statements that sum some primitives. `shares` says what each condition keeps."""
        groups = grouped(wanted, shares)
        return self._writer.of_groups(groups, wanted, self._layer)

    def gathering(self, table: RowTable) -> Said:
        """Give the statement that tells a table's rows."""
        cubes = [self._layer.cubes[cube] for cube in table.cubes]
        months = table.windows.begins.tolist()
        return self._writer.of_rows(table.wanted, cubes, months, is_number=table.is_number)

    def shares(self, wanted: Wanted) -> Mapping[Expression, float]:
        """Ask of some rows which share of them each condition keeps."""
        parts = list(
            dict.fromkeys(p for one in wanted for p in one.where if not uses_period_end(p))
        )
        if not parts:
            return {}
        asker = next(iter(self._asked_by.values()))[0]
        rows, *met = self._ask(self._writer.of_shares(parts, SAMPLE_ROWS), asker).row(0)
        return {
            part: int(count or 0) / max(1, int(rows))
            for part, count in zip(parts, met, strict=True)
        }

    def _ask(self, said: Said, indicator: str) -> pl.DataFrame:
        try:
            return self._held.ask(said)
        except TooLargeError:
            raise MeasureError(indicator, _TOO_LARGE) from None

    def _sum(self, chunk: Wanted) -> Iterator[tuple[int, int]]:
        statements = self.statements(chunk, self.shares(chunk))
        for step, one in enumerate(statements, start=1):
            summing = [each for each in one.sums if each.factors]
            asker = self._asked_by[(summing or list(one.sums))[0]][0]
            self._add(one, self._ask(one.said, asker), chunk)
            yield step, len(statements)

    def _add(self, statement: Statement, found: pl.DataFrame, chunk: Wanted) -> None:
        months = self._months(found[MONTH], statement.axis)
        cells = cells_of(self._bases(found, statement.cube), months)
        for one, name in statement.sums.items():
            sums = _whole(found[name])
            if not one.factors and statement.cube in (chunk[one] or (None,))[:1]:
                self._count(self.tally.counts[one], cells, sums)
                self.tally.counts[one].scan = rows_where(statement.shared)
            if one.in_cells and statement.cube is not None:
                add_sums(self.tally.planes[one, statement.cube], cells, sums)

    def _count(self, counts: RowCounts, cells: NDArray[Any], sums: NDArray[Any]) -> None:
        counts.rows += int(sums.sum())
        counts.outside += int(sums[cells == 0].sum())

    def _bases(self, found: pl.DataFrame, cube: int | None) -> NDArray[Any]:
        """Give where the rows of a statement begin in its cube; of rows as a whole, whether they lie in any."""
        if cube is not None:
            return self._placed(found)[self._layer.base(cube)].to_numpy()
        known, codes = self._layer.cubes[0].atoms.of, self._held.areas.meaning
        return np.array([0 if codes[text] in known else OUTSIDE for text in found[AREA]], np.int64)

    def _placed(self, found: pl.DataFrame) -> pl.DataFrame:
        """Give where the areas and members of what was found begin in each cube that it has."""
        codes = self._held.areas.meaning
        areas = pl.Series(AREA, [codes[text] for text in found[AREA]], dtype=pl.String)
        frame = found.with_columns(areas.cast(pl.Categorical))
        texts = [name for name in found.columns if name in self._layer.dimension_names]
        for name in texts:
            kind = self._held.distinct(name).dtype
            frame = frame.with_columns(
                frame[name].cast(pl.Categorical if kind == pl.String else kind)
            )
        return self._layer.based(frame)

    def _months(self, found: pl.Series, axis: Axis) -> NDArray[np.int32]:
        """Count months from the first covered one; OUTSIDE in none of them."""
        coverage = self._layer.coverage
        if axis.how is Lies.IN_PERIOD:
            return self._period_months(found)
        months = found.cast(pl.Int64).fill_null(self._first + _FAR).to_numpy() - self._first
        if axis.how in (Lies.OPENED, Lies.CLOSED):
            months = np.maximum(months, 0)
        inside = (months >= 0) & (months < coverage.months)
        return np.where(inside, months, OUTSIDE).astype(np.int32)

    def _period_months(self, found: pl.Series) -> NDArray[np.int32]:
        codes = self._held.periods.meaning
        frame = pl.DataFrame({PERIOD: pl.Series([codes[t] for t in found]).cast(pl.Categorical)})
        return months_of(Axis(Lies.IN_PERIOD, PERIOD), frame, self._layer.coverage)

    def _gather(self, table: RowTable) -> None:
        found = self._ask(self.gathering(table), table.indicator)
        months = self._months(found[MONTH], table.axis)
        placed = self._placed(found)
        value = found[VALUE]
        if not table.is_number and value.dtype == pl.String:
            value = value.cast(pl.Categorical)
        columns = [placed[self._layer.base(cube)] for cube in table.cubes]
        columns += [pl.Series(self._layer.month(table.axis), months), value.alias(" value")]
        if UNTIL in found.columns:
            columns.append(_month_starts(found[UNTIL]).alias(" until"))
        rows = pl.DataFrame(columns)
        if table.is_number:
            rows = rows.select(pl.all().repeat_by(found[COUNT].cast(pl.UInt32)).explode())
        table.keep(rows)


def _whole(found: pl.Series) -> NDArray[Any]:
    """Give sums as whole numbers: of 64 bits where they fit, else Python's own. Of no row: nought."""
    if found.dtype.is_integer():
        return found.fill_null(0).cast(pl.Int64).to_numpy()
    numbers = [0 if number is None else int(number) for number in found.to_list()]
    if all(abs(number) < 2**62 for number in numbers):
        return np.array(numbers, dtype=np.int64)
    return np.array(numbers, dtype=object)


def _month_starts(numbers: pl.Series) -> pl.Series:
    months = numbers.cast(pl.Int64) - 1
    frame = pl.DataFrame({"year": months // 12, "month": months % 12 + 1})
    return frame.select(pl.date(pl.col("year"), pl.col("month"), 1)).to_series()
