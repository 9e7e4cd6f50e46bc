"""An axis reads in round numbers, holds every value, and never leaves a percentage's own range."""

import math

import pytest

from dashboard.figures.scales import Scale, bar_scale, round_scale, tick_text, tight_scale


@pytest.mark.parametrize(
    ("values", "unit"),
    [
        ([71.7, 95.0], "percent"),
        ([99.2, 99.4], "percent"),
        ([0.1, 0.3], "percent"),
        ([50.0], "percent"),
        ([100.0], "percent"),
        ([0.0], "percent"),
        ([0.0, 0.0], "families"),
        ([1_912.0, 2_204.0], "children"),
        ([-3.0, 4.0], "points"),
        ([1e-6, 2e-6], "per 10,000"),
        ([4.2e7], "pounds"),
    ],
)
def test_every_value_lies_on_the_scale_between_two_labels(values: list[float], unit: str) -> None:
    scale = round_scale(values, unit=unit)
    assert scale.low <= min(values)
    assert scale.high >= max(values)
    assert 2 <= len(scale.ticks) <= 9
    assert list(scale.ticks) == sorted(set(scale.ticks))


def test_a_percentage_stays_within_nought_and_a_hundred() -> None:
    for values in ([0.4, 2.0], [97.0, 99.9], [2.0, 98.0]):
        scale = round_scale(values, unit="percent")
        assert scale.low >= 0
        assert scale.high <= 100


def test_a_share_of_more_than_a_hundred_percent_is_not_cut_off() -> None:
    assert round_scale([80.0, 130.0], unit="percent").high >= 130


def test_a_place_outside_the_scale_is_clipped_to_the_chart() -> None:
    scale = Scale(0.0, 10.0)
    assert scale.share(-5) == 0
    assert scale.share(15) == 1
    assert scale.share(2.5) == 0.25


def test_one_value_alone_stands_in_the_middle() -> None:
    assert tight_scale([4.0]).share(4.0) == 0.5


def test_bars_begin_at_nought_whatever_the_values() -> None:
    assert bar_scale([80.0, 90.0]).low == 0
    assert bar_scale([-2.0, 3.0]).low < -2
    assert math.isclose(bar_scale([]).high, 1.0)


def test_labels_have_the_decimals_that_their_steps_need() -> None:
    halves = round_scale([87.0, 96.0], unit="percent")
    assert [tick_text(tick, halves, unit="percent") for tick in halves.ticks][:2] == ["86%", "88%"]
    fine = Scale(0.0, 0.5, (0.0, 0.25, 0.5))
    assert tick_text(0.25, fine, unit="per 10,000") == "0.25"
    assert tick_text(2_500.0, Scale(0, 5_000, (0.0, 2_500.0)), unit="pounds") == "£2,500"
