"""Pictures of every page as they should look, and how far a page may differ from its own.

Keep them anew after a change that is meant to be seen: python -m tests.e2e.page_pictures
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

KEPT: Final = Path(__file__).parents[2] / "docs" / "screenshots" / "pages"
PAGES: Final = {
    "panel": "/",
    "indicator": "/indicator/assessed_in_time",
    "heat_map": "/heat-map",
    "area": "/area?area=E07000901",
    "outcome": "/outcome/right_help",
    "signals": "/signals",
    "signs": "/signals?only=signs",
    "compare": "/compare",
    "inequalities": "/inequalities",
    "context": "/context",
    "find": "/find?q=assess",
    "present": "/present?slide=2",
    "quality": "/quality",
    "status": "/status",
    "accessibility": "/accessibility",
    "not_found": "/nothing-here",
}
SCREENS: Final = tuple((width, theme) for width in (1440, 390) for theme in ("light", "dark"))
TALL: Final = 1400
_BLOCK: Final = 12  # pixels: letters may be drawn a little otherwise from browser to browser
BLOCK_DIFFERS: Final = 36  # of 255, as the mean of a block
BLOCKS_AT_MOST: Final = 0.03  # of all blocks


@dataclass(frozen=True, slots=True)
class Difference:
    """`share` of the blocks of a picture differ by more than a little; `size` says that the size does."""

    share: float
    size: bool


def picture_path(name: str, width: int, theme: str) -> Path:
    return KEPT / f"{name}_{width}_{theme}.webp"


def take(page: Any, address: str, width: int) -> Any:
    """Take the picture of the upper part of a page."""
    from PIL import Image

    page.set_viewport_size({"width": width, "height": TALL})
    page.goto(address)
    page.wait_for_selector("#page main")
    page.evaluate("document.fonts.ready")
    taken = page.screenshot(animations="disabled")
    return Image.open(io.BytesIO(taken)).convert("RGB")


def difference(kept: Any, taken: Any) -> Difference:
    """Hold a picture against the one that was kept, block by block."""
    from PIL import Image, ImageChops

    if kept.size != taken.size:
        return Difference(1.0, size=True)
    small = (max(1, kept.width // _BLOCK), max(1, kept.height // _BLOCK))
    blocks = [one.resize(small, Image.Resampling.BOX) for one in (kept, taken)]
    grey = ImageChops.difference(*blocks).convert("L").tobytes()
    return Difference(sum(one > BLOCK_DIFFERS for one in grey) / len(grey), size=False)


def _pictures(browser: Any, address: str) -> Iterator[tuple[Path, Any]]:
    for width, theme in SCREENS:
        screen = {"width": width, "height": 900}
        context = browser.new_context(viewport=screen, color_scheme=theme, reduced_motion="reduce")
        page = context.new_page()
        for name, path in PAGES.items():
            yield picture_path(name, width, theme), take(page, address + path, width)
        context.close()


def main() -> None:
    from playwright.sync_api import sync_playwright

    from benchmarks.pages.browsing import find_browser
    from tests.e2e.conftest import FLAGS, served
    from tests.frameworks.made_apps import make_app

    KEPT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, served(make_app()) as address:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        for path, picture in _pictures(browser, address):
            picture.save(path, "WEBP", quality=50, method=6)
        browser.close()


if __name__ == "__main__":
    main()
