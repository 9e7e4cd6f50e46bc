"""Who starts refreshes of a store by the clock, when that was last alive, and what it has run.

One way of scheduling owns a store: the `schedule` process, or the name under which a job of
another scheduler calls `refresh --scheduled-by NAME`. The claim stays when its process ends, so
that a second way cannot slip in; it is given up on purpose only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Engine, delete, insert, select, update

from framework.errors import BusyError
from framework.store import tables
from framework.store.transactions import next_id, reading, writing

OUR_OWN: Final = "schedule"
"""The kind of claim that the `schedule` process makes."""

SILENT_AFTER: Final = timedelta(minutes=3)
"""A scheduler that gave no sign of life for so long is taken for dead."""

_FIRST: Final = datetime(2020, 1, 1, tzinfo=UTC)
"""Claims are numbered by the seconds since then, so that no number comes again after a hand-over."""

_NO_PROCESS: Final = 0
"""The process of a claim whose scheduler was stopped in good order."""


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who wants to schedule: `kind` is OUR_OWN or the name of another scheduler."""

    kind: str
    host: str
    pid: int


@dataclass(frozen=True, slots=True)
class SchedulerInfo:
    """Who schedules a store, since when, when last seen, and what comes next.

    `number` is that of the claim: no other has it, though a container may have the name and the process of
    the one that it takes the place of.
    """

    number: int
    kind: str
    host: str
    pid: int
    since: datetime
    seen: datetime
    next_run: datetime | None
    next_what: str

    def is_silent(self, now: datetime) -> bool:
        """Say whether no process is at work, as far as can be told."""
        return self.was_stopped or now - self.seen > SILENT_AFTER

    @property
    def was_stopped(self) -> bool:
        """Say whether its process was stopped in good order: `seen` is when."""
        return self.pid == _NO_PROCESS


@dataclass(frozen=True, slots=True)
class ScheduledRun:
    """One refresh that the schedule started. `tries` counts from 1."""

    number: int
    due: datetime
    what: str
    tries: int
    started: datetime
    finished: datetime | None
    exit_code: int | None


def read_scheduler(engine: Engine) -> SchedulerInfo | None:
    """Give who schedules a store, or None when nobody ever claimed it."""
    with reading(engine) as connection:
        return _holder(connection)


def claim(engine: Engine, claimant: Claimant, *, now: datetime, is_gone: bool = False) -> int:
    """Become the one way by which refreshes are started by the clock. Gives the number of the claim.

    `is_gone` says that the process of the present claim is known to have ended.

    Raises:
        BusyError: something else schedules this store; the message says what, and how to hand over.
    """
    with writing(engine) as connection:
        held = _holder(connection)
        if held is not None and held.kind != claimant.kind:
            raise BusyError(_refusal(held, claimant))
        if held is not None and not _may_follow(held, claimant, now, is_gone=is_gone):
            raise BusyError(
                f"a schedule process is at work already: {held.host} process {held.pid}, last seen "
                f"{held.seen:%Y-%m-%d %H:%M:%S} UTC. Stop it first; if it has died, it counts as gone "
                f"{SILENT_AFTER.seconds // 60} minutes after its last sign of life"
            )
        since = held.since if held is not None else now
        number = max(held.number + 1 if held else 0, int((now - _FIRST).total_seconds()))
        connection.execute(delete(tables.scheduler))
        connection.execute(
            insert(tables.scheduler).values(
                id=number,
                kind=claimant.kind,
                host=claimant.host,
                pid=claimant.pid,
                since=since,
                seen=now,
                next_run=None,
                next_what="",
            )
        )
    return number


def beat(engine: Engine, number: int, *, now: datetime, ahead: tuple[datetime, str] | None) -> bool:
    """Give a sign of life and say what comes next. False when another has taken over."""
    moment, what = ahead or (None, "")
    return _written(engine, number, {"seen": now, "next_run": moment, "next_what": what})


def leave(engine: Engine, number: int, *, now: datetime) -> None:
    """Say that a schedule process was stopped in good order: the next one need not wait, wherever it runs.

    Its way of scheduling keeps the store. Nothing is said where another has taken over.
    """
    gone = {"pid": _NO_PROCESS, "seen": now, "next_run": None, "next_what": ""}
    _written(engine, number, gone)


def _written(engine: Engine, number: int, said: Mapping[str, Any]) -> bool:
    """Write something into a claim; say whether it still stands."""
    scheduler = tables.scheduler
    with writing(engine) as connection:
        done = connection.execute(update(scheduler).where(scheduler.c.id == number).values(**said))
        return done.rowcount == 1


def give_up_claim(engine: Engine) -> SchedulerInfo | None:
    """Let anybody schedule from now on. Gives who did until now."""
    with writing(engine) as connection:
        held = _holder(connection)
        connection.execute(delete(tables.scheduler))
        return held


def begin_scheduled(
    engine: Engine, *, due: datetime, what: str, tries: int, started: datetime
) -> int:
    """Write that a scheduled refresh starts and give its number."""
    table = tables.scheduled_run
    with writing(engine) as connection:
        number = next_id(connection, table)
        connection.execute(
            insert(table).values(id=number, due=due, what=what, tries=tries, started=started)
        )
    return number


def end_scheduled(engine: Engine, number: int, *, finished: datetime, exit_code: int) -> None:
    """Write how a scheduled refresh ended."""
    table = tables.scheduled_run
    with writing(engine) as connection:
        connection.execute(
            update(table).where(table.c.id == number).values(finished=finished, exit_code=exit_code)
        )


def scheduled_runs(engine: Engine, *, limit: int = 10) -> tuple[ScheduledRun, ...]:
    """Give the last refreshes that the schedule started, newest first."""
    table = tables.scheduled_run
    with reading(engine) as connection:
        found = connection.execute(select(table).order_by(table.c.id.desc()).limit(limit)).all()
    return tuple(_scheduled(row) for row in found)


def _scheduled(row: Any) -> ScheduledRun:
    return ScheduledRun(
        row.id, row.due, row.what, row.tries, row.started, row.finished, row.exit_code
    )


def _holder(connection: Connection) -> SchedulerInfo | None:
    row = connection.execute(select(tables.scheduler)).first()
    if row is None:
        return None
    return SchedulerInfo(
        row.id, row.kind, row.host, row.pid, row.since, row.seen, row.next_run, row.next_what
    )


def _may_follow(held: SchedulerInfo, claimant: Claimant, now: datetime, *, is_gone: bool) -> bool:
    """Say whether a claim of the same kind may be taken over. Jobs of cron always follow each other.

    That both have the same name and process says nothing: in containers both may be process 1.
    """
    return claimant.kind != OUR_OWN or is_gone or held.is_silent(now)


def _refusal(held: SchedulerInfo, claimant: Claimant) -> str:
    seen = f"last seen {held.seen:%Y-%m-%d %H:%M} UTC on {held.host}"
    who = "the schedule process" if held.kind == OUR_OWN else f"'{held.kind}'"
    wants = "the schedule process" if claimant.kind == OUR_OWN else f"'{claimant.kind}'"
    stop = "Stop that process" if held.kind == OUR_OWN else f"Take the job out of {held.kind}"
    return (
        f"{who} schedules this store since {held.since:%Y-%m-%d} ({seen}), so {wants} may not too. "
        f"To change over: {stop[0].lower()}{stop[1:]}, then run `fingerpost schedule --hand-over`. "
        "To refresh once by hand, leave out --scheduled-by"
    )
