"""Periods: what a Board calls them, what they cover, and that codes read back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework.model.periods import (
    Basis,
    Grain,
    YearType,
    period_from_code,
    period_of,
    previous,
    same_last_year,
    step,
)


@pytest.mark.parametrize(
    ("grain", "basis", "year_type", "code", "label", "covers"),
    [
        ("month", "during", "financial", "2026-10", "October 2026", ("2026-10-01", "2026-11-01")),
        (
            "month",
            "at end",
            "financial",
            "2026-10 end",
            "31 October 2026",
            ("2026-10-01", "2026-11-01"),
        ),
        (
            "month",
            "rolling 12 months",
            "financial",
            "2026-10 r12",
            "12 months to October 2026",
            ("2025-11-01", "2026-11-01"),
        ),
        (
            "month",
            "year to date",
            "financial",
            "2026-10 ytd",
            "April to October 2026",
            ("2026-04-01", "2026-11-01"),
        ),
        (
            "quarter",
            "during",
            "financial",
            "2026/27 Q3",
            "October to December 2026 (Q3 2026/27)",
            ("2026-10-01", "2027-01-01"),
        ),
        ("quarter", "during", "calendar", "2026 Q4", "October to December 2026 (Q4 2026)", None),
        ("year", "during", "financial", "2026/27", "2026/27", ("2026-04-01", "2027-04-01")),
        ("year", "at end", "financial", "2026/27 end", "31 March 2027", None),
        ("year", "during", "academic", "2026/27 ac", "2026/27 school year", None),
        ("year", "during", "calendar", "2026", "2026", ("2026-01-01", "2027-01-01")),
    ],
)
def test_a_day_in_october_lies_in(grain, basis, year_type, code, label, covers):
    period = period_of(date(2026, 10, 14), Grain(grain), Basis(basis), YearType(year_type))
    assert (period.code, period.label) == (code, label)
    if covers:
        assert tuple(day.isoformat() for day in period.covers) == covers


@pytest.mark.parametrize(
    ("grain", "year_type", "years", "code", "label", "short", "covers"),
    [
        ("year", "calendar", 3, "2026 pool3", "2024 to 2026", "2024–26", "2024-01-01"),
        (
            "year",
            "financial",
            3,
            "2026/27 pool3",
            "2024/25 to 2026/27",
            "2024/25–26/27",
            "2024-04-01",
        ),
        (
            "year",
            "academic",
            2,
            "2026/27 ac pool2",
            "2025/26 to 2026/27 school years",
            "2025/26–26/27",
            "2025-09-01",
        ),
        (
            "month",
            "financial",
            3,
            "2026-10 pool3",
            "3 years to October 2026",
            "Oct 2026",
            "2023-11-01",
        ),
    ],
)
def test_a_pool_is_named_by_its_years_and_holds_all_of_them(
    grain, year_type, years, code, label, short, covers
):
    pool = period_of(
        date(2026, 10, 14), Grain(grain), Basis.POOLED, YearType(year_type), pooled_years=years
    )
    assert (pool.code, pool.label, pool.short_label) == (code, label, short)
    assert (pool.covers, pool.pooled_years) == ((date.fromisoformat(covers), pool.end), years)
    assert period_from_code(code) == pool
    assert previous(pool).covers[1] == pool.start


def test_what_is_cumulative_keeps_its_start_from_period_to_period():
    third = period_of(date(2022, 11, 1), Grain.QUARTER, Basis.CUMULATIVE, since=date(2021, 4, 1))
    assert (third.code, third.label) == ("2022/23 Q3 since 2021-04", "April 2021 to December 2022")
    assert period_from_code(third.code) == third
    assert previous(third).label == "April 2021 to September 2022"
    assert step(third, 2).covers == (date(2021, 4, 1), date(2023, 7, 1))


@given(
    st.dates(date(1990, 1, 1), date(2080, 1, 1)),
    st.sampled_from(Grain),
    st.sampled_from(Basis),
    st.sampled_from(YearType),
)
def test_a_code_reads_back_as_the_period_it_names(day, grain, basis, year_type):
    period = period_of(day, grain, basis, year_type)
    again = period_from_code(period.code)
    assert (again.start, again.end, again.covers, again.label) == (
        period.start,
        period.end,
        period.covers,
        period.label,
    )


@given(st.dates(date(1990, 1, 1), date(2080, 1, 1)), st.sampled_from(Grain), st.integers(-50, 50))
def test_stepping_there_and_back_ends_where_it_began(day, grain, count):
    period = period_of(day, grain)
    assert step(step(period, count), -count) == period


def test_the_period_before_and_the_one_a_year_before():
    quarter = period_of(date(2026, 5, 1), Grain.QUARTER)
    assert previous(quarter).label == "January to March 2026 (Q4 2025/26)"
    assert same_last_year(quarter).label == "April to June 2025 (Q1 2025/26)"


def test_text_that_is_no_code_is_refused():
    with pytest.raises(ValueError, match="'Octember' is not a period code"):
        period_from_code("Octember")
