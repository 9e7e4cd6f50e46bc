"""How a source opens a file that an importer has looked at: as the importer found that it must be."""

from typing import Any

from framework.model.reads import CsvFiles, SheetFiles, TableRead
from indicators.connect.whole_tables import WholeTable
from indicators.importers.house_style import filled


def opened(table: WholeTable) -> dict[str, Any]:
    """Give what stands under `read` of a source, but for columns that are melted."""
    read = table.read
    said: dict[str, Any] = {"kind": read.kind.value, "path": table.path.name}
    if isinstance(read, CsvFiles):
        said["delimiter"] = {"\t": "tab", ",": ""}.get(read.delimiter, read.delimiter)
        said["encoding"] = read.encoding
        said["short_rows"] = "fill" if read.fill_short_rows else ""
    if isinstance(read, SheetFiles):
        said["sheet"] = read.sheet
    if isinstance(read, TableRead):
        said["header_row"] = str(read.header.row) if read.header.row > 1 else ""
        said["until"] = list(read.until)
    return filled(said)
