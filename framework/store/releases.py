"""Released months: a month whose panel is pinned to one generation for ever."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine, func, insert, select

from framework.errors import StoreError
from framework.model.periods import period_from_code
from framework.store import tables
from framework.store.transactions import reading, writing


@dataclass(frozen=True, slots=True)
class Release:
    """One edition: the month (2026-10), the generation its panel shows, who released it and why."""

    month: str
    generation: int
    at: datetime
    who: str
    reason: str


def release_month(engine: Engine, release: Release) -> None:
    """Pin a month to a generation. A month released again has a new edition; the old one is kept.

    Raises:
        StoreError: the generation is not kept, or the month is pinned to it already.
    """
    table = tables.release
    with writing(engine) as connection:
        known = select(tables.generation.c.id).where(tables.generation.c.id == release.generation)
        if connection.execute(known).scalar() is None:
            raise StoreError(f"generation {release.generation} is not kept")
        if edition_of(connection, release.month) == release.generation:
            raise StoreError(
                f"{release.month} is released as generation {release.generation} already"
            )
        number = (connection.execute(select(func.max(table.c.id))).scalar() or 0) + 1
        connection.execute(
            insert(table).values(
                id=number,
                month=release.month,
                generation=release.generation,
                at=release.at,
                who=release.who,
                reason=release.reason,
            )
        )


def edition_of(connection: Connection, month: str) -> int | None:
    """Give the generation of a month's newest edition, None where it was never released."""
    table = tables.release
    query = select(table.c.generation).where(table.c.month == month)
    found: int | None = connection.execute(query.order_by(table.c.id.desc()).limit(1)).scalar()
    return found


def releases(engine: Engine) -> tuple[Release, ...]:
    """Give every edition, oldest first."""
    table = tables.release
    with reading(engine) as connection:
        found = connection.execute(select(table).order_by(table.c.id)).all()
    return tuple(Release(row.month, row.generation, row.at, row.who, row.reason) for row in found)


def released_until(engine: Engine) -> date | None:
    """Give the day on which the newest released month ends (exclusive), None before the first."""
    months = [one.month for one in releases(engine)]
    return max((period_from_code(month).end for month in months), default=None)
