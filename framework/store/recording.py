"""What is written of a generation beside its rows: framework, definitions, sources, hashes, run."""

import json
import zlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from framework.model.versions import version_of
from framework.store import tables
from framework.store.hashing import combine
from framework.store.names import add_keys
from framework.store.publication import Publication
from framework.store.records import read_contents, read_states
from framework.store.rows import RunState
from framework.store.seen import plan_again
from framework.store.tables import CURRENT
from framework.store.transactions import next_id


def pack_files(files: Mapping[str, bytes]) -> bytes:
    """Press the framework's files into one small block. Any byte comes back as it was."""
    texts = {path: content.decode("utf-8", "surrogateescape") for path, content in files.items()}
    return zlib.compress(json.dumps(texts, sort_keys=True).encode(), 9)


def is_same_framework(connection: Connection, publication: Publication, *, before: int) -> bool:
    """Say whether files, states of sources and warnings are those of a generation."""
    row = connection.execute(
        select(tables.framework_version.c.sha256, tables.generation.c.warnings)
        .join_from(tables.generation, tables.framework_version)
        .where(tables.generation.c.id == before)
    ).one()
    states = {state.source: state for state in publication.sources}
    return (
        row.sha256 == version_of(publication.files)
        and row.warnings == json.dumps(publication.warnings)
        and read_states(connection, before) == states
    )


def close_contents(connection: Connection, indicators: set[int], *, number: int) -> None:
    """Let the hashes of some indicators stand no longer."""
    content = tables.content
    if indicators:
        connection.execute(
            update(content)
            .where(content.c.indicator_id == bindparam("of"), content.c.valid_to == CURRENT)
            .values(valid_to=number),
            [{"of": indicator} for indicator in sorted(indicators)],
        )


def record_contents(
    connection: Connection, contents: Mapping[int, tuple[str, int]], *, number: int
) -> None:
    """Write the hash and the count of results of some indicators, from a generation on."""
    rows = [
        {
            "indicator_id": indicator,
            "valid_from": number,
            "valid_to": CURRENT,
            "sha256": text,
            "results": count,
        }
        for indicator, (text, count) in sorted(contents.items())
    ]
    if rows:
        connection.execute(insert(tables.content), rows)


def record_generation(
    connection: Connection, publication: Publication, *, number: int, ids: Mapping[str, int]
) -> str:
    """Write a generation and all that belongs to it, move the pointer, end the run. Give its hash."""
    whole = combine(read_contents(connection, number))
    counts = connection.execute(
        select(func.coalesce(func.sum(tables.content.c.results), 0), func.count()).where(
            tables.content.c.valid_to == CURRENT, tables.content.c.results > 0
        )
    ).one()
    connection.execute(
        insert(tables.generation).values(
            id=number,
            run_id=publication.run,
            framework_version_id=_framework_id(connection, publication),
            published_at=publication.finished,
            published_hash=whole,
            code_version=publication.code_version,
            duration_seconds=(publication.finished - publication.started).total_seconds(),
            results=counts[0],
            indicators=counts[1],
            warnings=json.dumps(publication.warnings),
            plan=publication.plan,
        )
    )
    _record_definitions(connection, publication, number=number, ids=ids)
    _record_states(connection, publication, number=number)
    connection.execute(update(tables.pointer).values(generation=number))
    _end(connection, publication, state=RunState.PUBLISHED, number=number)
    return whole


def record_nothing_to_do(connection: Connection, publication: Publication, *, before: int) -> None:
    """End a run that changed nothing, and note what the figures would be made from now.

    Without that note everything would be computed again each night until something changes. How
    the generation itself was made stays as it was.
    """
    generation = tables.generation
    query = select(generation.c.plan).where(generation.c.id == before)
    plan = plan_again(connection.execute(query).scalar_one(), publication.plan)
    connection.execute(update(generation).where(generation.c.id == before).values(plan=plan))
    _end(connection, publication, state=RunState.NOTHING_TO_DO, number=None)


def _end(
    connection: Connection, publication: Publication, *, state: RunState, number: int | None
) -> None:
    ended = RunState.FAILED if publication.failure else state
    connection.execute(
        update(tables.run)
        .where(tables.run.c.id == publication.run)
        .values(
            state=ended.value,
            finished=publication.finished,
            generation=number,
            message=publication.failure,
        )
    )


def _framework_id(connection: Connection, publication: Publication) -> int:
    version = tables.framework_version
    text = version_of(publication.files)
    known: int | None = connection.execute(
        select(version.c.id).where(version.c.sha256 == text)
    ).scalar()
    if known is not None:
        return known
    number = next_id(connection, version)
    connection.execute(
        insert(version).values(id=number, sha256=text, files=pack_files(publication.files))
    )
    return number


def _record_definitions(
    connection: Connection, publication: Publication, *, number: int, ids: Mapping[str, int]
) -> None:
    definition = tables.definition
    rows = connection.execute(select(definition.c.indicator_id, definition.c.version)).all()
    known = {(row.indicator_id, row.version) for row in rows}
    first = next_id(connection, definition)
    new = [
        (ids[key], version, text)
        for key, (version, text) in sorted(publication.definitions.items())
        if (ids[key], version) not in known
    ]
    if new:
        connection.execute(
            insert(definition),
            [
                {
                    "id": identity,
                    "indicator_id": indicator,
                    "version": version,
                    "text": text,
                    "first_generation": number,
                }
                for identity, (indicator, version, text) in enumerate(new, start=first)
            ],
        )


def _record_states(connection: Connection, publication: Publication, *, number: int) -> None:
    ids = add_keys(connection, tables.source.c.key, (s.source for s in publication.sources))
    rows: list[dict[str, Any]] = [
        {
            "generation": number,
            "source_id": ids[state.source],
            "state": state.state,
            "as_at": state.as_at,
            "fingerprint": state.fingerprint,
            "rows": state.rows,
            "reason": state.reason,
            "since": state.since,
            "quality": state.quality,
        }
        for state in publication.sources
    ]
    if rows:
        connection.execute(insert(tables.source_state), rows)
