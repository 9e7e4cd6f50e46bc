"""The expression language once more, as plainly as it can be said: an oracle for the fast ones.

Numbers are fractions, so nothing is rounded. None is the missing value and, of a condition, the
unknown. Nothing here is shared with the parser or with the renderers that it judges.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

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
    Not,
    OneOf,
    Or,
    Sum,
    Value,
)

Cell = str | Decimal | Fraction | int | date | bool | None
Row = Mapping[str, Cell]

NO_HOLIDAYS: frozenset[date] = frozenset()


def evaluate(
    expression: Expression,
    row: Row,
    *,
    period_end: date | None = None,
    bank_holidays: frozenset[date] = NO_HOLIDAYS,
) -> Cell:
    """Give what an expression says of a row: a text, a Fraction, a date, a truth, or None."""

    def of(part: Expression) -> Cell:
        return evaluate(part, row, period_end=period_end, bank_holidays=bank_holidays)

    match expression:
        case Value(value):
            return exact(value)
        case Column(name):
            return period_end if name == PERIOD_END else exact(row[name])
        case Sum(operator, left, right):
            return compute(operator, of(left), of(right))
        case Call(function, arguments):
            return call(function, [of(argument) for argument in arguments], bank_holidays)
        case _:
            return truth(expression, of)


def truth(expression: Expression, of: Callable[[Expression], Cell]) -> Cell:
    """Give whether a condition holds: true, false, or None when it is unknown."""
    match expression:
        case Comparison(operator, left, right):
            return compare(operator, of(left), of(right))
        case And(parts):
            return every(of(part) for part in parts)
        case Or(parts):
            return opposite(every(opposite(of(part)) for part in parts))
        case Not(part):
            return opposite(of(part))
        case OneOf(part, values):
            return one_of(of(part), [exact(value) for value in values])
        case Between(part, low, high):
            found = of(part)
            ends = ((Compare.AT_LEAST, of(low)), (Compare.AT_MOST, of(high)))
            return every(compare(operator, found, end) for operator, end in ends)
        case _:
            return of(expression.of) is None if isinstance(expression, IsNull) else True


def one_of(found: Cell, values: list[Cell]) -> Cell:
    return None if found is None else found in values


def exact(value: Cell) -> Cell:
    """Give a number as a fraction. A truth is not a number here, though Python thinks so."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        return value
    return Fraction(value)


def every(truths: Iterable[Cell]) -> Cell:
    """False as soon as one is false; unknown when none is false and one is unknown."""
    found = list(truths)
    if any(truth is False for truth in found):
        return False
    return None if any(truth is None for truth in found) else True


def opposite(truth: Cell) -> Cell:
    return None if truth is None else not truth


def compare(operator: Compare, left: Cell, right: Cell) -> Cell:
    if left is None or right is None:
        return None
    if operator is Compare.EQUAL:
        return left == right
    if operator is Compare.UNEQUAL:
        return left != right
    if operator is Compare.LESS:
        return left < right  # type: ignore[operator]
    if operator is Compare.AT_MOST:
        return left <= right  # type: ignore[operator]
    if operator is Compare.MORE:
        return left > right  # type: ignore[operator]
    return left >= right  # type: ignore[operator]


def compute(operator: Arithmetic, left: Cell, right: Cell) -> Cell:
    """Compute with two numbers; a missing one, or division by zero, gives nothing."""
    if left is None or right is None:
        return None
    one, other = Fraction(left), Fraction(right)  # type: ignore[arg-type]
    if operator is Arithmetic.PLUS:
        return one + other
    if operator is Arithmetic.MINUS:
        return one - other
    if operator is Arithmetic.TIMES:
        return one * other
    return None if other == 0 else one / other


def call(function: Function, arguments: list[Cell], bank_holidays: frozenset[date]) -> Cell:
    if any(argument is None for argument in arguments):
        return None
    days = [argument for argument in arguments if isinstance(argument, date)]
    if function is Function.DAYS:
        return Fraction((days[1] - days[0]).days)
    if function is Function.WORKING_DAYS:
        return Fraction(working_days(days[0], days[1], bank_holidays))
    if function is Function.MONTHS:
        return Fraction(months(days[0], days[1]))
    if function is Function.AGE:
        return Fraction(age(days[0], days[1]))
    return Fraction(days[0].year)


def working_days(start: date, end: date, bank_holidays: frozenset[date]) -> int:
    """Walk from the day after the start to the end. Backwards the count is below zero."""
    if end < start:
        return -working_days(end, start, bank_holidays)
    count, day = 0, start
    while day < end:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in bank_holidays:
            count += 1
    return count


def months(start: date, end: date) -> int:
    """Count the months that have passed completely. Backwards the count is below zero."""
    if end < start:
        return -months(end, start)
    count = 0
    while (start.year * 12 + start.month + count + 1, start.day) <= (
        end.year * 12 + end.month,
        end.day,
    ):
        count += 1
    return count


def age(born: date, on: date) -> int:
    """Count birthdays. Born on 29 February, the birthday of other years is 1 March; -1 is unborn."""
    passed = on.year - born.year
    return passed if (on.month, on.day) >= (born.month, born.day) else passed - 1
