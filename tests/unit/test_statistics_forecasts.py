"""Where a series will be, and how sure that is."""

import numpy as np
import pytest

from indicators.statistics.forecasts import (
    ForecastReason,
    Method,
    chance_of_meeting,
    forecast,
)
from indicators.statistics.forecasts_smoothed import smooth
from indicators.statistics.forecasts_year_end import (
    by_profile,
    by_shape,
    chance_by_profile,
    chance_by_shape,
)

NAN = float("nan")
DICE = np.random.default_rng(20261124)
NOISE = DICE.normal(50, 5, 24)
RISING = 2.0 * np.arange(24) + DICE.normal(0, 2, 24)
WALK = np.cumsum(DICE.normal(0, 3, 60)) + 100
UNEVEN = [3.0, 5, 4, 8, 7, 9, 8, 12]


def test_the_mean_goes_back_to_the_mean_however_far_ahead():
    made = forecast([UNEVEN], 3, Method.MEAN)
    assert made.mean[0].tolist() == [7, 7, 7]
    half = 2.364624 * np.std(UNEVEN, ddof=1) * np.sqrt(1 + 1 / 8)
    assert made.upper_95[0] == pytest.approx([7 + half] * 3)
    assert made.freedom[0] == 7


def test_the_naive_method_holds_the_last_value_and_its_doubt_grows_with_the_root_of_time():
    made = forecast([UNEVEN], 4, Method.NAIVE)
    assert made.mean[0].tolist() == [12] * 4
    assert made.error[0, 3] == pytest.approx(2 * made.error[0, 0])
    assert made.error[0, 0] == pytest.approx(np.sqrt(np.mean(np.diff(UNEVEN) ** 2)))


def test_drift_goes_on_by_the_mean_step():
    made = forecast([UNEVEN], 2, Method.DRIFT)
    assert made.mean[0] == pytest.approx([12 + 9 / 7, 12 + 18 / 7])
    spread = np.std(np.diff(UNEVEN), ddof=1)
    assert made.error[0] == pytest.approx(spread * np.sqrt([1 * (1 + 1 / 7), 2 * (1 + 2 / 7)]))


def test_the_line_goes_on_and_its_interval_widens():
    made = forecast([RISING], 12, Method.LINEAR)
    assert made.mean[0, -1] == pytest.approx(2 * 35, abs=4)
    widths = made.upper_95[0] - made.lower_95[0]
    assert (np.diff(widths) > 0).all()
    assert made.lower_95[0, 0] < made.lower_80[0, 0] < made.mean[0, 0] < made.upper_80[0, 0]


def test_the_interval_of_a_line_is_that_of_the_textbook():
    made = forecast([UNEVEN], 1, Method.LINEAR)
    assert made.mean[0, 0] == pytest.approx(7 + 46 / 42 * 4.5)
    error = np.sqrt((60 - 46**2 / 42) / 6 * (1 + 1 / 8 + 4.5**2 / 42))
    assert made.upper_95[0, 0] == pytest.approx(7 + 46 / 42 * 4.5 + 2.446912 * error)


def test_smoothing_follows_each_point_by_its_weights():
    simple = smooth([[4.0, 8, 6]], with_slope=False, weights=(0.5, 0))
    assert (simple.level[0], simple.slope[0]) == (6, 0)
    assert simple.spread[0] == pytest.approx(4)
    # Before the third point, 12: level 8 and slope 2, so 10 was expected, and 2 was missed.
    holt = smooth([[12.0]], with_slope=True, weights=(0.5, 0.25), start=(8.0, 2.0))
    assert (holt.level[0], holt.slope[0]) == (11, 2.25)


def test_the_doubt_of_smoothing_grows_by_the_weights_of_the_points_to_come():
    state = smooth([WALK], with_slope=True)
    made = forecast([WALK], 3, Method.SMOOTHED_TREND)
    a, b = state.level_weight[0], state.slope_weight[0]
    growth = np.cumsum([1, (a * (1 + b)) ** 2, (a * (1 + 2 * b)) ** 2])
    assert (made.error[0] / made.error[0, 0]) ** 2 == pytest.approx(growth)
    assert made.error[0, 0] == state.spread[0]
    weight = smooth([WALK], with_slope=False).level_weight[0]
    level = forecast([WALK], 3, Method.SMOOTHED)
    expected = [1, 1 + weight**2, 1 + 2 * weight**2]
    assert (level.error[0] / level.error[0, 0]) ** 2 == pytest.approx(expected)


