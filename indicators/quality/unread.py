"""Rows that no figure is made of because a cell failed: where they lie, for the figures that lack them.

They are those of which the area is known, and rows that a check between cells or rows set aside.
What they lack is empty, as in the rows that stay with `then: warn`; which cells failed is kept,
since what stood there might have met any condition.
"""

from pathlib import Path
from typing import Final

import polars as pl

from framework.model.sources import FILE, ROW

FAILED: Final = "_failed"
"""The column that names what failed in a row: '|cost||age_band|'."""


def unread_path(rows: Path) -> Path:
    """Name the Parquet file of the rows that are used for no figure, beside that of those that are."""
    return rows.with_name(f"{rows.stem}.unread.parquet")


def set_aside(rows: pl.LazyFrame, aside: pl.DataFrame) -> pl.LazyFrame:
    """Give rows that a check of whole rows set aside (FILE, ROW): no single cell of them failed."""
    found = rows.join(aside.lazy(), on=[FILE, ROW], how="semi").drop(FILE, ROW)
    return found.with_columns(pl.lit("").alias(FAILED))


def named(column: str) -> str:
    """Give how FAILED names a column."""
    return f"|{column}|"


def has_failed(column: str) -> pl.Expr:
    """Say of which rows a column's cell failed."""
    return pl.col(FAILED).str.contains(named(column), literal=True)
