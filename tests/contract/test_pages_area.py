"""The page of an area: every figure beside a comparator, the worst of each outcome first."""

from tests.frameworks.made_apps import ASHBY_ONLY, make_client, post, read, show_body
from tests.frameworks.made_midshire import OUTCOMES
from tests.frameworks.made_panels import area_profile, signals

ASHBY = "/area?area=E07000901"


def shown_rows() -> int:
    return sum(len(part.rows) for part in signals().parts)


def test_each_figure_stands_with_its_count_comparator_verdict_and_ends() -> None:
    words = read(make_client().get(ASHBY))[0]
    for part in area_profile(None, "E07000901").parts:
        assert part.title in words
        for row in part.rows:
            for said in (row.title, row.text, row.count_text, row.verdict, row.beside_text):
                assert said in words
    assert "Worst 60.0%" in words
    assert "Lowest 60.0%" in words


def test_a_rating_and_an_older_comparator_are_said_in_words() -> None:
    words = read(make_client().get(ASHBY))[0]
    assert "October 2026 . Red, off track" in words
    assert "Midshire 80.0%, 2024/25" in words


def test_a_row_with_nothing_to_compare_with_draws_nothing_and_says_so() -> None:
    html = make_client().get(ASHBY).text
    drawn = html.count('class="spine" width="100%"')
    rows = [row for part in area_profile(None, "E07000901").parts for row in part.rows]
    assert drawn == sum(row.spread is not None for row in rows) < len(rows)
    assert "Nothing to compare with" in html


def test_the_comparator_stands_in_the_address_and_in_its_selector() -> None:
    html = make_client().get(f"{ASHBY}&beside=england").text
    assert '<option value="england" selected>England</option>' in html
    assert '<option value="parent">Midshire</option>' in html
    fetched = post(make_client(), show_body("/area", "?area=E07000901&beside=england"))
    assert 'value=\\"england\\" selected' in fetched.text


def test_an_area_that_stands_alone_says_why_nothing_is_drawn() -> None:
    answer = make_client().get("/area")
    words, _ = read(answer)
    assert "No other area of its kind can be shown beside Midshire." in words
    assert 'class="spine"' not in answer.text
    assert 'id="beside"' not in answer.text


def test_it_has_a_title_and_its_place_in_the_navigation() -> None:
    html = make_client().get(ASHBY).text
    assert "<title>Area profile, Ashby, October 2026" in html
    assert 'href="/area?month=2026-10&amp;area=E07000901" data-spa aria-current="page"' in html


def test_an_area_that_is_not_mine_is_refused() -> None:
    client = make_client(viewer=ASHBY_ONLY)
    assert client.get(ASHBY).status_code == 200
    for path in ("/area", "/signals", "/outcome/safe"):
        assert client.get(f"{path}?area=E07000902").status_code == 403


def test_the_page_of_an_outcome_has_its_cards_counts_and_moves() -> None:
    answer = make_client().get("/outcome/right_help")
    words, tags = read(answer)
    assert f"<h1>{OUTCOMES['right_help']}</h1>" in answer.text
    assert "A worry that is answered early rarely grows." in words
    assert "2 more than last month" in words
    assert "Off track" in words
    links = {str(found.get("href")) for tag, found in tags if tag == "a"}
    query = "?month=2026-10&area=E10000099"
    assert {f"/outcome/{key}{query}" for key in OUTCOMES if key != "right_help"} <= links


def test_the_panel_leads_to_each_outcome() -> None:
    _, tags = read(make_client().get("/"))
    links = {str(found.get("href")) for tag, found in tags if tag == "a"}
    assert {f"/outcome/{key}?month=2026-10&area=E10000099" for key in OUTCOMES} <= links


def test_the_page_of_changes_asks_four_questions_and_says_what_it_does_not_ask() -> None:
    words, tags = read(make_client().get("/signals"))
    assert "Is it really changing?" in words
    assert "Yes, for the worse" in words
    assert "Not asked" in words
    assert "Cannot be said: too few years." in words
    assert "Figures should be here and are not." in words
    assert sum(tag == "th" and found.get("scope") == "row" for tag, found in tags) == shown_rows()


def test_changes_are_filtered_by_the_address() -> None:
    every, some = make_client().get("/signals").text, make_client().get("/signals?only=look").text
    assert 'data-spa aria-current="true">Needs a look' in some
    assert 'data-spa aria-current="true">All' in every
    assert 'name="only" value="look"' in some
    assert 0 < some.count('scope="row"') == some.count('class="flag"') < every.count('scope="row"')
    assert make_client().get("/signals?only=%3Cb%3E").text.count('scope="row"') == shown_rows()
