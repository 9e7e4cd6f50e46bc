"""What the three people come for, in as few clicks as they have patience for."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser


def follow(page: Any, name: str, lands_on: str) -> None:
    page.get_by_role("link", name=name).first.click()
    page.wait_for_selector(f"main.on-{lands_on}")


def test_a_board_member_reads_the_month_in_five_clicks(watch: Callable[..., Any]) -> None:
    page = watch().open("/")
    main = page.locator("main")
    assert "4 of 26 rated indicators" in main.inner_text()
    assert page.get_by_role("heading", name="Needs the Board’s attention").is_visible()
    follow(page, "Requests for help answered within 2 working days", "indicator")
    assert "Worse" in main.inner_text()
    assert page.get_by_role("heading", name="Why this rating").is_visible()
    follow(page, "Board panel", "panel")
    follow(page, "Families get the right help at the right time", "panel")
    follow(page, "Real changes", "signals")
    assert "need a look" in main.inner_text()
    follow(page, "Heat map", "heat-map")


def test_an_officer_finds_why_a_rating_changed_and_the_rows_behind_it(
    watch: Callable[..., Any],
) -> None:
    page = watch().open("/")
    moved = page.get_by_role("region", name="Ratings that changed")
    link = moved.get_by_role("link").first
    title = link.inner_text()
    link.click()
    page.wait_for_selector("main.on-indicator")
    assert page.get_by_role("heading", level=1).inner_text().startswith(title)
    why = page.locator("section", has=page.get_by_role("heading", name="Why this rating"))
    assert why.locator("li").count() >= 2
    assert page.get_by_text("Rows read").is_visible()


def test_an_operator_finds_a_late_source_and_what_it_holds_up(watch: Callable[..., Any]) -> None:
    page = watch().open("/")
    assert page.get_by_role("heading", name="Figures that should be here and are not").is_visible()
    page.locator("details.more summary").click()
    follow(page, "How things stand", "status")
    assert "late" in page.locator("main").inner_text().lower()
