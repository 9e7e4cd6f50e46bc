"""Forgetting old generations: rows that no kept generation speaks of, and only those."""

from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, select
from sqlalchemy import Table as SqlTable

from framework.errors import StoreError
from framework.store import people_tables, tables
from framework.store.facts import FACTS
from framework.store.seen import every_sha256
from framework.store.transactions import reading, writing


@dataclass(frozen=True, slots=True)
class Pruned:
    """Which generations went and how many rows with them. `kept` is how many are left."""

    generations: tuple[int, ...]
    rows: int
    kept: int


def files_needed(engine: Engine) -> set[str]:
    """Give the hash of every file that a kept generation was made of."""
    with reading(engine) as connection:
        plans = connection.execute(select(tables.generation.c.plan)).scalars().all()
    return {sha256 for plan in plans for sha256 in every_sha256(plan)}


def files_of_source(engine: Engine, source: str) -> set[str]:
    """Give the hash of every file of a source that a kept generation was made of, or that was read since."""
    with reading(engine) as connection:
        plans = connection.execute(select(tables.generation.c.plan)).scalars().all()
    return {sha256 for plan in plans for sha256 in every_sha256(plan, source)}


def prune(engine: Engine, *, keep: int, dry_run: bool = False) -> Pruned:
    """Forget all but the newest generations, the one that readers see, and what was released.

    Rows go that stand in none of the generations kept. Runs and definitions stay: they are the
    history. Nothing is forgotten half way: it is one transaction.

    Args:
        engine: the store.
        keep: how many of the newest generations to keep, at least 1.
        dry_run: only say what would go.

    Raises:
        StoreError: `keep` is less than 1, or the store cannot be written.
    """
    if keep < 1:
        raise StoreError("at least one generation must be kept")
    with writing(engine) as connection:
        gone, kept = _chosen(connection, keep)
        if not gone:
            return Pruned((), 0, len(kept))
        rows = 0
        for table in (*(fact.table for fact in FACTS), tables.content):
            condition = _in_none_of(table, kept)
            if dry_run:
                count = select(func.count()).select_from(table).where(condition)
                rows += connection.execute(count).scalar_one()
            else:
                rows += connection.execute(delete(table).where(condition)).rowcount
        if not dry_run:
            _forget(connection, gone)
        return Pruned(tuple(gone), rows, len(kept))


def _chosen(connection: Connection, keep: int) -> tuple[list[int], list[int]]:
    numbers = list(
        connection.execute(
            select(tables.generation.c.id).order_by(tables.generation.c.id.desc())
        ).scalars()
    )
    seen = connection.execute(select(tables.pointer.c.generation)).scalar()
    released = connection.execute(select(people_tables.release.c.generation)).scalars()
    kept = {*numbers[:keep], *([seen] if seen else []), *released}
    return sorted(set(numbers) - kept), sorted(kept)


def _in_none_of(table: SqlTable, kept: list[int]) -> ColumnElement[bool]:
    """Say that the range of a row holds none of some generations."""
    first, last = table.c.valid_from, table.c.valid_to
    condition = last <= kept[0]
    for earlier, later in pairwise(kept):
        condition |= (first > earlier) & (last <= later)
    return condition


def _forget(connection: Connection, gone: list[int]) -> None:
    states, generation = tables.source_state, tables.generation
    connection.execute(delete(states).where(states.c.generation.in_(gone)))
    connection.execute(delete(generation).where(generation.c.id.in_(gone)))
    version = tables.framework_version
    used = select(generation.c.framework_version_id)
    connection.execute(delete(version).where(version.c.id.not_in(used)))
