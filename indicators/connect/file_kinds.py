"""Every kind of file and the module that reads it, in the child process. One row a kind."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from framework.model.reads import ReadKind
from indicators.connect.csv_files import read_csv
from indicators.connect.excel_files import read_excel
from indicators.connect.json_files import read_json, read_json_lines
from indicators.connect.ods_files import read_ods
from indicators.connect.parquet_files import read_parquet
from indicators.connect.raw import RawBlock, ReadRequest

FileReader = Callable[[Any, ReadRequest], Iterator[RawBlock]]
"""Takes the read of its kind and what is asked of one file; gives the wanted columns as text, in blocks."""

FILE_KINDS: Final[Mapping[ReadKind, FileReader]] = {
    ReadKind.CSV: read_csv,
    ReadKind.EXCEL: read_excel,
    ReadKind.ODS: read_ods,
    ReadKind.PARQUET: read_parquet,
    ReadKind.JSON: read_json,
    ReadKind.JSON_LINES: read_json_lines,
}
