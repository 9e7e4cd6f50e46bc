"""A word longer than a telephone is wide, such as some places have for a name, widens no page."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.conftest import served
from tests.e2e.test_browser_accessibility import PATHS
from tests.frameworks.made_apps import make_app
from tests.frameworks.made_hostile import poison
from tests.frameworks.views import HandMadePages

pytestmark = pytest.mark.browser

TYPED = frozenset({"area", "area_title", "board", "framework", "label", "name", "owner", "title"})
PLACE = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"


def test_the_longest_name_of_a_place_widens_no_page(contexts: Callable[..., Any]) -> None:
    context = contexts(viewport={"width": 320, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    wide = []
    with served(make_app(HandMadePages(change=poison(PLACE, only=TYPED)))) as address:
        for path in PATHS:
            page.goto(address + path)
            if page.evaluate("document.documentElement.scrollWidth") > 320:
                wide.append(path)
        page.close()
    assert wide == []
