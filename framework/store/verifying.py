"""Proving that what is kept is still what was published."""

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select

from framework.errors import StoreError
from framework.store import tables
from framework.store.hashing import combine, read_hashes
from framework.store.records import current_hash, read_contents
from framework.store.transactions import reading


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found. No problems: every row of the current generation is as it was published."""

    generation: int | None
    published_hash: str
    indicators: int
    problems: tuple[str, ...]


def verify(engine: Engine) -> Verified:
    """Hash the current generation anew and compare; on SQLite, check the file itself first.

    Raises:
        StoreError: there is no store of this version to check.
    """
    damage = _file_damage(engine)
    if damage:
        return Verified(None, "", 0, damage)
    with reading(engine) as connection:
        generation = connection.execute(select(tables.pointer.c.generation)).scalar()
        if generation is None:
            return Verified(None, "", 0, ())
        return compare_rows(connection, generation)


def compare_rows(connection: Connection, generation: int) -> Verified:
    """Hash the rows of a generation anew and compare with what was recorded of them."""
    found, recorded = read_hashes(connection, generation), read_contents(connection, generation)
    problems = [
        f"indicator '{key}': its rows differ from what was published"
        for key in sorted(found.keys() | recorded.keys())
        if found.get(key) != recorded.get(key)
    ]
    whole = combine(found)
    if whole != current_hash(connection, generation) and not problems:
        problems = [f"generation {generation}: its recorded hash is not that of its rows"]
    return Verified(generation, whole, len(found), tuple(problems))


def _file_damage(engine: Engine) -> tuple[str, ...]:
    if engine.dialect.name != "sqlite":
        return ()
    try:
        with reading(engine) as connection:
            found = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars().all()
    except StoreError as error:
        return (str(error),)
    return tuple(f"the file is damaged: {line}" for line in found if line != "ok")
