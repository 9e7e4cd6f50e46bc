"""Tables as CSV that no spreadsheet takes for formulas."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final
from unicodedata import category

from framework.model.visible import visible

_BEGINS_FORMULA: Final = tuple("=+-@|%＝＋－＠")  # full-width forms are formulas too
_AROUND: Final = ("Cf", "Zs", "Mn", "Me")
"""Unicode's kinds of marks that stand round a letter or are blank, so that a formula may begin behind them."""
_BREAKS: Final = re.compile(r"[\t\n\r]+")


def safe_text(text: str) -> str:
    """Give a text that stays in its cell and that a spreadsheet shows and never runs.

    Breaks are blanks, what cannot be seen is gone, and an apostrophe stands before what may be a formula.
    """
    plain = _BREAKS.sub(" ", visible(text))
    if plain == "%":  # a unit; alone it is no formula
        return plain
    first = next((mark for mark in plain if category(mark) not in _AROUND), "")
    return f"'{plain}" if first in _BEGINS_FORMULA else plain


def csv_text(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Give a table as CSV with every cell quoted. Numbers stay numbers; what is missing is empty."""
    return csv_rows([headers]) + csv_rows(rows)


def csv_rows(rows: Iterable[Sequence[object]]) -> str:
    """Give rows as lines of a CSV file, so that a long table may be written part by part."""
    made = io.StringIO()
    writer = csv.writer(made, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([_cell(value) for value in row] for row in rows)
    return made.getvalue()


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, int | float) else safe_text(str(value))
