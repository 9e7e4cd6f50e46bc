"""Conditions and small sums of the language, said to Ibis, which writes them as an engine's SQL.

It says what `indicators.expressions` says to polars. Numbers are whole numbers scaled by ten to the
power of their decimals, of 64 bits as they stand and of 38 digits after arithmetic, so that no
engine ever adds floats. SQL's truth has the three values of the language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

import ibis

from framework.model.expressions import (
    PERIOD_END,
    All,
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
from indicators.expressions import QUOTIENT_DECIMALS

Said = Any
"""An expression of Ibis, or a table of it."""

NO: Final = False
"""What is unknown does not count."""
WIDE: Final = "decimal(38, 0)"
WHOLE: Final = "int64"
_FLOAT: Final = "float64"
_LARGEST_SMALL: Final = 2**62
_EPOCH: Final = date(1970, 1, 1)
_WEEKS_BEFORE: Final = 7 * 10_000
"""Days before the epoch are counted from so far back that none is below zero."""
_WEEKDAY_OF_EPOCH: Final = 3
_WORKING: Final = 5


@dataclass(frozen=True, slots=True)
class Meant:
    """What an expression is in SQL and, where it gives numbers, by how many decimals they are scaled.

    `decimals` is None where it gives floats (a quotient) or no number at all.
    """

    expr: Said
    is_number: bool = False
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the names of an expression mean: columns of clean rows, and the end of the period."""

    rows: Said
    columns: Mapping[str, SourceColumn]
    bank_holidays: frozenset[date]
    period_end: Said = None

    def truth(self, condition: Expression) -> Said:
        """Give true where the condition is true, else false: what is unknown does not count."""
        return self.condition(condition).fill_null(NO)

    def condition(self, condition: Expression) -> Said:
        """Give a condition, null where it is unknown."""
        return self._meant(condition).expr

    def value(self, expression: Expression) -> Said:
        """Give a value as it stands."""
        return self._meant(expression).expr

    def number(self, expression: Expression) -> Said:
        """Give whole numbers of 64 bits, scaled as `indicators.expressions.render_summable` says.

        The engine stops where a number does not fit.
        """
        meant = self._meant(expression)
        if meant.decimals is not None:
            return meant.expr.cast(WHOLE)
        scaled = meant.expr * ibis.literal(float(10**QUOTIENT_DECIMALS))
        return rounded(scaled)

    def _meant(self, expression: Expression) -> Meant:
        match expression:
            case Column(name):
                return self._column(name)
            case Value(value):
                return _value(value)
            case Sum(operator, left, right):
                return _arithmetic(operator, self._meant(left), self._meant(right))
            case Call(function, arguments):
                said = tuple(self._meant(one).expr for one in arguments)
                return Meant(_call(function, said, self.bank_holidays), is_number=True, decimals=0)
            case _:
                return Meant(self._truth(expression))

    def _truth(self, expression: Expression) -> Said:
        match expression:
            case Comparison(operator, left, right):
                return _compared(operator, self._meant(left), self._meant(right))
            case And(parts):
                return _joined([self._meant(part).expr for part in parts], any_of=False)
            case Or(parts):
                return _joined([self._meant(part).expr for part in parts], any_of=True)
            case Not(part):
                return self._negated(part)
            case OneOf(of, values):
                return _one_of(self._meant(of), values)
            case Between(of, low, high):
                middle = self._meant(of)
                return _compared(Compare.AT_LEAST, middle, self._meant(low)) & _compared(
                    Compare.AT_MOST, middle, self._meant(high)
                )
            case IsNull(of):
                return self._missing(of)
            case _:
                return ibis.literal(not NO)

    def _negated(self, part: Expression) -> Said:
        """Ibis writes `NOT x IS NULL` for "not x, is null", which SQL reads the other way round."""
        match part:
            case IsNull(Column() as of):
                return self._meant(of).expr.notnull()
            case IsNull(of):
                return self._missing(of) == ibis.literal(NO)
            case OneOf(of, values) if not self._meant(of).is_number:
                return self._meant(of).expr.notin(values)
            case _:
                return self._meant(part).expr == ibis.literal(NO)

    def _missing(self, of: Expression) -> Said:
        """Spark reads no `x IN (...) IS NULL` and no `x IS NULL IS NULL`, which Ibis would write."""
        match of:
            case OneOf(inner, _):
                return self._missing(inner)
            case IsNull() | Not(IsNull()) | All():
                return ibis.literal(NO)
            case _:
                return self._meant(of).expr.isnull()

    def _column(self, name: str) -> Meant:
        if name == PERIOD_END and self.period_end is not None:
            return Meant(self.period_end)
        column = self.columns[name]
        if column.type is not ColumnType.NUMBER or column.bands:
            return Meant(self.rows[name])
        return Meant(self.rows[name], is_number=True, decimals=column.decimals)


def rounded(number: Said) -> Said:
    """Give the whole number nearest to a float, halves away from zero, whatever an engine rounds like."""
    size = number.abs()
    below = size.floor().cast(_FLOAT)
    up = (size - below >= ibis.literal(0.5)).ifelse(ibis.literal(1.0), ibis.literal(0.0))
    whole = (below + up).cast(WHOLE)
    return (number < ibis.literal(0.0)).ifelse(-whole, whole)


