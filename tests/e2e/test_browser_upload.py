"""A partner's file is handed in with a keyboard, on any screen, in light and dark, by everybody."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import served
from tests.e2e.test_browser_accessibility import FAULTS
from tests.uploads_in_code import GOOD, client, counter

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("uploads")
    (folder / "good.csv").write_bytes(GOOD)
    (folder / "problem.csv").write_bytes(GOOD.replace(b"2025-04-01", b"soon"))
    (folder / "other.csv").write_bytes(b"a,b\n1,2\n")
    app = client(counter(folder / "desk")).application
    with served(app) as address:
        yield address, folder


def hand_in(page: Any, address: str, file: Path) -> None:
    page.goto(f"{address}/upload/episodes")
    page.set_input_files("#file", file)
    page.get_by_role("button", name="Send and check").click()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_no_fault_and_nothing_scrolls_sideways(
    watch: Callable[..., Any], desk: tuple[str, Path], axe: str, width: int, theme: str
) -> None:
    address, folder = desk
    page = watch(address, width=width, color_scheme=theme, noisy=True).page

    def look(where: str) -> None:
        page.evaluate(axe)
        assert page.evaluate(FAULTS) == [], where
        assert page.evaluate("document.documentElement.scrollWidth") <= width, where

    page.goto(f"{address}/upload")
    look("the list")
    page.goto(f"{address}/upload/episodes")
    look("the form")
    for name in ("problem.csv", "other.csv"):
        hand_in(page, address, folder / name)
        look(name)


def test_a_file_is_handed_in_with_the_keyboard_alone(
    watch: Callable[..., Any], desk: tuple[str, Path]
) -> None:
    address, folder = desk
    page = watch(address).page
    page.goto(f"{address}/upload")
    page.get_by_role("link", name="Upload a file for Early help episodes").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#file")
    page.set_input_files("#file", folder / "good.csv")  # the system's own window
    page.focus("#file")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=What was found")
    page.get_by_role("button", name="Use this file").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=status] >> text=is in use")
    assert page.url == f"{address}/upload?used=episodes"
    page.reload()
    assert page.get_by_text("handed in by Local performance officer").is_visible()


def test_the_theme_can_be_chosen_here_too(
    watch: Callable[..., Any], desk: tuple[str, Path]
) -> None:
    address, _ = desk
    page = watch(address).page
    page.goto(f"{address}/upload")
    before = page.evaluate("document.documentElement.dataset.theme")
    page.click("[data-theme-toggle]")
    assert page.evaluate("document.documentElement.dataset.theme") != before
    page.click("[data-theme-toggle]")
