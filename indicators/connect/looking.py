"""What a file is and where its table stands, seen from its first rows. Runs in the child process."""

import csv
import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path, PurePath
from typing import IO, Any, Final

from indicators.connect.cells import shown
from indicators.connect.dates import read_date
from indicators.connect.encodings import as_utf8
from indicators.connect.excel_files import check_excel
from indicators.connect.guessed_tables import are_short, guess_melt, guess_table
from indicators.connect.header_rows import tidy
from indicators.connect.json_files import find_records, line_records, plain_headers
from indicators.connect.limits import MOST_COLUMNS
from indicators.connect.ods_files import open_ods
from indicators.connect.opening import (
    PARQUET,
    blocks_of,
    kind_of,
    open_plain,
    open_unpacked,
    plain_text,
)
from indicators.connect.raw import LookRequest
from indicators.connect.refusals import RefusedError
from indicators.connect.sheets import cell_text, rows_of, sheet_names
from indicators.connect.zip_files import all_members, open_member

KINDS: Final = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".ods": "ods",
    ".parquet": "parquet",
    ".json": "json",
    ".geojson": "json",
    ".jsonl": "json lines",
    ".ndjson": "json lines",
}
_DELIMITERS: Final = (",", "\t", ";", "|")
_FIRST_ROWS: Final = 60
_MOST_LOOKED_AT: Final = 1_000
_FIRST_BYTES: Final = 1 << 20
_MOST_NAMED: Final = 8
_FEWEST_DAYS: Final = 3
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]")
_OF_A_PERSON: Final = re.compile(
    r"\S+@\S+\.\S+|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\d{3} ?\d{3} ?\d{4}|\d{8,}", re.IGNORECASE
)
"""An e-mail address, a postcode, an NHS number or another long one: in a header it tells of no header."""


def look_at(request: LookRequest) -> dict[str, Any]:
    """Say what a file is: its kind, how it is to be read, its sheets, its headers. All plain values.

    Raises:
        RefusedError: it is none of the kinds, unsafe, empty, or has no header.
    """
    path = Path(request.file)
    with path.open("rb") as raw:
        if not raw.read(1):
            raise RefusedError("it is empty")
    if PurePath(request.name.lower()).suffix == ".zip":
        return _look_into_zip(request)
    if request.member:
        raise RefusedError("it is no zip file, so nothing inside it can be named")
    found = _LOOKS[_kind(request.name)](request)
    _check_headers(found["headers"], found["header_row"])
    melt, headers = guess_melt([tidy(header) for header in found["headers"]])
    if melt is not None:
        found["read"]["melt"] = asdict(melt)
    return {**found, "headers": headers}


def _kind(name: str) -> str:
    suffix = PurePath(name.lower().removesuffix(".gz")).suffix
    if suffix not in KINDS:
        known = ", ".join(KINDS)
        raise RefusedError(
            f"a file of this name is not read; names end in {known} or .zip, and .gz may follow"
        )
    return KINDS[suffix]


def _look_into_zip(request: LookRequest) -> dict[str, Any]:
    """Name the members of a zip file, and look at the one that is asked for, or the first that can be read."""
    members = all_members(Path(request.file))
    readable = [
        name
        for name in members
        if PurePath(name.lower().removesuffix(".gz")).suffix in KINDS and ".meta." not in name
    ]
    if not readable:
        named = ", ".join(shown(name) for name in members[:_MOST_NAMED])
        raise RefusedError(f"no file inside the zip file can be read; it holds {named or 'none'}")
    if request.member and request.member not in readable:
        named = ", ".join(f"'{shown(name)}'" for name in readable[:_MOST_NAMED])
        raise RefusedError(
            f"there is no '{shown(request.member)}' to read inside the zip file; there is {named}"
        )
    found = _look_at_first(request, [request.member] if request.member else readable)
    return {**found, "members": members, "readable": readable}


def _look_at_first(request: LookRequest, names: Sequence[str]) -> dict[str, Any]:
    """Look at the first file inside a zip file that is not refused.

    Raises:
        RefusedError: all are, as the first was.
    """
    first: RefusedError | None = None
    for name in names:
        try:
            with open_member(Path(request.file), name, Path(request.folder)) as inner:
                found = look_at(replace(request, file=str(inner), name=name, member=None))
        except RefusedError as refused:
            first = first or refused
            continue
        found["read"]["member"] = name
        return found
    raise first or RefusedError("no file inside the zip file can be read")


def _look_at_csv(request: LookRequest) -> dict[str, Any]:
    encoding, text = _text(Path(request.file))
    csv.field_size_limit(_FIRST_BYTES)
    rows = {mark: _records(text, mark) for mark in _DELIMITERS}
    mark = max(_DELIMITERS, key=lambda each: _score(rows[each]))
    records = rows.get(mark) or _records(text, mark)
    table = guess_table(records, request.header_row)
    said = {
        "encoding": encoding,
        "delimiter": mark,
        "header": asdict(table.header),
        "fill_short_rows": are_short(records[table.row :], len(table.names)),
    }
    return {"kind": "csv", "read": said, "header_row": table.row, "headers": table.names}


