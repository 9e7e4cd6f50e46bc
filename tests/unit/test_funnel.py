"""The funnel of areas: who differs from the whole by more than chance gives an area of its size."""

import math
from dataclasses import replace

import pytest

from dashboard.figures.funnel import funnel_plot
from dashboard.queries.areas import Neighbours
from dashboard.queries.funnel import FEWEST_AREAS, funnel
from dashboard.queries.views import AreaBar
from framework.model.expressions import Column
from framework.model.measures import Median
from framework.model.results import Rating
from tests.frameworks.made_charts import funnel as made_funnel
from tests.frameworks_in_code import indicator


def bar(at, value):
    return AreaBar(
        *(f"E{at}", f"Place {at}", at == 3, value, None, None, f"{value}%", "", ""),
        Rating.NOT_RATED,
        "",
    )


def areas(values, size=400.0):
    bars = tuple(bar(at, value) for at, value in enumerate(values))
    sizes = {one.code: size for one in bars}
    return Neighbours("Districts", bars, 76.0, "Midshire 76.0%", None, sizes)


def test_only_what_chance_seldom_gives_is_outside():
    # Of 400 with a share of 76%, 95% lie within 71.6% and 79.9%, and 99.8% within 68.9% and 82.1%.
    values = [76.0] * 9 + [79.8, 80.1, 60.0]
    view = funnel(indicator(), areas(values))
    assert [one.outside for one in view.points] == [False] * 10 + [True, True]
    assert view.points[10].words == "Place 10 80.1% of 400: above what chance gives"
    assert view.points[11].words == "Place 11 60.0% of 400: far below what chance gives"
    assert view.text == (
        "2 of the 12 differ from Midshire 76.0% by more than chance gives; "
        "above: Place 10; below: Place 11."
    )


def test_limits_stand_round_the_whole_as_wilson_gives_them():
    for one in funnel(indicator(), areas([76.0] * 12)).contours:
        n, p, z = one.size, 0.76, 1.959964
        middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        low, high = ((middle + side * half) / (1 + z * z / n) * 100 for side in (-1, 1))
        assert (one.lower, one.upper) == pytest.approx((low, high), abs=1e-4)


def test_limits_narrow_as_areas_grow_and_the_outer_hold_the_inner():
    view = funnel(indicator(), areas([76.0] * 12))
    widths = [one.upper - one.lower for one in view.contours]
    assert widths == sorted(widths, reverse=True)
    assert all(one.lower998 < one.lower < 76.0 < one.upper < one.upper998 for one in view.contours)
    assert view.text.startswith("None of the 12 differs")


@pytest.mark.parametrize(
    "neighbours",
    [
        areas([76.0] * (FEWEST_AREAS - 1)),
        replace(areas([76.0] * 12), parent_value=None),
        replace(areas([76.0] * 12), sizes={}),
    ],
)
def test_too_few_areas_no_whole_or_no_denominators_is_no_funnel(neighbours):
    assert funnel(indicator(), neighbours) is None


def test_a_median_has_no_funnel():
    assert funnel(indicator(measure=Median(Column("days"))), areas([76.0] * 12)) is None


def test_the_plot_names_who_is_outside_and_the_pages_own_area():
    drawn = funnel_plot(made_funnel(), unit="percent")
    assert ">Place 0<" in drawn
    assert ">Place 3<" in drawn
    assert ">Place 7<" not in drawn
    assert drawn.count("signal-change") == 1
