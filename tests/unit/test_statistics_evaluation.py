"""Interrupted series, differences, agreement and pairs: what odd input gives, and facts by hand."""

import math

import numpy as np
import pytest

from indicators.statistics.agreement import Weights, kappa, mcnemar
from indicators.statistics.before_and_after import (
    difference_in_differences,
    interrupted_series,
    two_way_differences,
)
from indicators.statistics.paired import changes, mean_change, signed_ranks
from indicators.statistics.regression import clustered_covariance, durbin_watson


def test_a_step_and_a_steeper_slope_are_told_apart():
    before = [10 + 2 * t for t in range(1, 9)]
    after = [10 + 2 * t + 5 + 3 * (t - 8) for t in range(9, 17)]
    found = interrupted_series([*before, *after], 8).coefficients
    assert found == pytest.approx([10, 2, 5, 3])


def test_a_difference_in_differences_is_the_change_beyond_the_others():
    values = [10, 10, 12, 12, 20, 20, 27, 27]
    treated, post = [0] * 4 + [1] * 4, [0, 0, 1, 1] * 2
    assert difference_in_differences(values, treated, post).coefficients[-1] == pytest.approx(5)
    areas, periods = ["a", "b", "a", "b", "c", "d", "c", "d"], [1, 1, 2, 2] * 2
    two_way = two_way_differences(values, treated, post, areas, periods)
    assert two_way.coefficients[-1] == pytest.approx(5)


def test_too_few_points_or_nobody_treated_gives_no_number_and_no_error():
    assert np.isnan(interrupted_series([1, 2, 3], 2).coefficients).all()
    assert np.isnan(
        difference_in_differences([1, 2, 3, 4, 5], [0] * 5, [0, 1] * 2 + [1]).coefficients
    ).all()
    missing = interrupted_series([1, 2, math.nan, 4, 5, 6, 7, 8], 4)
    assert np.isnan(missing.coefficients).all()
    assert math.isnan(durbin_watson(missing))
    assert np.isnan(clustered_covariance(missing, list("aabbccdd"))).all()


def test_full_agreement_is_one_and_near_misses_count_when_said():
    assert kappa([[5, 0], [0, 5]])[0] == pytest.approx(1)
    near, far = [[4, 2, 0], [2, 4, 2], [0, 2, 4]], [[4, 0, 2], [2, 4, 2], [2, 0, 4]]
    assert kappa(near)[0] == pytest.approx(kappa(far)[0], abs=0.02)
    assert kappa(near, Weights.QUADRATIC)[0] > kappa(far, Weights.QUADRATIC)[0] + 0.2


@pytest.mark.parametrize("table", [[[0, 0], [0, 0]], [[7, 0], [0, 0]], [[1, 2, 3]], [1, 2]])
def test_agreement_of_nothing_is_no_number(table):
    assert all(map(math.isnan, kappa(table)))


def test_nobody_who_changed_leaves_nothing_to_test():
    assert all(map(math.isnan, mcnemar(0, 0)))
    assert math.isnan(signed_ranks([1, 2], [1, 2]).p)
    assert math.isnan(changes([1, 2], [1, 2]).p)
    assert (changes([1, 2], [1, 2]).same, changes([], []).same) == (2, 0)
    alike = mean_change([1, 2, 3], [2, 3, 4])
    assert (alike.mean, math.isnan(alike.p)) == (1.0, True)
    assert math.isnan(mean_change([], []).mean)


def test_a_pair_with_a_missing_reading_is_left_out():
    assert changes([1, math.nan, 2], [2, 3, 1]).up == 1
    assert mean_change([1, math.nan, 2], [3, 3, 5]).mean == pytest.approx(2.5)