def _text(path: Path) -> tuple[str | None, str]:
    """Give the encoding and the first text. All of the file must fit: UTF-8 is tried, then cp1252.

    Raises:
        RefusedError: it fits neither, or is not text.
    """
    first: RefusedError | None = None
    for encoding in (None, "cp1252"):
        try:
            with open_plain(path) as stream:
                known = plain_text(blocks_of(stream, path.stat().st_size), "CSV")
                blocks = as_utf8(known, encoding)
                head = next(blocks, b"")
                for _ in blocks:
                    pass
        except RefusedError as refused:
            first = first or refused
            continue
        text = head[:_FIRST_BYTES].decode(errors="ignore")
        if _CONTROL.search(text):
            raise RefusedError("it is not text: it holds control characters")
        return encoding, text
    raise first or RefusedError("it is empty")


def _records(text: str, delimiter: str) -> list[list[str]]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").splitlines(keepends=True)
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        return list(islice(reader, _FIRST_ROWS))
    except csv.Error:
        return []


def _score(records: Sequence[Sequence[str]]) -> tuple[float, int]:
    """Prefer the mark that gives most rows one width of more than one cell, then the wider."""
    widths = [len(row) for row in records if row]
    if not widths or max(widths) < 2:
        return 0.0, 0
    most = max(set(widths), key=lambda width: (widths.count(width), width))
    return (widths.count(most) / len(widths) if most > 1 else 0.0), most


def _look_at_excel(request: LookRequest) -> dict[str, Any]:
    with open_unpacked(Path(request.file), Path(request.folder)) as stream:
        check_excel(stream)
        return {"kind": "excel", **_look_at_sheets(stream, request)}


def _look_at_ods(request: LookRequest) -> dict[str, Any]:
    with open_ods(Path(request.file), Path(request.folder)) as stream:
        return {"kind": "ods", **_look_at_sheets(stream, request)}


def _look_at_sheets(stream: IO[bytes], request: LookRequest) -> dict[str, Any]:
    """Look at every sheet, and more closely at the one asked for, else the one with most cells."""
    import python_calamine

    try:
        with python_calamine.CalamineWorkbook.from_filelike(stream) as book:
            names = sheet_names(book)
            sizes = {name: _size(book.get_sheet_by_name(name)) for name in names}
            chosen = request.sheet or max(names, key=lambda name: sizes[name][0] * sizes[name][1])
            if chosen not in names:
                listed = ", ".join(f"'{shown(name)}'" for name in names[:_MOST_NAMED])
                raise RefusedError(f"there is no sheet '{shown(chosen)}'. It has {listed}")
            cells = islice(rows_of(book.get_sheet_by_name(chosen)), _MOST_LOOKED_AT)
            rows = [[cell_text(cell) or "" for cell in row] for row in cells]
    except (python_calamine.CalamineError, python_calamine.XmlError, python_calamine.ZipError):
        raise RefusedError("the workbook is damaged") from None
    table = guess_table(rows, request.header_row)
    return {
        "read": {"sheet": chosen, "header": asdict(table.header), "until": table.until},
        "sheets": [[name, *sizes[name]] for name in names],
        "header_row": table.row,
        "headers": table.names,
    }


def _size(sheet: Any) -> tuple[int, int]:
    """Say how far a sheet's cells reach; the end that the reader gives counts from 0."""
    if sheet.end is None:
        return 0, 0
    row, column = sheet.end
    return row + 1, column + 1


def _look_at_parquet(request: LookRequest) -> dict[str, Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    with open_unpacked(Path(request.file), Path(request.folder)) as stream:
        head = stream.read(512)
        if not head.startswith(PARQUET):
            raise RefusedError(f"it is not a Parquet file but {kind_of(head) or 'something else'}")
        stream.seek(0)
        try:
            footer: Any = pq.read_schema(stream)
        except (pa.ArrowException, OSError):
            raise RefusedError("the Parquet file is damaged or cut short") from None
        return {"kind": "parquet", "read": {}, "header_row": 1, "headers": list(footer.names)}


def _look_at_json(request: LookRequest) -> dict[str, Any]:
    place, records = find_records(Path(request.file))
    return {
        "kind": "json",
        "read": {"records": place},
        "header_row": 1,
        "headers": plain_headers(records),
    }


def _look_at_json_lines(request: LookRequest) -> dict[str, Any]:
    records = (record for _, record in line_records(Path(request.file)))
    return {"kind": "json lines", "read": {}, "header_row": 1, "headers": plain_headers(records)}


_LOOKS: Final = {
    "csv": _look_at_csv,
    "excel": _look_at_excel,
    "ods": _look_at_ods,
    "parquet": _look_at_parquet,
    "json": _look_at_json,
    "json lines": _look_at_json_lines,
}


def _check_headers(headers: Sequence[str], row: int) -> None:
    """Refuse a row of somebody's data: a header is shown, and data are not."""
    if len(headers) > MOST_COLUMNS:
        raise RefusedError(f"it has {len(headers):,} columns; at most {MOST_COLUMNS:,} are read")
    named = [header.strip() for header in headers if header.strip()]
    if not named:
        raise RefusedError(f"row {row:,} is no header: it is empty")
    # several days side by side are periods over columns; one or two are somebody's
    days = sum(read_date(header) is not None for header in named)
    if any(_OF_A_PERSON.fullmatch(header) for header in named) or 0 < days < _FEWEST_DAYS:
        raise RefusedError(
            f"row {row:,} looks like data and not like a header; give the columns their names in "
            "a row above them, or say --header-row"
        )
