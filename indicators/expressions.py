"""Conditions and small sums of the language, rendered to polars.

Number columns stand in a frame as whole numbers scaled by ten to the power of their declared
decimals, so comparisons and sums are exact. Rows of kind `published` hold floats instead. Truth
has three values: polars' `&` and `|` follow Kleene, and what is compared with null is null.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import polars as pl

from framework.model.expressions import (
    PERIOD_END,
    And,
    Arithmetic,
    Between,
    Call,
    Column,
    Compare,
    Comparison,
    Expression,
    Function,
    IsNull,
    Literal,
    Not,
    OneOf,
    Or,
    Sum,
    Value,
    scaled,
)
from framework.model.sources import ColumnType, SourceColumn

QUOTIENT_DECIMALS: Final = 6
"""How many decimals of a quotient are kept where it must be a whole number that can be summed."""

_EPOCH: Final = date(1970, 1, 1)
_SATURDAY: Final = 5

_LARGEST_SMALL: Final = 2**62


@dataclass(frozen=True, slots=True)
class Rendered:
    """A polars expression and, where it gives numbers, the decimals by which they are scaled.

    `decimals` is 2 for whole numbers of hundredths, 0 for whole numbers, and None where the
    expression gives floats (a quotient, or a column as published) or is no number at all.
    """

    expr: pl.Expr
    is_number: bool = False
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class _Scope:
    """What the names of an expression mean."""

    columns: Mapping[str, SourceColumn]
    bank_holidays: frozenset[date]
    period_end: pl.Expr | None
    published: bool


def render(
    expression: Expression,
    columns: Mapping[str, SourceColumn],
    bank_holidays: frozenset[date],
    period_end: pl.Expr | None = None,
    *,
    published: bool = False,
) -> pl.Expr:
    """Give the polars expression of a condition or a value.

    A condition gives Boolean with nulls where it is unknown (filter keeps only what is true).
    A number gives Int64 or, after arithmetic, Int128, scaled as `render_number` says; Float64
    after a division and where `published`. `all` gives a single true that polars broadcasts.

    Args:
        expression: what to render; its names are declared columns or `period_end`.
        columns: the declared columns of the source by name.
        bank_holidays: the days that `working_days` leaves out besides weekends.
        period_end: what `period_end` stands for (a date, or a column of dates).
        published: whether number columns hold floats as published instead of scaled integers.

    Raises:
        KeyError: a name is not a declared column (the checks of a framework rule this out).
    """
    scope = _Scope(columns, bank_holidays, period_end, published)
    return _render(expression, scope).expr


def render_number(
    expression: Expression,
    columns: Mapping[str, SourceColumn],
    bank_holidays: frozenset[date],
    period_end: pl.Expr | None = None,
    *,
    published: bool = False,
) -> Rendered:
    """Give a number with its scale. Arguments as for `render`.

    The value of a row is the number that `expr` gives divided by ten to the power of `decimals`;
    where `decimals` is None it is that number itself.
    """
    scope = _Scope(columns, bank_holidays, period_end, published)
    return _render(expression, scope)


def render_summable(
    expression: Expression,
    columns: Mapping[str, SourceColumn],
    bank_holidays: frozenset[date],
    period_end: pl.Expr | None = None,
    *,
    published: bool = False,
) -> tuple[pl.Expr, int]:
    """Give a number as whole numbers with their decimals, so that a sum is exact in any order.

    Floats (quotients, published values) are rounded to QUOTIENT_DECIMALS, halves away from zero.
    """
    scope = _Scope(columns, bank_holidays, period_end, published)
    number = _render(expression, scope)
    if number.decimals is not None:
        return number.expr, number.decimals
    scaled = (number.expr * 10**QUOTIENT_DECIMALS).round(mode="half_away_from_zero")
    return scaled.cast(pl.Int64), QUOTIENT_DECIMALS


def _render(expression: Expression, scope: _Scope) -> Rendered:
    match expression:
        case Column(name):
            return _column(name, scope)
        case Value(value):
            return _value(value)
        case Sum(operator, left, right):
            return _arithmetic(operator, _render(left, scope), _render(right, scope))
        case Call(function, arguments):
            return _call(function, tuple(_render(a, scope).expr for a in arguments), scope)
        case _:
            return Rendered(_condition(expression, scope))


def _condition(expression: Expression, scope: _Scope) -> pl.Expr:
    match expression:
        case Comparison(operator, left, right):
            return _compared(operator, _render(left, scope), _render(right, scope))
        case And(parts):
            return _joined(parts, scope, any_of=False)
        case Or(parts):
            return _joined(parts, scope, any_of=True)
        case Not(part):
            return ~_render(part, scope).expr
        case OneOf(of, values):
            return _one_of(_render(of, scope), values)
        case Between(of, low, high):
            middle = _render(of, scope)
            return _compared(Compare.AT_LEAST, middle, _render(low, scope)) & _compared(
                Compare.AT_MOST, middle, _render(high, scope)
            )
        case IsNull(of):
            return _render(of, scope).expr.is_null()
        case _:
            return pl.lit(value=True)


def _joined(parts: tuple[Expression, ...], scope: _Scope, *, any_of: bool) -> pl.Expr:
    whole = _render(parts[0], scope).expr
    for part in parts[1:]:
        other = _render(part, scope).expr
        whole = whole | other if any_of else whole & other
    return whole


def _column(name: str, scope: _Scope) -> Rendered:
    if name == PERIOD_END and scope.period_end is not None:
        return Rendered(scope.period_end)
    column = scope.columns[name]
    if column.type is not ColumnType.NUMBER or column.bands:
        return Rendered(pl.col(name))
    return Rendered(pl.col(name), is_number=True, decimals=_column_decimals(column, scope))


def _column_decimals(column: SourceColumn, scope: _Scope) -> int | None:
    return None if scope.published else column.decimals


def _value(value: Literal) -> Rendered:
    if isinstance(value, Decimal):
        whole, decimals = scaled(value)
        return Rendered(_whole(whole), is_number=True, decimals=decimals)
    return Rendered(pl.lit(value))


def _whole(number: int) -> pl.Expr:
    return pl.lit(number, dtype=pl.Int64 if abs(number) < _LARGEST_SMALL else pl.Int128)


def _one_of(of: Rendered, values: tuple[Literal, ...]) -> pl.Expr:
    if not of.is_number:
        return of.expr.is_in(pl.Series(values).implode())
    whole = _compared(Compare.EQUAL, of, _value(values[0]))
    for value in values[1:]:
        whole = whole | _compared(Compare.EQUAL, of, _value(value))
    return whole


def _compared(operator: Compare, left: Rendered, right: Rendered) -> pl.Expr:
    if left.is_number and right.is_number:
        left, right = _same_scale(left, right)
    found: pl.Expr = operator.of(left.expr, right.expr)
    return found


def _same_scale(left: Rendered, right: Rendered) -> tuple[Rendered, Rendered]:
    """Bring two numbers to the larger count of decimals, or both to floats when one is a float."""
    if left.decimals is None or right.decimals is None:
        return _as_float(left), _as_float(right)
    decimals = max(left.decimals, right.decimals)
    return _scaled_to(left, left.decimals, decimals), _scaled_to(right, right.decimals, decimals)


def _scaled_to(number: Rendered, decimals: int, wanted: int) -> Rendered:
    if decimals == wanted:
        return number
    factor = pl.lit(10 ** (wanted - decimals), dtype=pl.Int128)
    # 128 bits, because 64 would wrap round in silence.
    return Rendered(number.expr.cast(pl.Int128) * factor, is_number=True, decimals=wanted)


def _as_float(number: Rendered) -> Rendered:
    if number.decimals is None:
        return number
    # Dividing by a power of ten is rounded once, so 0.1 becomes the same float as it is written.
    expr = number.expr.cast(pl.Float64) / float(10**number.decimals)
    return Rendered(expr, is_number=True)


def _arithmetic(operator: Arithmetic, left: Rendered, right: Rendered) -> Rendered:
    if operator is Arithmetic.OVER:
        return _quotient(left, right)
    if operator is Arithmetic.TIMES:
        return _product(left, right)
    left, right = _same_scale(left, right)
    one, other = _wide(left), _wide(right)
    expr = one + other if operator is Arithmetic.PLUS else one - other
    return Rendered(expr, is_number=True, decimals=left.decimals)


def _product(left: Rendered, right: Rendered) -> Rendered:
    if left.decimals is None or right.decimals is None:
        return Rendered(_as_float(left).expr * _as_float(right).expr, is_number=True)
    expr = _wide(left) * _wide(right)
    return Rendered(expr, is_number=True, decimals=left.decimals + right.decimals)


def _quotient(left: Rendered, right: Rendered) -> Rendered:
    left, right = _same_scale(left, right)
    over = right.expr.cast(pl.Float64)
    divisor = pl.when(over != 0.0).then(over)
    return Rendered(left.expr.cast(pl.Float64) / divisor, is_number=True)


def _wide(number: Rendered) -> pl.Expr:
    return number.expr if number.decimals is None else number.expr.cast(pl.Int128)


def _call(function: Function, arguments: tuple[pl.Expr, ...], scope: _Scope) -> Rendered:
    first, last = arguments[0], arguments[-1]
    match function:
        case Function.DAYS:
            expr = _day_number(last) - _day_number(first)
        case Function.WORKING_DAYS:
            expr = _working_days(first, last, scope.bank_holidays)
        case Function.MONTHS:
            expr = _whole_months(first, last)
        case Function.AGE:
            expr = _months_passed(first, last).floordiv(12)
        case Function.YEAR:
            expr = first.dt.year().cast(pl.Int64)
    return Rendered(expr, is_number=True, decimals=0)


def _day_number(day: pl.Expr) -> pl.Expr:
    return day.cast(pl.Date).to_physical().cast(pl.Int64)


def _working_days(start: pl.Expr, end: pl.Expr, holidays: frozenset[date]) -> pl.Expr:
    """Count the working days after the start until the end, the end included.

    An end before its start counts below zero: swapping the two turns the sign.
    """
    kept = sorted((day - _EPOCH).days for day in holidays if day.weekday() < _SATURDAY)
    return (_working_days_to(end, kept) - _working_days_to(start, kept)).cast(pl.Int64)


def _working_days_to(day: pl.Expr, holidays: Sequence[int]) -> pl.Expr:
    """Count the working days of all time up to a day, itself included, from some day of old.

    Weekdays follow from the number of the day, and holidays are looked up in a table: polars' own
    count looks through the holidays for every row, which takes six times as long.
    """
    number = day.cast(pl.Date).to_physical()
    since_monday = number + _EPOCH.weekday()
    weekdays = since_monday // 7 * _SATURDAY + (since_monday % 7).clip(upper_bound=_SATURDAY - 1)
    if not holidays:
        return weekdays
    before, last = holidays[0] - 1, holidays[-1]
    passed = pl.Series([bisect_right(holidays, one) for one in range(before, last + 1)])
    return weekdays - pl.lit(passed).gather(number.clip(before, last) - before)


def _whole_months(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Count whole months, towards zero: from 31 January to 28 February none has passed."""
    backwards = end < start
    return (
        pl.when(backwards).then(-_months_passed(end, start)).otherwise(_months_passed(start, end))
    )


def _months_passed(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Count months by the calendar, downwards: a day before the start gives -1 (an unborn child)."""
    months = _month_number(end) - _month_number(start)
    return months - (end.dt.day() < start.dt.day()).cast(pl.Int64)


def _month_number(day: pl.Expr) -> pl.Expr:
    return day.dt.year().cast(pl.Int64) * 12 + day.dt.month().cast(pl.Int64)
