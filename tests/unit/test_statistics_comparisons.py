"""Standing among others: bands, ranks, spines, funnels, scores, inequality and chances."""

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose

from indicators.statistics.chance import (
    chance_by_interval,
    chance_of_rate,
    chance_of_share,
)
from indicators.statistics.combining import Missing, combine, rank_scores, winsorised, z_scores
from indicators.statistics.funnels import (
    Place,
    place_by_funnel,
    place_by_interval,
    place_by_intervals,
    place_of_events,
    proportion_limits,
    rate_limits,
    ratio_contour,
    wilson_contour,
)
from indicators.statistics.inequality import Scale, slope_index
from indicators.statistics.intervals import exact_poisson_interval, wilson_interval
from indicators.statistics.placing import bands, equal_groups, quantiles, ranks
from indicators.statistics.reasons import Reason
from indicators.statistics.two_groups import fisher_p, two_groups

NAN, INF = np.nan, np.inf


def test_quantiles_are_those_of_type_seven_without_what_is_missing():
    rng = np.random.default_rng(7)
    rows = rng.normal(size=(20, 9))
    expected = np.quantile(rows, [0, 0.1, 0.25, 0.5, 0.75, 1], axis=1).T
    assert_allclose(quantiles(rows, [0, 0.1, 0.25, 0.5, 0.75, 1]), expected)
    holed = np.column_stack([rows, np.full(20, NAN), np.full(20, INF)])
    assert_allclose(quantiles(holed, [0, 0.1, 0.25, 0.5, 0.75, 1]), expected)
    assert np.isnan(quantiles([[NAN, NAN]], [0.5])).all()
    assert quantiles(np.zeros((2, 0)), [0.5]).shape == (2, 1)


def test_the_best_quarter_is_band_one_whichever_way_is_good():
    values = [[1, 2, 3, 4, 5, NAN]] * 3
    assert bands(values, [-1, 1, 0]).tolist() == [
        [1, 1, 2, 3, 4, 0],
        [4, 4, 3, 2, 1, 0],
        [0, 0, 0, 0, 0, 0],
    ]


def test_three_areas_have_no_quarters():
    assert bands([[1, 2, 3, NAN]], [1]).tolist() == [[0, 0, 0, 0]]
    assert bands([[1, 2, 3, 4]], [-1]).tolist() == [[1, 2, 3, 4]]


def test_equal_values_share_the_better_rank():
    values = [[5, 7, 7, 1, NAN]] * 3
    expected = [[3, 1, 1, 4, NAN], [2, 3, 3, 1, NAN], [NAN] * 5]
    assert_allclose(ranks(values, [1, -1, 0]), expected)


def test_fewer_areas_than_groups_have_none():
    assert np.isnan(equal_groups([1, 2, 3], 4)).all()
    assert equal_groups([10, 20, 30, 40], 2).tolist() == [2, 2, 1, 1]


def test_a_share_lies_outside_the_contour_when_its_own_interval_leaves_the_baseline_out():
    n = np.arange(1, 400)
    for x in (0.1 * n, np.floor(0.3 * n), 0.25 * n):
        for level in (0.95, 0.998):
            by_contour = place_by_funnel(x / n, wilson_contour(0.2, n, level))
            by_interval = place_by_interval(0.2, wilson_interval(x, n, level))
            assert (by_contour == by_interval).all()


def test_funnels_of_no_size_have_no_limits():
    for limits in (proportion_limits, wilson_contour, rate_limits):
        assert np.isnan(limits(0.2, [0, -1, NAN])).all()
        assert np.isnan(limits([-0.1, NAN], 50)).all()
    assert np.isnan(ratio_contour([0, -1, NAN])).all()
    assert np.isnan(proportion_limits(1.5, 50)).all()


def test_limits_of_a_rate_are_those_of_the_expected_count():
    low, high = exact_poisson_interval(12.5)
    assert_allclose(rate_limits(0.25, 50), [low / 50, high / 50])


