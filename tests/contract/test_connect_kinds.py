"""Every kind of file keeps the same promises: the same rows come out, the same mistakes are told."""

import gzip
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from framework.errors import SourceError
from framework.model.reads import READS, Added, Melt, Read, ReadKind
from framework.model.sources import AREA, FILE, ROW, AreaFrom, CellStatus, Source
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
}
MORE: dict[str, dict[str, Any]] = {
    "rows.json": {"records": "data.rows"},
    "rows.json.gz": {"records": "data.rows"},
    "rows.zip": {"member": "inside/*.csv"},
}


def how(name: str, **said: Any) -> Read:
    """How the file of that name is read."""
    return READS[KINDS[name][0]](name, **(MORE.get(name, {}) | said))


def told_as(name: str) -> str:
    """What messages and rows call the file that is read."""
    return f"{name}/inside/rows.csv" if name == "rows.zip" else name


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture(params=KINDS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def declared(name: str, **said: Any) -> Source:
    plain = source(
        column("id", unique=True, private=True),
        column("start", DATE),
        column("cost", NUMBER, decimals=2, low=Decimal(0)),
        column("age", NUMBER, decimals=0),
        column("open", TRUTH),
        read=how(name),
        area_from=AreaFrom(("ward",)),
    )
    return replace(plain, **said)


def put(desk: Desk, name: str, rows: list[Row]) -> None:
    desk.put(name, KINDS[name][1](rows))


def reasons(desk: Desk, said: Source) -> str:
    with pytest.raises(SourceError) as caught:
        desk.read(said)
    assert caught.value.source == "episodes"
    return " | ".join(caught.value.reasons)


def test_the_same_rows_come_out_of_every_kind(desk: Desk, name: str) -> None:
    put(desk, name, ROWS)
    frame = desk.frame(declared(name))
    assert frame["id"].to_list() == ["a1", "a2", "a3"]
    assert frame["start"].to_list() == [date(2025, 4, 1), date(2025, 5, 2), None]
    assert frame["cost"].to_list() == [1250, None, 7]
    assert frame["age"].to_list() == [3, 17, None]
    assert frame["open"].to_list() == [True, False, None]
    assert frame[AREA].to_list() == [WARD_1, WARD_2, WARD_1]
    assert frame[ROW].to_list() == [2, 3, 4]
    assert frame[FILE].unique().to_list() == [told_as(name)]
    assert frame.schema["cost"] == pl.Int64
    assert frame.schema["start"] == pl.Date


def test_every_row_read_is_accounted_for(desk: Desk, name: str) -> None:
    put(desk, name, [*ROWS, ROWS[0] | {"id": "a4", "cost": -1.0}])
    rows = desk.read(declared(name))
    assert rows.rows == 3
    assert [file.rows for file in rows.files] == [4]
    assert what(rows) == [(5, "cost", "is less than 0, the least allowed")]


def test_a_missing_file_names_the_path_and_the_directory(desk: Desk, name: str) -> None:
    desk.data.mkdir()
    said = reasons(desk, declared(name))
    assert said == f"no file matches '{name}' in {desk.data}"


def test_an_empty_file_is_refused(desk: Desk, name: str) -> None:
    desk.put(name, gzip.compress(b"") if name.endswith(".gz") else b"")
    assert reasons(desk, declared(name)) == f"{name}: it is empty"


def test_a_header_without_rows_is_refused(desk: Desk, name: str) -> None:
    names = list(ROWS[0])
    text = (",".join(names) + "\n").encode()
    target = io.BytesIO()
    pl.DataFrame(ROWS).clear().write_parquet(target)
    empty = {
        "rows.csv": text,
        "rows.csv.gz": gzip.compress(text),
        "rows.xlsx": _header_only_workbook(names),
        "rows.parquet": target.getvalue(),
        "rows.ods": ods_book(ods_sheet("Data", [names])),
        "rows.json": b'{"data": {"rows": []}}',
        "rows.json.gz": gzip.compress(b'{"data": {"rows": []}}'),
        "rows.jsonl": b"\n",
        "rows.zip": zip_of({"inside/rows.csv": text}),
    }
    desk.put(name, empty[name])
    said = reasons(desk, declared(name))
    rows = "it has no records" if "json" in name else "it has a header but no rows"
    assert said == f"{told_as(name)}: {rows}"


def _header_only_workbook(names: list[str]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.add_worksheet("Data").write_row(0, 0, names)
    return target.getvalue()


def test_a_missing_column_is_named_with_a_guess(desk: Desk, name: str) -> None:
    put(desk, name, [{"ident": "a1", "ward": WARD_1}])
    said = reasons(desk, declared(name, columns=(column("id"), column("warden"))))
    assert said == (
        f"{told_as(name)}: there is no column 'id'; did you mean 'ident'? | "
        f"{told_as(name)}: there is no column 'warden'; did you mean 'ward'?"
    )


def test_a_key_that_stands_twice_stops_the_source_without_saying_it(desk: Desk, name: str) -> None:
    put(desk, name, [*ROWS, ROWS[0]])
    said = reasons(desk, declared(name))
    assert said == (
        f"'id' must differ in every row, but {told_as(name)} row 2 and {told_as(name)} row 5 "
        "have the same one"
    )


def test_a_file_of_another_kind_is_refused_whatever_its_name(desk: Desk, name: str) -> None:
    other = as_parquet(ROWS) if "parquet" not in name else as_excel(ROWS)
    desk.put(name, other)
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
    assert reasons(desk, declared(name)) == f"{name}: it is not {wanted} but {told}"


def test_a_file_cut_short_is_refused(desk: Desk, name: str) -> None:
    whole = KINDS[name][1](ROWS * 200)
    desk.put(name, whole[: len(whole) // 2 + 3])
    said = reasons(desk, declared(name, columns=(column("id"),)))
    # half a plain CSV file is told by its last record; the other kinds know their own end
    assert "cut short" in said or "damaged" in said or "the header has 6 cells" in said


def test_another_encoding_is_told_and_never_guessed(desk: Desk, name: str) -> None:
    """Workbooks and Parquet have one encoding of their own; text says its line."""
    wrong = KINDS[name][1]([{"id": "a1", "ward": WARD_1, "note": "cafe"}])
    if "xlsx" in name or "parquet" in name or "ods" in name:
        return
    plain = gzip.decompress(wrong) if name.endswith(".gz") else wrong
    spoilt = plain.replace(b"cafe", b"caf\xe9")
    if name == "rows.zip":
        spoilt = zip_of({"inside/rows.csv": as_csv([{"ward": WARD_1}]) + b"caf\xe9\n"})
    desk.put(name, gzip.compress(spoilt) if name.endswith(".gz") else spoilt)
    said = reasons(desk, declared(name, columns=(column("ward"),)))
    assert "is not UTF-8" in said
    assert "line" in said


def test_the_last_good_rows_stay_when_a_file_is_broken(desk: Desk, name: str) -> None:
    put(desk, name, ROWS)
    good = desk.read(declared(name))
    for broken in (b"", b"PK\x03\x04 not a workbook", KINDS[name][1]([{"other": "x"}])):
        desk.put(name, broken)
        reasons(desk, declared(name))
        assert pl.read_parquet(good.path)["id"].to_list() == ["a1", "a2", "a3"]


def test_columns_that_hold_periods_become_rows(desk: Desk, name: str) -> None:
    wide: list[Row] = [
        {"ward": WARD_1, "Apr 2025": 4, "May 2025": 5, "Notes": "x"},
        {"ward": WARD_2, "Apr 2025": 6, "May 2025": None, "Notes": None},
    ]
    put(desk, name, wide)
    melt = Melt("month", (("open", "*"),), ("Notes",))
    said = source(
        column("month"),
        column("open", NUMBER, decimals=0),
        read=how(name, melt=melt, add=(Added("origin", text="monthly return"),)),
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


def test_headers_in_any_case_where_declared(desk: Desk, name: str) -> None:
    put(desk, name, [{"ID": "a1", "Ward": WARD_1}])
    said = source(column("id"), read=how(name, any_case=True), area_from=AreaFrom(("WARD",)))
    assert desk.frame(said)["id"].to_list() == ["a1"]
    assert "there is no column 'id'" in reasons(desk, replace(said, read=how(name)))


def test_markers_of_missing_numbers_keep_their_reason(desk: Desk, name: str) -> None:
    put(desk, name, [{"id": "a", "n": "5"}, {"id": "b", "n": "c"}, {"id": "c", "n": None}])
    markers = {"c": CellStatus.SUPPRESSED}
    said = source(
        column("id"),
        column("n", NUMBER, decimals=0),
        read=how(name),
        missing=markers,
    )
    frame = desk.frame(said)
    assert frame["n"].to_list() == [5, None, None]
    assert frame["_status_n"].to_list() == [None, "suppressed", None]
