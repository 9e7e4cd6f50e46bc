"""What is judged leaves out the figures whose counts cannot be, and says which these are.

Nothing is judged of them, and no other figure is judged by them: not by a change from them, not
beside them, and not by a line through them.
"""

from typing import Final

import polars as pl

from framework.model.frameworks import Framework
from framework.model.measures import PERCENT, Published
from indicators.derive.believing import FIGURES, cannot_be, kinds_of_counts
from indicators.judge.word_places import place_in, with_rows_at

_BEYOND_A_WHOLE: Final = 150
"""Percent: some figures may be above 100 (places taken up by people from elsewhere), most are not."""


def without_impossible(results: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """Add `impossible`, and empty the figures of rows of which it is true."""
    kinds = pl.DataFrame(
        [kinds_of_counts(one) for one in framework.indicators],
        schema={"shares": pl.Boolean, "counted": pl.Boolean},
        orient="row",
    )
    own = results.select(place_in("indicator", [one.id for one in framework.indicators]))
    marked = with_rows_at(results, own.to_series(), kinds)
    wrong = cannot_be(pl.col("shares"), pl.col("counted"))
    found = results.hstack(marked.select(wrong.alias("impossible")))
    if not found["impossible"].any():
        return found
    return found.with_columns(
        pl.when(~pl.col("impossible")).then(pl.col(name)).alias(name) for name in FIGURES
    )


def told_of_scale(results: pl.DataFrame, framework: Framework) -> tuple[str, ...]:
    """Give one sentence an indicator whose published shares look like percentages already."""
    published = [
        one.id
        for one in framework.indicators
        if isinstance(one.measure, Published) and one.measure.multiply > 1 and one.unit == PERCENT
    ]
    middles = (
        results.filter(pl.col("indicator").is_in(published))
        .group_by("indicator")
        .agg(pl.col("value").median())
        .filter(pl.col("value") > _BEYOND_A_WHOLE)
    )
    return tuple(
        f"indicator '{one}': most of its figures are above {_BEYOND_A_WHOLE}%; where the file writes 23.4 "
        "for 23.4%, say `scale: percent 0-100`"
        for one in sorted(middles["indicator"])
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
