"""Where a source's rows are kept and how they are opened: one class a kind, each with keys of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final


class ReadKind(StrEnum):
    CSV = "csv"
    EXCEL = "excel"
    ODS = "ods"
    PARQUET = "parquet"
    JSON = "json"
    JSON_LINES = "json lines"
    HTTP = "http"
    SQL = "sql"
    DUCKDB = "duckdb"
    UPLOAD = "upload"
    ASSESSMENTS = "assessments"
    OTHER = "(another)"  # of another package, which gives it a name of its own


@dataclass(frozen=True, slots=True)
class Melt:
    """Columns of one kind turned into rows.

    `values` gives each new column the pattern of the headers that it is made of. What the first `*`
    of a pattern stands for goes into the column `names`. Headers in `leave` are not taken.
    """

    names: str
    values: tuple[tuple[str, str], ...]
    leave: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """A column that a file does not have; it holds one text in all rows of the file.

    `text` is written in the declaration; `file` is a pattern of the file's name, of which `*` is
    taken; `beside` is a cell above the header, of which the next filled cell to the right is taken.
    """

    name: str
    text: str | None = None
    file: str | None = None
    beside: str | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """Which rows name the columns: row `row`, or the first with a cell that reads `find`.

    The texts of so many rows `above` and `below` are joined to it. `numbered` calls a header that
    stands again 'Total (2)'; otherwise it is refused.
    """

    row: int = 1
    find: str | None = None
    above: int = 0
    below: int = 0
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class FilesRead:
    """Files below the data directory.

    `path` is relative to it and may hold `*`. gzip is unpacked. `member` names files in a zip file
    and may hold `*` too. With `any_case` headers are found in capitals or not.
    """

    kind: ClassVar[ReadKind]

    path: str
    member: str | None = None
    any_case: bool = False
    melt: Melt | None = None
    add: tuple[Added, ...] = ()

    @property
    def origin(self) -> str:
        """Say where the rows come from, for people."""
        return f"{self.path}/{self.member}" if self.member else self.path


@dataclass(frozen=True, slots=True)
class TableRead(FilesRead):
    """Files whose rows and headers are laid out by people.

    Reading stops before the first row that begins with a text of `until`, and before the first empty
    row after others when BLANK_ROW is one of them. In the columns `fill_down` an empty cell takes the
    text of the one above.
    """

    header: Header = Header()
    until: tuple[str, ...] = ()
    fill_down: tuple[str, ...] = ()


BLANK_ROW: Final = "blank row"


@dataclass(frozen=True, slots=True)
class CsvFiles(TableRead):
    """Delimited text. `encoding` None means UTF-8, or UTF-16 with its mark.

    `fill_short_rows`: a row with fewer cells than the header ends in empty cells, and is not refused.
    """

    kind: ClassVar[ReadKind] = ReadKind.CSV

    encoding: str | None = None
    delimiter: str = ","
    decimal_comma: bool = False
    fill_short_rows: bool = False


@dataclass(frozen=True, slots=True)
class SheetFiles(TableRead):
    """A sheet of a workbook: the one of that name or pattern, else the first."""

    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class ExcelFiles(SheetFiles):
    """Workbooks of Excel (.xlsx)."""

    kind: ClassVar[ReadKind] = ReadKind.EXCEL


@dataclass(frozen=True, slots=True)
class OdsFiles(SheetFiles):
    """OpenDocument workbooks."""

    kind: ClassVar[ReadKind] = ReadKind.ODS


@dataclass(frozen=True, slots=True)
class ParquetFiles(FilesRead):
    """Parquet files. Their columns stand in the files."""

    kind: ClassVar[ReadKind] = ReadKind.PARQUET


@dataclass(frozen=True, slots=True)
class JsonFiles(FilesRead):
    """JSON with a list of records, at a dotted path of names or at its top."""

    kind: ClassVar[ReadKind] = ReadKind.JSON

    records: str | None = None


@dataclass(frozen=True, slots=True)
class JsonLinesFiles(FilesRead):
    """A JSON record a line."""

    kind: ClassVar[ReadKind] = ReadKind.JSON_LINES


Read = CsvFiles | ExcelFiles | OdsFiles | ParquetFiles | JsonFiles | JsonLinesFiles

READS: Final[Mapping[ReadKind, type[Read]]] = {
    each.kind: each
    for each in (CsvFiles, ExcelFiles, OdsFiles, ParquetFiles, JsonFiles, JsonLinesFiles)
}
"""Every kind of file; what lies elsewhere stands in remote_reads.py. A kind is declared in
framework/load/shapes/reads.py and read by a connector of indicators/connect/connectors.py."""


def has_decimal_comma(read: object) -> bool:
    """Say whether numbers are written 1.234,5 in the files, or in the file that is fetched."""
    file = getattr(read, "file", read)
    return isinstance(file, CsvFiles) and file.decimal_comma
