"""What runs there were and what they published, for people who ask how things stand."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, case, func, insert, or_, select, update

from framework.store import tables
from framework.store.moments import Moment
from framework.store.rows import GenerationInfo, RunInfo, RunState
from framework.store.transactions import next_id, reading, writing


def last_runs(engine: Engine, *, limit: int = 10) -> tuple[RunInfo, ...]:
    """Give the latest runs, newest first.

    Raises:
        StoreError: there is no store of this version.
    """
    with reading(engine) as connection:
        found = connection.execute(
            select(tables.run).order_by(tables.run.c.id.desc()).limit(limit)
        ).all()
    return tuple(
        RunInfo(
            number=row.id,
            started=row.started,
            finished=row.finished,
            state=RunState(row.state),
            host=row.host,
            pid=row.pid,
            message=row.message,
            generation=row.generation,
        )
        for row in found
    )


def last_run(engine: Engine) -> RunInfo | None:
    """Give the latest run, or None before the first."""
    return next(iter(last_runs(engine, limit=1)), None)


def current_generation(engine: Engine) -> GenerationInfo | None:
    """Give the generation that readers see, or None before the first."""
    pointer = select(tables.pointer.c.generation).where(tables.pointer.c.id == 1).scalar_subquery()
    with reading(engine) as connection:
        row = connection.execute(
            select_generations().where(tables.generation.c.id == pointer)
        ).first()
    return None if row is None else generation_info(row)


def generations(engine: Engine) -> tuple[GenerationInfo, ...]:
    """Give every generation that is kept, newest first."""
    with reading(engine) as connection:
        found = connection.execute(
            select_generations().order_by(tables.generation.c.id.desc())
        ).all()
    return tuple(generation_info(row) for row in found)


def first_shown(connection: Connection, generation: int) -> dict[str, datetime]:
    """Say of each source of a generation when the rows that it stands on were first published."""
    state, made = tables.source_state, tables.generation
    now = state.alias("now")
    query = (
        select(tables.source.c.key, func.min(made.c.published_at, type_=Moment))
        .select_from(now)
        .join(state, (state.c.source_id == now.c.source_id))
        .join(made, made.c.id == state.c.generation)
        .join(tables.source, tables.source.c.id == now.c.source_id)
        .where(now.c.generation == generation, state.c.fingerprint == now.c.fingerprint)
        .group_by(tables.source.c.key)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def note_refused_run(engine: Engine, *, at: datetime, host: str, pid: int, message: str) -> None:
    """Write that a refresh was refused before it could begin, so that the history shows it."""
    run = tables.run
    with writing(engine) as connection:
        number = next_id(connection, run)
        connection.execute(
            insert(run).values(
                id=number,
                started=at,
                finished=at,
                state=RunState.FAILED.value,
                host=host,
                pid=pid,
                message=message,
            )
        )


def keep_time_spent(engine: Engine, run: int, spent: str) -> None:
    """Write where the time of a run went. That of the run before it is forgotten."""
    with writing(engine) as connection:
        connection.execute(
            update(tables.run)
            .where(or_(tables.run.c.id == run, tables.run.c.time_spent != ""))
            .values(time_spent=case((tables.run.c.id == run, spent), else_=""))
        )


def last_time_spent(engine: Engine) -> tuple[int, str]:
    """Give the number of the last run that said where its time went, and what it said; 0 and ''."""
    run = tables.run
    query = select(run.c.id, run.c.time_spent).where(run.c.time_spent != "")
    with reading(engine) as connection:
        row = connection.execute(query.order_by(run.c.id.desc()).limit(1)).first()
    return (row.id, row.time_spent) if row else (0, "")


def select_generations() -> Select[Any]:
    """Select generations with the version of their framework."""
    return select(tables.generation, tables.framework_version.c.sha256).join(
        tables.framework_version,
        tables.framework_version.c.id == tables.generation.c.framework_version_id,
    )


def generation_info(row: Any) -> GenerationInfo:
    """Read one row of `select_generations`."""
    return GenerationInfo(
        number=row.id,
        run=row.run_id,
        published_at=row.published_at,
        published_hash=row.published_hash,
        framework_version=row.sha256,
        code_version=row.code_version,
        duration_seconds=row.duration_seconds,
        results=row.results,
        indicators=row.indicators,
        warnings=tuple(json.loads(row.warnings)),
        plan=row.plan,
    )
