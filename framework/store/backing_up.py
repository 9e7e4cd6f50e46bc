"""A whole store in one file, and back: the same on every engine, so it also moves a store.

The file is a zip of one Parquet file a table and a manifest with the revision of the store, the
rows and the SHA-256 of each. Its last bytes seal it: the SHA-256 of all before them. A restored
store is proved by the hash it was published with.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import (
    Column,
    Connection,
    Date,
    Engine,
    Float,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    func,
    insert,
    select,
    update,
)
from sqlalchemy import types as sql
from sqlalchemy.exc import SQLAlchemyError

from framework.errors import StoreError
from framework.store import tables
from framework.store.all_tables import ALL_TABLES
from framework.store.migrating import migrate, require_current, revisions
from framework.store.moments import Moment
from framework.store.sealing import SEAL_BYTES, check_seal, seal
from framework.store.transactions import reading, writing
from framework.store.verifying import compare_rows

_MANIFEST: Final = "manifest.json"
_FORMAT: Final = 1
_ROWS_A_STEP: Final = 50_000
_READ_AT_ONCE: Final = 1 << 20
_LARGEST_MANIFEST: Final = 1 << 20
_FEW_ROWS: Final = 100_000
_MOST_ROWS_A_BYTE: Final = 20
_FEW_BYTES: Final = 1 << 26
_MOST_UNPACKED: Final = 200
_DAMAGE: Final = (
    *(SQLAlchemyError, pa.ArrowException, OSError, TypeError, ValueError, KeyError),
    *(IndexError, AttributeError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error),
)
"""What reading and writing say of a part that was not written by us."""
_MADE_BY_MIGRATING: Final = ("pointer", "breakdown")
"""Tables that a new store already has a row in."""
_NOT_KEPT: Final = ("holder", "scheduler")
"""Who holds the lock and who schedules is true of the running store only."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup holds. `generation` is the one that readers saw; None when there was none."""

    path: Path
    generation: int | None
    published_hash: str
    rows: int
    bytes: int


def back_up(engine: Engine, path: Path) -> BackedUp:
    """Write a store, as it stands at one moment, into a new file.

    Refreshes may go on meanwhile; what they publish is not in it.

    Raises:
        StoreError: the file is there already or cannot be written, or the store cannot be read.
    """
    require_current(engine)
    if path.exists():
        raise StoreError(f"{path} is there already: choose another name, or move it away")
    if not path.parent.is_dir():
        raise StoreError(f"the folder '{path.parent}' does not exist: make it first")
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        with reading(engine) as connection:
            found = _write(connection, unfinished)
        seal(unfinished)
        unfinished.replace(path)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        unfinished.unlink(missing_ok=True)
    generation, whole, rows = found
    return BackedUp(path, generation, whole, rows, path.stat().st_size)


def _write(connection: Connection, path: Path) -> tuple[int | None, str, int]:
    generation = connection.execute(select(tables.pointer.c.generation)).scalar()
    whole = _hash_of(connection, generation)
    told: dict[str, Any] = {}
    with (
        TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder,
        zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive,
    ):
        path.chmod(0o600)  # figures of every area lie in it
        for table in _kept_tables():
            part = Path(folder) / f"{table.name}.parquet"
            rows = _write_table(connection, table, part)
            told[table.name] = {"rows": rows, "sha256": _sha256(part)}
            archive.write(part, part.name)
            part.unlink()
        manifest = {
            "format": _FORMAT,
            "revision": revisions()[-1],
            "generation": generation,
            "published_hash": whole,
            "tables": told,
        }
        archive.writestr(_MANIFEST, json.dumps(manifest, indent=2))
        archive.comment = bytes(SEAL_BYTES)
    return generation, whole, sum(one["rows"] for one in told.values())


def _hash_of(connection: Connection, generation: int | None) -> str:
    query = select(tables.generation.c.published_hash).where(tables.generation.c.id == generation)
    return connection.execute(query).scalar() or ""


def _kept_tables() -> list[Table]:
    return [table for table in ALL_TABLES.sorted_tables if table.name not in _NOT_KEPT]


