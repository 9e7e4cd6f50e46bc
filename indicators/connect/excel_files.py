"""A sheet of an .xlsx workbook, read as text."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from framework.model.reads import ExcelFiles
from indicators.connect.headers import find_columns
from indicators.connect.limits import BLOCK_ROWS, MOST_CELL_BYTES
from indicators.connect.opening import ZIP, kind_of, open_unpacked
from indicators.connect.raw import RawBlock, ReadRequest, Wanted, raw_name
from indicators.connect.refusals import RefusedError
from indicators.connect.workbook_guard import check_workbook

_ROWS = BLOCK_ROWS // 4


def read_excel(read: ExcelFiles, request: ReadRequest) -> Iterator[RawBlock]:
    """Give the wanted columns of one sheet as text, block by block.

    Raises:
        RefusedError: not a workbook, unsafe, no such sheet, missing columns.
    """
    with open_unpacked(Path(request.file), Path(request.folder)) as stream:
        head = stream.read(512)
        if not head:
            raise RefusedError("it is empty")
        if not head.startswith(ZIP):
            raise RefusedError(
                f"it is not an .xlsx workbook but {kind_of(head) or 'something else'}"
            )
        check_workbook(stream, stream.seek(0, 2))
        stream.seek(0)
        yield from _blocks(_rows(stream, read.sheet), read.header_row, request.wanted)


def _rows(stream: Any, sheet: str | None) -> Iterator[list[Any]]:
    import python_calamine

    try:
        with python_calamine.CalamineWorkbook.from_filelike(stream) as book:
            name = _sheet_name(book, sheet)
            yield from book.get_sheet_by_name(name).iter_rows()
    except (
        python_calamine.CalamineError,
        python_calamine.XmlError,
        python_calamine.ZipError,
    ):
        raise RefusedError("the workbook is damaged") from None


def _sheet_name(book: Any, wanted: str | None) -> str:
    import python_calamine

    names = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    if not names:
        raise RefusedError("the workbook has no sheet of cells")
    if wanted is None or wanted in names:
        return str(wanted or names[0])
    close = get_close_matches(wanted, names, n=1, cutoff=0.5)
    guess = f"; did you mean '{close[0]}'?" if close else ""
    listed = ", ".join(f"'{name}'" for name in names[:10])
    raise RefusedError(
        f"there is no sheet '{wanted}'{guess} It has {listed}".replace("' It", "'. It")
    )


def _blocks(rows: Iterator[list[Any]], header_row: int, wanted: Wanted) -> Iterator[RawBlock]:
    header = next(islice(rows, header_row - 1, None), None)
    if header is None:
        raise RefusedError(f"it has no row {header_row}" if header_row > 1 else "it is empty")
    found = find_columns([cell_text(cell) or "" for cell in header], wanted)
    first = header_row + 1
    while block := list(islice(rows, _ROWS)):
        filled = [index for index, row in enumerate(block) if any(cell != "" for cell in row)]
        frame = pl.DataFrame(
            {
                raw_name(index): _texts((block[row][place] for row in filled), place)
                for index, place in enumerate(found.places)
            }
        )
        numbers = pl.Series([first + row for row in filled], dtype=pl.Int64)
        yield RawBlock(frame, numbers, found.headers)
        first += len(block)


def _texts(cells: Iterable[Any], place: int) -> pl.Series:
    texts = pl.Series([cell_text(cell) for cell in cells], dtype=pl.String)
    longest = texts.str.len_bytes().max() if len(texts) else None
    if isinstance(longest, int) and longest > MOST_CELL_BYTES:
        raise RefusedError(f"a cell of column {place + 1} is longer than {MOST_CELL_BYTES:,} bytes")
    return texts


def cell_text(cell: Any) -> str | None:
    """Write a cell as its text in a CSV file would be: 301, 0.07, 2024-04-01, TRUE."""
    match cell:
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case datetime():
            return cell.isoformat(sep=" ")
        case date():
            return cell.isoformat()
        case _:
            return str(cell) if cell != "" else None
