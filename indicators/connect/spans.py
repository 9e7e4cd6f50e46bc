"""Texts that name several periods: how much they cover, and where they begin and end."""

import re
from typing import Final

from indicators.connect.dates import month_of

_TO: Final = r"\s*(?:-|–|to)\s*"
_YEARS: Final = re.compile(rf"(\d{{4}})(\s*/\s*|{_TO})(\d{{4}}|\d{{2}})", re.ASCII)
_PAIRS: Final = re.compile(
    rf"(\d{{4}})[/-](\d{{4}}|\d{{2}}){_TO}(\d{{4}}|\d{{2}})[/-](\d{{4}}|\d{{2}})", re.ASCII
)
_POOL: Final = re.compile(rf"(\d{{4}}){_TO}(\d{{4}}|\d{{2}})", re.ASCII)
_ENDS: Final = re.compile(r"(.+?)(?:\s+(?:-|–|to)\s+|–)(.+)")
_QUARTERS: Final = re.compile(
    rf"(\d{{4}})(?:[/-]\d{{2,4}})? ?Q([1-4]){_TO}(\d{{4}})(?:[/-]\d{{2,4}})? ?Q([1-4])", re.ASCII
)
_MONTHS: Final = re.compile(
    rf"([A-Za-z]{{3,9}}) (\d{{4}}){_TO}([A-Za-z]{{3,9}}) (\d{{4}})", re.ASCII
)


def covered_by(text: str) -> str | None:
    """Say what a span of several periods covers: '3 years', '7 quarters', '12 months'; None for others.

    2016-17 and 2016/17 are None: they are one financial year as often as two calendar years.
    """
    if found := _QUARTERS.fullmatch(text):
        first, one, last, other = (int(part) for part in found.groups())
        return _several((last - first) * 4 + other - one + 1, "quarters")
    if found := _MONTHS.fullmatch(text):
        return _months(*found.groups())
    if found := _PAIRS.fullmatch(text):
        return _several(_after(int(found[1]), found[3]) - int(found[1]) + 1, "years")
    if found := _YEARS.fullmatch(text):
        count = _after(int(found[1]), found[3]) - int(found[1]) + 1
        one_year = count == 2 and found[2] in ("-", "/", "–")
        return None if one_year else _several(count, "years")
    return None


def pooled_years(text: str) -> tuple[int, int] | None:
    """Give the first year and the number of years of a pool such as 2014-16; None for another text."""
    found = _POOL.fullmatch(text)
    if not found:
        return None
    first = int(found[1])
    count = _after(first, found[2]) - first + 1
    return (first, count) if count > 1 else None


def pooled_pairs(text: str) -> tuple[int, int] | None:
    """Give the first year and the number of years of 2013/14-15/16 or 2007/08 to 2008/09; else None."""
    found = _PAIRS.fullmatch(text)
    if not found:
        return None
    first = int(found[1])
    last = _after(first, found[3])
    whole = _after(first, found[2]) == first + 1 and _after(last, found[4]) == last + 1
    return (first, last - first + 1) if whole and last > first else None


def ends_of(text: str) -> tuple[str, str] | None:
    """Part 'Aug 2017 - Jul 2018' or '2021/22 Q1 to 2022/23 Q3' at its middle; None without one."""
    found = _ENDS.fullmatch(text)
    return (found[1], found[2]) if found else None


def _months(first: str, first_year: str, last: str, last_year: str) -> str | None:
    one, other = month_of(first), month_of(last)
    if one is None or other is None:
        return None
    return _several((int(last_year) - int(first_year)) * 12 + other - one + 1, "months")


def _after(first: int, text: str) -> int:
    """Give the year that a two-digit text means after another: 17 after 2015 is 2017, 00 after 1999 is 2000."""
    if len(text) == 4:
        return int(text)
    year = first - first % 100 + int(text)
    return year if year >= first else year + 100


def _several(count: int, unit: str) -> str | None:
    return f"{count} {unit}" if count > 1 else None
