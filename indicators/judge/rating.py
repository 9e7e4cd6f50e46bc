"""Green, amber, red, or not rated with the reason: a value by its indicator's declared rule.

In this order, the first that fits:
  context; no polarity; hidden; counts that cannot be; not available; no value; provisional;
  too few cases                                                                       -> not rated
  worse than the floor of the target in force                                         -> red
  the declared rule: target, range, interval against target, comparator, quartile, percentiles, rules
Edges are inclusive and unrounded values are compared.
"""

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
import polars as pl

from framework.model.comparators import Beside, Comparator
from framework.model.expressions import columns_of
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator, Kind, Polarity
from framework.model.periods import Period
from framework.model.ratings import RatedBy
from framework.model.results import TOTAL, Flag, NotRated, Rating
from indicators.judge.beside import KEY
from indicators.judge.earlier import Periods, add_earlier
from indicators.judge.placings import (
    colour_by_comparator,
    colour_by_percentiles,
    colour_by_quartile,
)
from indicators.judge.rules import SLACK, colour_by_rules
from indicators.judge.targets import TARGET_SCHEMA

_KEY: Final = ("indicator", "area", "period")
_TARGET: Final = tuple(name for name in TARGET_SCHEMA if name not in _KEY)
_EDGES: Final = ("green_low", "green_high", "amber_low", "amber_high")
_OF_TARGET: Final = (RatedBy.TARGET, RatedBy.RANGE)
_OTHERS: Final = (RatedBy.COMPARATOR, RatedBy.QUARTILE, RatedBy.PERCENTILES, RatedBy.RULES)
_READ: Final = (
    *("row", "indicator", "area", "breakdown", "period", "value", "lower", "upper"),
    *("denominator", "target", "target_high", "floor", "by_other"),
)
"""What a rule that is not of a target's edges may look at."""
_DECIDED: Final = {"row": pl.UInt32, "colour": pl.String, "why": pl.String, "by_rule": pl.String}


def rate(
    results: pl.DataFrame,
    framework: Framework,
    targets: pl.DataFrame,
    comparisons: pl.DataFrame,
    periods: Periods,
) -> pl.DataFrame:
    """Add rating, reason, rule, target, target_high, target_id and amber_edge to every result.

    Args:
        results: disclosed results, RESULT_COLUMNS, and `impossible`.
        framework: the declared rules, levels and areas.
        targets: the targets in force, as `targets_frame` gives them.
        comparisons: COMPARISON_COLUMNS, for what is rated by a comparator.
        periods: indicator -> {period code: Period} of the results.
    """
    frame = _with_targets(results, targets, framework, periods).join(
        _traits(framework), on="indicator", how="left"
    )
    frame = _with_decided(frame, framework, comparisons, periods)
    frame = frame.with_columns(_reason().alias("reason"))
    frame = frame.with_columns(_below_floor().alias("low"))
    frame = frame.with_columns(
        pl.when(~pl.col("low")).then(pl.coalesce("reason", _reason_of_rule())).alias("reason")
    )
    frame = frame.with_columns(
        pl.when(pl.col("reason").is_null())
        .then(_colour())
        .otherwise(pl.lit(Rating.NOT_RATED.value))
        .alias("rating"),
        pl.when(pl.col("reason").is_null())
        .then(_rule())
        .otherwise(pl.lit("not rated"))
        .alias("rule"),
        _amber_shown().alias("amber_edge"),
    )
    added = ("rating", "reason", "rule", "target", "target_high", "target_id", "amber_edge")
    return frame.select(*results.columns, *added)


def _with_targets(
    results: pl.DataFrame, targets: pl.DataFrame, framework: Framework, periods: Periods
) -> pl.DataFrame:
    """Join the targets in force. Targets are set for everybody: a breakdown is shown beside them."""
    known = (
        [one.id for one in framework.indicators],
        list(framework.geography.by_code),
        sorted({code for codes in periods.values() for code in codes}),
    )
    words = {name: pl.Enum(texts) for name, texts in zip(_KEY, known, strict=True)}
    size = [len(texts) for texts in known]

    def place(name: str) -> pl.Expr:
        return pl.col(name).cast(words[name], strict=False).to_physical().cast(pl.Int64)

    # One whole number joins several times as fast as three texts.
    key = (place(_KEY[0]) * size[1] + place(_KEY[1])) * size[2] + place(_KEY[2])
    total = pl.when(pl.col("breakdown") == TOTAL).then(key)
    standing = targets.select(*_TARGET, key.alias("at")).filter(pl.col("at").is_not_null())
    return results.with_columns(total.alias("at")).join(standing, on="at", how="left").drop("at")


