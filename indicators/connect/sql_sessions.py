"""Connections to databases of others: read only, with an end in time, and nothing told of secrets."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url, text
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
    SQLAlchemyError,
)

from indicators.connect.limits import MEGABYTE
from indicators.connect.refusals import RefusedError

_TO_CONNECT: Final = 10
_LOCK_SECONDS: Final = 10
_STEPS: Final = 10_000
"""How many steps of SQLite pass between two looks at the clock."""
_LONGEST_ROW: Final = MEGABYTE
_WAITS: Final = {"psycopg": "connect_timeout", "psycopg2": "connect_timeout"}

_SETTINGS: Final[dict[str, tuple[str, ...]]] = {
    "postgresql": (
        "SET default_transaction_read_only = on",
        "SET statement_timeout = {milliseconds}",
        f"SET lock_timeout = {_LOCK_SECONDS * 1000}",
    ),
    "mysql": ("SET SESSION TRANSACTION READ ONLY",),
    "mariadb": ("SET SESSION TRANSACTION READ ONLY",),
}
"""What is said first on a connection of each engine. No text of a user stands here."""
_IN_TRANSACTION: Final = "SET TRANSACTION READ ONLY"
_HELD: Final = frozenset({"sqlite", "oracle", *_SETTINGS})


def cannot_hold(address: str) -> str:
    """Say so when a database of this kind may not honour reading only, '' when it does.

    Raises:
        RefusedError: it is no address of a database.
    """
    engine = _url(address).get_backend_name()
    if engine in _HELD:
        return ""
    return f"{engine} may not honour reading only: give it an account that can do nothing else"


@contextmanager
def read_only(address: str, *, seconds: int) -> Iterator[Connection]:
    """Connect to a database to read, and turn what goes wrong into a reason that tells no secret.

    Raises:
        RefusedError: why it cannot be read.
    """
    url = _url(address)
    try:
        engine = _engine(url, seconds)
    except (ImportError, NoSuchModuleError):
        raise RefusedError(
            f"no driver for {url.get_backend_name()} databases is installed"
        ) from None
    except (SQLAlchemyError, TypeError, ValueError):
        raise RefusedError("the address of the database cannot be used") from None
    try:
        with engine.connect() as connection:
            _say_read_only(connection)
            yield connection
            # nothing was written: whoever has read all is not told that the database is gone since
            with suppress(SQLAlchemyError):
                connection.rollback()
    except SQLAlchemyError as error:
        raise RefusedError(why_refused(error, seconds)) from None
    finally:
        engine.dispose()


def _url(address: str) -> URL:
    try:
        return make_url(address)
    except (ArgumentError, ValueError):
        raise RefusedError("the secret is no address of a database, such as engine://...") from None


def _engine(url: URL, seconds: int) -> Engine:
    if url.get_backend_name() == "sqlite":
        return create_engine(
            "sqlite://", creator=_sqlite(url, seconds), poolclass=NullPool, hide_parameters=True
        )
    arguments: dict[str, Any] = {}
    if url.get_driver_name() in _WAITS:
        arguments[_WAITS[url.get_driver_name()]] = min(_TO_CONNECT, seconds)
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=arguments)
    settings = _SETTINGS.get(engine.dialect.name, ())

    @event.listens_for(engine, "connect")
    def settle(raw: Any, _record: object) -> None:
        cursor = raw.cursor()
        for setting in settings:
            cursor.execute(setting.format(milliseconds=seconds * 1000))
        cursor.close()
        raw.commit()

    return engine


def _sqlite(url: URL, seconds: int) -> Callable[[], sqlite3.Connection]:
    """Open an SQLite file so that neither it nor another can be written, whatever is asked."""
    name = url.database or ""
    if not name or name == ":memory:" or name.startswith("file:"):
        raise RefusedError("the SQLite database must be named by the path of its file")
    if not Path(name).is_file():
        raise RefusedError("the file of the SQLite database is not there")

    def connect() -> sqlite3.Connection:
        address = f"file:{quote(str(Path(name).resolve()))}?mode=ro"
        raw = sqlite3.connect(address, uri=True, timeout=min(_LOCK_SECONDS, seconds))
        raw.execute("PRAGMA query_only = on")
        raw.set_authorizer(_allow)
        end = time.monotonic() + seconds
        # One step on a text without end would never look at the clock, nor fit into memory.
        raw.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_ROW)
        raw.set_progress_handler(lambda: int(time.monotonic() > end), _STEPS)
        return raw

    return connect


_ALLOWED: Final = frozenset(
    {
        *(sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION),
        *(sqlite3.SQLITE_PRAGMA, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_RECURSIVE),
    }
)
_ASKED_OF_TABLES: Final = frozenset(
    {
        *("table_info", "table_xinfo", "table_list", "index_list", "index_info"),
        *("index_xinfo", "foreign_key_list", "database_list", "quick_check"),
    }
)
_ASKED_OF_SESSIONS: Final = frozenset({"read_uncommitted", "page_size"})


def _allow(action: int, first: str | None, second: str | None, *_rest: object) -> int:
    """Let selects through, and the pragmas that tell of tables; attaching and writing never."""
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() == "load_extension":
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA:
        asked = (first or "").lower()
        known = asked in _ASKED_OF_TABLES or (asked in _ASKED_OF_SESSIONS and second is None)
        return sqlite3.SQLITE_OK if known else sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


_DAMAGED: Final = "the SQLite file is damaged or cut short; has it been copied whole?"
_OF_PAGES: Final = "*** in database"
"""So begins what the quick check says of pages. It also tells of rows that break rules: those are rows."""


def refuse_damaged(connection: Connection) -> None:
    """Refuse an SQLite file whose pages are not whole: SQLite may read them as empty cells.

    The quick check cannot tell that the end of the last page is gone, but the size can.

    Raises:
        RefusedError: it is damaged.
    """
    if connection.dialect.name != "sqlite":
        return
    path = Path(connection.execute(text("PRAGMA database_list")).all()[0].file)
    page = connection.execute(text("PRAGMA page_size")).scalar_one()
    said = connection.execute(text("PRAGMA quick_check(1)")).scalar_one()
    if path.stat().st_size % page or said.startswith(_OF_PAGES):
        raise RefusedError(_DAMAGED)


def _say_read_only(connection: Connection) -> None:
    """Say it once more inside the transaction. An engine that does not know the words goes on."""
    if connection.dialect.name == "sqlite":
        return
    try:
        connection.execute(text(_IN_TRANSACTION))
    except SQLAlchemyError:
        connection.rollback()


def why_refused(error: SQLAlchemyError, seconds: int) -> str:
    """Say what went wrong by its kind: what a driver says may hold the address or a cell."""
    original = getattr(error, "orig", None)
    kind = type(original).__name__
    if getattr(original, "sqlite_errorname", "").startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return _DAMAGED
    if getattr(original, "sqlite_errorname", "") == "SQLITE_TOOBIG":
        return f"a row or a cell is longer than {_LONGEST_ROW // MEGABYTE} MB"
    if kind in ("QueryCanceled", "LockNotAvailable") or str(original) == "interrupted":
        return f"the database did not answer within {seconds} seconds"
    if kind == "InsufficientPrivilege" or str(original) == "not authorized":
        return "the account may not read it"
    if isinstance(error, OperationalError | InterfaceError):
        return f"the database cannot be reached, or does not let us in ({kind})"
    if isinstance(error, DBAPIError):
        return f"the database refuses to give these rows ({kind})"
    return f"the database cannot be read ({type(error).__name__})"
