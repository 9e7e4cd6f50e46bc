"""What a control chart says of a series, by the NHS rules."""

import numpy as np
import pytest

from indicators.statistics.control_charts import (
    Assurance,
    Variation,
    assurance,
    variation,
    xmr_chart,
)
from indicators.statistics.control_charts_rules import Cause, Rules

NAN = float("nan")
TWO_LEVELS = [11.0, 19, 11, 19, 11, 19, 11, 9, 1, 9, 1, 9, 1, 9]
QUIET = [10.0, 12, 9, 11, 10, 13, 8, 11, 10, 12, 9, 11]
ONE_SPIKE = [1.0, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]


def causes(values, **options):
    return xmr_chart([values], **options).cause[0].tolist()


def test_limits_lie_2_66_mean_moving_ranges_from_the_mean():
    chart = xmr_chart([ONE_SPIKE])
    assert chart.mean[0, 0] == pytest.approx(1.944, abs=1e-3)
    assert chart.lower[0, 0] == pytest.approx(-3.06, abs=5e-3)
    assert chart.upper[0, 0] == pytest.approx(6.95, abs=5e-3)


def test_screening_leaves_unusual_moves_out_of_the_limits_but_not_of_the_mean():
    chart = xmr_chart([ONE_SPIKE], screen=True)
    assert chart.mean[0, 0] == pytest.approx(1.944, abs=1e-3)
    assert chart.lower[0, 0] == pytest.approx(-0.72, abs=5e-3)
    assert chart.upper[0, 0] == pytest.approx(4.60, abs=5e-3)


def test_a_point_outside_the_limits_is_flagged_and_its_neighbours_are_not():
    chart = xmr_chart([ONE_SPIKE], screen=True)
    assert np.flatnonzero(chart.cause[0]).tolist() == [4]
    assert chart.cause[0, 4] == Cause.OUTSIDE
    assert chart.side[0, 4] == 1


def test_seven_rising_points_are_a_trend_and_six_are_not():
    around = [0, 20.0, 0, 20, 0, 20, 0, 20, 0, 20, 0, 20]
    six = causes([*around, 7, 8, 9, 10, 11, 12, 3])
    seven = causes([*around, 7, 8, 9, 10, 11, 12, 13, 3])
    assert Cause.TREND not in six
    assert [i for i, cause in enumerate(seven) if cause == Cause.TREND] == [*range(12, 19)]


def test_a_tie_ends_a_trend():
    around = [0, 20.0, 0, 20, 0, 20, 0, 20, 0, 20, 0, 20]
    assert Cause.TREND not in causes([*around, 7, 8, 9, 10, 10, 11, 12, 13, 3])


def test_a_trend_says_which_way_it_goes_and_not_on_which_side_it_lies():
    around = [20.0, 0, 20, 0, 20, 0, 20, 0, 20, 0, 20, 0]
    chart = xmr_chart([[*around, 12, 11, 10, 9, 8, 7, 6, 20]])
    assert chart.side[0, 12:19].tolist() == [-1] * 7
    assert chart.mean[0, 0] < 11


def test_seven_points_on_one_side_are_a_shift_and_a_point_on_the_mean_ends_it():
    # The two halves balance, so the mean is exactly 10.
    touched = [11.0, 19, 11, 10, 11, 19, 11, 9, 1, 9, 10, 9, 1, 9]
    assert causes(TWO_LEVELS) == [Cause.SHIFT] * 14
    assert causes(touched) == [Cause.NONE] * 14


def test_two_of_three_near_a_limit_flag_only_the_points_that_are_near():
    chart = xmr_chart([[*QUIET * 2, 10, 15.5, 11, 15.5, 10]], fix_after=24)
    assert chart.cause[0, 24:].tolist() == [0, Cause.TWO_OF_THREE, 0, Cause.TWO_OF_THREE, 0]
    assert chart.upper[0, 0] > 15.5


def test_two_of_three_needs_all_three_on_one_side():
    chart = xmr_chart([[*QUIET * 2, 10, 15.5, 9, 15.5, 10]], fix_after=24)
    assert Cause.TWO_OF_THREE not in chart.cause[0].tolist()


def test_two_of_three_does_not_count_a_point_outside_the_limits():
    chart = xmr_chart([[*QUIET * 2, 10, 15.5, 11, 40, 10]], fix_after=24)
    assert chart.cause[0, 24:].tolist() == [0, 0, 0, Cause.OUTSIDE, 0]


