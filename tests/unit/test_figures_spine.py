"""A spine: worse is left, the comparator is in the middle, both halves have one scale."""

from dataclasses import replace

import pytest

from dashboard.figures.spine import place_on, spine
from tests.frameworks.made_areas import profile_part, spread
from tests.frameworks.made_midshire import of_outcome

ROWS = profile_part("Right help", of_outcome("right_help")).rows


def test_the_comparator_is_in_the_middle_and_the_farthest_end_near_the_edge() -> None:
    assert place_on(spread(), 80.0) == pytest.approx(0.5)
    assert place_on(spread(), 60.0) == pytest.approx(0.03)
    assert place_on(spread(), 90.0) == pytest.approx(0.735)


def test_where_high_is_worse_high_is_left() -> None:
    turned = spread(turned=True)
    assert place_on(turned, 60.0) == pytest.approx(0.97)
    assert place_on(turned, 90.0) < 0.5


def test_a_figure_beyond_all_others_stays_inside() -> None:
    beyond = spread(value=20.0)
    assert place_on(beyond, 20.0) == pytest.approx(0.03)
    assert place_on(beyond, 60.0) > 0.03


def test_where_all_are_alike_all_stand_in_the_middle() -> None:
    alike = spread(low=5.0, high=5.0, middle=5.0, value=5.0)
    assert place_on(alike, 5.0) == 0.5


def test_a_mark_has_the_shape_of_its_verdict() -> None:
    drawn = [spine(row) for row in ROWS]
    assert 'class="signal signal-worse"' in drawn[0]
    assert 'class="dot"' in drawn[1]
    assert 'class="signal signal-better"' in drawn[2]
    assert 'class="signal signal-change"' in drawn[3]
    assert drawn[4] == ""


def test_without_a_figure_there_is_no_mark_and_without_quarters_no_box() -> None:
    bare = replace(ROWS[0], spread=spread(value=None, lower_quarter=None, upper_quarter=None))
    assert "signal" not in spine(bare)
    assert "quarters" not in spine(bare)
    assert 'class="spread"' in spine(bare)
