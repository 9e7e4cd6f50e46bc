"""Signs of a control chart, and what it adds to a trend: told apart by shape, not by colour alone."""

import re
from dataclasses import replace

import pytest

from dashboard.figures.signs import sign
from dashboard.figures.trend import starts_at_zero, trend
from dashboard.queries.chart_views import Ahead, ChartView, Mark, Sense
from framework.model.results import Assurance, Variation
from tests.frameworks.made_series import point

MARK = Mark(0, 75.0, 70.0, 80.0, "70% to 80%")
POINTS = [point(74.0 + at % 3, f"M{at}", lower=60.0, upper=90.0) for at in range(8)]
AHEAD = (Ahead("N1", "Next 1", 71.0, 65.0, 77.0, 85.0, "71%", "65% to 77%", "85%"),)


def chart(*changed, ahead=()):
    marks = [MARK] * len(POINTS)
    for at, sense in changed:
        marks[at] = replace(MARK, signal=sense, signal_text="Above its usual range")
    return ChartView(tuple(marks), ahead)


def draw(view, **more):
    return str(trend(POINTS, unit="percent", label="", chart=view, **more))


@pytest.mark.parametrize("word", [*Variation, *Assurance])
def test_every_word_of_a_chart_has_a_sign_of_its_own(word):
    drawn = sign(word.name.lower())
    assert 'aria-hidden="true"' in drawn
    others = {sign(one.name.lower()) for one in (*Variation, *Assurance) if one is not word}
    assert drawn not in others


def test_an_unknown_word_has_no_sign():
    assert sign("<script>") == ""
    assert sign("") == ""


def test_a_usual_range_takes_the_place_of_the_intervals():
    drawn = draw(chart())
    assert 'class="range"' in drawn
    assert 'class="band"' not in drawn
    assert drawn.count('class="mean"') == 1


def test_signals_differ_in_shape():
    paths = [
        re.search(r'class="signal signal-\w+"[^>]*><path d="([^"]+)"', draw(chart((3, sense))))[1]
        for sense in Sense
    ]
    assert len(set(paths)) == len(Sense)


def test_each_stretch_has_its_own_range_mean_and_line_between():
    marks = tuple(replace(MARK, stretch=at // 4, mean=70.0 + at // 4) for at in range(8))
    drawn = draw(ChartView(marks))
    assert drawn.count('class="range"') == 2
    assert drawn.count('class="mean"') == 2
    assert drawn.count("new range") == 1


def test_a_forecast_is_dashed_with_its_interval_and_goes_on_from_the_last_figure():
    drawn = draw(chart(ahead=AHEAD))
    assert drawn.count('class="line ahead"') == 1
    assert 'class="band ahead"' in drawn
    assert ">Forecast 71%<" in drawn
    assert ">N1<" in drawn
    assert ">Target<" in drawn  # it is set for the period to come


def test_a_forecast_is_not_drawn_on_from_a_figure_that_is_missing():
    points = [*POINTS[:-1], point(None, "M7")]
    drawn = trend(points, unit="percent", label="", chart=chart(ahead=AHEAD))
    assert 'class="line ahead"' not in drawn
    assert 'class="band ahead"' not in drawn


def test_everything_that_is_drawn_has_room():
    drawn = draw(chart((2, Sense.WORSE), ahead=AHEAD))
    places = [float(found) for found in re.findall(r'(?:[xy][12]?|c[xy])="([-0-9.]+)%"', drawn)]
    assert places
    assert all(0 <= place <= 100 for place in places)
    low = ChartView(tuple(replace(MARK, lower=0.0) for _ in POINTS))
    assert starts_at_zero(POINTS, unit="percent", chart=low)
    assert not starts_at_zero(POINTS, unit="percent", chart=chart())


def test_both_ends_of_a_target_range_are_drawn():
    points = [replace(one, target=60.0, target_high=80.0) for one in POINTS]
    drawn = str(trend(points, unit="percent", label=""))
    assert drawn.count('class="target"') == 2
