"""The cells of one sheet as text, block by block: shared by every kind of workbook."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from fnmatch import fnmatchcase
from itertools import islice
from typing import IO, Any

import polars as pl

from framework.model.reads import BLANK_ROW, SheetFiles
from indicators.connect.header_rows import HeaderFinder
from indicators.connect.headers import Columns, find_columns
from indicators.connect.limits import BLOCK_ROWS, MOST_CELL_BYTES
from indicators.connect.raw import RawBlock, ReadRequest, raw_name
from indicators.connect.refusals import RefusedError

_ROWS = BLOCK_ROWS // 4


def read_sheet(stream: IO[bytes], read: SheetFiles, request: ReadRequest) -> Iterator[RawBlock]:
    """Give the wanted columns of a sheet of a workbook that was found safe.

    Raises:
        RefusedError: damaged, no such sheet, no such header, missing columns.
    """
    import python_calamine

    try:
        with python_calamine.CalamineWorkbook.from_filelike(stream) as book:
            name = sheet_name(sheet_names(book), read.sheet)
            sheet = book.get_sheet_by_name(name)
            yield from _blocks(rows_of(sheet), read, request)
    except (
        python_calamine.CalamineError,
        python_calamine.XmlError,
        python_calamine.ZipError,
    ):
        raise RefusedError("the workbook is damaged") from None


def rows_of(sheet: Any) -> Iterator[list[Any]]:
    """Give the rows of a sheet from its cell A1, though calamine leaves out the columns before its first."""
    before = [""] * (sheet.start[1] if sheet.start else 0)
    for row in sheet.iter_rows():
        yield before + row


def sheet_names(book: Any) -> list[str]:
    """Give the names of the sheets that hold cells.

    Raises:
        RefusedError: there is none.
    """
    import python_calamine

    names = [
        str(sheet.name)
        for sheet in book.sheets_metadata
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    if not names:
        raise RefusedError("the workbook has no sheet of cells")
    return names


def sheet_name(names: list[str], wanted: str | None) -> str:
    """Choose a sheet by its name, else by a pattern that one name fits; the first when none is named.

    Raises:
        RefusedError: no sheet, or several.
    """
    if wanted is None or wanted in names:
        return wanted or names[0]
    listed = ", ".join(f"'{name}'" for name in names[:10])
    if "*" in wanted:
        fitting = [name for name in names if fnmatchcase(name, wanted.replace("[", "[[]"))]
        if len(fitting) == 1:
            return fitting[0]
        found = ", ".join(f"'{name}'" for name in fitting[:10])
        raise RefusedError(
            f"{len(fitting)} sheets are like '{wanted}': {found}"
            if fitting
            else f"no sheet is like '{wanted}'. It has {listed}"
        )
    close = get_close_matches(wanted, names, n=1, cutoff=0.5)
    guess = f"; did you mean '{close[0]}'?" if close else "."
    raise RefusedError(f"there is no sheet '{wanted}'{guess} It has {listed}")


def _blocks(
    rows: Iterator[list[Any]], read: SheetFiles, request: ReadRequest
) -> Iterator[RawBlock]:
    finder = HeaderFinder(read.header, read.any_case)
    if not any(finder.take([cell_text(cell) or "" for cell in row]) for row in rows):
        raise finder.absent()
    columns = find_columns(finder.names(), request, finder.preamble)
    first = finder.last_row + 1
    body = _until(rows, read.until)
    while block := list(islice(body, _ROWS)):
        filled = [index for index, row in enumerate(block) if any(cell != "" for cell in row)]
        numbers = pl.Series([first + row for row in filled], dtype=pl.Int64)
        yield from columns.shaped(_frame([block[row] for row in filled], columns), numbers)
        first += len(block)


def _until(rows: Iterable[list[Any]], until: tuple[str, ...]) -> Iterator[list[Any]]:
    """Give the rows up to where the table ends, if that is said."""
    begun = False
    for row in rows:
        if until:
            text = next((text for cell in row if (text := (cell_text(cell) or "").strip())), "")
            if text.startswith(until) or (begun and not text and BLANK_ROW in until):
                return
            begun = begun or bool(text)
        yield row


def _frame(rows: list[list[Any]], columns: Columns) -> pl.DataFrame:
    return pl.DataFrame(
        {
            raw_name(index): _texts((row[place] for row in rows), place)
            for index, place in enumerate(columns.places)
        }
    )


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
        case date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell.total_seconds() / 86400)
        case _:
            return str(cell) if cell != "" else None
