"""Figures whose counts cannot be: fewer than none, or more in a share than it is of.

They are shown, and say so. Nothing is made of them, nothing is judged of them, and no other figure
is judged by them.
"""

from typing import Final

import polars as pl

from framework.model.charts import has_rates, has_shares
from framework.model.indicators import Indicator
from framework.model.measures import Count, Distinct
from framework.model.results import Flag

FIGURES: Final = ("value", "lower", "upper", "lower998", "upper998")


def kinds_of_counts(one: Indicator) -> tuple[bool, bool]:
    """Say whether an indicator's values are shares, and whether what stands above their line was counted."""
    shares = has_shares(one.measure, one.unit)
    counted = isinstance(one.measure, Count | Distinct)
    return shares, counted or shares or has_rates(one.measure, one.unit)


def cannot_be(shares: pl.Expr, counted: pl.Expr) -> pl.Expr:
    """Say of rows with a numerator and a denominator whether they cannot be, by the kinds of counts."""
    more = shares & (pl.col("numerator") > pl.col("denominator"))
    fewer = (counted & (pl.col("numerator") < 0)) | (pl.col("denominator") < 0)
    return (more | fewer).fill_null(value=False)


def believed(rows: pl.DataFrame, one: Indicator) -> pl.DataFrame:
    """Empty the figures of an indicator's rows whose counts cannot be; they are then not calculable."""
    if one.is_derived:
        return rows
    wrong = cannot_be(*(pl.lit(kind) for kind in kinds_of_counts(one)))
    flag = pl.lit(int(Flag.NOT_APPLICABLE), dtype=pl.Int32)
    return rows.with_columns(
        *(pl.when(~wrong).then(pl.col(name)) for name in FIGURES if name in rows.columns),
        pl.when(wrong).then(pl.col("flags") | flag).otherwise(pl.col("flags")).alias("flags"),
    )
