"""Delimited text, read in one pass and in blocks: unpacked, decoded, checked, then parsed."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from framework.model.reads import BLANK_ROW, CsvFiles
from indicators.connect.csv_records import Records, check_rest, find_records, unclosed
from indicators.connect.encodings import as_utf8
from indicators.connect.header_rows import HeaderFinder
from indicators.connect.headers import Columns, find_columns
from indicators.connect.limits import BLOCK_BYTES
from indicators.connect.opening import blocks_of, open_plain, plain_text
from indicators.connect.raw import RawBlock, ReadRequest, Wanted, raw_name
from indicators.connect.refusals import RefusedError

_TOLD = 5
_DELIMITERS = {";": '";"', "\t": "tab", ",": '","', "|": '"|"'}


@dataclass(slots=True)
class _Progress:
    """Where the reading of one file stands. `begun` once a row was read, `ended` at a stop row."""

    finder: HeaderFinder
    row: int = 1
    columns: Columns | None = None
    width: int = 0
    begun: bool = False
    ended: bool = False
    ragged: list[str] = field(default_factory=list)
    ragged_rows: int = 0
    longest: int = 0


def read_csv(read: CsvFiles, request: ReadRequest) -> Iterator[RawBlock]:
    """Give the wanted columns of a delimited file as text, block by block.

    Raises:
        RefusedError: not text, wrong encoding, broken quotes, ragged rows, missing columns.
    """
    with open_plain(Path(request.file)) as stream:
        size = Path(request.file).stat().st_size
        blocks = plain_text(blocks_of(stream, size, BLOCK_BYTES), "CSV")
        yield from _parse(as_utf8(blocks, read.encoding), read, request)


def _parse(texts: Iterable[bytes], read: CsvFiles, request: ReadRequest) -> Iterator[RawBlock]:
    progress = _Progress(HeaderFinder(read.header, read.any_case))
    for text, records in _whole_records(texts, read.delimiter, progress):
        yield from _parse_block(text, records, read, request, progress)
        if progress.ended:
            break
    if progress.columns is None:
        raise progress.finder.absent()
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
    text: bytes, records: Records, read: CsvFiles, request: ReadRequest, progress: _Progress
) -> Iterator[RawBlock]:
    skip = 0
    if progress.columns is None:
        skip = _find_header(text, records, read, request, progress)
    if progress.columns is None:
        return
    if read.until:
        records = _until(text, records, skip, read, progress)
    _note_ragged(records, skip, read, progress)
    if progress.ragged_rows or skip >= len(records.ends):
        return
    whole = text[records.starts[skip] : records.ends[-1] + 1]
    frame = _frame(whole, read.delimiter, progress.width, progress.columns)
    if frame.height != len(records.ends) - skip:
        raise RefusedError("its rows cannot be told apart; are its quotes in order?")
    rows = np.arange(progress.row + skip, progress.row + len(records.ends))
    filled = ~records.empty[skip:]
    if not filled.all():  # a record that holds nothing is no row
        frame, rows = frame.filter(pl.Series(filled)), rows[filled]
    yield from progress.columns.shaped(frame, pl.Series(rows))


def _find_header(
    text: bytes, records: Records, read: CsvFiles, request: ReadRequest, progress: _Progress
) -> int:
    """Give how many records of a block go by until the first below the header."""
    finder = progress.finder
    for place, (start, end) in enumerate(zip(records.starts, records.ends, strict=True), start=1):
        line = text[start:end].decode()
        cells = next(csv.reader([line], delimiter=read.delimiter, strict=True), [])
        if finder.take(cells):
            names = finder.names()
            progress.width = len(names)
            _check_delimiter(cells, read, request.wanted)
            progress.columns = find_columns(names, request, finder.preamble)
            return place
    return len(records.ends)


def _until(
    text: bytes, records: Records, skip: int, read: CsvFiles, progress: _Progress
) -> Records:
    """Give the records before the one at which the table ends, if it ends in this block."""
    stops = [len(records.ends)]
    texts = [re.escape(each.encode()) for each in read.until if each != BLANK_ROW]
    if texts:
        lead = re.escape(f' \t"{read.delimiter}'.encode())
        begins = re.compile(rb"^[" + lead + rb"]*(?:" + b"|".join(texts) + rb")", re.MULTILINE)
        first = int(records.starts[skip]) if skip < len(records.starts) else len(text)
        for found in begins.finditer(text, first):
            place = int(np.searchsorted(records.starts, found.start()))
            if place < len(records.starts) and records.starts[place] == found.start():
                stops.append(place)
                break
    empty = records.empty[skip:]
    filled = np.flatnonzero(~empty)
    if BLANK_ROW in read.until and (progress.begun or len(filled)):
        after = 0 if progress.begun else int(filled[0])
        stops += [skip + int(place) for place in np.flatnonzero(empty) if place >= after][:1]
    progress.begun = progress.begun or len(filled) > 0
    stop = min(stops)
    progress.ended = stop < len(records.ends)
    return Records(records.starts[:stop], records.ends[:stop], records.cells[:stop])


def _check_delimiter(headers: Sequence[str], read: CsvFiles, wanted: Wanted) -> None:
    if len(headers) != 1 or headers[0] in {name for names in wanted for name in names}:
        return
    for mark, name in _DELIMITERS.items():
        if mark in headers[0] and mark != read.delimiter:
            raise RefusedError(
                f"its header is one cell; say delimiter: {name}, if that parts its cells"
            )


def _frame(text: bytes, delimiter: str, width: int, columns: Columns) -> pl.DataFrame:
    names = [f"p{index}" for index in range(width)]
    header = (delimiter.join(names) + "\n").encode()
    parsed = pl.read_csv(
        header + text,
        separator=delimiter,
        columns=[names[place] for place in sorted(columns.places)],
        infer_schema=False,
    )
    return parsed.select(
        pl.col(names[place]).alias(raw_name(index)) for index, place in enumerate(columns.places)
    )


def _note_ragged(records: Records, skip: int, read: CsvFiles, progress: _Progress) -> None:
    cells = records.cells[skip:]
    blank = records.ends[skip:] == records.starts[skip:]
    unlike = cells > progress.width if read.fill_short_rows else cells != progress.width
    wrong = np.flatnonzero(unlike & ~blank)
    progress.longest = max(progress.longest, int(cells.max(initial=0)))
    for index in wrong[: _TOLD - len(progress.ragged)]:
        progress.ragged.append(f"row {progress.row + skip + index:,} has {cells[index]}")
    progress.ragged_rows += len(wrong)


def _say_ragged(progress: _Progress) -> str:
    more = progress.ragged_rows - len(progress.ragged)
    tail = f" and {more:,} more rows" if more else ""
    told = f"the header has {progress.width} cells, but {_listed(progress.ragged)}{tail}"
    if progress.longest > progress.width:
        return told
    return f"{told}; if only empty cells at their ends are missing, say short_rows: fill"


def _listed(parts: Sequence[str]) -> str:
    return ", ".join(parts)
