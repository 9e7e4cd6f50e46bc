"""Signs that an expression does not know: what to write instead, and what they were most likely meant for."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to write instead of a sign, and what is read in its place: nothing where that is not plain."""

    advice: str
    instead: str = ""


_POWERS: Final = "powers are not allowed; use + - * /"
_TEXT: Final = "text stands in straight quotes, such as 'step up'"
_SINGLE: Final = "text stands in straight single quotes, such as 'step up'"
_DOUBLE: Final = (
    "text stands in single quotes, and double ones round the whole: \"reason = 'step up'\""
)
_LIST: Final = "a list stands in round brackets: in ('step up', 'moved away')"

WRONG_SIGNS: Final = {
    "===": Remedy("write '=' once", "="),
    "!==": Remedy("write '!='", "!="),
    "==": Remedy("write '=' once", "="),
    "<>": Remedy("write '!='", "!="),
    "=<": Remedy("write '<='", "<="),
    "=>": Remedy("write '>='", ">="),
    "&&": Remedy("write 'and'", "and"),
    "||": Remedy("write 'or'", "or"),
    "**": Remedy(_POWERS, "*"),
    "<<": Remedy("only < <= > >= compare", "<"),
    ">>": Remedy("only < <= > >= compare", ">"),
    "//": Remedy("write '/' once", "/"),
    "≤": Remedy("write '<='", "<="),
    "≥": Remedy("write '>='", ">="),
    "≠": Remedy("write '!='", "!="),
    "−": Remedy("write '-'", "-"),
    "–": Remedy("write '-'", "-"),
    "×": Remedy("write '*'", "*"),
    "÷": Remedy("write '/'", "/"),
    "&": Remedy("write 'and'", "and"),
    "|": Remedy("write 'or'", "or"),
    "!": Remedy("write 'not', or '!=' for unequal"),
    "[": Remedy(_LIST, "("),
    "]": Remedy(_LIST, ")"),
    "%": Remedy("percent is not allowed here; the measure gives it"),
    "^": Remedy(_POWERS),
    ".": Remedy("a dot is allowed only inside a number, such as 0.5"),
    '"': Remedy(_DOUBLE),
    "‘": Remedy(_TEXT),
    "’": Remedy(_TEXT),
    "“": Remedy(_SINGLE),
    "”": Remedy(_SINGLE),
    "`": Remedy(_TEXT),
}
"""By sign, the longest first."""

WRONG_QUOTES: Final = {'"': '"', "‘": "‘’'", "’": "’", "“": "“”", "”": "”"}
"""Quotes that may stand round a text by mistake, each with those that may end it."""


def wrong_sign(text: str, at: int) -> str:
    """Give the sign without a meaning that stands at a place, or nothing."""
    return next((sign for sign in WRONG_SIGNS if text.startswith(sign, at)), "")


def wrongly_quoted(text: str, at: int) -> str:
    """Give the text that stands at a place in wrong quotes, without them, or nothing."""
    ends = [text.find(one, at + 1) for one in WRONG_QUOTES.get(text[at], "")]
    end = min((one for one in ends if one > 0), default=0)
    return text[at + 1 : end] if end else ""
