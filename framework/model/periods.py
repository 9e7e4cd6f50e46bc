"""Spans of time with a label: which period a day lies in, which comes before, what it is called."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

MONTHS: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


class Grain(StrEnum):
    """How long an indicator's home period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        return {"month": 1, "quarter": 3, "year": 12}[self.value]


class Basis(StrEnum):
    """What a value at a period counts: things during it, at its end, since the year began, or in a year."""

    DURING = "during"
    AT_END = "at end"
    YEAR_TO_DATE = "year to date"
    ROLLING_YEAR = "rolling 12 months"


class YearType(StrEnum):
    """Which year a quarter or a year belongs to."""

    CALENDAR = "calendar"
    FINANCIAL = "financial"
    ACADEMIC = "academic"

    @property
    def first_month(self) -> int:
        return {"calendar": 1, "financial": 4, "academic": 9}[self.value]


_BASIS_MARK: Final = {
    Basis.DURING: "",
    Basis.AT_END: " end",
    Basis.YEAR_TO_DATE: " ytd",
    Basis.ROLLING_YEAR: " r12",
}


def month_start(day: date) -> date:
    return day.replace(day=1)


def add_months(first_of_month: date, months: int) -> date:
    """Move a first-of-month day by whole months. add_months(2025-11-01, 3) is 2026-02-01."""
    index = first_of_month.year * 12 + first_of_month.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def year_start(day: date, year_type: YearType) -> date:
    """Give the first day of the year of that type in which a day lies."""
    first = date(day.year, year_type.first_month, 1)
    return first if day >= first else date(day.year - 1, year_type.first_month, 1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A home span (start, end exclusive) with its grain, basis and year type.

    The home span is one grain long. `covers` is the span whose rows are counted, which the
    basis widens: a rolling year ends where its home month ends and begins 12 months before.
    """

    start: date
    end: date
    grain: Grain
    basis: Basis = Basis.DURING
    year_type: YearType = YearType.FINANCIAL

    @property
    def covers(self) -> tuple[date, date]:
        """Give the first day counted and the first day no longer counted."""
        if self.basis is Basis.YEAR_TO_DATE:
            return year_start(self.start, self.year_type), self.end
        if self.basis is Basis.ROLLING_YEAR:
            return add_months(self.end, -12), self.end
        return self.start, self.end

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def code(self) -> str:
        """Name the period for keys and URLs: '2026-10', '2026/27 Q2 ytd', '2025', '2025/26 ac end'."""
        return f"{_home_code(self)}{_BASIS_MARK[self.basis]}"

    @property
    def label(self) -> str:
        """Name the period for people: 'October 2026', '12 months to October 2026', '31 March 2026'."""
        if self.basis is Basis.AT_END:
            last = self.last_day
            return f"{last.day} {MONTHS[last.month - 1]} {last.year}"
        if self.basis is Basis.ROLLING_YEAR:
            return f"12 months to {_month_label(self.last_day)}"
        if self.basis is Basis.YEAR_TO_DATE:
            first = self.covers[0]
            if first == month_start(self.last_day):
                return _month_label(first)
            start = MONTHS[first.month - 1] + (
                "" if first.year == self.last_day.year else f" {first.year}"
            )
            return f"{start} to {_month_label(self.last_day)}"
        return _home_label(self)

    @property
    def short_label(self) -> str:
        """Name the home span in little room: 'Oct 2026', 'Q2 2026/27', '2025/26'."""
        if self.grain is Grain.MONTH:
            return f"{MONTHS[self.start.month - 1][:3]} {self.start.year}"
        if self.grain is Grain.QUARTER:
            return f"{_quarter(self)} {_year_code(self.start, self.year_type)}"
        if self.basis is Basis.AT_END:
            return f"{MONTHS[self.last_day.month - 1][:3]} {self.last_day.year}"
        return _year_code(self.start, self.year_type)


def _month_label(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def _year_code(day: date, year_type: YearType) -> str:
    first = year_start(day, year_type)
    if year_type is YearType.CALENDAR:
        return str(first.year)
    return f"{first.year}/{(first.year + 1) % 100:02d}"


def _quarter(period: Period) -> str:
    first = year_start(period.start, period.year_type)
    months = (period.start.year - first.year) * 12 + period.start.month - first.month
    return f"Q{months // 3 + 1}"


def _home_code(period: Period) -> str:
    if period.grain is Grain.MONTH:
        return f"{period.start:%Y-%m}" + _year_mark(period, needed=_counts_from_year(period))
    year = _year_code(period.start, period.year_type)
    text = year if period.grain is Grain.YEAR else f"{year} {_quarter(period)}"
    return text + _year_mark(period, needed=True)


def _counts_from_year(period: Period) -> bool:
    return period.basis is Basis.YEAR_TO_DATE


def _year_mark(period: Period, *, needed: bool) -> str:
    if not needed or period.year_type is YearType.FINANCIAL:
        return ""
    if period.year_type is YearType.ACADEMIC:
        return " ac"
    return " cal" if period.grain is Grain.MONTH else ""


def _home_label(period: Period) -> str:
    if period.grain is Grain.MONTH:
        return _month_label(period.start)
    year = _year_code(period.start, period.year_type)
    if period.grain is Grain.QUARTER:
        first, last = MONTHS[period.start.month - 1], _month_label(period.last_day)
        return f"{first} to {last} ({_quarter(period)} {year})"
    if period.year_type is YearType.ACADEMIC:
        return f"{year} school year"
    return year


@lru_cache(maxsize=65_536)
def period_of(
    day: date,
    grain: Grain,
    basis: Basis = Basis.DURING,
    year_type: YearType = YearType.FINANCIAL,
) -> Period:
    """Give the period whose home span holds a day."""
    if grain is Grain.MONTH:
        start = month_start(day)
    else:
        first = year_start(day, year_type)
        months = (day.year - first.year) * 12 + day.month - first.month
        start = add_months(first, months - months % grain.months)
    return Period(start, add_months(start, grain.months), grain, basis, year_type)


def step(period: Period, count: int) -> Period:
    """Move a period by whole home spans, back when the count is negative."""
    start = add_months(period.start, count * period.grain.months)
    end = add_months(start, period.grain.months)
    return Period(start, end, period.grain, period.basis, period.year_type)


def previous(period: Period) -> Period:
    """Give the period one home span before (short travel)."""
    return step(period, -1)


def same_last_year(period: Period) -> Period:
    """Give the period twelve months before (long travel)."""
    return step(period, -12 // period.grain.months)


def periods_between(first: Period, last: Period) -> Iterator[Period]:
    """Give every period from the first to the last, both included."""
    current = first
    while current.start <= last.start:
        yield current
        current = step(current, 1)


_CODE: Final = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)|/(?P<second>\d\d))?(?: Q(?P<quarter>[1-4]))?"
    r"(?: (?P<type>ac|cal))?(?: (?P<basis>end|ytd|r12))?"
)


def period_from_code(code: str) -> Period:
    """Read back what `Period.code` wrote.

    Raises:
        ValueError: the text is not such a code.
    """
    found = _CODE.fullmatch(code)
    if not found:
        raise ValueError(f"'{code}' is not a period code")
    part = found.groupdict()
    basis = next(b for b, mark in _BASIS_MARK.items() if mark.strip() == (part["basis"] or ""))
    year = int(part["year"])
    if part["month"]:
        kind = {"ac": YearType.ACADEMIC, "cal": YearType.CALENDAR}.get(
            part["type"] or "", YearType.FINANCIAL
        )
        return period_of(date(year, int(part["month"]), 1), Grain.MONTH, basis, kind)
    kind = YearType.CALENDAR if not part["second"] else YearType.FINANCIAL
    kind = YearType.ACADEMIC if part["type"] == "ac" else kind
    start = date(year, kind.first_month, 1)
    if part["quarter"]:
        start = add_months(start, 3 * (int(part["quarter"]) - 1))
        return period_of(start, Grain.QUARTER, basis, kind)
    return period_of(start, Grain.YEAR, basis, kind)