def month_number(day: Said) -> Said:
    """Count months from the year nought."""
    return day.year().cast(WHOLE) * 12 + day.month().cast(WHOLE)


def _value(value: Literal) -> Meant:
    if not isinstance(value, Decimal):
        return Meant(ibis.literal(value))
    whole, decimals = scaled(value)
    return Meant(_whole(whole), is_number=True, decimals=decimals)


def _whole(number: int) -> Said:
    if abs(number) < _LARGEST_SMALL:
        return ibis.literal(number, type=WHOLE)
    return ibis.literal(Decimal(number), type=WIDE)


def _joined(parts: list[Said], *, any_of: bool) -> Said:
    whole = parts[0]
    for part in parts[1:]:
        whole = whole | part if any_of else whole & part
    return whole


def _one_of(of: Meant, values: tuple[Literal, ...]) -> Said:
    if not of.is_number:
        return of.expr.isin(values)
    return _joined([_compared(Compare.EQUAL, of, _value(value)) for value in values], any_of=True)


def _compared(operator: Compare, left: Meant, right: Meant) -> Said:
    if left.is_number and right.is_number:
        left, right = _same_scale(left, right)
    found: Said = operator.of(left.expr, right.expr)
    return found


def _same_scale(left: Meant, right: Meant) -> tuple[Meant, Meant]:
    if left.decimals is None or right.decimals is None:
        return _as_float(left), _as_float(right)
    decimals = max(left.decimals, right.decimals)
    return _scaled_to(left, left.decimals, decimals), _scaled_to(right, right.decimals, decimals)


def _scaled_to(number: Meant, decimals: int, wanted: int) -> Meant:
    if decimals == wanted:
        return number
    factor = ibis.literal(Decimal(10 ** (wanted - decimals)), type=WIDE)
    return Meant(number.expr.cast(WIDE) * factor, is_number=True, decimals=wanted)


def _as_float(number: Meant) -> Meant:
    if number.decimals is None:
        return number
    expr = number.expr.cast(_FLOAT)
    if number.decimals:
        expr = expr / ibis.literal(float(10**number.decimals))
    return Meant(expr, is_number=True)


def _arithmetic(operator: Arithmetic, left: Meant, right: Meant) -> Meant:
    if operator is Arithmetic.OVER:
        left, right = _same_scale(left, right)
        divisor = right.expr.cast(_FLOAT).nullif(ibis.literal(0.0))
        return Meant(left.expr.cast(_FLOAT) / divisor, is_number=True)
    if operator is Arithmetic.TIMES:
        if left.decimals is None or right.decimals is None:
            return Meant(_as_float(left).expr * _as_float(right).expr, is_number=True)
        decimals = left.decimals + right.decimals
        return Meant(_wide(left) * _wide(right), is_number=True, decimals=decimals)
    left, right = _same_scale(left, right)
    one, other = _wide(left), _wide(right)
    expr = one + other if operator is Arithmetic.PLUS else one - other
    return Meant(expr, is_number=True, decimals=left.decimals)


def _wide(number: Meant) -> Said:
    return number.expr if number.decimals is None else number.expr.cast(WIDE)


def _call(function: Function, arguments: tuple[Said, ...], holidays: frozenset[date]) -> Said:
    first, last = arguments[0], arguments[-1]
    match function:
        case Function.DAYS:
            return last.delta(first, unit="day").cast(WHOLE)
        case Function.WORKING_DAYS:
            return _worked(last, holidays) - _worked(first, holidays)
        case Function.MONTHS:
            # towards zero: from 31 January to 28 February none has passed
            forwards, backwards = _months_passed(first, last), _months_passed(last, first)
            return (last < first).ifelse(-backwards, forwards)
        case Function.AGE:
            # whole years downwards, also of a child who is not born yet
            return ((_months_passed(first, last) + 12_000) // 12).cast(WHOLE) - 1_000
        case Function.YEAR:
            return first.year().cast(WHOLE)


def _worked(day: Said, holidays: frozenset[date]) -> Said:
    """Count the working days up to a day, that day included, from one day long ago."""
    number = day.delta(ibis.literal(_EPOCH), unit="day").cast(WHOLE)
    since = number + (_WEEKS_BEFORE + _WEEKDAY_OF_EPOCH)
    weekday = since % 7
    weeks = (since - weekday) // 7
    worked = weeks.cast(WHOLE) * _WORKING + ibis.least(weekday + 1, _WORKING).cast(WHOLE)
    for holiday in sorted(one for one in holidays if one.weekday() < _WORKING):
        worked = worked - (day >= ibis.literal(holiday)).ifelse(1, 0).cast(WHOLE)
    return worked


def _months_passed(start: Said, end: Said) -> Said:
    """Count months by the calendar, downwards: a day before the start gives -1."""
    months = month_number(end) - month_number(start)
    return months - (end.day() < start.day()).ifelse(1, 0).cast(WHOLE)
