"""The large trend: intervals, targets, breaks and gaps, told apart, with labels that do not collide."""

import re
from itertools import pairwise

import pytest

from dashboard.figures.trend import spread, starts_at_zero, trend
from dashboard.queries.views import Beside, Point
from framework.model.results import Comparison
from tests.frameworks.made_series import point


def england(value: float) -> Beside:
    return Beside("England", f"{value}%", value, "2024/25", Comparison.WORSE, "worse than England")


def year(**more: object) -> list[Point]:
    return [
        point(70.0 + n, f"M{n}", lower=68.0 + n, upper=72.0 + n, **more)  # type: ignore[arg-type]
        for n in range(12)
    ]


def test_the_interval_is_one_band_a_run() -> None:
    points = year()
    assert trend(points, unit="percent", label="").count('class="band"') == 1
    points[6] = point(None, "M6")
    assert trend(points, unit="percent", label="").count('class="band"') == 2


def test_a_break_is_marked_and_not_crossed() -> None:
    points = year()
    points[6] = point(76.0, "M6", breaks="the standard changed")
    drawn = trend(points, unit="percent", label="")
    assert "new series" in drawn
    assert drawn.count('class="line"') == 10


def test_a_new_year_to_date_does_not_join_the_old_one_as_if_it_fell() -> None:
    points = year(counts_from="2025-04-01")
    points[8:] = [point(20.0 + n, f"N{n}", counts_from="2026-04-01") for n in range(4)]
    drawn = trend(points, unit="percent", label="")
    assert drawn.count('class="line"') == 7 + 3
    assert "new series" not in drawn


def test_a_hidden_figure_shows_its_symbol_where_it_would_have_stood() -> None:
    points = year()
    points[3] = point(None, "M3", text="[c]")
    assert ">[c]<" in trend(points, unit="percent", label="")


def test_lines_are_named_at_their_ends() -> None:
    points = [point(70.0, f"M{n}", target=75.0, target_text="75.0%") for n in range(3)]
    drawn = trend(points, unit="percent", label="", beside=[england(72.0)])
    assert ">Target<" in drawn
    assert ">England<" in drawn


def test_an_older_figure_is_not_named_as_if_it_were_the_current_one() -> None:
    points = [*year(), point(None, "M12", text="No data")]
    assert "end-latest" in trend(year(), unit="percent", label="")
    assert "end-latest" not in trend(points, unit="percent", label="")


def test_every_place_lies_on_the_drawing() -> None:
    drawn = trend(year(), unit="percent", label="", beside=[england(12.0)])
    places = [float(found) for found in re.findall(r'(?:[xy][12]?|c[xy])="([-0-9.]+)%"', drawn)]
    assert places
    assert all(0 <= place <= 100 for place in places)


def test_no_figures_no_drawing() -> None:
    assert trend([point(None)], unit="percent", label="") == ""


def test_the_page_can_say_that_the_scale_does_not_begin_at_nought() -> None:
    assert not starts_at_zero(year(), unit="percent")
    assert starts_at_zero([point(1.0), point(30.0)], unit="percent")


@pytest.mark.parametrize("places", [[0.5, 0.5, 0.5], [0.0, 0.01, 0.9], [0.97, 0.98, 0.99, 1.0], []])
def test_labels_are_kept_apart_and_inside(places: list[float]) -> None:
    moved = spread(places, apart=0.06)
    assert all(after - before >= 0.0599 for before, after in pairwise(moved))
    assert all(place <= 1.0 for place in moved)
