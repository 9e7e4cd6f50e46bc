"""How a series is read over time: its control chart, its trend and its forecast, as declared."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from framework.model.derived import AnyMeasure
from framework.model.measures import PERCENT, Count, Distinct, Proportion, Published, Rate, Ratio
from framework.model.periods import Basis, Grain

_HUNDRED: Final = 100


class ChartKind(StrEnum):
    """Which control chart. `auto`: XmR for months and quarters that do not overlap, else none."""

    AUTO = "auto"
    XMR = "xmr"
    P = "p"
    U = "u"
    C = "c"
    DAYS_BETWEEN = "days between"
    NONE = "none"


class TrendMethod(StrEnum):
    """How the recent trend is tested. `auto`: Fingertips for years, else Mann-Kendall."""

    AUTO = "auto"
    FINGERTIPS = "fingertips"
    MANN_KENDALL = "mann kendall"
    TWO_POINTS = "two points"
    CHI_SQUARED = "chi squared"
    NONE = "none"


class ForecastMethod(StrEnum):
    """How a series is carried on to the date of its target. `auto` chooses for each series."""

    AUTO = "auto"
    NAIVE = "naive"
    MEAN = "mean"
    DRIFT = "drift"
    LINEAR = "linear"
    SMOOTHED = "smoothed"
    SMOOTHED_TREND = "smoothed trend"
    SEASONAL = "seasonal"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Rebase:
    """From this day a chart has new limits. `approved` says who agreed to it, and where."""

    begins: date
    because: str
    approved: str


@dataclass(frozen=True, slots=True)
class ChartRules:
    """A declared control chart.

    `trend` and `shift` are how many points in a row make one (seven points are six moves).
    `baseline` is how many first points of each segment its limits are made from and then kept;
    0 makes them from all. `screen_outliers` leaves extreme moving ranges out of the limits.
    """

    kind: ChartKind = ChartKind.AUTO
    trend: int = 7
    shift: int = 7
    two_of_three: bool = True
    baseline: int = 0
    screen_outliers: bool = False
    rebase: tuple[Rebase, ...] = ()


BY_GRAIN: Final = ChartRules()
"""The chart of an indicator that names none."""

FEWEST_IN_BASELINE: Final = 5
"""Limits made from fewer points than this say nothing."""


def overlaps(basis: Basis) -> bool:
    """Say whether a period of this basis and the one before share days, so that no chart fits."""
    return basis not in (Basis.DURING, Basis.AT_END)


def steps_apart(grain: Grain, basis: Basis, pooled_years: int = 1) -> int | None:
    """Give how many periods lie between two that share no day and are at the same stage.

    A rolling year is held against the one that ended a year before, a year to date against the
    same stage of last year, a pool of years against the pool before it. What is cumulative has no
    two such periods: None.
    """
    if basis is Basis.CUMULATIVE:
        return None
    if basis is Basis.POOLED:
        return 12 * pooled_years // grain.months
    return 12 // grain.months if overlaps(basis) else 1


def has_shares(measure: AnyMeasure, unit: str) -> bool:
    """Say whether values are shares whose numerators and denominators are known."""
    if isinstance(measure, Published):
        counts = measure.numerator is not None and measure.per == _HUNDRED
        return counts and unit == PERCENT
    return isinstance(measure, Proportion)


def has_rates(measure: AnyMeasure, unit: str) -> bool:
    """Say whether values are counts by something else, both of them known."""
    if isinstance(measure, Published):
        known = measure.numerator is not None and not measure.annual
        return known and not has_shares(measure, unit)
    counts = isinstance(measure, Ratio) and measure.numerator.of is None
    return isinstance(measure, Rate) or counts


def can_chart(kind: ChartKind, measure: AnyMeasure, unit: str) -> bool:
    """Say whether a measure gives what a chart is made of."""
    match kind:
        case ChartKind.P:
            return has_shares(measure, unit)
        case ChartKind.U:
            return has_rates(measure, unit)
        case ChartKind.C | ChartKind.DAYS_BETWEEN:
            return isinstance(measure, Count | Distinct)
        case _:
            return True
