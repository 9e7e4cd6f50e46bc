"""Where a source's rows are kept and how they are opened: one class a kind, each with keys of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final


class ReadKind(StrEnum):
    CSV = "csv"
    EXCEL = "excel"
    PARQUET = "parquet"
    HTTP = "http"
    SQL = "sql"
    UPLOAD = "upload"
    OTHER = "(another)"  # of another package, which gives it a name of its own


@dataclass(frozen=True, slots=True)
class FilesRead:
    """Files below the data directory. `path` is relative to it and may hold `*`. gzip is unpacked."""

    kind: ClassVar[ReadKind]

    path: str

    @property
    def origin(self) -> str:
        """Say where the rows come from, for people."""
        return self.path


@dataclass(frozen=True, slots=True)
class CsvFiles(FilesRead):
    """Delimited text. `encoding` None means UTF-8, or UTF-16 with its mark. `header_row` counts from 1."""

    kind: ClassVar[ReadKind] = ReadKind.CSV

    encoding: str | None = None
    delimiter: str = ","
    decimal_comma: bool = False
    header_row: int = 1


@dataclass(frozen=True, slots=True)
class ExcelFiles(FilesRead):
    """A sheet of a workbook: the one named, else the first. `header_row` counts from 1."""

    kind: ClassVar[ReadKind] = ReadKind.EXCEL

    sheet: str | None = None
    header_row: int = 1


@dataclass(frozen=True, slots=True)
class ParquetFiles(FilesRead):
    """Parquet files. Their columns stand in the files."""

    kind: ClassVar[ReadKind] = ReadKind.PARQUET


Read = CsvFiles | ExcelFiles | ParquetFiles

READS: Final[Mapping[ReadKind, type[Read]]] = {
    each.kind: each for each in (CsvFiles, ExcelFiles, ParquetFiles)
}
"""Every kind of file; what lies elsewhere stands in remote_reads.py. A kind is declared in
framework/load/shapes/reads.py and read by a connector of indicators/connect/connectors.py."""


def has_decimal_comma(read: object) -> bool:
    """Say whether numbers are written 1.234,5 in the files, or in the file that is fetched."""
    file = getattr(read, "file", read)
    return isinstance(file, CsvFiles) and file.decimal_comma
