"""A small trend has a scale, dates and a target, and never bridges what is not there."""

import re

from dashboard.figures.sparkline import sparkline
from tests.frameworks.made_series import point


def months(*values: float | None, **more: object) -> list:
    names = ["Jan 2026", "Feb 2026", "Mar 2026", "Apr 2026", "May 2026", "Jun 2026"]
    return [point(value, name, **more) for value, name in zip(values, names, strict=False)]


def pieces(drawn: str) -> int:
    return sum(
        path.count("M") for path in re.findall(r'<path class="line[^"]*" d="([^"]*)"', drawn)
    )


def test_it_says_in_words_what_it_shows() -> None:
    assert 'role="img" aria-label="From 1 to 3"' in sparkline(months(1, 2, 3), label="From 1 to 3")


def test_it_has_the_ends_of_its_scale_and_the_first_and_last_period() -> None:
    drawn = sparkline(months(5, 9, 7), label="")
    for text in (">9<", ">5<", ">Jan 2026<", ">Mar 2026<"):
        assert text in drawn


def test_the_target_belongs_to_the_scale_and_is_drawn_in_steps() -> None:
    points = [
        point(5, "Jan 2026", target=8.0, target_text="8"),
        point(6, "Feb 2026", target=8.0, target_text="8"),
        point(7, "Mar 2026", target=12.0, target_text="12"),
    ]
    drawn = sparkline(points, label="")
    assert drawn.count('class="target"') == 2
    assert ">12<" in drawn


def test_no_line_crosses_a_missing_figure() -> None:
    assert pieces(sparkline(months(1, 2, None, 4, 5), label="")) == 2


def test_no_line_crosses_a_break() -> None:
    points = months(1, 2, 3, 4)
    points[2] = point(3, "Mar 2026", breaks="the standard changed")
    assert pieces(sparkline(points, label="")) == 2


def test_a_provisional_figure_is_hollow_and_its_line_dashed() -> None:
    points = [*months(1, 2), point(3, "Mar 2026", provisional=True)]
    drawn = sparkline(points, label="")
    assert 'class="dot provisional"' in drawn
    assert 'class="line provisional"' in drawn


def test_few_points_each_have_a_dot_so_that_years_do_not_look_like_months() -> None:
    assert sparkline(months(1, 2, 3), label="").count("<circle") == 3
    many = [point(float(n), f"M{n}") for n in range(24)]
    assert sparkline(many, label="").count("<circle") == 1


def test_a_last_figure_that_is_missing_leaves_no_dot_on_an_older_one() -> None:
    many = [*(point(float(n), f"M{n}") for n in range(23)), point(None, "M23")]
    assert "<circle" not in sparkline(many, label="")


def test_units_in_words_do_not_crowd_the_scale() -> None:
    drawn = sparkline(
        [point(29, text="29 working days"), point(34, text="34 working days")], label=""
    )
    assert ">34<" in drawn
    assert "working" not in drawn


def test_no_figures_no_drawing() -> None:
    assert sparkline(months(None, None), label="") == ""
    assert sparkline([], label="") == ""


def test_one_figure_is_a_dot() -> None:
    assert "<circle" in sparkline(months(3), label="")
