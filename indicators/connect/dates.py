"""Dates as people and programs write them. Day and month are never swapped to make one fit."""

import re
from datetime import date
from typing import Final

import polars as pl

from framework.model.periods import MONTHS
from indicators.connect.cells import Answer, Reader

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100
_LONGEST: Final = 64
"""Letters of a date with its clock. A cell may be a thousand times as long, and patterns are slow on it."""
_CLOCK: Final = r"(?:T| {1,3})[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?: ?[AaPp][Mm])?$"
_MIDNIGHT: Final = r"(?:T| {1,3})00:00(?::00(?:\.0{1,9})?)?(?:Z|[+-]00:?00)$"
_CLOCKS: Final = (re.compile(_MIDNIGHT), re.compile(_CLOCK))
_NO_CENTURY: Final = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}")
_AS_A_DAY: Final = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}")
_ISO_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")
_ZONE: Final = re.compile(r".*:[0-9]{2}(?:\.[0-9]+)? ?(?:Z|[+-][0-9]{2}:?[0-9]{2})")
_YEAR_FIRST: Final = re.compile(r"([0-9]{4})([-/.]?)([0-9]{1,2})\2([0-9]{1,2})")
_YEAR_LAST: Final = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_NAMED: Final = re.compile(r"([0-9]{1,2})[ -]([A-Za-z]{3,9})[ -]([0-9]{4})")


def date_reader(*, day_first: bool = True) -> Reader:
    """Read dates (Date). A time of day is left off; a moment of another time zone is refused.

    `day_first` says what 01/02/2024 is. 2024-02-01 and 1 February 2024 are the same for all.
    """
    return Reader(
        pl.Date, (_easy, _easy_without_clock), lambda text: _careful(text, day_first=day_first)
    )


def _easy(texts: pl.Expr) -> pl.Expr:
    days = texts.str.to_date("%Y-%m-%d", strict=False)
    return pl.when(days.is_between(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))).then(days)


def _easy_without_clock(texts: pl.Expr) -> pl.Expr:
    return _easy(texts.str.replace(_MIDNIGHT, "").str.replace(_CLOCK, ""))


def _careful(text: str, *, day_first: bool) -> Answer:
    bare = _without_clock(text) if len(text) <= _LONGEST else ""
    day = read_date(bare, day_first=day_first)
    if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR:
        return Answer(day)
    if day is not None:
        return Answer(why=f"S107 is a date outside {FIRST_YEAR} to {LAST_YEAR}")
    if _ZONE.fullmatch(bare):
        return Answer(why="S107 is a moment of another time zone: its day here is not known")
    if _NO_CENTURY.fullmatch(bare):
        return Answer(why="S106 has a year of two digits; write all four")
    if _ISO_DAY.fullmatch(bare):
        return Answer(why="S106 is no day of the calendar")
    example, order = ("31/12/2025", "day") if day_first else ("12/31/2025", "month")
    if _AS_A_DAY.fullmatch(bare):
        return Answer(why=f"S106 is no day of the calendar, with the {order} first")
    return Answer(why=f"S106 is not a date; write 2025-12-31 or, {order} first, {example}")


def _without_clock(text: str) -> str:
    for clock in _CLOCKS:
        text = clock.sub("", text)
    return text


def read_date(text: str, *, day_first: bool = True) -> date | None:
    """Read one date, None when it is none."""
    if found := _YEAR_FIRST.fullmatch(text):
        year, mark, month, day = found.groups()
        # without marks every part must have its noughts, else 2024111 has two readings
        return _day(year, month, day) if mark or len(text) == 8 else None
    if found := _YEAR_LAST.fullmatch(text):
        first, _, second, year = found.groups()
        return _day(year, second, first) if day_first else _day(year, first, second)
    if found := _NAMED.fullmatch(text):
        day, name, year = found.groups()
        month_number = month_of(name)
        return _day(year, str(month_number), day) if month_number else None
    return None


def month_of(name: str) -> int | None:
    """Give the number of a month by its English name or the first three letters of it."""
    folded = name.casefold()
    for number, month in enumerate(MONTHS, start=1):
        full = month.casefold()
        if folded in (full, full[:3]) or (folded == "sept" and number == 9):
            return number
    return None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
