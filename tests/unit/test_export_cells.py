"""Cells of the files that we give away: no spreadsheet takes one for a formula."""

import csv
import io

import pytest
from openpyxl import load_workbook

from dashboard.export.csv_text import csv_text, safe_text
from dashboard.export.failing_rows import as_file
from framework.errors import UserError
from indicators.quality.report import STOPPED, Report

DANGEROUS = (
    "=1+1",
    "+1",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "|cmd",
    "%0A=1",
    " =1",
    "\u2060=1",
    "\u200e=1",
    "\u202e=1",
    "\u00ad=1",
    "\uff1d1",
    "\0=1",
)


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_may_be_a_formula_stands_behind_an_apostrophe_in_tables_and_in_lists(
    text: str,
) -> None:
    safe = "'" + text.replace("\0", "")
    assert safe_text(text) == safe
    assert list(csv.reader(io.StringIO(csv_text(["a"], [[text]]), newline=""))) == [["a"], [safe]]
    # a file that came in with such a name stands in the reason why its source stopped
    report = Report("plans", STOPPED, (text,))
    listed = as_file(report, "list.csv").decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(listed, newline="")))[1][9] == safe
    sheet = load_workbook(io.BytesIO(as_file(report, "list.xlsx"))).active
    assert sheet is not None
    assert sheet.cell(2, 10).value == safe


def test_numbers_stay_numbers_and_plain_text_stays_as_it_is() -> None:
    table = [[-5, -0.5, None, True, "a=b", "Dunmoor", ""]]
    assert csv_text(list("abcdefg"), table).splitlines()[1] == (
        '"-5","-0.5","","yes","a=b","Dunmoor",""'
    )


def test_a_list_is_csv_or_a_workbook_and_nothing_else() -> None:
    with pytest.raises(UserError, match=r"'list.pdf' must end in .csv or .xlsx"):
        as_file(Report("plans", STOPPED), "list.pdf")
