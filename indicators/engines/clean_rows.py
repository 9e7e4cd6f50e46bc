"""The rows of an engine's table as the language knows them: each column as it is declared, and what is wrong.

It says to Ibis what cleaning says to polars of the text of files. A table has types, so nothing is
guessed: a column holds its declared type already, or the source cannot be read. Areas and periods
stay the texts they are; which of them mean what is looked up here, in `survey.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import ibis

from framework.model.expectations import Then
from framework.model.frameworks import Framework
from framework.model.sources import AREA, PERIOD, Source, SourceColumn
from indicators.connect.headers import find_headers
from indicators.connect.layout import layout_of
from indicators.connect.refusals import RefusedError
from indicators.connect.words import NOT_IN_A_BAND
from indicators.engines.meaning import NO, WHOLE, Meaning, Said
from indicators.engines.sessions import Table
from indicators.engines.typed_cells import as_text, typed_cell, unlike
from indicators.quality.findings import LEFT_OUT, ONLY_TOLD

LEFT: Final = " left"
"""Which of the reasons to leave a row out is the first that holds, counted from 0; null for none."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A column of S codes: what is wrong with the cells of `column`, null where nothing is."""

    name: str
    column: str
    header: str
    codes: tuple[str, ...]
    then: str


@dataclass(frozen=True, slots=True)
class TypedRows:
    """All rows of a table with typed columns, LEFT, and columns that say what is wrong.

    `untidy` names, by header, the column that says whether a text has space round it or is empty.
    """

    source: Source
    rows: Said
    wrong: tuple[Wrong, ...]
    untidy: Mapping[str, str]

    @property
    def stays(self) -> Said:
        """Say which rows are not left out; None where nothing leaves one out."""
        return self.rows[LEFT].isnull() if self.source.leave_out else None

    def failing(self, rows: Said, *thens: str) -> Said:
        """Say which rows hold a cell that failed and ends so; None where no cell can."""
        found = None
        for one in self.wrong:
            if one.then in thens:
                bad = rows[one.name].notnull()
                found = bad if found is None else found | bad
        return found

    def kept(self, unknown: Mapping[str, Sequence[str | None]]) -> Said:
        """Give the rows that count. `unknown` are the texts of AREA and PERIOD that mean nothing."""
        rows = self.rows if self.stays is None else self.rows.filter(self.stays)
        failing = self.failing(rows, LEFT_OUT, Then.STOP.value, Then.QUARANTINE.value)
        if failing is not None:
            rows = rows.filter(~failing)
        for name, texts in unknown.items():
            if None in texts:
                rows = rows.filter(rows[name].notnull())
            named = [text for text in texts if text is not None]
            if named:
                rows = rows.filter(rows[name].isnull() | rows[name].notin(named))
        return rows.select(*(name for name in rows.columns if not name.startswith(" ")))

    def unread(self, refused: Sequence[str]) -> Said:
        """Give the rows that do not count because a cell failed, with the columns that say which; None: none.

        `refused` are the texts of AREA that are refused though they name areas.
        """
        rows = self.rows if self.stays is None else self.rows.filter(self.stays)
        gone = self.failing(rows, LEFT_OUT, Then.STOP.value, Then.QUARANTINE.value)
        if refused:
            named = rows[AREA].isin(list(refused)).fill_null(NO)
            gone = named if gone is None else gone | named
        return None if gone is None else rows.filter(gone)

    @property
    def failed(self) -> Mapping[str, str]:
        """Name, by column, what says whether its cell failed so that the row does not count."""
        return {
            one.column: one.name
            for one in self.wrong
            if one.then not in (Then.WARN.value, ONLY_TOLD)
        }


def typed_rows(
    source: Source,
    framework: Framework,
    table: Table,
    careful: frozenset[str] | None = None,
) -> TypedRows:
    """Say how the rows of a table are read.

    Args:
        source: the declaration that the rows are read by.
        framework: where its bank holidays are.
        table: the table, by the names and types that the engine gives.
        careful: the headers under which some cell fails or has space round it; None where nobody
            looked yet. The cells of the others are taken as they are, which spares the engine much.

    Raises:
        RefusedError: columns are not there, or hold another type than is declared. All are told.
    """
    raw = ibis.table(dict(table.columns), name=table.name, database=table.within)
    headers = find_headers(list(table.columns), layout_of(source).wanted)
    columns = _Columns(source, raw, careful)
    for column, header in zip(source.columns, headers, strict=False):
        columns.take(column, header)
    columns.take_keys(headers)
    if columns.refused:
        raise RefusedError(*columns.refused)
    rows = raw.select(**columns.values)
    if source.leave_out:
        rows = rows.mutate(**{LEFT: _left_out(rows, source, framework)})
    return TypedRows(source, rows, tuple(columns.wrong), columns.untidy)


