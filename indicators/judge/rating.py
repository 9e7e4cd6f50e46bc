"""Green, amber, red, or not rated with the reason: a value by its indicator's declared rule.

In this order, the first that fits:
  context; no polarity; hidden; counts that cannot be; not available; no value; provisional;
  too few cases                                                                       -> not rated
  worse than the floor of the target in force                                         -> red
  the declared rule: target, range, interval against target, comparator, quartile, percentiles, rules
Edges are inclusive and unrounded values are compared.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
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
from indicators.judge.standing import Standing, standing_targets
from indicators.judge.word_places import COLOURS, REASONS, known_places, with_rows_at

_EDGES: Final = ("green_low", "green_high", "amber_low", "amber_high")
_OF_TARGET: Final = (RatedBy.TARGET, RatedBy.RANGE)
_OTHERS: Final = (RatedBy.COMPARATOR, RatedBy.QUARTILE, RatedBy.PERCENTILES, RatedBy.RULES)
_READ: Final = (
    *("indicator", "area", "breakdown", "period"),
    *("value", "lower", "upper", "denominator"),
)
_OF_RULES: Final = ("target", "target_high", "floor")
"""These of a result and these of its target are what a rule that is not of edges may look at."""
_ADDED: Final = ("rating", "reason", "rule", "target", "target_high", "target_id", "amber_edge")
_AT_ONCE: Final = 2**16
_DECIDED: Final = pl.Schema(
    {"row": pl.UInt32(), "colour": COLOURS, "why": REASONS, "by_rule": pl.String()}
)


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
    traits = _traits(framework)
    standing = standing_targets(targets, framework, periods)
    found = pl.concat(map(standing.found, _parts(results)))
    decided = _decided(results.hstack(found), traits, standing, framework, comparisons, periods)
    found = found.hstack([_of_rows(decided, results.height)])

    def rated(some: pl.DataFrame, of: pl.DataFrame) -> pl.DataFrame:
        some = with_rows_at(some, of["own"], traits)
        some = with_rows_at(some, of["standing"], standing.targets)
        return _rated(with_rows_at(some, of["decided"], decided.drop("row")))

    parts = map(rated, _parts(results), _parts(found))
    return pl.concat(some.select(*results.columns, *_ADDED) for some in parts)


def _parts(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Give so many rows at once that what is made of them on the way stays near the processor."""
    return frame.iter_slices(_AT_ONCE) if frame.height else iter([frame])


def _rated(frame: pl.DataFrame) -> pl.DataFrame:
    """Add what is told of the rating of rows of which all is known that it rests on."""
    for step in _steps():
        frame = frame.with_columns(step)
    return frame


@cache
def _steps() -> tuple[Sequence[pl.Expr], ...]:
    is_rated = pl.col("reason").is_null()
    return (
        [_reason().alias("reason"), _slack().alias("slack")],
        [_below_floor().alias("low")],
        [pl.when(~pl.col("low")).then(pl.coalesce("reason", _reason_of_rule())).alias("reason")],
        [
            pl.when(is_rated).then(_colour()).otherwise(_in(Rating.NOT_RATED)).alias("rating"),
            pl.when(is_rated).then(_rule()).otherwise(pl.lit("not rated")).alias("rule"),
            _amber_shown().alias("amber_edge"),
        ],
        [pl.col("rating", "reason").cast(pl.String)],
    )


def _traits(framework: Framework) -> pl.DataFrame:
    """Give what a rating needs to know of each indicator, in their order: mostly truths, which cost little."""
    rows = [
        (
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


def _of_rows(decided: pl.DataFrame, height: int) -> pl.Series:
    """Give where each of so many rows stands among those of which it was decided, null for nowhere."""
    at = np.full(height, -1)
    at[decided["row"].to_numpy()] = np.arange(decided.height)
    return known_places(at).alias("decided")


def _decided(
    results: pl.DataFrame,
    traits: pl.DataFrame,
    standing: Standing,
    framework: Framework,
    comparisons: pl.DataFrame,
    periods: Periods,
) -> pl.DataFrame:
    """Give row, colour, why and by_rule for what is rated by anything but the edges of a target."""
    levels = {area.code: area.level for area in framework.geography.areas}
    is_wanted = traits["by_other"].gather(results["own"]) & (results["breakdown"] == TOTAL)
    wanted = results.select("own", "standing", *_READ).with_row_index("row").filter(is_wanted)
    decided = [pl.DataFrame(schema=_DECIDED)]
    for (place,), rows in wanted.partition_by("own", as_dict=True).items():
        indicator = framework.indicators[place]
        by = indicator.rated.by
        if by is RatedBy.COMPARATOR:
            made = colour_by_comparator(rows, comparisons, _comparator(indicator))
        elif by is RatedBy.QUARTILE:
            made = colour_by_quartile(rows, levels, indicator.polarity)
        elif by is RatedBy.PERCENTILES:
            made = colour_by_percentiles(rows, levels, indicator)
        else:
            held = with_rows_at(rows, rows["standing"], standing.targets.select(_OF_RULES))
            held = _for_rules(held, indicator, comparisons, periods.get(indicator.id, {}))
            made = colour_by_rules(held, indicator.rated)
        if by is not RatedBy.RULES:
            made = made.with_columns(pl.lit(by.value).alias("by_rule"))
        decided.append(made.select(pl.col(name).cast(kind) for name, kind in _DECIDED.items()))
    return pl.concat(decided)


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


def _in(word: Rating | NotRated) -> pl.Expr:
    return pl.lit(word.value, dtype=COLOURS if isinstance(word, Rating) else REASONS)


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
    return pl.coalesce(pl.when(rule).then(_in(reason)) for rule, reason in reasons)


def _reason_of_rule() -> pl.Expr:
    """Give why the declared rule cannot say."""
    no_target = pl.when(pl.col("target").is_null()).then(_in(NotRated.NO_TARGET))
    unsure = pl.col("lower").is_null() | pl.col("upper").is_null()
    no_interval = pl.when(unsure).then(_in(NotRated.NO_INTERVAL))
    not_total = pl.when(pl.col("breakdown") != TOTAL).then(_in(NotRated.NO_TARGET))
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
    value, floor, slack = pl.col("value"), pl.col("floor"), pl.col("slack")
    worse = pl.when("low_is_good").then(value > floor + slack).otherwise(value < floor - slack)
    return (worse & pl.col("reason").is_null()).fill_null(value=False)


def _colour() -> pl.Expr:
    """Give the colour where there is one: red surely, by an interval, and else beyond amber."""
    green, amber, red = (_in(one) for one in (Rating.GREEN, Rating.AMBER, Rating.RED))
    value, slack = pl.col("value"), pl.col("slack")
    lower = pl.when("by_interval").then("lower").otherwise(value)
    upper = pl.when("by_interval").then("upper").otherwise(value)
    inside = (lower >= pl.col("green_low") - slack) & (upper <= pl.col("green_high") + slack)
    edge = {
        name: pl.when("by_interval").then(f"green_{name}").otherwise(f"amber_{name}")
        for name in ("low", "high")
    }
    beyond = (upper < edge["low"] - slack) | (lower > edge["high"] + slack)
    held = pl.when(inside).then(green).when(beyond).then(red).otherwise(amber)
    return (
        pl.when("low")
        .then(red)
        .when(pl.col("by_edges") | pl.col("by_interval"))
        .then(held)
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
