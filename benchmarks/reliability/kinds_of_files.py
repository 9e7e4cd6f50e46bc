"""Small whole files of every kind that can be read, written from one frame of texts and whole numbers."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from typing import Any, Final
from xml.sax.saxutils import escape

import polars as pl

from framework.model.reads import READS, Read, ReadKind

RECORDS: Final = "data.rows"
MEMBER: Final = "inside.csv"
_SPACES: Final = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
)
_MIMETYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"

Writer = Callable[[pl.DataFrame], bytes]


def as_csv(content: pl.DataFrame) -> bytes:
    return content.write_csv().encode()


def as_parquet(content: pl.DataFrame) -> bytes:
    target = io.BytesIO()
    content.write_parquet(target)
    return target.getvalue()


def as_workbook(content: pl.DataFrame) -> bytes:
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, content.columns)
        for place, row in enumerate(content.iter_rows(), start=1):
            sheet.write_row(place, 0, row)
    return target.getvalue()


def as_ods(content: pl.DataFrame) -> bytes:
    rows = "".join(
        f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"
        for row in (content.columns, *content.iter_rows())
    )
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES}><office:body>'
        f'<office:spreadsheet><table:table table:name="Data">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zip_of({"mimetype": _MIMETYPE, "content.xml": document})


def _ods_cell(cell: Any) -> str:
    number = f' office:value-type="float" office:value="{cell}"'
    kind = number if isinstance(cell, int) else ' office:value-type="string"'
    return f"<table:table-cell{kind}><text:p>{escape(str(cell))}</text:p></table:table-cell>"


def as_json(content: pl.DataFrame) -> bytes:
    return json.dumps({"data": {"rows": content.to_dicts()}}).encode()


def as_json_lines(content: pl.DataFrame) -> bytes:
    return content.write_ndjson().encode()


def as_zip(content: pl.DataFrame) -> bytes:
    return zip_of({MEMBER: as_csv(content)})


def zip_of(parts: Mapping[str, str | bytes]) -> bytes:
    """Pack some files into a zip file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return target.getvalue()


FILE_KINDS: Final[Mapping[str, tuple[ReadKind, str, Writer]]] = {
    "csv": (ReadKind.CSV, "csv", as_csv),
    "excel": (ReadKind.EXCEL, "xlsx", as_workbook),
    "ods": (ReadKind.ODS, "ods", as_ods),
    "parquet": (ReadKind.PARQUET, "parquet", as_parquet),
    "json": (ReadKind.JSON, "json", as_json),
    "json lines": (ReadKind.JSON_LINES, "jsonl", as_json_lines),
    "zip": (ReadKind.CSV, "zip", as_zip),
}
"""Each kind of file: how it is read, how its name ends, how it is written."""

_MORE: Final[Mapping[str, Mapping[str, str]]] = {
    "json": {"records": RECORDS},
    "zip": {"member": MEMBER},
}


def read_of(name: str, path: str) -> Read:
    """Give how a file of one of FILE_KINDS is read."""
    more: Mapping[str, Any] = _MORE.get(name, {})
    return READS[FILE_KINDS[name][0]](path, **more)


def declared(name: str, path: str) -> str:
    """Write the `read` of a file of one of FILE_KINDS."""
    more = "".join(f", {key}: {value}" for key, value in _MORE.get(name, {}).items())
    return f"{{kind: {FILE_KINDS[name][0].value}, path: {path}{more}}}"