def test_weights_that_were_looked_for_cost_degrees_of_freedom():
    state = smooth([UNEVEN], with_slope=True, weights=(0.0, 0.0))
    errors = np.array(UNEVEN) - (3 + 2 * np.arange(1, 9))
    assert state.spread[0] == pytest.approx(np.sqrt((errors**2).sum() / (8 - 4)))


def test_smoothing_holds_a_level_and_holts_method_goes_on_along_a_slope():
    level = forecast([RISING], 3, Method.SMOOTHED).mean[0]
    slope = forecast([RISING], 3, Method.SMOOTHED_TREND).mean[0]
    assert level[0] == level[2]
    assert slope[2] - slope[0] == pytest.approx(4, abs=1)


@pytest.mark.parametrize("with_slope", [False, True])
def test_no_other_weights_fit_better_than_those_that_smoothing_chooses(with_slope):
    chosen = smooth([NOISE, RISING, WALK[:24]], with_slope=with_slope)
    for alpha in np.linspace(0, 1, 21):
        for beta in np.linspace(0, 1, 21) if with_slope else [0.0]:
            other = smooth([NOISE, RISING, WALK[:24]], with_slope=with_slope, weights=(alpha, beta))
            assert (chosen.spread <= other.spread * (1 + 1e-4)).all()


def test_each_series_gets_the_method_that_its_shape_asks_for():
    found = forecast([NOISE, RISING, WALK[:24]], 2).method.tolist()
    assert found[:2] == [Method.MEAN, Method.LINEAR]
    assert forecast([WALK], 2).method.tolist() == [Method.DRIFT]


def test_a_series_of_which_no_trend_was_found_is_held_level():
    assert forecast([NOISE, RISING], 2, level=[True, True]).method.tolist() == [Method.MEAN] * 2
    assert forecast([WALK], 2, level=[True]).method.tolist() == [Method.NAIVE]
    assert forecast([RISING], 2, level=[False]).method.tolist() == [Method.LINEAR]


def test_a_chosen_forecast_is_the_forecast_of_that_method():
    chosen, named = forecast([RISING], 5), forecast([RISING], 5, Method.LINEAR)
    assert chosen.mean.tolist() == named.mean.tolist()
    assert chosen.upper_80.tolist() == named.upper_80.tolist()


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (UNEVEN[:7], ForecastReason.TOO_SHORT),
        ([*UNEVEN[:7], NAN], ForecastReason.TOO_SHORT),
        ([*UNEVEN, NAN, 3], ForecastReason.BROKEN),
        ([NAN] * 9, ForecastReason.TOO_SHORT),
        ([*UNEVEN, np.inf, 3], ForecastReason.BROKEN),
    ],
)
def test_a_short_or_broken_series_is_refused_by_name(values, reason):
    made = forecast([values], 2)
    assert made.reason.tolist() == [reason]
    assert made.method.tolist() == [Method.NONE]
    assert np.isnan([made.mean, made.lower_80, made.upper_95]).all()


@pytest.mark.parametrize("method", [*Method][1:])
@pytest.mark.parametrize("values", [[0.1] * 9, [0.0] * 9])
def test_a_series_that_never_moves_has_a_mean_and_no_interval(values, method):
    made = forecast([values], 2, method, season=2)
    assert made.mean[0].tolist() == pytest.approx(values[:2])
    assert np.isnan([made.lower_80, made.upper_95]).all()
    assert made.reason.tolist() == [ForecastReason.NO_SPREAD]
    assert np.isnan(chance_of_meeting(made, 0.05, 1)).all()


