"""Bars of one table share a scale that begins at nought, with the target and the parent as lines."""

import re
from dataclasses import replace

from dashboard.figures.bars import bar, bar_frame
from dashboard.queries.views import AreaBar
from framework.model.results import Rating


def area(value: float | None, lower: float | None = None, upper: float | None = None) -> AreaBar:
    return AreaBar(
        code="E1",
        name="Ashby",
        chosen=False,
        value=value,
        lower=lower,
        upper=upper,
        text="",
        count_text="",
        interval_text="",
        rating=Rating.NOT_RATED,
        note="",
    )


def width(drawn: str) -> float:
    found = re.search(r'<rect[^>]* width="([0-9.]+)%"', drawn)
    assert found
    return float(found[1])


def test_bars_are_to_scale_with_each_other() -> None:
    rows = [area(20.0), area(80.0)]
    frame = bar_frame(rows)
    assert abs(4 * width(bar(rows[0], frame)) - width(bar(rows[1], frame))) < 0.05


def test_the_interval_the_target_and_the_parent_fit_on_the_drawing() -> None:
    row = area(50.0, 20.0, 99.0)
    drawn = bar(row, bar_frame([row], target=95.0, benchmark=60.0))
    assert all(0 <= float(x) <= 100 for x in re.findall(r'x[12]?="([-0-9.]+)%"', drawn))
    for name in ("whisker", "target", "benchmark"):
        assert f'class="{name}"' in drawn


def test_a_hidden_figure_has_no_bar() -> None:
    row = area(None)
    drawn = bar(row, bar_frame([row, area(4.0)]))
    assert "<rect" not in drawn
    assert "whisker" not in drawn


def test_a_negative_figure_grows_to_the_left_of_nought() -> None:
    row = area(-5.0)
    drawn = bar(row, bar_frame([row, area(5.0)]))
    axis = re.search(r'class="axis" x1="([0-9.]+)%"', drawn)
    start = re.search(r'<rect[^>]* x="([0-9.]+)%"', drawn)
    assert axis
    assert start
    assert float(start[1]) < float(axis[1])


def test_the_chosen_area_stands_out() -> None:
    row = replace(area(5.0), chosen=True)
    assert "fill chosen" in bar(row, bar_frame([row]))


def test_it_is_hidden_from_screen_readers_for_the_figures_stand_beside_it() -> None:
    row = area(5.0)
    assert 'aria-hidden="true"' in bar(row, bar_frame([row]))
