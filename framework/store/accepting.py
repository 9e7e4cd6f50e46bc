"""Files that somebody let through on purpose: recorded with who, when and why, valid for them only."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, insert, select

from framework.store import people_tables
from framework.store.transactions import next_id, reading, writing


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One source's files as they were accepted. `sha256` is `digest_of` their hashes."""

    source: str
    files: tuple[str, ...]
    sha256: str
    at: datetime
    who: str
    reason: str


def digest_of(hashes: Mapping[str, str]) -> str:
    """Give one hash of some files: another byte or another file makes it another one."""
    lines = "".join(f"{sha256}  {path}\n" for path, sha256 in sorted(hashes.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def record_acceptance(engine: Engine, acceptance: Acceptance) -> None:
    """Write that a source's files are let through as they are."""
    table = people_tables.acceptance
    with writing(engine) as connection:
        number = next_id(connection, table)
        connection.execute(
            insert(table).values(
                id=number,
                source=acceptance.source,
                files="\n".join(acceptance.files),
                sha256=acceptance.sha256,
                at=acceptance.at,
                who=acceptance.who,
                reason=acceptance.reason,
            )
        )


def acceptances(engine: Engine) -> tuple[Acceptance, ...]:
    """Give everything that was ever accepted, oldest first."""
    with reading(engine) as connection:
        return read_acceptances(connection)


def read_acceptances(connection: Connection) -> tuple[Acceptance, ...]:
    """Likewise, in a transaction that is open already."""
    table = people_tables.acceptance
    found = connection.execute(select(table).order_by(table.c.id)).all()
    return tuple(
        Acceptance(
            row.source, tuple(row.files.split("\n")), row.sha256, row.at, row.who, row.reason
        )
        for row in found
    )
