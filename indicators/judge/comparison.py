"""Better, similar or worse than a comparator: is its value outside the area's own 95% interval.

The method is the single interval overlap of public health profiles: the comparator's value is
taken as fixed. An area is never held against itself.
"""

from collections.abc import Iterator
from typing import Final

import polars as pl

from framework.model.areas import Area, Geography
from framework.model.frameworks import Framework
from framework.model.indicators import Comparator, Kind, Polarity
from framework.model.results import COMPARISON_COLUMNS, Comparison

_PAIRS_SCHEMA: Final = {
    "indicator": pl.String,
    "area": pl.String,
    "comparator": pl.String,
    "beside": pl.String,
    "polarity": pl.String,
}


def compare(results: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """Give COMPARISON_COLUMNS: one row a result and comparator that stands for its area."""
    pairs = pl.DataFrame(list(_pairs(framework)), schema=_PAIRS_SCHEMA)
    other = results.select(
        "indicator",
        "breakdown",
        "period",
        pl.col("area").alias("beside"),
        pl.col("value").alias("other"),
    )
    frame = results.join(pairs, on=["indicator", "area"], how="inner").join(
        other, on=["indicator", "breakdown", "period", "beside"], how="left"
    )
    return frame.with_columns(
        _outcome().alias("outcome"),
        pl.col("other").alias("value"),
        pl.col("period").alias("beside_period"),
        pl.lit("single interval").alias("method"),
        pl.lit(None, dtype=pl.Int32).alias("rank"),
        pl.lit(None, dtype=pl.Int32).alias("out_of"),
    ).select(COMPARISON_COLUMNS)


def _pairs(framework: Framework) -> Iterator[dict[str, str]]:
    geography = framework.geography
    known: dict[Comparator, list[tuple[str, str]]] = {}
    for indicator in framework.indicators:
        polarity = Polarity.NONE if indicator.kind is Kind.CONTEXT else indicator.polarity
        for comparator in indicator.compare:
            if comparator not in known:
                known[comparator] = list(_beside(geography, comparator))
            for area, beside in known[comparator]:
                if beside != area:
                    yield {
                        "indicator": indicator.id,
                        "area": area,
                        "comparator": comparator.id,
                        "beside": beside,
                        "polarity": polarity.value,
                    }


def _beside(geography: Geography, comparator: Comparator) -> Iterator[tuple[str, str]]:
    for area in geography.areas:
        beside = comparator_area(geography, comparator, area)
        if beside is not None:
            yield area.code, beside


def comparator_area(geography: Geography, comparator: Comparator, area: Area) -> str | None:
    """Give the code of the area that a comparator means for an area, None when there is none."""
    if comparator.because:
        return None
    if comparator.area is not None:
        return comparator.area
    if comparator.level is None:
        parents = geography.parents_of(area.code)
        return parents[0] if parents else None
    return ancestor_at(geography, area.code, comparator.level)


def ancestor_at(geography: Geography, code: str, level: str) -> str | None:
    """Give the area of a level that an area lies in, itself left out; the first when there are more."""
    above = geography.ancestors_of(code)
    return next((one for one in above if geography.by_code[one].level == level), None)


def _outcome() -> pl.Expr:
    other, polarity = pl.col("other"), pl.col("polarity")
    below, above = pl.col("upper") < other, pl.col("lower") > other
    high, low = polarity == Polarity.HIGH.value, polarity == Polarity.LOW.value
    cannot = other.is_null() | pl.col("lower").is_null() | pl.col("upper").is_null()
    return (
        pl.when(cannot)
        .then(pl.lit(Comparison.NOT_COMPARED.value))
        .when(~below & ~above)
        .then(pl.lit(Comparison.SIMILAR.value))
        .when((high & above) | (low & below))
        .then(pl.lit(Comparison.BETTER.value))
        .when((high & below) | (low & above))
        .then(pl.lit(Comparison.WORSE.value))
        .when(above)
        .then(pl.lit(Comparison.HIGHER.value))
        .otherwise(pl.lit(Comparison.LOWER.value))
    )
