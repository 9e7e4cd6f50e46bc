"""The record of files that partners handed in: who, when, which bytes, how many rows. Rows are only added."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, insert, select

from framework.store.people_tables import upload
from framework.store.transactions import next_id, reading, writing


@dataclass(frozen=True, slots=True)
class Upload:
    """One file that was put to use. `problem_rows` of its rows were left out."""

    source: str
    at: datetime
    who: str
    sha256: str
    rows: int
    problem_rows: int


def record_upload(engine: Engine, entry: Upload) -> None:
    """Add one file to the record.

    Raises:
        StoreError: the store cannot be written.
    """
    with writing(engine) as connection:
        values = {name: getattr(entry, name) for name in Upload.__slots__}
        connection.execute(insert(upload).values(id=next_id(connection, upload), **values))


def uploads_of(engine: Engine, source: str | None = None, *, limit: int = 20) -> tuple[Upload, ...]:
    """Give the files that were put to use, the newest first; of one source when it is named.

    Raises:
        StoreError: there is no store of this version.
    """
    wanted = select(upload).order_by(upload.c.id.desc()).limit(limit)
    if source is not None:
        wanted = wanted.where(upload.c.source == source)
    with reading(engine) as connection:
        found = connection.execute(wanted).all()
    return tuple(Upload(*(getattr(row, name) for name in Upload.__slots__)) for row in found)
