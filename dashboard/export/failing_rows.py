"""A list of failures as a file for spreadsheets, in which no cell is ever taken for a formula."""

import io
from pathlib import PurePath
from typing import Final

from dashboard.export.csv_text import csv_text, safe_text
from framework.errors import UserError
from indicators.quality.catalogue import CANNOT_BE_READ, RULES
from indicators.quality.findings import MOST_LISTED, OUTCOMES
from indicators.quality.report import STOPPED, Report
from indicators.quality.words import code_of

_HEADS: Final = (
    "Source", "File", "Row", "Column", "Area", "Period",
    "Code", "Meaning", "Rule", "What was found", "What happens",
)  # fmt: skip


def as_file(report: Report, name: str) -> bytes:
    """Write a report's list as CSV or as a workbook, by the ending of a file's name.

    Raises:
        UserError: the ending is neither .csv nor .xlsx.
    """
    match PurePath(name).suffix.lower():
        case ".csv":
            return csv_text(_HEADS, _table(report)).encode("utf-8-sig")
        case ".xlsx":
            return _as_workbook(_table(report))
        case _:
            raise UserError(f"'{name}' must end in .csv or .xlsx")


def _table(report: Report) -> list[tuple[str | int, ...]]:
    rows = _reasons(report)
    for one in report.findings.iter_rows(named=True):
        code = one["code"]
        rows.append(
            (
                report.source,
                one["file"] or "",
                one["row"] if one["row"] is not None else "",
                one["column"] or "",
                one["area"] or "",
                one["period"] or "",
                code,
                RULES[code].title,
                one["rule"] or "",
                one["found"] or "",
                OUTCOMES[one["then"]]
                if one["row"] is not None or one["then"] == "stop"
                else "told",
            )
        )
    if not report.is_whole:
        rest = report.failures - report.findings.height
        last = f"{rest:,} more are not listed: of each check the first {MOST_LISTED:,} are"
        rows.append((report.source, last, *[""] * (len(_HEADS) - 2)))
    return rows


def _reasons(report: Report) -> list[tuple[str | int, ...]]:
    """Give what stopped the source as a whole: no row of it is to blame."""
    if report.outcome != STOPPED:
        return []
    told = [(code, reason) for reason in report.reasons if (code := code_of(reason))]
    told = told or [(CANNOT_BE_READ, reason) for reason in report.reasons]
    return [
        (report.source, *[""] * 5, code, RULES[code].title, "", reason, OUTCOMES["stop"])
        for code, reason in told
    ]


def _as_workbook(rows: list[tuple[str | int, ...]]) -> bytes:
    from xlsxwriter import Workbook

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    written = io.BytesIO()
    with Workbook(written, {**plain, "in_memory": True}) as book:
        sheet = book.add_worksheet("Failures")
        for place, row in enumerate((_HEADS, *rows)):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(place, column, cell)
                else:
                    sheet.write_string(place, column, safe_text(cell))
        sheet.freeze_panes(1, 0)
    return written.getvalue()
