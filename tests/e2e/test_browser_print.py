"""What a browser prints, and what a room reads from its wall: sheets are full, and letters are large."""

from collections.abc import Callable
from typing import Any

import pytest
from pypdfium2 import PdfDocument

from tests.frameworks.made_heat_maps import heat_map
from tests.frameworks.made_midshire import chrome
from tests.frameworks.made_panels import panel


def sheets(watch: Callable[..., Any], path: str) -> tuple[list[str], PdfDocument]:
    """Print a page; gives the words of each sheet, with single blanks, and the sheets."""
    made = PdfDocument(watch().open(path).pdf(prefer_css_page_size=True))
    texts = (one.get_textpage().get_text_range() for one in made)
    return [" ".join(text.split()) for text in texts], made


def test_a_heat_map_begins_on_its_first_sheet_and_leaves_none_empty(
    watch: Callable[..., Any],
) -> None:
    texts, made = sheets(watch, "/heat-map")
    titles = [row.title for part in heat_map().parts for row in part.rows]
    for said in (chrome().notice, "Heat map", titles[0]):
        assert said in texts[0]
    assert all(any(title in text for title in titles) for text in texts)
    assert all(one.get_width() > one.get_height() for one in made)


def test_a_sheet_of_the_panel_has_room_for_more_than_one_card(watch: Callable[..., Any]) -> None:
    texts, _ = sheets(watch, "/")
    cards = [card for outcome in panel().outcomes for card in outcome.cards]
    assert len(texts) < len(cards) / 2


def test_no_sheet_of_an_indicator_but_the_last_is_half_empty(watch: Callable[..., Any]) -> None:
    _, made = sheets(watch, "/indicator/assessed_in_time")
    assert len(made) > 1
    for one in list(made)[:-1]:
        words = one.get_textpage()
        lowest = min(words.get_rect(at)[1] for at in range(words.count_rects()))
        assert lowest < one.get_height() / 2


@pytest.mark.parametrize("width", [1440, 390])
def test_no_word_of_a_presented_exception_is_too_small_for_its_screen(
    watch: Callable[..., Any], width: int
) -> None:
    seen = watch(width=width)
    for number in range(2, 9):
        page = seen.open(f"/present?slide={number}")
        if page.query_selector(".slide-card .said"):
            break
    shown = page.evaluate(
        """() => [...document.querySelectorAll('.slide svg text')].filter(one => one.getClientRects().length)
            .map(one => one.getBoundingClientRect().height)"""
    )
    assert shown
    assert min(shown) >= 14
    said = page.evaluate(
        """() => [...document.querySelectorAll('.slide .said dd, .slide .travel, .slide .owner')]
            .map(one => parseFloat(getComputedStyle(one).fontSize))"""
    )
    assert said
    assert min(said) >= (17 if width > 1000 else 14)
