"""An expression as an officer writes it: the text that reads back as the same tree."""

from datetime import date
from typing import Final

from framework.model.expressions import (
    All,
    And,
    Arithmetic,
    Between,
    Call,
    Column,
    Comparison,
    Expression,
    IsNull,
    Literal,
    Not,
    OneOf,
    Or,
    Sum,
    Value,
    Window,
)

_ADDED: Final = frozenset({Arithmetic.PLUS, Arithmetic.MINUS})
_OR, _AND, _NOT, _TEST, _SUM, _PRODUCT, _ATOM = range(1, 8)


def written(expression: Expression) -> str:
    """Write an expression in the words of the language.

    A window is declared in YAML, not written in an expression; it is written as it is declared.
    """
    match expression:
        case And() | Or() | Not():
            return _joined(expression)
        case Comparison() | Between() | OneOf() | IsNull() | Sum():
            return _test(expression)
        case Column(name):
            return name
        case Value(value):
            return _literal(value)
        case Call(function, arguments):
            return f"{function.value}({', '.join(map(written, arguments))})"
        case Window():
            return _window(expression)
        case All():
            return "all"


def written_total(of: Expression, where: Expression) -> str:
    """Write which number is summed over which rows: a row counts in the sum only where it has the number."""
    asked = () if isinstance(where, All) else where.parts if isinstance(where, And) else (where,)
    return f"the sum of {written(of)}, over rows where {written(And((*asked, Not(IsNull(of)))))}"


def _joined(expression: And | Or | Not) -> str:
    match expression:
        case And(parts):
            return " and ".join(_inside(part, _NOT) for part in parts)
        case Or(parts):
            return " or ".join(_inside(part, _AND) for part in parts)
        case Not(IsNull(of)):
            return f"{_inside(of, _SUM)} is not null"
        case Not(OneOf(of, values)):
            return f"{_inside(of, _SUM)} not in ({', '.join(map(_literal, values))})"
        case Not(part):
            return f"not {_inside(part, _NOT)}"


def _test(expression: Comparison | Between | OneOf | IsNull | Sum) -> str:
    match expression:
        case Comparison(operator, left, right):
            return f"{_inside(left, _SUM)} {operator.value} {_inside(right, _SUM)}"
        case Between(of, low, high):
            ends = f"{_inside(low, _SUM)} and {_inside(high, _SUM)}"
            return f"{_inside(of, _SUM)} between {ends}"
        case OneOf(of, values):
            return f"{_inside(of, _SUM)} in ({', '.join(map(_literal, values))})"
        case IsNull(of):
            return f"{_inside(of, _SUM)} is null"
        case Sum(operator, left, right):
            own = _SUM if operator in _ADDED else _PRODUCT
            return f"{_inside(left, own)} {operator.value} {_inside(right, own + 1)}"


def _inside(expression: Expression, needed: int) -> str:
    text = written(expression)
    return text if _strength(expression) >= needed else f"({text})"


def _strength(expression: Expression) -> int:
    match expression:
        case Or():
            return _OR
        case And():
            return _AND
        case Not(part):
            return _TEST if isinstance(part, IsNull | OneOf) else _NOT
        case Comparison() | Between() | OneOf() | IsNull():
            return _TEST
        case Sum(operator):
            return _SUM if operator in _ADDED else _PRODUCT
        case _:
            return _ATOM


def _literal(value: Literal) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else f"{value:f}"


def _window(window: Window) -> str:
    """Write a window as its table in YAML; what is not said is left out."""
    span = f"{window.months} months" if window.months else f"{window.days} days"
    parts = [f"same: {window.own_key}"]
    if window.their_key != window.own_key:
        parts.append(f"called: {window.their_key}")
    parts += [f"source: {window.source}", f"dated: {window.their_date}", f"within: {span}"]
    if not isinstance(window.where, All):
        parts.append(f'where: "{written(window.where)}"')
    if window.same_day:
        parts.append("same_day: yes")
    way = "later" if window.later else "earlier"
    return f"{{{way}: {{{', '.join(parts)}}}}} of {window.own_date}"
