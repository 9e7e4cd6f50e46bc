"""How large a file may be before it is refused, and what the child process that parses it may use.

Two million rows of twenty columns fit in well. A file that needs more is a mistake or an attack.
"""

from typing import Final

from framework.model.reads import ReadKind

MEGABYTE: Final = 1 << 20

MOST_COLUMNS: Final = 1_000
MOST_HEADER_ROW: Final = 1_000
MOST_CELL_BYTES: Final = 100_000
MOST_RECORD_BYTES: Final = 4 * MEGABYTE
MOST_TEXT_BYTES: Final = 2_048 * MEGABYTE
"""Of a CSV file, after unpacking."""

MOST_UNPACKED_TIMES: Final = 250
"""An unpacked file or part may be so many times larger than packed, once it is over FREE_BYTES."""
FREE_BYTES: Final = 16 * MEGABYTE

MOST_WORKBOOK_BYTES: Final = 150 * MEGABYTE
MOST_WORKBOOK_UNPACKED: Final = 1_024 * MEGABYTE
MOST_WORKBOOK_PARTS: Final = 2_000
MOST_CELLS: Final = 6_000_000
"""Of one sheet: both the cells that are written and the span from its first to its last cell."""

MOST_JSON_BYTES: Final = 256 * MEGABYTE
MOST_JSON_DEPTH: Final = 20

MOST_DOCUMENT_BYTES: Final = 32 * MEGABYTE
"""Of a nested document that is read whole, such as an export of indicators."""

MOST_MEMBERS: Final = 2_000
"""Of a zip file, whether wanted or not."""

MOST_PARQUET_ROWS: Final = 50_000_000
MOST_PARQUET_BYTES: Final = 4_096 * MEGABYTE
MOST_DATABASE_BYTES: Final = 1_048_576 * MEGABYTE

MOST_FILE_BYTES: Final = {
    ReadKind.CSV: MOST_TEXT_BYTES,
    ReadKind.EXCEL: MOST_WORKBOOK_BYTES,
    ReadKind.ODS: MOST_WORKBOOK_BYTES,
    ReadKind.PARQUET: MOST_PARQUET_BYTES,
    ReadKind.DUCKDB: MOST_DATABASE_BYTES,
    ReadKind.JSON: MOST_JSON_BYTES,
    ReadKind.JSON_LINES: MOST_TEXT_BYTES,
}
"""Of a file as it lies on the disk, packed or not, by its kind: more is not even hashed."""

BLOCK_BYTES: Final = 12 * MEGABYTE
BLOCK_ROWS: Final = 100_000
"""How much of a file stands in memory at once."""

MOST_HELD_BYTES: Final = 192 * MEGABYTE
"""Of clean rows, before they are put aside on the disk until all of them are there."""
BLOCKS_AS_THEY_ARE: Final = 32
"""So many blocks of a file travel without being packed, which is quicker; those of a large file are packed."""

CHILD_MEMORY: Final = 1_280 * MEGABYTE
"""Of address space, beyond what the libraries reserve before the first file (about 1 GB). Where only
the memory in use can be watched, of that."""
CHILD_WRITES: Final = 8_192 * MEGABYTE
CHILD_CPU_SECONDS: Final = 60
CHILD_WALL_SECONDS: Final = 300.0
CHILD_FILES: Final = 100
"""After so many files a child process ends and a fresh one takes over."""
