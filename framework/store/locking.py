"""One refresh at a time, on any engine, let go by the system when its holder is killed.

PostgreSQL: an advisory lock on a connection of its own. SQLite: a lock on a file beside the store.
The lock alone is not enough: a holder that was frozen and whose lock was lost must not publish
later. So a run has a row, taking over marks the older row interrupted, and publishing asks under
its own transaction whether its row still says running.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event, Thread
from typing import Final

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, delete, func, insert, select, text, true, update
from sqlalchemy.exc import DBAPIError, InvalidRequestError, OperationalError

from framework.errors import BusyError, StoreError
from framework.store import tables
from framework.store.engines import is_sqlite, place_of
from framework.store.migrating import require_current
from framework.store.rows import RunState
from framework.store.transactions import lock_file, next_id, plain_errors, reading, writing

REFRESH_LOCK: Final = 0x66_70_72_66
_LOCK_NOT_AVAILABLE: Final = "55P03"
_AT_ONCE_SECONDS: Final = 0.2
_BEAT_SECONDS: Final = 15.0


@dataclass(frozen=True, slots=True)
class RefreshLock:
    """The proof that this process refreshes a store, and who it said it is."""

    engine: Engine
    who: str


@contextmanager
def hold_refresh_lock(
    engine: Engine, *, wait_seconds: float = 0.0, who: str, process: tuple[str, int] = ("", 0)
) -> Iterator[RefreshLock]:
    """Hold the one lock of refreshing, waiting for it at most so long.

    `process` is the host and the number of the process, for whoever asks whether it still lives.

    Raises:
        BusyError: another holds it; the message says who and since when.
        StoreError: there is no store of this version.
    """
    require_current(engine)
    hold = _hold_file if is_sqlite(engine) else _hold_advisory
    with hold(engine, wait_seconds):
        _sign(engine, who, process)
        try:
            with _signs_of_life(engine):
                yield RefreshLock(engine, who)
        finally:
            # A store that fails here has already said so, or will at the next step.
            with suppress(StoreError, BusyError):
                sign_off(engine, who)


def begin_run(lock: RefreshLock, *, started: datetime, host: str, pid: int) -> int:
    """Write that a run has begun and give its number. A run left running is marked interrupted."""
    run = tables.run
    with writing(lock.engine) as connection:
        number = next_id(connection, run)
        connection.execute(
            update(run)
            .where(run.c.state == RunState.RUNNING.value)
            .values(
                state=RunState.INTERRUPTED.value,
                finished=started,
                message=f"stopped without a word; run {number} took over",
            )
        )
        connection.execute(
            insert(run).values(
                id=number,
                started=started,
                state=RunState.RUNNING.value,
                host=host,
                pid=pid,
                message="",
            )
        )
    return number


def end_run(
    engine: Engine, run: int, *, state: RunState, finished: datetime, message: str = ""
) -> None:
    """Write how a run ended. A run that has ended already (published, taken over) stays as it is."""
    with writing(engine) as connection:
        connection.execute(
            update(tables.run)
            .where(tables.run.c.id == run, tables.run.c.state == RunState.RUNNING.value)
            .values(state=state.value, finished=finished, message=message)
        )


def _busy(engine: Engine) -> BusyError:
    holder = tables.holder
    with reading(engine) as connection:
        row = connection.execute(select(holder.c.who, holder.c.since)).first()
    by = f"{row.who} has held it since {row.since}" if row else "another refresh has just begun"
    return BusyError(
        f"the store at {place_of(engine)} is being refreshed: {by}. "
        "Wait for it to end, or ask refresh to wait with --wait"
    )


def _sign(engine: Engine, who: str, process: tuple[str, int]) -> None:
    holder = tables.holder
    with writing(engine) as connection:
        now = store_time(connection)
        connection.execute(delete(holder))
        connection.execute(
            insert(holder).values(
                id=1,
                who=who,
                since=f"{now:%Y-%m-%d %H:%M:%S} UTC",
                host=process[0],
                pid=process[1],
                beat=now,
            )
        )


def store_time(connection: Connection) -> datetime:
    """Give the time of the store's own clock: one clock for all who read it."""
    now: datetime = connection.execute(select(func.now())).scalar_one()
    return (now if now.tzinfo else now.replace(tzinfo=UTC)).astimezone(UTC)


def sign_off(engine: Engine, who: str | None = None) -> None:
    """Take the signature away: only one's own where `who` is said, for another may have taken over."""
    holder = tables.holder
    with writing(engine) as connection:
        own = holder.c.who == who if who is not None else true()
        connection.execute(delete(holder).where(own))


@contextmanager
def _signs_of_life(engine: Engine) -> Iterator[None]:
    """Write every 15 seconds that this process lives. One that is frozen writes nothing."""
    done = Event()

    def beat() -> None:
        while not done.wait(_BEAT_SECONDS):
            # A store that is busy or away is told by the work itself.
            with suppress(StoreError, BusyError, DBAPIError), writing(engine) as connection:
                connection.execute(update(tables.holder).values(beat=store_time(connection)))

    thread = Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


@contextmanager
def _hold_file(engine: Engine, wait_seconds: float) -> Iterator[None]:
    lock = FileLock(
        lock_file(engine, "refresh"),
        timeout=max(wait_seconds, _AT_ONCE_SECONDS),
        thread_local=False,
    )
    try:
        lock.acquire()
    except Timeout as error:
        raise _busy(engine) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _hold_advisory(engine: Engine, wait_seconds: float) -> Iterator[None]:
    # A connection of its own, in no transaction: the lock is the session's and ends with it.
    with plain_errors(engine):
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    try:
        milliseconds = int(max(wait_seconds, _AT_ONCE_SECONDS) * 1000)
        try:
            connection.execute(text(f"SET lock_timeout = {milliseconds}"))
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": REFRESH_LOCK})
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", "") == _LOCK_NOT_AVAILABLE:
                raise _busy(engine) from error
            raise StoreError(f"the store at {place_of(engine)} does not answer") from error
        yield
    finally:
        with suppress(DBAPIError):
            connection.execute(text("SELECT pg_advisory_unlock_all()"))
        # Not back into the pool: its settings and its lock end here, whatever happened.
        # A session that the server ended meanwhile has nothing left to detach.
        with suppress(DBAPIError, InvalidRequestError):
            connection.detach()
        connection.close()
