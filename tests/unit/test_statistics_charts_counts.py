"""Charts of counts, shares, rates and rare events, and the runs about a centre line."""

import numpy as np
import pytest

from indicators.statistics.control_charts_counts import (
    c_chart,
    g_chart,
    moving_range_chart,
    p_chart,
    t_chart,
    u_chart,
)
from indicators.statistics.control_charts_rules import Cause
from indicators.statistics.control_charts_runs import median_line, runs_about

NAN = float("nan")


def test_limits_of_a_count_follow_its_mean():
    chart = c_chart([[9.0, 7, 11, 9]])
    assert chart.mean[0, 0] == 9
    assert (chart.lower[0, 0], chart.upper[0, 0]) == (0, 18)


def test_limits_of_a_share_follow_each_denominator():
    chart = p_chart([[50.0, 5, 45]], [[100.0, 10, 90]])
    assert chart.values[0] == pytest.approx([0.5, 0.5, 0.5])
    reach = 3 * np.sqrt(0.25 / np.array([100, 10, 90]))
    assert chart.upper[0] == pytest.approx(0.5 + reach)
    assert chart.lower[0] == pytest.approx(0.5 - reach)


def test_limits_of_a_share_stay_between_none_and_all():
    chart = p_chart([[1.0, 9, 9, 9]], [[10.0, 10, 10, 10]])
    assert chart.upper.max() == 1
    assert p_chart([[9.0, 1, 1, 1]], [[10.0, 10, 10, 10]]).lower.min() == 0


def test_a_rate_may_be_more_than_one_each():
    chart = u_chart([[30.0, 10]], [[10.0, 10]])
    assert chart.mean[0, 0] == 2
    assert chart.upper[0, 0] == pytest.approx(2 + 3 * np.sqrt(2 / 10))


def test_prime_limits_widen_where_shares_move_more_than_chance_would_have_them():
    numerators = [[5000.0, 5600, 4700, 5500, 4600, 5400, 4900, 5300]]
    plain = p_chart(numerators, [[10000.0] * 8])
    prime = p_chart(numerators, [[10000.0] * 8], prime=True)
    assert (plain.cause == Cause.OUTSIDE).any()
    assert not (prime.cause == Cause.OUTSIDE).any()
    assert prime.mean[0, 0] == plain.mean[0, 0]


@pytest.mark.parametrize(
    ("numerator", "denominator"), [(3.0, 0.0), (11, 10), (-1, 10), (NAN, 10), (3, NAN), (3, -5)]
)
def test_a_share_that_is_none_is_missing_and_moves_no_line(numerator, denominator):
    chart = p_chart([[2.0, numerator, 4]], [[10.0, denominator, 10]])
    assert np.isnan(chart.values[0, 1])
    assert chart.mean[0, 0] == pytest.approx(6 / 20)


def test_points_with_few_expected_cases_are_marked():
    few = p_chart([[1.0, 50, 60]], [[4.0, 100, 110]]).is_sparse[0].tolist()
    assert few == [True, False, False]
    assert p_chart([[99.0, 98]], [[100.0, 100]]).is_sparse.all()
    assert c_chart([[1.0, 2, 3]]).is_sparse.all()
    assert not c_chart([[10.0, 12]]).is_sparse.any()
    assert u_chart([[1.0, 60]], [[4.0, 100]]).is_sparse[0].tolist() == [True, False]


def test_a_long_gap_between_rare_events_stands_out():
    gaps = [3.0, 5, 2, 8, 4, 6, 3, 7, 2, 5, 4, 6]
    for chart in (g_chart([[*gaps, 90]], fix_after=12), t_chart([[*gaps, 90]], fix_after=12)):
        assert chart.cause[0].tolist() == [0] * 12 + [Cause.OUTSIDE]
        assert chart.side[0, -1] == 1
        assert (chart.lower >= 0).all()


def test_gaps_that_are_all_alike_are_no_signals():
    assert not t_chart([[5.0] * 13]).cause.any()


def test_the_centre_of_gaps_between_cases_is_their_median():
    chart = g_chart([[1.0, 2, 30, NAN]])
    assert chart.mean[0].tolist() == [2, 2, 2, 2]
    assert chart.upper[0, 0] == pytest.approx(11 + 3 * np.sqrt(11 * 12))


def test_count_charts_can_be_rebased_and_locked():
    chart = c_chart([[9.0, 9, 30, 16, 16, 16]], rebase=np.arange(6) == 3, fix_after=2)
    assert chart.mean[0].tolist() == [9, 9, 9, 16, 16, 16]
    gaps = g_chart([[1.0, 3, 5, 10, 12, 14]], rebase=np.arange(6) == 3)
    assert gaps.mean[0].tolist() == [3, 3, 3, 12, 12, 12]


def test_moving_ranges_stand_at_the_later_point():
    chart = moving_range_chart([[1.0, 4, 3, NAN, 5]])
    assert chart.values[0, 1:3].tolist() == [3, 1]
    assert np.isnan(chart.values[0, [0, 3, 4]]).all()
    assert chart.upper[0, 0] == pytest.approx(3.267 * 2)


def test_runs_pass_over_points_on_the_line_and_missing_points():
    runs = runs_about([[2.0, 3, 0, 2, NAN, 4, -1, -2, 2]], 0)
    assert runs.useful.tolist() == [7]
    assert runs.longest.tolist() == [4]
    assert runs.crossings.tolist() == [2]


def test_a_series_that_stays_away_signals():
    shifted = [[*[1.0, -1] * 5, *[1.0] * 10]]
    runs = runs_about(shifted, 0)
    assert runs.longest_by_chance.tolist() == [7]
    assert runs.longest.tolist() == [10]
    assert runs.signal.tolist() == [True]
    assert runs_about([[1.0, -1] * 10], 0).signal.tolist() == [False]


def test_too_few_crossings_signal_without_a_long_run():
    values = [[1.0] * 5 + [-1.0] * 5 + [1.0] * 5 + [-1.0] * 5]
    runs = runs_about(values, 0)
    assert runs.crossings.tolist() == [3]
    assert runs.crossings_by_chance.tolist() == [6]
    assert runs.signal.tolist() == [True]


def test_the_line_of_a_run_chart_is_the_median_of_what_is_there():
    assert median_line([[3.0, NAN, 1, 10], [1.0, 2, 3, 4]])[:, 0].tolist() == [3, 2.5]


@pytest.mark.parametrize("shape", [(0, 3), (2, 0), (2, 3)])
def test_series_without_any_value_neither_raise_nor_warn(shape):
    nothing = np.full(shape, NAN)
    for chart in (c_chart, g_chart, t_chart, moving_range_chart):
        assert chart(nothing).mean.shape == shape
    assert p_chart(nothing, nothing, prime=True).mean.shape == shape
    assert u_chart(nothing, nothing, prime=True).mean.shape == shape
    assert not runs_about(nothing, median_line(nothing)).signal.any()
