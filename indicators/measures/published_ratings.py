"""Ratings that a source publishes beside its values: kept as they are, and never computed with."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from framework.model.indicators import Indicator
from framework.model.measures import Published
from framework.model.sources import Source
from indicators.measures.members import text_of

RATED: Final = " rated"
"""The column of a source's own rating while its rows are read."""

RATINGS_SCHEMA: Final[Mapping[str, type[pl.DataType]]] = {
    "indicator": pl.String,
    "area": pl.String,
    "breakdown": pl.String,
    "period": pl.String,
    "published_rating": pl.String,  # framework.model.results.Rating
}


def no_ratings() -> pl.DataFrame:
    """Give a frame of RATINGS_SCHEMA without rows."""
    return pl.DataFrame(schema=dict(RATINGS_SCHEMA))


def rating_column(measure: Published, source: Source) -> list[pl.Expr]:
    """Give the column of the source's own rating as RATED, nothing where none is declared."""
    if measure.rating is None:
        return []
    return [text_of(source.column(measure.rating)).cast(pl.String).alias(RATED)]


def ratings_of(
    indicator: Indicator, measure: Published, rows: pl.DataFrame, periods: Mapping[str, str]
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Give the published ratings in RATINGS_SCHEMA, and what was written that is no rating.

    Args:
        indicator: what the rows are of.
        measure: how its source writes ratings.
        rows: with the columns area, breakdown, home and RATED.
        periods: the code of the indicator's period by the code in `home`.
    """
    if measure.rating is None:
        return no_ratings(), ()
    words = {text: rating.value for text, rating in measure.ratings}
    found = rows.filter(pl.col(RATED).is_not_null()).with_columns(
        pl.lit(indicator.id).alias("indicator"),
        pl.col("home").replace_strict(periods, return_dtype=pl.String).alias("period"),
        pl.col(RATED)
        .replace_strict(words, default=None, return_dtype=pl.String)
        .alias("published_rating"),
    )
    strange = found.filter(pl.col("published_rating").is_null())[RATED].unique().sort().to_list()
    known = found.filter(pl.col("published_rating").is_not_null())
    if not strange:
        return known.select(list(RATINGS_SCHEMA)), ()
    said = f"indicator '{indicator.id}': the source's rating '{strange[0]}' is not in 'ratings'"
    more = f", nor {len(strange) - 1} others" if strange[1:] else ""
    return known.select(list(RATINGS_SCHEMA)), (said + more,)
