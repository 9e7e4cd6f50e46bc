"""Released months: a month whose panel is pinned to one generation for ever."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine, insert, select

from framework.errors import NothingPublishedError, StoreError
from framework.model.periods import period_from_code
from framework.store import people_tables, tables
from framework.store.transactions import next_id, reading, writing


@dataclass(frozen=True, slots=True)
class Release:
    """One edition: the month (2026-10), the generation its panel shows, who released it and why."""

    month: str
    generation: int
    at: datetime
    who: str
    reason: str


def release_month(engine: Engine, month: str, *, at: datetime, who: str, reason: str) -> Release:
    """Pin a month to what readers see now. Released again it has a new edition; the old one is kept.

    Raises:
        StoreError: nothing is published, or the month is pinned to this generation already.
    """
    table = people_tables.release
    with writing(engine) as connection:
        seen: int | None = connection.execute(select(tables.pointer.c.generation)).scalar()
        if seen is None:
            raise NothingPublishedError
        before = edition_of(read_releases(connection), month)
        if before and before.generation == seen:
            raise StoreError(f"{month} is released as generation {seen} already")
        number = next_id(connection, table)
        said = {"month": month, "generation": seen, "at": at, "who": who, "reason": reason}
        connection.execute(insert(table).values(id=number, **said))
    return Release(month, seen, at, who, reason)


def edition_of(every: Iterable[Release], month: str) -> Release | None:
    """Give a month's newest edition, None where it was never released."""
    return next((one for one in reversed(tuple(every)) if one.month == month), None)


def read_releases(connection: Connection) -> tuple[Release, ...]:
    """Give every edition, oldest first."""
    table = people_tables.release
    found = connection.execute(select(table).order_by(table.c.id)).all()
    return tuple(Release(row.month, row.generation, row.at, row.who, row.reason) for row in found)


def released_until(engine: Engine) -> date | None:
    """Give the day on which the newest released month ends (exclusive), None before the first."""
    with reading(engine) as connection:
        months = [one.month for one in read_releases(connection)]
    return max((period_from_code(month).end for month in months), default=None)
