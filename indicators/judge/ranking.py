"""Where an area stands among the areas of its level: its rank and its quarter or fifth.

Bands are made of the values of all areas that have one (indicators/statistics/placing.py); band 1 is
the best, or the lowest where neither way is good. Ties share the better rank. Source: the conventions
of DfE's Local Authority Interactive Tool.
"""

from typing import Final

import numpy as np
import polars as pl

from framework.model.areas import NOT_KNOWN
from framework.model.comparators import Beside, Method
from framework.model.frameworks import Framework
from framework.model.indicators import Polarity
from framework.model.results import Comparison
from indicators.judge.beside import KEY
from indicators.statistics.placing import bands

BANDS: Final = {Method.QUARTILES: 4, Method.QUINTILES: 5}
_WORDS: Final = (
    Comparison.BAND_1,
    Comparison.BAND_2,
    Comparison.BAND_3,
    Comparison.BAND_4,
    Comparison.BAND_5,
)


def rank_among(results: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """Give KEY, comparator, method, value (the median of the field), outcome, rank and out_of.

    A field of fewer areas than 4, or than the bands, or of areas mostly alike is ranked but not banded.
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
    )
    high = pl.col("polarity") == Polarity.HIGH.value
    words = dict(enumerate((Comparison.NOT_COMPARED.value, *(one.value for one in _WORDS))))
    placed = counted.with_columns(
        pl.when(high).then("from_high").otherwise("from_low").alias("rank")
    )
    parts = [
        placed.filter(pl.col("method") == method.value).pipe(_with_bands, by, count)
        for method, count in BANDS.items()
    ]
    return pl.concat(parts).select(
        *KEY,
        "comparator",
        "method",
        pl.col("median").alias("value"),
        pl.col("band").replace_strict(words, return_dtype=pl.String).alias("outcome"),
        "rank",
        "out_of",
    )


def _with_bands(field: pl.DataFrame, by: list[str], count: int) -> pl.DataFrame:
    way = pl.when(pl.col("polarity") == Polarity.HIGH.value).then(1).otherwise(-1)
    return add_bands(field.with_columns(way.alias("way")), by, count)


def add_bands(rows: pl.DataFrame, by: list[str], count: int) -> pl.DataFrame:
    """Add `band`, 1 the best of `count`, 0 where there is none.

    Args:
        rows: value, and `way`, 1 where more is better and -1 where less is, the same in a group.
        by: the columns whose values make a group.
        count: 4 for quarters, 5 for fifths.
    """
    groups = (
        rows.with_row_index("at").group_by(by).agg("at", "value", pl.col("way").first(), pl.len())
    )
    sizes = groups["len"].to_numpy().astype(np.intp)
    group = np.repeat(np.arange(len(sizes)), sizes)
    place = np.arange(len(group)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    values = np.full((len(sizes), sizes.max(initial=0)), np.nan)
    held = groups["value"].explode()
    values[group, place] = held.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    found = np.zeros(rows.height, np.int8)
    at = groups["at"].explode().to_numpy()
    found[at] = bands(values, groups["way"].to_numpy(), count)[group, place]
    return rows.with_columns(pl.Series("band", found))


def _declared(framework: Framework) -> pl.DataFrame:
    rows = [
        (
            indicator.id,
            one.id,
            one.level,
            one.method.value,
            (indicator.polarity if indicator.has_good_way else Polarity.NONE).value,
        )
        for indicator in framework.indicators
        for one in indicator.compare
        if one.kind is Beside.AMONG
    ]
    names = ("indicator", "comparator", "level", "method", "polarity")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
