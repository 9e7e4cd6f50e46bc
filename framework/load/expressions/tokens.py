"""Cuts the text of an expression into words, numbers, texts and signs."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from framework.load.expressions.day_advice import advice_on, day_at
from framework.load.expressions.signs import WRONG_SIGNS, wrong_sign, wrongly_quoted
from framework.load.syntax.documents import NON_BREAKING

LONGEST: Final = 1_000
"""The most characters in one expression."""

LONGEST_TEXT: Final = 200
"""The most characters in one text in quotes."""

MOST_REFUSED: Final = 10
"""How many signs of one expression are told at once: nobody mends more, and a file may hold thousands."""

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


Kind = Literal["name", "number", "text", "sign", "unclear", "end"]

WORDS: Final = ("and", "or", "not", "in", "between", "is", "null", "true", "false", "all")
"""The words of the language, all in small letters."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text and where it begins. The text of a 'text' is without its quotes.

    What is 'unclear' was refused, and nothing can be read in its place.
    """

    kind: Kind
    text: str
    at: int


_TOKEN: Final = re.compile(
    r"""
      (?P<space>[ \n]+)
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<number>[0-9]+(?:\.[0-9]+)?(?![A-Za-z0-9_.]))
    | '(?P<text>(?:[^'\n]|'')*)'
    | (?P<wrong>===|!==|==|<>|=<|=>|\*\*|<<|>>|//)
    | (?P<sign><=|>=|!=|[=<>+\-*/(),])
    """,
    re.VERBOSE,
)

_DAY: Final = re.compile(r"\d\d\d\d|[A-Z][A-Za-z]+-\d\d")
"""What every day has that stands without quotes: most texts have none, and need not be searched for one."""

_QUOTES: Final = '"“”‘’#`'
_UNREAD: Final = re.compile(r"'.*|[0-9][A-Za-z0-9_.]*", re.DOTALL)
"""What is no token and read no further: a text without an end, digits that are no number."""


def tokens_of(text: str) -> tuple[list[Token], list[ExpressionError]]:
    """Cut an expression into tokens, an 'end' last, and say every sign in it that has no meaning.

    Where it is plain what was meant by one, that stands among the tokens.
    """
    if len(text) > LONGEST:
        message = f"the expression has {len(text):,} characters; at most {LONGEST:,}"
        unclear = [Token("unclear", "", 0), Token("end", "", len(text))]
        return unclear, [ExpressionError("F405", message, 0)]
    cutting = _Cutting(text, may_hold_days=_DAY.search(text) is not None)
    while cutting.index < len(text):
        cutting.step()
    return [*cutting.tokens, Token("end", "", len(text))], cutting.refused


class _Cutting:
    """What is cut of a text so far."""

    def __init__(self, text: str, *, may_hold_days: bool) -> None:
        self.text, self.may_hold_days = text, may_hold_days
        self.index = 0
        self.tokens: list[Token] = []
        self.refused: list[ExpressionError] = []

    def step(self) -> None:
        """Cut what comes next."""
        if self.may_hold_days and (day := day_at(self.text, self.index)):
            written, meant = day
            self.refuse(advice_on(written.strip(_QUOTES)))
            if not (self.tokens and self.tokens[-1].text == "date"):
                self.add("name", "date")
            self.add("text", str(meant.day))
            self.index += len(written)
            return
        found = _TOKEN.match(self.text, self.index)
        kind = found.lastgroup if found else "wrong"
        if found is None or kind == "wrong":
            self.wrong()
            return
        if kind == "name":
            self.word(found[kind])
        elif kind == "number":
            self.number(found[kind])
        elif kind == "text":
            self.quoted(found[kind])
        elif kind == "sign":
            self.add("sign", found[kind])
        self.index = found.end()

    def add(self, kind: Kind, text: str) -> None:
        self.tokens.append(Token(kind, text, self.index))

    def refuse(self, message: str, code: str = "F401") -> None:
        if len(self.refused) < MOST_REFUSED:
            self.refused.append(ExpressionError(code, message, self.index))

    def word(self, text: str) -> None:
        small = text.lower()
        if small in WORDS and text != small:
            self.refuse(f"write '{small}' in small letters")
            text = small
        self.add("name", text)

    def number(self, text: str) -> None:
        if any(len(part) > MOST_DIGITS for part in text.split(".")):
            self.refuse(f"a number has at most {MOST_DIGITS} digits", "F405")
            text = "1"
        self.add("number", text)

    def quoted(self, text: str) -> None:
        if len(text) > LONGEST_TEXT:
            self.refuse(f"a text in quotes has at most {LONGEST_TEXT} characters", "F405")
            self.add("unclear", "")
        else:
            self.add("text", text.replace("''", "'"))

    def wrong(self) -> None:
        """Refuse what stands here, and go on with what was meant by it."""
        char = self.text[self.index]
        sign = wrong_sign(self.text, self.index)
        inside = wrongly_quoted(self.text, self.index)
        instead = WRONG_SIGNS[sign].instead if sign else ""
        if sign != "]" or "[" not in self.text[: self.index]:
            self.refuse(self.why(char, sign))
        if inside:
            self.add("text", inside)
            self.index += len(inside) + 2
            return
        if instead:
            self.add("name" if instead.isalpha() else "sign", instead)
        elif not char.isspace() and char != "%":
            self.add("unclear", "")
        unread = _UNREAD.match(self.text, self.index)
        self.index = unread.end() if unread else self.index + (len(sign) or 1)

    def why(self, char: str, sign: str) -> str:
        if char == "'":
            return "a quote is opened here and never closed"
        if char.isspace():
            return NON_BREAKING
        if char.isdigit() and char.isascii():
            return "a number is digits with a point at most, such as 45 or 0.5"
        if sign:
            here = " here" if len(sign) == 1 else ""
            return f"'{sign}' is not allowed{here}; {WRONG_SIGNS[sign].advice}"
        shown = char if char.isprintable() else f"U+{ord(char):04X}"
        remedy = "use column names, numbers, 'text' and = != < <= > >= + - * /"
        return f"'{shown}' is not allowed here; {remedy}"
