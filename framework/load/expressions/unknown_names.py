"""Names that an expression may not use, and what may have been meant by each."""

from typing import Final

from framework.load.expressions.day_advice import EXAMPLE, advice_on
from framework.load.expressions.names import Names
from framework.load.expressions.tokens import ExpressionError, Token
from framework.load.mistakes import shown, suggestion

JOINING: Final = ("and", "or", "not", "in", "between", "is", "null")
SAME_KIND: Final = frozenset({"round", "abs", "floor", "ceil", "upper", "lower", "trim"})
"""Functions of other languages that give what they take: the rest is read as if they were not there."""

TRUTHS: Final = {"true": True, "false": False}
DAY_MAKERS: Final = frozenset(
    {"date", "to_date", "datetime", "timestamp", "str_to_date", "parse_date", "cast"}
)
_TODAYS: Final = frozenset({"today", "now", "current_date", "getdate", "sysdate"})
"""What other languages call the day of today, and (above) how they make a date of a text."""


def refuse_word(token: Token) -> None:
    """Refuse a name that is none: a word of the language in the wrong place, or the day of today.

    Raises:
        ExpressionError: say what to write instead.
    """
    name = token.text
    if name in JOINING:
        raise ExpressionError("F401", f"something is missing before '{name}'", token.at)
    if name == "all":
        raise ExpressionError("F401", "'all' stands alone: it means every row", token.at)
    refuse_today(token)


def refuse_today(token: Token) -> None:
    """Refuse the day of today.

    Raises:
        ExpressionError: say why, and what to name instead.
    """
    if token.text.lower() in _TODAYS:
        message = (
            f"{shown(token.text)} is not known: a figure is the same on whichever day it is made; "
            f"name a date column, a day such as {EXAMPLE}, or in a stock period_end"
        )
        raise ExpressionError("F402", message, token.at)


def unknown(token: Token, following: Token, names: Names) -> ExpressionError:
    """Say that there is no such name, with the nearest."""
    name = token.text
    if name.lower() in {"yes", "no"}:
        message = f"write {'true' if name.lower() == 'yes' else 'false'} instead of {name}"
        return ExpressionError("F402", message, token.at)
    near = suggestion(name, names.every())
    if name.lower() in DAY_MAKERS:
        near += f"; {advice_on(following.text)}"
    text = f"; for a text write '{name}' in single quotes" if not near else ""
    what = names.known_as or f"column or term of source '{names.source}'"
    return ExpressionError("F402", f"{shown(name)} is no {what}{near or text}", token.at)
