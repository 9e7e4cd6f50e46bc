"""The chart for exploring is what Plotly accepts, and shows every text as it was written."""

import json

import pytest
from plotly import graph_objects

from dashboard.figures.explore import THEMES, explore
from dashboard.queries.exploration import AreaSeries
from dashboard.queries.views import Beside
from framework.model.results import Comparison
from tests.frameworks.made_series import point, read_specs, series

HOSTILE = "%{x}<extra><img src=x onerror=alert(1)></extra>"


@pytest.mark.parametrize("theme", THEMES)
def test_plotly_accepts_the_figure_of_every_kind_of_indicator(theme: str) -> None:
    for spec in read_specs():
        beside = [Beside("England", "9%", 9.0, "2024/25", Comparison.WORSE, "worse than England")]
        figure = explore(series(spec), name="Midshire", unit=spec.unit, beside=beside, theme=theme)
        assert graph_objects.Figure(figure).data


def test_no_text_can_become_markup_or_a_template() -> None:
    points = [point(1.0, HOSTILE, text=HOSTILE, count_text=HOSTILE, breaks=HOSTILE)]
    beside = [Beside(HOSTILE, HOSTILE, 2.0, HOSTILE, Comparison.WORSE, HOSTILE)]
    others = [AreaSeries(HOSTILE, points)]
    figure = explore(
        points, name=HOSTILE, unit="percent", beside=beside, theme="light", others=others
    )
    written = json.dumps(figure)
    assert "<img" not in written
    assert "<extra" not in written
    assert "%{" not in written


def test_lines_do_not_cross_a_missing_figure_or_a_break() -> None:
    points = [
        point(1.0, "A"),
        point(None, "B"),
        point(3.0, "C"),
        point(4.0, "D", breaks="new rule"),
    ]
    figure = explore(points, name="Midshire", unit="percent", beside=(), theme="light")
    lines = [trace for trace in figure["data"] if trace["name"] == "Midshire"]
    assert [trace["x"] for trace in lines] == [["A"], ["C"], ["D"]]
    assert [trace["showlegend"] for trace in lines] == [True, False, False]


def test_a_provisional_figure_is_hollow() -> None:
    points = [point(1.0, "A"), point(2.0, "B", provisional=True)]
    figure = explore(points, name="Midshire", unit="percent", beside=(), theme="light")
    colours = figure["data"][-1]["marker"]["color"]
    assert colours[0] != colours[1]


@pytest.mark.parametrize("theme", THEMES)
def test_other_areas_wait_in_the_legend_each_with_a_line_of_its_own(theme: str) -> None:
    points = [point(1.0, "A"), point(None, "B"), point(3.0, "C")]
    others = [AreaSeries(name, points) for name in ("Ashby", "Dunmoor", "Kelby")]
    figure = explore(points, name="M", unit="percent", beside=(), theme=theme, others=others)
    assert graph_objects.Figure(figure).data
    drawn = [trace for trace in figure["data"] if trace.get("visible") == "legendonly"]
    assert [trace["name"] for trace in drawn if trace["showlegend"]] == [
        "Ashby",
        "Dunmoor",
        "Kelby",
    ]
    assert [trace["x"] for trace in drawn[:2]] == [["A"], ["C"]]
    looks = {(one["line"]["color"], one["line"]["dash"], one["marker"]["symbol"]) for one in drawn}
    assert len(looks) == 3
