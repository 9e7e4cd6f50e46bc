"""Proving that what is kept is still what was published."""

from dataclasses import dataclass, replace
from typing import Final

import polars as pl
from sqlalchemy import Connection, Engine, select

from framework.errors import StoreError
from framework.store import tables
from framework.store.hashing import combine, read_hashes
from framework.store.records import current_hash, read_contents
from framework.store.transactions import reading

_OTHER_KIND: Final = (TypeError, ValueError, pl.exceptions.PolarsError)
"""What is said of a value that no column of ours would have taken."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found. No problems: every row of every generation that is kept is as it was published.

    Generation, hash and indicators are those that readers see; `earlier` counts the others.
    """

    generation: int | None
    published_hash: str
    indicators: int
    problems: tuple[str, ...]
    earlier: int = 0


def verify(engine: Engine) -> Verified:
    """Hash every kept generation anew and compare; on SQLite, check the file itself first.

    Rows that stand in several generations are hashed once.

    Raises:
        StoreError: there is no store of this version to check.
    """
    damage = _file_damage(engine)
    if damage:
        return Verified(None, "", 0, damage)
    try:
        return _verify_rows(engine)
    except _OTHER_KIND as error:
        # SQLite keeps any value in any column: a changed bit can make a number a text.
        kind = type(error).__name__
        return Verified(None, "", 0, (f"rows are not of the kind that was written ({kind})",))


def _verify_rows(engine: Engine) -> Verified:
    with reading(engine) as connection:
        generation = connection.execute(select(tables.pointer.c.generation)).scalar()
        if generation is None:
            return Verified(None, "", 0, ())
        found = compare_rows(connection, generation)
        every = select(tables.generation.c.id).order_by(tables.generation.c.id)
        others = [one for one in connection.execute(every).scalars() if one != generation]
        problems = list(found.problems)
        for before, number in zip([0, *others], others, strict=False):
            problems += _compare_earlier(connection, number, since=before, beside=generation)
        return replace(found, problems=tuple(problems), earlier=len(others))


def _compare_earlier(
    connection: Connection, generation: int, *, since: int, beside: int
) -> list[str]:
    """Do the same of a generation, but for rows that stood at the one before it or stand at another."""
    content = tables.content
    stood = [(content.c.valid_from <= one) & (content.c.valid_to > one) for one in (since, beside)]
    query = (
        select(tables.indicator.c.key, content.c.indicator_id, content.c.sha256)
        .join(tables.indicator, tables.indicator.c.id == content.c.indicator_id)
        .where(content.c.valid_from <= generation, content.c.valid_to > generation)
        .where(~stood[0], ~stood[1])
    )
    rows = connection.execute(query).all()
    found = read_hashes(connection, generation, only=[row.indicator_id for row in rows])
    told = [
        f"generation {generation}, indicator '{row.key}': its rows differ from what was published"
        for row in rows
        if found.get(row.key) != row.sha256
    ]
    recorded = combine(read_contents(connection, generation))
    if not told and recorded != current_hash(connection, generation):
        told = [f"generation {generation}: its recorded hash is not that of its rows"]
    return told


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
