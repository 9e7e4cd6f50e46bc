"""Whether an OpenDocument workbook is safe to open. A cell and a row may say that they stand a million times."""

import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import IO, Any, Final
from xml.parsers.expat import ExpatError, ParserCreate

from indicators.connect.limits import MEGABYTE, MOST_CELLS, MOST_WORKBOOK_BYTES
from indicators.connect.refusals import RefusedError
from indicators.connect.workbook_guard import (
    check_names,
    check_size,
    too_many_cells,
    unpacked,
)

CONTENT: Final = "content.xml"
MIMETYPE: Final = "mimetype"
MANIFEST: Final = "META-INF/manifest.xml"
_TABLE: Final = "table:table"
_ROW: Final = "table:table-row"
_CELLS: Final = ("table:table-cell", "table:covered-table-cell")
_ACROSS: Final = "table:number-columns-repeated"
_DOWN: Final = "table:number-rows-repeated"
_MOST_DEPTH: Final = 100


def check_ods(stream: IO[bytes], size: int) -> bool:
    """Refuse a workbook that is damaged, not one at all, or too large to open.

    Gives whether it has the parts that say its type, as the standard asks.

    Raises:
        RefusedError: with the reason in plain words.
    """
    if size > MOST_WORKBOOK_BYTES:
        raise RefusedError(f"it is too big: more than {MOST_WORKBOOK_BYTES // MEGABYTE} MB")
    try:
        with zipfile.ZipFile(stream) as book:
            check_names(book)
            names = book.namelist()
            if CONTENT not in names:
                raise RefusedError("it is not an .ods workbook")
            total = 0
            for part in book.infolist():
                total = _check_part(book, part, total)
            return MIMETYPE in names and MANIFEST in names
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error, OSError):
        raise RefusedError("the workbook is damaged") from None


def _check_part(book: zipfile.ZipFile, part: zipfile.ZipInfo, total: int) -> int:
    seen, content = 0, _Content() if part.filename == CONTENT else None
    for block in unpacked(book, part):
        seen += len(block)
        total += len(block)
        check_size(part, seen, total)
        if content is not None:
            content.feed(block)
    if content is not None:
        content.feed(b"", last=True)
    if seen != part.file_size:
        raise RefusedError("a part of the workbook lies about its size")
    return total


@dataclass(slots=True)
class _Content:
    """Counts the cells that a reader would make of content.xml, without making them."""

    parser: Any = field(default_factory=ParserCreate)
    begun: bool = False
    depth: int = 0
    first_row: int = 0
    rows: int = 0
    width: int = 0
    down: int = 1
    across: int = 0
    filled: int = 0
    is_sheet: bool = False

    def __post_init__(self) -> None:
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._refuse_declaration

    def feed(self, block: bytes, *, last: bool = False) -> None:
        if not self.begun and block and not block.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            raise RefusedError("it is protected by a password: save it without one")
        self.begun = True
        try:
            self.parser.Parse(block, last)
        except ExpatError:
            raise RefusedError("the workbook is damaged") from None

    def _refuse_declaration(self, *_said: Any) -> None:
        raise RefusedError("it holds a document type declaration, which is not allowed")

    def _start(self, name: str, said: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > _MOST_DEPTH:
            raise RefusedError("a part of the workbook is nested too deep")
        if name == "office:spreadsheet":
            self.is_sheet = True
        elif name == _TABLE:
            self.rows = self.width = self.first_row = 0
        elif name == _ROW:
            self.down, self.across, self.filled = _times(said.get(_DOWN)), 0, 0
        elif name in _CELLS:
            self.across += _times(said.get(_ACROSS))
            # what only looks like something makes no cell; a value, a formula or a text does
            if any(not key.startswith(("table:number-", "table:style-name")) for key in said):
                self._fill()
        elif name == "text:p" and self.across:
            self._fill()

    def _fill(self) -> None:
        self.filled = self.across
        self.width = max(self.width, self.across)

    def _end(self, name: str) -> None:
        self.depth -= 1
        if name == _ROW:
            self.rows += self.down
            if self.filled:
                self.first_row = self.first_row or self.rows - self.down + 1
                if (self.rows - self.first_row + 1) * self.width > MOST_CELLS:
                    raise too_many_cells((self.rows - self.first_row + 1) * self.width)
        elif name == "office:document-content" and not self.is_sheet:
            raise RefusedError("it is not an .ods workbook but another kind of document")


def _times(text: str | None) -> int:
    if text is None:
        return 1
    return int(text) if text.isdecimal() and len(text) < 12 else MOST_CELLS + 1
