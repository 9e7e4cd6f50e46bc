"""Ratings by where an area stands among others: beside its comparator, or in a part of its level."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from framework.model.comparators import Beside, Comparator, Method
from framework.model.indicators import Indicator, Polarity
from framework.model.results import Comparison, NotRated, Rating
from indicators.judge.beside import KEY
from indicators.judge.ranking import BANDS, add_bands
from indicators.judge.word_places import COLOURS, REASONS
from indicators.statistics.placing import FEWEST_AREAS

_OUTCOME: Final[Mapping[Comparison, Rating]] = {
    Comparison.BEST: Rating.GREEN,
    Comparison.BETTER: Rating.GREEN,
    Comparison.SIMILAR: Rating.AMBER,
    Comparison.WORSE: Rating.RED,
    Comparison.WORST: Rating.RED,
    Comparison.BAND_1: Rating.GREEN,
    Comparison.BAND_2: Rating.AMBER,
    Comparison.BAND_3: Rating.AMBER,
    Comparison.BAND_4: Rating.AMBER,
    Comparison.BAND_5: Rating.RED,
}


def colour_by_comparator(
    rows: pl.DataFrame, comparisons: pl.DataFrame, comparator: Comparator
) -> pl.DataFrame:
    """Add colour and why: better than the comparator is green, similar amber, worse red.

    Of bands the first is green and the last red; where most areas are alike all are amber.
    """
    mine = comparisons.filter(pl.col("comparator") == comparator.id)
    found = rows.join(
        mine.select(*KEY, pl.col("value").alias("other"), "outcome", "beside_period", "out_of"),
        on=KEY,
        how="left",
    )
    colours = {word.value: colour.value for word, colour in _OUTCOME.items()}
    if comparator.method is Method.QUARTILES:
        colours[Comparison.BAND_4.value] = Rating.RED.value
    absent = pl.col("other").is_null()
    if comparator.kind is not Beside.HISTORY:
        absent |= pl.col("beside_period") != pl.col("period")
    is_field = comparator.kind is Beside.AMONG
    unsaid = NotRated.TOO_FEW_AREAS if is_field else NotRated.NO_INTERVAL
    why = pl.when(absent).then(pl.lit(NotRated.NO_COMPARATOR.value)).otherwise(pl.lit(unsaid.value))
    colour = pl.col("outcome").replace_strict(colours, default=None, return_dtype=pl.String)
    if is_field:
        fewest = max(FEWEST_AREAS, BANDS[comparator.method])
        alike = (pl.col("outcome") == Comparison.NOT_COMPARED.value) & (pl.col("out_of") >= fewest)
        colour = pl.when(alike).then(pl.lit(Rating.AMBER.value)).otherwise(colour)
    return found.with_columns(
        colour.alias("colour"), pl.when(colour.is_null()).then(why).alias("why")
    ).drop("other", "outcome", "beside_period", "out_of")


def colour_by_quartile(
    rows: pl.DataFrame, levels: Mapping[str, str], polarity: Polarity
) -> pl.DataFrame:
    """Add colour and why: in the best quarter of its level green, in the worst red, between amber.

    `levels` gives the level of each area by its code. The quarters are those that a field of areas
    shows, of all areas of the level with a value in the period. Where most areas are alike there are
    no quarters, and all are amber.
    """
    level = pl.col("area").replace_strict(levels, default=None, return_dtype=pl.String)
    way = 1 if polarity is Polarity.HIGH else -1
    by = ["level", "period"]
    placed = rows.with_columns(
        level.alias("level"),
        pl.lit(way).alias("way"),
        pl.col("value").count().over(level, "period").alias("n"),
    )
    green, amber, red = (
        pl.lit(one.value, dtype=COLOURS) for one in (Rating.GREEN, Rating.AMBER, Rating.RED)
    )
    few, band = pl.col("n") < FEWEST_AREAS, pl.col("band")
    colour = pl.when(band == 1).then(green).when(band == 4).then(red).otherwise(amber)
    why = pl.lit(NotRated.TOO_FEW_AREAS.value, dtype=REASONS)
    return (
        add_bands(placed, by, 4)
        .with_columns(
            pl.when(~few).then(colour).alias("colour"), pl.when(few).then(why).alias("why")
        )
        .drop("level", "way", "n", "band")
    )


def colour_by_percentiles(
    rows: pl.DataFrame, levels: Mapping[str, str], indicator: Indicator
) -> pl.DataFrame:
    """Add colour and why by two percentiles (type 7) of the areas of its level in the period.

    Where more is better: green from the higher one on, red below the lower one, between them amber;
    where less is better the mirror. Where the two are one figure most areas are alike, and all are
    amber. Source: the percentile targets of England's public health profiles.
    """
    level = pl.col("area").replace_strict(levels, default=None, return_dtype=pl.String)
    value, by = pl.col("value"), [level, pl.col("period")]
    low, high = (
        value.quantile(float(one) / 100, "linear").over(by) for one in indicator.rated.percentiles
    )
    more = indicator.polarity is Polarity.HIGH
    good, bad = (value >= high, value < low) if more else (value <= low, value > high)
    amber = pl.lit(Rating.AMBER.value)
    colour = (
        pl.when(value.count().over(by) < FEWEST_AREAS)
        .then(pl.lit(None, dtype=pl.String))
        .when(low == high)
        .then(amber)
        .when(good)
        .then(pl.lit(Rating.GREEN.value))
        .when(bad)
        .then(pl.lit(Rating.RED.value))
        .otherwise(amber)
    )
    few = pl.when(colour.is_null()).then(pl.lit(NotRated.TOO_FEW_AREAS.value))
    return rows.with_columns(colour.alias("colour"), few.alias("why"))
