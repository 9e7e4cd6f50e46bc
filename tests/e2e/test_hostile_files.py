"""Files that were made to do harm do none: each gets one plain reason, and the next file is read.

What an attack may not do: end or swell this process, reach outside, or leave half a source behind.
"""

import gzip
import io
import os
import random
import signal
import struct
import threading
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import polars as pl
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from framework.errors import SourceError
from framework.model.reads import READS, CsvFiles, ExcelFiles, JsonFiles, OdsFiles, ReadKind
from framework.model.sources import AREA, AreaFrom, CellStatus, Source
from indicators.connect.children import parse_in_child
from indicators.connect.raw import ReadRequest
from indicators.connect.refusals import RefusedError
from tests.sources_in_code import DATE, NUMBER, WARD_1, Desk, column, source, what
from tests.workbooks_in_code import ods_book, ods_cell, ods_sheet, zip_of

CHECKOUT: Final = Path(__file__).parents[2]
ATTACKS: Final = CHECKOUT.parent / "shared" / "attacks"
MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
MOST_GROWTH: Final = 50 << 20


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk where an ordinary file is read before and after the hostile one."""
    desk = Desk(tmp_path)
    desk.put("good.csv", "a\n1\n")
    good = source(column("a"), id="good", read=CsvFiles("good.csv"))
    desk.read(good)
    yield desk
    desk.put("good.csv", "a\n1\n2\n")
    assert desk.read(good).rows == 2
    assert not list(desk.intake.glob(".reading*"))


def refused(desk: Desk, name: str, content: bytes | None = None, kind: str = "excel") -> str:
    if content is not None:
        desk.put(name, content)
    (reason,) = reasons(desk, source(column("a"), read=READS[ReadKind(kind)](name)))
    return reason.removeprefix(f"{name}: ")


def reasons(desk: Desk, declared: Source) -> tuple[str, ...]:
    """Read what must be refused, and see that this process does not swell by it."""
    before = psutil.Process().memory_info().rss
    with pytest.raises(SourceError) as caught:
        desk.read(declared)
    assert psutil.Process().memory_info().rss - before < MOST_GROWTH
    return caught.value.reasons


def sheet(rows: str, dimension: str = "A1:B2") -> str:
    return (
        f'<worksheet xmlns="{MAIN}"><dimension ref="{dimension}"/>'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )


def text_row(row: int, *texts: str) -> str:
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f'<row r="{row}">{cells}</row>'


def book(sheet_xml: str, **more: str | bytes) -> bytes:
    """A workbook of one sheet, written part by part; `more` adds or replaces parts."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><t>a</t></si></sst>',
        "xl/worksheets/sheet1.xml": sheet_xml,
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in (parts | more).items():
            packed.writestr(name, content)
    return target.getvalue()


GOOD_ROWS: Final = text_row(1, "a", "b") + text_row(2, "x", "y")


def test_the_workbook_that_we_attack_with_is_read_when_it_is_harmless(desk: Desk) -> None:
    desk.put("good.xlsx", book(sheet(GOOD_ROWS)))
    frame = desk.frame(source(column("a"), column("b"), read=ExcelFiles("good.xlsx")))
    assert frame.select("a", "b").rows() == [("x", "y")]


@pytest.mark.parametrize(
    "far", ["XFD1048576", "xfd1048576", "XFD0000000000001048576", "XFD99999999999"]
)
def test_two_cells_in_far_corners(desk: Desk, far: str) -> None:
    rows = f'<row r="1"><c r="A1"><v>1</v></c></row><row><c r="{far}"><v>2</v></c></row>'
    assert "cells from its first to its last" in refused(desk, "far.xlsx", book(sheet(rows)))


@pytest.mark.parametrize("name", ["xl/elsewhere.xml", "media/picture.png"])
def test_far_corners_of_a_sheet_that_lies_where_no_sheet_belongs(desk: Desk, name: str) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row><c r="XFD1048576"><v>2</v></c></row>'
    rels = (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="/{name}"/></Relationships>'
    )
    hidden = {name: sheet(rows), "xl/_rels/workbook.xml.rels": rels}
    assert "cells from its first to its last" in refused(
        desk, "far.xlsx", book(sheet(GOOD_ROWS), **hidden)
    )


