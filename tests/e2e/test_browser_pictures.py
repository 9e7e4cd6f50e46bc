"""Every page looks as its picture in docs/screenshots/pages, on two widths and in both themes.

Letters may be drawn a little otherwise; a layout that moves is noticed. A change that is meant to be
seen keeps the pictures anew: python -m tests.e2e.page_pictures
"""

from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.page_pictures import (
    BLOCKS_AT_MOST,
    KEPT,
    PAGES,
    SCREENS,
    difference,
    picture_path,
    take,
)

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "theme"), SCREENS)
def test_pages_look_as_they_did(watch: Callable[..., Any], width: int, theme: str) -> None:
    images = pytest.importorskip("PIL.Image", reason="Pillow is not installed")
    watched = watch(width=width, color_scheme=theme, noisy=True)
    for name, path in PAGES.items():
        with images.open(picture_path(name, width, theme)) as kept:
            found = difference(
                kept.convert("RGB"), take(watched.page, watched.address + path, width)
            )
        assert not found.size, name
        assert found.share <= BLOCKS_AT_MOST, f"{name}: {found.share:.1%} of the blocks differ"


def test_each_kept_picture_is_of_a_page() -> None:
    wanted = {picture_path(name, *screen) for name in PAGES for screen in SCREENS}
    assert set(KEPT.glob("*.webp")) == wanted


def test_a_page_that_moved_is_noticed() -> None:
    images = pytest.importorskip("PIL.Image", reason="Pillow is not installed")
    with images.open(picture_path("panel", 1440, "light")) as kept:
        whole = kept.convert("RGB")
    moved = whole.transform(whole.size, 0, (1, 0, 0, 0, 1, 40))
    assert difference(whole, moved).share > BLOCKS_AT_MOST
    assert difference(whole, whole).share == 0
