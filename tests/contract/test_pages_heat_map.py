"""The heat map: every indicator in every area, exceptions first on a small screen."""

import re
from dataclasses import replace

from dashboard.export.heat_rug import paper_of
from dashboard.pages.heat_map import show_heat_map
from dashboard.pages.page import Asked
from dashboard.queries.heat_cut import MOST_CELLS, readable
from dashboard.queries.heat_views import HeatMapView, HeatRow
from framework.model.results import Rating
from tests.frameworks.made_apps import make_client, read
from tests.frameworks.made_heat_maps import heat_map
from tests.frameworks.made_midshire import AREAS

ASKED = Asked("/heat-map", None, None, "outcome", "Midshire")


def test_each_row_has_its_target_travel_and_period() -> None:
    words = read(make_client().get("/heat-map"))[0]
    title = "Requests for help answered within 2 working days"
    assert f"{title} October 2026, worse: down 0.7 points, could be chance 95.0%" in words


def test_each_cell_says_its_area_value_and_rating_to_a_screen_reader() -> None:
    words = read(make_client().get("/heat-map"))[0]
    for part in heat_map().parts:
        for row in part.rows:
            for cell in row.cells:
                assert cell.words in words


def test_reasons_for_not_rated_are_told_apart() -> None:
    words = read(make_client().get("/heat-map"))[0]
    for reason in ("[c]", "No data", "few cases", "provisional", "late"):
        assert reason in words


def test_columns_are_areas() -> None:
    _, tags = read(make_client().get("/heat-map"))
    assert sum(tag == "th" and found.get("scope") == "col" for tag, found in tags) == len(AREAS) + 2


def test_it_is_sorted_by_outcome_or_worst_first_and_says_which() -> None:
    client = make_client()
    plain, worst = client.get("/heat-map").text, client.get("/heat-map?sort=worst").text
    assert 'data-spa aria-current="true">By outcome' in plain
    assert 'data-spa aria-current="true">Worst first' in worst
    assert worst.index("Neglect assessments") < worst.index("Families re-referred")
    assert 'name="sort" value="worst"' in worst


def test_a_sort_that_does_not_exist_is_by_outcome() -> None:
    html = make_client().get("/heat-map?sort=%3Cscript%3E").text
    assert 'data-spa aria-current="true">By outcome' in html


def small_list(address: str) -> str:
    html = make_client().get(address).text
    return html[html.index('class="heat-list"') :]


def test_a_line_of_the_small_list_has_the_chosen_areas_figure_and_names_what_is_red_and_amber() -> (
    None
):
    small = small_list("/heat-map?area=E07000901")
    lines = re.findall(r"<summary><span>([^<]*)</span><b>([^<]*)</b>(.*?)</summary>", small)
    rows = {row.title: row for part in heat_map().parts for row in part.rows}
    names = list(AREAS.values())
    own = names.index("Ashby")
    assert {title for title, _, _ in lines} == set(rows)
    for title, figure, named in lines:
        cells = rows[title].cells
        assert cells[own].text.startswith(figure)
        for rating in (Rating.RED, Rating.AMBER):
            found = [name for name, cell in zip(names, cells, strict=True) if cell.rating is rating]
            assert (f"{rating.value.title()}: </span>" in named) == bool(found), title
            assert ", ".join(found[:6]) in named


def test_rows_without_red_or_amber_stand_behind_one_line_of_the_small_list() -> None:
    small = small_list("/heat-map?area=E07000901")
    open_rows = re.sub(
        r'<details class="calm-rows">.*?</ul>\s*</details>\s*</section>', "", small, flags=re.S
    )
    for part in heat_map().parts:
        for row in part.rows:
            stands_out = any(cell.rating in (Rating.RED, Rating.AMBER) for cell in row.cells)
            assert (f"<summary><span>{row.title}<" in open_rows) == stands_out, row.title
    assert "with no area off track or at risk" in small


