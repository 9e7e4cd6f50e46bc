"""Rows to files: CSV, Excel and Parquet with the same bytes on every run."""

import csv
import gzip
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

from indicators.demonstration.months import Days

Columns = Mapping[str, Sequence[object] | NDArray[Any]]
"""Header -> cells, all of one length. None is an empty cell."""

Cell = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Writing:
    """How a partner's system writes CSV."""

    delimiter: str = ","
    encoding: str = "utf-8"


PLAIN: Final = Writing()


def iso(days: Days) -> list[str]:
    """Write days as 2026-10-31, a missing day as nothing."""
    return ["" if text == "NaT" else text for text in np.datetime_as_string(days, "D").tolist()]


def day_first(days: Days) -> list[str]:
    """Write days as 31/10/2026, a missing day as nothing."""
    return ["/".join(reversed(text.split("-"))) for text in iso(days)]


def numbered(prefix: str, count: int, first: int = 1) -> list[str]:
    """Give row ids as a system would: a prefix and a running number."""
    return [f"{prefix}{number:07d}" for number in range(first, first + count)]


def write_csv(path: Path, columns: Columns, writing: Writing = PLAIN) -> Path:
    """Write a CSV; a name that ends in .gz is packed, without the time that gzip would add."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=writing.delimiter, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(zip(*map(_cells, columns.values()), strict=True))
    data = text.getvalue().encode(writing.encoding)
    if path.suffix == ".gz":
        packed = io.BytesIO()
        with gzip.GzipFile(
            filename="", mode="wb", compresslevel=6, fileobj=packed, mtime=0
        ) as stream:
            stream.write(data)
        data = packed.getvalue()
    path.write_bytes(data)
    return path


def _cells(column: Sequence[object] | NDArray[Any]) -> Sequence[object]:
    return column.tolist() if isinstance(column, np.ndarray) else column


def write_parquet(path: Path, columns: Columns) -> Path:
    """Write Parquet with real dates and numbers, as a data warehouse hands it over."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrays = {name: pa.array(cells) for name, cells in columns.items()}
    pq.write_table(pa.table(arrays), path, compression="zstd")
    return path


def write_workbook(path: Path, sheet: str, rows: Sequence[Sequence[Cell]]) -> Path:
    """Write one sheet of a workbook; dates become real date cells, None an empty cell."""
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS,
        "xl/workbook.xml": _WORKBOOK.format(sheet=escape(sheet)),
        "xl/_rels/workbook.xml.rels": _WORKBOOK_RELS,
        "xl/styles.xml": _STYLES,
        "xl/worksheets/sheet1.xml": _sheet(rows),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            # A zip entry carries a time: the earliest one it can say keeps the bytes the same.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, text, compress_type=zipfile.ZIP_DEFLATED)
    return path


def _sheet(rows: Sequence[Sequence[Cell]]) -> str:
    lines = (
        f'<row r="{number}">{"".join(_cell(cell, number, at) for at, cell in enumerate(row))}</row>'
        for number, row in enumerate(rows, start=1)
    )
    return f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _cell(cell: Cell, row: int, at: int) -> str:
    place = f"{chr(ord('A') + at)}{row}"
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f'<c r="{place}" s="1"><v>{(cell - date(1899, 12, 30)).days}</v></c>'
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    return f'<c r="{place}"><v>{cell}</v></c>'


_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES: Final = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/></Types>'
)
_RELS: Final = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>"
)
_WORKBOOK: Final = (
    f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="{sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_WORKBOOK_RELS: Final = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
)
_STYLES: Final = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts>'
    '<fills count="1"><fill/></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/>'
    '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)