def test_two_of_three_does_not_cross_a_rebase():
    values = [*QUIET, 11, 15.5, 16.2, *QUIET]
    apart = xmr_chart([values], rebase=np.arange(27) == 14, fix_after=12)
    together = xmr_chart([values], fix_after=12)
    assert Cause.TWO_OF_THREE not in apart.cause[0].tolist()
    assert together.cause[0, 12:16].tolist() == [0, Cause.TWO_OF_THREE, Cause.TWO_OF_THREE, 0]


def test_where_two_trends_meet_the_turning_point_belongs_to_the_earlier():
    peak = [*range(1, 8), *range(6, 0, -1)]
    values = [float(value) for value in [*[20, -12] * 8, *peak]]
    chart = xmr_chart([values])
    assert chart.cause[0, -13:].tolist() == [Cause.TREND] * 13
    assert chart.side[0, -13:].tolist() == [1] * 7 + [-1] * 6


def test_how_long_a_trend_and_a_shift_are_can_be_declared():
    values = [*QUIET, 9, 10, 11, 12, 13, 8]
    assert Cause.TREND in causes(values, rules=Rules(trend=5))
    assert Cause.TREND not in causes(values)
    with pytest.raises(ValueError, match="at least 3"):
        Rules(shift=2)


def test_a_missing_point_ends_a_run_and_has_no_moving_range():
    whole = xmr_chart([[1.0, 3, 1, 3, 1, 3]])
    gap = xmr_chart([[1.0, 3, 1, NAN, 1, 3]])
    assert gap.mean[0, 0] == pytest.approx(9 / 5)
    assert gap.upper[0, 0] - gap.mean[0, 0] == pytest.approx(2.66 * 2)
    assert whole.upper[0, 0] - whole.mean[0, 0] == pytest.approx(2.66 * 2)
    gaps = [*TWO_LEVELS[:3], NAN, *TWO_LEVELS[3:10], NAN, *TWO_LEVELS[10:]]
    assert causes(TWO_LEVELS) == [Cause.SHIFT] * 14
    assert causes(gaps) == [Cause.NONE] * 16


@pytest.mark.parametrize("before", [0, 3])
@pytest.mark.parametrize("after", [0, 2])
def test_padding_about_a_series_changes_nothing(before, after):
    bare = xmr_chart([ONE_SPIKE], screen=True)
    padded = xmr_chart([[*[NAN] * before, *ONE_SPIKE, *[NAN] * after]], screen=True)
    kept = slice(before, before + len(ONE_SPIKE))
    assert padded.cause[0, kept].tolist() == bare.cause[0].tolist()
    assert padded.upper[0, kept] == pytest.approx(bare.upper[0])
    assert variation(padded, 1) == variation(bare, 1)
    assert assurance(padded, 9, 1) == assurance(bare, 9, 1) == [Assurance.FAILS]


def test_limits_from_fewer_than_12_points_are_trial_limits():
    chart = xmr_chart([[*QUIET[:11], NAN], QUIET])
    assert chart.is_trial[0].all()
    assert not chart.is_trial[1].any()


def test_a_locked_baseline_does_not_move_when_points_are_added():
    short = xmr_chart([QUIET], fix_after=12)
    long = xmr_chart([[*QUIET, 40, 41, 42]], fix_after=12)
    assert long.upper[0, -1] == short.upper[0, -1]
    assert long.cause[0, -1] == Cause.OUTSIDE


def test_a_locked_baseline_counts_the_points_that_have_a_value():
    gap = xmr_chart([[10.0, NAN, 12, 9, 40, 40]], fix_after=3)
    assert gap.mean[0, 0] == pytest.approx(31 / 3)


def test_each_series_may_have_its_own_baseline():
    both = xmr_chart([[*QUIET, 40], [*QUIET, 40]], fix_after=[12, 0])
    assert both.mean[0, 0] == pytest.approx(np.mean(QUIET))
    assert both.mean[1, 0] == pytest.approx(np.mean([*QUIET, 40]))
    with pytest.raises(ValueError, match="at least 2"):
        xmr_chart([QUIET], fix_after=1)


