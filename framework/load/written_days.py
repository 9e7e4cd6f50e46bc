"""Days and months as people write them, and which they mean: day before month, as in Britain."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from framework.model.periods import MONTHS

YEAR: Final = re.compile(r"(?:19|20|21)\d\d")
"""A year of our time."""

_MONTHS: Final = [month[:3].lower() for month in MONTHS]
_NAMES: Final = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in MONTHS)
_NAME: Final = rf"(?P<name>{_NAMES}|sept)(?![a-z])"
_SHORT: Final = r"(?P<short>\d\d)"
_YEAR: Final = rf"(?P<y>{YEAR.pattern})"
_YEAR_OF_TWO: Final = "|".join(rf"\d\d{year:02d}/{year + 1:02d}" for year in range(12))
"""2011/12 is the year of a council or a school, and no December."""

_TIME: Final = r"(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?"
_NO_COLUMN: Final = r"(?=(?-i:[A-Z]))"
"""Names of columns begin with a small letter."""

UNQUOTED_FORMS: Final = (
    rf"{_YEAR}-(?P<m>\d\d)-(?P<d>\d\d){_TIME}",
    rf"(?P<d>\d\d?)/(?P<m>\d\d?)/{_YEAR}{_TIME}",
    rf"{_YEAR}/(?P<m>\d\d?)/(?P<d>\d\d?){_TIME}",
    rf"(?P<d>\d\d?)(?:st|nd|rd|th)? {_NAME},? {_YEAR}",
    rf"(?P<d>\d\d?)-{_NO_COLUMN}{_NAME}-{_YEAR}",
    rf"{_NAME} (?P<d>\d\d?)(?:st|nd|rd|th)?,? {_YEAR}",
    rf"{_NAME} {_YEAR}",
    rf"{_NO_COLUMN}{_NAME}-(?:{_YEAR}|{_SHORT})",
)
"""What means a day or a month wherever it stands: in an expression may-2000 and 12/2000 are sums."""

_FORMS: Final = [
    re.compile(form, re.IGNORECASE)
    for form in (
        *UNQUOTED_FORMS,
        rf"(?P<d>\d\d?)[.-](?P<m>\d\d?)[.-]{_YEAR}",
        rf"(?P<d>\d\d?)(?:st|nd|rd|th)?[ -]{_NAME}(?:,? |-){_YEAR}",
        rf"{_NAME}-{_YEAR}",
        rf"(?P<m>\d\d?)/{_YEAR}",
        rf"{_YEAR}-(?P<m>\d\d)",
        rf"(?!{_YEAR_OF_TWO}){_YEAR}/(?P<m>\d\d)",
        rf"(?P<m>\d\d)-{_YEAR}",
        rf"{_NAME}[ -]?'?{_SHORT}",
        rf"{_YEAR} {_NAME}",
        rf"{_YEAR}(?P<m>\d\d)(?P<d>\d\d)",
    )
]


@dataclass(frozen=True, slots=True)
class DayMeant:
    """A day; of a whole month its first."""

    day: date
    is_month: bool

    @property
    def month(self) -> str:
        """The month, as a declaration writes it."""
        return f"{self.day:%Y-%m}"


def meant_by(text: str) -> DayMeant | None:
    """Give the day or the month that a text means, or nothing."""
    plain = " ".join(text.split())
    return first_day(form.fullmatch(plain) for form in _FORMS)


def first_day(found: Iterable[re.Match[str] | None]) -> DayMeant | None:
    """Give the first of what was found that is a day."""
    return next((meant for one in found if one and (meant := _meant(one))), None)


def _near(short: int) -> int:
    """Give the year that two digits mean: 68 is 2068 and 69 is 1969, as in most programs."""
    return short + (2000 if short < 69 else 1900)


def _meant(found: re.Match[str]) -> DayMeant | None:
    parts = found.groupdict()
    name, day = parts.get("name"), parts.get("d")
    month = _MONTHS.index(name[:3].lower()) + 1 if name else int(parts["m"])
    year = int(parts.get("y") or _near(int(parts["short"])))
    try:
        return DayMeant(date(year, month, int(day or 1)), day is None)
    except ValueError:
        return None
