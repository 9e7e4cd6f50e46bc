"""Delimited text, read in one pass and in blocks: unpacked, decoded, checked, then parsed."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from framework.model.reads import CsvFiles
from indicators.connect.csv_records import Records, check_rest, find_records, unclosed
from indicators.connect.encodings import as_utf8
from indicators.connect.headers import Found, find_columns
from indicators.connect.limits import BLOCK_BYTES
from indicators.connect.opening import Readable, blocks_of, kind_of, open_plain
from indicators.connect.raw import RawBlock, ReadRequest, Wanted, raw_name
from indicators.connect.refusals import RefusedError

_TOLD = 5
_DELIMITERS = {";": '";"', "\t": "tab", ",": '","', "|": '"|"'}


@dataclass(slots=True)
class _Progress:
    """Where the reading of one file stands."""

    row: int = 1
    found: Found | None = None
    width: int = 0
    ragged: list[str] = field(default_factory=list)
    ragged_rows: int = 0


def read_csv(read: CsvFiles, request: ReadRequest) -> Iterator[RawBlock]:
    """Give the wanted columns of a delimited file as text, block by block.

    Raises:
        RefusedError: not text, wrong encoding, broken quotes, ragged rows, missing columns.
    """
    with open_plain(Path(request.file)) as stream:
        blocks = _text(stream, Path(request.file).stat().st_size)
        yield from _parse(as_utf8(blocks, read.encoding), read, request.wanted)


def _text(stream: Readable, packed_size: int) -> Iterator[bytes]:
    first = True
    for block in blocks_of(stream, packed_size, BLOCK_BYTES):
        kind = kind_of(block) if first else ""
        if kind:
            raise RefusedError(f"it is not a CSV file but {kind}")
        first = False
        yield block


def _parse(texts: Iterable[bytes], read: CsvFiles, wanted: Wanted) -> Iterator[RawBlock]:
    progress = _Progress()
    for text in _whole_records(texts, read.delimiter, progress):
        block = _parse_block(text, read, wanted, progress)
        if block is not None:
            yield block
    if progress.found is None:
        raise RefusedError(
            "it is empty" if progress.row == 1 else f"it has no row {read.header_row}"
        )
    if progress.ragged_rows:
        raise RefusedError(_say_ragged(progress))


def _whole_records(
    texts: Iterable[bytes], delimiter: str, progress: _Progress
) -> Iterator[tuple[bytes, Records]]:
    """Cut text at ends of records. A record that a block cuts in two waits for the next block."""
    rest = b""
    for text in _with_newlines(texts):
        rest += text
        records = find_records(rest, delimiter, progress.row)
        if len(records.ends):
            cut = int(records.ends[-1]) + 1
            whole, rest = rest[:cut], rest[cut:]
            row = progress.row + len(records.ends)
            yield whole, records
            progress.row = row
        check_rest(rest, progress.row)
    if rest.count(b'"') % 2:
        raise unclosed(progress.row)
    if rest:
        rest += b"\n"
        yield rest, find_records(rest, delimiter, progress.row)
        progress.row += 1


def _with_newlines(texts: Iterable[bytes]) -> Iterator[bytes]:
    """Turn every line end to a newline. A carriage return at the end of a block waits for its mate."""
    held = b""
    for text in texts:
        whole = held + text
        held = b"\r" if whole.endswith(b"\r") else b""
        whole = whole[: len(whole) - len(held)]
        if b"\r" in whole:
            whole = whole.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        yield whole
    if held:
        yield b"\n"


def _parse_block(
    block: tuple[bytes, Records], read: CsvFiles, wanted: Wanted, progress: _Progress
) -> RawBlock | None:
    text, records = block
    skip = 0
    if progress.found is None:
        skip = max(0, read.header_row - progress.row)
        if skip >= len(records.ends):
            return None
        header = text[records.starts[skip] : records.ends[skip]].decode()
        headers = next(csv.reader([header], delimiter=read.delimiter, strict=True), [])
        progress.width = len(headers)
        _check_delimiter(headers, read, wanted)
        progress.found = find_columns(headers, wanted)
        skip += 1
    _note_ragged(records, skip, progress)
    if progress.ragged_rows or skip >= len(records.ends):
        return None
    frame = _frame(text[records.starts[skip] :], read.delimiter, progress.width, progress.found)
    if frame.height != len(records.ends) - skip:
        raise RefusedError("its rows cannot be told apart; are its quotes in order?")
    rows = np.arange(progress.row + skip, progress.row + len(records.ends))
    return _filled(frame, records, rows, progress.found)


def _check_delimiter(headers: Sequence[str], read: CsvFiles, wanted: Wanted) -> None:
    if len(headers) != 1 or headers[0] in {name for names in wanted for name in names}:
        return
    for mark, name in _DELIMITERS.items():
        if mark in headers[0] and mark != read.delimiter:
            raise RefusedError(
                f"its header is one cell; say delimiter: {name}, if that parts its cells"
            )


def _filled(
    frame: pl.DataFrame, records: Records, rows: NDArray[np.int64], found: Found
) -> RawBlock:
    """Leave out the records that hold nothing: they are no rows."""
    skip = len(records.ends) - len(rows)
    filled = ~records.empty[skip:]
    if not filled.all():
        frame = frame.filter(pl.Series(filled))
    return RawBlock(frame, pl.Series(rows[filled]), found.headers)


def _frame(text: bytes, delimiter: str, width: int, found: Found) -> pl.DataFrame:
    names = [f"p{index}" for index in range(width)]
    header = (delimiter.join(names) + "\n").encode()
    parsed = pl.read_csv(
        header + text,
        separator=delimiter,
        columns=[names[place] for place in sorted(set(found.places))],
        infer_schema=False,
    )
    return parsed.select(
        pl.col(names[place]).alias(raw_name(index)) for index, place in enumerate(found.places)
    )


def _note_ragged(records: Records, skip: int, progress: _Progress) -> None:
    cells = records.cells[skip:]
    blank = records.ends[skip:] == records.starts[skip:]
    wrong = np.flatnonzero((cells != progress.width) & ~blank)
    for index in wrong[: _TOLD - len(progress.ragged)]:
        progress.ragged.append(f"row {progress.row + skip + index:,} has {cells[index]}")
    progress.ragged_rows += len(wrong)


def _say_ragged(progress: _Progress) -> str:
    more = progress.ragged_rows - len(progress.ragged)
    tail = f" and {more:,} more rows" if more else ""
    return f"the header has {progress.width} cells, but {_listed(progress.ragged)}{tail}"


def _listed(parts: Sequence[str]) -> str:
    return ", ".join(parts)
