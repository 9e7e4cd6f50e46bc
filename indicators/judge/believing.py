"""Figures whose counts cannot be: fewer than none, or more in a share than it is of.

They are shown, and say so. Nothing is judged of them, and no other figure is judged by them: not by
a change from them, not beside them, and not by a line through them.
"""

import polars as pl

from framework.model.charts import has_rates, has_shares
from framework.model.frameworks import Framework

_FIGURES = ("value", "lower", "upper", "lower998", "upper998")


def without_impossible(results: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """Add `impossible`, and empty the figures of rows of which it is true."""
    kinds = [
        (one.id, has_shares(one.measure, one.unit), has_rates(one.measure, one.unit))
        for one in framework.indicators
    ]
    schema = {"indicator": pl.String, "share": pl.Boolean, "rate": pl.Boolean}
    counted = pl.DataFrame(kinds, schema=schema, orient="row")
    more = pl.col("share") & (pl.col("numerator") > pl.col("denominator"))
    fewer = (pl.col("share") | pl.col("rate")) & (pl.col("numerator") < 0)
    marked = results.join(counted, on="indicator", how="left", maintain_order="left")
    marked = marked.with_columns((more | fewer).fill_null(value=False).alias("impossible"))
    return marked.drop("share", "rate").with_columns(
        pl.when(~pl.col("impossible")).then(pl.col(name)).alias(name) for name in _FIGURES
    )
