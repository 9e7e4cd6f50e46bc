"""Cells of the rows that a test gives: what can be seen to be wrong before they are read as those of a file."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Final

from framework.load.mistakes import Mistakes, listed, shown, suggestion
from framework.load.syntax.documents import Word
from framework.model.sources import ColumnType, Source, SourceColumn

_YEAR_FIRST: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_YEAR_LAST: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")


def check_cell(cell: Word, column: SourceColumn, source: Source, mistakes: Mistakes) -> None:
    """Refuse a cell that its column never holds. What the reader of files may still take is left to it."""
    markers = {*(column.missing or {}), *(source.missing or {})}
    if not cell.is_blank and cell not in markers:
        _CHECKS[column.type](cell, column, mistakes)


def _check_date(cell: Word, column: SourceColumn, mistakes: Mistakes) -> None:
    if not any(char.isdecimal() for char in cell):
        mistakes.error("F205", cell, f"{shown(cell)} is not a date; write it as 2025-04-01")
    elif not _may_be_a_day(cell, day_first=column.day_first):
        mistakes.error("F205", cell, f"{shown(cell)} is not a date: there is no such day")


def _may_be_a_day(text: str, *, day_first: bool) -> bool:
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _YEAR_LAST.fullmatch(text):
        one, other, year = map(int, found.groups())
        day, month = (one, other) if day_first else (other, one)
    else:
        return True
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _check_number(cell: Word, _column: SourceColumn, mistakes: Mistakes) -> None:
    if not any(char.isdecimal() for char in cell):
        message = f"{shown(cell)} is not a number; write digits only, such as 85 or 12.5"
        mistakes.error("F204", cell, message)


def _check_text(cell: Word, column: SourceColumn, mistakes: Mistakes) -> None:
    labels: Mapping[str, str] = column.labels or {}
    allowed: Collection[str] = dict.fromkeys(
        [*column.one_of, *(text for text, label in labels.items() if label in column.one_of)]
    )
    if column.one_of and cell.casefold() not in {one.casefold() for one in allowed}:
        message = (
            f"{shown(cell)} is not a value of column '{column.name}'; "
            f"its values are {listed(allowed, 'and')}{suggestion(cell, allowed)}"
        )
        mistakes.error("F404", cell, message)


def _check_truth(_cell: Word, _column: SourceColumn, _mistakes: Mistakes) -> None:
    """Files say yes and no in many ways."""


_CHECKS: Final[Mapping[ColumnType, Callable[[Word, SourceColumn, Mistakes], None]]] = {
    ColumnType.DATE: _check_date,
    ColumnType.NUMBER: _check_number,
    ColumnType.TEXT: _check_text,
    ColumnType.TRUTH: _check_truth,
}
