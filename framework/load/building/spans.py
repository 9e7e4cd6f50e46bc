"""The period a target is for, as its first day and the first day after it."""

import re
from datetime import date
from typing import Final

from framework.load.mistakes import shown
from framework.load.shapes.fields import refuse
from framework.load.syntax.documents import Word
from framework.load.written_days import meant_by
from framework.model.periods import MONTHS, YearType, add_months

_FORM: Final = re.compile(
    r"(?P<year>\d{4})(?:/(?P<second>\d\d)|-(?P<month>\d\d))?(?: Q(?P<quarter>[1-4]))?"
)


def read_span(word: Word, year_type: YearType) -> tuple[date, date]:
    """Read '2025/26', '2025', '2026-04', '2025/26 Q2' or 'X to Y': first day, first day after.

    Raises:
        ValidationError: it is not such a period, or its year is of another type.
    """
    first, joint, last = word.partition(" to ")
    begins, ends = _read_one(first, year_type)
    if joint:
        ends = _read_one(last, year_type)[1]
    if ends <= begins:
        raise refuse("F206", f"period {shown(word)} ends before it begins")
    return begins, ends


def _read_one(text: str, year_type: YearType) -> tuple[date, date]:
    found = _FORM.fullmatch(text.strip())
    if not found or (found["month"] and found["quarter"]):
        example = _named(2025, year_type)
        forms = f"{example}, {example} Q1, 2026-04 or 2026-04 to 2027-03"
        message = f"{shown(text)} is not a period; write {forms}{_nearest(text, year_type)}"
        raise refuse("F206", message)
    year = int(found["year"])
    if not 1900 <= year <= 2200:
        raise refuse("F206", f"the year of {shown(text)} is out of range; from 1900 to 2200")
    if found["month"]:
        return _month(text, year, int(found["month"]))
    _check_year(text, year, found, year_type)
    start = date(year, year_type.first_month, 1)
    if found["quarter"]:
        start = add_months(start, 3 * (int(found["quarter"]) - 1))
        return start, add_months(start, 3)
    return start, add_months(start, 12)


def _month(text: str, year: int, month: int) -> tuple[date, date]:
    if not 1 <= month <= 12:
        hint = f"; did you mean '{year}/{month:02d}'?" if month == (year + 1) % 100 else ""
        raise refuse("F206", f"{shown(text)} is not a month{hint}")
    start = date(year, month, 1)
    return start, add_months(start, 1)


def _check_year(text: str, year: int, found: re.Match[str], year_type: YearType) -> None:
    second = found["second"]
    if year_type is YearType.CALENDAR:
        if second:
            message = f"{shown(text)} is not a calendar year; write {year}, or say year: financial"
            raise refuse("F206", message)
        return
    following = f"{(year + 1) % 100:02d}"
    if second != following:
        message = f"{shown(text)} is not a {year_type.value} year; write {_named(year, year_type)}"
        message += f" Q{found['quarter']}" if found["quarter"] else ""
        raise refuse("F206", message)


def _named(year: int, year_type: YearType) -> str:
    return f"{year}" if year_type is YearType.CALENDAR else f"{year}/{(year + 1) % 100:02d}"


def _nearest(text: str, year_type: YearType) -> str:
    """Say how what people write elsewhere is written here: Q1 2025, May 2025, 2025/2026."""
    meant = meant_by(text)
    if meant:
        return f"; did you mean '{meant.month}'?"
    year = re.search(r"(?<!\d)(?:19|20|21)\d\d(?!\d)", text)
    if not year:
        return ""
    quarter = re.search(r"(?<![A-Za-z])Q(?:uarter|tr)? ?([1-4])\b", text, re.IGNORECASE)
    if quarter:
        begins, ends = _read_one(f"{_named(int(year[0]), year_type)} Q{quarter[1]}", year_type)
        last = add_months(ends, -1)
        span = f"{MONTHS[begins.month - 1]} to {MONTHS[last.month - 1]} {last.year}"
        return f"; did you mean '{_named(int(year[0]), year_type)} Q{quarter[1]}' ({span})?"
    if re.fullmatch(r"(?:FY ?)?\d{4}(?:[/-]\d{4}|/\d\d)?", text.strip(), re.IGNORECASE):
        return f"; did you mean '{_named(int(year[0]), year_type)}'?"
    return ""
