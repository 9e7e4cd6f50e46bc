"""Whether a workbook is safe to open, told without trusting a word it says about itself.

A workbook of a kilobyte can ask a parser for half a terabyte, so its parts are unpacked here
under caps, byte by byte counted, before any parser sees them.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from typing import IO, Final

from indicators.connect.limits import (
    FREE_BYTES,
    MEGABYTE,
    MOST_CELLS,
    MOST_UNPACKED_TIMES,
    MOST_WORKBOOK_BYTES,
    MOST_WORKBOOK_PARTS,
    MOST_WORKBOOK_UNPACKED,
)
from indicators.connect.refusals import RefusedError

_BLOCK: Final = 1 * MEGABYTE
_OVERLAP: Final = 400
_FAR: Final = 1 << 40
_DECLARATION: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_CELL: Final = re.compile(rb"<(?:\w+:)?c[\s/>]")
_SHEET: Final = re.compile(rb"<(?:\w+:)?(?:worksheet|sheetData)[\s/>]")
_PLACE: Final = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d+)["']""")


@dataclass(slots=True)
class _Span:
    """The corner cells of a sheet, as its parts name them."""

    first_row: int = _FAR
    last_row: int = 0
    first_column: int = _FAR
    last_column: int = 0

    def take(self, places: list[tuple[bytes, bytes]]) -> None:
        rows = {_row_number(digits) for digits in {digits for _, digits in places}}
        columns = {
            _column_number(letters) for letters in {letters for letters, _ in places} if letters
        }
        self.first_row = min(self.first_row, *rows)
        self.last_row = max(self.last_row, *rows)
        if columns:
            self.first_column = min(self.first_column, *columns)
            self.last_column = max(self.last_column, *columns)

    @property
    def cells(self) -> int:
        rows = max(0, self.last_row - self.first_row + 1)
        return rows * max(1, self.last_column - self.first_column + 1)


def check_workbook(stream: IO[bytes], size: int) -> None:
    """Refuse a workbook that is damaged, not one at all, or too large to open.

    Raises:
        RefusedError: with the reason in plain words.
    """
    if size > MOST_WORKBOOK_BYTES:
        raise RefusedError(f"it is too big: more than {MOST_WORKBOOK_BYTES // MEGABYTE} MB")
    try:
        with zipfile.ZipFile(stream) as book:
            _check_is_excel(book)
            check_names(book)
            _check_parts(book)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error, OSError):
        raise RefusedError("the workbook is damaged") from None


def _check_is_excel(book: zipfile.ZipFile) -> None:
    names = set(book.namelist())
    if {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        return
    ods = ": it is an OpenDocument workbook; say kind: ods" if "content.xml" in names else ""
    raise RefusedError(f"it is not an .xlsx workbook{ods}")


def check_names(book: zipfile.ZipFile) -> None:
    """Refuse a workbook whose parts have strange names, are too many, or need a password.

    Raises:
        RefusedError: with the reason in plain words.
    """
    names = book.namelist()
    if len(names) > MOST_WORKBOOK_PARTS:
        raise RefusedError(
            f"it holds {len(names):,} parts; at most {MOST_WORKBOOK_PARTS:,} are read"
        )
    if len({name.casefold() for name in names}) != len(names):
        raise RefusedError("two parts of the workbook have one name")
    if any(leads_out(name) for name in names):
        raise RefusedError("a part of the workbook has a name that leads out of it")
    if any(part.flag_bits & 1 for part in book.infolist()):
        raise RefusedError("it is protected by a password: save it without one")


def leads_out(name: str) -> bool:
    """Say whether a name inside a zip file could name a file outside of a folder."""
    return name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name


def _check_parts(book: zipfile.ZipFile) -> None:
    total = 0
    for part in book.infolist():
        total = _check_part(book, part, total)


def _check_part(book: zipfile.ZipFile, part: zipfile.ZipInfo, total: int) -> int:
    """Count a part through. What it is, is told by what it holds: a sheet may lie under any name."""
    is_xml = part.filename.lower().endswith((".xml", ".rels"))
    span, cells, before, seen, is_sheet = _Span(), 0, b"", 0, False
    for block in unpacked(book, part):
        seen += len(block)
        total += len(block)
        check_size(part, seen, total)
        window = before + block
        is_xml = is_xml or (seen == len(block) and _begins_as_xml(block))
        if is_xml:
            _check_xml(window, starts=seen == len(block))
            is_sheet = is_sheet or _SHEET.search(window) is not None
        if is_sheet:
            cells += len(_CELL.findall(window)) - len(_CELL.findall(before))
            places = _PLACE.findall(window)
            if places:
                span.take(places)
            _check_cells(cells, span)
        before = window[-_OVERLAP:]
    if seen != part.file_size:
        raise RefusedError("a part of the workbook lies about its size")
    return total


def unpacked(book: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack a part to its real end; zipfile would stop at the size that the part claims to have."""
    real = copy(part)
    real.file_size = 1 << 62
    with book.open(real) as stream:
        while block := stream.read(_BLOCK):
            yield block


def check_size(part: zipfile.ZipInfo, seen: int, total: int) -> None:
    """Refuse a workbook once a part, or all of it, is too large.

    Raises:
        RefusedError: with the reason in plain words.
    """
    if total > MOST_WORKBOOK_UNPACKED:
        limit = MOST_WORKBOOK_UNPACKED // MEGABYTE
        raise RefusedError(f"it is too big when unpacked: more than {limit:,} MB")
    if seen > max(FREE_BYTES, part.compress_size * MOST_UNPACKED_TIMES):
        raise RefusedError(
            f"it is too big when unpacked: a part grows to more than {MOST_UNPACKED_TIMES} times its size"
        )


def _begins_as_xml(block: bytes) -> bool:
    return block.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _check_xml(window: bytes, *, starts: bool) -> None:
    if starts and window[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise RefusedError("a part of the workbook is not UTF-8")
    if _DECLARATION.search(window):
        raise RefusedError("it holds a document type declaration, which is not allowed")


def _check_cells(cells: int, span: _Span) -> None:
    if cells > MOST_CELLS:
        raise RefusedError(f"a sheet has too many cells: at most {MOST_CELLS:,} are read")
    if span.cells > MOST_CELLS:
        raise too_many_cells(span.cells)


def too_many_cells(cells: int) -> RefusedError:
    """Say that a sheet spans more cells than are read."""
    return RefusedError(
        f"a sheet spans {cells:,} cells from its first to its last; "
        f"at most {MOST_CELLS:,} are read (is there a stray cell far down or far right?)"
    )


def _row_number(digits: bytes) -> int:
    """Give a row's number; one with more digits than any row has is far beyond all."""
    bare = digits.lstrip(b"0") or b"0"
    return int(bare) if len(bare) <= 10 else _FAR


def _column_number(letters: bytes) -> int:
    if len(letters) > 4:
        return _FAR
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
