"""What a figure was before it was revised, when it changed, and what changed with it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Row, select

from framework.store import tables
from framework.store.seen import SeenFile, seen_files


@dataclass(frozen=True, slots=True)
class Revision:
    """One change of a figure. `was` is None where there was none to show.

    `at` is None when the generation that changed it is no longer kept. `files` are those of the
    indicator's sources that were replaced, gone or new in that generation.
    """

    was: float | None
    now: float | None
    generation: int
    at: datetime | None
    definition: bool
    files: tuple[str, ...]


def read_revisions(
    connection: Connection,
    point: tuple[str, str, str, str],
    *,
    generation: int,
    sources: Collection[str],
) -> tuple[Revision, ...]:
    """Give every change of a point (indicator, area, breakdown, period) up to a generation, newest first.

    What was forgotten by pruning is not told.
    """
    rows = _rows(connection, point, generation)
    return tuple(
        _revision(connection, point[0], older, newer, sources)
        for newer, older in pairwise(rows)
        if _figures(newer) != _figures(older) and older.value is not None
    )


def _rows(
    connection: Connection, point: tuple[str, str, str, str], generation: int
) -> list[Row[Any]]:
    result = tables.result
    indicator, area, breakdown, period = point
    query = (
        select(result)
        .join(tables.indicator, tables.indicator.c.id == result.c.indicator_id)
        .join(tables.area, tables.area.c.id == result.c.area_id)
        .join(tables.breakdown, tables.breakdown.c.id == result.c.breakdown_id)
        .join(tables.period, tables.period.c.id == result.c.period_id)
        .where(
            tables.indicator.c.key == indicator,
            tables.area.c.code == area,
            tables.breakdown.c.code == breakdown,
            tables.period.c.code == period,
            result.c.valid_from <= generation,
        )
        .order_by(result.c.valid_from.desc())
    )
    return list(connection.execute(query).all())


def _figures(row: Row[Any]) -> tuple[Any, ...]:
    return row.value, row.numerator, row.denominator


def _revision(
    connection: Connection,
    indicator: str,
    older: Row[Any],
    newer: Row[Any],
    sources: Collection[str],
) -> Revision:
    changed = int(newer.valid_from)
    made = _generation(connection, changed)
    return Revision(
        older.value,
        newer.value,
        changed,
        made.published_at if made else None,
        _is_new_definition(connection, indicator, changed),
        _changed_files(connection, changed, sources) if made else (),
    )


def _generation(connection: Connection, number: int) -> Any:
    table = tables.generation
    return connection.execute(
        select(table.c.published_at, table.c.plan).where(table.c.id == number)
    ).first()


def _is_new_definition(connection: Connection, indicator: str, generation: int) -> bool:
    definition = tables.definition
    query = (
        select(definition.c.first_generation)
        .join(tables.indicator, tables.indicator.c.id == definition.c.indicator_id)
        .where(tables.indicator.c.key == indicator)
    )
    first = list(connection.execute(query).scalars())
    return generation in first and min(first) < generation


def _changed_files(
    connection: Connection, generation: int, sources: Collection[str]
) -> tuple[str, ...]:
    before = connection.execute(
        select(tables.generation.c.plan)
        .where(tables.generation.c.id < generation)
        .order_by(tables.generation.c.id.desc())
        .limit(1)
    ).scalar()
    made = _generation(connection, generation)
    then, now = seen_files(before or ""), seen_files(made.plan if made else "")
    return tuple(
        path
        for name in sources
        for path in sorted({*then.get(name, {}), *now.get(name, {})})
        if _sha256(then.get(name, {}).get(path)) != _sha256(now.get(name, {}).get(path))
    )


def _sha256(seen: SeenFile | None) -> str:
    return seen.sha256 if seen else ""
