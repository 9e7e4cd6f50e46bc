"""What a chart writes cannot be more than a chart."""

from markupsafe import Markup

from dashboard.figures.svg import element, number, percent


def test_a_label_with_markup_in_it_is_shown_as_it_is_written() -> None:
    drawn = element("text", "<script>alert(1)</script>", aria_label='" onload="alert(1)')
    assert "<script>" not in drawn
    assert 'onload="' not in drawn
    assert "&lt;script&gt;" in drawn


def test_a_drawing_inside_a_drawing_stays_a_drawing() -> None:
    assert element("g", element("circle", r=3)) == Markup('<g><circle r="3"/></g>')


def test_coordinates_are_short_and_never_in_scientific_notation() -> None:
    assert number(0.1 + 0.2) == "0.3"
    assert number(0.0000001) == "0"
    assert number(1e6) == "1000000"
    assert percent(1 / 3) == "33.33%"


def test_an_attribute_that_is_none_is_left_out() -> None:
    assert element("line", class_=None, stroke_width=2) == '<line stroke-width="2"/>'
