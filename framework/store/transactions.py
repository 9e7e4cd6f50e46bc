"""Reading at one moment, and writing one at a time.

A read is one transaction that sees one state of the store to its end. A write holds the engine's
own lock; on SQLite it also holds a file lock, because SQLite before 3.51.3 can damage a file when
two processes write and checkpoint at once.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Final, TypeVar

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, Table, func, select, text
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError

from framework.errors import BusyError, StoreError, StoreSilentError
from framework.store.engines import WRITES, is_sqlite, place_of, sqlite_file

T = TypeVar("T")

WRITE_SECONDS: Final = 60.0
"""How long a writer waits for another before it gives up."""

WAIT_SECONDS: Final = "fingerpost_wait_seconds"
"""The execution option of an engine whose writers wait for another time than that."""

RETRY_SECONDS: Final = 5.0
"""How long a reader tries to reach a server that does not answer."""

STATEMENT_SECONDS: Final = "fingerpost_statement_seconds"
"""The execution option of an engine whose readers may not ask for longer."""

_FIRST_PAUSE: Final = 0.1
_LOCK_NOT_GIVEN: Final = "55P03"
_AWAY: Final = ("57P", "08")
"""PostgreSQL's classes of errors for a server that stops, starts or cannot be reached."""

_NO_TABLES: Final = ("no such table", "no such column", "UndefinedTable", "UndefinedColumn")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the store, whatever is published meanwhile.

    Raises:
        StoreError: there is no store, it is of another version, or it does not answer.
    """
    _must_exist(engine)
    with plain_errors(engine), _connected(engine) as connection:
        if not is_sqlite(engine):
            connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        with connection.begin():
            seconds = engine.get_execution_options().get(STATEMENT_SECONDS)
            if seconds and not is_sqlite(engine):
                # Of the transaction, not of the session: a pooler between us may share sessions.
                connection.execute(text(f"SET LOCAL statement_timeout = {1000 * int(seconds)}"))
            yield connection


def twice(read: Callable[[], T]) -> T:
    """Read, and once more when the store fell silent on the way, as it does when it restarts.

    Only for what writes nothing.

    Raises:
        StoreSilentError: it does not answer after some seconds either.
    """
    try:
        return read()
    except StoreSilentError:
        return read()


def _connected(engine: Engine) -> Connection:
    """Connect, trying for some seconds: a server that restarts refuses for about so long."""
    waited, pause = 0.0, _FIRST_PAUSE
    while True:
        try:
            return engine.connect()
        except OperationalError:
            if is_sqlite(engine) or waited + pause > RETRY_SECONDS:
                raise
        Event().wait(pause)
        waited, pause = waited + pause, pause * 2


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection in a transaction that no other writer interleaves. All or nothing.

    Raises:
        BusyError: another process has been writing for too long.
        StoreError: there is no store, it is of another version, or it does not answer.
    """
    _must_exist(engine)
    with one_writer(engine), plain_errors(engine), engine.connect() as connection:
        connection.execution_options(**{WRITES: True})
        with connection.begin():
            limit_waiting(connection)
            yield connection


def limit_waiting(connection: Connection) -> None:
    """Let a writer's transaction wait so long for another's row or table, be told so, and not hang.

    SQLite has a limit already, which is set when a file is opened.
    """
    if not is_sqlite(connection.engine):
        milliseconds = round(1000 * _patience(connection.engine))
        connection.execute(text(f"SET LOCAL lock_timeout = {milliseconds}"))


def _patience(engine: Engine) -> float:
    """Say how long a writer waits for another, in seconds."""
    return float(engine.get_execution_options().get(WAIT_SECONDS, WRITE_SECONDS))


def _kept_waiting(engine: Engine) -> BusyError:
    return BusyError(
        f"another process has been writing to {place_of(engine)} for over "
        f"{_patience(engine):.0f} seconds: try again when it has finished"
    )


def next_id(connection: Connection, table: Table) -> int:
    """Give the number of a table's next row, for the one who is writing."""
    return (connection.execute(select(func.max(table.c.id))).scalar() or 0) + 1


@contextmanager
def one_writer(engine: Engine) -> Iterator[None]:
    """Hold the file lock of writers of a SQLite store. PostgreSQL needs none."""
    if not is_sqlite(engine):
        yield
        return
    lock = FileLock(lock_file(engine, "write"), timeout=_patience(engine), thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise _kept_waiting(engine) from error
    except OSError as error:
        raise StoreError(f"{place_of(engine)} cannot be written: {error.strerror}") from error
    try:
        yield
    finally:
        lock.release()


def lock_file(engine: Engine, name: str) -> Path:
    """Give the path of a lock beside a SQLite store."""
    store = sqlite_file(engine)
    return store.with_name(f"{store.name}.{name}.lock")


@contextmanager
def plain_errors(engine: Engine) -> Iterator[None]:
    """Turn what an engine says of a store in trouble into one plain message.

    What only a mistake of ours can cause (a key twice, a wrong statement) passes as it is.
    """
    try:
        yield
    except DBAPIError as error:
        told = _told(engine, error.orig, error)
        if told is None:
            raise
        raise told from error
    except engine.dialect.loaded_dbapi.Error as error:
        # Bulk reads and writes speak to the driver itself.
        told = _told(engine, error, None)
        if told is None:
            raise
        raise told from error


def _told(
    engine: Engine, error: BaseException | None, wrapped: DBAPIError | None
) -> StoreError | BusyError | None:
    said = (str(error).strip().splitlines() or [""])[0]
    if getattr(error, "sqlstate", None) == _LOCK_NOT_GIVEN:
        return _kept_waiting(engine)
    if any(sign in f"{type(error).__name__} {said}" for sign in _NO_TABLES):
        return StoreError(
            f"the store at {place_of(engine)} lacks a table of this version: "
            "run `fingerpost migrate`"
        )
    if "database is locked" in said:
        return BusyError(f"{place_of(engine)} is being written: try again in a moment")
    if _is_trouble(engine, error, wrapped):
        what = f"the store at {place_of(engine)} failed: {said}"
        return StoreSilentError(what) if _is_silent(engine, error) else StoreError(what)
    return None


def _is_silent(engine: Engine, error: BaseException | None) -> bool:
    """Say whether a server is away and not the statement at fault: those have a state of their own."""
    if is_sqlite(engine):
        return False
    state = getattr(error, "sqlstate", None)
    return state is None or state.startswith(_AWAY)


def _is_trouble(engine: Engine, error: BaseException | None, wrapped: DBAPIError | None) -> bool:
    if wrapped is not None:
        return type(wrapped) is DatabaseError or isinstance(
            wrapped, OperationalError | InterfaceError
        )
    driver = engine.dialect.loaded_dbapi
    return type(error) is driver.DatabaseError or isinstance(
        error, driver.OperationalError | driver.InterfaceError
    )


def _must_exist(engine: Engine) -> None:
    # To connect would make an empty file.
    if is_sqlite(engine) and not sqlite_file(engine).exists():
        raise StoreError(
            f"there is no store at {place_of(engine)} yet: run `fingerpost migrate`, or refresh"
        )
