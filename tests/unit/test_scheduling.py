"""When a refresh is due: by the clock of the declared zone, once each, and made up for once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from framework.errors import UserError
from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.schedules import Retry, Schedule, Work
from framework.store.scheduling import ScheduledRun
from indicators.refresh.scheduling import due_turn, moments, next_turn

BASE = load_framework(read_config(Path(__file__).parents[1] / "bad_config" / "base")).framework
LONDON = ZoneInfo("Europe/London")


def declared(*crons, retry=None, releases=()):
    (source, *others) = BASE.sources
    source = replace(source, releases=tuple(releases))
    schedule = Schedule("Europe/London", crons, retry)
    return replace(BASE, schedule=schedule, sources=(source, *others))


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def times(framework, after, count):
    found = islice(moments(framework, local(after)), count)
    return [f"{one.at.astimezone(LONDON):%d %b %H:%M %Z}" for one in found]


def run(started, *, exit_code, tries=1, minutes=5):
    finished = started + timedelta(minutes=minutes) if exit_code is not None else None
    return ScheduledRun(1, started, "refresh", tries, started, finished, exit_code)


def test_a_time_that_the_clock_skips_runs_once_just_after_the_change():
    found = times(declared("30 1 * * *"), "2026-03-28 00:00", 3)
    assert found == ["28 Mar 01:30 GMT", "29 Mar 02:00 BST", "30 Mar 01:30 BST"]


def test_a_time_that_comes_twice_runs_once():
    found = times(declared("30 1 * * *"), "2026-10-24 12:00", 2)
    assert found == ["25 Oct 01:30 BST", "26 Oct 01:30 GMT"]


def test_a_year_of_nights_has_as_many_runs_as_nights_whatever_the_clock_does():
    framework = declared("30 1 * * *")
    start, end = local("2026-01-01 00:00"), local("2027-01-01 00:00")
    found = [one.at for one in islice(moments(framework, start), 365)]
    assert len({one.astimezone(LONDON).date() for one in found}) == 365
    assert found[-1] < end.astimezone(UTC)


def test_a_release_is_looked_for_at_its_moment_and_alone():
    framework = declared("15 2 * * *", releases=[datetime(2026, 11, 26, 9, 30)])  # noqa: DTZ001
    turn = due_turn(
        framework, since=local("2026-11-26 03:00"), now=local("2026-11-26 09:31"), last=None
    )
    assert str(turn.what) == f"look for {framework.sources[0].id}"
    assert turn.arguments == ("--source", framework.sources[0].id)


def test_missed_nights_are_made_up_for_by_one_run():
    framework = declared("15 2 * * *", releases=[datetime(2026, 11, 26, 9, 30)])  # noqa: DTZ001
    since, now = local("2026-11-20 12:00"), local("2026-11-29 12:00")
    turn = due_turn(framework, since=since, now=now, last=None)
    assert (str(turn.what), turn.missed, turn.arguments) == ("refresh", 9, ())
    assert due_turn(framework, since=now, now=now + timedelta(hours=1), last=None) is None


def test_a_run_that_failed_is_tried_again_so_often_as_declared():
    framework = declared("15 2 * * *", retry=Retry(30, 2))
    started = local("2026-11-29 02:15").astimezone(UTC)
    failed, soon = run(started, exit_code=11), started + timedelta(minutes=34)
    assert due_turn(framework, since=soon, now=soon, last=failed) is None
    ahead = next_turn(framework, now=soon, last=failed)
    assert (ahead.at, str(ahead.what)) == (started + timedelta(minutes=35), "refresh, again")
    turn = due_turn(framework, since=soon, now=ahead.at, last=failed)
    assert (turn.tries, turn.due) == (2, started)
    given_up = replace(failed, tries=3)
    assert due_turn(framework, since=soon, now=ahead.at, last=given_up) is None
    assert next_turn(framework, now=soon, last=given_up).what == Work()


def test_a_run_that_was_good_is_not_tried_again():
    framework = declared("15 2 * * *", retry=Retry(30, 2))
    started = local("2026-11-29 02:15").astimezone(UTC)
    later = started + timedelta(hours=3)
    assert due_turn(framework, since=later, now=later, last=run(started, exit_code=0)) is None


def test_a_run_that_never_told_its_end_is_run_again_but_not_for_ever():
    framework = declared("15 2 * * *")
    started = local("2026-11-29 02:15").astimezone(UTC)
    now = started + timedelta(minutes=1)
    assert due_turn(framework, since=now, now=now, last=run(started, exit_code=None)).tries == 2
    third = run(started, exit_code=None, tries=3)
    assert due_turn(framework, since=now, now=now, last=third) is None


def test_without_a_schedule_it_says_what_to_write():
    with pytest.raises(UserError, match=r"declares no schedule; add one, such as schedule:"):
        next(moments(BASE, local("2026-11-29 00:00")))


@pytest.mark.parametrize(
    "what", [Work(), Work(("a",)), Work(("a", "b_2"), again=True), Work(again=True)]
)
def test_what_is_started_is_read_back_as_it_was_written(what: Work) -> None:
    assert Work.read(str(what)) == what
