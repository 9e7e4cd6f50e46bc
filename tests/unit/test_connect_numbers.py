"""A number is the number that its writer meant, or its row is told."""

from decimal import Decimal
from pathlib import Path

import pytest

from framework.model.sources import Band, Rows
from tests.sources_in_code import NUMBER, Desk, column, source, what


def read(tmp_path: Path, text: str, **said: object) -> tuple[object, str | None]:
    """Read one cell with decimals: 2 and give its value or what is wrong. A good row stands beside it."""
    desk = Desk(tmp_path)
    comma = said.pop("decimal_comma", False)
    rows = said.pop("rows", Rows.EVENTS)
    good = "1,5" if comma else "1.5"
    desk.put("rows.csv", f'n;x\n"{text}";1\n{good};1\n')
    declared = source(
        column("n", NUMBER, **({"decimals": 2} | said)),
        column("x"),
        rows=rows,
        read={"delimiter": ";", "decimal_comma": comma},
    )
    result = desk.read(declared)
    if result.problems:
        ((_, _, why),) = what(result)
        return None, why
    return desk.frame(declared)["n"][0], None


@pytest.mark.parametrize(
    ("text", "hundredths"),
    [
        ("12", 1200),
        ("12.34", 1234),
        ("12.340000", 1234),
        ("0", 0),
        ("-7.5", -750),
        ("−7.5", -750),
        ("+3", 300),
        (".5", 50),
        ("12.", 1200),
        ("1,234", 123400),
        ("1,234,567.89", 123456789),
        (" 5 ", 500),
        ("1e2", 10000),
        ("7.0000000000000007E-2", 7),
        ("0.30000000000000004", 30),
        ("1234.5600000000002", 123456),
        ("301.0", 30100),
    ],
)
def test_numbers_are_read_exactly(tmp_path: Path, text: str, hundredths: int) -> None:
    assert read(tmp_path, text) == (hundredths, None)


@pytest.mark.parametrize(
    "text",
    [
        "inf",
        "nan",
        "-inf",
        "1.234.567",
        "1,23",
        "12,5",
        "1 234",
        "£5",
        "0x10",
        "1_000",
        "٣",
        "５",
        "-",
        "n/a",
    ],
)
def test_what_is_no_number_is_told(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == (None, "is not a number")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("12%", "has a percent sign: `percent_sign: yes` of the column allows it"),
        ("1.005", "has more than 2 decimals"),
        ("8.3e-05", "has more than 2 decimals"),
        ("0.3333333333333333", "has more than 2 decimals"),
        ("99999999999999999999", "is too large a number"),
        ("1e300", "is too large a number"),
    ],
)
def test_a_number_that_cannot_be_kept_says_why(tmp_path: Path, text: str, why: str) -> None:
    assert read(tmp_path, text) == (None, why)


def test_an_empty_cell_is_missing_and_never_nought(tmp_path: Path) -> None:
    assert read(tmp_path, "") == (None, None)


def test_a_decimal_comma_is_read_only_where_declared(tmp_path: Path) -> None:
    assert read(tmp_path, "12,5", decimal_comma=True) == (1250, None)
    assert read(tmp_path, "1.234,5", decimal_comma=True) == (123450, None)
    assert read(tmp_path, "12.5", decimal_comma=True) == (None, "is not a number")


def test_a_percent_sign_is_read_only_where_declared(tmp_path: Path) -> None:
    assert read(tmp_path, "78.2%", percent_sign=True) == (7820, None)
    assert read(tmp_path, "1,234.5 %", percent_sign=True) == (123450, None)
    assert read(tmp_path, "78.2", percent_sign=True) == (7820, None)
    assert read(tmp_path, "%", percent_sign=True) == (None, "is not a number")
    assert read(tmp_path, "78.2%%", percent_sign=True)[0] is None


def test_bounds_are_inclusive(tmp_path: Path) -> None:
    bounds = {"low": Decimal("0.5"), "high": Decimal(100)}
    assert read(tmp_path, "0.5", **bounds) == (50, None)
    assert read(tmp_path, "1e2", **bounds) == (10000, None)
    assert read(tmp_path, "0.49", **bounds) == (None, "is less than 0.5, the least allowed")
    assert read(tmp_path, "100.01", **bounds) == (None, "is more than 100, the most allowed")


def test_published_numbers_are_kept_as_published(tmp_path: Path) -> None:
    assert read(tmp_path, "0.123456789", rows=Rows.PUBLISHED) == (0.123456789, None)
    assert read(tmp_path, "1,234.5", rows=Rows.PUBLISHED) == (1234.5, None)
    assert read(tmp_path, "7.0000000000000007E-2", rows=Rows.PUBLISHED) == (0.07, None)
    assert read(tmp_path, "nan", rows=Rows.PUBLISHED) == (None, "is not a number")
    assert read(tmp_path, "1e999", rows=Rows.PUBLISHED) == (None, "is too large a number")
    assert read(tmp_path, "1e18", rows=Rows.PUBLISHED) == (None, "is too large a number")
    assert read(tmp_path, "9" * 19, rows=Rows.PUBLISHED) == (None, "is too large a number")
    why = "is too near zero to be a figure"
    assert read(tmp_path, "1e-300", rows=Rows.PUBLISHED) == (None, why)


def test_float_debris_is_rounded_and_said(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.put("rows.csv", "n\n0.30000000000000004\n7.0000000000000007E-2\n0.1\n")
    rows = desk.read(source(column("n", NUMBER, decimals=2)))
    assert rows.notes == ("n: 2 numbers carried float debris and were rounded to 2 decimals",)


def test_a_row_outside_two_kinds_of_bands_of_one_column_is_told_once_and_is_no_fault(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path)
    narrow = column("band", bands=(Band("0-4", 0, 4),), headers=("age",))
    wide = column("wide", bands=(Band("0-17", 0, 17),), headers=("age",))
    desk.put("rows.csv", "age\n3\n7\n30\n")
    rows = desk.read(source(narrow, wide))
    (note,) = rows.notes
    assert note.startswith("'age': outside all bands in 2 rows, the first in rows.csv row 3;")
    assert (rows.rows, rows.counts.invalid) == (3, 0)


def test_ages_fall_into_bands(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    bands = (Band("0-4", 0, 4), Band("5-10", 5, 10), Band("85+", 85, None))
    desk.put("rows.csv", "age,x\n0,1\n4,1\n5.0,1\n11,1\n-1,1\n104,1\n,1\n4.5,1\nold,1\n")
    declared = source(column("age", bands=bands), column("x"))
    rows = desk.read(declared)
    outside = "lies in none of the bands, so it counts as 'not known'"
    assert what(rows) == [
        (5, "age", outside),
        (6, "age", outside),
        (9, "age", "is not a whole number"),
        (10, "age", "is not a number"),
    ]
    assert rows.notes == (
        "'age': outside all bands in 2 rows, the first in rows.csv row 5; counted as 'not known'; "
        "correct what is wrong, or declare a band such as 18+ [S113]",
    )
    labels = desk.frame(declared)["age"].to_list()
    assert labels == ["0-4", "0-4", "5-10", "not known", "not known", "85+", None]
