"""Every kind of source that there is: the same rows written as it, put where it finds them, and declared."""

import gzip
import io
import itertools
import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from framework.errors import SourceError
from framework.model.reads import READS, CsvFiles, Read, ReadKind
from framework.model.remote_reads import (
    AssessmentsRead,
    OtherRead,
    RemoteRead,
    SecretFrom,
    SqlRead,
    UploadRead,
)
from framework.model.sources import AreaFrom, Source
from framework.store.assessments import erase_assessments, keep_assessments
from framework.store.engines import open_store
from framework.store.migrating import migrate
from tests.remote_in_code import Site
from tests.sources_in_code import DATE, NUMBER, TRUTH, WARD_1, WARD_2, Desk, column, source
from tests.workbooks_in_code import (
    Row,
    as_json,
    as_json_lines,
    as_ods,
    zip_of,
)

Writer = Callable[[list[Row]], bytes]


ROWS: list[Row] = [
    {"id": "a1", "ward": WARD_1, "start": date(2025, 4, 1), "cost": 12.5, "age": 3, "open": True},
    {"id": "a2", "ward": WARD_2, "start": date(2025, 5, 2), "cost": None, "age": 17, "open": False},
    {"id": "a3", "ward": WARD_1, "start": None, "cost": 0.07, "age": None, "open": None},
]


def as_csv(rows: list[Row]) -> bytes:
    return pl.DataFrame(rows).write_csv().encode()


def as_gzip(rows: list[Row]) -> bytes:
    return gzip.compress(as_csv(rows))


def as_excel(rows: list[Row]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Data")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        names = list(rows[0])
        sheet.write_row(0, 0, names)
        for place, row in enumerate(rows, start=1):
            for across, name in enumerate(names):
                if isinstance(row[name], date):
                    sheet.write_datetime(place, across, row[name], day)
                elif row[name] is not None:
                    sheet.write(place, across, row[name])
    return target.getvalue()


def as_zip(rows: list[Row]) -> bytes:
    return zip_of({"inside/rows.csv": as_csv(rows), "notes.txt": "read me"})


def as_parquet(rows: list[Row]) -> bytes:
    target = io.BytesIO()
    pl.DataFrame(rows).write_parquet(target)
    return target.getvalue()


HTTP, UPLOAD, SQL, TICKETS = "over http.csv", "handed in.csv", "a table", "of another package"
KEPT = "kept here"
NOON = datetime(2025, 11, 12, 12, tzinfo=UTC)
KINDS = {
    "rows.csv": (ReadKind.CSV, as_csv),
    "rows.csv.gz": (ReadKind.CSV, as_gzip),
    "rows.xlsx": (ReadKind.EXCEL, as_excel),
    "rows.parquet": (ReadKind.PARQUET, as_parquet),
    "rows.ods": (ReadKind.ODS, as_ods),
    "rows.json": (ReadKind.JSON, as_json),
    "rows.json.gz": (ReadKind.JSON, lambda rows: gzip.compress(as_json(rows))),
    "rows.jsonl": (ReadKind.JSON_LINES, as_json_lines),
    "rows.zip": (ReadKind.CSV, as_zip),
    HTTP: (ReadKind.CSV, as_csv),
    UPLOAD: (ReadKind.CSV, as_csv),
}


MORE: dict[str, dict[str, Any]] = {
    "rows.json": {"records": "data.rows"},
    "rows.json.gz": {"records": "data.rows"},
    "rows.zip": {"member": "inside/*.csv"},
}


TOLD = {
    "rows.zip": "rows.zip/inside/rows.csv",
    HTTP: "127.0.0.1/rows.csv",
    UPLOAD: "uploads/episodes",
    SQL: "cases",
    TICKETS: "queue cases",
    KEPT: "assessments/early_help",
}


COUNT = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Counter(Desk):
    """A desk with a web server beside it, and a database."""

    site: Site = field(default_factory=lambda: Site(""))


def how(desk: Counter, name: str, **said: Any) -> Read | RemoteRead:
    """How the source of that name is read."""
    if name == SQL:
        return SqlRead(SecretFrom("env", "FINGERPOST_SOURCE_CASES_URL"), "cases")
    if name == TICKETS:
        return OtherRead("tickets", {"folder": str(desk.root), "queue": "cases"})
    if name == KEPT:
        return AssessmentsRead("early_help", 12, CsvFiles("fetched"))
    file = READS[KINDS[name][0]](name, **(MORE.get(name, {}) | said))
    if name == HTTP:
        return desk.site.read(file=file)
    return UploadRead(file) if name == UPLOAD else file


def told_as(name: str) -> str:
    """What messages and rows call the file or table that is read."""
    return TOLD.get(name, name)


def file_called(name: str) -> str:
    """What messages call the file itself, whatever lies in it."""
    return name if name == "rows.zip" else told_as(name)


def place(desk: Counter, name: str, content: bytes) -> None:
    """Put a file where the source of that name finds it."""
    if name == HTTP:
        desk.site.give("/rows.csv", content)
    elif name == UPLOAD:
        moment = f"20251112T{next(COUNT):012}Z"
        desk.put(f"uploads/episodes/{moment}-{'0' * 64}.csv", content)
    else:
        desk.put(name, content)


def declared(desk: Counter, name: str, **said: Any) -> Source:
    plain = source(
        column("id", unique=True, private=True),
        column("start", DATE),
        column("cost", NUMBER, decimals=2, low=Decimal(0)),
        column("age", NUMBER, decimals=0),
        column("open", TRUTH),
        read=how(desk, name),
        area_from=AreaFrom(("ward",)),
    )
    return replace(plain, **said)


def put(desk: Counter, name: str, rows: list[Row]) -> None:
    if name == SQL:
        fill(desk.root / "cases.db", rows)
    elif name == KEPT:
        keep(desk.root / "store.db", rows)
    elif name == TICKETS:
        text = json.dumps(rows, default=str)
        (desk.root / "cases.json").write_text(text, encoding="utf-8")
    else:
        place(desk, name, KINDS[name][1](rows))


def keep(store: Path, rows: list[Row]) -> None:
    """Keep rows as assessments under their first cells, in place of those there are."""
    engine = open_store(f"sqlite:///{store}")
    migrate(engine)
    texts = pl.read_csv(as_csv(rows), infer_schema=False).rows(named=True)
    cells = [{name: cell for name, cell in row.items() if cell} for row in texts]
    found = {next(iter(row.values())): row for row in cells}
    said = {"at": NOON, "who": "Ann"}
    erase_assessments(engine, "early_help", lambda *_: True, reason="a test", **said)
    keep_assessments(engine, "early_help", found, **said)
    engine.dispose()


def fill(database: Path, rows: list[Row]) -> None:
    """Write rows into a new table, as they are."""
    database.unlink(missing_ok=True)
    names = list(dict.fromkeys(key for row in rows for key in row))
    connection = sqlite3.connect(database)
    connection.execute(f"CREATE TABLE cases ({', '.join(names)})")
    cells = [
        [str(cell) if isinstance(cell, date) else cell for cell in map(row.get, names)]
        for row in rows
    ]
    marks = ", ".join("?" for _ in names)
    connection.executemany(f"INSERT INTO cases VALUES ({marks})", cells)
    connection.commit()
    connection.close()


def reasons(desk: Counter, said: Source) -> str:
    with pytest.raises(SourceError) as caught:
        desk.read(said)
    assert caught.value.source == "episodes"
    return " | ".join(caught.value.reasons)
