"""Where an area stands among the areas of its level: its rank and its quarter or fifth.

Bands are made of the values of all areas that have one, by quantiles of R's type 7; a value on a
bound belongs to the band below it. Where high is good the order is turned round, so band 1 is the
best. Ties share the better rank. Source: the conventions of DfE's Local Authority Interactive Tool.
"""

from typing import Final

import polars as pl

from framework.model.areas import NOT_KNOWN
from framework.model.comparators import Beside, Method
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator, Kind, Polarity
from framework.model.results import Comparison
from indicators.judge.beside import KEY
from indicators.statistics.placing import FEWEST_AREAS

_BANDS: Final = {Method.QUARTILES: 4, Method.QUINTILES: 5}
_WORDS: Final = (
    Comparison.BAND_1,
    Comparison.BAND_2,
    Comparison.BAND_3,
    Comparison.BAND_4,
    Comparison.BAND_5,
)


def rank_among(results: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """Give KEY, comparator, method, value (the median of the field), outcome, rank and out_of.

    A field of fewer areas than 4, or than the bands, is ranked but not banded.
    """
    areas = [
        (area.code, area.level) for area in framework.geography.areas if area.code != NOT_KNOWN
    ]
    levels = pl.DataFrame(areas, schema={"area": pl.String, "level": pl.String}, orient="row")
    field = (
        results.select(*KEY, "value")
        .join(levels, on="area")
        .join(_declared(framework), on=["indicator", "level"])
    )
    by = ["indicator", "comparator", "breakdown", "period"]
    value = pl.col("value")
    counted = field.with_columns(
        value.count().over(by).cast(pl.Int32).alias("out_of"),
        value.rank("min", descending=False).over(by).cast(pl.Int32).alias("from_low"),
        value.rank("min", descending=True).over(by).cast(pl.Int32).alias("from_high"),
        value.median().over(by).alias("median"),
        *(
            value.quantile(step / bands, "linear").over(by).alias(f"q{bands}_{step}")
            for bands in _BANDS.values()
            for step in range(1, bands)
        ),
    )
    high = pl.col("polarity") == Polarity.HIGH.value
    placed = counted.with_columns(
        pl.when(high).then("from_high").otherwise("from_low").alias("rank"),
        _band(high).alias("outcome"),
    )
    return placed.select(
        *KEY, "comparator", "method", pl.col("median").alias("value"), "outcome", "rank", "out_of"
    )


def _declared(framework: Framework) -> pl.DataFrame:
    rows = [
        (
            indicator.id,
            one.id,
            one.level,
            one.method.value,
            (Polarity.NONE if _has_no_good_end(indicator) else indicator.polarity).value,
        )
        for indicator in framework.indicators
        for one in indicator.compare
        if one.kind is Beside.AMONG
    ]
    names = ("indicator", "comparator", "level", "method", "polarity")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def _has_no_good_end(indicator: Indicator) -> bool:
    return indicator.kind is Kind.CONTEXT or indicator.polarity not in (Polarity.HIGH, Polarity.LOW)


def _band(high: pl.Expr) -> pl.Expr:
    """Give the band of a value: the first whose upper bound it does not pass."""
    no_band = pl.lit(Comparison.NOT_COMPARED.value)
    found: pl.Expr = no_band
    for method, bands in _BANDS.items():
        upwards: pl.Expr = pl.lit(bands, dtype=pl.Int32)
        for step in range(bands - 1, 0, -1):
            below = pl.col("value") <= pl.col(f"q{bands}_{step}")
            upwards = pl.when(below).then(pl.lit(step, dtype=pl.Int32)).otherwise(upwards)
        band = pl.when(high).then(bands + 1 - upwards).otherwise(upwards)
        names = {number: _WORDS[number - 1].value for number in range(1, bands + 1)}
        words = band.replace_strict(names, return_dtype=pl.String)
        enough = (pl.col("out_of") >= FEWEST_AREAS) & (pl.col("out_of") >= bands)
        use = (pl.col("method") == method.value) & enough & pl.col("value").is_not_null()
        found = pl.when(use).then(words).otherwise(found)
    return found
