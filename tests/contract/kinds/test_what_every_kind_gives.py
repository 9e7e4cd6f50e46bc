"""The same rows come out of every kind of source."""

from dataclasses import replace
from datetime import date

import polars as pl

from framework.model.reads import Added, Melt
from framework.model.sources import AREA, FILE, ROW, AreaFrom, CellStatus
from tests.every_kind import ROWS, Counter, declared, how, put, reasons, told_as
from tests.sources_in_code import NUMBER, WARD_1, WARD_2, column, source, what
from tests.workbooks_in_code import (
    Row,
)


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
