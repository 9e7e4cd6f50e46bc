"""Whether a series rises or falls: the recent trend, trends by rank, trends of shares."""

import numpy as np
import pytest

from indicators.statistics.trends import (
    Trend,
    TrendReason,
    recent_trend,
    recent_trend_of_proportions,
    two_point_change,
)
from indicators.statistics.trends_of_proportions import trend_of_proportions
from indicators.statistics.trends_ranked import mann_kendall, theil_sen

NAN = float("nan")
# The worked figures of the Office for Health Improvement and Disparities, 2014 to 2018.
COUNTS = [994.0, 1023, 1199, 1332, 1367]
PEOPLE = [40299.0, 41527, 42811, 44064, 44701]
VALUES = [24.67, 24.6, 28, 30.2, 30.6]
LOWER = [23.16, 23.15, 26.44, 28.63, 28.98]
UPPER = [26.25, 26.19, 29.64, 31.90, 32.25]


def test_a_rising_share_is_increasing_at_the_published_figure():
    found = recent_trend_of_proportions([COUNTS], [PEOPLE])
    assert found.chi_squared[0] == pytest.approx(47.90, abs=0.005)
    assert found.trend[0] == Trend.INCREASING
    assert found.slope[0] > 0


def test_a_falling_share_is_decreasing():
    found = recent_trend_of_proportions([COUNTS[::-1]], [PEOPLE[::-1]])
    assert found.trend[0] == Trend.DECREASING
    assert found.slope[0] < 0


def test_a_rising_rate_is_increasing_at_the_published_figure():
    found = recent_trend([VALUES], [LOWER], [UPPER])
    assert found.chi_squared[0] == pytest.approx(46.77, abs=0.005)
    assert found.trend[0] == Trend.INCREASING


def test_a_jump_at_one_end_is_no_trend_though_the_test_alone_would_call_it_one():
    found = recent_trend_of_proportions([[100.0, 100, 100, 100, 900]], [[1000.0] * 5])
    assert found.chi_squared[0] > 10
    assert found.trend[0] == Trend.NO_CHANGE


def test_only_the_last_five_points_count():
    long = recent_trend_of_proportions([[5000.0, 4000, *COUNTS]], [[40000.0, 40000, *PEOPLE]])
    assert long.chi_squared[0] == recent_trend_of_proportions([COUNTS], [PEOPLE]).chi_squared[0]


@pytest.mark.parametrize(
    ("counts", "people", "reason"),
    [
        (COUNTS[1:], PEOPLE[1:], TrendReason.TOO_FEW_POINTS),
        ([994.0, 1023, NAN, 1332, 1367], PEOPLE, TrendReason.TOO_FEW_POINTS),
        ([*COUNTS, NAN], [*PEOPLE, 45000], TrendReason.TOO_FEW_POINTS),
        (COUNTS, [0.0, *PEOPLE[1:]], TrendReason.TOO_FEW_POINTS),
        ([50000.0, *COUNTS[1:]], PEOPLE, TrendReason.TOO_FEW_POINTS),
        ([PEOPLE[0], *COUNTS[1:]], PEOPLE, TrendReason.ALL_OF_A_DENOMINATOR),
        ([0.0, *COUNTS[1:]], PEOPLE, TrendReason.NOTHING_COUNTED),
    ],
)
def test_a_share_without_a_trend_says_why(counts, people, reason):
    found = recent_trend_of_proportions([counts], [people])
    assert found.reason[0] == reason
    assert found.trend[0] == Trend.CANNOT_SAY
    assert np.isnan(found.chi_squared[0])
    assert np.isnan(found.slope[0])


def test_pooled_years_share_people_and_are_refused():
    share = recent_trend_of_proportions([COUNTS], [PEOPLE], years_pooled=3)
    rate = recent_trend([VALUES], [LOWER], [UPPER], years_pooled=3)
    assert share.reason[0] == rate.reason[0] == TrendReason.POOLED_YEARS
    assert share.trend[0] == rate.trend[0] == Trend.CANNOT_SAY
    each = recent_trend_of_proportions([COUNTS] * 2, [PEOPLE] * 2, years_pooled=[3, 1])
    assert each.trend.tolist() == [Trend.CANNOT_SAY, Trend.INCREASING]


@pytest.mark.parametrize(
    ("first", "reason"),
    [
        ((24.67, 24.67, 24.67), TrendReason.NO_INTERVAL),
        ((24.67, 26.25, 23.16), TrendReason.NO_INTERVAL),
        ((24.67, NAN, 26.25), TrendReason.TOO_FEW_POINTS),
        ((np.inf, 23.16, 26.25), TrendReason.TOO_FEW_POINTS),
    ],
)
def test_a_rate_without_a_trend_says_why(first, reason):
    parts = (
        [[start, *rest[1:]]] for start, rest in zip(first, (VALUES, LOWER, UPPER), strict=True)
    )
    assert recent_trend(*parts).reason[0] == reason


