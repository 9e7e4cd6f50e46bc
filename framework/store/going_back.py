"""Publishing an earlier generation again, to the digit, as a new one."""

from datetime import datetime

from sqlalchemy import Engine

from framework.errors import FingerpostError, StoreError
from framework.store.locking import RefreshLock, begin_run, end_run
from framework.store.publication import Publication, Published
from framework.store.publishing import publish
from framework.store.reading import Snapshot, open_snapshot
from framework.store.rows import RunState


def publish_again(
    lock: RefreshLock, generation: int, *, reason: str, run_by: tuple[str, int], now: datetime
) -> Published:
    """Make an earlier generation the one that readers see. The later ones stay kept.

    Args:
        lock: proof that no refresh is at work.
        generation: which one.
        reason: why, for the record.
        run_by: host and process.
        now: the moment to record.

    Raises:
        StoreError: the generation is not kept, or readers see it already.
    """
    with open_snapshot(lock.engine) as snapshot:
        seen = snapshot.generation.number
    if seen == generation:
        raise StoreError(f"generation {generation} is the one that readers see already")
    with open_snapshot(lock.engine, generation):
        pass  # a number that was mistyped is refused before it is a run that failed, of which people are told
    run = begin_run(lock, started=now, host=run_by[0], pid=run_by[1])
    try:
        with open_snapshot(lock.engine, generation) as old:
            publication = _as_it_was(old, run, reason, now, lock.engine)
        return publish(lock.engine, publication)
    except FingerpostError as error:
        end_run(lock.engine, run, state=RunState.FAILED, finished=now, message=str(error))
        raise


def _as_it_was(old: Snapshot, run: int, reason: str, now: datetime, engine: Engine) -> Publication:
    results = old.frame("results")
    computed = frozenset(results["indicator"].unique().to_list())
    with open_snapshot(engine) as snapshot:
        later = frozenset(snapshot.frame("results")["indicator"].unique().to_list()) - computed
    return Publication(
        run=run,
        results=results,
        judgements=old.frame("judgements"),
        comparisons=old.frame("comparisons"),
        series=old.frame("series"),
        scope=computed,
        files=old.framework_files(),
        started=now,
        finished=now,
        code_version=old.generation.code_version,
        sources=old.source_states(),
        retired=later,
        warnings=(f"generation {old.generation.number} was published again: {reason}",),
        plan=old.generation.plan,
        as_it_was=True,
    )
