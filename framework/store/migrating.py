"""Bringing a store to the shape this code knows, and refusing any other.

Which revisions there are is read from the names of the files in migrations/versions, so that a
check of every start costs one small query and no migration library.
"""

from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, inspect, text

from framework.errors import StoreError
from framework.store.all_tables import ALL_TABLES
from framework.store.engines import WRITES, is_sqlite, place_of, sqlite_file
from framework.store.transactions import limit_waiting, one_writer, plain_errors, reading

_FOLDER: Final = Path(__file__).parent / "migrations"
_SCHEMA_LOCK: Final = 0x66_70_6D_67


def revisions() -> tuple[str, ...]:
    """Give every revision this code knows, oldest first."""
    files = (_FOLDER / "versions").glob("r[0-9][0-9][0-9][0-9]_*.py")
    return tuple(sorted(file.name[1:5] for file in files))


def migrate(engine: Engine) -> None:
    """Make an empty store, or bring an older one up. A current one stays as it is.

    It is one transaction: killed half way, the store is as it was before.

    Raises:
        BusyError: another process has held a table of it for too long.
        StoreError: the store is newer than this code, or holds another program's tables.
    """
    _move(engine, "head")
    if is_sqlite(engine):
        # Figures of every area lie in it: nobody else on this computer reads past the gate.
        with suppress(OSError):
            sqlite_file(engine).chmod(0o600)


def migrate_down(engine: Engine, *, to: str) -> None:
    """Take a store back to an older revision ('base' is empty). What it cannot hold is lost.

    Raises:
        StoreError: the store is newer than this code, or there is no such revision.
    """
    if to != "base" and to not in revisions():
        raise StoreError(
            f"there is no revision '{to}': choose one of base, {', '.join(revisions())}"
        )
    _move(engine, to)


def require_current(engine: Engine) -> None:
    """Check that a store has the shape this code knows.

    Raises:
        StoreError: it is missing, older (run `fingerpost migrate`) or newer.
    """
    with reading(engine) as connection:
        found = _revision(connection)
    _refuse_newer(engine, found)
    if found != revisions()[-1]:
        was = f"at revision {found} of {revisions()[-1]}" if found else "empty"
        raise StoreError(f"the store at {place_of(engine)} is {was}: run `fingerpost migrate`")


def _move(engine: Engine, to: str) -> None:
    with one_writer(engine), plain_errors(engine):
        if is_sqlite(engine):
            _keep_a_log(engine)
        with engine.connect() as connection:
            connection.execution_options(**{WRITES: True})
            with connection.begin():
                # Readers queue behind a change of a table that waits; so it must not wait for ever.
                limit_waiting(connection)
                _move_under_lock(connection, to)


def _move_under_lock(connection: Connection, to: str) -> None:
    engine = connection.engine
    if not is_sqlite(engine):
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SCHEMA_LOCK})
    found = _revision(connection)
    _refuse_newer(engine, found)
    target = revisions()[-1] if to == "head" else to
    if found == target:
        return
    if found is None:
        _refuse_strangers(connection)
    _run_revisions(connection, upwards=to == "head", to=to)


def _run_revisions(connection: Connection, *, upwards: bool, to: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    go: Any = command.upgrade if upwards else command.downgrade
    go(config, to)


def _keep_a_log(engine: Engine) -> None:
    # Readers are never blocked by a writer in this mode; it is kept in the file. It cannot be
    # chosen inside a transaction, and only one process may choose it at a time.
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _refuse_newer(engine: Engine, found: str | None) -> None:
    if found is not None and found not in revisions():
        raise StoreError(
            f"the store at {place_of(engine)} was written by a newer Fingerpost (revision {found}; "
            f"this one knows up to {revisions()[-1]}): install that version or a later one"
        )


def _refuse_strangers(connection: Connection) -> None:
    known = set(ALL_TABLES.tables)
    found = sorted(known & set(inspect(connection).get_table_names()))
    if found:
        raise StoreError(
            f"{place_of(connection.engine)} holds tables of another program "
            f"({', '.join(found[:3])}): choose an empty database"
        )
