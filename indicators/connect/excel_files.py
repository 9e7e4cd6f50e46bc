"""A sheet of an .xlsx workbook, read as text."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO

from framework.model.reads import ExcelFiles
from indicators.connect.opening import ZIP, kind_of, open_unpacked
from indicators.connect.raw import RawBlock, ReadRequest
from indicators.connect.refusals import RefusedError
from indicators.connect.sheets import read_sheet
from indicators.connect.workbook_guard import check_workbook


def read_excel(read: ExcelFiles, request: ReadRequest) -> Iterator[RawBlock]:
    """Give the wanted columns of one sheet as text, block by block.

    Raises:
        RefusedError: not a workbook, unsafe, no such sheet, missing columns.
    """
    with open_unpacked(Path(request.file), Path(request.folder)) as stream:
        check_excel(stream)
        yield from read_sheet(stream, read, request)


def check_excel(stream: IO[bytes]) -> None:
    """Refuse what is no .xlsx workbook or not safe to open.

    Raises:
        RefusedError: with the reason in plain words.
    """
    head = stream.read(512)
    if not head:
        raise RefusedError("it is empty")
    if not head.startswith(ZIP):
        raise RefusedError(f"it is not an .xlsx workbook but {kind_of(head) or 'something else'}")
    check_workbook(stream, stream.seek(0, 2))
    stream.seek(0)
