"""A sheet of an OpenDocument workbook, read as text."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final

from framework.model.reads import OdsFiles
from indicators.connect.ods_guard import CONTENT, MANIFEST, MIMETYPE, check_ods
from indicators.connect.opening import ZIP, kind_of, open_unpacked
from indicators.connect.raw import RawBlock, ReadRequest
from indicators.connect.refusals import RefusedError
from indicators.connect.sheets import read_sheet
from indicators.connect.workbook_guard import unpacked

_TYPE: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_EMPTY_MANIFEST: Final = (
    b'<?xml version="1.0"?>'
    b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
)


def read_ods(read: OdsFiles, request: ReadRequest) -> Iterator[RawBlock]:
    """Give the wanted columns of one sheet as text, block by block.

    Raises:
        RefusedError: not a workbook, unsafe, no such sheet, missing columns.
    """
    with open_ods(Path(request.file), Path(request.folder)) as stream:
        yield from read_sheet(stream, read, request)


@contextmanager
def open_ods(path: Path, folder: Path) -> Iterator[IO[bytes]]:
    """Open an OpenDocument workbook that was found safe.

    Raises:
        RefusedError: it is none, or not safe to open.
    """
    with open_unpacked(path, folder) as stream:
        head = stream.read(512)
        if not head:
            raise RefusedError("it is empty")
        if not head.startswith(ZIP):
            kind = kind_of(head) or "something else"
            raise RefusedError(f"it is not an .ods workbook but {kind}")
        whole = check_ods(stream, stream.seek(0, 2))
        stream.seek(0)
        if whole:
            yield stream
            return
        with TemporaryFile(dir=folder) as mended:
            _mend(stream, mended)
            yield mended


def _mend(stream: IO[bytes], mended: IO[bytes]) -> None:
    """Copy a workbook with the parts that some writers leave out and calamine needs."""
    with zipfile.ZipFile(stream) as book, zipfile.ZipFile(mended, "w") as copy:
        copy.writestr(MIMETYPE, _TYPE)
        copy.writestr(MANIFEST, _EMPTY_MANIFEST)
        with copy.open(CONTENT, "w") as content:
            for block in unpacked(book, book.getinfo(CONTENT)):
                content.write(block)
    mended.seek(0)
