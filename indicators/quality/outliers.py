"""Figures far from the median of their area's series: the modified z-score.

B. Iglewicz and D. C. Hoaglin, How to Detect and Handle Outliers (ASQC, 1993): 0.6745 x (x - median)
/ MAD, where MAD is the median of the distances from the median; an outlier lies beyond 3.5. Where
MAD is nought (more than half of the series is one number), the mean distance stands in its place:
(x - median) / (1.253314 x mean distance), as in IBM SPSS Statistics.
"""

from typing import Final

import polars as pl

from framework.model.expectations import Outliers
from framework.model.frameworks import Framework
from framework.model.sources import AREA, FILE, ROW, ColumnType, Rows, Source, SourceColumn
from indicators.quality.catalogue import RULES
from indicators.quality.findings import PLACES, Asked, Check
from indicators.quality.places import COUNT, home_periods, laid_out, rolled_up
from indicators.quality.words import first_places, header_of, how_many

FEWEST_POINTS: Final = 8
"""A shorter series says nothing of what is usual."""

_NORMAL: Final = 0.6745
_MEAN_OF_NORMAL: Final = 1.253314
_TOLD: Final = 3


def ask_outliers(rule: Outliers, rows: pl.LazyFrame, source: Source, framework: Framework) -> Asked:
    """Look for outliers in the series of each area; in published rows, of each area and breakdown."""
    if source.rows is Rows.PUBLISHED:
        return _of_values(rule, rows, source)
    series = _series(rule, rows, source, framework)
    far = scored(series, ["area"], COUNT).filter(pl.col("score").abs() > float(rule.beyond))
    failing = far.sort("area", "period").select(pl.col(one).cast(PLACES[one]) for one in PLACES)
    of = header_of(source, rule.of) if rule.of else "number of rows"
    asked = scored(series, ["area"], COUNT)["score"].count()
    check = Check("S124", of, rule.then.value, asked, failing.height, series.height - asked)
    names = {area.code: area.name for area in framework.geography.areas}
    first = [f"{names.get(area, area)} in {period}" for area, period in failing.head(_TOLD).rows()]
    more = f" and {failing.height - _TOLD:,} more" if failing.height > _TOLD else ""
    reason = f"the {of} is far from usual in {', '.join(first)}{more}"
    return Asked(check, failing, of, RULES["S124"].found, reason)


def scored(series: pl.DataFrame, keys: list[str], value: str) -> pl.DataFrame:
    """Give each figure its modified z-score, null where its series is too short or never moves."""
    x = pl.col(value).cast(pl.Float64)
    middle = x.median().over(keys)
    away = x - middle
    spread, mean = away.abs().median().over(keys), away.abs().mean().over(keys)
    score = (
        pl.when(x.count().over(keys) < FEWEST_POINTS)
        .then(None)
        .when(spread > 0)
        .then(_NORMAL * away / spread)
        # a series of noughts with something now and then has no usual level to be far from
        .when((mean > 0) & (middle != 0))
        .then(away / (_MEAN_OF_NORMAL * mean))
    )
    return series.with_columns(score.alias("score"))


def _of_values(rule: Outliers, rows: pl.LazyFrame, source: Source) -> Asked:
    of = rule.of or ""
    keys = [AREA, *(one.name for one in source.columns if _tells_apart(one))]
    values = rows.select(*keys, of, FILE, ROW).filter(pl.col(of).is_not_null()).collect()
    found = scored(values, keys, of)
    failing = found.filter(pl.col("score").abs() > float(rule.beyond)).select(FILE, ROW)
    asked = found["score"].count()
    check = Check(
        "S124", header_of(source, of), rule.then.value, asked, failing.height, found.height - asked
    )
    reason = (
        f"{how_many(failing.height, 'value')} of '{check.name}' far from the usual of the series"
    )
    reason = f"{reason}{first_places(failing)}"
    return Asked(check, failing, check.name, RULES["S124"].found, reason)


def _tells_apart(column: SourceColumn) -> bool:
    return bool(column.bands) or column.type in (ColumnType.TEXT, ColumnType.TRUTH)


def _series(
    rule: Outliers, rows: pl.LazyFrame, source: Source, framework: Framework
) -> pl.DataFrame:
    """Count each area's rows by period, with noughts where there are none; the last is left out.

    The last period may not be over yet, unless `covers` says that the rows speak of all of it.
    """
    of = rule.of or source.how_many
    amount = pl.col(of).sum() if of else pl.len()
    counted = laid_out(rows, source).group_by("area", "period").agg(amount.alias(COUNT)).collect()
    counted = counted.drop_nulls("period")
    spans = home_periods(source, counted["period"].unique())
    if spans and not (source.covers.last and spans[-1].last_day <= source.covers.last):
        spans = spans[:-1]
    if rule.level:
        up = rolled_up(framework, counted["area"].unique().drop_nulls(), rule.level)
        areas = pl.DataFrame(
            {"area": list(up), "up": list(up.values())},
            schema={"area": pl.String, "up": pl.List(pl.String)},
        ).explode("up")
        joined = counted.join(areas.drop_nulls(), on="area").drop("area").rename({"up": "area"})
        counted = joined.group_by("area", "period").agg(pl.col(COUNT).sum())
    codes = pl.DataFrame({"period": [span.code for span in spans]}, schema={"period": pl.String})
    whole = counted.select("area").unique().join(codes, how="cross")
    joined = whole.join(counted, on=["area", "period"], how="left")
    return joined.with_columns(pl.col(COUNT).fill_null(0))
