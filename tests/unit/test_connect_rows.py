"""No row vanishes: each is kept, left out for a declared reason, or told with its problem."""

import os
from decimal import Decimal
from pathlib import Path

import polars as pl
import psutil
import pytest

from framework.errors import SourceError
from framework.model.expressions import Column, Compare, Comparison, IsNull, Value
from framework.model.reads import CsvFiles, Melt
from framework.model.sources import FILE, ROW, CellStatus, LeaveOut
from indicators.connect import reading
from tests.sources_in_code import DATE, NUMBER, Desk, column, framework, source, what


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def equal(name: str, value: str | Decimal) -> Comparison:
    return Comparison(Compare.EQUAL, Column(name), Value(value))


def test_rows_left_out_are_counted_by_reason_and_never_problems(desk: Desk) -> None:
    desk.put("rows.csv", "years,n\n2020,1\n0,oops\n0,2\n2021,test\n2022,\n")
    declared = source(
        column("years"),
        column("n", NUMBER, decimals=0),
        leave_out=(
            LeaveOut(equal("years", "0"), "rows that carry no year"),
            LeaveOut(IsNull(Column("n")), "no count"),
        ),
    )
    rows = desk.read(declared)
    # 'test' is no number, so its n is missing: the declared reason stands before the problem
    assert rows.left_out == {"no count": 2, "rows that carry no year": 2}
    assert (rows.rows, rows.problem_rows, rows.problems) == (1, 0, ())


def test_a_condition_on_a_number_is_exact(desk: Desk) -> None:
    desk.put("rows.csv", "n\n0.1\n0.10\n0.11\n")
    declared = source(
        column("n", NUMBER, decimals=2),
        leave_out=(LeaveOut(equal("n", Decimal("0.1")), "a tenth"),),
    )
    assert desk.read(declared).left_out == {"a tenth": 2}


def test_a_row_with_two_problems_counts_once_and_tells_both(desk: Desk) -> None:
    desk.put("rows.csv", "Start,n\nsoon,many\n2025-01-01,1\n")
    declared = source(column("start", DATE, headers=("start", "Start")), column("n", NUMBER))
    rows = desk.read(declared)
    assert rows.problem_rows == 1
    assert [(row, header) for row, header, _ in what(rows)] == [(2, "Start"), (2, "n")]


def test_required_cells_and_allowed_words_are_told(desk: Desk) -> None:
    desk.put("rows.csv", "reason,x\nstep up,1\nStep Up,1\n,1\n")
    declared = source(
        column("reason", one_of=("step up", "moved away"), required=True), column("x")
    )
    assert what(desk.read(declared)) == [
        (3, "reason", "is not one of: step up, moved away; capitals count"),
        (4, "reason", "is empty, and the declaration says it is required"),
    ]


def test_labels_stand_for_codes(desk: Desk) -> None:
    desk.put("rows.csv", "sex\nF\nM\nU\n")
    declared = source(column("sex", labels={"F": "Female", "M": "Male"}))
    assert desk.frame(declared)["sex"].to_list() == ["Female", "Male", "U"]


def test_no_value_of_a_cell_is_ever_told(desk: Desk) -> None:
    desk.put(
        "rows.csv", "n,d,t,key\nSECRET1,1,x,SECRET5\n1,SECRET2,x,SECRET5\n1,,SECRET3,a\n1,,x,b\n"
    )
    declared = source(
        column("n", NUMBER, private=True),
        column("d", DATE),
        column("t", one_of=("x",)),
        column("key"),
    )
    rows = desk.read(declared)
    assert rows.problem_rows == 3
    assert "SECRET" not in repr(rows)
    desk.put("rows.csv", "key\nSECRET5\nSECRET5\n")
    with pytest.raises(SourceError) as caught:
        desk.read(source(column("key", unique=True)))
    assert "SECRET" not in str(caught.value)