def _write_table(connection: Connection, table: Table, path: Path) -> int:
    schema = pa.schema([pa.field(column.name, _arrow_type(column)) for column in table.columns])
    query = select(table).order_by(*table.primary_key.columns)
    found = connection.execution_options(yield_per=_ROWS_A_STEP).execute(query)
    rows = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for part in found.partitions():
            columns = zip(*part, strict=True)
            cells = [
                pa.array([_plain(cell) for cell in column], field.type)
                for column, field in zip(columns, schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(cells, schema=schema))
            rows += len(part)
    return rows


def _arrow_type(column: Column[Any]) -> Any:
    match column.type:
        case SmallInteger():
            return pa.int16()
        case Integer():
            return pa.int64()
        case Float():
            return pa.float64()
        case Date():
            return pa.date32()
        case LargeBinary():
            return pa.binary()
        case _:
            return pa.string()


def _plain(cell: Any) -> Any:
    return cell.isoformat() if isinstance(cell, datetime) else cell


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def restore(path: Path, engine: Engine) -> BackedUp:
    """Fill a new, empty store from a backup, and prove that it holds what was published.

    It is one transaction: stopped half way, the store is as empty as it was.

    Raises:
        StoreError: the file is no whole backup of a known version, or the store holds something.
    """
    with _open(path) as archive:
        check_seal(path)
        manifest = _manifest(archive, path)
        _check_parts(archive, manifest, path)
        migrate(engine)
        try:
            with writing(engine) as connection:
                _refuse_filled(connection)
                rows = sum(
                    _fill_table(connection, table, archive, manifest["tables"][table.name]["rows"])
                    for table in _kept_tables()
                    if table.name in manifest["tables"]
                )
                # Inside the transaction: what is not proved leaves the store as empty as it was.
                generation = _prove(connection, manifest, path)
        except _DAMAGE as error:
            reason = type(error).__name__
            raise StoreError(
                f"{path} is damaged: its parts do not fit together ({reason})"
            ) from error
    return BackedUp(path, generation, manifest["published_hash"], rows, path.stat().st_size)


def _prove(connection: Connection, manifest: dict[str, Any], path: Path) -> int | None:
    generation: int | None = connection.execute(select(tables.pointer.c.generation)).scalar_one()
    if generation != manifest["generation"]:
        raise StoreError(f"{path} does not say which generation readers saw. Nothing was restored")
    if generation is None:
        return None
    proved = compare_rows(connection, generation)
    if proved.problems or proved.published_hash != manifest["published_hash"]:
        what = "; ".join(proved.problems[:3]) or "its hash is another"
        raise StoreError(f"{path} does not hold what was published: {what}. Nothing was restored")
    return generation


def _open(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except FileNotFoundError as error:
        raise StoreError(f"there is no file {path}") from error
    except _DAMAGE as error:
        raise StoreError(f"{path} is no whole backup of Fingerpost") from error


def _manifest(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    try:
        if archive.getinfo(_MANIFEST).file_size > _LARGEST_MANIFEST:
            raise ValueError(_MANIFEST)
        said: dict[str, Any] = json.loads(archive.read(_MANIFEST))
        known = said["format"] == _FORMAT and said["revision"] in revisions()
        parts = {f"{name}.parquet" for name in said["tables"]} | {_MANIFEST}
        whole = not known or set(archive.namelist()) == parts
    except _DAMAGE as error:
        raise StoreError(f"{path} is no whole backup of Fingerpost") from error
    if not whole:
        raise StoreError(f"{path} is no whole backup of Fingerpost: parts are missing or strange")
    if not known:
        raise StoreError(
            f"{path} was written by a newer Fingerpost: install that version or a later one"
        )
    return said


def _check_parts(archive: zipfile.ZipFile, manifest: dict[str, Any], path: Path) -> None:
    for name, told in manifest["tables"].items():
        try:
            with archive.open(f"{name}.parquet") as part:
                found = hashlib.sha256()
                while piece := part.read(_READ_AT_ONCE):
                    found.update(piece)
        except _DAMAGE as error:
            raise StoreError(f"{path} is damaged: its part '{name}' cannot be read") from error
        if found.hexdigest() != told["sha256"]:
            raise StoreError(f"{path} is damaged: its part '{name}' is not what was written")


def _refuse_filled(connection: Connection) -> None:
    held = connection.execute(select(func.count()).select_from(tables.run)).scalar_one()
    if held:
        raise StoreError(
            "the store to restore into holds runs already: name a new one with --store, "
            "and put it in place of the old one when you have looked at it"
        )


def _fill_table(connection: Connection, table: Table, archive: zipfile.ZipFile, told: int) -> int:
    rows = 0
    name = f"{table.name}.parquet"
    with archive.open(name) as part:
        file = pq.ParquetFile(part)
        _check_columns(file.schema_arrow, table)
        _check_size(file, archive.getinfo(name).file_size, told)
        for step in _steps(file, table):
            if table.name == "pointer":
                connection.execute(update(table).values(generation=step[0]["generation"]))
            else:
                new = [row for row in step if not _is_there(table, row)]
                if new:
                    connection.execute(insert(table), new)
            rows += len(step)
    return rows


def _check_size(file: Any, size: int, told: int) -> None:
    """Refuse a part that unpacks to more than its size and the manifest allow.

    A few bytes may stand for as many equal rows as one likes.
    """
    rows = file.metadata.num_rows
    unpacked = sum(
        file.metadata.row_group(one).total_byte_size for one in range(file.metadata.num_row_groups)
    )
    if rows != told or rows > _FEW_ROWS + _MOST_ROWS_A_BYTE * size:
        raise ValueError("rows")
    if unpacked > _FEW_BYTES + _MOST_UNPACKED * size:
        raise ValueError("bytes")


def _is_there(table: Table, row: dict[str, Any]) -> bool:
    return table.name in _MADE_BY_MIGRATING and row["id"] == tables.TOTAL_ID


def _check_columns(schema: Any, table: Table) -> None:
    """Refuse a part with other columns or types than its table has.

    A column that came with a later version may be missing where it may be empty.
    """
    wanted = {column.name: _arrow_type(column) for column in table.columns}
    found = {field.name: field.type for field in schema}
    missing = [one.name for one in table.columns if one.name not in found and not one.nullable]
    if missing or any(wanted.get(name) != kind for name, kind in found.items()):
        raise ValueError(table.name)


def _steps(file: Any, table: Table) -> Iterator[list[dict[str, Any]]]:
    moments = [column.name for column in table.columns if _is_moment(column)]
    for batch in file.iter_batches(batch_size=_ROWS_A_STEP):
        rows = batch.to_pylist()
        for row in rows:
            for name in moments:
                if row[name] is not None:
                    row[name] = datetime.fromisoformat(row[name])
        yield rows


def _is_moment(column: Column[Any]) -> bool:
    kind: sql.TypeEngine[Any] = column.type
    return isinstance(kind, Moment)