def test_padding_and_neighbours_change_no_forecast():
    rows = np.full((4, 30), NAN)
    rows[0, 3:27], rows[1, :24], rows[2, 6:], rows[3, :10] = RISING, NOISE, RISING, WALK[:10]
    together = forecast(rows, 3)
    for row, values in enumerate((RISING, NOISE, RISING, WALK[:10])):
        assert together.mean[row] == pytest.approx(forecast([values], 3).mean[0])


def test_half_the_chance_lies_on_each_side_of_the_forecast():
    made = forecast([RISING, NOISE], 2)
    assert chance_of_meeting(made, made.mean, 1) == pytest.approx(np.full((2, 2), 0.5))


@pytest.mark.parametrize("method", [*Method][1:])
def test_the_ends_of_an_interval_leave_its_tails_outside(method):
    made = forecast([WALK], 3, method, season=4)
    assert chance_of_meeting(made, made.upper_95, 1) == pytest.approx(np.full((1, 3), 0.025))
    assert chance_of_meeting(made, made.lower_80, 1) == pytest.approx(np.full((1, 3), 0.9))
    assert chance_of_meeting(made, made.lower_80, -1) == pytest.approx(np.full((1, 3), 0.1))


def test_there_is_no_chance_without_a_target_or_a_direction():
    made = forecast([RISING, RISING, RISING], 1)
    chance = chance_of_meeting(made, [40.0, NAN, 40], [1, 1, 0])[:, 0]
    assert np.isnan(chance).tolist() == [False, True, True]


def test_true_values_fall_inside_the_interval_as_often_as_it_says():
    dice = np.random.default_rng(5)
    y = 0.5 * np.arange(40) + dice.normal(0, 4, (2000, 40))
    made = forecast(y[:, :36], 4, Method.LINEAR)
    inside = (y[:, 36:] > made.lower_80) & (y[:, 36:] < made.upper_80)
    assert inside.mean() == pytest.approx(0.8, abs=0.02)


@pytest.mark.parametrize(("values", "steps"), [(UNEVEN, 1), ([UNEVEN], 0)])
def test_a_forecast_needs_rows_and_a_step(values, steps):
    with pytest.raises(ValueError, match="needs"):
        forecast(values, steps)


@pytest.mark.parametrize("shape", [(0, 9), (2, 0)])
def test_no_series_and_no_points_give_no_forecast(shape):
    assert forecast(np.empty(shape), 2).mean.shape == (shape[0], 2)


# ------------------------------------------------------------------ seasons and odd starts

YEAR = 10 * np.sin(2 * np.pi * np.arange(12) / 12)
SEASONAL = np.tile(YEAR, 4) + 0.2 * np.arange(48) + DICE.normal(50, 1.5, 48)


def test_a_season_is_carried_on_as_least_squares_has_it():
    made = forecast([SEASONAL], 12, Method.SEASONAL, season=12)
    t, ahead = np.arange(48.0), np.arange(48.0, 60)
    design = np.column_stack([t[:, None] % 12 == np.arange(12), t]).astype(float)
    future = np.column_stack([ahead[:, None] % 12 == np.arange(12), ahead]).astype(float)
    found, squares, *_ = np.linalg.lstsq(design, SEASONAL, rcond=None)
    assert made.mean[0] == pytest.approx(future @ found)
    spread = np.sqrt(squares[0] / 35)
    reach = np.sqrt(1 + np.diag(future @ np.linalg.inv(design.T @ design) @ future.T))
    assert made.error[0] == pytest.approx(spread * reach)
    assert made.freedom[0] == 35


def test_a_season_is_chosen_where_it_is_real_and_years_enough():
    made = forecast(
        [SEASONAL, np.random.default_rng(11).normal(50, 5, 48), WALK[:48]], 3, season=12
    )
    assert made.method.tolist() == [Method.SEASONAL, Method.MEAN, Method.DRIFT]
    assert forecast([SEASONAL[:35]], 3, season=12).method.tolist() != [Method.SEASONAL]
    assert forecast([SEASONAL], 3).method.tolist() != [Method.SEASONAL]


