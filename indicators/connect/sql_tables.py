"""Rows of a table or view in a database, kept as text in a Parquet file.

Table and columns are found by their names in what the database says of itself. No text of a
declaration ever becomes part of a statement but as a quoted name.
"""

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import Connection, Inspector, Select, column, func, inspect, select, table
from sqlalchemy.exc import NoSuchTableError

from framework.model.remote_reads import SqlRead
from indicators.connect.errands import Brought, BroughtFile, Errand
from indicators.connect.headers import find_headers, nearest
from indicators.connect.limits import MEGABYTE, MOST_CELL_BYTES
from indicators.connect.refusals import RefusedError
from indicators.connect.sql_sessions import read_only, refuse_damaged

if TYPE_CHECKING:
    import pyarrow as pa

MOST_SQL_ROWS: Final = 5_000_000
_ROWS_ASKED: Final = 500
"""How many are fetched before their lengths are looked at."""
_ROWS_AT_ONCE: Final = 5_000
_CHANGED: Final = "changed"
_WHOLE: Final = 1e15


@dataclass(frozen=True, slots=True)
class _Found:
    """A table as the database names it: the columns that are wanted, and those that tell rows apart."""

    read: SqlRead
    columns: tuple[str, ...]
    key: tuple[str, ...]

    @property
    def source(self) -> Any:
        named = dict.fromkeys((*self.columns, *self.key, *filter(None, (self.read.changed_by,))))
        return table(self.read.table, *map(column, named), schema=self.read.schema)

    @property
    def rows(self) -> Select[Any]:
        """Ask for the rows in one order, so that the same rows are the same file."""
        from_ = self.source
        order = self.key or self.columns
        return select(*(from_.c[name] for name in self.columns)).order_by(
            *(from_.c[name] for name in order)
        )


def fetch_table(errand: Errand) -> Brought | None:
    """Fetch the wanted columns of a table, None when `changed_by` says that nothing changed.

    Raises:
        RefusedError: why it cannot be read.
    """
    read: SqlRead = errand.read
    address = errand.outside.secret(read.url_from)
    name = ".".join(filter(None, (read.schema, read.table)))
    try:
        with read_only(address, seconds=read.seconds) as connection:
            found = _look_up(connection, errand)
            marks = _marks(connection, found)
            if marks and dict(errand.before) == marks:
                return None
            refuse_damaged(connection)
            path = errand.folder / "rows.parquet"
            asked = connection.execution_options(yield_per=_ROWS_ASKED)
            with asked.execute(found.rows) as rows:
                _write(rows.partitions(), found, path)
    except RefusedError as refused:
        raise RefusedError(*(f"{name}: {reason}" for reason in refused.reasons)) from None
    return Brought((BroughtFile(name, path),), marks)


def _look_up(connection: Connection, errand: Errand) -> _Found:
    read: SqlRead = errand.read
    known = inspect(connection)
    try:
        names = [str(one["name"]) for one in known.get_columns(read.table, schema=read.schema)]
    except NoSuchTableError:
        raise RefusedError(f"there is no such table or view{_near(known, read)}") from None
    if not names:
        raise RefusedError(f"there is no such table or view{_near(known, read)}")
    wanted = find_headers(names, errand.wanted)
    if read.changed_by is not None:
        find_headers(names, ((read.changed_by,),))
    key = known.get_pk_constraint(read.table, schema=read.schema)["constrained_columns"]
    return _Found(read, tuple(dict.fromkeys(wanted)), tuple(key))


def _near(known: Inspector, read: SqlRead) -> str:
    names = [*known.get_table_names(schema=read.schema), *known.get_view_names(schema=read.schema)]
    guess = nearest([read.table], names)
    return f"; did you mean '{guess}'?" if guess else ""


def _marks(connection: Connection, found: _Found) -> dict[str, str]:
    """Ask what tells cheaply whether rows changed. It is hashed: a moment is nobody's business."""
    if found.read.changed_by is None:
        return {}
    from_ = found.source
    asked = select(func.max(from_.c[found.read.changed_by]), func.count()).select_from(from_)
    newest, count = connection.execute(asked).one()
    return {_CHANGED: hashlib.sha256(f"{newest} {count}".encode()).hexdigest()}


def _write(parts: Iterator[Sequence[Any]], found: _Found, path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, pa.string()) for name in found.columns])
    most = found.read.megabytes * MEGABYTE
    rows = size = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        waiting: list[list[str | None]] = [[] for _ in found.columns]
        for part in parts:
            texts = _texts(part, found.columns)
            rows += len(part)
            size += sum(len(cell) for cells in texts for cell in cells if cell is not None)
            if rows > MOST_SQL_ROWS:
                raise RefusedError(f"it is too big: more than {MOST_SQL_ROWS:,} rows")
            if size > most:
                raise RefusedError(f"it is too big: more than {found.read.megabytes:,} MB")
            for kept, cells in zip(waiting, texts, strict=True):
                kept.extend(cells)
            if len(waiting[0]) >= _ROWS_AT_ONCE:
                writer.write_batch(_batch(waiting, schema))
                waiting = [[] for _ in found.columns]
        if waiting[0]:
            writer.write_batch(_batch(waiting, schema))


def _batch(texts: list[list[str | None]], schema: "pa.Schema") -> "pa.RecordBatch":
    import pyarrow as pa

    return pa.record_batch([pa.array(cells, pa.string()) for cells in texts], schema=schema)


def _texts(part: Sequence[Any], columns: tuple[str, ...]) -> list[list[str | None]]:
    return [[as_text(row[place], name) for row in part] for place, name in enumerate(columns)]


def as_text(cell: object, name: str) -> str | None:
    """Write a cell as a file would hold it.

    Raises:
        RefusedError: it is of a type that no file of rows holds, or too long. Its value is not told.
    """
    match cell:
        case None:
            return None
        case str():
            text = cell
        case bool():
            return "true" if cell else "false"
        case int() | UUID():
            return str(cell)
        case Decimal():
            return f"{cell:f}"
        case float():
            whole = math.isfinite(cell) and cell.is_integer() and abs(cell) < _WHOLE
            return str(int(cell)) if whole else repr(cell)
        case datetime():
            return _moment(cell)
        case date():
            return cell.isoformat()
        case _:
            raise RefusedError(
                f"column '{name}' holds {type(cell).__name__} values; "
                "only text, numbers, dates and yes or no are read"
            )
    if len(text) > MOST_CELL_BYTES:
        raise RefusedError(f"a cell of column '{name}' is longer than {MOST_CELL_BYTES:,} letters")
    return text


def _moment(cell: datetime) -> str:
    """Write a moment on the clock it was kept in; one in UTC keeps its mark, for its day may differ."""
    text = cell.replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")
    return f"{text}Z" if cell.tzname() == "UTC" else text
