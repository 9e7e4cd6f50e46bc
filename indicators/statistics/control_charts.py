"""Control charts of single values (XmR) for many series at once, with the NHS rules.

Sources: Shewhart (1931); Wheeler (1993), Understanding variation, for the factors 2.66 and 3.267;
NHS England, Making Data Count, for the rules and the icons. A missing point (nan) breaks a run and
has no moving range on either side; the last point is the last that has a value.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.statistics.control_charts_rules import NHS_RULES, Lines, Rules, find_causes
from indicators.statistics.control_charts_segments import Segments

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]

LIMIT_FACTOR: Final = 2.66
"""Three times the mean moving range over 1.128, as the charts of the NHS round it."""
ENOUGH_POINTS: Final = 12
"""Limits made from fewer points are trial limits."""


@dataclass(frozen=True, slots=True)
class ControlChart:
    """A chart of each series, all arrays [series, point]; nan where there is no figure.

    `cause` holds codes of `Cause`, `side` 1 (above the centre, or rising) or -1, and 0 where there
    is no special cause. `is_trial` marks limits made from fewer than 12 points; `is_sparse` points
    with so few cases (under 5 expected) that the limits are rough.
    """

    values: Floats
    mean: Floats
    lower: Floats
    upper: Floats
    cause: Codes
    side: Codes
    segment: NDArray[np.intp]
    is_trial: NDArray[np.bool_]
    is_sparse: NDArray[np.bool_]


class Variation(IntEnum):
    """Whether a series is changing, by its last point."""

    CANNOT_SAY = 0
    COMMON_CAUSE = 1
    IMPROVING_HIGH = 2
    IMPROVING_LOW = 3
    CONCERNING_HIGH = 4
    CONCERNING_LOW = 5
    NEUTRAL_HIGH = 6
    NEUTRAL_LOW = 7


class Assurance(IntEnum):
    """Whether a series will meet its target as it now runs, by its last limits."""

    CANNOT_SAY = 0
    PASSES = 1
    FAILS = 2
    HIT_AND_MISS = 3


@np.errstate(all="ignore")
def xmr_chart(
    values: ArrayLike,
    *,
    rebase: ArrayLike | None = None,
    fix_after: ArrayLike | None = None,
    screen: bool = False,
    rules: Rules = NHS_RULES,
    limit_factor: float = LIMIT_FACTOR,
) -> ControlChart:
    """Chart single values against limits made from their own moving ranges.

    Args:
        values: [series, point], oldest first; nan is missing, before, within or after a series.
        rebase: true at the first point of each new segment; broadcasts to [series, point].
        fix_after: lock the lines after so many points of each segment; a number or one a series.
        screen: leave moving ranges of 3.267 times their mean or more out of the limits, once.
        rules: how long a trend and a shift are.
        limit_factor: how many mean moving ranges lie between the mean and a limit.

    Raises:
        ValueError: the values are not two-dimensional, or a locked baseline has one point.
    """
    x = by_point(values)
    segments = Segments.of(~np.isnan(x), rebase, fix_after)
    mean = segments.means(x)
    reach = limit_factor * segments.mean_move(x, screen=screen)
    return chart_of(x, mean, (mean - reach, mean + reach), segments, rules)


def by_point(values: ArrayLike) -> Floats:
    """Turn [series, point] into [point, series], and what is not a finite number into nan.

    Raises:
        ValueError: the values are not two-dimensional.
    """
    x = np.asarray(values, dtype=np.float64)
    if x.ndim != 2:
        raise ValueError(f"series are an array [series, point], and this has {x.ndim} dimensions")
    turned: Floats = np.array(x.T, order="C")
    turned[~np.isfinite(turned)] = np.nan
    return turned


def chart_of(
    values: Floats,
    centre: Floats,
    limits: tuple[Floats, Floats],
    segments: Segments,
    rules: Rules = NHS_RULES,
    *,
    warning: tuple[Floats, Floats] | None = None,
    sparse: NDArray[np.bool_] | None = None,
) -> ControlChart:
    """Put a chart together from its lines, all [point, series], and look for special causes.

    The warning lines lie two thirds of the way from the centre to the limits unless given.
    """
    lower, upper = limits
    near = warning or (centre - (centre - lower) * 2 / 3, centre + (upper - centre) * 2 / 3)
    lines = Lines(centre, lower, upper, *near)
    cause, side = find_causes(values, lines, segments.number, rules)
    few = segments.count() < ENOUGH_POINTS
    none = np.zeros(values.shape, np.bool_)
    return ControlChart(
        values=values.T,
        mean=centre.T,
        lower=lower.T,
        upper=upper.T,
        cause=cause.T,
        side=side.T,
        segment=segments.number.T,
        is_trial=few.T,
        is_sparse=(none if sparse is None else sparse).T,
    )


def last_points(values: Floats) -> NDArray[np.intp]:
    """Give the place of each series' last value, -1 where it has none; values [series, point]."""
    known = ~np.isnan(values)
    places = values.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1) if known.size else 0
    return np.where(known.any(axis=1), places, -1).astype(np.intp)


