"""Numbers as people and programs write them, read exactly or not at all."""

import math
import re
from decimal import Decimal
from typing import Final

import polars as pl

from framework.model.sources import SourceColumn
from indicators.connect.cells import Answer, Reader, Try

_LARGEST: Final = 2**62
_DEBRIS_DIGITS: Final = 15
_DEBRIS_SHARE: Final = Decimal("1e-12")
_MOST_DIGITS: Final = 40
_REACH: Final = range(-30, 18)
"""Powers of ten within which published numbers lie, so that none made of two of them is without end."""
_THOUSANDS: Final = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_COMMA: Final = re.compile(r"[+-]?([0-9]{1,3}(\.[0-9]{3})+|[0-9]+)(,[0-9]+)?")
_NUMBER: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_NOT_ONE: Final = Answer(why="S102 is not a number")
_TOO_LARGE: Final = Answer(why="S103 is too large a number")
_TOO_SMALL: Final = Answer(why="S103 is too near zero to be a figure")
_PERCENT: Final = Answer(why="S103 has a percent sign: `percent_sign: yes` of the column allows it")


def scaled_reader(column: SourceColumn, *, decimal_comma: bool = False) -> Reader:
    """Read numbers as whole numbers scaled by ten to the power of the column's decimals (Int64)."""
    tries = () if decimal_comma else (_easy_scaled(column),)
    return Reader(
        pl.Int64,
        tries,
        lambda text: _scaled(_with_point(_bare(text, column), decimal_comma=decimal_comma), column),
    )


def float_reader(column: SourceColumn, *, decimal_comma: bool = False) -> Reader:
    """Read numbers as someone published them (Float64)."""
    tries = () if decimal_comma else (_easy_float(column),)
    return Reader(
        pl.Float64,
        tries,
        lambda text: _float(_with_point(_bare(text, column), decimal_comma=decimal_comma), column),
    )


def _easy_scaled(column: SourceColumn) -> Try:
    """Read plain digits; decimals beyond the declared may only be noughts."""
    decimals = column.decimals
    some = rf"\.[0-9]{{1,{decimals}}}0{{0,20}}" if decimals else r"\.0{1,20}"
    easy = rf"^[+-]?[0-9]{{1,{18 - decimals}}}({some})?$"

    def attempt(texts: pl.Expr) -> pl.Expr:
        plain = pl.when(texts.str.contains(easy)).then(texts)
        # a decimal's physical value is the scaled whole number: no float stands in between
        exact = plain.cast(pl.Decimal(38, decimals), strict=False).to_physical().cast(pl.Int64)
        low, high = _bounds(column)
        return _inside(exact, low, high)

    return attempt


def _easy_float(column: SourceColumn) -> Try:
    def attempt(texts: pl.Expr) -> pl.Expr:
        plain = pl.when(texts.str.contains(r"^[+-]?[0-9]{1,18}(\.[0-9]{1,30})?$")).then(texts)
        low = None if column.low is None else float(column.low)
        high = None if column.high is None else float(column.high)
        return _inside(plain.cast(pl.Float64, strict=False), low, high)

    return attempt


def _inside(values: pl.Expr, low: float | None, high: float | None) -> pl.Expr:
    if low is not None:
        values = pl.when(values >= low).then(values)
    if high is not None:
        values = pl.when(values <= high).then(values)
    return values


def _bounds(column: SourceColumn) -> tuple[int | None, int | None]:
    low, high = column.low, column.high
    return (
        None if low is None else math.ceil(low.scaleb(column.decimals)),
        None if high is None else math.floor(high.scaleb(column.decimals)),
    )


def _bare(text: str, column: SourceColumn) -> str:
    """Take the percent sign off a number of a column that may have one."""
    return text.removesuffix("%").rstrip() if column.percent_sign else text


def _with_point(text: str, *, decimal_comma: bool) -> str:
    """Write a number with a point, without thousands separators and true minus signs.

    Under a decimal comma a point can only part thousands: there '12.5' is no number.
    """
    text = text.replace("−", "-")
    if decimal_comma:
        return text.replace(".", "").replace(",", ".") if _COMMA.fullmatch(text) else f"?{text}"
    return text.replace(",", "") if _THOUSANDS.fullmatch(text) else text


def _parsed(text: str) -> Decimal | Answer:
    if text.endswith("%"):
        return _PERCENT
    if not _NUMBER.fullmatch(text) or len(text) > _MOST_DIGITS:
        return _NOT_ONE
    return Decimal(text)


def _scaled(text: str, column: SourceColumn) -> Answer:
    number = _parsed(text)
    if isinstance(number, Answer):
        return number
    decimals = column.decimals
    if number and number.adjusted() + decimals > 18:
        return _TOO_LARGE
    scaled = number.scaleb(decimals)
    whole = int(scaled.to_integral_value())
    if abs(whole) >= _LARGEST:
        return _TOO_LARGE
    debris = scaled != whole
    if debris and not _is_debris(number, scaled - whole, decimals):
        return Answer(why=f"S103 has more than {decimals} decimals")
    why = _out_of_bounds(Decimal(whole).scaleb(-decimals), column)
    return Answer(None if why else whole, why, debris and not why)


def _float(text: str, column: SourceColumn) -> Answer:
    number = _parsed(text)
    if isinstance(number, Answer):
        return number
    if number and number.adjusted() not in _REACH:
        return _TOO_LARGE if number.adjusted() > 0 else _TOO_SMALL
    why = _out_of_bounds(number, column)
    return Answer(None if why else float(number), why)


def _is_debris(number: Decimal, off: Decimal, decimals: int) -> bool:
    """Say whether the digits beyond the declared decimals are what binary floats leave behind."""
    digits = len(number.as_tuple().digits)
    return digits >= _DEBRIS_DIGITS and abs(off.scaleb(-decimals)) <= abs(number) * _DEBRIS_SHARE


def _out_of_bounds(number: Decimal, column: SourceColumn) -> str | None:
    if column.low is not None and number < column.low:
        return f"S104 is less than {column.low}, the least allowed"
    if column.high is not None and number > column.high:
        return f"S105 is more than {column.high}, the most allowed"
    return None
