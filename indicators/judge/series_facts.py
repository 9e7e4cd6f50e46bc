"""The facts of each series: its points and span, its chart, its trend and its outlook."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from framework.model.frameworks import Framework
from framework.model.results import SERIES_COLUMNS
from indicators.judge.ahead import find_targets
from indicators.judge.charting import judge_charts
from indicators.judge.earlier import Periods
from indicators.judge.outlook import write_outlooks
from indicators.judge.series_grid import (
    SERIES_KEY,
    Places,
    SeriesGrid,
    lay_out,
    order_series,
)
from indicators.judge.trending import find_trends

_READ: Final = ("variation", "assurance", "trend", "chart", "outlook")

Words = Sequence[str | None]


def series_facts(
    results: pl.DataFrame, framework: Framework, targets: pl.DataFrame, periods: Periods
) -> pl.DataFrame:
    """Give SERIES_COLUMNS: a row for each series that has a value.

    Args:
        results: disclosed results, RESULT_COLUMNS.
        framework: the declared charts, trends and forecasts.
        targets: as `targets_frame` gives them, also for the periods ahead (`ahead.with_ahead`).
        periods: indicator -> {period code: Period} of the results.
    """
    ordered = order_series(results)
    facts = (
        ordered.group_by("series", maintain_order=True)
        .agg(
            *(pl.col(name).first() for name in SERIES_KEY),
            pl.len().cast(pl.Int32).alias("points"),
            pl.col("period").first().alias("first_period"),
            pl.col("period").last().alias("last_period"),
            pl.col("value").diff().abs().mean().alias("typical_change"),
        )
        .drop("series")
    )
    read: dict[str, list[str | None]] = {name: [None] * facts.height for name in _READ}
    for grid in lay_out(ordered, facts.select(SERIES_KEY), framework, periods):
        for name, words in zip(_READ, _read(grid, targets), strict=True):
            _put(read[name], grid.places, words)
    columns = [pl.Series(name, words, dtype=pl.String) for name, words in read.items()]
    return facts.with_columns(columns).select(SERIES_COLUMNS)


def _read(grid: SeriesGrid, targets: pl.DataFrame) -> tuple[Words, Words, Words, Words, Words]:
    """Give the words and texts of a grid's series, in the order of _READ."""
    ahead = find_targets(grid, targets)
    charts = judge_charts(grid, ahead)
    found = find_trends(grid)
    trend: Words = [None] * len(grid.which) if found is None else found.trend
    outlook = write_outlooks(grid, found, ahead)
    return charts.variation, charts.assurance, trend, charts.text, outlook


def _put(all_words: list[str | None], places: Places, words: Words) -> None:
    for place, word in zip(places.tolist(), words, strict=True):
        all_words[place] = word
