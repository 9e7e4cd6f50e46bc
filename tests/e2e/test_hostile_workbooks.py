"""Workbooks that were made to do harm, or that lie, get one plain reason, and the next file is read."""

import gzip
import io
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from framework.model.reads import ExcelFiles, OdsFiles
from tests.hostile_desk import (
    GOOD_ROWS,
    MAIN,
    OFFICE,
    PACKAGE,
    book,
    refused,
    sheet,
    text_row,
    under_attack,
)
from tests.sources_in_code import Desk, column, source
from tests.workbooks_in_code import ods_book, ods_cell, ods_sheet, zip_of


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield from under_attack(tmp_path)


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
