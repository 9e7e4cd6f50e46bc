"""What a file really is, told by its first bytes, and its bytes unpacked under a cap."""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final, Protocol

from indicators.connect.limits import FREE_BYTES, MEGABYTE, MOST_TEXT_BYTES, MOST_UNPACKED_TIMES
from indicators.connect.refusals import RefusedError

ZIP: Final = b"PK\x03\x04"
PARQUET: Final = b"PAR1"
_GZIP: Final = b"\x1f\x8b"
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_KNOWN: Final = (
    (ZIP, "a workbook or a zip file"),
    (_GZIP, "a gzip file"),
    (PARQUET, "a Parquet file"),
    (_OLE, "an old .xls workbook or one with a password: save it as .xlsx without a password"),
    (b"%PDF", "a PDF"),
    (b"SQLite format 3", "an SQLite database"),
)
_OF_EXCEL: Final = (b"xl/workbook", b"xl/worksheets", b"xl/_rels")
"""Names inside the zip file that a workbook of Excel is."""


class Readable(Protocol):
    """What can be read from its start to its end."""

    def read(self, size: int, /) -> bytes: ...


def kind_of(head: bytes) -> str:
    """Say in words what a file is by its first bytes, '' when it may be plain text."""
    if head.startswith(ZIP) and any(part in head for part in _OF_EXCEL):
        return "an Excel workbook: say kind: excel, with a name that ends in .xlsx"
    for magic, words in _KNOWN:
        if head.startswith(magic):
            return words
    start = head[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "a web page (perhaps a log-in page was saved)"
    return "an XML document" if start.startswith(b"<?xml") else ""


def plain_text(blocks: Iterable[bytes], wanted: str) -> Iterator[bytes]:
    """Pass blocks on, once the first shows that they are not another kind of file.

    Raises:
        RefusedError: they are; with what they are instead of what is wanted.
    """
    source = iter(blocks)
    head = next(source, b"")
    if kind := kind_of(head):
        raise RefusedError(f"it is not a {wanted} file but {kind}")
    yield from chain((head,), source)


@contextmanager
def open_plain(path: Path) -> Iterator[Readable]:
    """Open a file to be read once from its start, unpacked when it is gzip, whatever its name says."""
    with path.open("rb") as raw:
        if not is_packed(path):
            yield raw
            return
        with gzip.GzipFile(fileobj=raw, mode="rb") as unpacked:
            yield unpacked


@contextmanager
def open_unpacked(path: Path, folder: Path) -> Iterator[IO[bytes]]:
    """Open a file that must be sought in; a gzip file is unpacked in a folder first, without a name."""
    if not is_packed(path):
        with path.open("rb") as raw:
            yield raw
        return
    with open_plain(path) as plain, TemporaryFile(dir=folder) as whole:
        for block in blocks_of(plain, path.stat().st_size):
            whole.write(block)
        whole.seek(0)
        yield whole


def is_packed(path: Path) -> bool:
    """Say whether a file is gzip by its first bytes."""
    with path.open("rb") as raw:
        return raw.read(2) == _GZIP


def blocks_of(stream: Readable, packed_size: int, size: int = 4 * MEGABYTE) -> Iterator[bytes]:
    """Give a stream in blocks and refuse it once it is too large, or too large for what it was packed in.

    Raises:
        RefusedError: too large when unpacked, or damaged.
    """
    read = 0
    while block := _next_block(stream, size):
        read += len(block)
        if read > MOST_TEXT_BYTES:
            raise RefusedError(f"it is too big: more than {MOST_TEXT_BYTES // MEGABYTE:,} MB")
        if read > max(FREE_BYTES, packed_size * MOST_UNPACKED_TIMES):
            raise RefusedError(
                f"it is too big when unpacked: more than {MOST_UNPACKED_TIMES} times its size"
            )
        yield block


def _next_block(stream: Readable, size: int) -> bytes:
    try:
        return stream.read(size)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise RefusedError("the gzip file is damaged or cut short") from None
