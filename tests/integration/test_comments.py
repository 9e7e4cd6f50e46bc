"""What people say of a figure: kept, shown with its month, taken back, and never edited."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.access.viewers import OPEN_DEMO_VIEWER
from dashboard.cli.commands import cli
from dashboard.queries.indicator import read_indicator
from dashboard.queries.library import Library
from dashboard.queries.panel import read_panel
from framework.store.comments import Asks, Comment, all_comments, record_comment
from framework.store.releases import release_month
from tests.refresh_desk import COUNTY, NOON, Desk, tiny

KEY = "assessed_in_time"
LATER = datetime(2025, 11, 18, tzinfo=UTC)
MUCH_LATER = datetime(2025, 12, 19, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = tiny(tmp_path)
    made.refresh()
    yield made
    made.engine.dispose()


def say(desk: Desk, month: str, **words: object) -> None:
    told = {"cause": "", "action": "", "due": None, "owner": "", "asks": Asks.NOTHING} | words
    record_comment(
        desk.engine,
        Comment(KEY, COUNTY, month, at=datetime(2025, 11, 12, tzinfo=UTC), who="Ann", **told),
    )


def seen(desk: Desk, month: str, day: date = date(2025, 11, 12)):
    library = Library(desk.engine, lambda: day, lambda: NOON)
    view = read_indicator(library, OPEN_DEMO_VIEWER, KEY, month, COUNTY)
    panel = read_panel(library, OPEN_DEMO_VIEWER, month, COUNTY)
    cards = {card.id: card for part in panel.outcomes for card in part.cards}
    assert cards[KEY].said == view.card.said
    return view.card.said


def test_what_was_said_stands_beside_the_figure_with_its_month(desk):
    say(desk, "2025-10", cause="Two posts were vacant.", action="Both are filled.", owner="Ann")
    found = seen(desk, "2025-10")
    assert (found.cause, found.action, found.owner) == (
        "Two posts were vacant.",
        "Both are filled.",
        "Ann",
    )
    assert found.month == "Said of October 2025"
    assert not found.earlier
    assert seen(desk, "2025-09") is None


def test_what_was_said_of_an_earlier_month_is_told_as_that(desk):
    say(desk, "2025-08", cause="A summer of few assessments.")
    assert seen(desk, "2025-10").month == "Said of August 2025; the figure is newer"
    assert seen(desk, "2025-10").earlier


def test_what_was_said_half_a_year_ago_is_of_other_figures(desk):
    say(desk, "2025-04", cause="Long ago.")
    assert seen(desk, "2025-09").cause == "Long ago."
    assert seen(desk, "2025-10") is None


def test_an_edition_keeps_what_had_been_said_when_it_was_released(desk):
    say(desk, "2025-10", action="Hire.", due=date(2025, 11, 20))
    release_month(desk.engine, "2025-10", at=LATER, who="a test", reason="the Board met")
    record_comment(
        desk.engine,
        Comment(KEY, COUNTY, "2025-10", "New.", "", None, "", Asks.NOTE, MUCH_LATER, "Ann"),
    )
    found = seen(desk, "2025-10", day=date(2025, 12, 24))
    assert (found.action, found.due, found.overdue) == ("Hire.", "By 20 November 2025", False)


def test_the_last_word_of_a_month_stands_and_may_be_taken_back_but_all_stays_on_record(desk):
    say(desk, "2025-10", cause="First.")
    say(desk, "2025-10", cause="Second.")
    assert seen(desk, "2025-10").cause == "Second."
    say(desk, "2025-10")
    assert seen(desk, "2025-10") is None
    assert [one.cause for one in all_comments(desk.engine)] == ["First.", "Second.", ""]


def test_a_day_that_has_passed_and_what_the_board_is_asked_are_said(desk):
    say(desk, "2025-10", action="Hire.", due=date(2025, 11, 1), asks=Asks.DECIDE)
    found = seen(desk, "2025-10")
    assert found.due == "By 1 November 2025, which has passed"
    assert found.overdue
    assert found.asked == "The Board is asked to decide."


def asked_before(desk: Desk, month: str, day: date = date(2025, 11, 12)):
    library = Library(desk.engine, lambda: day, lambda: NOON)
    return read_panel(library, OPEN_DEMO_VIEWER, month, COUNTY).follow_ups


def test_what_was_asked_stands_on_later_panels_with_the_figure_of_then_and_of_now(desk):
    say(desk, "2025-08", cause="Leave.", action="Hire.", due=date(2025, 11, 1), asks=Asks.DECIDE)
    (found,) = asked_before(desk, "2025-09")
    assert (found.of, found.asked) == ("August 2025", "The Board was asked to decide.")
    assert (found.state, found.due) == ("overdue", "By 1 November 2025, which has passed")
    assert found.unanswered
    assert (found.then_text, found.now_text) == ("50.0%", "100.0%")
    assert asked_before(desk, "2025-08") == ()


def test_what_was_decided_and_what_came_of_it_are_said_by_the_command(desk):
    say(desk, "2025-09", cause="Leave.", action="Hire.", due=date(2025, 11, 1), asks=Asks.DECIDE)
    code, told = run(desk, "follow-up", KEY, "--month", "2025-09", "--decided", "Fund a post.")
    assert code == 0, told
    assert run(desk, "follow-up", KEY, "--month", "2025-09", "--done", "She has begun.")[0] == 0
    (found,) = asked_before(desk, "2025-10")
    assert (found.decided, found.done, found.action) == (
        "Fund a post.",
        "She has begun.",
        "Hire.",
    )
    assert (found.state, found.due) == ("done", "")
    code, told = run(desk, "follow-up", KEY, "--month", "2025-09")
    assert (code != 0, "--decided, --done or --due" in told) == (True, True)
    code, told = run(desk, "follow-up", KEY, "--month", "2025-08", "--done", "x")
    assert (code != 0, "nothing stands of 'assessed_in_time' for 2025-08" in told) == (True, True)


def test_a_cause_alone_asks_nothing_and_is_not_followed_up(desk):
    say(desk, "2025-09", cause="Leave.")
    assert asked_before(desk, "2025-10") == ()


def test_a_question_stays_until_it_is_answered_whatever_is_said_after_it(desk):
    say(desk, "2025-07", action="Train.", asks=Asks.ESCALATE)
    say(desk, "2025-08", cause="Leave.", action="Hire.", asks=Asks.DECIDE)
    say(desk, "2025-09", cause="Still vacant.")
    assert [one.of for one in asked_before(desk, "2025-10")] == ["July 2025", "August 2025"]
    assert run(desk, "follow-up", KEY, "--month", "2025-08", "--done", "Hired.")[0] == 0
    told = [(one.of, one.state) for one in asked_before(desk, "2025-10")]
    assert told == [("July 2025", "open"), ("August 2025", "done")]


def test_what_is_over_goes_once_something_newer_was_asked(desk):
    say(desk, "2025-07", cause="Leave.", asks=Asks.NOTE)
    say(desk, "2025-08", action="Hire.")
    assert run(desk, "follow-up", KEY, "--month", "2025-08", "--done", "Hired.")[0] == 0
    say(desk, "2025-09", asks=Asks.DECIDE)
    assert [one.of for one in asked_before(desk, "2025-10")] == ["September 2025"]


def test_what_the_board_decided_stands_when_the_cause_is_said_anew(desk):
    asked = ("add", KEY, "--month", "2025-09", "--asks", "decide", "--cause")
    assert run(desk, *asked, "Leave.")[0] == 0
    follow = ("follow-up", KEY, "--month", "2025-09")
    assert run(desk, *follow, "--decided", "Fund a post.", "--done", "She has begun.")[0] == 0
    code, told = run(desk, *asked, "Sick leave.")
    assert code == 0, told
    assert "What the Board decided and what came of it still stand." in told
    found = seen(desk, "2025-09")
    assert (found.cause, found.decided, found.done) == (
        "Sick leave.",
        "Fund a post.",
        "She has begun.",
    )
    assert run(desk, "take-back", KEY, "--month", "2025-09")[0] == 0
    code, told = run(desk, *asked, "Anew.")
    assert "still stand" not in told
    assert seen(desk, "2025-09").decided == ""


def test_a_new_day_for_an_action_stands_when_the_action_is_said_anew(desk):
    said = ("add", KEY, "--month", "2025-09", "--action")
    assert run(desk, *said, "Hire.", "--due", "2025-11-01")[0] == 0
    assert run(desk, "follow-up", KEY, "--month", "2025-09", "--due", "2025-12-15")[0] == 0
    code, told = run(desk, *said, "Hire two.")
    assert (code, "Its day, 2025-12-15, still stands." in told) == (0, True)
    assert seen(desk, "2025-09").due == "By 15 December 2025"
    again = run(desk, *said, "Hire.", "--due", "2025-12-20")[1]
    assert "still stands" not in again
    assert "It takes the place of what" in again
    assert seen(desk, "2025-09").due == "By 20 December 2025"


def test_an_edition_lists_what_had_been_asked_and_done_by_then(desk):
    say(desk, "2025-09", action="Hire.", due=date(2025, 11, 15))
    release_month(desk.engine, "2025-10", at=LATER, who="a test", reason="the Board met")
    assert run(desk, "follow-up", KEY, "--month", "2025-09", "--done", "Hired.")[0] == 0
    (found,) = asked_before(desk, "2025-10", day=date(2026, 2, 3))
    assert (found.state, found.done) == ("overdue", "")


def test_the_list_of_months_says_which_were_released(desk):
    release_month(desk.engine, "2025-09", at=LATER, who="a test", reason="the Board met")
    library = Library(desk.engine, lambda: date(2025, 11, 20), lambda: NOON)
    months = read_panel(library, OPEN_DEMO_VIEWER, "2025-10", COUNTY).chrome.months
    assert [one.label for one in months[:2]] == ["October 2025", "September 2025, released"]


def store_of(desk: Desk) -> str:
    return f"sqlite:///{desk.folder.parent / 'store.db'}"


def run(desk: Desk, *words: str) -> tuple[int, str]:
    places = ["--config", str(desk.folder), "--store", store_of(desk)]
    answer = CliRunner().invoke(cli, ["comment", *words, *places], catch_exceptions=True)
    return answer.exit_code, answer.output + str(answer.exception or "")


def test_the_command_says_it_and_lists_it(desk):
    code, said = run(
        desk,
        "add",
        KEY,
        "--month",
        "2025-10",
        "--cause",
        "Two  posts\nwere vacant.",
        "--asks",
        "note",
    )
    assert code == 0, said
    assert seen(desk, "2025-10").cause == "Two posts were vacant."
    assert seen(desk, "2025-10").owner == "Head of Early Help"
    answer = CliRunner().invoke(cli, ["comment", "list", "--store", store_of(desk)])
    assert "2025-10 assessed_in_time E10900001: Two posts were vacant." in answer.output


def test_an_area_may_be_named_as_people_name_it(desk):
    code, said = run(desk, "add", KEY, "--month", "2025-10", "--area", "northing", "--cause", "x")
    assert code == 0, said
    assert "in Northing for 2025-10" in said
    (kept,) = all_comments(desk.engine)
    assert kept.area == "E07900001"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["assesed_in_time", "--month", "2025-10", "--cause", "x"],
            "did you mean 'assessed_in_time'",
        ),
        (
            [KEY, "--month", "2025-10", "--cause", "x", "--due", "01/12/2026"],
            "write the day as 2026-06-30; did you mean 2026-12-01?",
        ),
        ([KEY, "--month", "10/2025", "--cause", "x"], "is not a month: write it as 2026-10"),
        (
            [KEY, "--month", "2025-10", "--area", "E1090001", "--cause", "x"],
            "did you mean 'E10900001'",
        ),
        (
            [KEY, "--month", "2025-10", "--area", "Tinyshir", "--cause", "x"],
            "there is no area 'Tinyshir'; did you mean 'Tinyshire'?",
        ),
        (
            ["Percent assessed on time", "--month", "2025-10", "--cause", "x"],
            "did you mean 'assessed_in_time'",
        ),
        ([KEY, "--month", "2031-01", "--cause", "x"], "no page shows January 2031; say one from"),
        (
            [KEY, "--month", "2025-10", "--owner", "Ann"],
            "say something: --cause, --action or --asks",
        ),
        ([KEY, "--month", "2025-10", "--cause", "x" * 601], "601 letters; 600 are allowed"),
        ([KEY, "--month", "2025-10", "--cause", "a\u202eb"], "a sign that cannot be seen"),
    ],
)
def test_a_mistake_is_told_in_words_and_nothing_is_kept(desk, words, said):
    code, told = run(desk, "add", *words)
    assert code != 0
    assert said in told
    assert all_comments(desk.engine) == ()


def test_what_stands_is_taken_back_by_the_command_and_what_was_never_said_is_not(desk):
    code, told = run(desk, "take-back", KEY, "--month", "2025-10")
    assert code != 0
    assert "nothing stands of 'assessed_in_time' for 2025-10" in told
    say(desk, "2025-10", cause="First.")
    code, told = run(desk, "take-back", KEY, "--month", "2025-10")
    assert code == 0, told
    assert seen(desk, "2025-10") is None
