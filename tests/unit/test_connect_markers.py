"""What stands instead of a number, and what a note says of one beside it, is kept with the number."""

from pathlib import Path
from typing import Any

import pytest

from framework.model.periods import Grain, YearType
from framework.model.reads import CsvFiles
from framework.model.sources import CellStatus, Notes, PeriodFrom, PeriodShape, Rows, Source
from tests.sources_in_code import DATE, NUMBER, Desk, column, source, what

SUPPRESSED, UNAVAILABLE = CellStatus.SUPPRESSED, CellStatus.UNAVAILABLE
MEANINGS = {
    "Should be treated with caution": CellStatus.LOW_RELIABILITY,
    "Should be treated with caution, estimated": CellStatus.ESTIMATED,
    "Value suppressed": SUPPRESSED,
    "Not presented": UNAVAILABLE,
    "Aggregated from": None,
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def published(*columns: Any, **said: Any) -> Source:
    year = PeriodFrom("year", PeriodShape.YEAR, Grain.YEAR, YearType.CALENDAR)
    return source(*columns, rows=Rows.PUBLISHED, period_from=year, **said)


@pytest.mark.parametrize("written", ["-1", "-1.0", "-1.00"])
def test_a_sentinel_number_is_found_as_spreadsheets_write_it(desk: Desk, written: str) -> None:
    desk.put("rows.csv", f"n\n{written}\n-10\n-1.5\n")
    frame = desk.frame(source(column("n", NUMBER), missing={"-1": UNAVAILABLE}))
    assert frame.select("n", "_status_n").rows() == [
        (None, "unavailable"),
        (-100_000, None),
        (-15_000, None),
    ]


def test_a_marker_of_one_column_says_nothing_of_the_others(desk: Desk) -> None:
    desk.put("rows.csv", "this,last\n0,0\nc,c\n0.0,5\n")
    declared = source(
        column("this", NUMBER, decimals=0, missing={"0": UNAVAILABLE}),
        column("last", NUMBER, decimals=0),
        missing={"c": SUPPRESSED},
    )
    frame = desk.frame(declared)
    assert frame.select("this", "_status_this").rows() == [
        (None, "unavailable"),
        (None, "suppressed"),
        (None, "unavailable"),
    ]
    assert frame.select("last", "_status_last").rows() == [
        (0, None),
        (None, "suppressed"),
        (5, None),
    ]


def test_a_columns_marker_goes_before_that_of_the_source(desk: Desk) -> None:
    desk.put("rows.csv", "n,d\nx,x\n")
    declared = source(
        column("n", NUMBER, missing={"x": SUPPRESSED}),
        column("d", DATE),
        missing={"x": UNAVAILABLE},
    )
    assert desk.frame(declared).select("_status_n", "d").rows() == [("suppressed", None)]


def test_what_rounds_to_zero_is_a_number_below_a_half_and_no_zero(desk: Desk) -> None:
    desk.put("rows.csv", "n\nk\n0\n")
    frame = desk.frame(source(column("n", NUMBER), missing={"k": CellStatus.ROUNDS_TO_ZERO}))
    assert frame.select("n", "_status_n").rows() == [(None, "rounds to zero"), (0, None)]


def noted(desk: Desk, *rows: tuple[str, str], **said: Any) -> Source:
    lines = "".join(f'2020,{value},9,"{note}"\n' for value, note in rows)
    desk.put("rows.csv", "year,value,count,Value note\n" + lines)
    notes = Notes("Value note", MEANINGS, said.pop("of", ("value",)))
    return published(column("value", NUMBER), column("count", NUMBER), notes=notes, **said)


def test_a_note_of_caution_leaves_the_value_and_one_of_suppression_takes_it_away(
    desk: Desk,
) -> None:
    declared = noted(
        desk,
        ("1.5", ""),
        ("2.5", "Should be treated with caution as it holds few areas"),
        ("3.5", "Should be treated with caution, estimated by the region"),
        ("4.5", "Value suppressed for disclosure control"),
        ("", "Not presented due to a hospital that sent nothing"),
        ("6.5", "Aggregated from all known lower geography values"),
    )
    assert desk.frame(declared).select("value", "_status_value", "count").rows() == [
        (1.5, None, 9.0),
        (2.5, "low reliability", 9.0),
        (3.5, "estimated", 9.0),
        (None, "suppressed", 9.0),
        (None, "unavailable", 9.0),
        (6.5, None, 9.0),
    ]


def test_a_note_speaks_of_the_numbers_that_it_is_said_to_speak_of(desk: Desk) -> None:
    declared = noted(desk, ("4.5", "Value suppressed"), of=("value", "count"))
    frame = desk.frame(declared)
    assert frame.select("value", "_status_value").rows() == [(None, "suppressed")]
    assert frame.select("count", "_status_count").rows() == [(None, "suppressed")]


def test_a_marker_says_more_than_the_note_beside_it(desk: Desk) -> None:
    declared = noted(desk, ("x", "Should be treated with caution"), missing={"x": UNAVAILABLE})
    assert desk.frame(declared)["_status_value"].to_list() == ["unavailable"]


def test_a_note_that_nobody_declared_is_told_and_never_repeated(desk: Desk) -> None:
    declared = noted(desk, ("1", ""), ("2", "Ask Jane Doe of 14 Acacia Road"))
    assert what(desk.read(declared)) == [
        (3, "Value note", "is a note that 'meanings' does not list")
    ]


def test_a_file_without_the_column_of_notes_stops_the_source(desk: Desk) -> None:
    from framework.errors import SourceError

    declared = noted(desk, ("1", ""))
    desk.put("rows.csv", "year,value,count\n2020,1,1\n")
    with pytest.raises(SourceError) as caught:
        desk.read(declared)
    assert "there is no column 'Value note'" in str(caught.value)


def test_revisions_in_several_files_keep_their_status(desk: Desk) -> None:
    from framework.model.sources import STATUS

    suffixes = {"prov": CellStatus.PROVISIONAL, "Rev": CellStatus.REVISED}
    year = PeriodFrom("year", PeriodShape.YEAR, Grain.YEAR, YearType.CALENDAR, suffixes)
    desk.put("a.csv", "year,value\n2020 (prov),1\n")
    desk.put("b.csv", "year,value\n2020 (Rev),2\n2020,3\n")
    declared = source(
        column("value", NUMBER),
        rows=Rows.PUBLISHED,
        read=CsvFiles("*.csv"),
        period_from=year,
    )
    assert desk.frame(declared)[STATUS].to_list() == ["provisional", "revised", None]
