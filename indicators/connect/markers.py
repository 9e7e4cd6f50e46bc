"""What stands in a cell instead of a number, and what a note beside it says of it."""

import re
from collections.abc import Mapping
from typing import Final

import polars as pl

from framework.model.sources import CellStatus, ColumnType, Notes, Source, SourceColumn
from indicators.connect.cells import Cells, told_of

_WHOLE: Final = re.compile(r"[+-]?[0-9]+")
_WHOLE_AS_FLOAT: Final = r"^[+-]?[0-9]+\.0+$"

_HIDING: Final = (
    CellStatus.SUPPRESSED.value,
    CellStatus.UNAVAILABLE.value,
    CellStatus.NOT_APPLICABLE.value,
)
"""A note that says one of these takes the number away: it is not one to be shown."""


def markers_of(column: SourceColumn, source: Source) -> Mapping[str, CellStatus]:
    """Give what stands for a missing value in a column: the source's markers and its own. None in text."""
    if column.type is ColumnType.TEXT and not column.bands:
        return {}
    return {**(source.missing or {}), **(column.missing or {})}


def status_of(name: str, markers: Mapping[str, CellStatus]) -> pl.Expr:
    """Say what the marker in a text column means; null where there is none.

    A marker that is a whole number is found as a spreadsheet writes it too: -1 as -1.0.
    """
    texts = pl.col(name)
    if any(map(_WHOLE.fullmatch, markers)):
        whole = texts.str.replace(r"\.0+$", "")
        texts = pl.when(texts.str.contains(_WHOLE_AS_FLOAT)).then(whole).otherwise(texts)
    meanings = {text: status.value for text, status in markers.items()}
    return texts.replace_strict(meanings, default=None, return_dtype=pl.String)


def read_notes(texts: pl.Series, notes: Notes) -> Cells:
    """Say what the note of each row means; null for none and for a remark that means nothing.

    A note has the meaning of the longest declared text that it begins with.
    """
    found: dict[str, str] = {}
    why: dict[str, str | None] = {}
    for text in texts.drop_nulls().unique():
        known = [begin for begin in notes.meanings if text.startswith(begin)]
        if not known:
            why[text] = "S112 is a note that 'meanings' does not list"
            continue
        status = notes.meanings[max(known, key=len)]
        if status is not None:
            found[text] = status.value
    statuses = texts.replace_strict(found, default=None, return_dtype=pl.String)
    return Cells(statuses, told_of(texts, why))


def under_notes(values: pl.Series, statuses: pl.Series) -> pl.Series:
    """Take away the numbers that a note says are not to be shown."""
    return pl.select(
        pl.when(~statuses.is_in(_HIDING).fill_null(value=False)).then(values)
    ).to_series()
