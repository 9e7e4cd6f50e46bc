"""The different texts of a column, each once where many repeat, so that each is understood once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

_TRIED: Final = 4_096
"""Of so many first rows at most half may differ, else looking for repeats costs more than it saves."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts of a column. `places` says for each row which of them it holds; None where each row has its own."""

    different: pl.Series
    places: pl.Series | None = None

    def spread(self, values: pl.Series) -> pl.Series:
        """Give each row what was found of its text."""
        return values if self.places is None else values.gather(self.places)

    def spread_if(self, values: pl.Series | None) -> pl.Series | None:
        """Do the same with what may have been found of none."""
        return None if values is None else self.spread(values)


def trimmed(column: pl.Series) -> Texts:
    """Take the space round the texts of a column off, and make empty ones null."""
    found = _parted(column)
    bare = found.different.str.strip_chars().to_frame("text")
    return Texts(bare.select(pl.when(pl.col("text") != "").then("text")).to_series(), found.places)


def first_filled(columns: Sequence[Texts]) -> Texts:
    """Give each row the first text that one of these columns has for it."""
    if len(columns) == 1:
        return columns[0]
    rows = [column.spread(column.different) for column in columns]
    return Texts(pl.select(pl.coalesce(rows)).to_series())


def packed(column: pl.Series) -> pl.Series:
    """Give a column of texts with each once, as categories, where many repeat; else as it is."""
    first = column.head(_TRIED)
    if first.n_unique() * 2 > len(first):
        return column
    # categories of its own: those that all columns share would keep the texts of one source for another
    return column.cast(pl.Categorical(pl.Categories.random()))


def _parted(column: pl.Series) -> Texts:
    column = packed(column) if column.dtype == pl.String else column
    if column.dtype == pl.String:
        return Texts(column)
    codes = column.to_physical()
    firsts = codes.arg_unique()
    known = codes.gather(firsts)
    count = len(known) - known.null_count()
    if count and known.max() != count - 1:
        return Texts(column.cast(pl.String))  # nothing promises that codes have no gaps
    # by code, so that a code is the place of its text; null has no code and stands behind them
    by_code = firsts.gather(known.arg_sort(nulls_last=True))
    return Texts(column.gather(by_code).cast(pl.String), codes.fill_null(count))