def _left_out(rows: Said, source: Source, framework: Framework) -> Said:
    columns = {column.name: column for column in source.columns}
    meaning = Meaning(rows, columns, framework.bank_holidays)
    holding = [
        (meaning.truth(rule.where), ibis.literal(index, type=WHOLE))
        for index, rule in enumerate(source.leave_out)
    ]
    return ibis.cases(*holding, else_=ibis.null(WHOLE))


@dataclass(slots=True)
class _Columns:
    """The columns of a table while they are typed."""

    source: Source
    raw: Said
    careful: frozenset[str] | None
    untidy: dict[str, str] = field(default_factory=dict)
    values: dict[str, Said] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def take(self, column: SourceColumn, header: str) -> None:
        cell = typed_cell(column, self._tidy(header), self.source)
        if cell is None:
            self.refused.append(unlike(column, header, self.raw[header].type()))
            return
        if column.required:
            cell.wrong.insert(0, (self._tidy(header).isnull(), "S101"))
        sure = self._is_sure(header)
        value = cell.value if cell.plain is None or not sure else cell.plain
        if cell.wrong and not sure:
            code = ibis.cases(
                *((bad.fill_null(NO), ibis.literal(code)) for bad, code in cell.wrong),
                else_=ibis.null("string"),
            )
            name = f" wrong {len(self.wrong)}"
            then = column.then.value if column.then else LEFT_OUT
            self.values[name] = code
            codes = tuple(c for _, c in cell.wrong)
            self.wrong.append(Wrong(name, column.name, header, codes, then))
            value = code.isnull().ifelse(value, ibis.null(value.type()))
        self.values[column.name] = value
        if column.bands and not sure:
            self._tell_outside(column, header, value)

    def _tell_outside(self, column: SourceColumn, header: str, value: Said) -> None:
        """Say which numbers lie in no band. Their rows stay."""
        outside = (value == ibis.literal(NOT_IN_A_BAND)).fill_null(NO)
        before = next(
            (one for one in self.wrong if (one.header, one.then) == (header, ONLY_TOLD)), None
        )
        if before is not None:  # several columns may band the same cells
            outside = outside | self.values[before.name].notnull()
        else:
            before = Wrong(f" wrong {len(self.wrong)}", column.name, header, ("S113",), ONLY_TOLD)
            self.wrong.append(before)
        self.values[before.name] = outside.ifelse(ibis.literal("S113"), ibis.null("string"))

    def _is_sure(self, header: str) -> bool:
        return self.careful is not None and header not in self.careful

    def _tidy(self, header: str) -> Said:
        """Take the space round texts off, and make empty ones null, where some need it."""
        raw = self.raw[header]
        if not raw.type().is_string() or self._is_sure(header):
            return raw
        bare = raw.strip().nullif("")
        if self.careful is None and header not in self.untidy:
            self.untidy[header] = f" untidy {len(self.untidy)}"
            self.values[self.untidy[header]] = raw.notnull() & (bare.isnull() | (bare != raw))
        return bare

    def take_keys(self, headers: Sequence[str]) -> None:
        """Take the texts that name the area and the period of a row."""
        layout = layout_of(self.source)
        named = headers[layout.first_area : layout.first_area + len(layout.areas)]
        texts = [self._text(header) for header in named]
        if self.source.area_from.fixed is not None:
            texts = [ibis.literal(self.source.area_from.fixed)]
        self.values[AREA] = texts[0] if len(texts) == 1 else ibis.coalesce(*texts)
        if layout.period is not None:
            self.values[PERIOD] = self._text(headers[layout.period_place])

    def _text(self, header: str) -> Said:
        text = as_text(self._tidy(header))
        if text is None:
            kind = self.raw[header].type()
            self.refused.append(f"column '{header}' holds {kind}: an area or a period is text")
            return ibis.null("string")
        return text