def test_a_rebase_starts_new_lines_that_know_nothing_of_the_old():
    later = [value + 50 for value in QUIET]
    starts = np.arange(24) == 12
    chart = xmr_chart([[*QUIET, *later]], rebase=starts)
    assert chart.mean[0, 0] == pytest.approx(np.mean(QUIET))
    assert chart.mean[0, -1] == pytest.approx(np.mean(later))
    assert chart.upper[0, -1] == pytest.approx(xmr_chart([later]).upper[0, 0])
    assert chart.segment[0].tolist() == [0] * 12 + [1] * 12
    assert not chart.cause.any()


def test_a_run_does_not_cross_a_rebase():
    rises = [*QUIET, 5.0, 6, 7, 8, 9, 10, 11]
    assert Cause.TREND in causes(rises)
    assert Cause.TREND not in causes(rises, rebase=np.arange(19) == 15)


def test_series_do_not_know_of_each_other():
    dice = np.random.default_rng(7)
    many = dice.normal(50, 5, (6, 30))
    starts = dice.random((6, 30)) < 0.1
    together = xmr_chart(many, rebase=starts, fix_after=8, screen=True)
    for row in range(6):
        alone = xmr_chart(many[row : row + 1], rebase=starts[row], fix_after=8, screen=True)
        assert alone.upper[0] == pytest.approx(together.upper[row], nan_ok=True)
        assert alone.cause[0].tolist() == together.cause[row].tolist()


@pytest.mark.parametrize(
    ("last", "direction", "expected"),
    [
        (40.0, 1, Variation.IMPROVING_HIGH),
        (40.0, -1, Variation.CONCERNING_HIGH),
        (40.0, 0, Variation.NEUTRAL_HIGH),
        (-40.0, 1, Variation.CONCERNING_LOW),
        (-40.0, -1, Variation.IMPROVING_LOW),
        (-40.0, 0, Variation.NEUTRAL_LOW),
        (10.0, 1, Variation.COMMON_CAUSE),
    ],
)
def test_the_last_point_and_the_good_direction_give_the_variation(last, direction, expected):
    chart = xmr_chart([[*QUIET, last]], fix_after=12)
    assert variation(chart, direction) == [expected]


def test_no_variation_is_named_where_there_are_no_limits():
    chart = xmr_chart([[NAN, NAN], [5.0, NAN], [5.0, 6.0]])
    expected = [Variation.CANNOT_SAY, Variation.CANNOT_SAY, Variation.COMMON_CAUSE]
    assert variation(chart, [1, 1, 1]).tolist() == expected


@pytest.mark.parametrize(
    ("target", "more_is_better", "less_is_better"),
    [
        (100.0, Assurance.FAILS, Assurance.PASSES),
        (-100.0, Assurance.PASSES, Assurance.FAILS),
        (10.0, Assurance.HIT_AND_MISS, Assurance.HIT_AND_MISS),
        (NAN, Assurance.CANNOT_SAY, Assurance.CANNOT_SAY),
    ],
)
def test_the_limits_against_the_target_give_the_assurance(target, more_is_better, less_is_better):
    chart = xmr_chart([QUIET])
    assert assurance(chart, target, 1) == [more_is_better]
    assert assurance(chart, target, -1) == [less_is_better]
    assert assurance(chart, target, 0) == [Assurance.CANNOT_SAY]


def test_assurance_looks_at_the_latest_lines():
    chart = xmr_chart([[*QUIET, *(value + 50 for value in QUIET)]], rebase=np.arange(24) == 12)
    assert assurance(chart, 30, 1) == [Assurance.PASSES]


@pytest.mark.parametrize(
    "values",
    [
        [[]],
        np.empty((0, 4)),
        np.empty((3, 0)),
        [[NAN] * 9],
        [[1.0]],
        [[np.inf, 1, 2, -np.inf, 3]],
        [[1e308, -1e308, 1e308] * 5],
        [[5.0] * 14],
    ],
)
def test_odd_series_neither_raise_nor_warn(values):
    chart = xmr_chart(values, rebase=False, fix_after=12, screen=True)
    assert chart.mean.shape == np.shape(values)
    assert len(variation(chart, 1)) == len(assurance(chart, 5, 1)) == len(values)


def test_a_series_that_never_moves_has_its_own_value_as_limits():
    chart = xmr_chart([[0.1] * 14])
    assert chart.lower[0].tolist() == chart.upper[0].tolist() == [0.1] * 14
    assert not chart.cause.any()


def test_series_must_be_rows():
    with pytest.raises(ValueError, match="dimensions"):
        xmr_chart(QUIET)
