"""How a check says where something stands and how often. Never with the value of a cell."""

import re
from collections.abc import Iterable
from typing import Final

import polars as pl

from framework.model.sources import Source

_TOLD: Final = 3
_CODE: Final = re.compile(r" \[(S\d{3})\]$")
AREA_WORD: Final = "area"
PERIOD_WORD: Final = "period"
"""What a key may name beside columns: the area and the period of a row."""


def coded(code: str, what: str) -> str:
    """Give a reason with its code of data, as it is told everywhere."""
    return f"{what} [{code}]"


def code_of(reason: str) -> str:
    """Give the code that a reason was told with, nothing when it has none."""
    found = _CODE.search(reason)
    return found[1] if found else ""


def how_many(count: int, one: str) -> str:
    """Say a count with its word: '1 row', '1,200 rows'."""
    return f"{count:,} {one}" if count == 1 else f"{count:,} {one}s"


def header_of(source: Source, name: str) -> str:
    """Give what a column is called in the files."""
    known = {column.name: " or ".join(column.headers) for column in source.columns}
    return known.get(name, name)


def headers_of(source: Source, names: Iterable[str]) -> str:
    """Give what columns are called in the files, side by side."""
    return ", ".join(header_of(source, name) for name in names)


def first_places(failing: pl.DataFrame) -> str:
    """Say where the first failing rows stand: '; first f.csv rows 3 and 9, g.csv row 2'."""
    rows: dict[str, list[str]] = {}
    for file, row in failing.head(_TOLD).iter_rows():
        rows.setdefault(file, []).append(f"{row:,}")
    told = ", ".join(
        f"{file} {'row' if len(some) == 1 else 'rows'} {_and(some)}" for file, some in rows.items()
    )
    if not told:
        return ""
    return f"; in {told}" if failing.height <= _TOLD else f"; first in {told}"


def _and(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