def test_the_outer_limits_make_it_much():
    inner, outer = (6, 10), (4, 12)
    codes = place_by_interval([13, 11, 10, 5, 3, NAN], inner, outer)
    assert [Place(code) for code in codes] == [
        Place.VERY_LOW,
        Place.LOW,
        Place.SIMILAR,
        Place.HIGH,
        Place.VERY_HIGH,
        Place.CANNOT_SAY,
    ]
    assert place_by_interval(5, (NAN, 10)) == Place.CANNOT_SAY


def test_two_intervals_that_touch_are_similar():
    one = np.array([1.0, 3, 6, 8, NAN]), np.array([2.0, 5, 7, 9, 5])
    assert place_by_intervals(one, (5, 6)).tolist() == [
        Place.LOW,
        Place.SIMILAR,
        Place.SIMILAR,
        Place.HIGH,
        Place.CANNOT_SAY,
    ]


def test_a_count_with_nothing_expected_cannot_be_placed():
    assert place_of_events([5, 5, NAN, 0], [0, NAN, 4, 9]).tolist() == [
        Place.CANNOT_SAY,
        Place.CANNOT_SAY,
        Place.CANNOT_SAY,
        Place.VERY_LOW,
    ]


def test_scores_have_mean_nought_and_deviation_one_and_a_constant_part_has_none():
    scores = z_scores([[1, 5, 9], [2, 5, NAN], [6, 5, 1]])
    assert_allclose(scores[:, 0].mean(), 0, atol=1e-12)
    assert_allclose(scores[:, 0].std(), 1)
    assert np.isnan(scores[:, 1]).all()
    assert_allclose(scores[:, 2], [1, NAN, -1])


def test_rank_scores_run_from_nought_to_one():
    column = np.array([[3.0], [1], [1], [9], [NAN]])
    assert_allclose(rank_scores(column)[:, 0], [2 / 3, 1 / 6, 1 / 6, 1, NAN])


def test_outermost_values_are_drawn_in():
    drawn = winsorised(np.arange(11.0)[:, np.newaxis], 0.1)[:, 0]
    assert (drawn.min(), drawn.max()) == (1, 9)
    with pytest.raises(ValueError, match="below"):
        winsorised([[1.0]], 0.5)


def test_contributions_add_up_to_the_score_and_polarity_turns_them():
    scores = np.array([[1.0, 2], [-1, 0.5], [0, -0.5]])
    found = combine(scores, [3, 1], [1, -1])
    assert_allclose(found.score, (3 * scores[:, 0] - scores[:, 1]) / 4)
    assert_allclose(found.contribution.sum(axis=1), found.score)
    assert found.rank.tolist() == [1, 3, 2]


def test_an_area_without_a_part_has_a_score_only_by_the_rule():
    scores = [[1, NAN], [NAN, 2], [NAN, NAN], [1, 2]]
    none = combine(scores, [3, 1], [1, 1])
    assert_allclose(none.score, [NAN, NAN, NAN, 1.25])
    assert [Reason(code) for code in none.reason[:3]] == [Reason.FEW_PARTS] * 3
    present = combine(scores, [3, 1], [1, 1], missing=Missing.OF_THOSE_PRESENT)
    assert_allclose(present.score, [1, 2, NAN, 1.25])
    most = combine(scores, [3, 1], [1, 1], missing=Missing.OF_THOSE_PRESENT, least_share=0.5)
    assert_allclose(most.score, [1, NAN, NAN, 1.25])
    just = combine(scores, [3, 1], [1, 1], missing=Missing.OF_THOSE_PRESENT, least_share=0.25)
    assert_allclose(just.score, [1, 2, NAN, 1.25])


def test_a_part_of_no_weight_may_be_missing():
    assert_allclose(combine([[1, NAN]], [1, 0], [1, 1]).score, [1])


@pytest.mark.parametrize("weights", [[0, 0], [-1, 2], [NAN, 1]])
def test_weights_that_weigh_nothing_are_refused(weights):
    with pytest.raises(ValueError, match="weights"):
        combine([[1, 2]], weights, [1, 1])


