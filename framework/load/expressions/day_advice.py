"""How an expression writes a day that somebody wrote otherwise: one answer wherever it stands."""

import re
from typing import Final

from framework.load.written_days import UNQUOTED_FORMS, DayMeant, first_day, meant_by

_NO_QUOTES: Final = [re.compile(rf"{form}(?![\w.])", re.IGNORECASE) for form in UNQUOTED_FORMS]
_OTHER_QUOTES: Final = re.compile(r"""["“”‘’#`]([^"“”‘’#`']{4,30})["“”‘’#`]""")

EXAMPLE: Final = "date '2025-04-01'"
"""How any day is written."""


def as_written_here(text: str) -> str:
    """Give how an expression writes the day that a text means, day before month: date '2025-04-01'.

    Where it means none, or a whole month, that is said: nobody should copy a day that is not theirs.
    """
    meant = meant_by(text)
    return _written(meant) if meant else f"a day such as {EXAMPLE}"


def advice_on(text: str) -> str:
    """Say how the day is written that a text means."""
    meant = meant_by(text)
    how = f": {_written(meant)}" if meant else f", such as {EXAMPLE}"
    return f"a date is written as the word date and the day in single quotes{how}"


def _written(meant: DayMeant) -> str:
    whole = " for the first day of that month" if meant.is_month else ""
    return f"date '{meant.day}'{whole}"


def day_at(text: str, index: int) -> tuple[str, DayMeant] | None:
    """Give the day that stands at a place without single quotes round it: how it stands, what it means."""
    for form in _NO_QUOTES:
        found = form.match(text, index)
        if found and (meant := first_day([found])):
            return found[0], meant
    other = _OTHER_QUOTES.match(text, index)
    meant = meant_by(other[1]) if other else None
    return (other[0], meant) if other and meant else None