def test_a_season_needs_two_whole_years():
    made = forecast([SEASONAL[:23]], 3, Method.SEASONAL, season=12)
    assert made.reason.tolist() == [ForecastReason.TOO_SHORT]
    with pytest.raises(ValueError, match="a season has at least 2 periods"):
        forecast([SEASONAL], 3, Method.SEASONAL)


def test_chance_rarely_makes_a_season():
    dice = np.random.default_rng(6)
    made = forecast(dice.normal(0, 1, (2000, 48)), 1, season=12)
    assert (made.method == Method.SEASONAL).mean() < 0.02


def test_an_odd_first_point_is_not_followed():
    whole = forecast([NOISE], 3)
    odd = forecast([[5.0, *NOISE]], 3)
    assert odd.mean == pytest.approx(whole.mean)
    assert odd.error == pytest.approx(whole.error)
    assert (odd.left_out.tolist(), whole.left_out.tolist()) == ([0], [-1])
    padded = forecast([[NAN, 5.0, *NOISE]], 3)
    assert (padded.left_out.tolist(), padded.mean.tolist()) == ([1], odd.mean.tolist())


def test_a_method_that_is_named_uses_every_point_and_few_points_are_all_used():
    assert forecast([[5.0, *NOISE]], 1, Method.MEAN).left_out.tolist() == [-1]
    assert forecast([[500.0, *UNEVEN[:7]]], 1).left_out.tolist() == [-1]


# ------------------------------------------------------------------ years to date


def test_a_count_goes_on_as_earlier_years_did():
    then, later = [[100.0, 120, 80]], [[400.0, 450, 330]]
    made = by_shape([150.0], then, later, counts=True)
    logs = np.log(np.array(later) / np.array(then))[0]
    half = 4.302653 * logs.std(ddof=1) * np.sqrt(1 + 1 / 3)
    assert made.mean[0] == pytest.approx(150 * np.exp(logs.mean()))
    assert [made.lower[0], made.upper[0]] == pytest.approx(
        [150 * np.exp(logs.mean() - half), 150 * np.exp(logs.mean() + half)]
    )
    ends = [
        chance_by_shape([150.0], then, later, edge, counts=True)[0] for edge in made_edges(made)
    ]
    assert ends == pytest.approx([0.975, 0.5, 0.025], abs=1e-6)


def test_a_share_moves_by_points_as_earlier_years_did():
    then, later = [[70.0, 72, 74]], [[71.0, 74, 77]]
    made = by_shape([75.0], then, later, counts=False)
    assert made.mean[0] == pytest.approx(77)
    ends = [
        chance_by_shape([75.0], then, later, edge, counts=False)[0] for edge in made_edges(made)
    ]
    assert ends == pytest.approx([0.975, 0.5, 0.025], abs=1e-6)


def made_edges(made):
    return made.lower[0], made.mean[0], made.upper[0]


def test_two_years_make_no_shape_nor_does_a_count_of_nothing():
    assert np.isnan(by_shape([5.0], [[1.0, 2]], [[3.0, 4]], counts=True).mean).all()
    assert np.isnan(by_shape([5.0], [[1.0, 0, 2]], [[3.0, 4, 5]], counts=True).mean).all()
    assert np.isnan(by_shape([0.0], [[1.0, 2, 3]], [[3.0, 4, 5]], counts=True).mean).all()


def test_what_is_still_to_come_of_a_profile_is_as_uncertain_as_simulation_has_it():
    dice = np.random.default_rng(8)
    made = by_profile([40.0], [0.4])
    rates = dice.gamma(40.5, 1 / 0.4, 200_000)
    ends = 40 + dice.poisson(rates * 0.6)
    assert made.mean[0] == pytest.approx(ends.mean(), rel=0.01)
    low, high = np.quantile(ends, [0.025, 0.975])
    assert [made.lower[0], made.upper[0]] == pytest.approx([low, high], abs=1.5)
    assert chance_by_profile([40.0], [0.4], [100.0])[0] == pytest.approx(
        (ends >= 100).mean(), abs=0.01
    )


def test_a_profile_of_nothing_or_of_all_says_nothing():
    made = by_profile([40.0, 40, -1], [0.0, 1, 0.5])
    assert np.isnan([made.mean, made.lower, made.upper]).all()
