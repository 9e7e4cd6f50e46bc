"""The control charts of a grid of series: which kind, where their limits begin anew, and the lines.

XmR is the chart of a month or a quarter unless another is declared; years are too few, and
periods that overlap (rolling years, years to date, pools) would call chance a change. A declared
break starts the limits anew, as a re-base does.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from framework.model.charts import ChartKind, overlaps
from framework.model.indicators import Indicator
from framework.model.periods import Grain
from indicators.judge.days_between import DaysBetween, days_between
from indicators.judge.series_grid import Flags, Floats, Places, SeriesGrid
from indicators.statistics.control_charts import ControlChart, xmr_chart
from indicators.statistics.control_charts_counts import c_chart, p_chart, t_chart, u_chart
from indicators.statistics.control_charts_rules import Rules
from indicators.statistics.control_charts_segments import SCREEN, Segments

FEWEST_POINTS: Final = 6
"""A segment of fewer points than this has no signals."""
OVERLAP: Final = "each figure counts days that the one before it counts too"
_YEARS: Final = "yearly figures are too few to show what is usual"


@dataclass(frozen=True, slots=True)
class Drawn:
    """The chart of each series in the unit of its values, arrays [series, point].

    `enough` marks points of a segment with enough points for limits, `starts` the first ones of
    segments, and `screened` counts the moving ranges left out, [series]. With days between events
    `gaps` says which period each point stands for.
    """

    kind: ChartKind
    chart: ControlChart
    enough: Flags
    starts: Flags
    screened: Places
    gaps: DaysBetween | None = None


def kind_of(indicator: Indicator) -> tuple[ChartKind, str]:
    """Give an indicator's kind of chart, and why there is none where there is none."""
    kind = indicator.chart.kind
    if kind is ChartKind.NONE:
        return kind, "no chart is declared"
    if overlaps(indicator.basis):
        return ChartKind.NONE, OVERLAP
    if kind is ChartKind.AUTO:
        if indicator.grain is Grain.YEAR:
            return ChartKind.NONE, _YEARS
        return ChartKind.XMR, ""
    return kind, ""


def draw(grid: SeriesGrid, kind: ChartKind) -> Drawn:
    """Draw the chart of every series of a grid; all its indicators have the same rules."""
    rules = grid.indicators[0].chart
    runs = Rules(rules.trend, rules.shift, rules.two_of_three)
    lengths = np.array([one.chart.baseline for one in grid.indicators], np.intp)
    locked = lengths[grid.which] if lengths.any() else None
    starts, gaps = _starts(grid), None
    screened = np.zeros(len(grid.which), np.intp)
    if kind in (ChartKind.P, ChartKind.U):
        of_counts = p_chart if kind is ChartKind.P else u_chart
        chart = of_counts(
            grid.numerator, grid.denominator, rebase=starts, fix_after=locked, rules=runs
        )
        chart = _times(chart, grid.multiplier)
    elif kind is ChartKind.C:
        chart = c_chart(grid.value, rebase=starts, fix_after=locked, rules=runs)
    elif kind is ChartKind.DAYS_BETWEEN:
        gaps = days_between(grid, starts)
        starts = gaps.starts
        chart = t_chart(gaps.days, rebase=starts, fix_after=locked, rules=runs)
    else:
        screen = rules.screen_outliers
        chart = xmr_chart(grid.value, rebase=starts, fix_after=locked, screen=screen, rules=runs)
        if screen:
            screened = _screened(grid.value, starts, locked)
    known = ~np.isnan(chart.values.T)
    enough = Segments.of(known, starts, None).count().T >= FEWEST_POINTS
    return Drawn(kind, chart, enough, starts, screened, gaps)


def _starts(grid: SeriesGrid) -> Flags:
    """Mark where limits begin anew: at breaks and where the chart is re-based."""
    days = [
        (*(one.begins for one in each.breaks), *(one.begins for one in each.chart.rebase))
        for each in grid.indicators
    ]
    return grid.starts_at(days)


def _times(chart: ControlChart, factor: float) -> ControlChart:
    return replace(
        chart,
        values=chart.values * factor,
        mean=chart.mean * factor,
        lower=chart.lower * factor,
        upper=chart.upper * factor,
    )


@np.errstate(all="ignore")
def _screened(values: Floats, starts: Flags, locked: Places | None) -> Places:
    """Count the moving ranges that screening leaves out of the limits of each series."""
    x = values.T
    segments = Segments.of(~np.isnan(x), starts, locked)
    sizes, inside = segments.moves(x)
    usual = Segments(segments.number[1:], inside).means(sizes)
    return np.asarray((inside & (sizes >= SCREEN * usual)).sum(axis=0), np.intp)
