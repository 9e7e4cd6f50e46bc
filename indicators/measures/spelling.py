"""Expressions written back as officers write them, for messages."""

from datetime import date
from decimal import Decimal

from framework.model.expressions import (
    All,
    And,
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


def spelled(expression: Expression) -> str:
    """Write an expression in the declaration language."""
    match expression:
        case All():
            return "all"
        case Column(name):
            return name
        case Value(value):
            return _literal(value)
        case Comparison(operator, left, right) | Sum(operator, left, right):
            return f"{_inner(left)} {operator.value} {_inner(right)}"
        case And(parts):
            return " and ".join(_inner(part) for part in parts)
        case Or(parts):
            return " or ".join(_inner(part) for part in parts)
        case _:
            return _other(expression)


def _other(expression: Expression) -> str:
    match expression:
        case Not(IsNull(of)):
            return f"{_inner(of)} is not null"
        case Not(part):
            return f"not {_inner(part)}"
        case OneOf(of, values):
            return f"{_inner(of)} in ({', '.join(_literal(value) for value in values)})"
        case Between(of, low, high):
            return f"{_inner(of)} between {_inner(low)} and {_inner(high)}"
        case IsNull(of):
            return f"{_inner(of)} is null"
        case Call(function, arguments):
            return f"{function.value}({', '.join(spelled(one) for one in arguments)})"
        case Window():
            return _window(expression)
        case _:
            raise TypeError(f"no expression of the language: {expression!r}")


def _window(window: Window) -> str:
    """Write a window as its table; what is not said is left out."""
    stretch = f"{window.months} months" if window.months else f"{window.days} days"
    parts = [f"same: {window.own_key}"]
    if window.their_key != window.own_key:
        parts.append(f"called: {window.their_key}")
    parts += [f"source: {window.source}", f"dated: {window.their_date}", f"within: {stretch}"]
    if window.where != All():
        parts.append(f'where: "{spelled(window.where)}"')
    if window.same_day:
        parts.append("same_day: yes")
    direction = "later" if window.later else "earlier"
    return f"{{{direction}: {{{', '.join(parts)}}}}} of {window.own_date}"


def _inner(expression: Expression) -> str:
    text = spelled(expression)
    return f"({text})" if isinstance(expression, And | Or | Sum) else text


def _literal(value: Literal) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    return "'" + value.replace("'", "''") + "'"
