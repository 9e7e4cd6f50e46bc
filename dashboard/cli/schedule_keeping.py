"""The schedule kept: a loop that starts a refresh when one is due and gives signs of life.

Clock, waiting and the starting of processes are given by whoever keeps it, so that a test can let a
year go by in a second.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

from framework.errors import BusyError
from framework.model.frameworks import Framework
from framework.store.scheduling import (
    OUR_OWN,
    beat,
    begin_scheduled,
    end_scheduled,
    leave,
    read_scheduler,
    scheduled_runs,
)
from indicators.refresh.scheduling import Turn, due_turn, next_turn

if TYPE_CHECKING:
    from sqlalchemy import Engine

BEAT_SECONDS: Final = 20.0
TELL_EVERY: Final = timedelta(hours=1)


class Child(Protocol):
    """A process that was started."""

    def wait(self, seconds: float) -> int | None:
        """Wait so long for its end; give its exit code, or None while it still runs."""

    def stop(self) -> None:
        """Ask it to end."""


@dataclass(slots=True)
class Stopping:
    """How often somebody asked to stop: once lets the running refresh end, twice ends it."""

    asked: int = 0


@dataclass(frozen=True, slots=True)
class Desk:
    """What the keeper of a schedule works with.

    `claim` is the number of its claim. `framework` gives the declared schedule as it stands now.
    `pause` waits at most so many seconds and comes back early when asked to stop. `start` starts
    `fingerpost` with some arguments.
    """

    engine: "Engine"
    claim: int
    framework: Callable[[], Framework]
    clock: Callable[[], datetime]
    pause: Callable[[float], None]
    start: Callable[[tuple[str, ...]], Child]
    say: Callable[[str], None]
    stopping: Stopping = field(default_factory=Stopping)


def keep_schedule(desk: Desk) -> None:
    """Start what is due, until asked to stop or the schedule is handed over.

    Raises:
        BusyError: another schedule process has taken over.
    """
    since = _looked_at(desk)
    told = desk.clock()
    while not desk.stopping.asked:
        now, framework = desk.clock(), desk.framework()
        last = next(iter(scheduled_runs(desk.engine, limit=1)), None)
        turn = due_turn(framework, since=since, now=now, last=last)
        since = now
        if turn is not None:
            _run(desk, turn)
            told = desk.clock()  # a refresh tells people itself
            continue
        if now - told >= TELL_EVERY:
            _wait_for(desk, desk.start(("tell",)), f"telling since {now:%H:%M}")
            told = now
        ahead = next_turn(framework, now=now, last=last)
        if not beat(desk.engine, desk.claim, now=now, ahead=(ahead.at, str(ahead.what))):
            _yield_to_another(desk)
            return
        desk.pause(min(BEAT_SECONDS, max((ahead.at - now).total_seconds(), 0.1)))
    leave(desk.engine, desk.claim, now=desk.clock())
    desk.say("Stopped.")


def _yield_to_another(desk: Desk) -> None:
    """End because the claim is gone.

    Raises:
        BusyError: another schedule process has taken over.
    """
    held = read_scheduler(desk.engine)
    if held is not None and held.kind == OUR_OWN:
        raise BusyError(f"another schedule process has taken over: {held.host} process {held.pid}")
    desk.say("The schedule was handed over.")


def _looked_at(desk: Desk) -> datetime:
    """Give since when moments may have been missed: the last run, or the claim if that is later."""
    held = read_scheduler(desk.engine)
    last = next(iter(scheduled_runs(desk.engine, limit=1)), None)
    known = [one for one in (held and held.since, last and last.started) if one]
    return max(known, default=desk.clock())


def _run(desk: Desk, turn: Turn) -> None:
    started = desk.clock()
    number = begin_scheduled(
        desk.engine, due=turn.due, what=str(turn.what), tries=turn.tries, started=started
    )
    late = f", for {turn.missed + 1} moments at once" if turn.missed else ""
    again = f", try {turn.tries}" if turn.tries > 1 else ""
    desk.say(
        f"{started:%Y-%m-%d %H:%M:%S} UTC: {turn.what} (due {turn.due:%H:%M} UTC{late}{again})"
    )
    child = desk.start(("refresh", "--wait", "600", *turn.arguments))
    code = _wait_for(desk, child, f"{turn.what} since {started:%H:%M}")
    end_scheduled(desk.engine, number, finished=desk.clock(), exit_code=code)
    desk.say(f"{desk.clock():%Y-%m-%d %H:%M:%S} UTC: ended with exit code {code}")


def _wait_for(desk: Desk, child: Child, what: str) -> int:
    """Wait for a process to end, giving signs of life; asked twice to stop, end it."""
    last_beat, said = desk.clock(), 0
    while (code := child.wait(1.0)) is None:
        now = desk.clock()
        if (now - last_beat).total_seconds() >= BEAT_SECONDS:
            beat(desk.engine, desk.claim, now=now, ahead=(now, f"now: {what}"))
            last_beat = now
        if desk.stopping.asked == 1 and not said:
            desk.say(
                "Stopping when the refresh has ended. Ask again to end it now; nothing is lost."
            )
            said = 1
        if desk.stopping.asked > 1:
            child.stop()
    return code
