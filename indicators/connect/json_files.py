"""JSON: a list of records, or one record a line, read as text. Names of nested values are joined by dots."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

import polars as pl

from framework.model.reads import JsonFiles, JsonLinesFiles
from indicators.connect.encodings import as_utf8
from indicators.connect.headers import Columns, find_columns
from indicators.connect.limits import (
    BLOCK_BYTES,
    BLOCK_ROWS,
    MEGABYTE,
    MOST_CELL_BYTES,
    MOST_JSON_BYTES,
    MOST_JSON_DEPTH,
    MOST_RECORD_BYTES,
)
from indicators.connect.opening import blocks_of, kind_of, open_plain
from indicators.connect.raw import RawBlock, ReadRequest, raw_name
from indicators.connect.refusals import RefusedError

Record = dict[str, str | None]

_MOST_LOOKED_INTO: Final = 4
_MAY_BE_HALF: Final = re.compile(rb"\\u[dD][89a-fA-F]")
_LIST: Final = "\0list"
"""Stands where a list is: no text of a file holds a NUL."""


def read_json(read: JsonFiles, request: ReadRequest) -> Iterator[RawBlock]:
    """Give the wanted columns of the records of a JSON file. The first record counts as row 2.

    Raises:
        RefusedError: not JSON, too large or too deep, no records where they should be, missing columns.
    """
    flat = records_of(Path(request.file), read.records)
    yield from _blocks(lambda: enumerate(flat, start=2), request)


def read_json_lines(_read: JsonLinesFiles, request: ReadRequest) -> Iterator[RawBlock]:
    """Give the wanted columns of a file that has a record a line. The first line counts as row 2.

    Raises:
        RefusedError: a line is no JSON record, too large or too deep; missing columns.
    """
    yield from _blocks(lambda: line_records(Path(request.file)), request)


def records_of(path: Path, place: str | None) -> list[Record]:
    """Give the flat records of a JSON file at a dotted place.

    Raises:
        RefusedError: not JSON, or there are no records.
    """
    text = b"".join(_text(path, MOST_JSON_BYTES))
    if not text.strip():
        raise RefusedError("it is empty")
    whole = _parsed(text, "it is not JSON, or it is cut short")
    found = _at(whole, place)
    if not found:
        raise RefusedError("it has no records")
    return [_flat(each, f"record {number:,}") for number, each in enumerate(found, start=1)]


def find_records(path: Path) -> tuple[str | None, list[Record]]:
    """Find the longest list of records of a JSON file: its dotted place, None for the top, and they.

    Raises:
        RefusedError: not JSON, or no list of records near its top.
    """
    text = b"".join(_text(path, MOST_JSON_BYTES))
    if not text.strip():
        raise RefusedError("it is empty")
    whole = _parsed(text, "it is not JSON, or it is cut short")
    found = dict(_lists(whole, "", _MOST_LOOKED_INTO))
    if not found:
        raise RefusedError("it holds no list of records")
    place = max(found, key=lambda each: len(found[each]))
    return place or None, [_flat(each, "a record") for each in found[place]]


def whole_json(path: Path, most: int) -> Any:
    """Give a JSON file as it is, numbers as they are written.

    Raises:
        RefusedError: not JSON, larger than `most` bytes, or too deep.
    """
    return _parsed(b"".join(_text(path, most)), "it is not JSON, or it is cut short")


def _lists(value: Any, place: str, depth: int) -> Iterator[tuple[str, list[Any]]]:
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        yield place, value
    elif isinstance(value, dict) and depth:
        for name, each in value.items():
            yield from _lists(each, f"{place}.{name}" if place else name, depth - 1)


def plain_headers(records: Iterable[Record]) -> list[str]:
    """Give the names of which no record holds a list."""
    held = list(records)
    lists = {name for record in held for name, text in record.items() if text == _LIST}
    return [name for name in headers_of(held) if name not in lists]


def line_records(path: Path) -> Iterator[tuple[int, Record]]:
    """Give the flat records of a file that has one a line, each with its row number.

    Raises:
        RefusedError: a line is no record.
    """
    line = records = 0
    for line, text in enumerate(_lines(path), start=1):
        if text.strip():
            records += 1
            parsed = _parsed(text, f"line {line:,} is not JSON, or it is cut short")
            yield line + 1, _flat(parsed, f"line {line:,}")
    if not records:
        raise RefusedError("it has no records" if line else "it is empty")


def headers_of(records: Iterable[Record]) -> list[str]:
    """Give every name that stands in some record, in the order in which they come."""
    names: dict[str, None] = {}
    for record in records:
        names.update(dict.fromkeys(record))
    return list(names)


def _blocks(numbered: Any, request: ReadRequest) -> Iterator[RawBlock]:
    headers = headers_of(record for _, record in numbered())
    columns = find_columns(headers, request)
    records = iter(numbered())
    while block := list(islice(records, BLOCK_ROWS)):
        rows = pl.Series([number for number, _ in block], dtype=pl.Int64)
        yield from columns.shaped(_frame([each for _, each in block], headers, columns), rows)


def _frame(records: Sequence[Record], headers: Sequence[str], columns: Columns) -> pl.DataFrame:
    frame = pl.DataFrame(
        {
            raw_name(index): pl.Series(
                [each.get(headers[place]) for each in records], dtype=pl.String
            )
            for index, place in enumerate(columns.places)
        }
    )
    for index, place in enumerate(columns.places):
        texts = frame[raw_name(index)]
        if (texts == _LIST).any():
            raise RefusedError(
                f"column '{headers[place][:40]}' holds lists; only text, numbers and yes or no are read"
            )
        longest = texts.str.len_bytes().max()
        if isinstance(longest, int) and longest > MOST_CELL_BYTES:
            raise RefusedError(f"a cell is longer than {MOST_CELL_BYTES:,} bytes")
    return frame


def _text(path: Path, most: int) -> Iterator[bytes]:
    size = 0
    with open_plain(path) as stream:
        for text in as_utf8(_known(blocks_of(stream, path.stat().st_size, BLOCK_BYTES)), None):
            size += len(text)
            if size > most:
                raise RefusedError(f"it is too big: more than {most // MEGABYTE:,} MB unpacked")
            yield text


def _known(blocks: Iterable[bytes]) -> Iterator[bytes]:
    first = True
    for block in blocks:
        if first and (kind := kind_of(block)):
            raise RefusedError(f"it is not a JSON file but {kind}")
        first = False
        yield block


def _lines(path: Path) -> Iterator[bytes]:
    rest = b""
    for text in _text(path, 1 << 62):
        *lines, rest = (rest + text).split(b"\n")
        yield from lines
        if len(rest) > MOST_RECORD_BYTES:
            raise RefusedError(f"a line is longer than {MOST_RECORD_BYTES:,} bytes")
    if rest:
        yield rest


def _parsed(text: bytes, why: str) -> Any:
    """Parse JSON. Numbers stay as they are written, so that none is rounded."""
    try:
        found = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
        if _MAY_BE_HALF.search(text):
            json.dumps(found, ensure_ascii=False).encode()
        return found
    except UnicodeEncodeError:
        raise RefusedError("it holds half of a letter, such as \\ud83d without its pair") from None
    except RecursionError:
        raise RefusedError(f"it is nested more than {MOST_JSON_DEPTH} deep") from None
    except ValueError:
        raise RefusedError(why) from None


def _at(whole: Any, place: str | None) -> list[Any]:
    found, walked = whole, "its top"
    for name in place.split(".") if place else ():
        if not isinstance(found, dict) or name not in found:
            known = (
                ", ".join(f"'{each[:40]}'" for each in list(found)[:8])
                if isinstance(found, dict)
                else ""
            )
            has = f"; it has {known}" if known else ""
            raise RefusedError(f"there is no '{name}' at {walked}{has}")
        found, walked = found[name], f"'{name}'"
    if not isinstance(found, list):
        lists = (
            [name for name, each in found.items() if isinstance(each, list)]
            if isinstance(found, dict)
            else []
        )
        hint = f"; say records: {lists[0][:40]}" if lists and not place else ""
        raise RefusedError(f"there is no list of records at {walked}{hint}")
    return found


def _flat(record: Any, where: str) -> Record:
    if not isinstance(record, dict):
        raise RefusedError(f"{where} is not an object with names")
    flat: Record = {}
    _flatten(record, "", flat, where, 1)
    return flat


def _flatten(record: dict[str, Any], lead: str, flat: Record, where: str, depth: int) -> None:
    if depth > MOST_JSON_DEPTH:
        raise RefusedError(f"it is nested more than {MOST_JSON_DEPTH} deep")
    for key, value in record.items():
        name = f"{lead}{key}"
        if isinstance(value, dict):
            _flatten(value, f"{name}.", flat, where, depth + 1)
            continue
        if name in flat:
            raise RefusedError(f"{where} has two values called '{name[:40]}'")
        flat[name] = _cell(value)


def _cell(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return _LIST if isinstance(value, list) else str(value)
