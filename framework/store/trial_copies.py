"""A copy of a store in a SQLite file, to try things in that nobody else shall see."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from framework.store.backing_up import back_up, restore
from framework.store.engines import is_sqlite, open_store, sqlite_file
from framework.store.migrating import migrate, require_current


def copy_store(engine: Engine, path: Path) -> None:
    """Write a store as it stands, without its assessments, into a new SQLite file.

    A store that is not there yet gives an empty one.

    Raises:
        StoreError: the store cannot be read or is of another version.
    """
    path.touch(mode=0o600)
    if is_sqlite(engine) and not sqlite_file(engine).exists():
        copy = open_store(f"sqlite:///{path.as_posix()}")
        migrate(copy)
        copy.dispose()
        return
    require_current(engine)
    if is_sqlite(engine):
        with (
            closing(sqlite3.connect(sqlite_file(engine))) as theirs,
            closing(sqlite3.connect(path)) as ours,
        ):
            theirs.backup(ours)
        _forget_assessments(path)
        return
    packed = path.with_suffix(".backup")
    back_up(engine, packed)
    copy = open_store(f"sqlite:///{path.as_posix()}")
    migrate(copy)
    restore(packed, copy)
    copy.dispose()
    packed.unlink()
    _forget_assessments(path)


def _forget_assessments(path: Path) -> None:
    """Take the rows about people out: a trial reads them where they are kept, and erasing looks there."""
    with closing(sqlite3.connect(path)) as ours:
        ours.execute("PRAGMA secure_delete = ON")
        ours.execute("DELETE FROM assessment")
        ours.commit()
