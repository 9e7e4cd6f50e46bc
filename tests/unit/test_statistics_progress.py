"""How growth so far compares with the growth that a target needs."""

import numpy as np
import pytest

from indicators.statistics.progress import (
    Path,
    Progress,
    ProgressReason,
    growth_observed,
    progress_to_target,
)

NAN = float("nan")


def judged(base, latest, target, direction=1, path=Path.LINEAR, passed=5, whole=10):
    return progress_to_target(
        base,
        latest,
        target,
        years_passed=passed,
        years_in_all=whole,
        direction=direction,
        path=path,
    )


def test_growth_in_a_year_compounds():
    assert growth_observed(100, 121, 2) == pytest.approx([0.10])
    assert growth_observed(100, 121, 2, Path.LINEAR) == pytest.approx([10.5])


@pytest.mark.parametrize(
    ("latest", "expected"),
    [
        (60.0, Progress.ACHIEVED),
        (75.0, Progress.ACHIEVED),
        (50.0, Progress.SUBSTANTIAL),
        (46.0, Progress.MODERATE),
        (41.0, Progress.LIMITED),
        (40.0, Progress.LIMITED),
        (39.0, Progress.DETERIORATION),
    ],
)
def test_progress_is_growth_so_far_over_the_growth_required(latest, expected):
    made = judged(40.0, latest, 60.0)
    assert made.progress.tolist() == [expected]
    assert made.ratio == pytest.approx([(latest - 40) / 10])
    assert made.required == pytest.approx([2.0])


def test_less_is_better_mirrors_it():
    assert judged(60.0, 50, 40, direction=-1).progress.tolist() == [Progress.SUBSTANTIAL]
    assert judged(60.0, 65, 40, direction=-1).progress.tolist() == [Progress.DETERIORATION]
    assert judged(60.0, 39, 40, direction=-1).progress.tolist() == [Progress.ACHIEVED]


def test_growth_by_shares_halves_as_easily_as_it_doubles():
    up = judged(100.0, 141.42135623730951, 200, path=Path.GROWTH)
    down = judged(100.0, 70.71067811865476, 50, direction=-1, path=Path.GROWTH)
    assert up.ratio == pytest.approx([1.0])
    assert down.ratio == pytest.approx([1.0])
    assert up.progress.tolist() == down.progress.tolist() == [Progress.SUBSTANTIAL]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"base": 0.0}, ProgressReason.BASE_NOT_ABOVE_ZERO),
        ({"base": -5.0}, ProgressReason.BASE_NOT_ABOVE_ZERO),
        ({"latest": -5.0}, ProgressReason.NOT_ABOVE_ZERO),
        ({"target": 0.0, "direction": -1}, ProgressReason.NOT_ABOVE_ZERO),
        ({"latest": NAN}, ProgressReason.MISSING),
        ({"target": np.inf}, ProgressReason.MISSING),
        ({"whole": np.inf}, ProgressReason.MISSING),
        ({"direction": 0}, ProgressReason.NO_DIRECTION),
        ({"passed": 0}, ProgressReason.TIMES_OUT_OF_ORDER),
        ({"passed": 11}, ProgressReason.TIMES_OUT_OF_ORDER),
        ({"base": 70.0}, ProgressReason.NOTHING_REQUIRED),
        ({"base": 60.0}, ProgressReason.NOTHING_REQUIRED),
    ],
)
def test_progress_that_cannot_be_said_has_a_reason(options, reason):
    made = judged(**({"base": 40.0, "latest": 50.0, "target": 60.0, "path": Path.GROWTH} | options))
    assert made.reason.tolist() == [reason]
    assert made.progress.tolist() == [Progress.CANNOT_SAY]


def test_a_target_that_is_met_is_met_whatever_the_base():
    assert judged(0.0, 70, 60, path=Path.GROWTH).progress.tolist() == [Progress.ACHIEVED]
    assert judged(80.0, 70, 60).progress.tolist() == [Progress.ACHIEVED]
    assert judged(0.0, 70, 60, path=Path.GROWTH, passed=0).progress.tolist() == [0]


def test_a_linear_path_may_start_from_nought():
    assert judged(0.0, 30, 60).ratio == pytest.approx([1.0])
