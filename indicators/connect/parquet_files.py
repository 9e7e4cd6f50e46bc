"""A Parquet file, read as text by slices."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import polars as pl

from framework.model.reads import ParquetFiles
from indicators.connect.headers import find_columns
from indicators.connect.limits import (
    BLOCK_ROWS,
    MEGABYTE,
    MOST_CELL_BYTES,
    MOST_PARQUET_BYTES,
    MOST_PARQUET_ROWS,
)
from indicators.connect.opening import PARQUET, kind_of, open_unpacked
from indicators.connect.raw import RawBlock, ReadRequest, raw_name
from indicators.connect.refusals import RefusedError


def read_parquet(_read: ParquetFiles, request: ReadRequest) -> Iterator[RawBlock]:
    """Give the wanted columns of a Parquet file as text, block by block. Its header counts as row 1.

    Raises:
        RefusedError: not a Parquet file, damaged, too large, missing columns, columns of lists.
    """
    with open_unpacked(Path(request.file), Path(request.folder)) as stream:
        head = stream.read(512)
        if not head.startswith(PARQUET):
            kind = kind_of(head) or ("something else" if head else "empty")
            raise RefusedError(
                "it is empty" if not head else f"it is not a Parquet file but {kind}"
            )
        stream.seek(0)
        try:
            rows = _check_footer(stream)
            stream.seek(0)
            yield from _slices(stream, rows, request)
        except (pl.exceptions.PolarsError, OSError):
            raise RefusedError("the Parquet file is damaged or cut short") from None


def _check_footer(stream: IO[bytes]) -> int:
    """Give the number of rows. The footer is the writer's word: the child's limits hold when it lies."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        footer: Any = pq.read_metadata(stream)
    except pa.ArrowException:
        raise RefusedError("the Parquet file is damaged or cut short") from None
    size = sum(footer.row_group(index).total_byte_size for index in range(footer.num_row_groups))
    if footer.num_rows > MOST_PARQUET_ROWS:
        raise RefusedError(f"it is too big: more than {MOST_PARQUET_ROWS:,} rows")
    if size > MOST_PARQUET_BYTES:
        raise RefusedError(
            f"it is too big: more than {MOST_PARQUET_BYTES // MEGABYTE:,} MB unpacked"
        )
    return int(footer.num_rows)


def _slices(stream: IO[bytes], rows: int, request: ReadRequest) -> Iterator[RawBlock]:
    scan = pl.scan_parquet(stream)
    schema = scan.collect_schema()
    names = schema.names()
    columns = find_columns(names, request)
    wanted = [
        _as_text(names[place], schema[names[place]]).alias(raw_name(index))
        for index, place in enumerate(columns.places)
    ]
    for start in range(0, rows, BLOCK_ROWS):
        frame = scan.slice(start, BLOCK_ROWS).select(wanted).collect()
        _check_cells(frame)
        numbers = pl.int_range(start + 2, start + 2 + frame.height, eager=True)
        yield from columns.shaped(frame, numbers)


def _as_text(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if dtype == pl.Datetime:
        return _moment_text(column, dtype)
    if dtype.is_float():
        whole = column.is_finite() & (column == column.floor()) & (column.abs() < 1e15)
        return (
            pl.when(whole)
            .then(column.cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(column.cast(pl.String))
        )
    plain = dtype.is_numeric() or dtype in (
        pl.String,
        pl.Categorical,
        pl.Enum,
        pl.Boolean,
        pl.Date,
        pl.Null,
    )
    if not plain:
        raise RefusedError(
            f"column '{name}' holds {str(dtype).split('(')[0].lower()} values; "
            "only text, numbers, dates and yes or no are read"
        )
    return column.cast(pl.String)


def _moment_text(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Write a moment on the clock it was kept in; a moment in UTC keeps its mark, for its day may differ."""
    zone = getattr(dtype, "time_zone", None)
    text = column.dt.replace_time_zone(None).dt.strftime("%Y-%m-%d %H:%M:%S")
    return text + pl.lit("Z") if zone == "UTC" else text


def _check_cells(frame: pl.DataFrame) -> None:
    longest = (
        frame.select(pl.max_horizontal(pl.all().str.len_bytes().max())).item()
        if frame.height
        else 0
    )
    if longest is not None and longest > MOST_CELL_BYTES:
        raise RefusedError(f"a cell is longer than {MOST_CELL_BYTES:,} bytes")
