"""In a real browser, hostile text runs nothing, and a page asks nothing of any other machine."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.conftest import served
from tests.frameworks.made_apps import make_app
from tests.frameworks.made_hostile import ATTACKS, poison
from tests.frameworks.views import HandMadePages

pytestmark = pytest.mark.browser


def test_hostile_text_is_shown_and_runs_nothing(watch: Callable[..., Any]) -> None:
    text = " ".join(ATTACKS[:4])
    with served(make_app(HandMadePages(change=poison(text)))) as address:
        watched = watch(address)
        page = watched.page
        dialogs: list[str] = []
        page.on("dialog", lambda dialog: dialogs.append(dialog.message))
        for path in ("/", "/heat-map", "/indicator/assessed_in_time"):
            watched.open(path)
            assert page.evaluate("window.attacked") is None
            assert ATTACKS[0] in page.locator("main").inner_text()
            assert page.locator("main script, main img, main iframe").count() == 0
        page.locator("nav a").first.click()  # the same by callback
        page.wait_for_selector("#page .verdict, #page .glance")
        page.go_back()
        page.wait_for_selector("[data-explore]")
        page.locator("[data-explore]").click()
        page.wait_for_selector("#explorer .main-svg")
        page.locator("#explorer .main-svg").first.hover(force=True)
        assert page.evaluate("window.attacked") is None
        assert page.locator("#explorer img, #explorer script").count() == 0
        assert dialogs == []


def test_the_policy_stops_a_script_that_came_in_all_the_same(watch: Callable[..., Any]) -> None:
    page = watch(noisy=True).open("/")
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.attacked=1\">')"
    )
    page.evaluate("() => new Promise(done => setTimeout(done, 100))")
    assert page.evaluate("window.attacked") is None


def test_nobody_may_frame_the_pages(watch: Callable[..., Any], address: str) -> None:
    page = watch(noisy=True).page
    answer = page.goto(address + "/")
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
