"""What control charts say of series: is the last point more than chance, and will the target be met.

A segment of fewer than 6 points says nothing. The target is held against the latest limits, and
only where one stands at the last point.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from framework.model.charts import ChartKind
from framework.model.results import Assurance, Variation
from framework.model.series import ControlChart
from indicators.judge.ahead import TargetsAhead
from indicators.judge.chart_text import chart_texts
from indicators.judge.drawing import Drawn, draw, kind_of
from indicators.judge.series_grid import Flags, Floats, SeriesGrid
from indicators.statistics import control_charts

_VARIATION: Final = {
    control_charts.Variation.CANNOT_SAY: None,
    control_charts.Variation.COMMON_CAUSE: Variation.COMMON_CAUSE,
    control_charts.Variation.IMPROVING_HIGH: Variation.IMPROVING_HIGH,
    control_charts.Variation.IMPROVING_LOW: Variation.IMPROVING_LOW,
    control_charts.Variation.CONCERNING_HIGH: Variation.CONCERNING_HIGH,
    control_charts.Variation.CONCERNING_LOW: Variation.CONCERNING_LOW,
    control_charts.Variation.NEUTRAL_HIGH: Variation.CHANGING_HIGH,
    control_charts.Variation.NEUTRAL_LOW: Variation.CHANGING_LOW,
}
_FEW_EVENTS: Final = {
    Variation.IMPROVING_HIGH: Variation.IMPROVING_LOW,
    Variation.IMPROVING_LOW: Variation.IMPROVING_HIGH,
    Variation.CONCERNING_HIGH: Variation.CONCERNING_LOW,
    Variation.CONCERNING_LOW: Variation.CONCERNING_HIGH,
    Variation.CHANGING_HIGH: Variation.CHANGING_LOW,
    Variation.CHANGING_LOW: Variation.CHANGING_HIGH,
}
"""Long gaps between events are few events: what is said is said of their number."""
_ASSURANCE: Final = {
    control_charts.Assurance.CANNOT_SAY: None,
    control_charts.Assurance.PASSES: Assurance.PASSES,
    control_charts.Assurance.FAILS: Assurance.FAILS,
    control_charts.Assurance.HIT_AND_MISS: Assurance.HIT_AND_MISS,
}

Words = list[str | None]


@dataclass(frozen=True, slots=True)
class Charts:
    """What charts say of each series: words, and for everybody the text of a ControlChart."""

    variation: Words
    assurance: Words
    text: Words


def judge_charts(grid: SeriesGrid, ahead: TargetsAhead) -> Charts:
    """Chart every series of a grid and judge its last point."""
    kind, reason = kind_of(grid.indicators[0])
    if kind is ChartKind.NONE:
        none = ControlChart(kind.value, (), reason=reason).text()
        empty: Words = [None] * len(grid.which)
        return Charts(empty, empty, [none if one else None for one in grid.total.tolist()])
    drawn = draw(grid, kind)
    last = control_charts.last_points(drawn.chart.values)
    sound = (last >= 0) & drawn.enough[np.arange(len(last)), last]
    variation = np.where(sound, _variation(grid, drawn), 0)
    assurance = np.where(sound, _assurance(drawn, ahead), 0)
    said = [_VARIATION[control_charts.Variation(code)] for code in variation.tolist()]
    if drawn.gaps:
        said = [_FEW_EVENTS.get(word, word) if word else None for word in said]
    assured = [_ASSURANCE[control_charts.Assurance(code)] for code in assurance.tolist()]
    return Charts([*said], [*assured], chart_texts(grid, drawn))


def _variation(grid: SeriesGrid, drawn: Drawn) -> NDArray[np.int8]:
    return control_charts.variation(drawn.chart, grid.direction() * (-1 if drawn.gaps else 1))


def _assurance(drawn: Drawn, ahead: TargetsAhead) -> NDArray[np.int8]:
    """Hold the latest limits against both edges of green; an infinite edge is always kept.

    Limits without width are what figures that never differ have: these meet the target or they do not.
    """
    low, high, _ = ahead.at(np.zeros(len(drawn.screened), np.intp))
    if drawn.gaps:
        return np.zeros(len(low), np.int8)  # a target is for the number of events, not for gaps
    codes = control_charts.Assurance
    from_below = control_charts.assurance(drawn.chart, low, 1)
    from_above = control_charts.assurance(drawn.chart, high, -1)
    cannot = (from_below == codes.CANNOT_SAY) | (from_above == codes.CANNOT_SAY)
    fails = (from_below == codes.FAILS) | (from_above == codes.FAILS)
    passes = (from_below == codes.PASSES) & (from_above == codes.PASSES)
    still, meets = _still(drawn.chart, low, high)
    said = np.select(
        [cannot, still & meets, still, fails, passes],
        [0, codes.PASSES, codes.FAILS, codes.FAILS, codes.PASSES],
        codes.HIT_AND_MISS,
    )
    return said.astype(np.int8)


def _still(chart: control_charts.ControlChart, low: Floats, high: Floats) -> tuple[Flags, Flags]:
    """Say where the latest limits have no width, and whether they lie within the edges of green."""
    last = control_charts.last_points(chart.values)
    row = np.arange(len(last))
    lower, upper = chart.lower[row, last], chart.upper[row, last]
    return lower == upper, (low <= lower) & (upper <= high)
