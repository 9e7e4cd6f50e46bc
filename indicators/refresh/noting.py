"""What of a framework a look depends on: which files, and until which day they say the same."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from framework.model.engines import Engine
from framework.model.periods import add_months, month_start, step
from framework.model.promises import Lateness, due_day, lateness_of, newest_due
from framework.model.reads import FilesRead
from framework.model.sources import Source
from indicators.refresh.last_look import Looked, Note, code_stamp, is_settled, keep_note
from indicators.refresh.planning import Choice
from indicators.refresh.tasks import Task


@dataclass(frozen=True, slots=True)
class Before:
    """Where a look goes and every file there, as it was before anything of it was read."""

    looked: Looked
    seen: Mapping[str, str]


def look_before(task: Task) -> Before | None:
    """Look at the files of all sources; None where what changed can only be told by asking elsewhere.

    Also where a person chose something: then the answer is not that of every night.
    """
    sources = task.framework.sources
    if task.choice != Choice() or not sources:
        return None
    patterns = []
    for source in sources:
        if not isinstance(source.read, FilesRead) or source.engine is Engine.POSTGRES:
            return None
        patterns.append((source.read.path.replace("\\", "/"), source.arrives.marker))
    looked = Looked(task.where.places.data, tuple(patterns))
    try:
        return Before(looked, looked.seen())
    except (OSError, ValueError, NotImplementedError):  # the reading of it says what is wrong
        return None


def note_look(task: Task, before: Before, *, version: str) -> None:
    """Note for the next refresh that nothing was to be done of this version of the framework."""
    looked, seen = before.looked, before.seen
    if not is_settled(seen.values(), task.at.moment):
        return
    pinned, stands = task.framework.today is not None, task.stands
    note = Note(
        code=code_stamp(),
        framework=version,
        data=str(looked.data.resolve()),
        patterns=looked.patterns,
        seen=seen,
        first=date.min if pinned else task.at.day,
        until=date.max if pinned else min(_turns(task)),
        generation=stands.generation,
        published_hash=stands.published_hash,
        warnings=stands.warnings + stands.notes,
        late=tuple(source.id for source in task.framework.sources if _lateness(task, source)),
    )
    keep_note(task.where.places.intake, note)


def _turns(task: Task) -> Iterator[date]:
    """Give the days on which something else is so although no file changed.

    A month ends, an area changes, rows that have not come are late from then on, or have been late
    for so long that somebody else is told.
    """
    day, geography = task.at.day, task.framework.geography
    yield add_months(month_start(day), 1)
    dated = (
        *(one.on for one in geography.changes),
        *(end for one in geography.memberships for end in (one.valid_from, one.valid_to)),
        *(end for one in geography.areas for end in (one.valid_from, one.valid_to)),
    )
    yield from (one for one in dated if one is not None and one > day)
    for source in task.framework.sources:
        newest, late = newest_due(source, day), _lateness(task, source)
        if newest is not None:
            yield due_day(step(newest, 1), source) + timedelta(days=1)
        for told in source.due.late if source.due and late else ():
            if late and told.after_days > late.days:
                yield day + timedelta(days=told.after_days - late.days)


def _lateness(task: Task, source: Source) -> Lateness | None:
    state = task.stands.states.get(source.id)
    return lateness_of(source, state.as_at if state else "", task.at.day)
