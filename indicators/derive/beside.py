"""Results of several parts side by side: one row an area, breakdown and period that all of them have."""

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from framework.model.indicators import Indicator
from framework.model.results import RESULT_COLUMNS, TOTAL
from indicators.derive.reasons import flags_of_parts

FIGURES: Final = ("value", "lower", "upper", "lower998", "upper998", "flags")
"""What is taken from a part. Column NAME of part P stands as 'NAME:P'."""

KEYS: Final = ("area", "breakdown", "period")


def side_by_side(parts: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Join parts, each a frame of RESULT_COLUMNS, on area, breakdown and period.

    Where a part has no row at all (its series begins later, its levels are fewer) there is none.
    """
    whole: pl.DataFrame | None = None
    for name, rows in parts.items():
        own = rows.select(*KEYS, *(pl.col(each).alias(f"{each}:{name}") for each in FIGURES))
        whole = own if whole is None else whole.join(own, on=KEYS, how="inner")
    if whole is None:
        raise ValueError("nothing to lay side by side")
    return whole


def as_results(frame: pl.DataFrame, indicator: Indicator, parts: Sequence[str]) -> pl.DataFrame:
    """Give RESULT_COLUMNS of rows with a value and the columns of their parts.

    A value without limits gets null ones; numbers that are not finite are missing.
    """
    limits = [name for name in FIGURES[1:5] if name not in frame.columns]
    frame = frame.with_columns(pl.lit(None, dtype=pl.Float64).alias(name) for name in limits)
    frame = frame.with_columns(_finite(name) for name in FIGURES[:5])
    return frame.with_columns(
        flags_of_parts(parts).alias("flags"),
        pl.lit(indicator.id).alias("indicator"),
        *(pl.lit(None, dtype=pl.Float64).alias(name) for name in ("numerator", "denominator")),
    ).select(RESULT_COLUMNS)


def _finite(name: str) -> pl.Expr:
    number = pl.col(name).cast(pl.Float64)
    return pl.when(number.is_finite()).then(number).alias(name)


def totals(rows: pl.DataFrame) -> pl.DataFrame:
    """Give the rows of everybody."""
    return rows.filter(pl.col("breakdown") == TOTAL)