def test_a_sheet_that_lies_about_its_size_is_read_whole(desk: Desk) -> None:
    rows = "".join(text_row(place, f"x{place}", "y") for place in range(2, 102))
    desk.put("lie.xlsx", book(sheet(text_row(1, "a", "b") + rows, dimension="A1:A1")))
    frame = desk.frame(source(column("a"), column("b"), read=ExcelFiles("lie.xlsx")))
    assert frame["a"].to_list() == [f"x{place}" for place in range(2, 102)]


def test_a_part_that_lies_about_its_size(desk: Desk) -> None:
    honest = book(sheet(GOOD_ROWS))
    with zipfile.ZipFile(io.BytesIO(honest)) as packed:
        size = packed.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = honest.replace(size.to_bytes(4, "little"), (40).to_bytes(4, "little"))
    assert lying != honest
    assert refused(desk, "lie.xlsx", lying) in {
        "a part of the workbook lies about its size",
        "the workbook is damaged",
    }


def test_document_type_declarations(desk: Desk) -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    said = "it holds a document type declaration, which is not allowed"
    for declared in (laughs, outside):
        assert refused(desk, "dtd.xlsx", book(declared + sheet(GOOD_ROWS))) == said
        shared = {
            "xl/sharedStrings.xml": f'{declared}<sst xmlns="{MAIN}"><si><t>&b;</t></si></sst>'
        }
        assert refused(desk, "dtd.xlsx", book(sheet(GOOD_ROWS), **shared)) == said


def test_parts_that_grow_without_end(desk: Desk) -> None:
    strings = f'<sst xmlns="{MAIN}"><si><t>{"a" * (40 << 20)}</t></si></sst>'
    said = refused(desk, "grow.xlsx", book(sheet(GOOD_ROWS), **{"xl/sharedStrings.xml": strings}))
    assert said == "it is too big when unpacked: a part grows to more than 250 times its size"
    noise = random.Random(1).randbytes(150_000).hex()  # so that it is not refused for its ratio
    cells = f"<!--{noise}--><row>{'<c/>' * 6_000_001}</row>"
    said = refused(desk, "cells.xlsx", book(sheet(cells)))
    assert said == "a sheet has too many cells: at most 6,000,000 are read"


def test_names_that_lead_out(desk: Desk, tmp_path: Path) -> None:
    for name in ("../../../../slip_marker", "/slip_marker", "..\\slip_marker", "C:slip_marker"):
        said = refused(desk, "slip.xlsx", book(sheet(GOOD_ROWS), **{name: "x"}))
        assert said == "a part of the workbook has a name that leads out of it"
    assert not list(tmp_path.rglob("slip_marker"))


def test_a_parser_that_dies_takes_nothing_with_it(desk: Desk) -> None:
    promised = f'<sst xmlns="{MAIN}" count="4000000000000" uniqueCount="4000000000000"/>'
    for _ in range(3):
        said = refused(
            desk, "promise.xlsx", book(sheet(GOOD_ROWS), **{"xl/sharedStrings.xml": promised})
        )
        assert said == "the file could not be read safely (it asked for too much memory)"


@pytest.mark.skipif(os.name == "nt", reason="signals are of POSIX")
def test_a_child_that_is_killed_at_work_is_told_as_a_reason(desk: Desk) -> None:
    desk.put("long.csv", b"a\n" + b"some words of text\n" * 4_000_000)
    told: list[str] = []
    reading = threading.Thread(target=lambda: told.append(refused(desk, "long.csv", kind="csv")))
    reading.start()
    while reading.is_alive() and not list(desk.intake.glob(".reading-*/raw0000/000000.arrow")):
        reading.join(0.01)
    for child in psutil.Process().children():
        if "indicators.connect.child" in child.cmdline():
            os.kill(child.pid, signal.SIGKILL)
    reading.join()
    assert told == ["the file could not be read safely (it took too long or too much memory)"]


def test_a_child_that_swells_is_ended_where_only_watching_can_do_it(desk: Desk) -> None:
    path = desk.put("long.csv", b"a\n" + b"some words of text\n" * 100_000)
    folder = desk.root / "blocks"
    folder.mkdir()
    request = ReadRequest(str(path), str(folder), CsvFiles("long.csv"), (("a",),))
    with pytest.raises(RefusedError) as caught:
        parse_in_child(request, watch_memory=1 << 20)
    assert caught.value.reasons == ("the file could not be read safely (it took too much memory)",)
    for left in folder.iterdir():
        left.unlink()
    assert parse_in_child(request, watch_memory=1 << 32).rows == 100_000


