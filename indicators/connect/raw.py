"""What the child process is asked and what it gives: a file's wanted columns as text, in blocks."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

RAW_ROW: Final = "row"


def raw_name(index: int) -> str:
    """Name the wanted column of that place in the request."""
    return f"c{index}"


def block_path(folder: Path, place: int) -> Path:
    """Say where the child puts a block, counted from 0."""
    return folder / f"{place:06}.arrow"


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """A file and how to read it. `wanted` holds, for each column, the headers it may stand under.

    With `look` it is only said what the file is; then an empty `delimiter` and a `header_row` of 0
    are found out. `folder` is where the blocks are put. All values are plain, so that they travel as JSON.
    """

    file: str
    folder: str
    kind: str
    wanted: tuple[tuple[str, ...], ...]
    encoding: str | None = None
    delimiter: str = ","
    sheet: str | None = None
    header_row: int = 1
    look: bool = False


@dataclass(frozen=True, slots=True)
class RawBlock:
    """Some rows: text columns named by `raw_name`, the number of each row in its file, the headers found."""

    frame: pl.DataFrame
    rows: pl.Series
    headers: tuple[str, ...]
