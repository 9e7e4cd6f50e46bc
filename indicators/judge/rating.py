"""Green, amber, red, or not rated with the reason: a value against the target in force.

The rules, first match wins:
  context; no polarity; hidden; no value; provisional; too few cases; no target  -> not rated
  higher is better:  value >= target green;  value >= target - amber  amber;  else red
  lower is better:   the mirror
  close to plan:     within amber of the target green;  within twice amber  amber;  else red
Edges are inclusive and unrounded values are compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Final

import numpy as np
import polars as pl

from framework.model.areas import Area, Geography
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator, Kind, Polarity, Target
from framework.model.measures import Count, Distinct, Total
from framework.model.periods import Basis, Period, year_start
from framework.model.results import TOTAL, Flag, NotRated, Rating

TARGET_SCHEMA: Final = {
    "indicator": pl.String,
    "area": pl.String,
    "period": pl.String,
    "target": pl.Float64,
    "target_id": pl.String,
    "green_edge": pl.Float64,
    "amber_edge": pl.Float64,
}


@dataclass(frozen=True, slots=True)
class InForce:
    """A target with its value for one period: profiled where the year runs up to it."""

    target: Target
    value: Decimal


def target_at(
    indicator: Indicator, period: Period, *, area: str, level: str, home: str
) -> InForce | None:
    """Give the target in force for an area on the last day of a period, and its value then.

    A target set for the very area wins over one that passes down to the area's level.
    """
    standing = [t for t in indicator.targets if t.begins <= period.last_day < t.ends]
    own = [t for t in standing if (t.area or home) == area]
    passed = [t for t in standing if level in t.applies_to]
    for found in own + passed:
        return InForce(found, _profiled(found, indicator, period))
    return None


def _profiled(target: Target, indicator: Indicator, period: Period) -> Decimal:
    """Give where a year-to-date figure should be now: by the declared quarters, else in equal steps.

    A share has no such path: its target is the same all year.
    """
    if indicator.basis is not Basis.YEAR_TO_DATE:
        return target.value
    first = year_start(period.start, indicator.year_type)
    months = (period.end.year - first.year) * 12 + period.end.month - first.month
    if target.by_quarter:
        ends = (Decimal(0), *target.by_quarter)
        whole, rest = divmod(months, 3)
        if rest == 0:
            return ends[whole]
        return ends[whole] + (ends[whole + 1] - ends[whole]) * rest / 3
    if isinstance(indicator.measure, Count | Distinct | Total):
        return target.value * months / 12
    return target.value


def edges(target: Target, value: Decimal, polarity: Polarity) -> tuple[float, float]:
    """Give the inclusive edges of green and of amber; for `plan`, distances from the target."""
    width = target.amber.width(value) if target.amber else Decimal(0)
    if target.amber and not target.amber.relative and target.value:
        # Early in a profiled year the tolerance is as small a part of the year as the target is.
        width = width * value / target.value
    if polarity is Polarity.HIGH:
        return float(value), float(value - width)
    if polarity is Polarity.LOW:
        return float(value), float(value + width)
    return float(width), float(2 * width)


def targets_frame(
    framework: Framework, periods: Mapping[str, Mapping[str, Period]]
) -> pl.DataFrame:
    """Give every target in force: one row an indicator x area x period that has one.

    `periods` maps indicator -> {period code: Period} for the periods that have results.
    """
    rows: list[dict[str, object]] = []
    for indicator in framework.indicators:
        if indicator.kind is Kind.CONTEXT or not indicator.targets:
            continue
        reach = _areas_reached(framework.geography, indicator, framework.home_area)
        for (code, period), area in product(periods.get(indicator.id, {}).items(), reach):
            found = target_at(
                indicator, period, area=area.code, level=area.level, home=framework.home_area
            )
            if found is None:
                continue
            green, amber = edges(found.target, found.value, indicator.polarity)
            rows.append(
                {
                    "indicator": indicator.id,
                    "area": area.code,
                    "period": code,
                    "target": float(found.value),
                    "target_id": found.target.id,
                    "green_edge": green,
                    "amber_edge": amber,
                }
            )
    return pl.DataFrame(rows, schema=TARGET_SCHEMA)


def _areas_reached(geography: Geography, indicator: Indicator, home: str) -> list[Area]:
    levels = {level for target in indicator.targets for level in target.applies_to}
    own = {target.area or home for target in indicator.targets}
    return [area for area in geography.areas if area.code in own or area.level in levels]


def _traits(framework: Framework) -> pl.DataFrame:
    rows = [
        {
            "indicator": one.id,
            "context": one.kind is Kind.CONTEXT,
            "polarity": one.polarity.value,
            "minimum": one.minimum_denominator,
        }
        for one in framework.indicators
    ]
    schema = {
        "indicator": pl.String,
        "context": pl.Boolean,
        "polarity": pl.String,
        "minimum": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema)


def rate(results: pl.DataFrame, framework: Framework, targets: pl.DataFrame) -> pl.DataFrame:
    """Add rating, reason, rule, target, target_id and amber_edge to every result."""
    on = ["indicator", "area", "period"]
    frame = results.join(_traits(framework), on="indicator", how="left")
    frame = frame.join(targets, on=on, how="left")
    # Targets are set for everybody; a breakdown is shown beside them and not rated.
    total = pl.col("breakdown") == TOTAL
    frame = frame.with_columns(
        pl.when(total).then(pl.col(name)).alias(name)
        for name in ("target", "target_id", "green_edge", "amber_edge")
    )
    frame = frame.with_columns(_reason().alias("reason"))
    frame = frame.with_columns(
        pl.when(pl.col("reason").is_null())
        .then(_colour())
        .otherwise(pl.lit(Rating.NOT_RATED.value))
        .alias("rating"),
        pl.when(pl.col("reason").is_null())
        .then(pl.lit("target"))
        .otherwise(pl.lit("not rated"))
        .alias("rule"),
        _amber_shown().alias("amber_edge"),
    )
    return frame.drop("green_edge", "context", "polarity", "minimum")


def _has(flag: Flag) -> pl.Expr:
    return pl.col("flags").and_(pl.lit(int(flag), dtype=pl.Int32)) != 0


def _reason() -> pl.Expr:
    few = pl.col("denominator").fill_null(np.inf) < pl.col("minimum")
    rules: tuple[tuple[pl.Expr, NotRated], ...] = (
        (pl.col("context"), NotRated.CONTEXT),
        (pl.col("polarity") == Polarity.NONE.value, NotRated.NO_POLARITY),
        (_has(Flag.SUPPRESSED), NotRated.SUPPRESSED),
        (pl.col("value").is_null(), NotRated.NO_VALUE),
        (_has(Flag.PROVISIONAL), NotRated.PROVISIONAL),
        (few, NotRated.SMALL_DENOMINATOR),
        (pl.col("target").is_null(), NotRated.NO_TARGET),
    )
    return pl.coalesce(pl.when(rule).then(pl.lit(reason.value)) for rule, reason in rules)


def _colour() -> pl.Expr:
    """Compare, forgiving the last digits of binary fractions so that an edge is inclusive."""
    polarity, value = pl.col("polarity"), pl.col("value")
    slack = 1e-9 * pl.max_horizontal(pl.col("target").abs(), pl.lit(1.0))
    off_plan = (value - pl.col("target")).abs()

    def within(edge: str) -> pl.Expr:
        return (
            pl.when(polarity == Polarity.HIGH.value)
            .then(value >= pl.col(edge) - slack)
            .when(polarity == Polarity.LOW.value)
            .then(value <= pl.col(edge) + slack)
            .otherwise(off_plan <= pl.col(edge) + slack)
        )

    return (
        pl.when(within("green_edge"))
        .then(pl.lit(Rating.GREEN.value))
        .when(within("amber_edge"))
        .then(pl.lit(Rating.AMBER.value))
        .otherwise(pl.lit(Rating.RED.value))
    )


def _amber_shown() -> pl.Expr:
    """Give the edge between amber and red as a value; near a plan, the edge on the value's side."""
    side = pl.when(pl.col("value") < pl.col("target")).then(-1.0).otherwise(1.0)
    near_plan = pl.col("target") + side * pl.col("amber_edge")
    return (
        pl.when(pl.col("polarity") == Polarity.PLAN.value)
        .then(near_plan)
        .otherwise(pl.col("amber_edge"))
    )
