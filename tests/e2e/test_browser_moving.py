"""Moving about: by keyboard, by link, by selector, back again, and when the service was restarted."""

import re
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboard.pages.files import _DESK
from tests.e2e.conftest import served
from tests.frameworks.made_apps import make_app

pytestmark = pytest.mark.browser

FOCUS = "document.activeElement.id || document.activeElement.textContent.trim()"


def test_a_page_comes_with_one_callback(watch: Callable[..., Any]) -> None:
    watched = watch()
    page = watched.open("/")
    page.wait_for_load_state("networkidle")
    assert watched.callbacks() == 1


def test_the_first_page_keeps_what_a_reader_has_opened(watch: Callable[..., Any]) -> None:
    watched = watch()
    page = watched.page
    held: list[Any] = []
    page.route("**/_dash-layout", lambda route: held.append(route))  # noqa: PLW0108 (Dash waits)
    with page.expect_request("**/_dash-layout"):
        page.goto(watched.address + "/")
    page.locator("summary", has_text="What the words").click()
    held[0].continue_()
    page.wait_for_selector("#page main")
    assert page.locator("details.words").get_attribute("open") is not None


def test_the_keyboard_reaches_the_content_at_once(watch: Callable[..., Any]) -> None:
    page = watch().open("/")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS) == "Skip to the main content"
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUS) == "main"
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS) == "area"
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS) == "month"


def test_a_card_opens_its_indicator_by_keyboard_and_is_announced(
    watch: Callable[..., Any],
) -> None:
    watched = watch()
    page = watched.open("/")
    page.locator("article a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#why")
    assert page.evaluate(FOCUS) == "main"
    assert page.title().startswith("Requests for help answered within 2 working days")
    assert page.locator("#announcement").inner_text() == page.title()
    assert page.evaluate("window.scrollY") == 0
    assert page.url.endswith("/indicator/answered_in_time?month=2026-10&area=E10000099")
    assert watched.callbacks() == 2


def test_the_whole_card_can_be_pressed(watch: Callable[..., Any]) -> None:
    page = watch().open("/")
    card = page.locator("article").first
    card.click(position={"x": 12, "y": 200})
    page.wait_for_selector("#why")
    assert "/indicator/answered_in_time" in page.url


def test_back_returns_to_the_same_place_of_the_panel(watch: Callable[..., Any]) -> None:
    page = watch().open("/")
    page.locator("#outcome-health article a").first.scroll_into_view_if_needed()
    before = page.evaluate("window.scrollY")
    assert before > 500
    page.locator("#outcome-health article a").first.click()
    page.wait_for_selector("#why")
    page.go_back()
    page.wait_for_selector("#attention")
    assert page.title().startswith("Board panel")
    assert abs(page.evaluate("window.scrollY") - before) < 5
    page.go_forward()
    page.wait_for_selector("#why")


def test_back_on_a_small_screen_finds_open_what_was_open(watch: Callable[..., Any]) -> None:
    page = watch(width=390).open("/")
    line = page.locator("#outcome-right_help .brief-card").first
    line.locator("summary").click()
    line.locator("article a").click()
    page.wait_for_selector("main.on-indicator")
    page.go_back()
    page.wait_for_selector("main.on-panel")
    assert line.locator("article").is_visible()
    assert not page.locator("#outcome-right_help .brief-calm article").first.is_visible()


def test_back_from_an_outcome_returns_to_the_top(watch: Callable[..., Any]) -> None:
    page = watch().open("/")
    page.locator(".glance a").last.click()
    page.wait_for_function("() => window.scrollY > 1000")
    page.go_back()
    page.wait_for_function("() => window.scrollY < 100")
    assert page.title().startswith("Board panel")


def test_a_month_is_chosen_from_the_keyboard_and_the_selector_keeps_the_focus(
    watch: Callable[..., Any],
) -> None:
    page = watch().open("/heat-map?sort=worst")
    page.locator("#month").focus()
    page.select_option("#month", "2026-09")
    page.wait_for_selector("h1:has-text('September 2026')")
    assert page.evaluate(FOCUS) == "month"
    chosen = parse_qs(urlsplit(page.url).query)
    assert chosen == {
        "sort": ["worst"],
        "show": ["ratings"],
        "area": ["E10000099"],
        "month": ["2026-09"],
    }
    assert "September 2026" in page.locator("#announcement").inner_text()
    page.go_back()
    page.wait_for_selector("h1:has-text('October 2026')")
    assert "October 2026" in page.title()


def test_the_crumb_leads_to_the_outcome(watch: Callable[..., Any]) -> None:
    page = watch().open("/indicator/neet")
    page.get_by_role("link", name="Children and young people enjoy learning").click()
    page.wait_for_selector("#attention")
    top = page.locator("#outcome-education").bounding_box()["y"]
    assert -5 < top < 200