def test_the_slope_of_a_straight_line_is_its_rise_and_the_seed_fixes_its_limits():
    values = np.array([[10.0, 20, 30, 40]])
    limits = values - 2, values + 2
    found, again = slope_index(values, limits, 100), slope_index(values, limits, 100)
    assert_allclose([found.slope, found.intercept, found.ratio], [[40], [5], [9]])
    assert found.slope_lower == again.slope_lower
    # On the plain scale the slope is a weighted sum of normal values: its limits are known.
    weights = np.array([-3, -1, 1, 3]) * 0.4
    half = 2 * np.sqrt((weights**2).sum())
    assert_allclose([found.slope_lower, found.slope_upper], [[40 - half], [40 + half]], rtol=5e-3)
    other = slope_index(values, limits, 100, seed=5)
    assert other.slope_lower != found.slope_lower


def test_a_row_of_groups_has_the_limits_it_would_have_alone():
    values = np.array([[0.1, 0.2, 0.3], [0.5, 0.4, 0.1]])
    limits = values * 0.9, values * 1.1
    both = slope_index(values, limits, 50, scale=Scale.LOGIT)
    alone = slope_index(values[1:], (limits[0][1:], limits[1][1:]), 50, scale=Scale.LOGIT)
    assert both.ratio_upper[1] == alone.ratio_upper[0]


def test_a_group_that_will_not_do_leaves_no_slope():
    values = np.array([[1.0, NAN, 3], [1, 2, 3], [0, 2, 3]])
    limits = values * 0.9, values * 1.1
    people = [[1, 1, 1], [1, 0, 1], [1, 1, 1]]
    found = slope_index(values, limits, people, scale=Scale.LOG)
    assert np.isnan([found.slope, found.ratio_lower, found.intercept]).all()


def test_groups_need_to_be_two():
    with pytest.raises(ValueError, match="two groups"):
        slope_index([[1.0]], ([[0.5]], [[1.5]]), 1)


def test_two_groups_that_will_not_do_have_no_figures():
    found = two_groups([5, 1, NAN, -1], [4, 0, 9, 9], 3, 10)
    assert np.isnan([found.risk_ratio, found.difference, found.p, found.odds_ratio_upper]).all()
    assert np.isnan(fisher_p([1.5, NAN], 4, 1, 4)).all()
    nobody = two_groups(0, 10, 0, 10)
    assert np.isnan([nobody.risk_ratio, nobody.chi_squared]).all()
    assert nobody.difference == 0


def test_the_chance_of_meeting_a_target_is_half_where_the_value_is_the_target():
    assert_allclose(chance_of_share(500, 1000, 0.5, [1, -1]), [0.5, 0.5])
    assert_allclose(chance_of_rate(10_000, 1000, 10, 1), 0.5, atol=0.01)
    assert_allclose(chance_by_interval(10, (8, 15), 10, [1, -1]), [0.5, 0.5])


def test_the_chance_follows_the_nearer_limit_and_the_direction():
    assert_allclose(chance_by_interval(10, (8, 15), [8, 15], 1), [0.975, 0.025])
    assert_allclose(chance_by_interval(10, (8, 15), [8, 15], -1), [0.025, 0.975])
    assert chance_of_share(8, 10, 0.5, 1) > 0.95
    assert chance_of_rate(0, 1, 10, -1) > 0.99


def test_a_target_outside_what_a_share_can_be_is_certain():
    assert_allclose(chance_of_share(5, 10, [0, 1.2, -0.1], 1), [1, 0, 1])
    assert_allclose(chance_of_rate(5, 10, -1, [1, -1]), [1, 0])


def test_a_chance_that_cannot_be_said_is_missing():
    assert np.isnan(chance_of_share([5, 1, NAN, 1], [4, 0, 4, 4], [0.5, 0.5, 0.5, NAN], 1)).all()
    assert np.isnan(chance_of_rate([-1, 1, 1], [4, 0, 4], [0.5, 0.5, NAN], 1)).all()
    assert np.isnan(chance_by_interval(1, ([1, NAN, 0], [1, NAN, 2]), [1, 1, NAN], 1)).all()
    assert np.isnan(chance_of_share(5, 10, 0.5, 0))


def test_the_contours_of_one_event_are_those_of_the_closed_formula():
    """One event or more has a chance of 1 - exp(-expected)."""
    for confidence, tail in ((0.95, 0.025), (0.998, 0.001)):
        _, upper = ratio_contour([1], confidence)
        assert upper[0] == pytest.approx(1 / -math.log1p(-tail), rel=1e-12)
