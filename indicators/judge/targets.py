"""Which target is in force for an area in a period, and the edges of green and of amber then.

A target set for the very area wins over one that passes down to its level, and a local one over a
national one. On a path it is where it should be on the period's last day; a year-to-date figure
is held against the part of the year's target that is due by then.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import polars as pl

from framework.model.frameworks import Framework
from framework.model.indicators import Indicator, Kind, Polarity
from framework.model.measures import Count, Distinct, Total
from framework.model.periods import Basis, Period, months_between, year_start
from framework.model.ratings import RatedBy
from framework.model.targets import Target

_EDGES: Final = ("green_low", "green_high", "amber_low", "amber_high")

TARGET_SCHEMA: Final = {
    "indicator": pl.String,
    "area": pl.String,
    "period": pl.String,
    "target": pl.Float64,
    "target_high": pl.Float64,  # the upper end of a range
    "target_id": pl.String,
    "floor": pl.Float64,  # worse than this is red
    **dict.fromkeys(_EDGES, pl.Float64),  # inclusive; infinite on a side that has no edge
}

_FOUND: Final = {name: kind for name, kind in TARGET_SCHEMA.items() if name != "area"}
_LOCAL: Final = "local"


@dataclass(frozen=True, slots=True)
class InForce:
    """A target as it stands in one period. `part` is how much of the year's target is due by then."""

    value: Decimal
    high: Decimal | None
    floor: Decimal | None
    part: Decimal


@dataclass(frozen=True, slots=True)
class Edges:
    """Green lies between the first two, amber between the last two, all inclusive; beyond is red."""

    green_low: float = -math.inf
    green_high: float = math.inf
    amber_low: float = -math.inf
    amber_high: float = math.inf


def in_force(target: Target, indicator: Indicator, period: Period) -> InForce:
    """Give what a target asks for in a period."""
    if target.path:
        return InForce(target.on_path(period.last_day), None, target.floor, Decimal(1))
    part = _part(target, indicator, period)
    high = None if target.high is None else target.high * part
    floor = None if target.floor is None else target.floor * part
    return InForce(target.value * part, high, floor, part)


def _part(target: Target, indicator: Indicator, period: Period) -> Decimal:
    """Give how much of a year to date is due by now: by the declared quarters, else in equal steps.

    A share has no such path: its target is the same all year.
    """
    if indicator.basis is not Basis.YEAR_TO_DATE:
        return Decimal(1)
    first = year_start(period.start, indicator.year_type)
    months = months_between(first, period.end)
    if target.by_quarter and target.value:
        ends = (Decimal(0), *target.by_quarter)
        whole, rest = divmod(months, 3)
        step = ends[whole + 1] - ends[whole] if rest else Decimal(0)
        return (ends[whole] + step * rest / 3) / target.value
    is_count = isinstance(indicator.measure, Count | Distinct | Total)
    return Decimal(months) / 12 if is_count else Decimal(1)


def edges(target: Target, stands: InForce, indicator: Indicator) -> Edges:
    """Give the edges of green and of amber for a target as it stands."""
    low, high = stands.value, stands.value if stands.high is None else stands.high
    polarity, by = indicator.polarity, indicator.rated.by
    if by is RatedBy.RANGE:
        if polarity is Polarity.HIGH:
            return Edges(green_low=float(high), amber_low=float(low))
        return Edges(green_high=float(low), amber_high=float(high))
    below, above = _width(target, low, stands.part), _width(target, high, stands.part)
    if stands.high is not None:
        return Edges(float(low), float(high), float(low - below), float(high + above))
    if polarity is Polarity.HIGH:
        return Edges(green_low=float(low), amber_low=float(low - below))
    if polarity is Polarity.LOW:
        return Edges(green_high=float(high), amber_high=float(high + above))
    return Edges(
        float(low - below), float(high + above), float(low - 2 * below), float(high + 2 * above)
    )


def _width(target: Target, value: Decimal, part: Decimal) -> Decimal:
    """Give the width of amber. Early in a profiled year it is as small a part as the target is."""
    if target.amber is None:
        return Decimal(0)
    width = target.amber.width(value)
    return width if target.amber.relative else width * part


def targets_frame(
    framework: Framework, periods: Mapping[str, Mapping[str, Period]]
) -> pl.DataFrame:
    """Give every target in force, in TARGET_SCHEMA: one row an indicator x area x period that has one.

    `periods` maps indicator -> {period code: Period} for the periods that have results.
    """
    found, reach = [], []
    for indicator in framework.indicators:
        if indicator.kind is Kind.CONTEXT:
            continue
        for slot, target in enumerate(indicator.targets):
            stages = list(_stages(indicator, target, periods.get(indicator.id, {})))
            found += [(*stage, slot) for stage in stages]
            if stages:
                areas = _areas_reached(framework, target)
                reach += [(indicator.id, slot, area, rank) for area, rank in areas]
    where = {"indicator": pl.String, "slot": pl.Int32, "area": pl.String, "rank": pl.Int8}
    stood = pl.DataFrame(found, schema={**_FOUND, "slot": pl.Int32}, orient="row")
    # Only where several targets stand in a period must the nearest be found.
    stood = stood.with_columns((pl.len().over("indicator", "period") > 1).alias("several"))
    joined = stood.join(
        pl.DataFrame(reach, schema=where, orient="row"), on=["indicator", "slot"], how="inner"
    )
    return _nearest(joined).select(list(TARGET_SCHEMA))


def _nearest(joined: pl.DataFrame) -> pl.DataFrame:
    """Keep one target an area and period: the one that was set nearest to it."""
    key = ["indicator", "area", "period"]
    several = joined["several"]
    nearest = joined.filter(several).sort("rank", "slot").unique(key, keep="first")
    return pl.concat([joined.filter(~several), nearest])


def _stages(
    indicator: Indicator, target: Target, periods: Mapping[str, Period]
) -> Iterator[tuple[object, ...]]:
    """Give a row of a target for each period on whose last day it stands, in the order of _FOUND."""
    for code, period in periods.items():
        if not target.begins <= period.last_day < target.ends:
            continue
        stands = in_force(target, indicator, period)
        at = edges(target, stands, indicator)
        yield (
            indicator.id,
            code,
            float(stands.value),
            None if stands.high is None else float(stands.high),
            target.id,
            None if stands.floor is None else float(stands.floor),
            at.green_low,
            at.green_high,
            at.amber_low,
            at.amber_high,
        )


def _areas_reached(framework: Framework, target: Target) -> Iterator[tuple[str, int]]:
    """Give the areas that a target holds for, with a rank: the smaller the nearer."""
    own = target.area or framework.home_area
    far = 0 if target.level == _LOCAL else 1
    for area in framework.geography.areas:
        if area.code == own:
            yield area.code, far
        elif area.level in target.applies_to:
            yield area.code, 2 + far
