"""Conditions and small sums over the columns of one row, as a tree.

The whitelist of the language is this list of nodes: what has no node cannot be said. Truth has
three values: a comparison with a missing value is unknown, and a row counts only when its
condition is true. Division by zero is missing.
"""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from enum import StrEnum
from typing import Any, Final

Literal = str | Decimal | date | bool


class Compare(StrEnum):
    EQUAL = "="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="

    def of(self, one: Any, other: Any) -> Any:
        """Compare two things, or what stands for them in an engine: a column gives a condition."""
        return _MEANT[self](one, other)


_MEANT: Final[Mapping[Compare, Callable[[Any, Any], Any]]] = {
    Compare.EQUAL: operator.eq,
    Compare.UNEQUAL: operator.ne,
    Compare.LESS: operator.lt,
    Compare.AT_MOST: operator.le,
    Compare.MORE: operator.gt,
    Compare.AT_LEAST: operator.ge,
}
_EXACT: Final = Context(prec=60)


def scaled(value: Decimal) -> tuple[int, int]:
    """Give a number as a whole number and how many decimals it stands for: 1.50 is (15, 1)."""
    exponent = value.normalize(_EXACT).as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    return int(value.scaleb(decimals, _EXACT)), decimals


class Arithmetic(StrEnum):
    PLUS = "+"
    MINUS = "-"
    TIMES = "*"
    OVER = "/"


class Function(StrEnum):
    """days(a, b), working_days(a, b) (start excluded, end included), months(a, b), age(born, on), year(d)."""

    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    AGE = "age"
    YEAR = "year"


PERIOD_END: Final = "period_end"
"""A name every expression of an 'at end' indicator may use: the last day of the period."""


@dataclass(frozen=True, slots=True)
class Column:
    """A declared column of the source, or `period_end`."""

    name: str


@dataclass(frozen=True, slots=True)
class Value:
    """A literal: text, number (exact), date or truth."""

    value: Literal


@dataclass(frozen=True, slots=True)
class All:
    """Every row: the condition written `all`."""


@dataclass(frozen=True, slots=True)
class Comparison:
    operator: Compare
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: "Expression"


@dataclass(frozen=True, slots=True)
class OneOf:
    """`reason in (step up, moved away)`."""

    of: "Expression"
    values: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """`age between 10 and 17`, both ends included."""

    of: "Expression"
    low: "Expression"
    high: "Expression"


@dataclass(frozen=True, slots=True)
class IsNull:
    """`ended is null`: true or false, never unknown."""

    of: "Expression"


@dataclass(frozen=True, slots=True)
class Sum:
    """Two numbers and one of + - * /."""

    operator: Arithmetic
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Call:
    function: Function
    arguments: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Window:
    """Whether a row of the same person lies up to so long after a row's own date, or before it.

    Never the row itself. The last day counts: a month's window ends on the same day of the month,
    or on the month's last day where it has no such day. Unknown where the row has no person or no
    date. `where` and the names that begin with `their` are those of the other rows' source.
    """

    source: str
    own_key: str
    their_key: str
    own_date: str
    their_date: str
    months: int = 0
    days: int = 0
    later: bool = True
    where: "Expression" = All()
    same_day: bool = False


Expression = (
    Column
    | Value
    | All
    | Comparison
    | And
    | Or
    | Not
    | OneOf
    | Between
    | IsNull
    | Sum
    | Call
    | Window
)


def children(expression: Expression) -> tuple[Expression, ...]:
    """Give the expressions directly inside another."""
    match expression:
        case Comparison(_, left, right) | Sum(_, left, right):
            return (left, right)
        case And(parts) | Or(parts) | Call(_, parts):
            return parts
        case Between(of, low, high):
            return (of, low, high)
        case Not(of) | OneOf(of, _) | IsNull(of):
            return (of,)
        case _:
            return ()


def walk(expression: Expression) -> Iterator[Expression]:
    """Give an expression and everything inside it, outermost first."""
    yield expression
    for child in children(expression):
        yield from walk(child)


def columns_of(expression: Expression) -> frozenset[str]:
    """Give the names of the columns of its own source that an expression reads, `period_end` left out."""
    names: set[str] = set()
    for node in walk(expression):
        if isinstance(node, Column):
            names.add(node.name)
        elif isinstance(node, Window):
            names |= {node.own_key, node.own_date}
    return frozenset(names - {PERIOD_END})


def conjuncts(expression: Expression) -> tuple[Expression, ...]:
    """Give the conditions that must all hold; a condition without `and` is its own only one."""
    if isinstance(expression, And):
        return tuple(part for child in expression.parts for part in conjuncts(child))
    return () if isinstance(expression, All) else (expression,)


def both(left: Expression, right: Expression) -> Expression:
    """Join two conditions by `and`, in a canonical order of parts, `all` left out."""
    parts = conjuncts(left) + tuple(p for p in conjuncts(right) if p not in conjuncts(left))
    if not parts:
        return All()
    return parts[0] if len(parts) == 1 else And(parts)
