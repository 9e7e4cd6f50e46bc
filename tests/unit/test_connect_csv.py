"""A CSV file is read whole and right, or refused with the row to look at."""

from pathlib import Path

import pytest

from framework.errors import SourceError
from framework.model.reads import CsvFiles, Header
from framework.model.sources import ROW
from tests.sources_in_code import NUMBER, Desk, column, source


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def read(desk: Desk, content: str | bytes, **said: object) -> list[tuple[object, ...]]:
    desk.put("rows.csv", content)
    declared = source(column("a"), column("b"), read=said)
    return desk.frame(declared).select("a", "b").rows()


def refused(desk: Desk, content: str | bytes, **said: object) -> str:
    with pytest.raises(SourceError) as caught:
        read(desk, content, **said)
    (reason,) = caught.value.reasons
    return reason.removeprefix("rows.csv: ")


def test_quotes_new_lines_and_delimiters_inside_cells(desk: Desk) -> None:
    text = 'a,b\r\n"x, y","say ""hi"""\r\n"two\nlines",\r\n"",z\r\n'
    assert read(desk, text) == [("x, y", 'say "hi"'), ("two\nlines", None), (None, "z")]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(desk: Desk) -> None:
    desk.put("rows.csv", 'a,b\n"one\ncell",1\n\n,\nlast,2\n\n')
    frame = desk.frame(source(column("a"), column("b")))
    assert frame.select("a", ROW).rows() == [("one\ncell", 2), ("last", 5)]


def test_space_round_cells_and_headers_is_taken_off(desk: Desk) -> None:
    assert read(desk, "a , b\n 1\t,\u00a02 \n  ,x\n") == [("1", "2"), (None, "x")]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_every_end_of_line_is_known(desk: Desk, ends: str) -> None:
    assert read(desk, ends.join(["a,b", "1,2", "3,4"])) == [("1", "2"), ("3", "4")]


def test_other_delimiters_where_declared(desk: Desk) -> None:
    assert read(desk, "a;b\n1,5;2\n", delimiter=";") == [("1,5", "2")]
    assert read(desk, "a\tb\n1\t2\n", delimiter="\t") == [("1", "2")]
    assert refused(desk, "a;b\n1;2\n") == (
        'its header is one cell; say delimiter: ";", if that parts its cells'
    )
    assert refused(desk, "a\tb\n1\t2\n").startswith("its header is one cell; say delimiter: tab")


def test_a_header_further_down_where_declared(desk: Desk) -> None:
    assert read(desk, "Report of 2025\n\na,b\n1,2\n", header=Header(3)) == [("1", "2")]
    assert refused(desk, "a,b\n1,2\n", header=Header(9)) == "it has no row 9"


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", None),
        ("cp1252", "cp1252"),
        ("latin-1", "latin-1"),
    ],
)
def test_encodings(desk: Desk, encoding: str, declared: str | None) -> None:
    written = "a,b\ncafé,£5\n".encode(encoding)
    assert read(desk, written, encoding=declared) == [("café", "£5")]


def test_a_mark_at_the_start_decides(desk: Desk) -> None:
    assert read(desk, "a,b\né,1\n".encode("utf-8-sig"), encoding="cp1252") == [("é", "1")]


def test_a_wrong_encoding_names_line_and_byte(desk: Desk) -> None:
    assert refused(desk, "a,b\n1,2\nx,caf\xe9\n".encode("latin-1")) == (
        "line 3, byte 6 (0xe9) is not UTF-8; if Excel or Windows wrote it, say encoding: cp1252"
    )
    assert (
        refused(desk, b"a,b\n1,\x81\n", encoding="cp1252") == "line 2, byte 3 (0x81) is not cp1252"
    )
    assert refused(desk, b"a,b\n1,caf\xc3").startswith("line 2, byte 6 (0xc3) is not UTF-8")
    assert "no UTF-16 mark" in refused(desk, "a,b\n".encode("utf-16-be"), encoding="utf-16")


def test_nul_bytes_are_refused(desk: Desk) -> None:
    assert refused(desk, b"a,b\n1,\x002\n").startswith("line 2 holds NUL characters")
    assert refused(desk, "a,b\n1,2\n".encode("utf-16-be")).startswith("line 1 holds NUL characters")


def test_ragged_rows_are_told_with_their_numbers(desk: Desk) -> None:
    assert refused(desk, "a,b\n1,2\n1\n1,2,3\n") == (
        "the header has 2 cells, but row 3 has 1, row 4 has 3"
    )
    assert refused(desk, "a,b\n" + "1\n" * 9).endswith(
        "row 6 has 1 and 4 more rows; "
        "if only empty cells at their ends are missing, say short_rows: fill"
    )


def test_short_rows_end_in_empty_cells_where_that_is_declared(desk: Desk) -> None:
    text = 'a,x,b\n1,x,2\n\n3\n"4\n",x\n,,\n5,,6\n'
    filled = [("1", "2"), ("3", None), ("4", None), ("5", "6")]
    assert read(desk, text, fill_short_rows=True) == filled
    assert refused(desk, text + "7,8,9,10\n", fill_short_rows=True) == (
        "the header has 3 cells, but row 8 has 4"
    )


def test_quotes_that_do_not_fit_are_told_with_their_row(desk: Desk) -> None:
    assert refused(desk, 'a,b\n1,2\n"1,2\n3,4\n') == "row 3: a quote is opened and never closed"
    for text in ('a,b\n5" pipe,2" pipe\n', 'a,b\n"x"y,2\n', 'a,b\nx, "y, z"\n'):
        assert refused(desk, text).startswith("row 2: a quote stands inside a cell")


def test_repeated_headers_are_refused(desk: Desk) -> None:
    assert refused(desk, "a,b,b\n1,2,3\n") == "the header 'b' stands 2 times"


def test_columns_without_a_header_do_not_matter(desk: Desk) -> None:
    assert read(desk, "a,,b,\n1,x,2,y\n") == [("1", "2")]


def test_what_is_no_text_is_refused(desk: Desk) -> None:
    assert refused(desk, b"<!DOCTYPE html><html>").startswith("it is not a CSV file but a web page")
    assert refused(desk, b"%PDF-1.7").startswith("it is not a CSV file but a PDF")


def test_gzip_is_known_by_its_bytes(desk: Desk, tmp_path: Path) -> None:
    import gzip

    packed = gzip.compress(b"a,b\n1,2\n")
    assert read(desk, packed) == [("1", "2")]
    assert refused(desk, packed[:-9]) == "the gzip file is damaged or cut short"
    damaged = packed[:20] + b"\xff\xff" + packed[22:]
    assert refused(desk, damaged) == "the gzip file is damaged or cut short"


def test_a_file_larger_than_a_block_is_read_whole(desk: Desk) -> None:
    lines = 700_000
    desk.put(
        "rows.csv", "n,a\n" + "".join(f'{place},"x, ""{place % 7}"""\n' for place in range(lines))
    )
    declared = source(
        column("n", NUMBER, decimals=0, unique=True),
        column("a"),
        read=CsvFiles("rows.csv"),
    )
    frame = desk.frame(declared)
    assert frame.height == lines
    assert frame["n"].sum() == lines * (lines - 1) // 2
    assert frame[ROW].to_list() == list(range(2, lines + 2))
    assert frame["a"].unique().sort().to_list() == [f'x, "{digit}"' for digit in range(7)]
