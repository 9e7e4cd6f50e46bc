"""A day as people write it, and how an expression writes it: one answer wherever it is written otherwise."""

import re
from datetime import date
from typing import Final

YEAR: Final = re.compile(r"(?:19|20|21)\d\d")
"""A year of our time: without one no text means a day."""

_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_MONTH: Final = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*"
_YEAR: Final = rf"(?P<y>{YEAR.pattern})"
_TIME: Final = r"(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?"
_BARE: Final = (
    rf"{_YEAR}-(?P<m>\d\d)-(?P<d>\d\d){_TIME}",
    rf"(?P<d>\d\d?)/(?P<m>\d\d?)/{_YEAR}{_TIME}",
    rf"{_YEAR}/(?P<m>\d\d?)/(?P<d>\d\d?){_TIME}",
    rf"(?P<d>\d\d?)(?:st|nd|rd|th)? {_MONTH},? {_YEAR}",
    rf"{_MONTH} (?P<d>\d\d?)(?:st|nd|rd|th)?,? {_YEAR}",
    rf"{_MONTH} {_YEAR}",
)
_QUOTED: Final = (
    *_BARE,
    rf"(?P<d>\d\d?)[.-](?P<m>\d\d?)[.-]{_YEAR}",
    rf"{_YEAR}-(?P<m>\d\d)",
    rf"{_YEAR}(?P<m>\d\d)(?P<d>\d\d)",
)
_NO_QUOTES: Final = [re.compile(rf"{form}(?![\w.])", re.I) for form in _BARE]
_IN_QUOTES: Final = [re.compile(form, re.I) for form in _QUOTED]
_OTHER_QUOTES: Final = re.compile(r"""["“”‘’#`]([^"“”‘’#`']{4,30})["“”‘’#`]""")

EXAMPLE: Final = "date '2025-04-01'"
"""How any day is written."""


def as_written_here(text: str) -> str:
    """Give how an expression writes the day that a text means, day before month: date '2025-04-01'.

    Where it means none, or a whole month, that is said: nobody should copy a day that is not theirs.
    """
    found = _meant(text)
    return _written(found) if found else f"a day such as {EXAMPLE}"


def advice_on(text: str) -> str:
    """Say how the day is written that a text means."""
    found = _meant(text)
    how = f": {_written(found)}" if found else f", such as {EXAMPLE}"
    return f"a date is written as the word date and the day in single quotes{how}"


def _meant(text: str) -> re.Match[str] | None:
    plain = " ".join(text.split())
    return next((found for form in _IN_QUOTES if _day(found := form.fullmatch(plain))), None)


def _written(found: re.Match[str]) -> str:
    whole = "" if found.groupdict().get("d") else " for the first day of that month"
    return f"date '{_day(found)}'{whole}"


def is_a_day(text: str) -> bool:
    """Say whether a text means a day or a month."""
    return _meant(text) is not None


def day_at(text: str, index: int) -> str:
    """Give the day that stands at a place without single quotes round it, as it stands there; or nothing."""
    for form in _NO_QUOTES:
        found = form.match(text, index)
        if _day(found) and found:
            return found[0]
    other = _OTHER_QUOTES.match(text, index)
    return other[1] if other and is_a_day(other[1]) else ""


def _day(found: re.Match[str] | None) -> date | None:
    if found is None:
        return None
    parts = found.groupdict()
    month = parts.get("month")
    number = _MONTHS.index(month[:3].lower()) + 1 if month else int(parts["m"])
    try:
        return date(int(parts["y"]), number, int(parts.get("d") or 1))
    except ValueError:
        return None
