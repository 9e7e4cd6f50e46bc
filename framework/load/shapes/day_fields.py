"""Days and months of a declaration, and how one is written that was written otherwise."""

import re
from datetime import date
from typing import Final

from marshmallow import ValidationError

from framework.load.mistakes import shown
from framework.load.shapes.fields import Said, refuse
from framework.load.syntax.documents import Word
from framework.load.written_days import meant_by
from framework.model.periods import add_months

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
_DAY_FORM: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MONTH_FORM: Final = re.compile(r"(\d{4})-(\d\d)")


class Day(Said[date]):
    """A day, written 2025-04-01."""

    def read_word(self, word: Word) -> date:
        return read_day(word)


class FirstDay(Said[date]):
    """A day, or a month that stands for its first day."""

    def read_word(self, word: Word) -> date:
        month = _MONTH_FORM.fullmatch(word)
        return read_day(f"{word}-01") if month else _day_or_month(word)


class LastDay(Said[date]):
    """A day, or a month that stands for its last day."""

    def read_word(self, word: Word) -> date:
        if not _MONTH_FORM.fullmatch(word):
            return _day_or_month(word)
        first = read_day(f"{word}-01")
        return date.fromordinal(add_months(first, 1).toordinal() - 1)


def read_day(word: str) -> date:
    """Read a day.

    Raises:
        ValidationError: it is not written as year-month-day, or there is no such day.
    """
    found = _DAY_FORM.fullmatch(word)
    if not found:
        raise not_a_day(word, "it as 2025-04-01")
    try:
        day = date(*map(int, found.groups()))
    except ValueError:
        raise refuse("F205", f"{shown(word)} is not a date: there is no such day") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise refuse("F205", f"{shown(word)} lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _day_or_month(word: str) -> date:
    if not _DAY_FORM.fullmatch(word):
        raise not_a_day(word, "2025-04 or 2025-04-01", takes_months=True)
    return read_day(word)


def not_a_day(word: str, forms: str, *, takes_months: bool = False) -> ValidationError:
    """Say how the day or the month is written that a word means."""
    meant = meant_by(word)
    if meant is None:
        return refuse("F205", f"{shown(word)} is not a date; write {forms}")
    written = meant.month if meant.is_month and takes_months else str(meant.day)
    which = "a day of that month, such as " if meant.is_month and not takes_months else ""
    return refuse("F205", f"{shown(word)} is not a date; write {which}{written}", meant=[written])