def test_a_link_opened_with_a_modifier_is_left_to_the_browser(watch: Callable[..., Any]) -> None:
    page = watch().open("/")
    with page.context.expect_page() as opened:
        page.locator("article a").first.click(modifiers=["ControlOrMeta"])
    opened.value.wait_for_selector("#why")
    assert page.title().startswith("Board panel")


def test_the_theme_is_kept_and_never_flashes(watch: Callable[..., Any]) -> None:
    page = watch(color_scheme="light", locale="en-GB").open("/")  # a profile of its own
    page.get_by_role("button", name=re.compile("Dark")).click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(14, 19, 24)"
    page.add_init_script(
        "document.addEventListener('DOMContentLoaded', () =>"
        " { window.first = document.documentElement.dataset.theme; })"
    )
    page.reload()
    page.wait_for_selector("#page main")
    assert page.evaluate("window.first") == "dark"
    assert page.get_by_role("button", name=re.compile("Light")).is_visible()


def test_the_chart_for_exploring_opens_closes_and_gives_the_focus_back(
    watch: Callable[..., Any],
) -> None:
    watched = watch(color_scheme="dark")
    page = watched.open("/indicator/assessed_in_time")
    assert not any("plotly" in url for url in watched.requests)
    page.get_by_role("button", name="Explore this chart").click()
    page.wait_for_selector("#explorer .main-svg")
    background = page.locator("#explorer .main-svg").first.evaluate("one => one.style.background")
    assert "22, 27, 34" in background
    page.keyboard.press("Escape")
    assert not page.locator("#explorer").is_visible()
    assert page.evaluate(FOCUS) == "Explore this chart"


def test_after_a_restart_of_the_service_links_still_lead_somewhere(
    watch: Callable[..., Any],
) -> None:
    with served(make_app()) as address:
        watched = watch(address, noisy=True)
        page = watched.open("/")
        page.context.add_cookies(
            [{"name": "_csrf_token", "value": "of another process", "url": address}]
        )
        page.locator("article a").first.click()
        page.wait_for_selector("#why")
        assert page.url.startswith(address + "/indicator/")


def test_arrow_keys_move_between_screens_and_escape_ends(watch: Callable[..., Any]) -> None:
    page = watch().open("/present")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/present?*slide=2")
    page.get_by_text("2 of", exact=False).first.wait_for()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/present?*slide=1")
    page.wait_for_selector(".slide-verdict")
    assert page.locator("a[rel=prev]").count() == 0
    page.keyboard.press("Escape")
    page.wait_for_selector("main.on-panel")
    assert page.title().startswith("Board panel")


def test_the_menu_of_more_pages_opens_by_the_keyboard_and_leads_on(
    watch: Callable[..., Any],
) -> None:
    page = watch().open("/")
    page.locator("details.more summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("main.on-compare")
    assert page.evaluate("document.activeElement.id") == "main"
    assert not page.locator("details.more").evaluate("one => one.open")


def test_a_search_is_an_address_that_can_be_shared(watch: Callable[..., Any]) -> None:
    page = watch().open("/find")
    page.get_by_role("searchbox").fill("assess")
    page.keyboard.press("Enter")
    page.wait_for_url("**/find?q=assess*")
    assert page.get_by_role("searchbox").input_value() == "assess"


def test_a_paper_is_saved_and_the_page_says_that_it_is_made(watch: Callable[..., Any]) -> None:
    page = watch().open("/quality")
    with page.expect_download() as saved:
        page.get_by_role("link", name="paper (PDF)").click()
    assert saved.value.suggested_filename == "data-quality.pdf"
    assert Path(saved.value.path()).read_bytes().startswith(b"%PDF")
    page.wait_for_selector(".downloads:has-text('The paper is made.')")
    assert "is being made" not in page.locator(".downloads").inner_text()
    assert page.locator("#announcement").inner_text().startswith("The paper is made.")


def test_a_paper_that_is_refused_leaves_the_page_and_says_why(watch: Callable[..., Any]) -> None:
    page = watch(noisy=True).open("/context")  # a browser complains of every refusal
    link = page.get_by_role("link", name="paper (PDF)")
    with ExitStack() as taken:
        while _DESK.acquire(blocking=False):
            taken.callback(_DESK.release)
        link.click()
        page.wait_for_selector(".downloads:has-text('Other files are being made just now.')")
    said = page.locator("#announcement").inner_text()
    assert said == (
        "The paper was not made. Other files are being made just now. Try again in a moment."
    )
    assert page.title().startswith("Demand and context")
    with page.expect_download():
        link.click()
