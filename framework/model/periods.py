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
    """What a value at a period counts: things during it, at its end, since the year or some other day
    began, or in one or several years that end with it.
    """

    DURING = "during"
    AT_END = "at end"
    YEAR_TO_DATE = "year to date"
    ROLLING_YEAR = "rolling 12 months"
    POOLED = "pooled years"  # declared with their number: pooled 3 years
    CUMULATIVE = "cumulative"  # declared with its start: cumulative since 2021-04


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
"""Pools and what is cumulative are marked with their length or their start: ' pool3', ' since 2021-04'."""


def month_start(day: date) -> date:
    return day.replace(day=1)


def add_months(first_of_month: date, months: int) -> date:
    """Move a first-of-month day by whole months. add_months(2025-11-01, 3) is 2026-02-01."""
    index = first_of_month.year * 12 + first_of_month.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def months_between(first: date, last: date) -> int:
    """Count the months from that of one day to that of another: below zero where that is earlier."""
    return (last.year - first.year) * 12 + last.month - first.month


def year_start(day: date, year_type: YearType) -> date:
    """Give the first day of the year of that type in which a day lies."""
    first = date(day.year, year_type.first_month, 1)
    return first if day >= first else date(day.year - 1, year_type.first_month, 1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A home span (start, end exclusive) with its grain, basis and year type.

    The home span is one grain long. `covers` is the span whose rows are counted, which the
    basis widens: a rolling year ends where its home month ends and begins 12 months before.
    `months_before` says how many months before the home span a pool of years, or a sum since a
    fixed start, begins.
    """

    start: date
    end: date
    grain: Grain
    basis: Basis = Basis.DURING
    year_type: YearType = YearType.FINANCIAL
    months_before: int = 0

    @property
    def covers(self) -> tuple[date, date]:
        """Give the first day counted and the first day no longer counted."""
        if self.basis is Basis.YEAR_TO_DATE:
            return year_start(self.start, self.year_type), self.end
        if self.basis is Basis.ROLLING_YEAR:
            return add_months(self.end, -12), self.end
        if self.months_before:
            return add_months(self.start, -self.months_before), self.end
        return self.start, self.end

    @property
    def pooled_years(self) -> int:
        """Give how many years a pool holds; 1 for any other period."""
        if self.basis is not Basis.POOLED:
            return 1
        return (self.months_before + self.grain.months) // 12

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def code(self) -> str:
        """Name the period for keys and URLs: '2026-10', '2026/27 Q2 ytd', '2025/26 ac end', '2016 pool3'."""
        if self.basis is Basis.POOLED:
            return f"{_home_code(self)} pool{self.pooled_years}"
        if self.basis is Basis.CUMULATIVE:
            return f"{_home_code(self)} since {self.covers[0]:%Y-%m}"
        return f"{_home_code(self)}{_BASIS_MARK[self.basis]}"

    @property
    def label(self) -> str:
        """Name the period for people: 'October 2026', '12 months to October 2026', '31 March 2026'."""
        if self.basis is Basis.AT_END:
            last = self.last_day
            return f"{last.day} {MONTHS[last.month - 1]} {last.year}"
        if self.basis is Basis.ROLLING_YEAR:
            return f"12 months to {_month_label(self.last_day)}"
        if self.basis is Basis.POOLED:
            return _pool_label(self)
        if self.basis in (Basis.YEAR_TO_DATE, Basis.CUMULATIVE):
            return _since_label(self)
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
        if self.pooled_years > 1:
            return f"{_year_code(self.covers[0], self.year_type)}–{_year_code(self.start, self.year_type)[2:]}"
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
    months = months_between(first, period.start)
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


def _since_label(period: Period) -> str:
    first = period.covers[0]
    if first == month_start(period.last_day):
        return _month_label(first)
    year = "" if first.year == period.last_day.year else f" {first.year}"
    return f"{MONTHS[first.month - 1]}{year} to {_month_label(period.last_day)}"


def _pool_label(period: Period) -> str:
    """Name a pool: '2014 to 2016', '2013/14 to 2015/16', '3 years to October 2026'."""
    if period.grain is not Grain.YEAR:
        return f"{period.pooled_years} years to {_month_label(period.last_day)}"
    years = [_year_code(day, period.year_type) for day in (period.covers[0], period.start)]
    school = " school years" if period.year_type is YearType.ACADEMIC else ""
    return " to ".join(dict.fromkeys(years)) + school


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
    *,
    pooled_years: int = 1,
    since: date | None = None,
) -> Period:
    """Give the period whose home span holds a day.

    A pool ends with that span and holds `pooled_years`; what is cumulative began on the first of
    month `since` (with the span itself when none is said).
    """
    if grain is Grain.MONTH:
        start = month_start(day)
    else:
        first = year_start(day, year_type)
        months = months_between(first, day)
        start = add_months(first, months - months % grain.months)
    before = 0
    if basis is Basis.POOLED:
        before = 12 * pooled_years - grain.months
    elif basis is Basis.CUMULATIVE and since is not None:
        before = months_between(since, start)
    return Period(start, add_months(start, grain.months), grain, basis, year_type, before)


def step(period: Period, count: int) -> Period:
    """Move a period by whole home spans, back when the count is negative. A fixed start stays."""
    moved = count * period.grain.months
    start = add_months(period.start, moved)
    end = add_months(start, period.grain.months)
    before = period.months_before + (moved if period.basis is Basis.CUMULATIVE else 0)
    return Period(start, end, period.grain, period.basis, period.year_type, before)


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
    r"(?: (?P<type>ac|cal))?"
    r"(?: (?P<basis>end|ytd|r12)| pool(?P<years>[1-9]\d?)| since (?P<since>\d{4}-\d\d))?"
)


@lru_cache(maxsize=4096)
def period_from_code(code: str) -> Period:
    """Read back what `Period.code` wrote. A page of thousands of figures asks for the same few.

    Raises:
        ValueError: the text is not such a code.
    """
    found = _CODE.fullmatch(code)
    if not found:
        raise ValueError(f"'{code}' is not a period code")
    part = found.groupdict()
    start, grain, kind = _home_from_code(part)
    if part["years"]:
        years = int(part["years"])
        return period_of(start, grain, Basis.POOLED, kind, pooled_years=years)
    if part["since"]:
        since = date.fromisoformat(f"{part['since']}-01")
        return period_of(start, grain, Basis.CUMULATIVE, kind, since=since)
    basis = next(b for b, mark in _BASIS_MARK.items() if mark.strip() == (part["basis"] or ""))
    return period_of(start, grain, basis, kind)


def _home_from_code(part: dict[str, str]) -> tuple[date, Grain, YearType]:
    year = int(part["year"])
    if part["month"]:
        kind = {"ac": YearType.ACADEMIC, "cal": YearType.CALENDAR}.get(
            part["type"] or "", YearType.FINANCIAL
        )
        return date(year, int(part["month"]), 1), Grain.MONTH, kind
    kind = YearType.CALENDAR if not part["second"] else YearType.FINANCIAL
    kind = YearType.ACADEMIC if part["type"] == "ac" else kind
    start = date(year, kind.first_month, 1)
    if part["quarter"]:
        return add_months(start, 3 * (int(part["quarter"]) - 1)), Grain.QUARTER, kind
    return start, Grain.YEAR, kind
