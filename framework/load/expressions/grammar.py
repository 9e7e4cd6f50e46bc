"""Reads the text of a condition or a number into the tree of framework.model.expressions.

From the weakest: `or`, `and`, `not`, one comparison, `+ -`, `* /`, unary minus. Each rule is one
method, and what may meet what is decided in kinds.py while the tree grows. A name that is not known and
parts that do not fit are noted, and the rest is read on; only what breaks the sentence ends it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from framework.load.expressions.day_advice import advice_on, as_written_here
from framework.load.expressions.making import BREAKS
from framework.load.expressions.names import KIND_WORDS, Names, Piece
from framework.load.expressions.tokens import ExpressionError, Token, tokens_of
from framework.load.expressions.unknown_names import (
    DAY_MAKERS,
    JOINING,
    SAME_KIND,
    TRUTHS,
    refuse_today,
    refuse_word,
    unknown,
)
from framework.load.expressions.walking import Walk
from framework.load.mistakes import shown, suggestion
from framework.model.expressions import (
    PERIOD_END,
    All,
    And,
    Arithmetic,
    Column,
    Compare,
    Function,
    Or,
    Value,
)
from framework.model.sources import ColumnType

MOST_NESTED: Final = 20
"""The deepest nesting of brackets, `not` and minus signs in one text."""

MOST_LISTED: Final = 200
"""The most values of one list."""

_COMPARE: Final[Mapping[str, Compare]] = {operator.value: operator for operator in Compare}
_FUNCTIONS: Final[Mapping[str, Function]] = {function.value: function for function in Function}


def parse(text: str, names: Names) -> Piece:
    """Read an expression with the names that it may use.

    Raises:
        ExpressionError: it cannot be read, or says what the language or the source does not know.
        BrokenTermError: it uses a term that has a mistake of its own.
    """
    known = names.read.get(text)
    if known is None:
        known = names.read[str(text)] = _Parser(*tokens_of(text), names).read()
    return known


class _Parser(Walk):
    def read(self) -> Piece:
        """Read the whole text.

        Raises:
            ExpressionError: the first that is wrong, with all else that is.
            BrokenTermError: nothing else is wrong.
        """
        try:
            piece = self.whole()
        except ExpressionError as error:
            if error.code not in BREAKS or not self.is_told():
                self.make.refused.append(error)
        self.make.finish()
        return piece

    def whole(self) -> Piece:
        if self.is_done():
            self.fail("an expression is missing here")
        if self.token.text == "all" and len(self.tokens) == 2:
            return Piece(All(), ColumnType.TRUTH, self.token.at)
        piece = self.either()
        if self.is_done():
            return piece
        raise self.leftover()

    def either(self) -> Piece:
        parts = [self.each()]
        while self.take("or"):
            parts.append(self.each())
        return parts[0] if len(parts) == 1 else self.make.joined(Or, parts)

    def each(self) -> Piece:
        parts = [self.opposite()]
        while self.take("and"):
            parts.append(self.opposite())
        return parts[0] if len(parts) == 1 else self.make.joined(And, parts)

    def opposite(self) -> Piece:
        at = self.token.at
        if self.take("not"):
            return self.make.negated(self.deeper(self.opposite), at)
        return self.comparison()

    def comparison(self) -> Piece:
        left = self.sum()
        at = self.token.at
        operator = _COMPARE.get(self.token.text) if self.token.kind == "sign" else None
        if operator:
            self.index += 1
            if self.peek("null"):
                return self.equal_to_null(operator, left)
            piece = self.make.compared(operator, left, self.sum())
            self.refuse_chain()
            return piece
        if self.take("is"):
            return self.nullness(left)
        turned = self.take("not")
        if self.take("in"):
            piece = self.make.one_of(left, self.values(), turned=turned)
        elif self.take("between"):
            piece = self.span(left)
        elif turned:
            self.fail("'in' or 'between' is missing after 'not'")
        else:
            return left
        return self.make.negated(piece, at) if turned else piece

    def nullness(self, left: Piece) -> Piece:
        at = self.token.at
        turned = self.take("not")
        if not self.take("null"):
            self.fail("'is' asks for what is missing; write 'is null' or 'is not null'")
        piece = self.make.missing(left)
        return self.make.negated(piece, at) if turned else piece

    def span(self, of: Piece) -> Piece:
        low = self.sum()
        if not self.take("and"):
            self.fail("'and' is missing: write 'between 10 and 17'")
        return self.make.between(of, low, self.sum())

    def values(self) -> list[Piece]:
        self.need("(", "a list is written in brackets: in ('step up', 'moved away')")
        values = [self.fixed()]
        while self.has_another():
            values.append(self.fixed())
        if len(values) > MOST_LISTED:
            raise ExpressionError("F405", f"a list has at most {MOST_LISTED} values", values[0].at)
        self.need(")", "the bracket of the list is not closed")
        return values

    def fixed(self) -> Piece:
        token = self.token
        piece = self.unary()
        if not isinstance(piece.expression, Value):
            raise ExpressionError("F401", "a list holds texts, numbers or dates only", token.at)
        return piece

    def sum(self) -> Piece:
        piece = self.product()
        while self.token.kind == "sign" and self.token.text in "+-":
            operator = Arithmetic(self.next().text)
            piece = self.make.computed(operator, piece, self.product())
        return piece

    def product(self) -> Piece:
        piece = self.unary()
        while self.token.kind == "sign" and self.token.text in "*/":
            operator = Arithmetic(self.next().text)
            piece = self.make.computed(operator, piece, self.unary())
        return piece

    def unary(self) -> Piece:
        at = self.token.at
        if self.take("-"):
            return self.make.negative(self.deeper(self.unary), at)
        return self.primary()

    def primary(self) -> Piece:
        token = self.token
        if token.kind == "end" or (token.kind == "sign" and token.text != "("):
            self.fail("a column, a number or a 'text' is missing here")
        self.index += 1
        if token.kind == "unclear":
            return Piece(All(), ColumnType.TEXT, token.at, fits=True)
        if token.kind == "number":
            return Piece(Value(Decimal(token.text)), ColumnType.NUMBER, token.at)
        if token.kind == "text":
            return Piece(Value(token.text), ColumnType.TEXT, token.at)
        if token.kind == "name":
            return self.named(token)
        piece = self.deeper(self.either)
        self.need(")", "a bracket is opened and never closed")
        return replace(piece, at=token.at)

    def named(self, token: Token) -> Piece:
        name = token.text
        following = self.token
        if name == "date" and following.kind == "text":
            return self.day(token)
        if following.kind == "sign" and following.text == "(":
            return self.called(token)
        if name in TRUTHS:
            return Piece(Value(TRUTHS[name]), ColumnType.TRUTH, token.at)
        if name == PERIOD_END:
            return self.period_end(token)
        if name in self.names.columns:
            return Piece(Column(name), self.names.columns[name].type, token.at)
        term = self.names.terms.get(name)
        if term is not None:
            return Piece(term.expression, term.kind, token.at, term.size, term.depth)
        return self.stranger(token)

    def stranger(self, token: Token) -> Piece:
        """Note a name that means nothing here. Of one that was refused where it is declared that was told."""
        if token.text in self.names.terms or token.text in self.names.vague:
            self.make.uses_broken = True
        else:
            refuse_word(token)
            self.make.refused.append(unknown(token, self.token, self.names))
            self.strangers.add(self.index)
        return Piece(All(), ColumnType.TEXT, token.at, fits=True)

    def day(self, token: Token) -> Piece:
        written = self.next()
        try:
            if len(written.text) != len("2025-04-01"):
                raise ValueError
            day = date.fromisoformat(written.text)
        except ValueError:
            message = f"{shown(written.text)} is not a date; write {as_written_here(written.text)}"
            raise ExpressionError("F401", message, written.at) from None
        return Piece(Value(day), ColumnType.DATE, token.at)

    def called(self, token: Token) -> Piece:
        function = _FUNCTIONS.get(token.text)
        if token.text in JOINING:
            self.index -= 1
            self.fail(f"something is missing before '{token.text}'")
        if function is None:
            refuse_today(token)
            message = f"{shown(token.text)} is not a function; "
            if token.text.lower() in DAY_MAKERS:
                message += advice_on(self.tokens[self.index + 1].text)
            else:
                message += f"use {', '.join(_FUNCTIONS)}{suggestion(token.text, _FUNCTIONS)}"
            self.make.refused.append(ExpressionError("F407", message, token.at))
        self.need("(", "a bracket is missing")
        arguments = [] if self.peek(")") else [self.deeper(self.either)]
        while self.has_another():
            arguments.append(self.deeper(self.either))
        self.need(")", f"the bracket of {token.text}(...) is not closed")
        if function is not None:
            return self.make.called(function, arguments, token.at)
        if token.text.lower() in SAME_KIND and arguments:
            return arguments[0]
        return Piece(All(), ColumnType.NUMBER, token.at, fits=True)

    def has_another(self) -> bool:
        """Say whether a list goes on. A comma that is missing between two values is told."""
        if self.take(","):
            return True
        follows = self.token.kind in {"name", "number", "text"} and self.token.text not in JOINING
        if follows and not self.is_told():
            self.note(f"a comma is missing before {shown(self.token.text)}")
            return True
        return False

    def period_end(self, token: Token) -> Piece:
        if not self.names.knows_period_end:
            message = (
                "period_end is known only in a stock: basis: at end, with open: [started, ended]"
            )
            raise ExpressionError("F409", message, token.at)
        return Piece(Column(PERIOD_END), ColumnType.DATE, token.at)

    def equal_to_null(self, operator: Compare, left: Piece) -> Piece:
        asked = "is null" if operator is Compare.EQUAL else "is not null"
        self.note(f"nothing equals null; write '{asked}'")
        self.index += 1
        return self.make.missing(left)

    def refuse_chain(self) -> None:
        while self.token.kind == "sign" and self.token.text in _COMPARE:
            self.note("one comparison at a time; join two by 'and', or use 'between'")
            self.index += 1
            self.sum()

    def deeper(self, rule: Callable[[], Piece]) -> Piece:
        self.nested += 1
        if self.nested > MOST_NESTED:
            message = f"brackets, 'not' and '-' are nested deeper than {MOST_NESTED}"
            raise ExpressionError("F405", message, self.token.at)
        piece = rule()
        self.nested -= 1
        return piece

    def leftover(self) -> ExpressionError:
        token, before = self.token, self.tokens[self.index - 1]
        if token.kind == "text":
            message = "a text stands here without a sign before it; write = 'text'"
        elif token.text == ")":
            message = "this bracket was never opened"
        else:
            message = f"{shown(token.text)} cannot follow {shown(before.text)}; is a sign or 'and' missing?"
        return ExpressionError("F401", message, token.at)


def need_kind(piece: Piece, kind: ColumnType, place: str) -> None:
    """Refuse an expression that gives another kind than its place needs.

    Raises:
        ExpressionError: say what it gives and what is needed.
    """
    if piece.kind is not kind:
        message = f"{place} needs {KIND_WORDS[kind]}, and this is {KIND_WORDS[piece.kind]}"
        raise ExpressionError("F403", message, piece.at)