def test_the_counts_behind_a_value_must_be_there_and_below_their_denominators():
    full = recent_trend([VALUES], [LOWER], [UPPER], fractions=([[5.0] * 5], [[5.0, 9, 9, 9, 9]]))
    none = recent_trend([VALUES], [LOWER], [UPPER], fractions=([[NAN] * 5], [[9.0] * 5]))
    assert full.reason[0] == TrendReason.ALL_OF_A_DENOMINATOR
    assert none.reason[0] == TrendReason.TOO_FEW_POINTS


def test_a_refused_series_leaves_its_neighbours_alone():
    found = recent_trend_of_proportions([COUNTS, [NAN] * 5, COUNTS[::-1]], [PEOPLE] * 3)
    expected = [Trend.INCREASING, Trend.CANNOT_SAY, Trend.DECREASING]
    assert found.trend.tolist() == expected


def test_two_points_have_changed_when_their_intervals_lie_apart():
    before, after = ([1.0, 1, 5, NAN], [2.0, 2, 6, 2]), ([2.5, 2, 3, 3], [3.0, 3, 4, 4])
    expected = [Trend.INCREASING, Trend.NO_CHANGE, Trend.DECREASING, Trend.CANNOT_SAY]
    assert two_point_change(before, after).tolist() == expected


def test_a_series_that_only_rises_has_the_highest_rank_correlation():
    found = mann_kendall([[1.0, 2, 3, 4, 5], [5.0, 4, 3, 2, 1]])
    assert found.score.tolist() == [10, -10]
    assert found.tau_b.tolist() == [1, -1]
    assert found.p_exact == pytest.approx([2 / 120, 2 / 120])


def test_ties_have_no_exact_p_and_less_spread():
    tied, whole = mann_kendall([[1.0, 1, 2, 3], [1.0, 1.5, 2, 3]]).p_exact
    assert np.isnan(tied)
    assert whole == pytest.approx(2 / 24)


def test_ties_and_the_correction_for_continuity_are_in_z():
    found = mann_kendall([[1.0, 1, 2, 3]])
    assert found.z[0] == pytest.approx(5 / np.sqrt((4 * 3 * 13 - 2 * 1 * 9) / 18))
    assert found.z_continuity[0] == pytest.approx(4 / np.sqrt(138 / 18))


def test_missing_points_are_left_out_of_ranks_but_keep_their_place_in_time():
    found, plain = mann_kendall([[1.0, NAN, 3, 2, NAN]]), mann_kendall([[1.0, 3, 2]])
    assert (found.cases[0], found.score[0], found.z[0]) == (3, plain.score[0], plain.z[0])
    assert theil_sen([[1.0, NAN, 3, NAN, 5]]).slope[0] == 1


def test_the_line_through_the_medians_shrugs_off_a_wild_point():
    line = theil_sen([[2.0, 4, 6, 800, 10, 12, 14]])
    assert (line.slope[0], line.intercept[0]) == (2, 0)
    assert line.intercept_of_medians[0] == 2


@pytest.mark.parametrize("values", [[[NAN, NAN]], [[1.0, NAN]], [[]], np.empty((0, 3))])
def test_too_short_a_series_has_no_rank_trend(values):
    found, line = mann_kendall(values), theil_sen(values)
    for figures in (found.score, found.tau_b, found.p, found.p_exact, line.slope, line.intercept):
        assert figures.shape == (len(values),)
        assert np.isnan(figures).all()


def test_a_flat_series_has_no_trend_but_a_score_of_nought():
    found = mann_kendall([[3.0, 3, 3, 3]])
    assert found.score[0] == 0
    assert np.isnan(found.tau_b[0])


def test_shares_in_step_with_a_score_have_a_trend_and_no_more():
    found = trend_of_proportions([[10.0, 20, 30]], [[100.0, 100, 100]])
    assert found.slope[0] == pytest.approx(0.1)
    assert found.chi_squared[0] == pytest.approx(found.heterogeneity[0])
    assert found.freedom[0] == 2
    assert found.p[0] < 0.001


def test_scores_say_how_far_apart_groups_stand():
    found = trend_of_proportions([[10.0, 20, 50]], [[100.0, 100, 100]], [0.0, 1, 4])
    assert found.slope[0] == pytest.approx(0.1)


def test_groups_that_are_no_shares_are_left_out():
    odd = trend_of_proportions([[10.0, 5, NAN, 20, 30]], [[100.0, 0, 9, 100, 100]], [1, 9, 9, 2, 3])
    plain = trend_of_proportions([[10.0, 20, 30]], [[100.0, 100, 100]])
    assert odd.chi_squared[0] == pytest.approx(plain.chi_squared[0])
    assert odd.freedom[0] == 2


@pytest.mark.parametrize("counts", [[0.0, 0, 0], [9.0, 9, 9], [NAN, NAN, NAN]])
def test_shares_of_nobody_or_everybody_have_no_trend(counts):
    found = trend_of_proportions([counts], [[9.0, 9, 9]])
    assert np.isnan([found.p[0], found.p_heterogeneity[0], found.freedom[0]]).all()