@pytest.mark.parametrize(
    ("kind", "megabytes"), [("csv", 2_048), ("excel", 150), ("parquet", 4_096)]
)
def test_a_file_that_is_too_big_is_not_even_hashed(desk: Desk, kind: str, megabytes: int) -> None:
    path = desk.put("big.data", b"")
    with path.open("r+b") as hollow:  # takes no room on the disk
        hollow.truncate((megabytes << 20) + 1)
    assert refused(desk, "big.data", kind=kind) == f"it is too big: more than {megabytes:,} MB"


def test_old_protected_and_other_files_named_as_workbooks(desk: Desk) -> None:
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000)
    assert "old .xls workbook or one with a password" in refused(desk, "old.xlsx", ole)
    assert "a web page" in refused(
        desk, "page.xlsx", b"<html><table><tr><td>1</td></tr></table></html>"
    )
    assert refused(desk, "noise.xlsx", b"PK\x03\x04" + bytes(500)) == "the workbook is damaged"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("rows.csv", "a\n1\n")
    assert refused(desk, "zip.xlsx", target.getvalue()) == "it is not an .xlsx workbook"


def test_a_pickle_runs_nothing(desk: Desk, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    for protocol in (
        f"cposix\nsystem\n(S'touch {marker}'\ntR.",
        f"\x80\x04cposix\nsystem\n(V touch {marker}\ntR.",
    ):
        for kind, name in (("csv", "p.csv"), ("excel", "p.xlsx"), ("parquet", "p.parquet")):
            refused(desk, name, protocol.encode("latin-1"), kind)
    assert not marker.exists()


def test_a_gzip_file_that_grows_without_end(desk: Desk) -> None:
    packer = zlib.compressobj(9, wbits=31)
    grown = packer.compress(b"a\n") + b"".join(
        packer.compress(b"1\n" * (1 << 19)) for _ in range(24)
    )
    said = refused(desk, "grow.csv.gz", grown + packer.flush(), "csv")
    assert said == "it is too big when unpacked: more than 250 times its size"


def test_parquet_files_that_grow_without_end(desk: Desk) -> None:
    words = pa.DictionaryArray.from_arrays(pa.array([0] * 8_000, pa.int32()), ["a" * 1_000_000])
    target = io.BytesIO()
    pq.write_table(pa.table({"a": words}), target, compression="zstd")
    assert len(target.getvalue()) < 1_000_000
    assert refused(desk, "words.parquet", target.getvalue(), "parquet")
    path = desk.data / "rows.parquet"
    pl.LazyFrame({"a": [True]}).select(pl.col("a").repeat_by(51_000_000).explode()).sink_parquet(
        path
    )
    assert (
        refused(desk, "rows.parquet", kind="parquet") == "it is too big: more than 50,000,000 rows"
    )


def test_columns_of_lists_are_told(desk: Desk) -> None:
    target = io.BytesIO()
    pl.DataFrame({"a": [[1, 2], [3]]}).write_parquet(target)
    said = refused(desk, "lists.parquet", target.getvalue(), "parquet")
    assert said == "column 'a' holds list values; only text, numbers, dates and yes or no are read"


def test_too_many_columns_and_too_long_cells(desk: Desk) -> None:
    wide = ",".join(f"c{place}" for place in range(5_000))
    assert refused(desk, "wide.csv", f"{wide}\n".encode(), "csv").startswith("it has 5,000 columns")
    long = b"b,a\n1,2\nx," + b"9" * 400_000 + b"\n"
    assert refused(desk, "long.csv", long, "csv") == "row 3, cell 2 is longer than 100,000 bytes"
    endless = b'b,a\n1,"' + b"9\n" * (4 << 20)
    assert refused(desk, "open.csv", endless, "csv") == "row 2: a quote is opened and never closed"


def test_the_last_good_rows_stand_after_a_hostile_file(desk: Desk) -> None:
    declared = source(column("a"), read=CsvFiles("rows.csv"))
    desk.put("rows.csv", "a\n1\n2\n")
    good = desk.read(declared)
    desk.put("rows.csv", b"a\n1\n\x00\n")
    with pytest.raises(SourceError):
        desk.read(declared)
    assert pl.read_parquet(good.path).height == 2
    desk.put("rows.csv", "a\n1\n2\n")
    assert desk.read(declared) == good


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


def _workbook() -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as made:
        data = made.add_worksheet("Data")
        data.write_row(0, 0, ["a", "b"])
        for place in range(1, 60):
            data.write_row(place, 0, [f"x{place}", place / 7])
    return target.getvalue()


def _parquet() -> bytes:
    target = io.BytesIO()
    pl.DataFrame({"a": [f"x{place}" for place in range(60)], "b": range(60)}).write_parquet(target)
    return target.getvalue()


@pytest.mark.parametrize(("kind", "whole"), [("excel", _workbook()), ("parquet", _parquet())])
def test_damaged_files_are_read_or_refused_and_nothing_falls_over(
    desk: Desk, kind: str, whole: bytes
) -> None:
    chance = random.Random(20261122)
    for _ in range(40):
        broken = bytearray(whole)
        for _ in range(chance.randint(1, 5)):
            place = chance.randrange(len(broken))
            broken[place : place + chance.randint(0, 4)] = chance.randbytes(chance.randint(0, 4))
        desk.put("broken", bytes(broken))
        with suppress(SourceError):
            rows = desk.read(source(column("a"), read=READS[ReadKind(kind)]("broken")))
            assert pl.read_parquet(rows.path).height == rows.rows


# name, column that is wanted, what the reason must hold (None: it is read), how it is declared
GIVEN: Final[list[tuple[str, str, str | None, dict[str, str]]]] = [
    ("csv_cp1252.csv", "area_code", None, {"encoding": "cp1252"}),
    ("csv_cp1252.csv", "area_code", "line 3, byte 25", {}),
    ("csv_utf8_bom.csv", "area_code", None, {}),
    ("csv_utf16le_bom.csv", "area_code", None, {}),
    ("csv_utf16be_nobom.csv", "area_code", "line 1 holds NUL", {}),
    ("csv_nul_bytes.csv", "area_code", "line 2 holds NUL", {}),
    ("csv_latin1_mac_cr.csv", "area_code", None, {"encoding": "latin-1"}),
    ("csv_latin1_mac_cr.csv", "area_code", "is not UTF-8", {}),
    ("csv_tab.csv", "area_code", None, {"delimiter": "\t"}),
    ("csv_tab.csv", "area_code", "its header is one cell", {}),
    ("csv_semicolon_decimal_comma.csv", "area_code", None, {"delimiter": ";"}),
    ("csv_ragged.csv", "area_code", "row 3 has 2, row 4 has 5", {}),
    ("csv_unclosed_quote.csv", "area_code", "row 2: a quote is opened and never closed", {}),
    ("csv_dup_headers.csv", "area_code", "the header 'value' stands 2 times", {}),
    ("csv_header_only.csv", "area_code", "it has a header but no rows", {}),
    ("csv_empty.csv", "area_code", "it is empty", {}),
    ("csv_long_field.csv", "area_code", "row 2, cell 2 is longer", {}),
    ("csv_wide_5000_columns.csv", "c0", "it has 5,000 columns", {}),
    ("csv_formula_injection.csv", "area_code", None, {}),
    ("gzip_bomb.csv.gz", "1", "too big when unpacked", {}),
    ("pickle_named.csv", "a", "line 1 holds NUL", {}),
    ("xlsx_bomb_rows.xlsx", "ward", "too many cells", {}),
    ("xlsx_bomb_shared_string.xlsx", "ward", "too big when unpacked", {}),
    ("xlsx_billion_laughs.xlsx", "ward", "document type declaration", {}),
    ("xlsx_quadratic_blowup.xlsx", "ward", "document type declaration", {}),
    ("xlsx_xxe_file.xlsx", "ward", "document type declaration", {}),
    ("xlsx_zip_slip.xlsx", "ward", "leads out", {}),
    ("xlsx_formula_cells.xlsx", "ward", None, {}),
    ("not_really.xlsx", "ward", "damaged", {}),
    ("html_named.xlsx", "ward", "a web page", {}),
    ("ole_encrypted_header.xlsx", "ward", "password", {}),
    ("parquet_truncated.parquet", "a", "damaged or cut short", {}),
]
KINDS: Final = {"csv": "csv", "gz": "csv", "xlsx": "excel", "parquet": "parquet"}


@pytest.mark.skipif(not ATTACKS.is_dir(), reason=f"no attack files: {ATTACKS} is not there")
@pytest.mark.parametrize(("name", "header", "said", "read"), GIVEN)
def test_attack_files_that_were_given(
    desk: Desk, name: str, header: str, said: str | None, read: dict[str, str]
) -> None:
    desk.put(name, (ATTACKS / name).read_bytes())
    declared = source(
        column("a", headers=(header,)),
        read=READS[ReadKind(KINDS[name.rpartition(".")[2]])](name, **read),
    )
    if said is None:
        assert desk.read(declared).rows >= 1
        return
    assert said in reasons(desk, declared)[0]
    assert not (CHECKOUT / "attack_marker").exists()


@pytest.mark.skipif(not ATTACKS.is_dir(), reason=f"no attack files: {ATTACKS} is not there")
def test_names_are_exact_in_every_encoding_given(desk: Desk) -> None:
    encodings = {"csv_cp1252.csv": "cp1252", "csv_utf8_bom.csv": None, "csv_utf16le_bom.csv": None}
    for name, encoding in encodings.items():
        desk.put(name, (ATTACKS / name).read_bytes())
        declared = source(column("area_name"), read=CsvFiles(name, encoding=encoding))
        assert desk.frame(declared)["area_name"].to_list() == [
            "Hartlepool",
            "County Durham – “Bishop” café £5",
            "Gwynedd",
        ]


def test_a_packed_workbook_is_unpacked_under_the_same_caps(desk: Desk) -> None:
    desk.put("good.xlsx.gz", gzip.compress(book(sheet(GOOD_ROWS))))
    declared = source(column("a"), read=ExcelFiles("good.xlsx.gz"))
    assert desk.frame(declared)["a"].to_list() == ["x"]
    grown = gzip.compress(b"PK\x03\x04" + bytes(40 << 20))
    assert "too big when unpacked" in refused(desk, "grown.xlsx.gz", grown)


def _repeated(row: int, cells: str) -> str:
    return f'<table:table-row table:number-rows-repeated="{row}">{cells}</table:table-row>'


_ACROSS = 'table:number-columns-repeated="{}"'
ODS_BOMBS: Final = {
    "a cell repeated over the whole sheet": _repeated(1 << 20, ods_cell(1, _ACROSS.format(16384))),
    "two cells in far corners": _repeated(1, ods_cell(1))
    + _repeated(1 << 20, ods_cell(None))
    + _repeated(1, ods_cell(None, _ACROSS.format(16383)) + ods_cell(1)),
    "a number of cells with many digits": _repeated(1, ods_cell("x", _ACROSS.format("9" * 400))),
    "a number that is none": _repeated(1, ods_cell("x", _ACROSS.format("-1"))),
}


@pytest.mark.parametrize("rows", ODS_BOMBS.values(), ids=ODS_BOMBS)
def test_an_opendocument_bomb_is_refused_before_it_grows(desk: Desk, rows: str) -> None:
    bomb = ods_book(f'<table:table table:name="a">{rows}</table:table>')
    assert "a sheet spans" in refused(desk, "bomb.ods", bomb, "ods")


def test_opendocument_tricks_are_refused(desk: Desk) -> None:
    good = ods_sheet("a", [["a"], ["x"]])
    declared = '<!DOCTYPE x [<!ENTITY y "z">]><office:document-content/>'
    said = refused(desk, "dtd.ods", zip_of({"content.xml": declared}), "ods")
    assert "document type declaration" in said
    assert "leads out" in refused(desk, "slip.ods", ods_book(good, **{"../x": "y"}), "ods")
    locked = zip_of({"mimetype": "x", "content.xml": b"\x00\x01secret"})
    assert "password" in refused(desk, "locked.ods", locked, "ods")
    deep = "<a>" * 3000 + "</a>" * 3000
    assert "too deep" in refused(desk, "deep.ods", zip_of({"content.xml": deep}), "ods")
    grown = ods_book(f'<table:table table:name="a">{" " * (20 << 20)}</table:table>')
    assert "too big when unpacked" in refused(desk, "grown.ods", grown, "ods")


def test_an_honest_opendocument_sheet_reaches_to_its_edge(desk: Desk) -> None:
    """Office programs end every sheet with a million empty rows: that is no bomb."""
    desk.put("good.ods", ods_book(ods_sheet("a", [["a"], ["x"]]), typed=False))
    assert desk.frame(source(column("a"), read=OdsFiles("good.ods")))["a"].to_list() == ["x"]


JSON_TRICKS: Final = {
    "deep lists": (b"[" * 200_000, "nested more than 20 deep"),
    "deep objects": (
        b'[{"a":' * 1 + b'{"a":' * 30 + b"1" + b"}" * 31 + b"]",
        "nested more than 20",
    ),
    "no JSON": (b"[{'a': 1}]", "it is not JSON"),
    "half a letter": (b'[{"a": "\\ud83d"}]', "it holds half of a letter"),
    "cut short": (b'[{"a": 1}, {"a"', "it is not JSON, or it is cut short"),
    "no records": (b'{"a": 1}', "there is no list of records at its top"),
    "records of other things": (b"[1, 2]", "record 1 is not an object"),
    "one name twice": (b'[{"a": {"b": 1}, "a.b": 2}]', "two values called 'a.b'"),
    "a list in a cell": (b'[{"a": [1]}]', "column 'a' holds lists"),
    "NULs": (b'[{"a": "\x00"}]', "NUL"),
}


@pytest.mark.parametrize(("content", "said"), JSON_TRICKS.values(), ids=JSON_TRICKS)
def test_json_tricks_are_refused(desk: Desk, content: bytes, said: str) -> None:
    assert said in refused(desk, "trick.json", content, "json")


def test_a_long_number_of_json_is_told_and_not_counted_out(desk: Desk) -> None:
    desk.put("long.json", b'[{"a": 1' + b"0" * 50_000 + b'}, {"a": 2}]')
    rows = desk.read(source(column("a", NUMBER), read=JsonFiles("long.json")))
    assert (rows.rows, rows.problem_rows) == (1, 1)


def zip_refused(desk: Desk, content: bytes, member: str = "*.csv") -> str:
    desk.put("rows.zip", content)
    return reasons(desk, source(column("a"), read=CsvFiles("rows.zip", member=member)))[0]


def placed_before_its_start() -> bytes:
    """Make a zip file whose list of files says that it begins later, so that its file lies before its start."""
    whole = bytearray(zip_of({"rows.csv": "a\n1\n"}))
    place = whole.rindex(b"PK\x05\x06") + 16
    begins = struct.unpack_from("<I", whole, place)[0]
    struct.pack_into("<I", whole, place, begins + 50)
    return bytes(whole)


def test_zip_tricks_are_refused_and_nothing_is_written_outside(desk: Desk) -> None:
    for name in ("../rows.csv", "/rows.csv", "a/../../rows.csv", "C:\\rows.csv"):
        assert "leads out of it" in zip_refused(desk, zip_of({name: "a\n1\n"}))
    assert "too big when unpacked" in zip_refused(desk, zip_of({"rows.csv": "a\n" * (10 << 20)}))
    nameless = zip_of({"~": "a\n1\n"}).replace(b"~", b"\0")
    assert "has no name" in zip_refused(desk, nameless)
    assert "damaged or cut short" in zip_refused(desk, placed_before_its_start())
    many = zip_of({f"rows{place}.csv": "a\n1\n" for place in range(2_100)})
    assert "at most 2,000 are read" in zip_refused(desk, many)
    nested = zip_of({"rows.csv": zip_of({"rows.csv": "a\n1\n"})})
    assert "it is not a CSV file but a workbook or a zip file" in zip_refused(desk, nested)
    two = zip_of({"rows.csv": "a\n1\n", "ROWS.csv": "a\n1\n"})
    assert "have one name" in zip_refused(desk, two)
    whole = zip_of({"rows.csv": "a\n1\n"})
    assert "no file inside it is like 'x*.csv'. It has 'rows.csv'" in zip_refused(
        desk, whole, "x*.csv"
    )
    lying = whole.replace(struct.pack("<I", 4), struct.pack("<I", 2))
    assert "lies about its size" in zip_refused(desk, lying) or "damaged" in zip_refused(
        desk, lying
    )
    assert not list(desk.root.parent.glob("rows.csv"))
    desk.put("rows.zip", whole)
    assert desk.read(source(column("a"), read=CsvFiles("rows.zip", member="*.csv"))).rows == 1
