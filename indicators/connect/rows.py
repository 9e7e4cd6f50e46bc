"""What reading a source gives: where its clean rows are kept, and what was said of the others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from indicators.quality.counts import Counts
from indicators.quality.findings import LEFT_OUT

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
    """A cell that could not be understood or is not allowed.

    `row` is the row's number as a spreadsheet shows it, `column` the header in the file. `what`
    never holds a cell's value, save the text of an area code or a period (at most 40 characters).
    `code` is that of indicators.quality.catalogue; `then` says what becomes of the row: LEFT_OUT
    unless the column declares otherwise.
    """

    file: str
    row: int
    column: str
    what: str
    code: str = ""
    then: str = LEFT_OUT


@dataclass(frozen=True, slots=True)
class SourceRows:
    """The clean rows of a source, kept as Parquet at `path`; nothing lies there where an engine counts them.

    Rows read (the sum over `files`) = `rows` kept + `problem_rows` + `counts.quarantined` + the sum
    of `left_out`, which counts by reason the rows that the declaration leaves out. `problems` tells
    the first MOST_PROBLEMS. `notes` are plain sentences about what was mended (float debris that was
    rounded) and about checks that failed. `counts` are what data quality is told by.
    `unread` counts the rows of a known area in which a cell failed so that they are not kept; they lie at
    `unread_path(path)`, and the figures that lack them say so.
    `pieces` gives, file by file as they lie at `path`, a key that says which rows they are, and how many.
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
    counts: Counts = field(default_factory=Counts)
    unread: int = 0
    pieces: tuple[tuple[str, int], ...] = ()
