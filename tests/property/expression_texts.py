"""Random expressions of every kind, and their text with as few brackets as the grammar allows."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from random import Random

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
)
from framework.model.sources import ColumnType, SourceColumn

NUMBERS = ("cost", "hours")
DATES = ("started", "ended")
TEXTS = ("reason", "place")
TRUTHS = ("urgent",)
COLUMNS = {
    name: SourceColumn(name, (name,), kind)
    for kind, names in (
        (ColumnType.NUMBER, NUMBERS),
        (ColumnType.DATE, DATES),
        (ColumnType.TEXT, TEXTS),
        (ColumnType.TRUTH, TRUTHS),
    )
    for name in names
}
WORDS = ("step up", "it's over", "café", " ", "and", "a = b")
BOTH_KINDS_EQUAL = (Compare.EQUAL, Compare.UNEQUAL)


def a_condition(dice: Random, depth: int) -> Expression:
    if depth == 0:
        return a_comparison(dice, 0)
    kind = dice.randrange(8)
    if kind == 0:
        return Not(a_condition(dice, depth - 1))
    if kind in {1, 2}:
        parts = [a_condition(dice, depth - 1) for _ in range(dice.randint(2, 3))]
        flat = [
            inner for part in parts for inner in (part.parts if isinstance(part, And) else [part])
        ]
        return And(tuple(flat))
    if kind in {3, 4}:
        parts = [a_condition(dice, depth - 1) for _ in range(dice.randint(2, 3))]
        flat = [
            inner for part in parts for inner in (part.parts if isinstance(part, Or) else [part])
        ]
        return Or(tuple(flat))
    return a_comparison(dice, depth - 1)


def a_comparison(dice: Random, depth: int) -> Expression:
    kind = dice.randrange(9)
    if kind == 0:
        return Comparison(
            dice.choice(BOTH_KINDS_EQUAL), Column(dice.choice(TEXTS)), Value(dice.choice(WORDS))
        )
    if kind == 1:
        return Comparison(dice.choice(list(Compare)), a_date(dice), a_date(dice))
    if kind == 2:
        return IsNull(Column(dice.choice(list(COLUMNS))))
    if kind == 3:
        words = dict.fromkeys(dice.choice(WORDS) for _ in range(3))
        return OneOf(Column(dice.choice(TEXTS)), tuple(words))
    if kind == 4:
        low, high = sorted((a_literal(dice), a_literal(dice)))
        return Between(a_number(dice, depth), Value(low), Value(high))
    if kind == 5:
        return Between(a_date(dice), a_date(dice), a_date(dice))
    if kind == 6:
        return Column("urgent")
    return Comparison(dice.choice(list(Compare)), a_number(dice, depth), a_number(dice, depth))


def a_number(dice: Random, depth: int) -> Expression:
    kind = dice.randrange(6) if depth else dice.randrange(2)
    if kind == 0:
        return Value(a_literal(dice))
    if kind == 1:
        return Column(dice.choice(NUMBERS))
    if kind == 2:
        function = dice.choice(list(Function))
        count = 1 if function is Function.YEAR else 2
        return Call(function, tuple(a_date(dice) for _ in range(count)))
    operator = dice.choice(list(Arithmetic))
    return Sum(operator, a_number(dice, depth - 1), a_number(dice, depth - 1))


def a_literal(dice: Random) -> Decimal:
    return Decimal(dice.randint(-300, 300)) / dice.choice((1, 10, 100))


def a_date(dice: Random) -> Expression:
    if dice.random() < 0.7:
        return Column(dice.choice(DATES))
    return Value(date(2024, 1, 1 + dice.randrange(31)))


def write(expression: Expression, dice: Random) -> str:
    """Write an expression with no bracket that precedence makes needless, and random spaces."""
    return _write(expression, 0, lambda: " " * dice.choice((1, 1, 1, 2, 3)))


_STRENGTH = {Or: 1, And: 2, Not: 3, Comparison: 4, OneOf: 4, Between: 4, IsNull: 4}


def _write(expression: Expression, inside: int, gap: Callable[[], str]) -> str:
    strength = _strength(expression)
    text = _bare(expression, strength, gap)
    return f"({text})" if strength < inside else text


def _strength(expression: Expression) -> int:
    if isinstance(expression, Sum):
        return 5 if expression.operator in {Arithmetic.PLUS, Arithmetic.MINUS} else 6
    if isinstance(expression, Value) and isinstance(expression.value, Decimal):
        return 7 if expression.value < 0 else 8
    return _STRENGTH.get(type(expression), 8)


def _bare(expression: Expression, strength: int, gap: Callable[[], str]) -> str:
    def side(part: Expression, needed: int = 5) -> str:
        return _write(part, needed, gap)

    match expression:
        case Column(name):
            return name
        case Value(value):
            return literal(value)
        case Sum(operator, left, right):
            # The left of two equals needs no brackets, the right does: a - b - c is (a - b) - c.
            sides = side(left, strength), side(right, strength + 1)
            return f"{gap()}{operator.value}{gap()}".join(sides)
        case Call(function, arguments):
            return f"{function.value}({f',{gap()}'.join(side(each, 0) for each in arguments)})"
        case Comparison(operator, left, right):
            return f"{side(left)}{gap()}{operator.value}{gap()}{side(right)}"
        case Between(of, low, high):
            return f"{side(of)}{gap()}between{gap()}{side(low)}{gap()}and{gap()}{side(high)}"
        case _:
            return _joined(expression, strength, gap)


def _joined(expression: Expression, strength: int, gap: Callable[[], str]) -> str:
    match expression:
        case Or(parts) | And(parts):
            word = "or" if isinstance(expression, Or) else "and"
            return f"{gap()}{word}{gap()}".join(_write(part, strength + 1, gap) for part in parts)
        case IsNull(of) | Not(IsNull(of)):
            turned = f"not{gap()}" if isinstance(expression, Not) else ""
            return f"{_write(of, 5, gap)}{gap()}is{gap()}{turned}null"
        case OneOf(of, values) | Not(OneOf(of, values)):
            turned = f"not{gap()}" if isinstance(expression, Not) else ""
            listed = f",{gap()}".join(map(literal, values))
            return f"{_write(of, 5, gap)}{gap()}{turned}in{gap()}({listed})"
        case Not(part):
            return f"not{gap()}{_write(part, strength, gap)}"
    raise AssertionError(expression)


def literal(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    if isinstance(value, Decimal):
        return format(value, "f")
    return "'" + str(value).replace("'", "''") + "'"
