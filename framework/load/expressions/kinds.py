"""Which kinds of values may meet in an expression, and what comes of them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from framework.load.expressions.day_advice import advice_on, as_written_here
from framework.load.expressions.names import KIND_WORDS, Names, Piece, members_of
from framework.load.expressions.tokens import ExpressionError
from framework.load.mistakes import listed, shown, suggestion
from framework.load.written_days import YEAR, meant_by
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
from framework.model.sources import ColumnType

MOST_PARTS: Final = 400
"""The most parts of an expression with its terms written out."""

DEEPEST: Final = 40
"""The deepest nesting of an expression with its terms written out."""

_ARGUMENTS: Final = {
    Function.DAYS: ("from", "to"),
    Function.WORKING_DAYS: ("from", "to"),
    Function.MONTHS: ("from", "to"),
    Function.AGE: ("born", "on"),
    Function.YEAR: ("day",),
}


def whole(expression: Expression, kind: ColumnType, at: int, parts: Sequence[Piece]) -> Piece:
    """Make a piece of its parts.

    Raises:
        ExpressionError: with all its terms written out it is too long or too deep.
    """
    size = 1 + sum(part.size for part in parts)
    depth = 1 + max((part.depth for part in parts), default=0)
    if size > MOST_PARTS or depth > DEEPEST:
        message = (
            f"the expression is too large with its terms written out; at most {MOST_PARTS} parts, "
            f"{DEEPEST} deep"
        )
        raise ExpressionError("F405", message, at)
    return Piece(expression, kind, at, size, depth)


def join(connective: type[And] | type[Or], parts: list[Piece]) -> Piece:
    """Join conditions by `and` or `or`. Parts joined by the same word lie side by side."""
    word = "and" if connective is And else "or"
    flat: list[Expression] = []
    for part in parts:
        need_condition(part, word)
        same = isinstance(part.expression, connective)
        flat.extend(part.expression.parts if same else [part.expression])  # type: ignore[union-attr]
    return whole(connective(tuple(flat)), ColumnType.TRUTH, parts[0].at, parts)


def negate(part: Piece, at: int) -> Piece:
    """Turn a condition round."""
    need_condition(part, "not")
    return whole(Not(part.expression), ColumnType.TRUTH, at, [part])


def need_condition(part: Piece, word: str) -> None:
    """Refuse what is not true or false beside `and`, `or`, `not`."""
    if part.kind is ColumnType.TRUTH:
        return
    hint = (
        f"; write '{part.expression.name} is not null'"
        if isinstance(part.expression, Column)
        else ""
    )
    message = f"'{word}' joins conditions, and this is {KIND_WORDS[part.kind]}{hint}"
    raise ExpressionError("F403", message, part.at)


def compare(operator: Compare, left: Piece, right: Piece, names: Names) -> Piece:
    """Compare two values of the same kind. Texts and conditions have no order."""
    if operator in {Compare.EQUAL, Compare.UNEQUAL}:
        asked = "is null" if operator is Compare.EQUAL else "is not null"
        for written, other in ((left, right), (right, left)):
            if _is_empty_text(written):
                _refuse_empty(written, f"write '{_name_of(other)} {asked}'")
    _need_same_kind(left, right)
    if operator not in {Compare.EQUAL, Compare.UNEQUAL} and left.kind in {
        ColumnType.TEXT,
        ColumnType.TRUTH,
    }:
        message = f"{KIND_WORDS[left.kind]} is compared by = or != only"
        if isinstance(left.expression, Column) and left.kind is ColumnType.TEXT:
            message += (
                f"; declare column '{left.expression.name}' with type: {_ordered_type(right)}"
            )
        raise ExpressionError("F403", message, left.at)
    _need_member(left, right, names)
    _need_member(right, left, names)
    comparison = Comparison(operator, left.expression, right.expression)
    return whole(comparison, ColumnType.TRUTH, left.at, [left, right])


def one_of(left: Piece, values: list[Piece], names: Names, *, turned: bool = False) -> Piece:
    """Compare with a list of fixed values. `turned` says that it stands behind 'not'."""
    literals = []
    asked = f"{_name_of(left)} is not null" if turned else f"{_name_of(left)} is null"
    for value in values:
        if _is_empty_text(value):
            more = f"take '' out and add '{'and' if turned else 'or'} {asked}'"
            _refuse_empty(value, more if len(values) > 1 else f"write '{asked}'")
        _need_same_kind(left, value)
        _need_member(left, value, names)
        if isinstance(value.expression, Value):
            literals.append(value.expression.value)
    unique = tuple(dict.fromkeys(literals))
    return whole(OneOf(left.expression, unique), ColumnType.TRUTH, left.at, [left, *values])


def between(of: Piece, low: Piece, high: Piece) -> Piece:
    """Compare with two ends, both included."""
    for part in (of, low, high):
        if part.kind not in {ColumnType.NUMBER, ColumnType.DATE}:
            message = f"'between' needs numbers or dates, and this is {KIND_WORDS[part.kind]}"
            raise ExpressionError("F403", message + _hint(part, of), part.at)
    _need_same_kind(of, low)
    _need_same_kind(of, high)
    if _literal_number(low) is not None and _literal_number(high) is not None:
        _need_order(low, high)
    expression = Between(of.expression, low.expression, high.expression)
    return whole(expression, ColumnType.TRUTH, of.at, [of, low, high])


def is_null(of: Piece) -> Piece:
    """Ask whether a value is missing."""
    if isinstance(of.expression, Value):
        raise ExpressionError("F403", "a fixed value is never null; name a column", of.at)
    return whole(IsNull(of.expression), ColumnType.TRUTH, of.at, [of])


def arithmetic(operator: Arithmetic, left: Piece, right: Piece) -> Piece:
    """Compute with two numbers."""
    for part in (left, right):
        if part.kind is ColumnType.NUMBER:
            continue
        hint = "; for dates use days(a, b)" if part.kind is ColumnType.DATE else ""
        message = f"'{operator.value}' needs numbers, and this is {KIND_WORDS[part.kind]}{hint}"
        raise ExpressionError("F403", message, part.at)
    expression = Sum(operator, left.expression, right.expression)
    return whole(expression, ColumnType.NUMBER, left.at, [left, right])


def negative(part: Piece, at: int) -> Piece:
    """Give minus a number."""
    if isinstance(part.expression, Value) and isinstance(part.expression.value, Decimal):
        return Piece(Value(-part.expression.value), ColumnType.NUMBER, at)
    zero = Piece(Value(Decimal(0)), ColumnType.NUMBER, at)
    piece = arithmetic(Arithmetic.MINUS, zero, part)
    return Piece(piece.expression, piece.kind, at, piece.size, piece.depth)


def call(function: Function, arguments: list[Piece], at: int) -> Piece:
    """Apply a function. All of them take dates and give a number."""
    names = _ARGUMENTS[function]
    form = f"{function.value}({', '.join(names)})"
    if len(arguments) != len(names):
        message = f"{function.value} takes {len(names)}, and here are {len(arguments)}: {form}"
        raise ExpressionError("F407", message, at)
    for argument in arguments:
        if argument.kind is not ColumnType.DATE:
            message = f"{form} needs dates, and this is {KIND_WORDS[argument.kind]}"
            if isinstance(argument.expression, Value):
                message += _literal_hint(argument, ColumnType.DATE)
            raise ExpressionError("F407", message, argument.at)
    expression = Call(function, tuple(argument.expression for argument in arguments))
    return whole(expression, ColumnType.NUMBER, at, arguments)


def _need_same_kind(left: Piece, right: Piece) -> None:
    if left.kind is right.kind:
        return
    message = f"{KIND_WORDS[left.kind]} cannot be compared with {KIND_WORDS[right.kind]}"
    written, other = (left, right) if isinstance(left.expression, Value) else (right, left)
    raise ExpressionError("F403", message + _hint(written, other), written.at)


def _hint(written: Piece, other: Piece) -> str:
    """Say what to write instead of what does not fit beside another."""
    if isinstance(written.expression, Value):
        return _literal_hint(written, other.kind, other)
    is_sum_for_date = other.kind is ColumnType.DATE and _is_fixed(written.expression)
    return f"; {advice_on('')}" if is_sum_for_date else ""


def _is_fixed(expression: Expression) -> bool:
    """Say whether no column is in it: 2025-04 is a sum of two numbers."""
    if isinstance(expression, Sum):
        return _is_fixed(expression.left) and _is_fixed(expression.right)
    return isinstance(expression, Value)


def _literal_hint(written: Piece, needed: ColumnType, beside: Piece | None = None) -> str:
    text = str(written.expression.value) if isinstance(written.expression, Value) else ""
    name = beside.expression.name if beside and isinstance(beside.expression, Column) else ""
    if needed is ColumnType.DATE and written.kind is ColumnType.TEXT:
        return f"; write {as_written_here(text)}"
    if needed is ColumnType.DATE and written.kind is ColumnType.NUMBER:
        year = f", or a year as year({name}) = {text}" if name and YEAR.fullmatch(text) else ""
        return f"; {advice_on(text)}{year}"
    if needed is ColumnType.NUMBER and written.kind is ColumnType.TEXT:
        return "; write the number without quotes"
    if needed is ColumnType.TEXT and written.kind is ColumnType.NUMBER:
        return f"; write '{text}' in single quotes, or declare the column with type: number"
    if needed is ColumnType.TEXT and written.kind is ColumnType.DATE and name:
        return f"; declare column '{name}' with type: date"
    return ""


def _ordered_type(right: Piece) -> str:
    """Say which type a column needs to be compared by order with something."""
    value = right.expression.value if isinstance(right.expression, Value) else None
    if isinstance(value, str) and meant_by(value):
        return f"date, and write {as_written_here(value)}"
    return "number or date"


def _is_empty_text(written: Piece) -> bool:
    return isinstance(written.expression, Value) and written.expression.value == ""


def _name_of(piece: Piece) -> str:
    return piece.expression.name if isinstance(piece.expression, Column) else "the column"


def _refuse_empty(written: Piece, advice: str) -> None:
    """An empty cell is missing, so nothing ever equals an empty text."""
    message = f"an empty cell is missing and equals nothing; {advice}"
    raise ExpressionError("F404", message, written.at)


def _need_member(column: Piece, literal: Piece, names: Names) -> None:
    """Refuse a text that a column never holds: it would match no row for ever."""
    if not isinstance(column.expression, Column) or not isinstance(literal.expression, Value):
        return
    declared = names.columns.get(column.expression.name)
    members = members_of(declared) if declared else ()
    text = literal.expression.value
    if not isinstance(text, str) or not members or text in members:
        return
    labels = (declared.labels if declared else None) or {}
    near = f"; did you mean '{labels[text]}'?" if text in labels else suggestion(text, members)
    message = (
        f"{shown(text)} is not a value of column '{column.expression.name}'; "
        f"its values are {listed(members, 'and')}{near}"
    )
    raise ExpressionError("F404", message, literal.at)


def _literal_number(piece: Piece) -> Decimal | None:
    value = piece.expression.value if isinstance(piece.expression, Value) else None
    return value if isinstance(value, Decimal) else None


def _need_order(low: Piece, high: Piece) -> None:
    first, last = _literal_number(low), _literal_number(high)
    if first is not None and last is not None and last < first:
        message = f"'between {first} and {last}' holds nothing; write the lower number first"
        raise ExpressionError("F403", message, low.at)
