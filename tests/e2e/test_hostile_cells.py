"""Cells that would mislead are told, row by row, and never read as something else."""

import io
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from framework.model.reads import CsvFiles
from framework.model.sources import AREA, AreaFrom, CellStatus
from tests.hostile_desk import (
    refused,
    under_attack,
)
from tests.sources_in_code import DATE, NUMBER, WARD_1, Desk, column, source, what


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield from under_attack(tmp_path)


def test_dates_that_cannot_be_told_are_never_swapped(desk: Desk) -> None:
    texts = ["2024-01-31", "31/01/2024", "01/31/2024", "45322", "2023/24", "31-Jan-24", "1/2/2024"]
    desk.put("rows.csv", "d\n" + "".join(f"{text}\n" for text in texts))
    declared = source(column("d", DATE), read=CsvFiles("rows.csv"))
    assert [row for row, _, _ in what(desk.read(declared))] == [4, 5, 6, 7]
    assert desk.frame(declared)["d"].cast(pl.String).to_list() == [
        "2024-01-31",
        "2024-01-31",
        "2024-02-01",
    ]


def test_numbers_as_people_type_them_are_read_told_or_missing_and_never_nought(desk: Desk) -> None:
    texts = ["1,234", "12%", "<5", "*", "c", "[x]", "-", "n/a", "inf", "nan", "1.234.567", "−5", ""]
    desk.put("rows.csv", "n,x\n" + "".join(f'"{text}",1\n' for text in texts))
    markers = {
        "c": CellStatus.SUPPRESSED,
        "[x]": CellStatus.UNAVAILABLE,
        "-": CellStatus.UNAVAILABLE,
    }
    declared = source(
        column("n", NUMBER, decimals=0),
        column("x"),
        missing=markers,
        read=CsvFiles("rows.csv"),
    )
    rows = desk.read(declared)
    assert [texts[row - 2] for row, _, _ in what(rows)] == [
        "12%", "<5", "*", "n/a", "inf", "nan", "1.234.567"
    ]  # fmt: skip
    assert desk.frame(declared)["n"].to_list() == [1234, None, None, None, -5, None]


def test_codes_that_a_spreadsheet_mangled_are_each_told(desk: Desk) -> None:
    codes = [WARD_1, "E5000001", "5.00E+06", "e05000001", "E05000001x", "1-May"]
    desk.put("rows.csv", "area\n" + "".join(f"{code}\n" for code in codes))
    declared = source(column("area"), area_from=AreaFrom(("area",)), read=CsvFiles("rows.csv"))
    rows = desk.read(declared)
    assert [(row, why) for row, _, why in what(rows)] == [
        (place, f"there is no area '{code}' in areas.csv")
        for place, code in enumerate(codes[1:], start=3)
    ]
    assert desk.frame(declared)[AREA].to_list() == [WARD_1]


def test_formulas_are_kept_as_they_were_typed(desk: Desk) -> None:
    typed = ["=1+1", "+1+1", "-1+1", "@SUM(1)", '=HYPERLINK("http://127.0.0.1:9/","x")']
    quoted = "".join('"{}"\n'.format(text.replace('"', '""')) for text in typed)
    desk.put("rows.csv", "a\n" + quoted)
    declared = source(column("a"), read=CsvFiles("rows.csv"))
    assert desk.frame(declared)["a"].to_list() == typed


def test_too_many_columns_and_too_long_cells(desk: Desk) -> None:
    wide = ",".join(f"c{place}" for place in range(5_000))
    assert refused(desk, "wide.csv", f"{wide}\n".encode(), "csv").startswith("it has 5,000 columns")
    long = b"b,a\n1,2\nx," + b"9" * 400_000 + b"\n"
    assert refused(desk, "long.csv", long, "csv") == "row 3, cell 2 is longer than 100,000 bytes"
    endless = b'b,a\n1,"' + b"9\n" * (4 << 20)
    assert refused(desk, "open.csv", endless, "csv") == "row 2: a quote is opened and never closed"


def test_columns_of_lists_are_told(desk: Desk) -> None:
    target = io.BytesIO()
    pl.DataFrame({"a": [[1, 2], [3]]}).write_parquet(target)
    said = refused(desk, "lists.parquet", target.getvalue(), "parquet")
    assert said == "column 'a' holds list values; only text, numbers, dates and yes or no are read"
