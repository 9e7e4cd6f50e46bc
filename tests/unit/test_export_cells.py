"""Cells of the files that we give away: no spreadsheet takes one for a formula."""

import csv
import io
from unicodedata import bidirectional, category

import pytest
from openpyxl import load_workbook

from dashboard.export.csv_text import csv_text, safe_text
from dashboard.export.failing_rows import as_file
from framework.errors import UserError
from framework.model.visible import visible
from indicators.quality.report import STOPPED, Report

BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
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
    "\x85=1",
    "\u2028\u2029=1",
    "\u2067\x7f\u061c=1",
    "\u00ad=1",
    "\uff1d1",
    "\0=1",
    "\u3164\u2800=1",
    "\ufe0f=1",
    "\u0301=1",
)


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_may_be_a_formula_stands_behind_an_apostrophe_in_tables_and_in_lists(
    text: str,
) -> None:
    safe = safe_text(text)
    assert safe.startswith("'")
    assert safe[1:].strip() == visible(text).strip()
    assert list(csv.reader(io.StringIO(csv_text(["a"], [[text]]), newline=""))) == [["a"], [safe]]
    # a file that came in with such a name stands in the reason why its source stopped
    report = Report("plans", STOPPED, (text,))
    listed = as_file(report, "list.csv").decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(listed, newline="")))[1][9] == safe
    sheet = load_workbook(io.BytesIO(as_file(report, "list.xlsx"))).active
    assert sheet is not None
    assert sheet.cell(2, 10).value == safe


UNSEEN = [
    chr(code)
    for code in range(0x110000)
    if category(chr(code)) in ("Cc", "Zl", "Zp") or bidirectional(chr(code)) in BIDI
] + ["\u061c", "\u200e", "\u200f"]


def test_no_mark_that_breaks_a_row_or_turns_a_text_round_reaches_a_file() -> None:
    assert len(UNSEEN) > 70
    text = "".join(f"a{mark}b" for mark in UNSEEN)
    made = csv_text(["words"], [[text], ["first\r\nsecond"]])
    listed = as_file(Report("plans", STOPPED, (text,)), "list.csv").decode("utf-8-sig")
    assert made.splitlines() == made.split("\r\n")[:-1]
    assert made.splitlines()[2] == '"first second"'
    assert not [mark for mark in UNSEEN if mark in made.replace("\r\n", "")]
    assert not [mark for mark in UNSEEN if mark in listed.replace("\r\n", "")]
    sheet = load_workbook(io.BytesIO(as_file(Report("plans", STOPPED, (text,)), "l.xlsx"))).active
    assert sheet is not None
    assert not [mark for mark in UNSEEN if mark in str(sheet.cell(2, 10).value)]


@pytest.mark.parametrize("text", ["Tŷ Bach, Ynys Môn", "Zażółć", "שלום", "a\u200db", "✓ 5%"])
def test_words_of_other_languages_stay_as_they_are(text: str) -> None:
    assert safe_text(text) == text


def test_numbers_stay_numbers_and_plain_text_stays_as_it_is() -> None:
    table = [[-5, -0.5, None, True, "a=b", "Dunmoor", ""]]
    assert csv_text(list("abcdefg"), table).splitlines()[1] == (
        '"-5","-0.5","","yes","a=b","Dunmoor",""'
    )


def test_a_list_is_csv_or_a_workbook_and_nothing_else() -> None:
    with pytest.raises(UserError, match=r"'list.pdf' must end in .csv or .xlsx"):
        as_file(Report("plans", STOPPED), "list.pdf")
