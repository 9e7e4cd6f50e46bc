"""Opening the store: which addresses are taken, and how each engine is set up."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from framework.errors import StoreError

ALLOWED: Final = "use sqlite:///PATH or postgresql://USER@HOST/DATABASE"
WRITES: Final = "fingerpost_writes"
"""The execution option of a connection that is about to write."""

_CONNECT_SECONDS: Final = 10


def open_store(url: str) -> Engine:
    """Give an engine for the store at an address, without making the store.

    A SQLite file may be missing (`migrate` makes it); a PostgreSQL server must answer.

    Raises:
        StoreError: the address is not one of ours, the file is no store, the server is silent.
    """
    parsed = _parse(url)
    backend = parsed.drivername.split("+")[0]
    if backend == "sqlite":
        return _open_sqlite(parsed)
    if backend in ("postgresql", "postgres"):
        return _open_postgresql(parsed)
    raise StoreError(f"the store cannot be kept in '{backend}': {ALLOWED}")


def is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def sqlite_file(engine: Engine) -> Path:
    """Give the file of a SQLite store."""
    return Path(str(engine.url.database)).absolute()


def place_of(engine: Engine) -> str:
    """Say where a store is kept, without a password."""
    if is_sqlite(engine):
        return str(sqlite_file(engine))
    return engine.url.render_as_string(hide_password=True)


def _parse(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError) as error:
        # The address is not repeated: it may hold a password.
        raise StoreError(f"the address of the store cannot be read: {ALLOWED}") from error


def _open_sqlite(url: URL) -> Engine:
    if url.drivername not in ("sqlite", "sqlite+pysqlite"):
        raise StoreError(f"the driver '{url.drivername}' is not supported: {ALLOWED}")
    if not url.database or url.database == ":memory:" or url.query:
        raise StoreError("a SQLite store needs a plain file: use sqlite:///PATH")
    _check_file(Path(url.database))
    engine = create_engine(url)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _check_file(path: Path) -> None:
    if not path.parent.is_dir():
        raise StoreError(f"the folder '{path.parent}' of the store does not exist: make it first")
    if path.is_dir():
        raise StoreError(f"'{path}' is a folder; the store needs a file")
    if path.exists():
        _look_inside(path)


def _look_inside(path: Path) -> None:
    """Ask SQLite itself whether a file is one of its own.

    Reading its first bytes would do harm: a process that closes any handle of a file gives up every lock
    that it has on it, and with them those of our other connections. The next process to leave would
    then take the log away under them, and they would go on reading an old one.
    """
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as found:
            found.execute("PRAGMA schema_version")
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_NOTADB:
            message = f"'{path}' is not a SQLite file: choose another path for the store"
            raise StoreError(message) from None
        if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
            raise StoreError(f"the store '{path}' cannot be read: {error}") from None


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own way of beginning transactions is switched off: _begin_sqlite says when.
    connection.isolation_level = None
    for pragma in (
        "foreign_keys = ON",
        "busy_timeout = 10000",
        # A generation that was announced must survive a power cut.
        "synchronous = FULL",
        "temp_store = MEMORY",
        # What is erased is overwritten, in whatever way the library was built.
        "secure_delete = ON",
        "cache_size = -65536",
        # The log of a large publication is cut back to 64 MB once it is in the file.
        "journal_size_limit = 67108864",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    # A reader that turned writer half way could fail with "locked" whatever the timeout.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _open_postgresql(url: URL) -> Engine:
    if url.drivername not in ("postgresql", "postgres", "postgresql+psycopg"):
        raise StoreError(f"the driver '{url.drivername}' is not supported: {ALLOWED}")
    try:
        engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            connect_args={"connect_timeout": _CONNECT_SECONDS},
        )
    except ModuleNotFoundError as error:
        raise StoreError(
            "a store in PostgreSQL needs its driver: pip install 'fingerpost[postgres]'"
        ) from error
    _knock(engine, url)
    return engine


def _knock(engine: Engine, url: URL) -> None:
    try:
        engine.connect().close()
    except DBAPIError as error:
        engine.dispose()
        reason = str(error.orig).strip().splitlines()[0]
        if url.password:
            reason = reason.replace(str(url.password), "***")
        shown = url.render_as_string(hide_password=True)
        raise StoreError(f"the store at {shown} does not answer: {reason}") from error
