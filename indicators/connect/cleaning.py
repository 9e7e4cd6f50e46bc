"""A block of raw text as typed rows, with what is wrong with their cells."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from framework.model.expectations import Then
from framework.model.frameworks import Framework
from framework.model.reads import has_decimal_comma
from framework.model.sources import (
    AREA,
    AREA_WAS,
    FILE,
    PERIOD,
    ROW,
    STATUS,
    STATUS_SUFFIX,
    ColumnType,
    PeriodFrom,
    Rows,
    Source,
    SourceColumn,
)
from indicators.connect.areas import NOT_OF_INTEREST, AreaCells, read_areas
from indicators.connect.cells import (
    Cells,
    Reader,
    first_told,
    read_left,
    told_of,
    told_where,
)
from indicators.connect.dates import date_reader
from indicators.connect.layout import layout_of
from indicators.connect.markers import markers_of, read_notes, status_of, under_notes
from indicators.connect.numbers import float_reader, scaled_reader
from indicators.connect.periods import read_period
from indicators.connect.raw import RAW_ROW, raw_name
from indicators.connect.sorting import CleanBlock, Told, Written, sort_out
from indicators.connect.words import band_reader, truth_reader, word_reader
from indicators.expressions import render
from indicators.quality.findings import LEFT_OUT

_REQUIRED = "S101 is empty, and the declaration says it is required"


@dataclass(slots=True)
class _Sheet:
    """The typed columns of a block while they are made, and what was said of their cells."""

    typed: list[pl.Series] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    rounded: dict[str, int] = field(default_factory=dict)

    def take(self, name: str, header: str, cells: Cells, then: Then | None = None) -> None:
        self.typed.append(cells.values.alias(name))
        if cells.wrong is not None:
            self.told.append(Told(header, cells.wrong, then.value if then else LEFT_OUT))
        if cells.rounded:
            self.rounded[header] = cells.rounded


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file's name for the FILE column and for messages, and the headers that its columns stand under."""

    name: str
    headers: tuple[str, ...]


def clean_block(
    raw: pl.DataFrame, file: RawFile, source: Source, framework: Framework, *, most_problems: int
) -> CleanBlock:
    """Type, check and place the rows of a block.

    Args:
        raw: text columns as `raw_name` names them in the order of the source's layout, and RAW_ROW.
        file: where the block comes from.
        source: the declaration that the rows are read by.
        framework: where its areas, code lookups and bank holidays are.
        most_problems: how many problems are told one by one.
    """
    layout = layout_of(source)
    texts = _trimmed(raw)
    sheet = _Sheet()
    notes = _take_notes(sheet, texts, source, file.headers)
    _take_columns(sheet, texts, source, file.headers, notes)
    found = _take_area(sheet, texts, source, framework, file.headers)
    if source.period_from is not None:
        place = layout.period_place
        _take_period(sheet, texts[raw_name(place)], source.period_from, file.headers[place])
    sheet.typed.append(raw[RAW_ROW].cast(pl.Int64).alias(ROW))
    frame = pl.DataFrame(sheet.typed).with_columns(pl.lit(file.name).alias(FILE))
    reasons = _left_out(frame, found.left_out, source, framework)
    written = Written(file.name, frame, tuple(sheet.told), reasons, sheet.rounded)
    return sort_out(written, most_problems=most_problems)


def _trimmed(raw: pl.DataFrame) -> pl.DataFrame:
    """Take the space round texts off, and make empty ones null."""
    bare = pl.all().exclude(RAW_ROW).str.strip_chars()
    trimmed = raw.select(bare)
    return trimmed.select(pl.when(pl.all() != "").then(pl.all()))


def _take_notes(
    sheet: _Sheet, texts: pl.DataFrame, source: Source, headers: Sequence[str]
) -> pl.Series | None:
    """Read what the note of each row means, None where the source has no notes."""
    if source.notes is None:
        return None
    place = layout_of(source).notes_place
    cells = read_notes(texts[raw_name(place)], source.notes)
    if cells.wrong is not None:
        sheet.told.append(Told(headers[place], cells.wrong, LEFT_OUT))
    return cells.values


