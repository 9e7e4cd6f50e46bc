"""Files of every kind written in code, with no library that would tidy them."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

Row = dict[str, Any]

_SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
_MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"


def ods_cell(value: Any, more: str = "") -> str:
    """A cell of content.xml as office programs write it."""
    match value:
        case None:
            return f"<table:table-cell {more}/>"
        case bool():
            said = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
        case int() | float():
            said = f'office:value-type="float" office:value="{value}"'
        case date():
            said = f'office:value-type="date" office:date-value="{value.isoformat()}"'
        case _:
            said = 'office:value-type="string"'
    return (
        f"<table:table-cell {said} {more}><text:p>{escape(str(value))}</text:p></table:table-cell>"
    )


def ods_sheet(name: str, rows: Sequence[Sequence[Any]]) -> str:
    """A sheet of content.xml, ended by the empty rows that office programs add to the edge of the sheet."""
    inside = "".join(
        f"<table:table-row>{''.join(ods_cell(cell) for cell in row)}</table:table-row>"
        for row in rows
    )
    empty = (
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    return f'<table:table table:name="{name}">{inside}{empty}</table:table>'


def ods_book(*sheets: str, typed: bool = True, **parts: str) -> bytes:
    """A whole workbook; `parts` stand in it as well. Without `typed` it does not say its type."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES}><office:body>'
        f"<office:spreadsheet>{''.join(sheets)}</office:spreadsheet>"
        "</office:body></office:document-content>"
    )
    held = {"content.xml": content, **parts}
    return zip_of(({"mimetype": _MIMETYPE} if typed else {}) | held)


def zip_of(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip file of these files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return target.getvalue()


def as_ods(rows: Sequence[Row]) -> bytes:
    return ods_book(ods_sheet("Data", [list(rows[0]), *(list(row.values()) for row in rows)]))


def as_json(rows: Sequence[Row]) -> bytes:
    return json.dumps({"data": {"rows": rows}}, default=str).encode()


def as_json_lines(rows: Sequence[Row]) -> bytes:
    return b"".join(json.dumps(row, default=str).encode() + b"\n" for row in rows)
