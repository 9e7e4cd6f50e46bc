"""A date is the day that its writer meant; day and month are never swapped to make one fit."""

from datetime import date
from pathlib import Path

import pytest

from framework.model.sources import CellStatus
from tests.sources_in_code import DATE, TRUTH, Desk, column, source, what

FIRST_OF_FEBRUARY = date(2024, 2, 1)


def read(tmp_path: Path, text: str, *, day_first: bool = True) -> tuple[date | None, str | None]:
    desk = Desk(tmp_path)
    desk.put("rows.csv", f'd,x\n"{text}",1\n2024-03-04,1\n')
    declared = source(column("d", DATE, day_first=day_first), column("x"))
    result = desk.read(declared)
    if result.problems:
        ((_, _, why),) = what(result)
        return None, why
    return desk.frame(declared)["d"][0], None


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-01",
        "2024-02-01T00:00:00",
        "2024-02-01 23:59",
        "2024-02-01 10:30:15.123",
        "2024-02-01T00:00:00Z",
        "2024-02-01T00:00:00.000+00:00",
        "2024/02/01",
        "20240201",
        "01/02/2024",
        "1/2/2024",
        "01-02-2024",
        "01.02.2024",
        "01/02/2024 09:15",
        "1/2/2024 09:15:00 AM",
        "1 February 2024",
        "01-Feb-2024",
        "1 Feb 2024",
    ],
)
def test_dates_as_people_and_programs_write_them(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == (FIRST_OF_FEBRUARY, None)


def test_month_first_is_read_only_where_declared(tmp_path: Path) -> None:
    assert read(tmp_path, "02/01/2024", day_first=False) == (FIRST_OF_FEBRUARY, None)
    assert read(tmp_path, "2024-02-01", day_first=False) == (FIRST_OF_FEBRUARY, None)
    assert read(tmp_path, "02/13/2024", day_first=False) == (date(2024, 2, 13), None)


@pytest.mark.parametrize(
    "text",
    [
        "45323",
        "2024",
        "Feb 2024",
        "2023/24",
        "2024 Q1",
        "2024111",
        "soon",
    ],
)
def test_what_is_no_date_is_told_and_not_guessed(tmp_path: Path, text: str) -> None:
    value, why = read(tmp_path, text)
    assert value is None
    assert why == "is not a date; write 2025-12-31 or, day first, 31/12/2025"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("30/02/2024", "is no day of the calendar, with the day first"),
        ("02/13/2024", "is no day of the calendar, with the day first"),
        ("2024-02-30", "is no day of the calendar"),
        ("0000-00-00", "is no day of the calendar"),
        ("01/02/24", "has a year of two digits; write all four"),
    ],
)
def test_what_looks_like_a_day_and_is_none_says_why(tmp_path: Path, text: str, said: str) -> None:
    assert read(tmp_path, text) == (None, said)


@pytest.mark.parametrize(
    "text", ["1899-12-31", "2101-01-01", "31/12/1899", "0001-01-01", "9999-12-31"]
)
def test_a_date_outside_two_centuries_is_told(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == (None, "is a date outside 1900 to 2100")


def test_a_moment_of_another_zone_is_told(tmp_path: Path) -> None:
    said = "is a moment of another time zone: its day here is not known"
    assert read(tmp_path, "2024-03-31T23:30:00Z") == (None, said)


def test_an_empty_date_is_missing(tmp_path: Path) -> None:
    assert read(tmp_path, "") == (None, None)


def test_markers_stand_for_missing_dates_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.put("rows.csv", "d\nx\n2024-02-01\n")
    declared = source(column("d", DATE, required=True), missing={"x": CellStatus.UNAVAILABLE})
    assert desk.frame(declared)["d"].to_list() == [None, FIRST_OF_FEBRUARY]


def test_yes_and_no_are_read_in_their_usual_spellings(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.put("rows.csv", "t,x\nYes,1\nn,1\nTRUE,1\n0,1\n,1\nperhaps,1\n")
    declared = source(column("t", TRUTH), column("x"))
    assert what(desk.read(declared)) == [(7, "t", "is neither yes nor no")]
    assert desk.frame(declared)["t"].to_list() == [True, False, True, False, None]


@pytest.mark.parametrize(
    "text",
    [f"1{' ' * 99_000}x", f"{' ' * 99_000}10:30x", f"2024-02-01{'0' * 99_000}", ":00" * 33_000],
)
def test_a_cell_as_long_as_cells_may_be_is_no_date_at_once(tmp_path: Path, text: str) -> None:
    day, why = read(tmp_path, text)
    assert day is None
    assert why is not None
    assert why.startswith("is not a date")
