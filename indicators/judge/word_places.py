"""Words as their places among known ones: whole numbers are compared and looked up many times as fast."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from framework.model.results import NotRated, Rating

COLOURS: Final = pl.Enum([one.value for one in Rating])
REASONS: Final = pl.Enum([one.value for one in NotRated])


def place_in(name: str, known: Sequence[str]) -> pl.Expr:
    """Give the place of each word of a column among the known ones, null for any other."""
    return pl.col(name).cast(pl.Enum(known), strict=False).to_physical()


def known_places(places: NDArray[np.intp]) -> pl.Series:
    """Give places as a column: null where there is none, which is said by -1."""
    found = pl.Series("at", places)
    return pl.select(pl.when(found >= 0).then(found)).to_series()


def with_rows_at(frame: pl.DataFrame, places: pl.Series, table: pl.DataFrame) -> pl.DataFrame:
    """Put beside each row the row of a table that stands at its place; nulls where it has none."""
    return frame.hstack(table.select(pl.all().gather(places)))