def _take_columns(
    sheet: _Sheet,
    texts: pl.DataFrame,
    source: Source,
    headers: Sequence[str],
    notes: pl.Series | None,
) -> None:
    """Read all columns at once as far as that goes, then what is left of each."""
    names = [raw_name(place) for place in range(len(source.columns))]
    readers = [_reader(column, source) for column in source.columns]
    marks = [markers_of(column, source) for column in source.columns]
    marked = dict(zip(names, marks, strict=True))
    statuses = texts.select(
        status_of(name, marks).alias(name) for name, marks in marked.items() if marks
    )
    left = texts.select(
        pl.when(statuses[name].is_null()).then(pl.col(name)).alias(name) if marks else pl.col(name)
        for name, marks in marked.items()
    )
    easy = left.select(
        (reader.tries[0](pl.col(name)) if reader.tries else pl.lit(None, reader.dtype)).alias(name)
        for name, reader in zip(names, readers, strict=True)
    )
    for place, column in enumerate(source.columns):
        name, header = names[place], headers[place]
        cells = read_left(left[name], easy[name], readers[place])
        if column.required:
            empty = told_where(texts[name].is_null(), _REQUIRED)
            cells = replace(cells, wrong=first_told(empty, cells.wrong))
        told = [statuses[name]] if marks[place] else []
        if notes is not None and source.notes and column.name in source.notes.of:
            cells = replace(cells, values=under_notes(cells.values, notes))
            told.append(notes)
        sheet.take(column.name, header, cells, column.then)
        if told and _is_number(column):
            status = pl.select(pl.coalesce(told)).to_series()
            sheet.typed.append(status.alias(f"{STATUS_SUFFIX}{column.name}"))


def _is_number(column: SourceColumn) -> bool:
    return column.type is ColumnType.NUMBER and not column.bands


def _reader(column: SourceColumn, source: Source) -> Reader:
    if column.bands:
        return band_reader(column)
    match column.type:
        case ColumnType.TEXT:
            return word_reader(column)
        case ColumnType.DATE:
            return date_reader(day_first=column.day_first)
        case ColumnType.TRUTH:
            return truth_reader()
        case ColumnType.NUMBER:
            numbers = float_reader if source.rows is Rows.PUBLISHED else scaled_reader
            return numbers(column, decimal_comma=has_decimal_comma(source.read))


def _take_area(
    sheet: _Sheet,
    texts: pl.DataFrame,
    source: Source,
    framework: Framework,
    headers: Sequence[str],
) -> AreaCells:
    layout = layout_of(source)
    if not layout.areas:
        fixed = pl.Series([source.area_from.fixed], dtype=pl.String)
        found = AreaCells(Cells(fixed.new_from_index(0, texts.height)))
        sheet.take(AREA, AREA, found.cells)
        return found
    names = [raw_name(place) for place in range(layout.first_area, layout.period_place)]
    first = texts.select(pl.coalesce(names)).to_series()
    found = read_areas(first, source.area_from, framework)
    sheet.take(AREA, headers[layout.first_area], found.cells)
    if source.rows is Rows.PUBLISHED and found.was is not None:
        sheet.typed.append(found.was.alias(AREA_WAS))
    return found


def _take_period(sheet: _Sheet, texts: pl.Series, period_from: PeriodFrom, header: str) -> None:
    read = {text: read_period(text, period_from) for text in texts.drop_nulls().unique()}
    known = {text: each.code for text, each in read.items() if each.code is not None}
    codes = texts.replace_strict(known, default=None, return_dtype=pl.String)
    empty = told_where(texts.is_null(), "S101 is empty, so its period is not known")
    wrong = first_told(
        told_of(texts, {text: _not_a_period(each.why) for text, each in read.items()}), empty
    )
    sheet.take(PERIOD, header, Cells(codes, wrong))
    suffixed = {text: each.status for text, each in read.items() if each.status is not None}
    status = texts.replace_strict(suffixed, default=None, return_dtype=pl.String)
    sheet.typed.append(status.alias(STATUS))


def _not_a_period(why: str | None) -> str | None:
    return None if why is None else f"S111 {why}"


def _left_out(
    frame: pl.DataFrame, unwanted: pl.Series | None, source: Source, framework: Framework
) -> pl.Series | None:
    """Give, for each row that is known and not wanted, the first reason declared; None for no row."""
    columns = {column.name: column for column in source.columns}
    published = source.rows is Rows.PUBLISHED
    reasons = [
        pl.when(render(rule.where, columns, framework.bank_holidays, published=published)).then(
            pl.lit(rule.because)
        )
        for rule in source.leave_out
    ]
    if unwanted is not None:
        reasons.append(pl.when(unwanted).then(pl.lit(NOT_OF_INTEREST)))
    if not reasons:
        return None
    # a condition without columns gives one value, which the file's name spreads over all rows
    one_each = pl.when(pl.col(FILE).is_null()).then(pl.col(FILE))
    told = frame.select(pl.coalesce(*reasons, one_each).alias("reason")).to_series()
    return told if told.null_count() < len(told) else None
