"""What a file is and where its table stands, seen from its first rows. Runs in the child process."""

import csv
import re
import zipfile
from collections.abc import Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path, PurePath
from typing import IO, Any, Final

from framework.model.reads import Header
from indicators.connect.cells import shown
from indicators.connect.dates import read_date
from indicators.connect.encodings import as_utf8
from indicators.connect.limits import MOST_COLUMNS
from indicators.connect.opening import PARQUET, ZIP, blocks_of, kind_of, open_plain, open_unpacked
from indicators.connect.raw import LookRequest
from indicators.connect.refusals import RefusedError
from indicators.connect.sheets import cell_text
from indicators.connect.workbook_guard import check_workbook

KINDS: Final = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".parquet": "parquet",
}
_DELIMITERS: Final = (",", "\t", ";", "|")
_FIRST_ROWS: Final = 60
_FIRST_BYTES: Final = 1 << 20
_FILLED: Final = 0.7
"""The header is the first row that fills so large a share of what the fullest row fills."""
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
    look = {"csv": _look_at_csv, "excel": _look_at_book, "parquet": _look_at_parquet}
    found = look[_kind(Path(request.file))](request)
    _check_headers(found["headers"], found["header_row"])
    return found


def _kind(path: Path) -> str:
    with path.open("rb") as raw:
        if not raw.read(1):
            raise RefusedError("it is empty")
    suffix = PurePath(path.name.lower().removesuffix(".gz")).suffix
    if suffix == ".zip":
        raise RefusedError(_members(path))
    if suffix not in KINDS:
        raise RefusedError(
            f"a file of this name is not read; names end in {', '.join(KINDS)}, and .gz may follow"
        )
    return KINDS[suffix]


def _members(path: Path) -> str:
    """Name the files in a zip file by its list alone; nothing is unpacked."""
    try:
        with zipfile.ZipFile(path) as packed:
            names = [shown(name) for name in packed.namelist()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "the zip file is damaged"
    more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    return (
        f"it is a zip file of {len(names):,} files; unpack it and look at each: "
        f"{', '.join(names[:_MOST_NAMED])}{more}"
    )


def _look_at_csv(request: LookRequest) -> dict[str, Any]:
    encoding, text = _text(Path(request.file))
    csv.field_size_limit(_FIRST_BYTES)
    rows = {mark: _records(text, mark) for mark in _DELIMITERS}
    mark = max(_DELIMITERS, key=lambda each: _score(rows[each]))
    records = rows.get(mark) or _records(text, mark)
    place = request.header_row or _header_place(records)
    if place > len(records):
        raise RefusedError(f"it has no row {place}")
    return {
        "kind": "csv",
        "read": {"encoding": encoding, "delimiter": mark, "header": asdict(Header(place))},
        "header_row": place,
        "headers": records[place - 1],
    }


def _text(path: Path) -> tuple[str | None, str]:
    """Give the encoding and the first text. All of the file must fit: UTF-8 is tried, then cp1252.

    Raises:
        RefusedError: it fits neither, or is not text.
    """
    first: RefusedError | None = None
    for encoding in (None, "cp1252"):
        try:
            with open_plain(path) as stream:
                blocks = as_utf8(blocks_of(stream, path.stat().st_size), encoding)
                head = next(blocks, b"")
                if kind := kind_of(head):
                    raise RefusedError(f"it is not a CSV file but {kind}")
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


def _header_place(rows: Sequence[Sequence[str]]) -> int:
    """Give the number of the row that looks like the header, counted from 1."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    if not any(filled):
        raise RefusedError("it has no header: its first rows are empty")
    widths = [len(row) for row, count in zip(rows, filled, strict=True) if count]
    usual = max(set(widths), key=lambda width: (widths.count(width), width))
    most = max(count for row, count in zip(rows, filled, strict=True) if len(row) == usual)
    return next(place for place, count in enumerate(filled, start=1) if count >= most * _FILLED)


def _look_at_book(request: LookRequest) -> dict[str, Any]:
    with open_unpacked(Path(request.file), Path(request.folder)) as stream:
        head = stream.read(512)
        if not head.startswith(ZIP):
            raise RefusedError(
                f"it is not an .xlsx workbook but {kind_of(head) or 'something else'}"
            )
        check_workbook(stream, stream.seek(0, 2))
        stream.seek(0)
        return _look_at_sheets(stream, request)


def _look_at_sheets(stream: IO[bytes], request: LookRequest) -> dict[str, Any]:
    """Look at every sheet, and more closely at the one asked for, else the one with most cells."""
    import python_calamine

    try:
        with python_calamine.CalamineWorkbook.from_filelike(stream) as book:
            names = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
            ]
            sizes = {name: _size(book.get_sheet_by_name(name)) for name in names}
            if not names:
                raise RefusedError("the workbook has no sheet of cells")
            chosen = request.sheet or max(names, key=lambda name: sizes[name][0] * sizes[name][1])
            if chosen not in names:
                listed = ", ".join(f"'{shown(name)}'" for name in names[:_MOST_NAMED])
                raise RefusedError(f"there is no sheet '{shown(chosen)}'. It has {listed}")
            cells = islice(book.get_sheet_by_name(chosen).iter_rows(), max(_FIRST_ROWS, 1000))
            rows = [[cell_text(cell) or "" for cell in row] for row in cells]
    except (python_calamine.CalamineError, python_calamine.XmlError, python_calamine.ZipError):
        raise RefusedError("the workbook is damaged") from None
    place = request.header_row or _header_place(rows[:_FIRST_ROWS])
    if place > len(rows):
        raise RefusedError(f"it has no row {place}")
    return {
        "kind": "excel",
        "read": {"sheet": chosen, "header": asdict(Header(place))},
        "sheets": [[name, *sizes[name]] for name in names],
        "header_row": place,
        "headers": rows[place - 1],
    }


def _size(sheet: Any) -> tuple[int, int]:
    return int(sheet.total_height), int(sheet.total_width)


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
