"""What a chair must be able to tell from the panel, in the first answer and without scripts."""

import re
from dataclasses import replace
from itertools import pairwise

import brotli
import pytest

from dashboard.queries.views import PanelView
from framework.model.results import Rating
from tests.frameworks.made_apps import make_client, post, read, show_body
from tests.frameworks.made_panels import panel
from tests.frameworks.made_series import read_specs
from tests.frameworks.views import HandMadePages


@pytest.fixture(scope="module")
def page() -> tuple[str, list]:
    words, tags = read(make_client().get("/"))
    return words, list(tags)


def test_the_first_answer_is_the_whole_page(page: tuple[str, list]) -> None:
    words, _ = page
    assert panel().verdict in words
    for spec in read_specs():
        assert spec.title in words


def test_it_says_which_area_and_month_it_is_about(page: tuple[str, list]) -> None:
    assert "Board panel Midshire, October 2026" in page[0]


def test_every_card_says_its_own_period_value_count_and_target(page: tuple[str, list]) -> None:
    for text in (
        "76.1% 304 of 400 Target 95.0% October 2026",
        "69.7% 5,515 of 7,912 Target 68.0% 2025/26 school year",
        "29 working days from 312 cases Target 30 working days October 2026",
    ):
        assert text in page[0]


def test_the_two_travels_are_labelled_and_say_whether_they_are_real(
    page: tuple[str, list],
) -> None:
    assert "Since September 2026 Worse: down 0.7 points , could be chance" in page[0]
    assert "Since October 2025 Worse: down 8.4 points , more than chance would explain" in page[0]


def test_every_card_says_one_sentence_that_reconciles_and_the_word_of_its_sign(
    page: tuple[str, list],
) -> None:
    view = panel()
    for card in (*(one for part in view.outcomes for one in part.cards), *view.context):
        assert card.sentence in page[0]
        if card.sign:
            assert card.sign_text in page[0]


def test_an_outcome_that_declares_a_rule_says_its_rating_and_by_which_rule() -> None:
    words = "Red, off track. Rated by the worst of its indicators."

    def declared(view: object) -> object:
        assert isinstance(view, PanelView)
        first = replace(view.outcomes[0], rating=Rating.RED, rating_text=words)
        return replace(view, outcomes=(first, *view.outcomes[1:]))

    assert words in read(make_client(HandMadePages(change=declared)).get("/"))[0]
    assert words not in read(make_client().get("/"))[0]


def test_a_yearly_figure_says_its_one_travel_once(page: tuple[str, list]) -> None:
    words = page[0].partition("Download this page")[0]
    card = words.split("Children overweight in Year 6")[-1].split("Lower is better")[0]
    assert card.count("Since 2024/25 school year") == 1


def test_comparators_carry_their_own_period_or_say_why_there_is_none(
    page: tuple[str, list],
) -> None:
    assert "England 99.0% (2024/25): worse than England" in page[0]
    assert "No comparison with England: early help has no national return" in page[0]


def test_ratings_are_words_and_not_rated_says_why(page: tuple[str, list]) -> None:
    for words in (
        "Red, off track",
        "Amber, at risk",
        "Green, on track",
        "Not rated: the figure is provisional",
        "Not rated: the number is too small to show",
        "Not rated: October 2026 has not arrived",
    ):
        assert words in page[0]


def test_late_and_changed_figures_are_marked(page: tuple[str, list]) -> None:
    for words in (
        "Late: October 2026 was due by 10 November 2026",
        "Provisional",
        "New series from April 2026: the standard changed from 40 to 45 working days",
    ):
        assert words in page[0]


def test_counts_say_how_they_moved(page: tuple[str, list]) -> None:
    assert "4 off track , 2 more than last month" in page[0]
    assert "4 not rated , no change on last month" in page[0]


def test_what_is_off_track_is_told_in_full_once() -> None:
    html = make_client().get("/").text
    for card in panel().attention:
        assert (
            len(
                re.findall(
                    rf'<article[^>]*>(?:(?!</article>).)*"/indicator/{card.id}\?', html, re.S
                )
            )
            == 1
        )


def test_each_card_is_one_stop_for_the_keyboard() -> None:
    for card in re.findall(r"<article.*?</article>", make_client().get("/").text, re.S):
        assert len(re.findall(r"<(?:a|button|select|input)\b|tabindex", card)) == 1


