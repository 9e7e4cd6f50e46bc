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
    made = forecast([values], 2, method)
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
    made = forecast([WALK], 3, method)
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
