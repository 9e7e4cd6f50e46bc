"""A sheet is read as its cells are, wherever it begins."""

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from framework.errors import SourceError
from framework.model.reads import ExcelFiles, Header, Read
from framework.model.sources import ROW
from tests.sources_in_code import DATE, NUMBER, TRUTH, Desk, column, source

Sheets = dict[str, dict[tuple[int, int], Any]]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def workbook(sheets: Sheets) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "d/m/yy"}) as book:
        for name, cells in sheets.items():
            sheet = book.add_worksheet(name)
            for (row, across), value in cells.items():
                sheet.write(row, across, value)
    return target.getvalue()


def excel(sheet: str | None = None, header_row: int = 1) -> Read:
    return ExcelFiles("book.xlsx", sheet=sheet, header=Header(header_row))


def test_a_header_below_a_cover_and_right_of_the_edge(desk: Desk) -> None:
    cells = {
        (0, 0): "Children in need",
        (4, 2): " n ",
        (4, 3): "d",
        (5, 2): 7,
        (5, 3): "2025-04-01",
        (8, 2): 8,
    }
    desk.put("book.xlsx", workbook({"Cover": {(0, 0): "x"}, "Data": cells}))
    declared = source(column("n", NUMBER), column("d", DATE), read=excel("Data", header_row=5))
    frame = desk.frame(declared)
    assert frame.select("n", "d", ROW).rows() == [(70000, date(2025, 4, 1), 6), (80000, None, 9)]


def test_cells_are_what_they_show(desk: Desk) -> None:
    midnight = datetime.fromisoformat("2025-04-01")
    row = ["301", 301, 0.1, midnight, midnight.replace(hour=13, minute=5), True, "=1+1"]
    cells: dict[tuple[int, int], Any] = {(0, place): f"c{place}" for place in range(7)}
    cells |= {(1, place): value for place, value in enumerate(row)}
    desk.put("book.xlsx", workbook({"Data": cells}))
    declared = source(
        column("c0"),
        column("c1"),
        column("c2"),
        column("c3", DATE),
        column("c4", DATE),
        column("c5", TRUTH),
        column("c6", NUMBER),
        read=excel(),
    )
    day = date(2025, 4, 1)
    (found,) = desk.frame(declared).select(f"c{place}" for place in range(7)).rows()
    assert found == (
        "301",
        "301",
        "0.1",
        day,
        day,
        True,
        0,
    )  # xlsxwriter stores 0 as a formula's result


def test_the_first_sheet_is_read_unless_one_is_named(desk: Desk) -> None:
    desk.put(
        "book.xlsx", workbook({"One": {(0, 0): "a", (1, 0): 1}, "Two": {(0, 0): "a", (1, 0): 2}})
    )
    assert desk.frame(source(column("a"), read=excel()))["a"].to_list() == ["1"]
    assert desk.frame(source(column("a"), read=excel("Two")))["a"].to_list() == ["2"]
    with pytest.raises(SourceError) as caught:
        desk.read(source(column("a"), read=excel("Tow")))
    assert caught.value.reasons == (
        "book.xlsx: there is no sheet 'Tow'; did you mean 'Two'? It has 'One', 'Two'",
    )


def test_a_header_row_below_the_last_is_told(desk: Desk) -> None:
    desk.put("book.xlsx", workbook({"One": {(0, 0): "a", (1, 0): 1}}))
    with pytest.raises(SourceError, match="it has no row 7"):
        desk.read(source(column("a"), read=excel(header_row=7)))
