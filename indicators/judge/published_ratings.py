"""The rating that a source gave beside the one computed here, and where the two differ."""

from typing import Final

import polars as pl

from framework.model.results import Rating
from indicators.judge.beside import KEY

_COLOURS: Final = (Rating.GREEN.value, Rating.AMBER.value, Rating.RED.value)


def add_published(judgements: pl.DataFrame, ratings: pl.DataFrame) -> pl.DataFrame:
    """Add the column published_rating. A figure that nobody is shown has none."""
    if ratings.is_empty():
        nothing = pl.lit(None, dtype=pl.String)
        return judgements.with_columns(nothing.alias("published_rating"))
    shown = pl.when(pl.col("value").is_not_null()).then(pl.col("published_rating"))
    return judgements.join(ratings, on=KEY, how="left").with_columns(
        shown.alias("published_rating")
    )


def differences(judgements: pl.DataFrame) -> tuple[str, ...]:
    """Give one sentence an indicator whose source gives another colour than the declared rule."""
    differ = judgements.filter(
        pl.col("published_rating").is_in(_COLOURS),
        pl.col("rating").is_in(_COLOURS),
        pl.col("rating") != pl.col("published_rating"),
    )
    said = []
    for rows in differ.partition_by("indicator", maintain_order=True):
        # The newest first: period codes of one indicator sort by time.
        one = rows.sort("period", "area", descending=[True, False]).row(0, named=True)
        others = (
            f" (and {rows.height - 1:,} more: `fingerpost export data` lists both colours of each)"
        )
        more = others if rows.height > 1 else ""
        said.append(
            f"indicator '{one['indicator']}': the source says {one['published_rating']} where the "
            f"rule '{one['rule']}' gives {one['rating']}, for {one['area']} {one['period']}{more}"
        )
    return tuple(said)
