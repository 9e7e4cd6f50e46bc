"""Every kind of source keeps the same promises: the same rows come out, the same mistakes are told."""

import gzip
import io
import itertools
import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from framework.errors import SourceError
from framework.model.reads import READS, Added, CsvFiles, Melt, Read, ReadKind
from framework.model.remote_reads import (
    AssessmentsRead,
    OtherRead,
    RemoteRead,
    SecretFrom,
    SqlRead,
    UploadRead,
)
from framework.model.sources import AREA, FILE, ROW, AreaFrom, CellStatus, Source
from framework.store.assessments import assessments_of, erase_assessments, keep_assessments
from framework.store.engines import open_store
from framework.store.migrating import migrate
from tests.remote_in_code import Site, site
from tests.sources_in_code import DATE, NUMBER, TRUTH, WARD_1, WARD_2, Desk, column, source, what
from tests.workbooks_in_code import (
    Row,
    as_json,
    as_json_lines,
    as_ods,
    ods_book,
    ods_sheet,
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


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Counter]:
    with site() as found:
        environment = {
            **found.outside.environment,
            "FINGERPOST_SOURCE_CASES_URL": f"sqlite:///{tmp_path / 'cases.db'}",
        }
        engine = open_store(f"sqlite:///{tmp_path / 'store.db'}")
        outside = replace(
            found.outside,
            environment=environment,
            kept=lambda form: assessments_of(engine, form),
        )
        yield Counter(tmp_path, outside, frozenset({found.host}), found)


@pytest.fixture(params=KINDS)
def name(request: pytest.FixtureRequest) -> str:
    """Give every source that is read as a file."""
    return str(request.param)


@pytest.fixture(params=[*KINDS, SQL, TICKETS])
def elsewhere(request: pytest.FixtureRequest) -> str:
    """Give every source whose rows we do not keep under their keys ourselves."""
    return str(request.param)


@pytest.fixture(params=[*KINDS, SQL, TICKETS, KEPT])
def anywhere(request: pytest.FixtureRequest) -> str:
    """Give every source there is."""
    return str(request.param)


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


def test_the_same_rows_come_out_of_every_kind(desk: Counter, anywhere: str) -> None:
    put(desk, anywhere, ROWS)
    frame = desk.frame(declared(desk, anywhere))
    assert frame["id"].to_list() == ["a1", "a2", "a3"]
    assert frame["start"].to_list() == [date(2025, 4, 1), date(2025, 5, 2), None]
    assert frame["cost"].to_list() == [1250, None, 7]
    assert frame["age"].to_list() == [3, 17, None]
    assert frame["open"].to_list() == [True, False, None]
    assert frame[AREA].to_list() == [WARD_1, WARD_2, WARD_1]
    assert frame[ROW].to_list() == [2, 3, 4]
    assert frame[FILE].unique().to_list() == [told_as(anywhere)]
    assert frame.schema["cost"] == pl.Int64
    assert frame.schema["start"] == pl.Date


def test_every_row_read_is_accounted_for(desk: Counter, anywhere: str) -> None:
    put(desk, anywhere, [*ROWS, ROWS[0] | {"id": "a4", "cost": -1.0}])
    rows = desk.read(declared(desk, anywhere))
    assert rows.rows == 3
    assert [file.rows for file in rows.files] == [4]
    assert what(rows) == [(5, "cost", "is less than 0, the least allowed")]


def test_a_missing_file_names_the_path_and_the_directory(desk: Counter, name: str) -> None:
    desk.data.mkdir()
    said = reasons(desk, declared(desk, name))
    nothing = {
        HTTP: "127.0.0.1/rows.csv: the server answered 404 (not found)",
        UPLOAD: "no file was uploaded yet; give one with fingerpost upload episodes FILE --who NAME",
    }
    assert said == nothing.get(name, f"no file matches '{name}' in {desk.data}")


def test_an_empty_file_is_refused(desk: Counter, name: str) -> None:
    place(desk, name, gzip.compress(b"") if name.endswith(".gz") else b"")
    assert reasons(desk, declared(desk, name)) == f"{file_called(name)}: it is empty"


def test_a_header_without_rows_is_refused(desk: Counter, name: str) -> None:
    names = list(ROWS[0])
    text = (",".join(names) + "\n").encode()
    target = io.BytesIO()
    pl.DataFrame(ROWS).clear().write_parquet(target)
    empty = {
        **dict.fromkeys(("rows.csv", HTTP, UPLOAD), text),
        "rows.csv.gz": gzip.compress(text),
        "rows.xlsx": _header_only_workbook(names),
        "rows.parquet": target.getvalue(),
        "rows.ods": ods_book(ods_sheet("Data", [names])),
        "rows.json": b'{"data": {"rows": []}}',
        "rows.json.gz": gzip.compress(b'{"data": {"rows": []}}'),
        "rows.jsonl": b"\n",
        "rows.zip": zip_of({"inside/rows.csv": text}),
    }
    place(desk, name, empty[name])
    said = reasons(desk, declared(desk, name))
    rows = "it has no records" if "json" in name else "it has a header but no rows"
    assert said == f"{told_as(name)}: {rows}"


