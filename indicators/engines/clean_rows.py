"""The rows of an engine's table as the language knows them: each column as it is declared, and what is wrong.

It says to Ibis what cleaning says to polars of the text of files. A table has types, so nothing is
guessed: a column holds its declared type already, or the source cannot be read. Areas and periods
stay the texts they are; which of them mean what is looked up here, in `survey.py`.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import ibis

from framework.model.expectations import Then
from framework.model.frameworks import Framework
from framework.model.sources import AREA, PERIOD, ColumnType, Source, SourceColumn
from indicators.connect.dates import FIRST_YEAR, LAST_YEAR
from indicators.connect.headers import find_headers
from indicators.connect.layout import layout_of
from indicators.connect.markers import markers_of
from indicators.connect.refusals import RefusedError
from indicators.connect.words import NOT_IN_A_BAND
from indicators.engines.meaning import NO, WHOLE, Meaning, Said, rounded
from indicators.engines.sessions import Table
from indicators.quality.findings import LEFT_OUT

LEFT: Final = " left"
"""Which of the reasons to leave a row out is the first that holds, counted from 0; null for none."""

_LARGEST: Final = 2**62
_DEBRIS: Final = 1e-12
_KINDS: Final = {
    ColumnType.TEXT: "text",
    ColumnType.NUMBER: "numbers",
    ColumnType.DATE: "dates",
    ColumnType.TRUTH: "yes or no (a boolean)",
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """A column of S codes: what is wrong with the cells of a column, null where nothing is."""

    name: str
    header: str
    codes: tuple[str, ...]
    then: str


@dataclass(frozen=True, slots=True)
class TypedRows:
    """All rows of a table with typed columns, LEFT, and columns that say what is wrong."""

    source: Source
    rows: Said
    wrong: tuple[Wrong, ...]

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


def typed_rows(
    source: Source,
    framework: Framework,
    table: Table,
    failing: frozenset[str] | None = None,
) -> TypedRows:
    """Say how the rows of a table are read.

    Args:
        source: the declaration that the rows are read by.
        framework: where its bank holidays are.
        table: the table, by the names and types that the engine gives.
        failing: the headers under which some cell is known to fail; None where nobody looked yet.
            The cells of the others are taken as they are, which spares the engine much.

    Raises:
        RefusedError: columns are not there, or hold another type than is declared. All are told.
    """
    raw = ibis.table(dict(table.columns), name=table.name, database=table.within)
    headers = find_headers(list(table.columns), layout_of(source).wanted)
    columns = _Columns(source, raw)
    for column, header in zip(source.columns, headers, strict=False):
        columns.take(column, header, sure=failing is not None and header not in failing)
    columns.take_keys(headers)
    if columns.refused:
        raise RefusedError(*columns.refused)
    rows = raw.select(**columns.values)
    if source.leave_out:
        rows = rows.mutate(**{LEFT: _left_out(rows, source, framework)})
    return TypedRows(source, rows, tuple(columns.wrong))


def _left_out(rows: Said, source: Source, framework: Framework) -> Said:
    columns = {column.name: column for column in source.columns}
    meaning = Meaning(rows, columns, framework.bank_holidays)
    holding = [
        (meaning.truth(rule.where), ibis.literal(index, type=WHOLE))
        for index, rule in enumerate(source.leave_out)
    ]
    return ibis.cases(*holding, else_=ibis.null(WHOLE))


@dataclass(slots=True)
class _Cell:
    """What a column gives: its value, and the conditions under which it is wrong, first one first."""

    value: Said
    wrong: list[tuple[Said, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Columns:
    """The columns of a table while they are typed."""

    source: Source
    raw: Said
    values: dict[str, Said] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def take(self, column: SourceColumn, header: str, *, sure: bool) -> None:
        cell = _cell(column, self.raw[header], self.source)
        if cell is None:
            self.refused.append(_unlike(column, header, self.raw[header].type()))
            return
        if column.required:
            cell.wrong.insert(0, (_empty(self.raw[header]), "S101"))
        value = cell.value
        if cell.wrong and not sure:
            code = ibis.cases(
                *((bad.fill_null(NO), ibis.literal(code)) for bad, code in cell.wrong),
                else_=ibis.null("string"),
            )
            name = f" wrong {len(self.wrong)}"
            then = column.then.value if column.then else LEFT_OUT
            self.values[name] = code
            self.wrong.append(Wrong(name, header, tuple(c for _, c in cell.wrong), then))
            value = code.isnull().ifelse(value, ibis.null(value.type()))
        self.values[column.name] = value

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
        text = _as_text(self.raw[header])
        if text is None:
            kind = self.raw[header].type()
            self.refused.append(f"column '{header}' holds {kind}: an area or a period is text")
            return ibis.null("string")
        return text


def _cell(column: SourceColumn, raw: Said, source: Source) -> _Cell | None:
    """Type a column; None where the table holds another type."""
    kind = raw.type()
    if column.bands:
        return _banded(column, raw, source)
    match column.type:
        case ColumnType.TEXT:
            return _word(column, raw)
        case ColumnType.NUMBER:
            return _number(column, raw, source)
        case ColumnType.DATE:
            return _day(raw)
        case ColumnType.TRUTH:
            return _Cell(raw) if kind.is_boolean() else None


def _word(column: SourceColumn, raw: Said) -> _Cell | None:
    text = _as_text(raw)
    if text is None:
        return None
    labels: Mapping[str, str] = column.labels or {}
    allowed = {*column.one_of, *(text for text, label in labels.items() if label in column.one_of)}
    cell = _Cell(text)
    if labels:
        named = ((text == ibis.literal(said), ibis.literal(to)) for said, to in labels.items())
        cell.value = ibis.cases(*named, else_=text)
    if allowed:
        cell.wrong.append((text.notin(sorted(allowed)), "S109"))
    return cell


def _number(column: SourceColumn, raw: Said, source: Source) -> _Cell | None:
    """Scale a number by ten to the power of its decimals; what is left over is wrong."""
    kind, decimals = raw.type(), column.decimals
    most = Decimal(_LARGEST - 1).scaleb(-decimals)
    if kind.is_integer():
        limit = ibis.literal(int(most), type=WHOLE)
        large = (raw.cast(WHOLE) > limit) | (raw.cast(WHOLE) < -limit)
        cell = _Cell(raw.cast(WHOLE) * ibis.literal(10**decimals, type=WHOLE), [(large, "S103")])
    elif kind.is_decimal():
        cell = _scaled_decimal(raw, decimals, int(most))
    elif kind.is_floating():
        cell = _scaled_float(raw.cast("float64"), decimals)
    else:
        return None
    low, high = _bounds(column)
    if low is not None:
        cell.wrong.append((cell.value < ibis.literal(low, type=WHOLE), "S104"))
    if high is not None:
        cell.wrong.append((cell.value > ibis.literal(high, type=WHOLE), "S105"))
    return _unmarked(cell, column, source)


def _scaled_decimal(raw: Said, decimals: int, most: int) -> _Cell:
    kind = raw.type()
    if (
        kind.scale is not None
        and kind.scale <= decimals
        and kind.precision - kind.scale + decimals <= 18
    ):
        return _Cell((raw * ibis.literal(10**decimals, type=WHOLE)).cast(WHOLE))
    limit = ibis.literal(most, type=WHOLE)
    small = (raw <= limit) & (raw >= -limit)
    # what does not fit is never multiplied: an engine would stop
    safe = small.ifelse(raw, ibis.null(raw.type()))
    scaled = safe * ibis.literal(10**decimals, type=WHOLE)
    whole = scaled.cast(WHOLE)
    return _Cell(whole, [(~small, "S103"), (scaled != whole, "S103")])


def _scaled_float(raw: Said, decimals: int) -> _Cell:
    """A float is a number of so many decimals when it is the float nearest to one, or all but."""
    limit = ibis.literal(float(2**53 // 10**decimals))
    small = (raw <= limit) & (raw >= -limit)
    safe = small.ifelse(raw, ibis.null("float64"))
    whole = rounded(safe * ibis.literal(float(10**decimals)))
    near = whole.cast("float64") / ibis.literal(float(10**decimals))
    off = (safe - near).abs() > safe.abs() * ibis.literal(_DEBRIS)
    return _Cell(whole, [(raw.isnan(), "S102"), (~small, "S103"), (off, "S103")])


def _unmarked(cell: _Cell, column: SourceColumn, source: Source) -> _Cell:
    """Take numbers that stand for a missing value for what they are: no number, and no mistake."""
    marks = []
    for text in markers_of(column, source):
        try:
            scaled = Decimal(text).scaleb(column.decimals)
        except InvalidOperation:
            continue  # no number, so no column of numbers holds it
        if scaled == int(scaled) and abs(scaled) < _LARGEST:
            marks.append(int(scaled))
    if marks:
        is_mark = cell.value.isin(marks).fill_null(NO)
        cell.wrong = [(bad & ~is_mark, code) for bad, code in cell.wrong]
        cell.value = is_mark.ifelse(ibis.null(WHOLE), cell.value)
    return cell


def _banded(column: SourceColumn, raw: Said, source: Source) -> _Cell | None:
    plain = SourceColumn(column.name, (), ColumnType.NUMBER, decimals=0, missing=column.missing)
    cell = _number(plain, raw, source)
    if cell is None:
        return None
    number = cell.value
    named = []
    for band in column.bands:
        inside = number >= ibis.literal(band.low, type=WHOLE)
        if band.high is not None:
            inside = inside & (number <= ibis.literal(band.high, type=WHOLE))
        named.append((inside, ibis.literal(band.label)))
    outside = ibis.literal(NOT_IN_A_BAND)
    cell.value = number.isnull().ifelse(ibis.null("string"), ibis.cases(*named, else_=outside))
    return cell


def _day(raw: Said) -> _Cell | None:
    kind = raw.type()
    if kind.is_timestamp() and kind.timezone is None:
        raw = raw.date()
    elif not kind.is_date():
        return None
    year = raw.year()
    return _Cell(raw, [((year < FIRST_YEAR) | (year > LAST_YEAR), "S107")])


def _as_text(raw: Said) -> Said | None:
    """Take the space round a text off, and make an empty one null. Whole numbers and days are codes."""
    kind = raw.type()
    if kind.is_string():
        return raw.strip().nullif("")
    if kind.is_integer() or kind.is_date() or kind.is_uuid():
        return raw.cast("string")
    return None


def _empty(raw: Said) -> Said:
    return raw.strip().nullif("").isnull() if raw.type().is_string() else raw.isnull()


def _bounds(column: SourceColumn) -> tuple[int | None, int | None]:
    low, high = column.low, column.high
    return (
        None if low is None else math.ceil(low.scaleb(column.decimals)),
        None if high is None else math.floor(high.scaleb(column.decimals)),
    )


def _unlike(column: SourceColumn, header: str, kind: Any) -> str:
    wanted = "whole numbers" if column.bands else _KINDS[column.type]
    if kind.is_timestamp() and column.type is ColumnType.DATE:
        return (
            f"column '{header}' holds moments with a time zone, so their day here is not known; "
            "make a view that says the day"
        )
    held = "text" if kind.is_string() else str(kind)
    return f"column '{header}' holds {held}, and {wanted} are declared; make a view that casts it"
