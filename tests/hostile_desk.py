"""A desk for files that were made to do harm: an ordinary one is read before and after each."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psutil
import pytest

from framework.errors import SourceError
from framework.model.reads import READS, CsvFiles, ReadKind
from framework.model.sources import Source
from tests.sources_in_code import Desk, column, source

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
MOST_GROWTH: Final = 50 << 20


def under_attack(tmp_path: Path) -> Iterator[Desk]:
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