@np.errstate(all="ignore")
def variation(chart: ControlChart, direction: ArrayLike) -> Codes:
    """Say of each series whether its last point has a special cause, and whether that is good.

    Args:
        chart: as a chart function gives it.
        direction: 1 where more is better, -1 where less is, 0 where neither; one, or one a series.

    Returns:
        Codes of `Variation`, [series]; CANNOT_SAY where the last point has no limits.
    """
    last = last_points(chart.values)
    row = np.arange(len(last))
    side = chart.side[row, last] if chart.values.size else np.zeros(len(last), np.int8)
    good = np.sign(np.broadcast_to(np.asarray(direction), last.shape)).astype(np.int8)
    high = np.select(
        [good == 0, good == side],
        [Variation.NEUTRAL_HIGH, Variation.IMPROVING_HIGH],
        Variation.CONCERNING_HIGH,
    )
    codes = np.where(side == 0, Variation.COMMON_CAUSE, high + (side < 0))
    return np.where(_has_limits(chart, last), codes, Variation.CANNOT_SAY).astype(np.int8)


@np.errstate(all="ignore")
def assurance(chart: ControlChart, target: ArrayLike, direction: ArrayLike) -> Codes:
    """Say of each series whether it will meet its latest target as it now runs.

    Args:
        chart: as a chart function gives it; the limits of its last points are those that count.
        target: the latest target of each series, nan for none; one, or one a series.
        direction: 1 where more is better, -1 where less is, 0 where neither; one, or one a series.

    Returns:
        Codes of `Assurance`, [series]; CANNOT_SAY without limits, a target or a direction.
    """
    last = last_points(chart.values)
    row = np.arange(len(last))
    goal = np.broadcast_to(np.asarray(target, np.float64), last.shape)
    good = np.sign(np.broadcast_to(np.asarray(direction), last.shape))
    if not chart.values.size:
        return np.zeros(len(last), np.int8)
    below, above = goal < chart.lower[row, last], goal > chart.upper[row, last]
    passes = np.where(good > 0, below, above)
    fails = np.where(good > 0, above, below)
    codes = np.select([passes, fails], [Assurance.PASSES, Assurance.FAILS], Assurance.HIT_AND_MISS)
    known = _has_limits(chart, last) & ~np.isnan(goal) & (good != 0)
    return np.where(known, codes, Assurance.CANNOT_SAY).astype(np.int8)


def _has_limits(chart: ControlChart, last: NDArray[np.intp]) -> NDArray[np.bool_]:
    if not chart.values.size:
        return np.zeros(last.shape, np.bool_)
    row = np.arange(len(last))
    limits = chart.lower[row, last] + chart.upper[row, last]
    return (last >= 0) & ~np.isnan(limits)
