"""Areas and groups of people beside one another, context, and the search, as readers see them."""

import pytest

from dashboard.pages.routing import read_address
from tests.frameworks.made_apps import ASHBY_ONLY, make_client, read


def test_areas_beside_one_another_have_figure_rating_and_difference_in_words() -> None:
    words, _ = read(make_client().get("/compare?with=E07000901&with=E07000904"))
    assert "Dunmoor is 10.1 points lower, worse; it may be chance." in words
    assert "Midshire, " in words
    assert "Target 85.0%" in words


def test_an_area_that_is_not_mine_is_refused_beside_mine_too() -> None:
    client = make_client(viewer=ASHBY_ONLY)
    assert client.get("/compare?area=E07000901").status_code == 200
    assert client.get("/compare?area=E07000901&with=E07000902").status_code == 403


@pytest.mark.parametrize("search", ["with=%3Cb%3E", "with=E07000901&with=no%20code"])
def test_what_cannot_name_an_area_names_no_page(search: str) -> None:
    assert make_client().get(f"/compare?{search}").status_code == 404


def test_groups_have_their_gap_in_words_and_what_is_hidden() -> None:
    words, _ = read(make_client().get("/inequalities"))
    assert "24.9 points apart" in words
    assert "Closer than a year before" in words
    assert "1 group has no figure: hidden because the number is small" in words
    assert make_client().get("/inequalities?by=shoe_size").status_code == 404


def test_what_is_searched_for_stands_in_its_box_and_in_the_answer() -> None:
    answer = make_client().get("/find?q=%22assess%22+%3Ci%3E")
    assert 'value="&#34;assess&#34; &lt;i&gt;"' in answer.text
    assert "<i>" not in answer.text


def test_a_very_long_search_is_cut_short() -> None:
    answer = make_client().get("/find?q=" + "a" * 5000)
    assert answer.status_code == 200
    assert f'value="{"a" * 80}"' in answer.text


def test_the_menu_names_the_page_that_is_open_and_leads_to_every_other() -> None:
    html = make_client().get("/inequalities").text
    assert "<summary>More: Inequalities</summary>" in html
    query = "?month=2026-10&amp;area=E10000099"
    for path in ("/compare", "/inequalities", "/context", "/find", "/quality", "/status"):
        assert f'href="{path}{query}"' in html


def test_the_grid_has_every_indicator_once_under_its_two_signs() -> None:
    client = make_client()
    words, tags = read(client.get("/signals?only=signs"))
    _, listed = read(client.get("/signals"))

    def linked(found: object) -> list[str]:
        named = (str(attributes.get("href")) for tag, attributes in found if tag == "a")  # type: ignore[attr-defined]
        return sorted(href for href in named if href.startswith("/indicator/"))

    assert linked(tags) == linked(listed)
    assert "Keeps missing its target" in words
    assert "Only its usual ups and downs" in words


@pytest.mark.parametrize("code", ["X-01", "W06.000001", "E05900001"])
def test_every_code_that_a_framework_may_declare_may_stand_in_an_address(code: str) -> None:
    asked = read_address("/compare", f"?area={code}&with={code}", site="x")
    assert (asked.area, asked.others) == (code, (code,))
