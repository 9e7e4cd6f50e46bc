"""Publishing is one transaction: compare, close, insert, write the generation, move the pointer.

Whoever reads sees the old generation whole or the new one whole. Killed at any point, the old one
stands, and publishing again gives what an undisturbed run would have given.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Final

import polars as pl
from sqlalchemy import Connection, Engine, select, update

from framework.errors import BusyError, StoreError
from framework.store import tables
from framework.store.bulk import close_rows, indexes_afterwards, insert_rows, read_standing
from framework.store.comparing import compare, mark_revised
from framework.store.encoding import clean, decode, encode, names_in
from framework.store.facts import COMPARISON, FACTS, JUDGEMENT, RESULT, SERIES, Fact, Kept
from framework.store.hashing import hash_frames
from framework.store.names import Names, add_names
from framework.store.publication import Publication, Published
from framework.store.recording import (
    close_contents,
    is_same_framework,
    record_contents,
    record_generation,
    record_nothing_to_do,
)
from framework.store.records import current_hash
from framework.store.rows import RunState
from framework.store.tables import CURRENT
from framework.store.transactions import writing

_ROWS_A_BATCH: Final = 500_000
_MANY_ROWS: Final = 20_000


@dataclass(slots=True)
class _Tally:
    """What the batches of one publication came to so far."""

    opened: int = 0
    closed: int = 0
    unchanged: int = 0
    hashes: dict[str, tuple[str, int]] = field(default_factory=dict)
    emptied: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Work:
    """One publication under way: in which transaction, as which generation, with which ids."""

    connection: Connection
    publication: Publication
    number: int
    names: Names
    tally: _Tally = field(default_factory=_Tally)

    @property
    def ids(self) -> Mapping[str, int]:
        return self.names.ids[Kept.INDICATOR]


def publish(engine: Engine, publication: Publication) -> Published:
    """Make a run's rows the current generation, or say that nothing differs.

    Raises:
        StoreError: the rows cannot be kept.
        BusyError: the run was taken over by another, or another process writes for too long.
    """
    frames = _frames(publication)
    with writing(engine) as connection:
        before = _take_pointer(connection)
        _refuse_taken_over(connection, publication.run)
        number = _next_generation(connection)
        names = add_names(connection, _wanted(publication, frames), areas=publication.areas)
        work = _Work(connection, publication, number, names)
        first = indexes_afterwards(connection, RESULT.table) if before is None else nullcontext()
        with first:
            for batch in _batches(frames, publication.scope):
                _publish_batch(work, _only(frames, batch), batch=batch)
        _retire(work)
        if before is not None and _is_nothing(work, before):
            record_nothing_to_do(connection, publication, before=before)
            same = current_hash(connection, before)
            return Published(before, same, 0, 0, work.tally.unchanged, is_new=False)
        return _finish(work)


def _frames(publication: Publication) -> dict[Fact, pl.DataFrame]:
    given = {
        RESULT: publication.results,
        JUDGEMENT: publication.judgements,
        COMPARISON: publication.comparisons,
        SERIES: publication.series,
    }
    frames = {fact: clean(fact, frame) for fact, frame in given.items()}
    for fact, frame in frames.items():
        outside = set(frame["indicator"].unique().to_list()) - publication.scope
        if outside:
            raise StoreError(
                f"the {fact.name} to publish hold '{min(outside)}', which this run did not compute"
            )
    return frames


def _take_pointer(connection: Connection) -> int | None:
    # On PostgreSQL the row's lock lets one publication at a time number its rows.
    query = select(tables.pointer.c.generation).where(tables.pointer.c.id == 1).with_for_update()
    before: int | None = connection.execute(query).scalar_one()
    return before


def _refuse_taken_over(connection: Connection, run: int) -> None:
    query = select(tables.run.c.state).where(tables.run.c.id == run).with_for_update()
    state = connection.execute(query).scalar()
    if state != RunState.RUNNING.value:
        raise BusyError(
            f"run {run} may no longer publish: it is {state or 'not known here'}. "
            "Another refresh took over; nothing of this run was published"
        )


def _next_generation(connection: Connection) -> int:
    newest: int | None = connection.execute(
        select(tables.generation.c.id).order_by(tables.generation.c.id.desc()).limit(1)
    ).scalar()
    return (newest or 0) + 1


def _wanted(publication: Publication, frames: Mapping[Fact, pl.DataFrame]) -> dict[Kept, set[str]]:
    wanted = names_in(frames)
    wanted.setdefault(Kept.INDICATOR, set()).update(publication.scope, publication.definitions)
    return wanted


def _batches(frames: Mapping[Fact, pl.DataFrame], scope: frozenset[str]) -> Iterator[list[str]]:
    # Some indicators at a time, so that memory is bounded however much is kept.
    rows = dict.fromkeys(sorted(scope), 0)
    for frame in frames.values():
        for key, count in frame.group_by("indicator").len().iter_rows():
            rows[key] += count
    batch: list[str] = []
    size = 0
    for key, count in rows.items():
        if batch and size + count > _ROWS_A_BATCH:
            yield batch
            batch, size = [], 0
        batch.append(key)
        size += count
    if batch:
        yield batch


def _only(frames: Mapping[Fact, pl.DataFrame], keys: Iterable[str]) -> dict[Fact, pl.DataFrame]:
    some = pl.DataFrame({"indicator": list(keys)}, schema={"indicator": pl.String})
    return {fact: frame.join(some, on="indicator", how="semi") for fact, frame in frames.items()}


def _publish_batch(work: _Work, frames: Mapping[Fact, pl.DataFrame], *, batch: list[str]) -> None:
    ids = [work.ids[key] for key in batch]
    after: dict[Fact, pl.DataFrame] = {}
    touched: set[int] = set()
    for fact in FACTS:
        incoming = encode(fact, frames[fact], names=work.names).sort(fact.key_columns)
        kept = read_standing(work.connection, fact, indicators=ids)
        revises = fact is RESULT and not work.publication.as_it_was
        after[fact] = mark_revised(incoming, kept) if revises else incoming
        change = compare(fact, incoming=after[fact], kept=kept)
        close_rows(work.connection, fact, keys=change.closed, generation=work.number)
        insert_rows(work.connection, fact, rows=change.opened, generation=work.number)
        work.tally.opened += change.opened.height
        work.tally.closed += change.closed.height
        work.tally.unchanged += change.unchanged
        for rows in (change.opened, change.closed):
            touched.update(rows["indicator_id"].unique())
    if touched:
        _hash_touched(work, after, touched=touched)


def _hash_touched(work: _Work, after: Mapping[Fact, pl.DataFrame], *, touched: set[int]) -> None:
    is_touched = pl.col("indicator_id").is_in(list(touched))
    some = {
        fact: decode(fact, rows.filter(is_touched), names=work.names)
        for fact, rows in after.items()
    }
    hashes = hash_frames(some)
    counts = dict(some[RESULT].group_by("indicator").len().iter_rows())
    work.tally.hashes.update({key: (text, counts.get(key, 0)) for key, text in hashes.items()})
    codes = work.names.codes(Kept.INDICATOR)
    work.tally.emptied.update({codes[number] for number in touched} - set(hashes))


def _retire(work: _Work) -> None:
    retired = work.publication.retired - work.publication.scope
    for key in sorted(retired & set(work.ids)):
        for fact in FACTS:
            closed = work.connection.execute(
                update(fact.table)
                .where(
                    fact.table.c.indicator_id == work.ids[key],
                    fact.table.c.valid_to == CURRENT,
                )
                .values(valid_to=work.number)
            )
            work.tally.closed += closed.rowcount
        work.tally.emptied.add(key)


def _is_nothing(work: _Work, before: int) -> bool:
    if work.tally.opened or work.tally.closed:
        return False
    return is_same_framework(work.connection, work.publication, before=before)


def _finish(work: _Work) -> Published:
    connection, number, tally = work.connection, work.number, work.tally
    changed = {work.ids[key] for key in tally.emptied | set(tally.hashes)}
    close_contents(connection, changed, number=number)
    told = {work.ids[key]: content for key, content in tally.hashes.items()}
    record_contents(connection, told, number=number)
    whole = record_generation(connection, work.publication, number=number, ids=work.ids)
    if connection.dialect.name == "postgresql" and tally.opened > _MANY_ROWS:
        # The planner would otherwise read a full table as the empty one it last saw.
        for fact in FACTS:
            connection.exec_driver_sql(f"ANALYZE {fact.table.name}")
    return Published(number, whole, tally.opened, tally.closed, tally.unchanged, is_new=True)