def test_a_source_stops_when_too_many_rows_are_not_understood(desk: Desk) -> None:
    good, bad = "2025-01-01\n", "soon\n"
    declared = source(column("d", DATE))
    desk.put("rows.csv", "d\n" + good * 180 + bad * 20)
    assert desk.read(declared).problem_rows == 20
    desk.put("rows.csv", "d\n" + good * 179 + bad * 20)
    with pytest.raises(SourceError) as caught:
        desk.read(declared)
    assert (
        caught.value.reasons[0] == "20 of 199 rows cannot be understood (at most 10% may be) [S136]"
    )
    assert caught.value.reasons[1].startswith("rows.csv row 181: 'd' is not a date;")


def test_a_few_bad_rows_of_a_short_file_do_not_stop_it(desk: Desk) -> None:
    desk.put("rows.csv", "d\n2025-01-01\nsoon\nlater\n")
    assert (desk.read(source(column("d", DATE))).rows) == 1


def test_a_source_without_any_usable_row_stops(desk: Desk) -> None:
    desk.put("rows.csv", "d\nsoon\nlater\n")
    with pytest.raises(SourceError, match="no row is left of 2: 2 cannot be understood"):
        desk.read(source(column("d", DATE)))


def test_problems_are_told_one_by_one_up_to_a_limit_and_all_counted(desk: Desk) -> None:
    desk.put("rows.csv", "n\n" + "1\n" * 4000 + "x\n" * 300)
    rows = desk.read(source(column("n", NUMBER)))
    assert (rows.problem_rows, len(rows.problems)) == (300, 200)
    assert rows.problems[0].row == 4002


def test_several_files_are_read_in_order_and_each_row_knows_its_own(desk: Desk) -> None:
    desk.put("old/rows_2.csv", "n\n3\n")
    desk.put("old/rows_1.csv", "n\n1\n2\n")
    desk.put("old/other.csv", "nothing\n")
    declared = source(column("n", NUMBER, decimals=0), read=CsvFiles("old/rows_*.csv"))
    frame = desk.frame(declared)
    assert frame.select("n", FILE, ROW).rows() == [
        (1, "old/rows_1.csv", 2),
        (2, "old/rows_1.csv", 3),
        (3, "old/rows_2.csv", 2),
    ]
    assert [file.rows for file in desk.read(declared).files] == [2, 1]


def test_every_reason_of_every_file_is_told_at_once(desk: Desk) -> None:
    desk.put("rows_1.csv", "")
    desk.put("rows_2.csv", "m,m\n1,2\n")
    desk.put("rows_3.csv", "n\n1\n")
    declared = source(column("n", NUMBER), read=CsvFiles("rows_*.csv"))
    with pytest.raises(SourceError) as caught:
        desk.read(declared)
    assert caught.value.reasons == (
        "rows_1.csv: it is empty",
        "rows_2.csv: the header 'm' stands 2 times",
        "rows_2.csv: there is no column 'n'",
    )


def test_a_key_may_not_stand_in_two_files(desk: Desk) -> None:
    desk.put("rows_1.csv", "id\na\n")
    desk.put("rows_2.csv", "id\nb\na\n")
    declared = source(column("id", unique=True), read=CsvFiles("rows_*.csv"))
    with pytest.raises(SourceError, match=r"rows_1\.csv row 2 and rows_2\.csv row 3 have the same"):
        desk.read(declared)


@pytest.mark.parametrize("path", ["../rows.csv", "/etc/passwd", "a/../../rows.csv", "C:/rows.csv"])
def test_a_path_out_of_the_data_directory_is_refused(desk: Desk, path: str) -> None:
    desk.put("rows.csv", "n\n1\n")
    with pytest.raises(SourceError, match="leads out of the data directory"):
        desk.read(source(column("n"), read=CsvFiles(path)))


