"""Whatever table a CSV writer wrote is read back whole; whatever else the bytes are, a plain reason."""

import csv
import io
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framework.errors import SourceError
from framework.model.reads import CsvFiles
from framework.model.sources import ROW, Source
from indicators.connect import csv_files
from indicators.connect.raw import ReadRequest, raw_name
from indicators.connect.refusals import RefusedError
from tests.sources_in_code import DATE, NUMBER, Desk, column, source

CELLS = st.text(
    st.sampled_from('",;\t \n')
    | st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\r"),
    max_size=6,
)
TABLES = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=20)


def written(table: list[tuple[str, ...]], delimiter: str, ends: str) -> bytes:
    target = io.StringIO(newline="")
    out = csv.writer(target, delimiter=delimiter, lineterminator=ends)
    out.writerow(["a", "b", "c"])
    out.writerows(table)
    return target.getvalue().encode()


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(TABLES, st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"]), st.integers(3, 60))
def test_a_table_comes_back_whole_however_it_is_cut_into_blocks(
    monkeypatch: pytest.MonkeyPatch,
    table: list[tuple[str, ...]],
    delimiter: str,
    ends: str,
    block: int,
) -> None:
    monkeypatch.setattr(csv_files, "BLOCK_BYTES", block)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        path.write_bytes(written(table, delimiter, ends))
        read_as = CsvFiles("rows.csv", delimiter=delimiter)
        request = ReadRequest(str(path), folder, read_as, (("c",), ("a",), ("b",)))
        blocks = list(csv_files.read_csv(read_as, request))
    names = [raw_name(place) for place in (1, 2, 0)]
    read = [row for each in blocks for row in each.frame.select(names).rows()]
    rows = [row for each in blocks for row in each.rows]
    expected = [
        (tuple(cell or None for cell in cells), place)
        for place, cells in enumerate(table, start=2)
        if any(cells)
    ]
    assert [
        (tuple(cell or None for cell in row), at) for row, at in zip(read, rows, strict=True)
    ] == expected


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_mutated_files_give_rows_or_a_plain_reason(data: st.DataObject) -> None:
    whole = bytearray(b'id,when,n\n1,2025-04-01,"1,234"\n2,01/04/2025,5.5\n3,,\n' * 3)
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(whole) - 1))
        piece = data.draw(
            st.binary(max_size=4) | st.sampled_from([b'"', b",", b"\n", b"\r", b"\0"])
        )
        whole[place : place + data.draw(st.integers(0, 3))] = piece
    with TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        desk.put("rows.csv", bytes(whole))
        declared = source(column("id"), column("when", DATE), column("n", NUMBER))
        said = reasons(desk, declared)
        assert not any("could not be read safely" in reason for reason in said)
        if said:
            return
        rows, kept = desk.read(declared), desk.frame(declared)
        assert sum(file.rows for file in rows.files) == rows.rows + rows.problem_rows
        assert kept.height == rows.rows
        assert kept[ROW].is_sorted()


def reasons(desk: Desk, declared: Source) -> tuple[str, ...]:
    try:
        desk.read(declared)
    except SourceError as error:
        return error.reasons
    return ()


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_at_all_are_read_or_refused(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rows.csv"
        path.write_bytes(content)
        with suppress(RefusedError):
            read_as = CsvFiles("rows.csv")
            request = ReadRequest(str(path), folder, read_as, (("a",),))
            list(csv_files.read_csv(read_as, request))
