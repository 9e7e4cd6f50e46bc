"""A figure is held to its own source's promise, not to the date of the page."""

from datetime import date
from decimal import Decimal

import pytest

from dashboard.queries.freshness import awaited_source, expected, newest_ended, reading_day
from framework.model.derived import Composite, Derived, PartOfComposite, PeriodsOfParts
from framework.model.expressions import All, Arithmetic, Column, Sum
from framework.model.measures import Proportion, When
from framework.model.periods import Basis, Grain, period_of
from framework.model.promises import awaited
from framework.model.sources import Due
from tests.frameworks_in_code import framework, indicator, source

OCTOBER = period_of(date(2026, 10, 1), Grain.MONTH)


@pytest.mark.parametrize(
    ("days", "today", "newest"),
    [
        (10, date(2026, 11, 12), "October 2026"),
        (10, date(2026, 11, 11), "October 2026"),
        (10, date(2026, 11, 10), "September 2026"),
        (45, date(2026, 11, 12), "August 2026"),
    ],
)
def test_a_month_is_expected_once_its_days_of_grace_are_over(days, today, newest):
    found = expected(indicator(), source(due=Due(days)), OCTOBER, today)
    assert found is not None
    assert found.label == newest


@pytest.mark.parametrize(
    ("today", "newest"),
    [(date(2026, 11, 12), "October 2025"), (date(2026, 11, 10), "September 2025")],
)
def test_a_cohort_that_is_followed_for_a_year_is_expected_a_year_later(today, newest):
    followed = indicator(measure=Proportion(All(), when=When("ended", wait=12)))
    found = expected(followed, source(due=Due(10)), OCTOBER, today)
    assert found is not None
    assert found.label == newest


def test_a_quarterly_figure_is_not_late_in_the_middle_of_a_quarter():
    quarterly = indicator(grain=Grain.QUARTER)
    found = expected(quarterly, source(due=Due(10)), OCTOBER, date(2026, 11, 12))
    assert found is not None
    assert found.label == "July to September 2026 (Q2 2026/27)"


def test_a_source_without_a_promise_is_never_late():
    assert expected(indicator(), source(), OCTOBER, date(2030, 1, 1)) is None


def test_a_past_month_is_read_from_its_own_meeting_and_not_from_today():
    assert reading_day(OCTOBER, date(2028, 1, 1)) == date(2026, 11, 15)
    assert reading_day(OCTOBER, date(2026, 11, 12)) == date(2026, 11, 12)


def test_the_panel_of_a_month_shows_the_last_period_that_had_ended():
    yearly = indicator(grain=Grain.YEAR, basis=Basis.AT_END)
    assert newest_ended(yearly, OCTOBER).label == "31 March 2026"


def test_what_is_made_of_others_waits_for_the_part_that_is_promised_last():
    quick, slow = source(id="quick", due=Due(10)), source(id="slow", due=Due(60))
    parts = (indicator(id="a", source="quick"), indicator(id="b", source="slow"))
    made = indicator(
        id="made", source="", measure=Derived(Sum(Arithmetic.MINUS, Column("a"), Column("b")))
    )
    whole = framework(*parts, made, sources=(quick, slow))
    assert awaited_source(whole, parts[0]).id == "quick"
    assert awaited_source(whole, made).id == "slow"
    unpromised = framework(*parts, made, sources=(quick, source(id="slow")))
    assert awaited_source(unpromised, made).due is None


def test_an_index_of_the_latest_of_each_is_never_late():
    part = PartOfComposite("in_time", Decimal(1), rises=True)
    latest = Composite((part,), "district", periods=PeriodsOfParts.LATEST)
    made = indicator(id="made", source="", measure=latest)
    whole = framework(indicator(), made, sources=(source(due=Due(10)),))
    assert awaited_source(whole, made).due is None
    assert awaited_source(whole, indicator()).due == Due(10)


@pytest.mark.parametrize(
    ("as_at", "waited_for"),
    [
        ("", "October 2026"),
        ("2026-09-30", "October 2026"),
        ("2026-10-31", "November 2026"),
        ("2026-11-30", "December 2026"),
    ],
)
def test_what_is_waited_for_is_the_newest_overdue_or_the_first_that_is_not_here(as_at, waited_for):
    found = awaited(source(due=Due(10)), as_at, date(2026, 11, 20))
    assert found is not None
    assert found.label == waited_for
