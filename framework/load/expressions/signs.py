"""Signs that an expression does not know: what to write instead, and what they were most likely meant for."""

from typing import Final, NamedTuple


class Meant(NamedTuple):
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
    "===": Meant("write '=' once", "="),
    "!==": Meant("write '!='", "!="),
    "==": Meant("write '=' once", "="),
    "<>": Meant("write '!='", "!="),
    "=<": Meant("write '<='", "<="),
    "=>": Meant("write '>='", ">="),
    "&&": Meant("write 'and'", "and"),
    "||": Meant("write 'or'", "or"),
    "**": Meant(_POWERS, "*"),
    "<<": Meant("only < <= > >= compare", "<"),
    ">>": Meant("only < <= > >= compare", ">"),
    "//": Meant("write '/' once", "/"),
    "≤": Meant("write '<='", "<="),
    "≥": Meant("write '>='", ">="),
    "≠": Meant("write '!='", "!="),
    "−": Meant("write '-'", "-"),
    "–": Meant("write '-'", "-"),
    "×": Meant("write '*'", "*"),
    "÷": Meant("write '/'", "/"),
    "&": Meant("write 'and'", "and"),
    "|": Meant("write 'or'", "or"),
    "!": Meant("write 'not', or '!=' for unequal"),
    "[": Meant(_LIST, "("),
    "]": Meant(_LIST, ")"),
    "%": Meant("percent is not allowed here; the measure gives it"),
    "^": Meant(_POWERS),
    ".": Meant("a dot is allowed only inside a number, such as 0.5"),
    '"': Meant(_DOUBLE),
    "‘": Meant(_TEXT),
    "’": Meant(_TEXT),
    "“": Meant(_SINGLE),
    "”": Meant(_SINGLE),
    "`": Meant(_TEXT),
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
