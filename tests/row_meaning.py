"""What conditions and numbers mean for one row, read slowly and plainly, in fractions."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from framework.model.expressions import (
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
    Window,
)
from framework.model.sources import Source

Row = Mapping[str, Any]


def evaluate(what: Expression, row: Row, source: Source, end: date | None = None) -> Any:
    """Give what an expression is for one row: None where it is missing or unknown."""

    def inner(part: Expression) -> Any:
        return evaluate(part, row, source, end)

    match what:
        case Column(name):
            return end if name == "period_end" else _cell(name, row, source)
        case Value(value):
            return value if isinstance(value, bool | str | date) else Fraction(value)
        case Window():
            return row[what]  # type: ignore[index]  # what tests.windows_oracle found out
        case Comparison(operator, left, right):
            return _compared(operator, inner(left), inner(right))
        case Sum(operator, left, right):
            return _sum(operator, inner(left), inner(right))
        case Call(Function.DAYS, (first, last)):
            return _days(inner(first), inner(last))
        case _:
            return _joined(what, inner)


def _joined(what: Expression, inner: Callable[[Expression], Any]) -> bool | None:
    match what:
        case And(parts):
            found = [inner(part) for part in parts]
            return False if False in found else None if None in found else True
        case Or(parts):
            found = [inner(part) for part in parts]
            return True if True in found else None if None in found else False
        case Not(part):
            return {True: False, False: True, None: None}[inner(part)]
        case IsNull(of):
            return inner(of) is None
        case Between(of, low, high):
            ends = Comparison(Compare.AT_LEAST, of, low), Comparison(Compare.AT_MOST, of, high)
            return _joined(And(ends), inner)
        case OneOf(of, values):
            each = (Comparison(Compare.EQUAL, of, Value(value)) for value in values)
            return _joined(Or(tuple(each)), inner)
    return True  # all


def _days(first: date | None, last: date | None) -> Fraction | None:
    return None if first is None or last is None else Fraction((last - first).days)


def _cell(name: str, row: Row, source: Source) -> Any:
    value = row.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value, 10 ** source.column(name).decimals)
    return value


def _compared(operator: Compare, left: Any, right: Any) -> bool | None:
    if left is None or right is None:
        return None
    signs = {
        Compare.EQUAL: left == right,
        Compare.UNEQUAL: left != right,
        Compare.LESS: left < right,
        Compare.AT_MOST: left <= right,
        Compare.MORE: left > right,
        Compare.AT_LEAST: left >= right,
    }
    return bool(signs[operator])


def _sum(operator: Arithmetic, left: Any, right: Any) -> Fraction | None:
    if left is None or right is None or (operator is Arithmetic.OVER and right == 0):
        return None
    match operator:
        case Arithmetic.PLUS:
            return Fraction(left + right)
        case Arithmetic.MINUS:
            return Fraction(left - right)
        case Arithmetic.TIMES:
            return Fraction(left * right)
        case Arithmetic.OVER:
            return Fraction(left / right)