def _traits(framework: Framework) -> pl.DataFrame:
    """Give what a rating needs to know of each indicator: mostly truths, which cost little a row."""
    rows = [
        (
            one.id,
            one.kind is Kind.CONTEXT,
            one.polarity is Polarity.NONE,
            one.polarity is Polarity.LOW,
            one.minimum_denominator,
            one.rated.by.value,
            one.rated.by in _OF_TARGET,
            one.rated.by is RatedBy.INTERVAL,
            one.rated.by in _OTHERS and one.kind is not Kind.CONTEXT,
        )
        for one in framework.indicators
    ]
    schema = {
        "indicator": pl.String,
        "context": pl.Boolean,
        "neither": pl.Boolean,
        "low_is_good": pl.Boolean,
        "minimum": pl.Int64,
        "by": pl.String,
        "by_edges": pl.Boolean,
        "by_interval": pl.Boolean,
        "by_other": pl.Boolean,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _with_decided(
    frame: pl.DataFrame, framework: Framework, comparisons: pl.DataFrame, periods: Periods
) -> pl.DataFrame:
    """Add colour, why and by_rule where anything but the edges of a target decides, else null."""
    frame = frame.with_row_index("row")
    decided = list(_decided(frame, framework, comparisons, periods))
    if decided:
        return frame.join(pl.concat(decided), on="row", how="left")
    return frame.with_columns(
        pl.lit(None, dtype=pl.String).alias(name) for name in ("colour", "why", "by_rule")
    )


def _decided(
    frame: pl.DataFrame, framework: Framework, comparisons: pl.DataFrame, periods: Periods
) -> Iterator[pl.DataFrame]:
    """Give row, colour, why and by_rule for what is rated by anything but the edges of a target."""
    levels = {area.code: area.level for area in framework.geography.areas}
    wanted = frame.select(*_READ).filter(pl.col("by_other"), pl.col("breakdown") == TOTAL)
    for (name,), rows in wanted.partition_by("indicator", as_dict=True).items():
        indicator = framework.indicator(str(name))
        by = indicator.rated.by
        if by is RatedBy.COMPARATOR:
            made = colour_by_comparator(rows, comparisons, _comparator(indicator))
        elif by is RatedBy.QUARTILE:
            made = colour_by_quartile(rows, levels, indicator.polarity)
        elif by is RatedBy.PERCENTILES:
            made = colour_by_percentiles(rows, levels, indicator)
        else:
            known = periods.get(indicator.id, {})
            made = colour_by_rules(_for_rules(rows, indicator, comparisons, known), indicator.rated)
        if by is not RatedBy.RULES:
            made = made.with_columns(pl.lit(by.value).alias("by_rule"))
        yield made.select(pl.col(name).cast(kind) for name, kind in _DECIDED.items())


def _comparator(indicator: Indicator) -> Comparator:
    return next(one for one in indicator.compare if one.id == indicator.rated.comparator)


def _for_rules(
    rows: pl.DataFrame,
    indicator: Indicator,
    comparisons: pl.DataFrame,
    periods: Mapping[str, Period],
) -> pl.DataFrame:
    """Add the values of earlier periods and of comparators under the names that rules use."""
    used = {name for rule in indicator.rated.rules for name in columns_of(rule.when)}
    if used & {"previous", "last_year"}:
        rows = add_earlier(rows, indicator, periods)
    kinds = {one.id: one.kind for one in indicator.compare}
    for name, comparator in indicator.rated.beside:
        other = comparisons.filter(pl.col("comparator") == comparator)
        if kinds[comparator] is not Beside.HISTORY:
            # An older figure may be shown beside ours; nothing is rated by it.
            other = other.filter(pl.col("beside_period") == pl.col("period"))
        rows = rows.join(other.select(*KEY, pl.col("value").alias(name)), on=KEY, how="left")
    return rows


def _has(flag: Flag) -> pl.Expr:
    return pl.col("flags").and_(pl.lit(int(flag), dtype=pl.Int32)) != 0


def _reason() -> pl.Expr:
    """Give why a value is not rated, whatever the rule."""
    few = pl.col("denominator").fill_null(np.inf) < pl.col("minimum")
    missing = pl.col("value").is_null()
    reasons: tuple[tuple[pl.Expr, NotRated], ...] = (
        (pl.col("context"), NotRated.CONTEXT),
        (pl.col("neither"), NotRated.NO_POLARITY),
        (_has(Flag.SUPPRESSED), NotRated.SUPPRESSED),
        (pl.col("impossible"), NotRated.IMPOSSIBLE),
        (missing & _has(Flag.UNAVAILABLE), NotRated.UNAVAILABLE),
        (missing & _has(Flag.LOW_RELIABILITY), NotRated.UNRELIABLE),
        (missing & _has(Flag.NOT_APPLICABLE), NotRated.NOT_CALCULABLE),
        (missing, NotRated.NO_VALUE),
        (_has(Flag.PROVISIONAL), NotRated.PROVISIONAL),
        (few, NotRated.SMALL_DENOMINATOR),
    )
    return pl.coalesce(pl.when(rule).then(pl.lit(reason.value)) for rule, reason in reasons)


def _reason_of_rule() -> pl.Expr:
    """Give why the declared rule cannot say."""
    no_target = pl.when(pl.col("target").is_null()).then(pl.lit(NotRated.NO_TARGET.value))
    unsure = pl.col("lower").is_null() | pl.col("upper").is_null()
    no_interval = pl.when(unsure).then(pl.lit(NotRated.NO_INTERVAL.value))
    not_total = pl.when(pl.col("breakdown") != TOTAL).then(pl.lit(NotRated.NO_TARGET.value))
    return (
        pl.when("by_edges")
        .then(no_target)
        .when("by_interval")
        .then(pl.coalesce(no_target, no_interval))
        .otherwise(pl.coalesce(not_total, "why"))
    )


def _slack() -> pl.Expr:
    """Forgive the last digits of binary fractions, so that an edge is inclusive."""
    return SLACK * pl.max_horizontal(pl.col("target").abs(), pl.lit(1.0))


def _below_floor() -> pl.Expr:
    value, floor = pl.col("value"), pl.col("floor")
    worse = (
        pl.when("low_is_good").then(value > floor + _slack()).otherwise(value < floor - _slack())
    )
    return (worse & pl.col("reason").is_null()).fill_null(value=False)


def _colour() -> pl.Expr:
    green, amber, red = (pl.lit(one.value) for one in (Rating.GREEN, Rating.AMBER, Rating.RED))
    value, lower, upper = pl.col("value"), pl.col("lower"), pl.col("upper")
    floor, ceiling = pl.col("green_low") - _slack(), pl.col("green_high") + _slack()
    surely = (
        pl.when((lower >= floor) & (upper <= ceiling))
        .then(green)
        .when((upper < floor) | (lower > ceiling))
        .then(red)
        .otherwise(amber)
    )
    inside = (value >= pl.col("amber_low") - _slack()) & (value <= pl.col("amber_high") + _slack())
    by_edges = (
        pl.when((value >= floor) & (value <= ceiling))
        .then(green)
        .when(inside)
        .then(amber)
        .otherwise(red)
    )
    return (
        pl.when("low")
        .then(red)
        .when("by_edges")
        .then(by_edges)
        .when("by_interval")
        .then(surely)
        .otherwise("colour")
    )


def _rule() -> pl.Expr:
    return pl.when("low").then(pl.lit("floor")).otherwise(pl.coalesce("by_rule", "by"))


def _amber_shown() -> pl.Expr:
    """Give the edge between amber and red; where there are two, that on the value's side."""
    low, high = pl.col("amber_low"), pl.col("amber_high")
    below = high.is_infinite() | (low.is_finite() & (pl.col("value") < pl.col("target")))
    edge = pl.when(below).then(low).otherwise(high)
    return pl.when("by_edges").then(edge)
