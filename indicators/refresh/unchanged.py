"""The refresh of what has not changed since the last one looked: a look at the files, and a line in the history.

Nothing that reads a framework is loaded here.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from framework.errors import StoreError
from framework.store.locking import begin_run, end_run, hold_refresh_lock
from framework.store.rows import RunState
from framework.store.runs import current_generation
from indicators.refresh.last_look import Note, last_note
from indicators.refresh.starting import Outcome, Starter

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from framework.store.rows import GenerationInfo


def refresh_unchanged(
    files: Mapping[str, bytes], engine: "Engine", data: Path, intake: Path, *, starter: Starter
) -> Outcome | None:
    """End a refresh that would find what the last one found; None where the whole look must be taken.

    Raises:
        BusyError: another refresh is at work.
        StoreError: the store cannot be used.
    """
    note = last_note(intake)
    if note is None or not note.still_holds(files, data, starter.today):
        return None
    try:
        if _stands(engine, note) is None:
            return None
    except StoreError:  # not there, or of another version: the whole refresh says so or mends it
        return None
    process = (starter.host, starter.pid)
    with hold_refresh_lock(
        engine, wait_seconds=starter.wait_seconds, who=starter.who, process=process
    ) as lock:
        made = _stands(engine, note)
        if made is None:
            return None
        run = begin_run(lock, started=starter.now(), host=starter.host, pid=starter.pid)
        starter.begins(run)
        end_run(engine, run, state=RunState.NOTHING_TO_DO, finished=starter.now())
    return Outcome(
        state=RunState.NOTHING_TO_DO,
        generation=made.number,
        published_hash=made.published_hash,
        indicators=made.indicators,
        results=made.results,
        failed={},
        warnings=note.warnings,
        as_before=True,
        late=note.late,
    )


def _stands(engine: "Engine", note: Note) -> "GenerationInfo | None":
    """Give the generation that readers see, if it is the one that the note speaks of."""
    made = current_generation(engine)
    same = made is not None and (made.number, made.published_hash, made.framework_version) == (
        note.generation,
        note.published_hash,
        note.framework,
    )
    return made if same else None
