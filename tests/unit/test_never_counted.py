"""No row means nought only where the source speaks of the period, and only at home."""

from datetime import date

import pytest

from dashboard.queries.library import Reading
from dashboard.queries.never_counted import is_nought
from framework.model.measures import Count
from framework.model.periods import period_from_code
from tests.frameworks_in_code import COUNTY, NORTH, framework, indicator

OCTOBER = period_from_code("2026-10")
COUNTED = indicator(measure=Count())


def reading(as_at):
    # What never was counted has no row, so nothing is read of the store.
    known = {} if as_at is None else {"episodes": as_at}
    return Reading(None, framework(COUNTED), date(2026, 11, 12), known)


@pytest.mark.parametrize("area", [COUNTY, NORTH])
def test_a_count_that_its_source_would_have_spoken_of_is_nought(area):
    assert is_nought(reading(date(2026, 10, 31)), COUNTED, area, OCTOBER)


@pytest.mark.parametrize("as_at", [None, date(2026, 10, 30), date(2026, 9, 30)])
def test_a_source_that_does_not_speak_of_the_whole_period_says_nothing(as_at):
    assert not is_nought(reading(as_at), COUNTED, COUNTY, OCTOBER)


def test_a_share_of_nothing_is_not_nought():
    assert not is_nought(reading(date(2026, 10, 31)), indicator(), COUNTY, OCTOBER)


def test_an_area_that_does_not_lie_in_the_home_area_is_not_spoken_of():
    assert not is_nought(reading(date(2026, 10, 31)), COUNTED, "E92000001", OCTOBER)
