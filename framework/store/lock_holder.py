"""Who holds the lock of refreshing, whether they still live, and how a frozen holder is shut out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from filelock import FileLock, Timeout
from sqlalchemy import Engine, func, select, text, update

from framework.errors import BusyError
from framework.store import tables
from framework.store.engines import is_sqlite
from framework.store.locking import REFRESH_LOCK, sign_off, store_time
from framework.store.rows import RunState
from framework.store.transactions import lock_file, plain_errors, reading, writing

QUIET_SECONDS: Final = 60.0
"""A holder that gave no sign of life for so long may be shut out. It gives one every 15 seconds."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who signed for the lock. `quiet_seconds` is how long ago the last sign of life was.

    `is_held` is False when the system has let the lock go and only the signature is left.
    """

    who: str
    since: str
    host: str
    pid: int
    beat: datetime | None
    quiet_seconds: float
    is_held: bool


def read_holder(engine: Engine) -> Holder | None:
    """Give who signed for the lock, None when nobody did.

    Raises:
        StoreError: there is no store of this version.
    """
    held = _is_held(engine)
    with reading(engine) as connection:
        row = connection.execute(select(tables.holder)).first()
        now = store_time(connection)
    if row is None:
        return None
    quiet = (now - row.beat).total_seconds() if row.beat else float("inf")
    host, pid = row.host or "", row.pid or 0
    return Holder(row.who, row.since, host, pid, row.beat, max(quiet, 0.0), held)


def release_lock(engine: Engine, holder: Holder, *, is_dead: bool, by: str, reason: str) -> None:
    """Shut out a holder that is dead or frozen, and free the lock.

    First its run is marked interrupted: should it wake, it can publish nothing. Then its lock goes.

    Args:
        engine: the store.
        holder: who is shut out.
        is_dead: whether its process is known to be gone.
        by: who does this.
        reason: why, for the record.

    Raises:
        BusyError: the holder lives, or it was frozen in the middle of publishing.
    """
    if holder.is_held and not is_dead and holder.quiet_seconds < QUIET_SECONDS:
        raise BusyError(
            f"{holder.who} is at work: its last sign of life was {holder.quiet_seconds:.0f} seconds "
            f"ago. Wait with refresh --wait, or end that process; only a holder that is silent for "
            f"{QUIET_SECONDS:.0f} seconds is shut out"
        )
    run = tables.run
    with writing(engine) as connection:
        connection.execute(
            update(run)
            .where(run.c.state == RunState.RUNNING.value)
            .values(
                state=RunState.INTERRUPTED.value,
                finished=store_time(connection),
                message=f"shut out by {by}: {reason}",
            )
        )
    if is_sqlite(engine):
        # Whoever holds the old file holds nothing that anybody asks for any more.
        lock_file(engine, "refresh").unlink(missing_ok=True)
    else:
        _end_session(engine)
    sign_off(engine)


def _is_held(engine: Engine) -> bool:
    if is_sqlite(engine):
        if not lock_file(engine, "refresh").exists():
            return False
        lock = FileLock(lock_file(engine, "refresh"), timeout=0, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            return True
        lock.release()
        return False
    with reading(engine) as connection:
        return bool(connection.execute(_SESSIONS, {"key": REFRESH_LOCK}).scalars().all())


_SESSIONS: Final = text(
    "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1 "
    "AND (classid::bigint << 32) | objid::bigint = :key "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def _end_session(engine: Engine) -> None:
    with plain_errors(engine), engine.connect() as connection:
        for pid in connection.execute(_SESSIONS, {"key": REFRESH_LOCK}).scalars().all():
            connection.execute(select(func.pg_terminate_backend(pid)))
        connection.commit()
