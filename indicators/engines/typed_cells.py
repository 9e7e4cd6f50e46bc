"""The cells of a table's columns as the language knows them, each with what may be wrong with it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import ibis

from framework.model.sources import ColumnType, Source, SourceColumn
from indicators.connect.dates import FIRST_YEAR, LAST_YEAR
from indicators.connect.markers import markers_of
from indicators.connect.words import NOT_IN_A_BAND
from indicators.engines.meaning import NO, WHOLE, Said, rounded

_LARGEST: Final = 2**62
_DEBRIS: Final = 1e-12
_KINDS: Final = {
    ColumnType.TEXT: "text",
    ColumnType.NUMBER: "numbers",
    ColumnType.DATE: "dates",
    ColumnType.TRUTH: "yes or no (a boolean)",
}


@dataclass(slots=True)
class Cell:
    """What a column gives: its value, and the conditions under which it is wrong, first one first.

    `plain` is the value where it is known that no cell is wrong, if that is shorter.
    """

    value: Said
    wrong: list[tuple[Said, str]] = field(default_factory=list)
    plain: Said = None


def typed_cell(column: SourceColumn, raw: Said, source: Source) -> Cell | None:
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
            return Cell(raw) if kind.is_boolean() else None


def _word(column: SourceColumn, raw: Said) -> Cell | None:
    text = as_text(raw)
    if text is None:
        return None
    labels: Mapping[str, str] = column.labels or {}
    allowed = {*column.one_of, *(text for text, label in labels.items() if label in column.one_of)}
    cell = Cell(text)
    if labels:
        named = ((text == ibis.literal(said), ibis.literal(to)) for said, to in labels.items())
        cell.value = ibis.cases(*named, else_=text)
    if allowed:
        cell.wrong.append((text.notin(sorted(allowed)), "S109"))
    return cell


def _number(column: SourceColumn, raw: Said, source: Source) -> Cell | None:
    """Scale a number by ten to the power of its decimals; what is left over is wrong."""
    kind, decimals = raw.type(), column.decimals
    most = Decimal(_LARGEST - 1).scaleb(-decimals)
    if kind.is_integer():
        limit = ibis.literal(int(most), type=WHOLE)
        large = (raw.cast(WHOLE) > limit) | (raw.cast(WHOLE) < -limit)
        whole = raw.cast(WHOLE)
        scaled = whole * ibis.literal(10**decimals, type=WHOLE) if decimals else whole
        cell = Cell(scaled, [(large, "S103")])
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


def _scaled_decimal(raw: Said, decimals: int, most: int) -> Cell:
    kind = raw.type()
    if (
        kind.scale is not None
        and kind.scale <= decimals
        and kind.precision - kind.scale + decimals <= 18
    ):
        return Cell((raw * ibis.literal(10**decimals, type=WHOLE)).cast(WHOLE))
    limit = ibis.literal(most, type=WHOLE)
    small = (raw <= limit) & (raw >= -limit)
    # what does not fit is never multiplied: an engine would stop
    safe = small.ifelse(raw, ibis.null(raw.type()))
    scaled = safe * ibis.literal(10**decimals, type=WHOLE)
    whole = scaled.cast(WHOLE)
    return Cell(whole, [(~small, "S103"), (scaled != whole, "S103")])


def _scaled_float(raw: Said, decimals: int) -> Cell:
    """A float is a number of so many decimals when it is the float nearest to one, or all but."""
    limit = ibis.literal(float(2**53 // 10**decimals))
    small = (raw <= limit) & (raw >= -limit)
    safe = small.ifelse(raw, ibis.null("float64"))
    whole = rounded(safe * ibis.literal(float(10**decimals)))
    near = whole.cast("float64") / ibis.literal(float(10**decimals))
    off = (safe - near).abs() > safe.abs() * ibis.literal(_DEBRIS)
    # no float stands near a half any more, so every engine rounds alike
    plain = (raw * ibis.literal(float(10**decimals))).round().cast(WHOLE)
    return Cell(whole, [(raw.isnan(), "S102"), (~small, "S103"), (off, "S103")], plain)


def _unmarked(cell: Cell, column: SourceColumn, source: Source) -> Cell:
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
        cell.plain = None
    return cell


def _banded(column: SourceColumn, raw: Said, source: Source) -> Cell | None:
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
    cell.plain = None
    return cell


def _day(raw: Said) -> Cell | None:
    kind = raw.type()
    if kind.is_timestamp() and kind.timezone is None:
        raw = raw.date()
    elif not kind.is_date():
        return None
    year = raw.year()
    return Cell(raw, [((year < FIRST_YEAR) | (year > LAST_YEAR), "S107")])


def as_text(raw: Said) -> Said | None:
    """Give a text. Whole numbers and days are codes."""
    kind = raw.type()
    if kind.is_string():
        return raw
    if kind.is_integer() or kind.is_date() or kind.is_uuid():
        return raw.cast("string")
    return None


def _bounds(column: SourceColumn) -> tuple[int | None, int | None]:
    low, high = column.low, column.high
    return (
        None if low is None else math.ceil(low.scaleb(column.decimals)),
        None if high is None else math.floor(high.scaleb(column.decimals)),
    )


def unlike(column: SourceColumn, header: str, kind: Any) -> str:
    wanted = "whole numbers" if column.bands else _KINDS[column.type]
    if kind.is_timestamp() and column.type is ColumnType.DATE:
        return (
            f"column '{header}' holds moments with a time zone, so their day here is not known; "
            "make a view that says the day"
        )
    held = "text" if kind.is_string() else str(kind)
    return f"column '{header}' holds {held}, and {wanted} are declared; make a view that casts it"
