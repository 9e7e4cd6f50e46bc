"""Maps: which outline is whose, what is drawn, and what is said in words."""

import json
import re

import pytest

from dashboard.figures.area_map import area_map
from dashboard.queries.views import AreaBar, AreaMap, MappedArea
from framework.errors import ConfigurationError
from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.results import Rating
from tests.refresh_desk import TINY

SQUARE = ((0.0, 52.0), (1.0, 52.0), (1.0, 53.0), (0.0, 53.0), (0.0, 52.0))
BESIDE = tuple((x + 1.0, y) for x, y in SQUARE)
HOLE = ((0.4, 52.4), (0.6, 52.4), (0.6, 52.6), (0.4, 52.4))
DISTRICT = "E07900001"


def bar(name: str, rating: Rating, value: float | None = 50.0) -> AreaBar:
    return AreaBar(name, name, False, value, None, None, "50.0%", "", "", rating, "")


def drawn(*areas: tuple[AreaBar, tuple]) -> str:
    mapped = tuple(MappedArea(one, outline) for one, outline in areas)
    rated = any(one.rating is not Rating.NOT_RATED for one, _ in areas)
    return str(area_map(AreaMap(mapped, rated, "Map of <b>two</b>.", ())))


def corners(path: str) -> list[tuple[float, float]]:
    return [tuple(map(float, at.split())) for at in re.findall(r"[\d.]+ [\d.]+", path)]  # type: ignore[misc]


def test_each_area_has_the_colour_letter_name_and_figure_of_its_rating() -> None:
    svg = drawn((bar("North", Rating.RED), (SQUARE,)), (bar("South", Rating.GREEN), (BESIDE,)))
    assert svg.count('class="place place-red"') == svg.count('class="place place-green"') == 1
    assert "icon-red" in svg
    assert ">North<" in svg
    assert "Map of &lt;b&gt;two&lt;/b&gt;." in svg


def test_a_degree_east_is_drawn_shorter_than_one_north_and_metres_are_not() -> None:
    def shape(rings: tuple) -> float:
        svg = drawn((bar("A", Rating.RED), rings), (bar("B", Rating.RED), rings))
        found = corners(re.search(r' d="([^"]*)"', svg)[1])  # type: ignore[index]
        xs, ys = zip(*found, strict=True)
        return (max(xs) - min(xs)) / (max(ys) - min(ys))

    assert shape((SQUARE,)) == pytest.approx(0.609, abs=0.005)  # the cosine of 52.5 degrees
    metres = tuple((x * 1000.0, y * 1000.0) for x, y in SQUARE)
    assert shape((metres,)) == pytest.approx(1.0, abs=0.005)


def test_a_hole_stays_open_and_crumbs_are_left_out() -> None:
    crumb = ((0.2, 52.2), (0.20001, 52.2), (0.20001, 52.20001), (0.2, 52.2))
    svg = drawn((bar("A", Rating.RED), (SQUARE, HOLE, crumb)), (bar("B", Rating.RED), (BESIDE,)))
    first = re.search(r' d="([^"]*)"', svg)[1]  # type: ignore[index]
    assert first.count("M") == 2
    assert 'fill-rule="evenodd"' in svg


def test_where_nothing_is_rated_the_darker_is_the_higher_and_what_is_hidden_has_no_shade() -> None:
    svg = drawn(
        (bar("Low", Rating.NOT_RATED, 1.0), (SQUARE,)),
        (bar("High", Rating.NOT_RATED, 9.0), (BESIDE,)),
        (bar("Hidden", Rating.NOT_RATED, None), (HOLE,)),
    )
    assert re.findall(r'class="place ([\w-]+)"', svg) == ["shade-0", "shade-4", "place-none"]


def with_outlines(features: list[dict[str, object]]) -> dict[str, bytes]:
    held = {"type": "FeatureCollection", "features": features}
    files = dict(read_config(TINY))
    return files | {"areas/outlines/district.geojson": json.dumps(held).encode()}


def feature(code: str, coordinates: object, kind: str = "Polygon") -> dict[str, object]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": {"LAD24CD": code, "n": 1}, "geometry": geometry}


def test_outlines_find_their_area_by_code_and_those_of_elsewhere_are_left_out() -> None:
    files = with_outlines(
        [feature(DISTRICT, [SQUARE]), feature("E07999999", [[BESIDE]], "MultiPolygon")]
    )
    assert load_framework(files).framework.outlines == {DISTRICT: (SQUARE,)}


@pytest.mark.parametrize(
    ("coordinates", "said"),
    [
        ([[[1, 2], [3]]], "feature 1 is not written as GeoJSON writes an outline"),
        ([[[1e300, 2]]], "feature 1 is not written as GeoJSON writes an outline"),
        ("text", "feature 1 is not written as GeoJSON writes an outline"),
        ([[[10**400, 2]]], "feature 1 is not written as GeoJSON writes an outline"),
        ([[[0, 1]] * 300_001], "and 300,000 are allowed"),
    ],
)
def test_what_is_no_outline_is_refused_in_words(coordinates: object, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        load_framework(with_outlines([feature(DISTRICT, coordinates)]))


@pytest.mark.parametrize("text", ["[" * 100_000, '{"features": NaN}', "[]", "1" * 5000])
def test_what_is_no_geojson_is_refused_in_words(text: str) -> None:
    files = dict(read_config(TINY)) | {"areas/outlines/x.geojson": text.encode()}
    with pytest.raises(ConfigurationError, match="F700"):
        load_framework(files)


@pytest.mark.parametrize("text", ["Po\x1b[31mint", "\x9b31mPoint", "Po\u202eint", "Po\ud800int"])
def test_what_a_file_of_outlines_says_reaches_the_screen_without_its_control_characters(
    text: str,
) -> None:
    for found in (
        feature(DISTRICT, [SQUARE], text),
        feature(DISTRICT, [SQUARE]) | {"properties": {text: "E99"}},
    ):
        with pytest.raises(ConfigurationError) as refused:
            load_framework(with_outlines([found]))
        assert str(refused.value).replace("\n", "").isprintable()


def wards_in_districts() -> list[dict[str, object]]:
    """Wards beside their district's code, one of them unknown: most codes that are known are the district's."""
    found = [feature(f"E0590000{at}", [ring]) for at, ring in ((1, SQUARE), (2, BESIDE), (9, HOLE))]
    for one in found:
        one["properties"] = {"WD24CD": one["properties"]["LAD24CD"], "LAD24CD": DISTRICT}  # type: ignore[index]
    return found


def test_a_ward_is_never_taken_for_the_district_whose_code_stands_beside_its_own() -> None:
    outlines = load_framework(with_outlines(wards_in_districts())).framework.outlines
    assert DISTRICT not in outlines
    assert outlines["E05900001"] == (SQUARE,)


def test_two_outlines_of_one_area_are_refused() -> None:
    held = {"type": "FeatureCollection", "features": [feature(DISTRICT, [BESIDE])]}
    files = with_outlines([feature(DISTRICT, [SQUARE])])
    files |= {"areas/outlines/more.geojson": json.dumps(held).encode()}
    with pytest.raises(
        ConfigurationError, match=r"stands in areas/outlines/district\.geojson already"
    ):
        load_framework(files)
