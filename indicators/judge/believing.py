"""Figures whose counts cannot be: fewer than none, or more in a share than it is of.

They are shown, and say so. Nothing is judged of them, and no other figure is judged by them: not by
a change from them, not beside them, and not by a line through them.
"""

import polars as pl

from framework.model.charts import has_rates, has_shares
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator
from framework.model.measures import Count, Distinct
from indicators.judge.word_places import place_in, with_rows_at

_FIGURES = ("value", "lower", "upper", "lower998", "upper998")


def without_impossible(results: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """Add `impossible`, and empty the figures of rows of which it is true."""
    counted = pl.DataFrame(
        [(has_shares(one.measure, one.unit), _is_counted(one)) for one in framework.indicators],
        schema={"share": pl.Boolean, "counts": pl.Boolean},
        orient="row",
    )
    own = results.select(place_in("indicator", [one.id for one in framework.indicators]))
    more = pl.col("share") & (pl.col("numerator") > pl.col("denominator"))
    fewer = (pl.col("counts") & (pl.col("numerator") < 0)) | (pl.col("denominator") < 0)
    marked = with_rows_at(results, own.to_series(), counted)
    impossible = marked.select((more | fewer).fill_null(value=False).alias("impossible"))
    found = results.hstack(impossible)
    if not found["impossible"].any():
        return found
    return found.with_columns(
        pl.when(~pl.col("impossible")).then(pl.col(name)).alias(name) for name in _FIGURES
    )


def told_of_impossible(results: pl.DataFrame) -> tuple[str, ...]:
    """Give one sentence an indicator of which some counts cannot be; `results` have `impossible`."""
    said = []
    for rows in results.filter("impossible").partition_by("indicator", maintain_order=True):
        # The newest first: period codes of one indicator sort by time.
        one = rows.sort("period", "area", descending=[True, False]).row(0, named=True)
        more = f" (and {rows.height - 1:,} more)" if rows.height > 1 else ""
        said.append(
            f"indicator '{one['indicator']}': the counts of {one['area']} {one['period']}{more} cannot be "
            "right: fewer than none, or more than there are; nothing is judged by them"
        )
    return tuple(said)


def _is_counted(one: Indicator) -> bool:
    """Say whether what stands above the line was counted, so that it cannot be below nought."""
    measure, unit = one.measure, one.unit
    counted = isinstance(measure, Count | Distinct)
    return counted or has_shares(measure, unit) or has_rates(measure, unit)
