"""One way of scheduling owns a store, on both engines; the second is refused by name."""

from datetime import UTC, datetime, timedelta

import pytest

from framework.errors import BusyError
from framework.store.scheduling import (
    OUR_OWN,
    Claimant,
    beat,
    begin_scheduled,
    claim,
    end_scheduled,
    give_up_claim,
    leave,
    read_scheduler,
    scheduled_runs,
)

NOW = datetime(2026, 11, 29, 2, 15, tzinfo=UTC)
OURS = Claimant(OUR_OWN, "box", 7)


def test_cron_is_refused_while_a_schedule_process_owns_the_store_and_the_other_way_round(store):
    claim(store, OURS, now=NOW)
    with pytest.raises(BusyError, match=r"the schedule process schedules this store .*--hand-over"):
        claim(store, Claimant("cron", "box", 8), now=NOW + timedelta(days=3))
    assert give_up_claim(store).kind == OUR_OWN
    claim(store, Claimant("cron", "box", 8), now=NOW)
    claim(store, Claimant("cron", "other", 9), now=NOW)  # the next night
    with pytest.raises(BusyError, match=r"'cron' schedules this store .* take the job out of cron"):
        claim(store, OURS, now=NOW)


def test_a_second_schedule_process_waits_until_the_first_is_gone(store):
    first = claim(store, OURS, now=NOW)
    second = Claimant(OUR_OWN, "box2", 1)
    with pytest.raises(BusyError, match="box process 7, last seen 2026-11-29 02:15:00 UTC"):
        claim(store, second, now=NOW + timedelta(minutes=2))
    claim(store, second, now=NOW + timedelta(minutes=4))
    assert not beat(store, first, now=NOW, ahead=None), "the first learns that it was replaced"
    claim(store, Claimant(OUR_OWN, "box2", 2), now=NOW + timedelta(minutes=4), is_gone=True)
    assert read_scheduler(store).since == NOW, "the way of scheduling is as old as its first claim"


def test_one_that_was_stopped_lets_the_next_begin_at_once_on_another_machine(store):
    """A container that takes the place of another has another name, and should not wait three minutes."""
    number = claim(store, OURS, now=NOW)
    leave(store, number, now=NOW + timedelta(seconds=5))
    held = read_scheduler(store)
    assert (held.was_stopped, held.next_run, held.seen) == (True, None, NOW + timedelta(seconds=5))
    with pytest.raises(BusyError, match="the schedule process schedules this store"):
        claim(store, Claimant("cron", "box", 8), now=NOW + timedelta(seconds=6))
    claim(store, Claimant(OUR_OWN, "box2", 1), now=NOW + timedelta(seconds=6))
    assert not read_scheduler(store).was_stopped


def test_of_two_with_one_name_and_process_the_first_cannot_end_the_claim_of_the_second(store):
    """In containers both may be process 1 of one host name."""
    first = claim(store, OURS, now=NOW)
    with pytest.raises(BusyError, match="at work already: box process 7"):
        claim(store, OURS, now=NOW + timedelta(seconds=20))
    second = claim(store, OURS, now=NOW + timedelta(minutes=4))
    leave(store, first, now=NOW + timedelta(minutes=5))
    assert not beat(store, first, now=NOW + timedelta(minutes=5), ahead=None)
    assert not read_scheduler(store).was_stopped
    assert beat(store, second, now=NOW + timedelta(minutes=5), ahead=None)
    give_up_claim(store)
    claim(store, OURS, now=NOW + timedelta(minutes=5))
    assert not beat(store, second, now=NOW + timedelta(minutes=6), ahead=None), (
        "not after a hand-over"
    )


def test_a_sign_of_life_and_what_was_run_are_kept(store):
    number = claim(store, OURS, now=NOW)
    later = NOW + timedelta(days=1)
    assert beat(store, number, now=NOW + timedelta(minutes=1), ahead=(later, "refresh"))
    held = read_scheduler(store)
    assert (held.seen, held.next_run, held.next_what) == (
        NOW + timedelta(minutes=1),
        later,
        "refresh",
    )
    run = begin_scheduled(store, due=NOW, what="refresh", tries=1, started=NOW)
    end_scheduled(store, run, finished=later, exit_code=11)
    (run,) = scheduled_runs(store)
    assert (run.due, run.tries, run.exit_code, run.finished) == (NOW, 1, 11, later)
