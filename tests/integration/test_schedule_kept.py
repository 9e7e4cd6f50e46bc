"""The schedule process through days and nights that pass in a moment: no clock is waited for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dashboard.cli.schedule_keeping import Desk, Stopping, keep_schedule
from framework.errors import BusyError
from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.schedules import Retry, Schedule
from framework.store.engines import open_store
from framework.store.migrating import migrate
from framework.store.scheduling import (
    OUR_OWN,
    Claimant,
    begin_scheduled,
    claim,
    give_up_claim,
    read_scheduler,
    scheduled_runs,
)

BASE = load_framework(read_config(Path(__file__).parents[1] / "bad_config" / "base")).framework
NIGHTLY = replace(
    BASE, schedule=Schedule("Europe/London", ("15 2 * * *",), Retry(after_minutes=2, times=1))
)
START = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
US = Claimant(OUR_OWN, "box", 7)


class World:
    """A clock that moves only when it is waited for, and processes that take so many minutes."""

    def __init__(self, until, *, exit_codes=(), takes=timedelta(minutes=5), on_wait=None):
        self.now, self.until, self.takes = START, until, takes
        self.exit_codes, self.on_wait = list(exit_codes), on_wait
        self.started, self.said, self.stopped, self.stopping = [], [], 0, Stopping()

    def clock(self):
        return self.now

    def pause(self, seconds):
        # A pause is as long as asked for, so a night has its thousands of them.
        self.now += timedelta(seconds=seconds)
        if self.now >= self.until:
            self.stopping.asked = 1

    def start(self, arguments):
        self.started.append((f"{self.now:%d %H:%M}", *arguments))
        return Child(self)

    def desk(self, engine, framework=NIGHTLY):
        held = read_scheduler(engine)
        return Desk(
            engine,
            held.number if held else 0,
            lambda: framework,
            self.clock,
            self.pause,
            self.start,
            self.said.append,
            self.stopping,
        )


class Child:
    def __init__(self, world):
        self.world, self.ends = world, world.now + world.takes

    def wait(self, seconds):
        self.world.now += timedelta(seconds=max(seconds, 30))
        if self.world.on_wait:
            self.world.on_wait(self.world)
        if self.world.now < self.ends and not self.world.stopped:
            return None
        return self.world.exit_codes.pop(0) if self.world.exit_codes else 0

    def stop(self):
        self.world.stopped += 1


def refreshes(world):
    return [one for one in world.started if one[1] == "refresh"]


@pytest.fixture
def claimed(tmp_path):
    engine = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    migrate(engine)
    claim(engine, US, now=START)
    yield engine
    engine.dispose()


def test_a_refresh_is_started_when_it_is_due_and_its_exit_code_is_kept(claimed):
    world = World(START.replace(day=29, hour=2, minute=25))
    world.now = START.replace(day=29, hour=2, minute=10)
    keep_schedule(world.desk(claimed))
    assert [one[0] for one in refreshes(world)] == ["29 02:15"]
    (run,) = scheduled_runs(claimed)
    assert (run.due.hour, run.due.minute, run.exit_code) == (2, 15, 0)
    assert world.said[-1] == "Stopped."


def test_a_refresh_that_failed_is_tried_again_and_then_waits_for_the_next_night(claimed):
    world = World(START.replace(day=29, hour=2, minute=40), exit_codes=[11, 11])
    world.now = START.replace(day=29, hour=2, minute=14)
    keep_schedule(world.desk(claimed))
    assert [one[0] for one in refreshes(world)] == ["29 02:15", "29 02:22"]
    assert [(run.tries, run.exit_code) for run in scheduled_runs(claimed)] == [(2, 11), (1, 11)]


def test_between_refreshes_people_are_told_every_hour(claimed):
    world = World(START.replace(hour=14, minute=1))
    world.now = START.replace(hour=12, minute=59)
    keep_schedule(world.desk(claimed))
    assert [one[1:] for one in world.started] == [("tell",)]


def test_nights_that_were_missed_are_made_up_for_once(claimed):
    world = World(START + timedelta(days=5, minutes=30))
    world.now = START + timedelta(days=5)
    keep_schedule(world.desk(claimed))
    assert len(refreshes(world)) == 1
    assert "for 5 moments at once" in world.said[0]


def test_a_run_that_was_cut_off_with_its_scheduler_is_run_again_at_once(claimed):
    begin_scheduled(
        claimed, due=START, what="refresh", tries=1, started=START + timedelta(minutes=1)
    )
    world = World(START + timedelta(minutes=30))
    world.now = START + timedelta(minutes=5)
    keep_schedule(world.desk(claimed))
    assert len(refreshes(world)) == 1
    assert "try 2" in world.said[0]


def test_it_gives_signs_of_life_while_it_waits_and_while_a_refresh_runs(claimed):
    seen = []

    def look(world):
        seen.append((world.now, read_scheduler(claimed)))

    world = World(
        START.replace(day=29, hour=2, minute=40), takes=timedelta(minutes=10), on_wait=look
    )
    world.now = START.replace(day=29, hour=2, minute=10)
    claim(claimed, US, now=world.now)
    ahead = set()

    def pause(seconds):
        ahead.add(read_scheduler(claimed).next_what)
        world.pause(seconds)

    keep_schedule(replace(world.desk(claimed), pause=pause))
    assert ahead == {"refresh"}
    assert max(now - held.seen for now, held in seen) <= timedelta(seconds=61)
    assert "now: refresh since 02:15" in {held.next_what for _, held in seen}
    held = read_scheduler(claimed)
    assert (held.was_stopped, held.seen, held.next_what) == (True, world.now, "")


def test_asked_to_stop_it_lets_the_refresh_end_and_asked_twice_it_ends_it(claimed):
    def ask_once(world):
        world.stopping.asked = 1

    world = World(START + timedelta(days=9), on_wait=ask_once, exit_codes=[0])
    world.now = START + timedelta(days=1)
    keep_schedule(world.desk(claimed))
    assert world.stopped == 0
    assert scheduled_runs(claimed)[0].exit_code == 0

    def ask_twice(world):
        world.stopping.asked = 2

    world = World(START + timedelta(days=9), on_wait=ask_twice, exit_codes=[-15])
    world.now = START + timedelta(days=3)
    keep_schedule(world.desk(claimed))
    assert world.stopped >= 1
    assert scheduled_runs(claimed)[0].exit_code == -15


def test_it_ends_when_the_schedule_is_handed_over(claimed):
    world = World(START + timedelta(days=9))
    desk = world.desk(claimed)
    give_up_claim(claimed)
    keep_schedule(desk)
    assert "handed over" in world.said[-1]
    assert world.started == []


def test_one_that_another_has_taken_over_from_does_not_end_as_if_all_were_well(claimed):
    """So that whatever starts it again does so where the other should not be."""
    world = World(START + timedelta(days=9))
    desk = world.desk(claimed)
    claim(claimed, Claimant(OUR_OWN, "box2", 1), now=START + timedelta(hours=1))
    with pytest.raises(BusyError, match="another schedule process has taken over: box2 process 1"):
        keep_schedule(desk)
    assert world.started == []