def test_half_done_work_of_a_dead_run_is_cleared_away(desk: Desk) -> None:
    left = desk.intake / ".reading-999999999-episodes-x"
    left.mkdir(parents=True)
    (left / "rows.parquet").write_bytes(b"half")
    ours = desk.intake / f".reading-{os.getpid()}-other-x"
    ours.mkdir()
    desk.put("rows.csv", "n\n1\n")
    desk.read(source(column("n")))
    assert not left.exists()
    assert ours.exists()
    assert [path.suffix for path in sorted(desk.intake.glob("episodes-*"))] == [".json", ".parquet"]


def test_half_done_work_goes_though_its_process_number_was_given_away(desk: Desk) -> None:
    left = desk.intake / f".reading-{os.getpid()}-episodes-x"
    left.mkdir(parents=True)
    before_this_process = psutil.Process().create_time() - 60
    os.utime(left, (before_this_process, before_this_process))
    desk.put("rows.csv", "n\n1\n")
    desk.read(source(column("n")))
    assert not left.exists()


def test_rows_that_cannot_be_kept_are_told(desk: Desk) -> None:
    desk.put("rows.csv", "n\n1\n")
    desk.intake.write_text("a file where the directory should be")
    with pytest.raises(SourceError, match="its rows could not be kept in"):
        desk.read(source(column("n")), framework())


def test_rows_too_many_for_memory_are_put_aside_and_come_back_in_order(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("rows_1.csv", "rows_2.csv", "rows_3.csv"):
        desk.put(name, f"id\n{name}\nlast\n")
    declared = source(column("id"), read=CsvFiles("rows_*.csv"))
    whole = desk.frame(declared)
    monkeypatch.setattr(reading, "MOST_HELD_BYTES", 1)
    apart = pl.read_parquet(
        reading.read_source(declared, framework(), desk.data, desk.root / "again").path
    )
    assert apart.equals(whole)
    assert apart["id"].to_list()[::2] == ["rows_1.csv", "rows_2.csv", "rows_3.csv"]


def test_a_row_is_read_the_same_however_often_its_cells_repeat(desk: Desk) -> None:
    once = (
        " a ,1.10000000000000008,2025-01-01,x\n"
        "\u00a0a,2,2025-01-01 00:00,\n"
        ",oops,soon,x\n"
        '" ",:,01/02/2025,y\n'
        "b,,,x\n"
    )
    declared = source(
        column("word", required=True),
        column("n", NUMBER, decimals=2, missing={":": CellStatus.UNAVAILABLE}),
        column("day", DATE),
        leave_out=(LeaveOut(equal("word", "b"), "is b"),),
    )
    desk.put("rows.csv", f"word,n,day,other\n{once}")
    alone = desk.read(declared)
    kept = pl.read_parquet(alone.path)
    desk.put("rows.csv", f"word,n,day,other\n{once * 9}")
    many = desk.read(declared)

    assert (many.rows, many.problem_rows) == (alone.rows * 9, alone.problem_rows * 9)
    assert many.left_out == {"is b": 9}
    assert alone.notes == ("n: 1 numbers carried float debris and were rounded to 2 decimals",)
    assert many.notes == ("n: 9 numbers carried float debris and were rounded to 2 decimals",)
    assert what(many) == [
        (row + 5 * turn, header, said) for turn in range(9) for row, header, said in what(alone)
    ]
    turns = [kept.with_columns(pl.col(ROW) + 5 * turn) for turn in range(9)]
    assert pl.read_parquet(many.path).equals(pl.concat(turns))


def test_a_problem_of_a_wide_sheet_names_the_column_of_the_period(desk: Desk) -> None:
    desk.put("rows.csv", "kpi,Apr-25 Actual,May-25 Actual\nOne,12,n/k\nTwo,none yet,13\n")
    declared = source(
        column("month"),
        column("n", NUMBER),
        read=CsvFiles("rows.csv", melt=Melt("month", (("n", "* Actual"),))),
    )
    told = [(row, header) for row, header, _ in what(desk.read(declared))]
    assert told == [(2, "May-25 Actual"), (3, "Apr-25 Actual")]
