"""The heat map as a picture: what each cell says on screen it says here, never by colour alone."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from PIL import Image

from dashboard.export.drawings import colour
from dashboard.queries.heat_views import HeatCell, HeatMapView
from framework.model.results import Rating
from tests.frameworks.made_apps import make_client
from tests.frameworks.made_heat_maps import heat_map
from tests.frameworks.views import HandMadePages

SVG = "{http://www.w3.org/2000/svg}"
MAP = "/download/heat-map/map"


def only_row_of(*cells: HeatCell) -> Callable[[object], object]:
    """Give a change that leaves one row of a map, with these cells in its first areas."""

    def change(value: object) -> object:
        if not isinstance(value, HeatMapView):
            return value
        part = value.parts[0]
        row = replace(part.rows[0], cells=cells)
        parts = (replace(part, rows=(row,)),)
        return replace(value, areas=value.areas[: len(cells)], parts=parts)

    return change


def cell(text: str, look: str = "", note: str = "", rating: Rating = Rating.NOT_RATED) -> HeatCell:
    return HeatCell(text, rating, f"Midshire: {text}", "/indicator/x", note, None, look)


def drawn(show: str, *cells: HeatCell) -> list[tuple[dict[str, str], list[tuple[str, str, str]]]]:
    """Give each cell of the one row as its box and its lines: words, size and colour."""
    client = make_client(HandMadePages(change=only_row_of(*cells)))
    root = ElementTree.fromstring(client.get(f"{MAP}.svg?show={show}").data)  # noqa: S314 (our own)
    found: list[tuple[dict[str, str], list[tuple[str, str, str]]]] = []
    for one in root.iter():
        if one.tag == f"{SVG}rect" and one.get("rx") == "3":
            found.append((dict(one.attrib), []))
        elif one.tag == f"{SVG}text" and found and one.get("text-anchor") == "middle":
            line = (one.text or "", one.attrib["font-size"], one.attrib.get("style", ""))
            found[-1][1].append(line)
    return found


def test_a_rated_figure_has_the_letter_and_the_colours_of_its_rating() -> None:
    looks = {
        Rating.RED: ("R 12.0%", "red", "red-ink"),
        Rating.AMBER: ("A 12.0%", "amber", "amber-ink"),
        Rating.GREEN: ("G 12.0%", "green-tint", "green-text"),
    }
    cells = drawn("ratings", *(cell("12.0% of 400", rating=one) for one in looks))
    for (box, lines), (words, ground, ink) in zip(cells, looks.values(), strict=True):
        assert lines == [(words, "15", f"fill:{colour(ink)}")]
        assert box["fill"] == colour(ground)
        assert "stroke-dasharray" not in box


def test_a_figure_without_a_rating_has_a_dashed_edge_and_says_why_in_a_line_of_its_own() -> None:
    ((box, lines),) = drawn("ratings", cell("12.0%", note="few cases"))
    assert [words for words, _, _ in lines] == ["12.0%", "few cases"]
    assert box["fill"] == colour("surface")
    assert "stroke-dasharray" in box
    text = make_client().get(f"{MAP}.svg").text
    assert "a dashed edge not rated" in text


def test_a_change_says_in_words_that_it_is_better_or_worse_and_whether_it_is_real() -> None:
    better, worse, level = drawn(
        "changes",
        cell("Up 2.1", "better", "better, real"),
        cell("Down 40.25 points", "worse", "worse"),
        cell("No change", "none"),
    )
    assert [words for words, _, _ in better[1]] == ["Up 2.1", "better, real"]
    assert worse[1][-1][0] == "worse"
    assert [words for words, _, _ in level[1]] == ["No change"]
    assert (better[0]["fill"], worse[0]["fill"]) == (colour("green-tint"), colour("red-tint"))
    assert {size for _, size, _ in (*better[1], *worse[1], *level[1])} == {"12"}


def test_words_in_place_of_a_figure_stand_in_two_lines_that_fit_their_cell() -> None:
    ((_, lines),) = drawn("changes", cell("Not kept for areas here", "none"))
    assert [words for words, _, _ in lines] == ["Not kept for", "areas here"]
    assert {size for _, size, _ in lines} == {"12"}


def test_shades_grow_with_the_figure_and_hold_no_letter() -> None:
    cells = drawn("figures", *(cell("12.0%", f"shade-{at}", "", Rating.RED) for at in range(5)))
    shares = [float(box["fill-opacity"]) for box, _ in cells]
    assert shares == sorted(set(shares))
    assert {box["fill"] for box, _ in cells} == {colour("series")}
    assert {words for _, lines in cells for words, _, _ in lines} == {"12.0%"}


def test_each_row_says_its_period_and_its_target() -> None:
    row = heat_map().parts[0].rows[0]
    assert f"{row.period}, target {row.target_text}" in make_client().get(f"{MAP}.svg").text


@pytest.mark.parametrize(
    ("show", "one", "wanted"),
    [
        ("ratings", cell("12.0%", rating=Rating.RED), "red"),
        ("ratings", cell("12.0%", rating=Rating.AMBER), "amber"),
        ("changes", cell("Up 2.1", "better", "better"), "green-tint"),
    ],
)
def test_a_png_has_the_colours_of_the_drawing(show: str, one: HeatCell, wanted: str) -> None:
    client = make_client(HandMadePages(change=only_row_of(one)))
    image = Image.open(io.BytesIO(client.get(f"{MAP}.png?show={show}").data)).convert("RGB")
    red, green, blue = re.findall("..", colour(wanted)[1:])
    colours = {found for _, found in image.getcolors(maxcolors=2**24) or []}
    assert (int(red, 16), int(green, 16), int(blue, 16)) in colours
