"""What the child process is asked and what it gives: a file's wanted columns as text, in blocks."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from framework.model.reads import READS, FilesRead, ReadKind

RAW_ROW: Final = "row"

Wanted = tuple[tuple[str, ...], ...]
"""For each wanted column the headers it may stand under."""


def raw_name(index: int) -> str:
    """Name the wanted column of that place in the request."""
    return f"c{index}"


def block_path(folder: Path, place: int) -> Path:
    """Say where the child puts a block, counted from 0."""
    return folder / f"{place:06}.arrow"


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """A file and how to read it. `wanted` holds, for each column, the headers it may stand under.

    `folder` is where the blocks are put.
    """

    file: str
    folder: str
    read: FilesRead
    wanted: Wanted

    def as_plain(self) -> dict[str, Any]:
        """Give it in plain values that travel as JSON."""
        return {**asdict(self), "kind": self.read.kind.value}


@dataclass(frozen=True, slots=True)
class LookRequest:
    """A file of which nothing is known. A `header_row` of 0 is found out, and what is None."""

    file: str
    folder: str
    sheet: str | None = None
    header_row: int = 0

    def as_plain(self) -> dict[str, Any]:
        """Give it in plain values that travel as JSON."""
        return asdict(self)


def request_of(plain: dict[str, Any]) -> ReadRequest | LookRequest:
    """Make a request of its plain values."""
    if "kind" not in plain:
        return LookRequest(**plain)
    read = READS[ReadKind(plain.pop("kind"))](**plain.pop("read"))
    wanted = tuple(tuple(names) for names in plain.pop("wanted"))
    return ReadRequest(read=read, wanted=wanted, **plain)


@dataclass(frozen=True, slots=True)
class RawBlock:
    """Some rows: text columns named by `raw_name`, the number of each row in its file, the headers found."""

    frame: pl.DataFrame
    rows: pl.Series
    headers: tuple[str, ...]