def _header_only_workbook(names: list[str]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.add_worksheet("Data").write_row(0, 0, names)
    return target.getvalue()


def test_a_missing_column_is_named_with_a_guess(desk: Counter, anywhere: str) -> None:
    put(desk, anywhere, [{"ident": "a1", "ward": WARD_1}])
    said = reasons(desk, declared(desk, anywhere, columns=(column("id"), column("warden"))))
    assert said == (
        f"{told_as(anywhere)}: there is no column 'id'; did you mean 'ident'? | "
        f"{told_as(anywhere)}: there is no column 'warden'; did you mean 'ward'?"
    )


def test_a_key_that_stands_twice_stops_the_source_without_saying_it(
    desk: Counter, elsewhere: str
) -> None:
    put(desk, elsewhere, [*ROWS, ROWS[0]])
    said = reasons(desk, declared(desk, elsewhere))
    assert said == (
        f"'id' must differ in every row, but {told_as(elsewhere)} row 2 and {told_as(elsewhere)} "
        f"row {3 if elsewhere == SQL else 5} have the same one [S121]"
    )


def test_a_file_of_another_kind_is_refused_whatever_its_name(desk: Counter, name: str) -> None:
    other = as_parquet(ROWS) if "parquet" not in name else as_excel(ROWS)
    place(desk, name, other)
    kind = {
        "csv": "a CSV file",
        "xlsx": "an .xlsx workbook",
        "parquet": "a Parquet file",
        "ods": "an .ods workbook",
        "json": "a JSON file",
        "jsonl": "a JSON file",
        "zip": "a zip file",
    }
    wanted = kind[name.removesuffix(".gz").rpartition(".")[2]]
    told = "a Parquet file" if "parquet" not in name else "a workbook or a zip file"
    assert (
        reasons(desk, declared(desk, name)) == f"{file_called(name)}: it is not {wanted} but {told}"
    )


def test_a_file_cut_short_is_refused(desk: Counter, name: str) -> None:
    whole = KINDS[name][1](ROWS * 200)
    place(desk, name, whole[: len(whole) // 2 + 3])
    said = reasons(desk, declared(desk, name, columns=(column("id"),)))
    # half a plain CSV file is told by its last record; the other kinds know their own end
    assert "cut short" in said or "damaged" in said or "the header has 6 cells" in said


def test_another_encoding_is_told_and_never_guessed(desk: Counter, name: str) -> None:
    """Workbooks and Parquet have one encoding of their own; text says its line."""
    wrong = KINDS[name][1]([{"id": "a1", "ward": WARD_1, "note": "cafe"}])
    if "xlsx" in name or "parquet" in name or "ods" in name:
        return
    plain = gzip.decompress(wrong) if name.endswith(".gz") else wrong
    spoilt = plain.replace(b"cafe", b"caf\xe9")
    if name == "rows.zip":
        spoilt = zip_of({"inside/rows.csv": as_csv([{"ward": WARD_1}]) + b"caf\xe9\n"})
    place(desk, name, gzip.compress(spoilt) if name.endswith(".gz") else spoilt)
    said = reasons(desk, declared(desk, name, columns=(column("ward"),)))
    assert "is not UTF-8" in said
    assert "line" in said


def test_the_last_good_rows_stay_when_a_file_is_broken(desk: Counter, name: str) -> None:
    put(desk, name, ROWS)
    good = desk.read(declared(desk, name))
    for broken in (b"", b"PK\x03\x04 not a workbook", KINDS[name][1]([{"other": "x"}])):
        place(desk, name, broken)
        reasons(desk, declared(desk, name))
        assert pl.read_parquet(good.path)["id"].to_list() == ["a1", "a2", "a3"]


def test_columns_that_hold_periods_become_rows(desk: Counter, name: str) -> None:
    wide: list[Row] = [
        {"ward": WARD_1, "Apr 2025": 4, "May 2025": 5, "Notes": "x"},
        {"ward": WARD_2, "Apr 2025": 6, "May 2025": None, "Notes": None},
    ]
    put(desk, name, wide)
    melt = Melt("month", (("open", "*"),), ("Notes",))
    said = source(
        column("month"),
        column("open", NUMBER, decimals=0),
        read=how(desk, name, melt=melt, add=(Added("origin", text="monthly return"),)),
        area_from=AreaFrom(("ward",)),
    )
    frame = desk.frame(replace(said, columns=(*said.columns, column("origin"))))
    assert frame.select("month", "open", AREA, ROW).rows() == [
        ("Apr 2025", 4, WARD_1, 2),
        ("May 2025", 5, WARD_1, 2),
        ("Apr 2025", 6, WARD_2, 3),
        ("May 2025", None, WARD_2, 3),
    ]
    assert set(frame["origin"]) == {"monthly return"}


def test_headers_in_any_case_where_declared(desk: Counter, name: str) -> None:
    put(desk, name, [{"ID": "a1", "Ward": WARD_1}])
    said = source(column("id"), read=how(desk, name, any_case=True), area_from=AreaFrom(("WARD",)))
    assert desk.frame(said)["id"].to_list() == ["a1"]
    assert "there is no column 'id'" in reasons(desk, replace(said, read=how(desk, name)))


def test_markers_of_missing_numbers_keep_their_reason(desk: Counter, anywhere: str) -> None:
    put(desk, anywhere, [{"id": "a", "n": "5"}, {"id": "b", "n": "c"}, {"id": "c", "n": None}])
    markers = {"c": CellStatus.SUPPRESSED}
    said = source(
        column("id"),
        column("n", NUMBER, decimals=0),
        read=how(desk, anywhere),
        missing=markers,
    )
    frame = desk.frame(said)
    assert frame["n"].to_list() == [5, None, None]
    assert frame["_status_n"].to_list() == [None, "suppressed", None]
