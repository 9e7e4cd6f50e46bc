"""A page that was made once is shown again only as long as it holds, and only to who may see it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import pytest

from dashboard.access.viewers import OPEN_DEMO_VIEWER, Role, Viewer
from dashboard.pages.kept import keeping_pages
from dashboard.queries.library import Library
from dashboard.queries.pages import StorePages
from framework.store.comments import Asks, Comment, record_comment
from framework.store.releases import release_month
from tests.refresh_desk import NOON, Desk, tiny

HOME = "E10900001"
DISTRICT = "E07900001"
MONTH = "?month=2025-10"


@dataclass
class Day:
    now: date = date(2025, 11, 12)
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def desk(tmp_path) -> Iterator[Desk]:
    made = tiny(tmp_path)
    made.refresh()
    yield made
    made.engine.dispose()


def answers(desk: Desk, day: Day):
    return keeping_pages(StorePages(Library(desk.engine, lambda: day.now, lambda: NOON)), site="x")


def test_a_page_is_made_again_after_it_was_published_anew(desk):
    answer = answers(desk, Day())
    first = answer("/", MONTH, OPEN_DEMO_VIEWER)
    assert answer("/", MONTH, OPEN_DEMO_VIEWER) is first
    desk.exchange("data/episodes.csv", "3,p03,2025-04-15,", "3,p03,2025-04-16,")
    desk.exchange("framework.yaml", "Made-up data", "Corrected figures. Made-up data")
    desk.refresh()
    second = answer("/", MONTH, OPEN_DEMO_VIEWER)
    assert "Corrected figures." in second.html
    assert "Corrected figures." not in first.html


def test_a_page_is_made_again_after_its_month_was_released_and_on_another_day(desk):
    day = Day()
    answer = answers(desk, day)
    first = answer("/", MONTH, OPEN_DEMO_VIEWER)
    release_month(desk.engine, "2025-10", at=NOON, who="a test", reason="the Board met")
    released = answer("/", MONTH, OPEN_DEMO_VIEWER)
    assert "Released on" in released.html
    assert "Released on" not in first.html
    day.now = date(2025, 12, 12)
    assert (
        answer("/", "", OPEN_DEMO_VIEWER).title
        != answers(desk, Day())("/", "", OPEN_DEMO_VIEWER).title
    )


def test_what_was_made_for_one_viewer_is_not_shown_to_another(desk):
    answer = answers(desk, Day())
    only = Viewer("North", frozenset({Role.BOARD_MEMBER}), frozenset({DISTRICT}))
    search = f"{MONTH}&area={HOME}"
    assert answer("/", search, OPEN_DEMO_VIEWER).status == 200
    assert answer("/", search, only).status == 403
    assert answer("/", search, Viewer("nobody", frozenset())).status == 403


def test_pages_of_runs_and_pages_that_say_why_there_is_none_are_made_each_time(desk):
    answer = answers(desk, Day())
    for path in ("/status", "/quality", "/nothing-here"):
        first = answer(path, "", OPEN_DEMO_VIEWER)
        assert answer(path, "", OPEN_DEMO_VIEWER) is not first


def test_a_page_is_made_again_after_somebody_said_why(desk):
    answer = answers(desk, Day())
    first = answer("/indicator/assessed_in_time", MONTH, OPEN_DEMO_VIEWER)
    said = Comment(
        "assessed_in_time",
        HOME,
        "2025-10",
        "Posts were vacant.",
        "",
        None,
        "",
        Asks.NOTE,
        NOON,
        "Ann",
    )
    record_comment(desk.engine, said)
    second = answer("/indicator/assessed_in_time", MONTH, OPEN_DEMO_VIEWER)
    assert "Posts were vacant." in second.html
    assert "Posts were vacant." not in first.html
