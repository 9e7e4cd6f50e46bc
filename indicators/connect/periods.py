"""Periods as published tables write them, by the shape that a source declares.

The same text means different spans in different tables (2019 is a calendar year, a year to March
or a school year; 201920 is no month), so nothing is guessed: the declared shape reads a text, or
it is told what the text seems to be instead.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from framework.model.periods import (
    Basis,
    Grain,
    Period,
    YearType,
    add_months,
    months_between,
    period_of,
)
from framework.model.sources import CellStatus, PeriodFrom, PeriodShape
from indicators.connect.cells import quoted
from indicators.connect.dates import FIRST_YEAR, LAST_YEAR, month_of
from indicators.connect.footnotes import without_footnote
from indicators.connect.spans import covered_by, ends_of, pooled_pairs, pooled_years

_DAY: Final = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?)?", re.ASCII)
_MONTH_NAMED: Final = re.compile(r"([A-Za-z]{3,9})[ ,-]+(\d{4}|\d{2})", re.ASCII)
_MONTH_LAST: Final = re.compile(
    r"(\d{4})[ ;,-]+([A-Za-z]{3,9}|\d{2})(?:-01(?:[T ]00:00(?::00)?)?)?", re.ASCII
)
_QUARTER: Final = re.compile(r"(.+?)[ ;,-]*Q(?:uarter)? ?([1-4])", re.ASCII | re.IGNORECASE)
_QUARTER_FIRST: Final = re.compile(r"Q(?:uarter)? ?([1-4])[ ;,-]+(.+)", re.ASCII | re.IGNORECASE)
_YEAR: Final = re.compile(r"\d{4}", re.ASCII)
_TWO_YEARS: Final = re.compile(r"(\d{4})[-/–](\d{4}|\d{2})", re.ASCII)
_SIX: Final = re.compile(r"(\d{4})(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class ReadPeriod:
    """A text as a period code with the status of its suffix, or why it is none."""

    code: str | None
    status: CellStatus | None = None
    why: str | None = None


MOST_SIGNS: Final = 200
"""Of a period with its notes. A cell may be five hundred times as long, and patterns are slow on it."""


class _NotThisShapeError(ValueError):
    """What is wrong with a text under the declared shape."""


def read_period(text: str, period_from: PeriodFrom) -> ReadPeriod:
    """Read one period. The code is that of the span that the text names, with the basis of the shape."""
    if len(text) > MOST_SIGNS:
        return ReadPeriod(
            None, why=f"it is longer than any period: more than {MOST_SIGNS} characters"
        )
    bare, status = _without_marks(text.strip(), period_from)
    try:
        code = _period(bare, period_from).code
    except _NotThisShapeError as error:
        covered = covered_by(bare) if period_from.basis is Basis.DURING else None
        return ReadPeriod(
            None, why=f"{quoted(text) or 'it'} {f'covers {covered}' if covered else error}"
        )
    return ReadPeriod(code, status)


def _period(text: str, period_from: PeriodFrom) -> Period:
    first, home = _SPANS.get(period_from.basis, _one_span)(text, period_from)
    if not FIRST_YEAR <= first.year <= home.year <= LAST_YEAR:
        raise _NotThisShapeError(f"lies outside {FIRST_YEAR} to {LAST_YEAR}")
    return period_of(
        home,
        period_from.grain,
        period_from.basis,
        period_from.year_type,
        pooled_years=period_from.pooled_years,
        since=first,
    )


def _one_span(text: str, period_from: PeriodFrom) -> tuple[date, date]:
    """Give the first day of a month, quarter or year, as the first day counted and that of the home span."""
    start, months = _SHAPES[period_from.shape](text, period_from.year_type)
    if months > period_from.grain.months:
        raise _NotThisShapeError(f"covers {months} months, longer than a {period_from.grain}")
    return start, start


def _pool(text: str, period_from: PeriodFrom) -> tuple[date, date]:
    """Give the first days of the first and the last year of a pool of as many years as declared."""
    kind, wanted = period_from.year_type, period_from.pooled_years
    calendar = kind is YearType.CALENDAR
    found = pooled_years(text) if calendar else pooled_pairs(text)
    if found is None:
        example = "2014-16" if calendar else "2013/14-15/16"
        raise _NotThisShapeError(f"is not a pool of {kind} years such as {example}")
    first, years = found
    if years != wanted:
        raise _NotThisShapeError(f"covers {years} years, not {wanted}")
    return _first_day(first, kind), _first_day(first + years - 1, kind)


def _rolling_year(text: str, period_from: PeriodFrom) -> tuple[date, date]:
    """Give the first and the last of twelve months."""
    ends = ends_of(text)
    if ends is None:
        raise _NotThisShapeError("is not twelve months such as Aug 2017 - Jul 2018")
    (first, _), (last, _) = (_month(each, period_from.year_type) for each in ends)
    months = months_between(first, last) + 1
    if months != 12:
        raise _NotThisShapeError(f"covers {months} months, not 12")
    return first, last


def _cumulative(text: str, period_from: PeriodFrom) -> tuple[date, date]:
    """Give the first and the last month or quarter of what has grown since a fixed start."""
    read = _month if period_from.grain is Grain.MONTH else _quarter
    ends = ends_of(text) or (text, text)
    (since, _), (last, _) = (read(each, period_from.year_type) for each in ends)
    if last < since:
        raise _NotThisShapeError("ends before it begins")
    return since, last


def _without_marks(text: str, period_from: PeriodFrom) -> tuple[str, CellStatus | None]:
    """Take a declared suffix off, and footnote marks before and after it where that is declared."""
    bare = without_footnote(text) if period_from.footnotes else text
    bare, status = _without_suffix(bare, period_from.suffixes or {})
    return (without_footnote(bare) if period_from.footnotes else bare), status


def _without_suffix(
    text: str, suffixes: Mapping[str, CellStatus | None]
) -> tuple[str, CellStatus | None]:
    """Take a declared suffix off, bare or in brackets: '2025 (prov)', '2025 prov', '2025p'."""
    folded = text.casefold()
    for suffix in sorted(suffixes, key=len, reverse=True):
        for written in (f"({suffix})", f"[{suffix}]", suffix):
            if folded.endswith(written.casefold()):
                return text[: len(text) - len(written)].rstrip(), suffixes[suffix]
    return text, None


def _day(text: str, _: YearType) -> tuple[date, int]:
    found = _DAY.fullmatch(text)
    if not found:
        raise _NotThisShapeError("is not a date such as 2017-03-01 or 2017-03")
    year, month, day = found.groups()
    try:
        return date(int(year), int(month), int(day or 1)), 1
    except ValueError:
        raise _NotThisShapeError("is not a day of the calendar") from None


def _month(text: str, _: YearType) -> tuple[date, int]:
    wanted = "is not a month such as Apr 2024 or 2024-04"
    if found := _MONTH_NAMED.fullmatch(text):
        name, year = found.groups()
    elif found := _MONTH_LAST.fullmatch(text):
        year, name = found.groups()
    else:
        raise _NotThisShapeError(wanted)
    number = int(name) if name.isdigit() else month_of(name)
    if len(year) == 2:  # a spreadsheet's Apr-24
        year = f"20{year}"
    if number is None or not 1 <= number <= 12:
        raise _NotThisShapeError(wanted)
    return date(max(int(year), 1), number, 1), 1


def _quarter(text: str, year_type: YearType) -> tuple[date, int]:
    if found := _QUARTER.fullmatch(text):
        year, number = found.groups()
    elif found := _QUARTER_FIRST.fullmatch(text):
        number, year = found.groups()
    else:
        raise _NotThisShapeError("is not a quarter such as 2021/22 Q1 or 2021 Q1")
    start, _ = _year(year.strip(), year_type)
    return add_months(start, 3 * (int(number) - 1)), 3


def _year(text: str, year_type: YearType) -> tuple[date, int]:
    if _YEAR.fullmatch(text):
        if year_type is not YearType.CALENDAR:
            raise _NotThisShapeError(
                f"names no {year_type} year (2019/20 would); "
                "if it is the year that ends then, declare shape: year ending"
            )
        return _first_day(int(text), year_type), 12
    first = _first_of_two(text, year_type)
    if first is None:
        raise _NotThisShapeError("is not a year such as 2019, 2016-17 or 2019/20")
    return _first_day(first, year_type), 12


def _year_ending(text: str, year_type: YearType) -> tuple[date, int]:
    if _YEAR.fullmatch(text):
        last = int(text)
    else:
        first = _first_of_two(text, YearType.FINANCIAL)
        if first is None:
            raise _NotThisShapeError("is not a year by its end such as 2025, or 2016-17")
        last = first + 1
    return _first_day(last if year_type is YearType.CALENDAR else last - 1, year_type), 12


def _six_digits(text: str, year_type: YearType) -> tuple[date, int]:
    found = _SIX.fullmatch(text)
    if not found:
        raise _NotThisShapeError("is not six digits such as 201920 for 2019/20")
    first = _first_of_two(f"{found[1]}/{found[2]}", year_type)
    if first is None:
        raise _NotThisShapeError("is not six digits such as 201920 for 2019/20")
    return _first_day(first, year_type), 12


def _first_of_two(text: str, year_type: YearType) -> int | None:
    """Give the first of two years that follow each other and make one year of that type."""
    found = _TWO_YEARS.fullmatch(text)
    if not found:
        return None
    first, second = int(found[1]), found[2]
    if second not in (str(first + 1), f"{(first + 1) % 100:02d}"):
        return None
    if year_type is YearType.CALENDAR:
        raise _NotThisShapeError("covers 2 years; a calendar year is written 2016")
    return first


def _first_day(year: int, year_type: YearType) -> date:
    if year < 1:
        raise _NotThisShapeError("is not a year")
    return date(year, year_type.first_month, 1)


_SHAPES: Final[Mapping[PeriodShape, Callable[[str, YearType], tuple[date, int]]]] = {
    PeriodShape.DATE: _day,
    PeriodShape.MONTH: _month,
    PeriodShape.QUARTER: _quarter,
    PeriodShape.YEAR: _year,
    PeriodShape.YEAR_ENDING: _year_ending,
    PeriodShape.SIX_DIGITS: _six_digits,
}

_SPANS: Final[Mapping[Basis, Callable[[str, PeriodFrom], tuple[date, date]]]] = {
    Basis.POOLED: _pool,
    Basis.ROLLING_YEAR: _rolling_year,
    Basis.CUMULATIVE: _cumulative,
}
