"""Limits, reasons and standardised figures of numbers that will not do, and of shapes that will."""

import numpy as np
import pytest

from indicators.statistics.intervals import (
    dobson_interval,
    exact_poisson_interval,
    mean_interval,
    poisson_interval,
    poisson_method,
    wilson_interval,
)
from indicators.statistics.life_expectancy import STARTS, life_expectancy
from indicators.statistics.reasons import Reason
from indicators.statistics.standardising import (
    directly_standardised_rate,
    indirectly_standardised,
    rate_of_repeated_events,
)

NAN, INF = np.nan, np.inf


def test_limits_of_very_many_shares_are_those_of_each():
    of = np.arange(1, 2**15 + 4)
    some = of // 3
    every = np.array(wilson_interval(some, of))
    apart = [
        wilson_interval(some[at : at + 1000], of[at : at + 1000]) for at in range(0, of.size, 1000)
    ]
    assert (every == np.concatenate([np.array(one) for one in apart], axis=1)).all()


def test_limits_that_do_not_exist_are_missing_not_zero():
    bad_x, bad_n = [0, 5, -1, NAN, 1, INF, 1, 1], [0, 4, 4, 4, NAN, INF, INF, -3]
    assert np.isnan(wilson_interval(bad_x, bad_n)).all()
    assert np.isnan(wilson_interval(4.2, 4)).all()
    for limits in (poisson_interval, exact_poisson_interval):
        assert np.isnan(limits([-1.0, NAN, INF, -INF])).all()
    assert np.isnan(mean_interval([7, NAN, 7, 7], [0, 1, -1, INF], [1, 5, 5, 5])).all()
    assert np.isnan(mean_interval([7.0], [1.0], [NAN])).all()
    assert np.isnan(dobson_interval([1, 1, 1], [1, -1, 1], [0, 20, NAN])).all()


def test_limits_keep_the_shape_of_what_they_are_given():
    low, high = wilson_interval(np.zeros((3, 2)), 10)
    assert low.shape == high.shape == (3, 2)
    assert (low == 0).all()
    assert exact_poisson_interval(np.full((2, 3), 12.0))[1].shape == (2, 3)


@pytest.mark.parametrize("level", [0.0, 1.0, 95])
def test_a_confidence_outside_nought_to_one_is_refused(level):
    with pytest.raises(ValueError, match="between 0 and 1"):
        wilson_interval([1], [2], level)
    with pytest.raises(ValueError, match="between 0 and 1"):
        exact_poisson_interval([1], level)


def test_the_method_of_a_rates_limits_changes_at_ten():
    assert poisson_method([0, 9.9, 10, NAN, -1]).tolist() == ["Exact", "Exact", "Byars", "", ""]


def test_a_standardised_rate_is_worked_out_for_many_areas_at_once():
    counts = [[20, 30], [4, 5], [20, 30], [20, 30], [20, -1], [20, INF]]
    people = [[1000, 2000], [1000, 2000], [1000, 0], [-5, 2000], [1000, 2000], [1000, 2000]]
    rate = directly_standardised_rate(counts, people, [60, 40], per=1000)
    assert [Reason(code) for code in rate.reason] == [
        Reason.CALCULATED,
        Reason.FEW_CASES,
        Reason.NO_DENOMINATOR,
        Reason.NEGATIVE_DENOMINATOR,
        Reason.NEGATIVE_NUMERATOR,
        Reason.NOT_A_NUMBER,
    ]
    assert rate.value[0] == pytest.approx(18)
    assert rate.lower[0] < 18 < rate.upper[0]
    assert np.isnan([rate.value[1:], rate.lower[1:], rate.upper[1:], rate.variance[1:]]).all()


def test_ten_cases_have_a_standardised_rate_and_nine_have_none():
    rate = directly_standardised_rate([[5, 5], [5, 4]], [[100, 100]] * 2, [1, 1])
    assert rate.value.tolist()[0] == 5000
    assert np.isnan(rate.value[1])


def test_limits_of_a_standardised_rate_never_lie_below_nothing():
    """One case in a heavy band and nine in a light one: most of the variance is that one's."""
    rate = directly_standardised_rate(
        [9, 0, 1], [130, 130, 40], [5000, 5500, 89500], 1000, confidence=0.998
    )
    assert rate.lower == 0
    assert rate.value < rate.upper


def test_weights_of_nothing_give_no_rate():
    rate = directly_standardised_rate([20, 30], [100, 100], [0, 0])
    assert Reason(int(rate.reason)) is Reason.NO_WEIGHT
    assert np.isnan(rate.value)


def test_repeated_events_widen_the_limits_and_leave_the_rate():
    once = directly_standardised_rate([20], [1000], [1], 1000)
    twice = rate_of_repeated_events([[0, 10]], [1, 2], [1000], [1], 1000)
    assert twice.value == once.value
    assert twice.upper - twice.lower == pytest.approx((once.upper - once.lower) * np.sqrt(2))


def test_a_ratio_without_anything_expected_says_why():
    found = indirectly_standardised([[3, 3], [3, 3]], [[0, 0], [10, 20]], [1, 1], [10, 10])
    assert [Reason(code) for code in found.reason] == [Reason.NO_DENOMINATOR, Reason.CALCULATED]
    assert np.isnan([found.ratio[0], found.ratio_lower[0], found.rate_upper[0]]).all()
    assert found.ratio[1] == pytest.approx(6 / 3)


def test_a_reference_without_people_gives_no_ratio():
    assert np.isnan(indirectly_standardised([3, 3], [10, 20], [1, 1], [10, 0]).ratio)


def test_endless_cases_are_no_number():
    found = indirectly_standardised([INF, 3], [10, 20], [1, 1], [10, 10])
    assert Reason(int(found.reason)) is Reason.NOT_A_NUMBER
    assert np.isnan(found.ratio)


def test_a_ratio_needs_counts_or_totals():
    with pytest.raises(ValueError, match="observed totals"):
        indirectly_standardised(None, [1], [1], [1])


def table_of_deaths():
    deaths = np.array([5, 1, *[2] * 17, 60.0])
    return deaths, np.full(20, 1000.0)


def test_life_expectancy_needs_people_deaths_at_the_end_and_no_more_deaths_than_people():
    deaths, people = table_of_deaths()
    nobody_at_the_end = np.where(np.arange(20) == 19, 0, deaths)
    found = life_expectancy(
        [deaths, nobody_at_the_end, deaths * 1000, deaths], [people, people, people, people / 100]
    )
    assert [Reason(code) for code in found.reason] == [
        Reason.CALCULATED,
        Reason.FEW_CASES,
        Reason.NUMERATOR_ABOVE_DENOMINATOR,
        Reason.NUMERATOR_ABOVE_DENOMINATOR,
    ]
    assert np.isnan(found.value[1:]).all()
    few = life_expectancy(deaths / 10, people / 10)
    assert Reason(int(few.reason)) is Reason.FEW_PEOPLE


def test_life_expectancy_at_the_last_age_is_people_by_deaths():
    deaths, people = table_of_deaths()
    found = life_expectancy(deaths, people)
    assert found.value[-1] == pytest.approx(1000 / 60)
    assert (found.lower < found.value).all()
    assert (found.value < found.upper).all()


@pytest.mark.parametrize("starts", [STARTS[1:], STARTS[::-1], (1, *STARTS[1:])])
def test_bands_of_a_life_table_match_and_rise_from_nought(starts):
    with pytest.raises(ValueError, match=r"ages|rise"):
        life_expectancy(*table_of_deaths(), starts)
