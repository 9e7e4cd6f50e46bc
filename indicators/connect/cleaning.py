"""A block of raw text as typed rows, with what is wrong with their cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from framework.model.expectations import Then
from framework.model.frameworks import Framework
from framework.model.reads import TableRead, has_decimal_comma
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
from indicators.connect.areas import NOT_OF_INTEREST, read_areas
from indicators.connect.cells import (
    Cells,
    Reader,
    first_told,
    quoted,
    read_left,
    told_of,
    told_where,
)
from indicators.connect.dates import date_reader
from indicators.connect.different import Texts, first_filled, trimmed
from indicators.connect.layout import layout_of
from indicators.connect.markers import markers_of, read_notes, status_of, under_notes
from indicators.connect.numbers import float_reader, scaled_reader
from indicators.connect.periods import read_period
from indicators.connect.raw import RAW_ROW, raw_name
from indicators.connect.sorting import CleanBlock, Told, Written, sort_out
from indicators.connect.words import NOT_IN_A_BAND, band_reader, truth_reader, word_reader
from indicators.expressions import render
from indicators.quality.findings import LEFT_OUT, ONLY_TOLD

_NO_BAND = f"S113 lies in none of the bands, so it counts as '{NOT_IN_A_BAND}'"
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
            self.told.append(Told(name, header, cells.wrong, then.value if then else LEFT_OUT))
        if cells.rounded is not None:
            self.rounded[header] = int(cells.rounded.sum())


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
    texts = [trimmed(raw[raw_name(place)]) for place in range(len(layout.wanted))]
    sheet = _Sheet()
    notes = _take_notes(sheet, texts, source, file.headers)
    _take_columns(sheet, texts, source, file.headers, notes)
    unwanted, areas = _take_area(sheet, texts, source, framework, file.headers, raw.height)
    if source.period_from is not None:
        place = layout.period_place
        _take_period(sheet, texts[place], source.period_from, file.headers[place])
    sheet.typed.append(raw[RAW_ROW].cast(pl.Int64).alias(ROW))
    frame = pl.DataFrame(sheet.typed).with_columns(pl.lit(file.name).alias(FILE))
    reasons = _left_out(frame, unwanted, source, framework)
    melted = _melted(texts, source)
    written = Written(file.name, frame, tuple(sheet.told), reasons, sheet.rounded, areas, melted)
    return sort_out(written, most_problems=most_problems)


def _melted(texts: Sequence[Texts], source: Source) -> Mapping[str, pl.Series]:
    """Give the header that each melted cell has in the file, where it looks like a period or a code."""
    melt = source.read.melt if isinstance(source.read, TableRead) else None
    wanted = layout_of(source).wanted
    place = next((at for at, names in enumerate(wanted) if melt and melt.names in names), None)
    if melt is None or place is None:
        return {}
    named = texts[place]
    safe = pl.Series(
        [text if text and quoted(text) else None for text in named.different], dtype=pl.String
    )
    found = {}
    for value, pattern in melt.values:
        before, _, after = pattern.partition("*")
        headers = pl.select(pl.lit(before) + pl.lit(safe) + pl.lit(after)).to_series()
        found[value] = named.spread(headers)
    return found


def _take_notes(
    sheet: _Sheet, texts: Sequence[Texts], source: Source, headers: Sequence[str]
) -> pl.Series | None:
    """Read what the note of each row means, None where the source has no notes."""
    if source.notes is None:
        return None
    place = layout_of(source).notes_place
    cells = read_notes(texts[place].different, source.notes).spread(texts[place])
    if cells.wrong is not None:
        sheet.told.append(Told(STATUS, headers[place], cells.wrong, LEFT_OUT))
    return cells.values


def _take_columns(
    sheet: _Sheet,
    texts: Sequence[Texts],
    source: Source,
    headers: Sequence[str],
    notes: pl.Series | None,
) -> None:
    """Read the different texts of each column, and give each row what was read of its own."""
    outside: dict[str, pl.Series] = {}  # by header: several columns may band the same cells
    for place, column in enumerate(source.columns):
        cells, status = _read_column(texts[place].different, column, source)
        cells = cells.spread(texts[place])
        told = [] if status is None else [texts[place].spread(status)]
        if notes is not None and source.notes and column.name in source.notes.of:
            cells = replace(cells, values=under_notes(cells.values, notes))
            told.append(notes)
        sheet.take(column.name, headers[place], cells, column.then)
        if column.bands:
            found = told_where(cells.values == NOT_IN_A_BAND, _NO_BAND)
            wrong = first_told(outside.get(headers[place]), found)
            if wrong is not None:
                outside[headers[place]] = wrong
        if told and _is_number(column):
            status = pl.select(pl.coalesce(told)).to_series()
            sheet.typed.append(status.alias(f"{STATUS_SUFFIX}{column.name}"))
    sheet.told += [Told(header, header, wrong, ONLY_TOLD) for header, wrong in outside.items()]


def _read_column(
    texts: pl.Series, column: SourceColumn, source: Source
) -> tuple[Cells, pl.Series | None]:
    """Read texts, and say what the markers among them mean; None where none can stand."""
    marks = markers_of(column, source)
    status, left = None, texts
    if marks:
        frame = texts.to_frame("text")
        status = frame.select(status_of("text", marks)).to_series()
        left = frame.select(pl.when(status.is_null()).then("text")).to_series()
    reader = _reader(column, source)
    if reader.tries:
        easy = left.to_frame("text").select(reader.tries[0](pl.col("text"))).to_series()
    else:
        easy = pl.Series([None], dtype=reader.dtype).new_from_index(0, len(left))
    cells = read_left(left, easy, reader)
    if column.required:
        empty = told_where(texts.is_null(), _REQUIRED)
        cells = replace(cells, wrong=first_told(empty, cells.wrong))
    return cells, status


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
    texts: Sequence[Texts],
    source: Source,
    framework: Framework,
    headers: Sequence[str],
    height: int,
) -> tuple[pl.Series | None, pl.Series | None]:
    """Take the area of each row; say which rows are left out for theirs, and what refused ones name.

    None for no row.
    """
    layout = layout_of(source)
    if not layout.areas:
        fixed = pl.Series([source.area_from.fixed], dtype=pl.String)
        sheet.take(AREA, AREA, Cells(fixed.new_from_index(0, height)))
        return None, None
    first = first_filled(texts[layout.first_area : layout.period_place])
    found = read_areas(first.different, source.area_from, framework)
    sheet.take(AREA, headers[layout.first_area], found.cells.spread(first))
    if source.rows is Rows.PUBLISHED and found.was is not None:
        sheet.typed.append(first.spread(found.was).alias(AREA_WAS))
    return first.spread_if(found.left_out), first.spread_if(found.refused)


def _take_period(sheet: _Sheet, column: Texts, period_from: PeriodFrom, header: str) -> None:
    texts = column.different
    read = {text: read_period(text, period_from) for text in texts.drop_nulls().unique()}
    known = {text: each.code for text, each in read.items() if each.code is not None}
    codes = texts.replace_strict(known, default=None, return_dtype=pl.String)
    empty = told_where(texts.is_null(), "S101 is empty, so its period is not known")
    wrong = first_told(
        told_of(texts, {text: _not_a_period(each.why) for text, each in read.items()}), empty
    )
    sheet.take(PERIOD, header, Cells(codes, wrong).spread(column))
    suffixed = {text: each.status for text, each in read.items() if each.status is not None}
    status = texts.replace_strict(suffixed, default=None, return_dtype=pl.String)
    sheet.typed.append(column.spread(status).alias(STATUS))


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