def test_a_line_of_a_map_of_many_areas_names_some_and_counts_the_rest() -> None:
    rated = (Rating.RED, Rating.RED, Rating.AMBER)
    view = sized(36)
    row = view.parts[0].rows[0]
    cells = tuple(replace(cell, rating=rated[at % 3]) for at, cell in enumerate(row.cells))
    view = replace(view, parts=(replace(view.parts[0], rows=(replace(row, cells=cells),)),))
    html = show_heat_map(view, ASKED).html
    assert "Place 0., Place 1., Place 3., Place 4., Place 6., Place 7. and 18 more" in html


def sized(areas: int, times: int = 1) -> HeatMapView:
    """Give the map so many areas, and its rows so many times."""
    view = heat_map()
    parts = tuple(
        replace(
            part, rows=tuple(replace(row, cells=row.cells[:1] * areas) for row in part.rows) * times
        )
        for part in view.parts
    )
    return replace(view, areas=tuple(f"Place {at}." for at in range(areas)), parts=parts)


def test_a_map_of_many_areas_has_every_one_on_paper_too() -> None:
    wide = show_heat_map(sized(36), ASKED).html
    drawn = wide[wide.index('class="rug"') :]
    assert all(f"Place {at}." in drawn for at in range(36))
    assert 'class="rug"' not in show_heat_map(heat_map(), ASKED).html


def test_areas_that_the_page_of_a_long_map_leaves_out_are_on_its_paper() -> None:
    view = sized(areas=12, times=12)
    assert readable(view).left_out
    drawn = paper_of(view)
    assert all(f"Place {at}." in drawn for at in range(12))


def test_a_map_with_room_for_its_table_needs_no_drawing_however_long_it_is() -> None:
    assert not paper_of(sized(areas=8, times=60))


def test_a_figure_has_its_unit_where_a_cell_has_no_room_for_it() -> None:
    view = heat_map()
    parts = tuple(
        replace(part, rows=tuple(replace(row, unit="thousand pounds") for row in part.rows))
        for part in view.parts
    )
    html = show_heat_map(replace(view, parts=parts), ASKED).html
    assert html.count("thousand pounds") >= 2 * sum(len(part.rows) for part in parts)


def test_what_is_chosen_is_kept_in_every_other_choice() -> None:
    html = make_client().get("/heat-map?show=changes&only=look&sort=worst&outcome=safe").text
    tabs = re.findall(r'<a href="/heat-map\?([^"]*)" data-spa(?: aria-current="true")?>', html)
    asked = [set(tab.split("&amp;")[2:]) for tab in tabs]
    kept = {"show=changes", "outcome=safe"}
    assert asked == [
        {*kept, "only=look"},
        {*kept, "only=look", "sort=worst"},
        {*kept, "sort=worst"},
        {*kept, "sort=worst", "only=look"},
    ]
    assert 'name="only" value="look"' in html
    assert 'id="show"' in html
    assert 'id="outcome"' in html


def test_a_map_that_is_too_large_keeps_the_areas_with_most_reds_and_says_so() -> None:
    view = heat_map()
    cells = [cell for part in view.parts for row in part.rows for cell in row.cells]
    red, many = next(cell for cell in cells if cell.rating is Rating.RED), 300

    def widened(row: HeatRow) -> HeatRow:
        plain = replace(row.cells[1], rating=Rating.GREEN, text="1%")
        return replace(row, cells=(row.cells[0], *[plain] * (many - 2), red))

    parts = tuple(replace(part, rows=tuple(map(widened, part.rows))) for part in view.parts)
    areas = (view.areas[0], *(f"Place {at}" for at in range(many - 2)), "Reddest")
    wide = replace(view, areas=areas, parts=parts)
    html = show_heat_map(wide, ASKED).html
    rows = sum(len(part.rows) for part in view.parts)
    most = MOST_CELLS // rows
    assert f"so {many - most} of {many} areas are left out" in html
    assert ">Reddest</th>" in html
    assert html.count('scope="col"') == most + 2
    assert len(html) < 4_000_000
