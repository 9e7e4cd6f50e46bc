"""All that is judged of disclosed results: ratings, travel, comparisons and facts of a series."""

from dataclasses import dataclass

import polars as pl

from framework.model.frameworks import Framework
from framework.model.periods import Period, period_from_code
from framework.model.results import JUDGEMENT_COLUMNS
from indicators.disclose.disclosing import Disclosed
from indicators.judge.ahead import with_ahead
from indicators.judge.believing import told_of_impossible, told_of_scale, without_impossible
from indicators.judge.chance import add_chance
from indicators.judge.comparison import compare
from indicators.judge.published_ratings import add_published, differences
from indicators.judge.rating import rate
from indicators.judge.series_facts import series_facts
from indicators.judge.targets import targets_frame
from indicators.judge.travel import add_travel


@dataclass(frozen=True, slots=True)
class Judged:
    """Three frames: JUDGEMENT_COLUMNS, COMPARISON_COLUMNS and SERIES_COLUMNS; sentences for people."""

    judgements: pl.DataFrame
    comparisons: pl.DataFrame
    series: pl.DataFrame
    warnings: tuple[str, ...] = ()


def judge(disclosed: Disclosed, framework: Framework) -> Judged:
    """Judge what a reader may see, and only that."""
    results = without_impossible(disclosed.frame, framework)
    periods = _periods(results)
    comparisons = compare(results, framework)
    targets = targets_frame(framework, with_ahead(periods))
    rated = rate(results, framework, targets, comparisons, periods)
    judgements = add_chance(add_travel(rated, framework, periods), framework, targets)
    judgements = add_published(judgements, disclosed.published_ratings)
    series = series_facts(results, framework, targets, periods)
    warnings = (
        *told_of_impossible(results),
        *told_of_scale(results, framework),
        *differences(judgements),
    )
    return Judged(judgements.select(JUDGEMENT_COLUMNS), comparisons, series, warnings)


def _periods(results: pl.DataFrame) -> dict[str, dict[str, Period]]:
    """Give, for each indicator, the periods that its results speak of."""
    known: dict[str, dict[str, Period]] = {}
    for indicator, code in results.select("indicator", "period").unique().iter_rows():
        known.setdefault(indicator, {})[code] = period_from_code(code)
    return known
