"""The rows of a source that stay where they are: what the compute stage asks of rows, asked of an engine."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import polars as pl

from framework.errors import SourceError
from framework.model.expressions import Expression
from framework.model.frameworks import Framework
from framework.model.sources import AREA, PERIOD, ColumnType, Source
from indicators.connect.refusals import RefusedError
from indicators.engines.compiling import sql_of
from indicators.engines.meaning import Said
from indicators.engines.scanning import EngineScan
from indicators.engines.sessions import Session, TooLargeError
from indicators.engines.statements import Writer
from indicators.engines.survey import Known
from indicators.engines.unread_tables import MOST, UnreadTable
from indicators.measures.cells import Layer
from indicators.measures.groupwork import RowCounts, Wanted
from indicators.measures.intake import Texts
from indicators.measures.primitives import Primitive
from indicators.measures.rendering import Renderer
from indicators.measures.rowtables import RowTable
from indicators.measures.scanning import Deliver
from indicators.measures.spans import Coverage
from indicators.measures.unread import UnreadRows

TOO_LARGE: Final = "a number of its rows does not fit into the engine"
TOO_MANY: Final = f"more than {MOST:,} different rows of it cannot be used: see which cells fail"

_KINDS: Final[Mapping[ColumnType, type[pl.DataType]]] = {
    ColumnType.DATE: pl.Date,
    ColumnType.TRUTH: pl.Boolean,
    ColumnType.NUMBER: pl.Int64,
}


@dataclass(slots=True)
class HeldRows:
    """The clean rows of one source in an engine. What was asked once is not asked again."""

    source: Source
    framework: Framework
    session: Session
    kept: Said
    areas: Known
    periods: Known
    rows: int
    close: Callable[[], None]
    gone: UnreadTable | None = None
    asked: list[str] = field(default_factory=list)
    _distinct: dict[str, pl.Series] = field(default_factory=dict)
    _days: dict[str, Mapping[date, int]] = field(default_factory=dict)
    _nulls: dict[str, bool] = field(default_factory=dict)

    def ask(self, said: Said) -> pl.DataFrame:
        """Run one statement.

        Raises:
            SourceError: why the engine cannot answer.
            TooLargeError: a number does not fit.
        """
        sql = sql_of(said, self.source.engine)
        self.asked.append(sql)
        try:
            return self.session.run(sql)
        except RefusedError as refused:
            raise SourceError(self.source.id, refused.reasons) from None

    def sql_of(self, said: Said) -> str:
        """Write a statement for people. It is not run."""
        return sql_of(said, self.source.engine, for_people=True)

    def writer(self, coverage: Coverage) -> Writer:
        return Writer(self.source, self.framework, self.kept, coverage)

    def texts_in(self, columns: Iterable[str]) -> Mapping[str, Texts]:
        """Give the texts of some columns, sorted; areas and periods by their codes."""
        found = {}
        for name in sorted(set(columns)):
            if name == AREA:
                found[name] = Texts(
                    tuple(sorted(set(self.areas.meaning.values()))), has_nulls=False
                )
            elif name == PERIOD:
                found[name] = Texts(
                    tuple(sorted(set(self.periods.meaning.values()))), has_nulls=False
                )
            elif self._is_text(name):
                texts = self.distinct(name)
                held = tuple(sorted(texts.drop_nulls().to_list()))
                found[name] = Texts(held, texts.null_count() > 0)
        return found

    def distinct(self, name: str) -> pl.Series:
        """Give the different values of a column, null among them where some row has none."""
        if name not in self._distinct:
            values = self._told(self.kept.select(name).distinct())[name]
            self._distinct[name] = values.cast(self._kind(name))
        return self._distinct[name]

    def days_in(self, columns: Iterable[str]) -> Mapping[date, int]:
        """Give how many dates of some date columns fall on each day that has any."""
        counts: dict[date, int] = {}
        for name in sorted(set(columns)):
            if name not in self._days:
                rows = self.kept.filter(self.kept[name].notnull()).select(name)
                found = self._told(rows.group_by([name]).aggregate(rows=rows.count()))
                self._days[name] = dict(zip(found[name], found["rows"], strict=True))
            for day, count in self._days[name].items():
                counts[day] = counts.get(day, 0) + int(count)
        return counts

    def without_nulls(self, columns: Iterable[str]) -> frozenset[str]:
        """Give those of some columns in which every row has a value."""
        wanted = sorted(set(columns))
        missing = [name for name in wanted if name not in self._nulls]
        if missing:
            rows = self.kept
            counts = {
                f"null {i}": rows.count(where=rows[name].isnull()) for i, name in enumerate(missing)
            }
            found = self._told(rows.aggregate(**counts)).row(0)
            self._nulls |= {name: count > 0 for name, count in zip(missing, found, strict=True)}
        return frozenset(name for name in wanted if not self._nulls[name])

    def met(self, parts: Sequence[Expression], coverage: Coverage) -> Sequence[int]:
        """Give how many rows meet each condition, looked at on the last covered day."""
        found = self._told(self.writer(coverage).of_met(parts)).row(0)
        return [int(count or 0) for count in found]

    def count(
        self,
        layer: Layer,
        asked_by: Mapping[Primitive, Sequence[str]],
        wanted: Wanted,
        tables: Sequence[RowTable],
        deliver: Deliver,
        progress: Callable[[int, int], None],
    ) -> Mapping[Primitive, RowCounts]:
        """Sum every primitive inside the engine, as `measures.summing_elsewhere.SumsElsewhere` says."""
        scan = EngineScan(self, layer, asked_by)
        scan.run(wanted, tables, deliver, progress)
        return scan.tally.counts

    def unread(self, names: Iterable[str], renderer: Renderer) -> UnreadRows | None:
        """Give the rows of which no figure is made, as `SumsElsewhere.unread` says.

        They are asked for once for all indicators: each statement takes its time, however few they are.

        Raises:
            SourceError: the engine cannot answer, or more of them differ than can be brought here.
        """
        if self.gone is None:
            return None
        wanted = sorted(set(names).intersection(self.gone.rows.columns) - {AREA, PERIOD})
        found = self._told(self.gone.statement(wanted))
        if found.height > MOST:
            raise SourceError(self.source.id, (TOO_MANY,))
        kinds = {name: self._kind(name) for name in wanted}
        return UnreadRows(self.gone.frame(found, kinds, self.areas, self.periods), renderer)

    def _told(self, said: Said) -> pl.DataFrame:
        """Ask what concerns the source and no single indicator.

        Raises:
            SourceError: why the engine cannot answer, or that a number does not fit.
        """
        try:
            return self.ask(said)
        except TooLargeError:
            raise SourceError(self.source.id, (TOO_LARGE,)) from None

    def _is_text(self, name: str) -> bool:
        column = self.source.column(name)
        return column.type is ColumnType.TEXT or bool(column.bands)

    def _kind(self, name: str) -> type[pl.DataType]:
        """Give how polars holds a column: a number as whole ones of 64 bits, by its decimals."""
        return pl.String if self._is_text(name) else _KINDS[self.source.column(name).type]
