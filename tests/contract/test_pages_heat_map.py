"""The heat map: every indicator in every area, exceptions first on a small screen."""

from tests.frameworks.made_apps import make_client, read
from tests.frameworks.made_series import read_specs
from tests.frameworks.views import AREAS, heat_map


def test_each_row_has_its_target_travel_and_period() -> None:
    words = read(make_client().get("/heat-map"))[0]
    title = "Requests for help answered within 2 working days"
    assert f"{title} October 2026, worse: down 0.7 points 95.0%" in words


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


def test_the_small_list_shows_exceptions_and_folds_what_is_on_track() -> None:
    html = make_client().get("/heat-map").text
    small = html[html.index('class="heat-list"') :]
    for spec in read_specs():
        if spec.outcome:
            assert spec.title in small
    shown, _, folded = small.partition("<details>")
    assert "cell-red" in shown
    assert "cell-green" not in shown
    assert "on track" in folded
