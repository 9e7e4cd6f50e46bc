"""All that is judged of disclosed results: ratings, travel, comparisons and facts of a series."""

from dataclasses import dataclass

import polars as pl

from framework.model.frameworks import Framework
from framework.model.periods import Period, period_from_code
from framework.model.results import JUDGEMENT_COLUMNS, SERIES_COLUMNS
from indicators.disclose.disclosing import Disclosed
from indicators.judge.comparison import compare
from indicators.judge.rating import rate, targets_frame
from indicators.judge.travel import add_travel


@dataclass(frozen=True, slots=True)
class Judged:
    """Three frames: JUDGEMENT_COLUMNS, COMPARISON_COLUMNS and SERIES_COLUMNS."""

    judgements: pl.DataFrame
    comparisons: pl.DataFrame
    series: pl.DataFrame


def judge(disclosed: Disclosed, framework: Framework) -> Judged:
    """Judge what a reader may see, and only that."""
    results = disclosed.frame
    periods = _periods(results)
    rated = rate(results, framework, targets_frame(framework, periods))
    judgements = add_travel(rated, framework, periods).with_columns(
        pl.lit(None, dtype=pl.Float64).alias("target_high"),
        pl.lit(None, dtype=pl.String).alias("published_rating"),
        pl.lit(None, dtype=pl.Float64).alias("chance"),
    )
    return Judged(
        judgements.select(JUDGEMENT_COLUMNS), compare(results, framework), _series(results)
    )


def _periods(results: pl.DataFrame) -> dict[str, dict[str, Period]]:
    """Give, for each indicator, the periods that its results speak of."""
    known: dict[str, dict[str, Period]] = {}
    for indicator, code in results.select("indicator", "period").unique().iter_rows():
        known.setdefault(indicator, {})[code] = period_from_code(code)
    return known


def _series(results: pl.DataFrame) -> pl.DataFrame:
    """Give the facts of each series: its points, its span, and how much it changes as a rule."""
    starts = {code: period_from_code(code).start for code in results["period"].unique().to_list()}
    order = pl.DataFrame(
        {"period": list(starts), "start": list(starts.values())},
        schema={"period": pl.String, "start": pl.Date},
    )
    shown = results.filter(pl.col("value").is_not_null()).join(order, on="period", how="left")
    return (
        shown.sort("indicator", "area", "breakdown", "start")
        .group_by("indicator", "area", "breakdown", maintain_order=True)
        .agg(
            pl.len().cast(pl.Int32).alias("points"),
            pl.col("period").first().alias("first_period"),
            pl.col("period").last().alias("last_period"),
            pl.col("value").diff().abs().mean().alias("typical_change"),
        )
        .with_columns(
            pl.lit(None, dtype=pl.String).alias(name)
            for name in ("variation", "assurance", "trend", "chart", "outlook")
        )
        .select(SERIES_COLUMNS)
    )