def test_headings_go_down_one_step_at_a_time(page: tuple[str, list]) -> None:
    levels = [int(tag[1]) for tag, _ in page[1] if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_chart_is_hidden_or_says_what_it_shows(page: tuple[str, list]) -> None:
    for tag, found in page[1]:
        if tag == "svg":
            assert found.get("aria-hidden") == "true" or found.get("aria-label")


def test_links_keep_the_month_and_the_area() -> None:
    _, tags = read(make_client().get("/?month=2026-09&area=E07000904"))
    links = [found["href"] for tag, found in tags if tag == "a" and "data-spa" in found]
    assert links
    assert all("month=2026-09&area=E07000904" in str(link) for link in links)


def test_the_selectors_show_what_was_chosen() -> None:
    _, tags = read(make_client().get("/?month=2026-09&area=E07000904"))
    chosen = [found["value"] for tag, found in tags if tag == "option" and "selected" in found]
    assert chosen == ["E07000904", "2026-09"]


def test_a_callback_gives_the_very_markup_of_the_first_answer() -> None:
    client = make_client()
    shown = post(client, show_body("/", "?month=2026-09")).get_json()["response"]["page"]["shown"]
    assert shown["html"] in client.get("/?month=2026-09").text
    assert shown["address"] == "/?month=2026-09"
    assert shown["title"].startswith("Board panel, Midshire, September 2026")


def test_a_page_that_the_browser_has_is_not_sent_twice() -> None:
    answer = post(make_client(), show_body("/", "?month=2026-09", has="/?month=2026-09"))
    assert answer.get_json()["response"]["page"]["shown"] == {"address": "/?month=2026-09"}


def test_a_month_without_reds_has_no_empty_heading() -> None:
    def calm(view: object) -> object:
        assert isinstance(view, PanelView)
        outcomes = tuple(
            replace(one, cards=tuple(replace(card, rating=Rating.GREEN) for card in one.cards))
            for one in view.outcomes
        )
        return replace(
            view, attention=(), got_worse=(), improved=(), late_sources=(), outcomes=outcomes
        )

    words = read(make_client(HandMadePages(change=calm)).get("/"))[0]
    assert "Needs the Board’s attention" not in words
    assert "Rating got worse" not in words
    assert "should be here and are not" not in words


def test_a_panel_without_any_outcome_still_opens() -> None:
    def bare(view: object) -> object:
        assert isinstance(view, PanelView)
        return replace(view, attention=(), got_worse=(), improved=(), outcomes=(), context=())

    assert make_client(HandMadePages(change=bare)).get("/").status_code == 200


def many_times(view: object) -> object:
    """Make a panel of some three hundred indicators out of the hand-made one."""
    if not isinstance(view, PanelView):
        return view
    outcomes = tuple(
        replace(
            one,
            cards=tuple(
                replace(card, id=f"{card.id}_{at}", title=f"{card.title} {at}")
                for at in range(12)
                for card in one.cards
            ),
        )
        for one in view.outcomes
    )
    red = tuple(card for one in outcomes for card in one.cards if card.rating is Rating.RED)
    return replace(view, outcomes=outcomes, attention=red)


def test_hundreds_of_indicators_have_a_line_each_and_the_page_stays_light() -> None:
    answer = make_client(HandMadePages(change=many_times)).get("/")
    words, tags = read(answer)
    found = many_times(panel())
    assert isinstance(found, PanelView)
    links = [
        str(attributes.get("href")).partition("?")[0] for tag, attributes in tags if tag == "a"
    ]
    for one in found.outcomes:
        for card in one.cards:
            assert f"/indicator/{card.id}" in links
    assert f"The 12 worst of {len(found.attention)} indicators that are off track" in words
    assert answer.text.count("<article") == 12
    assert len(brotli.compress(answer.data, quality=5)) < 60_000


def test_a_line_says_what_its_figure_is_of() -> None:
    def in_pounds(value: object) -> object:
        found = many_times(value)
        if not isinstance(found, PanelView):
            return found
        outcomes = tuple(
            replace(part, cards=tuple(replace(card, unit="thousand pounds") for card in part.cards))
            for part in found.outcomes
        )
        return replace(found, outcomes=outcomes)

    words = read(make_client(HandMadePages(change=in_pounds)).get("/"))[0]
    assert "thousand pounds, target" in words


def test_what_was_asked_before_is_told_with_what_was_done_and_then_and_now(
    page: tuple[str, list],
) -> None:
    assert (
        "The Board was asked to decide. Decided: Fund a duty rota until March. "
        "A rota covers leave at the front door. By 1 November 2026, which has passed "
        "Head of Front Door Services A Amber, 91.2% then → R Red, 76.1% now"
    ) in page[0]
    assert "The Board was asked nothing. – Done. Both posts are filled." in page[0]
    assert "1 overdue, 1 done" in page[0]
