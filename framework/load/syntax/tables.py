"""Strict CSV to tables that know where every cell stands.

A comma between cells, one line of headers, double quotes round a cell that holds a comma, a quote
or a line end. Every row has as many cells as there are headers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from framework.load.mistakes import shown, suggestion
from framework.load.syntax.documents import (
    Document,
    Table,
    UnreadableTextError,
    Word,
    decode,
    make_table,
    make_word,
)

MAX_ROWS: Final = 200_000
"""The most rows of one file."""

_CELL: Final = re.compile(
    r'[ ]*"(?P<quoted>(?:[^"]|"")*)"[ ]*(?=,|\r|\n|\Z)|(?P<plain>[^,"\r\n]*)(?=,|\r|\n|\Z)'
)

_PLAIN_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,34}")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which headers a file needs and which it may have besides: a list, or any plain names."""

    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    others: Literal["none", "any plain name"] = "none"

    @property
    def every(self) -> tuple[str, ...]:
        return self.needed + self.optional


def read_table(file: str, content: bytes, columns: Columns) -> list[Table]:
    """Read the rows of a CSV file. Empty cells are blank words; empty lines are left out.

    Raises:
        UnreadableTextError: not UTF-8, a quote out of place, a row of another length, a header
            that is missing, unknown or written twice.
    """
    document = decode(file, content)
    lines = _lines(document)
    headers = next(lines, None)
    if headers is None:
        message = f"the file is empty; its first line must be {','.join(columns.every)}"
        raise UnreadableTextError("F111", message, document.place(0))
    _check_headers(document, headers, columns)
    rows: list[Table] = []
    for cells in lines:
        if len(cells) != len(headers):
            raise _other_length(document, cells, headers)
        if len(rows) >= MAX_ROWS:
            message = f"the file holds more than {MAX_ROWS:,} rows"
            raise UnreadableTextError("F108", message, cells[0].place)
        row = make_table(document, cells[0].start)
        row.update(zip(headers, cells, strict=True))
        rows.append(row)
    return rows


def _lines(document: Document) -> Iterator[list[Word]]:
    text, index = document.text, 0
    while index < len(text):
        cells, index = _line(document, index)
        if any(cells):
            yield cells


def _line(document: Document, index: int) -> tuple[list[Word], int]:
    """Give the cells of a line and where the next line begins."""
    text = document.text
    cells = []
    while True:
        found = _CELL.match(text, index)
        if not found:
            raise _bad_quote(document, index)
        cells.append(_cell(document, found))
        index = found.end()
        if index < len(text) and text[index] == ",":
            index += 1
            continue
        if text.startswith("\r\n", index):
            index += 1
        return cells, index + 1


def _cell(document: Document, found: re.Match[str]) -> Word:
    quoted = found["quoted"]
    text = found["plain"] if quoted is None else quoted.replace('""', '"')
    return make_word(text.strip(), document, found.start(), found.end())


def _bad_quote(document: Document, index: int) -> UnreadableTextError:
    text = document.text
    begun = text[index:].lstrip(" ").startswith('"')
    never_closed = begun and text.count('"', index) % 2 == 1
    if never_closed:
        message = "a double quote is opened here and never closed"
    else:
        message = (
            "a double quote stands inside a cell; put quotes round the cell and write it twice"
        )
    return UnreadableTextError("F112", message, document.place(index))


def _check_headers(document: Document, headers: list[Word], columns: Columns) -> None:
    for index, header in enumerate(headers):
        if header in headers[:index]:
            message = f"column {shown(header)} stands here a second time"
            raise UnreadableTextError("F106", message, header.place)
        if header in columns.every:
            continue
        if len(headers) == 1 and ";" in header:
            message = "cells are separated by ';' here; save the file with commas"
            raise UnreadableTextError("F215", message, header.place)
        if columns.others == "none":
            near = suggestion(header, columns.every)
            message = f"column {shown(header)} is not known; use {','.join(columns.every)}{near}"
            raise UnreadableTextError("F215", message, header.place)
        if not _PLAIN_NAME.fullmatch(header):
            raise UnreadableTextError("F215", _not_plain(header), header.place)
    missing = [name for name in columns.needed if name not in headers]
    if missing:
        message = (
            f"column '{missing[0]}' is missing; the first line must hold {','.join(columns.needed)}"
        )
        raise UnreadableTextError("F215", message, document.place(0))


def _not_plain(header: Word) -> str:
    """Say how a header must be written that others name as row.header."""
    words = re.findall(r"[a-z0-9]+", header.casefold())
    plain = "_".join(words)[:35]
    write = f"; write it as '{plain}'" if _PLAIN_NAME.fullmatch(plain) else ""
    rule = "use lower case letters, digits and underscores, and begin with a letter"
    what = f"column {shown(header)} cannot be named" if header else "a column has no name"
    return f"{what}; {rule}{write}"


def _other_length(
    document: Document, cells: list[Word], headers: list[Word]
) -> UnreadableTextError:
    at = cells[len(headers)] if len(cells) > len(headers) else cells[-1]
    message = (
        f"this row has {len(cells)} cells and there are {len(headers)} headers; "
        "put double quotes round a cell that holds a comma"
    )
    return UnreadableTextError("F112", message, document.place(at.start))
