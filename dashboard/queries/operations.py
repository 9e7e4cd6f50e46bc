"""The machinery behind the figures: runs, the schedule, what is wrong, who was told, room on disk."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from dashboard.queries.status_views import (
    ConcernStatus,
    Operations,
    RunStatus,
    ScheduleStatus,
    TimeSpent,
    ToldStatus,
)
from framework.model.schedules import Work
from framework.model.time_spent import Spent, read_spent
from framework.store.engines import is_sqlite, sqlite_file
from framework.store.rows import RunInfo, RunState
from framework.store.runs import last_runs, last_time_spent
from framework.store.scheduling import OUR_OWN, SchedulerInfo, read_scheduler
from framework.store.telling import Concern, Message, last_messages, open_concerns

if TYPE_CHECKING:
    from sqlalchemy import Engine

SHOWN_RUNS: Final = 10
_COMPARED_RUNS: Final = 30
_MUCH_SLOWER: Final = 2.0
_WORTH_SAYING_SECONDS: Final = 10.0
_LITTLE_ROOM: Final = 1_000_000_000


def read_operations(engine: "Engine", now: datetime) -> Operations:
    """Give how the machinery of a store does at a moment.

    Raises:
        StoreError: there is no store of this version, or it does not answer.
    """
    runs = last_runs(engine, limit=_COMPARED_RUNS)
    last, usual = _durations(runs)
    held = read_scheduler(engine)
    messages = last_messages(engine)
    slow, free = _is_slow(last, usual), room_left(engine)
    need = _room_needed(engine)
    short = free is not None and free < need
    return Operations(
        runs=tuple(_run(one) for one in runs[:SHOWN_RUNS]),
        ended_well=next((written(one.finished) for one in runs if one.state.ended_well), ""),
        last_seconds=last,
        usual_seconds=usual,
        duration_text=_duration_text(last, usual, slow=slow),
        schedule=_schedule(held, now) if held else None,
        next_retry=written(held.next_run) if held and Work.read(held.next_what).again else "",
        concerns=tuple(_concern(one) for one in open_concerns(engine)),
        told=tuple(_told(one) for one in messages),
        disk_free=free,
        disk_text=_disk_text(free, need, short=short),
        is_slow=slow,
        is_short_of_room=short,
        time_spent=_time_spent(engine),
    )


def _time_spent(engine: "Engine") -> TimeSpent:
    run, text = last_time_spent(engine)
    # How many rows there are exactly is for whoever runs a refresh, not for every reader.
    return time_spent(run, [replace(one, rows=0) for one in read_spent(text)])


def time_spent(run: int, spent: Sequence[Spent]) -> TimeSpent:
    """Tell the parts of a run's time apart: whole stages, sources, scans, indicators."""
    parts = [one for one in spent if not one.is_whole]
    parts.sort(key=lambda one: -one.cpu)
    return TimeSpent(
        run=run,
        stages=tuple(one for one in spent if one.is_whole),
        sources=tuple(one for one in parts if one.is_of_source),
        scans=tuple(one for one in parts if one.scan),
        indicators=tuple(one for one in parts if one.indicator),
    )


def room_left(engine: "Engine") -> int | None:
    """Give the free bytes where a store's file lies, None for a server's."""
    return shutil.disk_usage(_folder(engine)).free if is_sqlite(engine) else None


def _room_needed(engine: "Engine") -> int:
    """Give the bytes that a refresh and a backup may need: twice the store, a gigabyte at least."""
    file = sqlite_file(engine) if is_sqlite(engine) else None
    return max(_LITTLE_ROOM, 2 * file.stat().st_size if file and file.exists() else 0)


def _folder(engine: "Engine") -> Path:
    return sqlite_file(engine).absolute().parent


def written(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""


def _seconds(run: RunInfo) -> float | None:
    return round((run.finished - run.started).total_seconds(), 1) if run.finished else None


def _run(run: RunInfo) -> RunStatus:
    return RunStatus(
        number=run.number,
        started=written(run.started),
        seconds=_seconds(run),
        state=run.state,
        reason=run.message,
        generation=run.generation,
    )


def _durations(runs: Sequence[RunInfo]) -> tuple[float | None, float | None]:
    """Give how long the last published run took and the middle of those before it."""
    taken = [_seconds(run) for run in runs if run.state is RunState.PUBLISHED]
    known = [seconds for seconds in taken if seconds is not None]
    usual = median(known[1:]) if len(known) > 1 else None
    return (known[0] if known else None), usual


def _is_slow(last: float | None, usual: float | None) -> bool:
    if last is None or usual is None:
        return False
    return last > _MUCH_SLOWER * usual and last - usual > _WORTH_SAYING_SECONDS


def _duration_text(last: float | None, usual: float | None, *, slow: bool) -> str:
    if last is None:
        return ""
    if usual is None:
        return f"The last one that published took {length(last)}."
    tail = " That is much longer than usual." if slow else ""
    return (
        f"The last one that published took {length(last)}; usually it takes {length(usual)}.{tail}"
    )


def length(seconds: float) -> str:
    """Say a length of time: '4.2 seconds', '12 minutes', '2 hours 5 minutes'."""
    if seconds < 100:
        return "1 second" if seconds == 1 else f"{seconds:.1f} seconds"
    hours, minutes = divmod(round(seconds / 60), 60)
    if not hours:
        return f"{minutes} minutes"
    head = "1 hour" if hours == 1 else f"{hours} hours"
    return f"{head} {minutes} minutes" if minutes else head


def _schedule(held: SchedulerInfo, now: datetime) -> ScheduleStatus:
    ours = held.kind == OUR_OWN
    alive = not held.is_silent(now) if ours else None
    return ScheduleStatus(
        kind=held.kind,
        host=held.host,
        since=written(held.since),
        last_seen=written(held.seen),
        seconds_silent=max(round((now - held.seen).total_seconds(), 1), 0.0),
        alive=alive,
        next_run=written(held.next_run),
        next_what=held.next_what,
        text=_schedule_text(held, alive=alive),
    )


def _schedule_text(held: SchedulerInfo, *, alive: bool | None) -> str:
    seen = f"{held.seen:%Y-%m-%d %H:%M} UTC"
    if alive is None:
        return f"'{held.kind}' starts the refreshes. It did so last at {seen}."
    if held.was_stopped:
        return f"The scheduler was stopped at {seen}. Start `fingerpost schedule` again."
    if not alive:
        return (
            f"The scheduler last gave a sign of life at {seen}, so it has stopped. "
            "Start `fingerpost schedule` again."
        )
    return f"The scheduler last gave a sign of life at {seen}."


def _concern(concern: Concern) -> ConcernStatus:
    return ConcernStatus(concern.subject, concern.trouble, concern.words, written(concern.since))


def _told(message: Message) -> ToldStatus:
    waiting = "waiting" if message.next_try else "not sent"
    return ToldStatus(
        made=written(message.made),
        role=message.role,
        title=message.title,
        state="sent" if message.sent else waiting,
        sent=written(message.sent),
        next_try=written(message.next_try),
        problem=message.problem,
    )


def _disk_text(free: int | None, need: int, *, short: bool) -> str:
    if free is None:
        return ""
    tail = f" {need / 1e9:.1f} GB may be needed: make room." if short else ""
    return f"{free / 1e9:.1f} GB are free where the store lies.{tail}"
