"""What reading a source gives: where its clean rows are kept, and what was said of the others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

MOST_PROBLEMS: Final = 200
"""How many problems are told one by one; `problem_rows` counts all."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was read. `path` is relative to the data directory, `rows` counts rows read."""

    path: str
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A cell that could not be understood, so that its row was left out.

    `row` is the row's number as a spreadsheet shows it, `column` the header in the file. `what`
    never holds a cell's value, save the text of an area code or a period (at most 40 characters).
    """

    file: str
    row: int
    column: str
    what: str


@dataclass(frozen=True, slots=True)
class SourceRows:
    """The clean rows of a source, kept as Parquet at `path`.

    Rows read (the sum over `files`) = `rows` kept + `problem_rows` + the sum of `left_out`, which
    counts by reason the rows that the declaration leaves out. `problems` tells the first
    MOST_PROBLEMS. `notes` are plain sentences about what was mended (float debris that was rounded).
    """

    source_id: str
    path: Path
    rows: int
    fingerprint: str
    files: tuple[ReadFile, ...]
    problems: tuple[RowProblem, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    problem_rows: int = 0
    notes: tuple[str, ...] = ()
