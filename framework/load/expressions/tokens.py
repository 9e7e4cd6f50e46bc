"""Cuts the text of an expression into words, numbers, texts and signs."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from framework.load.expressions.days import YEAR, advice_on, day_at
from framework.load.syntax.documents import NON_BREAKING

LONGEST: Final = 1_000
"""The most characters in one expression."""

LONGEST_TEXT: Final = 200
"""The most characters in one text in quotes."""

MOST_DIGITS: Final = 15
"""The most digits of a number on either side of its point."""


class ExpressionError(Exception):
    """What is wrong in an expression, with its code and the place counted from 0 in the text.

    `others` are what is wrong further on.
    """

    def __init__(self, code: str, message: str, at: int) -> None:
        self.code = code
        self.message = message
        self.at = at
        self.others: tuple[ExpressionError, ...] = ()
        super().__init__(message)


Kind = Literal["name", "number", "text", "sign", "end"]


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text and where it begins. The text of a 'text' is without its quotes."""

    kind: Kind
    text: str
    at: int


_TOKEN: Final = re.compile(
    r"""
      (?P<space>[ \n]+)
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<number>[0-9]+(?:\.[0-9]+)?(?![A-Za-z0-9_.]))
    | '(?P<text>(?:[^'\n]|'')*)'
    | (?P<sign><=|>=|!=|==|<>|\*\*|<<|>>|//|[=<>+\-*/(),])
    """,
    re.VERBOSE,
)

_WRONG_SIGNS: Final = {
    "==": "write '=' once",
    "<>": "write '!='",
    "**": "powers are not allowed; use + - * /",
    "<<": "only < <= > >= compare",
    ">>": "only < <= > >= compare",
    "//": "write '/' once",
}
_WRONG_CHARACTERS: Final = {
    '"': "text stands in single quotes, and double ones round the whole: \"reason = 'step up'\"",
    "‘": "text stands in straight quotes, such as 'step up'",
    "’": "text stands in straight quotes, such as 'step up'",
    "“": "text stands in straight single quotes, such as 'step up'",
    "”": "text stands in straight single quotes, such as 'step up'",
    "`": "text stands in straight quotes, such as 'step up'",
    "≤": "write '<='",
    "≥": "write '>='",
    "≠": "write '!='",
    "−": "write '-'",
    "–": "write '-'",
    "×": "write '*'",
    "÷": "write '/'",
    "&": "write 'and'",
    "|": "write 'or'",
    "!": "write 'not', or '!=' for unequal",
    "%": "percent is not allowed here; the measure gives it",
    ".": "a dot is allowed only inside a number, such as 0.5",
}


def tokens_of(text: str) -> list[Token]:
    """Cut an expression into tokens, an 'end' last.

    Raises:
        ExpressionError: it is too long, holds a sign that has no meaning, or a day without its quotes.
    """
    if len(text) > LONGEST:
        message = f"the expression has {len(text):,} characters; at most {LONGEST:,}"
        raise ExpressionError("F405", message, 0)
    tokens: list[Token] = []
    may_hold_days = YEAR.search(text) is not None
    index = 0
    while index < len(text):
        if may_hold_days and (day := day_at(text, index)):
            raise ExpressionError("F401", advice_on(day), index)
        found = _TOKEN.match(text, index)
        if not found:
            raise _no_token(text, index)
        kind = found.lastgroup or ""
        if kind != "space":
            tokens.append(_token(kind, found[kind], index))
        index = found.end()
    tokens.append(Token("end", "", len(text)))
    return tokens


def _token(kind: str, text: str, at: int) -> Token:
    if kind == "sign":
        if text in _WRONG_SIGNS:
            raise ExpressionError("F401", f"'{text}' is not allowed; {_WRONG_SIGNS[text]}", at)
        return Token("sign", text, at)
    if kind == "number":
        if any(len(part) > MOST_DIGITS for part in text.split(".")):
            raise ExpressionError("F405", f"a number has at most {MOST_DIGITS} digits", at)
        return Token("number", text, at)
    if kind == "text":
        if len(text) > LONGEST_TEXT:
            message = f"a text in quotes has at most {LONGEST_TEXT} characters"
            raise ExpressionError("F405", message, at)
        return Token("text", text.replace("''", "'"), at)
    return Token("name", text, at)


def _no_token(text: str, index: int) -> ExpressionError:
    char = text[index]
    if char == "'":
        return ExpressionError("F401", "a quote is opened here and never closed", index)
    if char.isspace():
        return ExpressionError("F401", NON_BREAKING, index)
    if char.isdigit() and char.isascii():
        message = "a number is digits with a point at most, such as 45 or 0.5"
        return ExpressionError("F401", message, index)
    remedy = _WRONG_CHARACTERS.get(
        char, "use column names, numbers, 'text' and = != < <= > >= + - * /"
    )
    shown = char if char.isprintable() else f"U+{ord(char):04X}"
    return ExpressionError("F401", f"'{shown}' is not allowed here; {remedy}", index)
