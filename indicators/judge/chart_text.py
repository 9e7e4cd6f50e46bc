"""Control charts as they are kept: a text of ControlChart for each series of everybody."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

import numpy as np

from framework.model.charts import ChartKind
from framework.model.measures import Count, Distinct
from framework.model.series import ChartPoint, ControlChart, PointLimits, Segment, Signal
from indicators.judge.drawing import FEWEST_POINTS, Drawn
from indicators.judge.series_grid import SeriesGrid
from indicators.statistics.control_charts_rules import Cause

_DIGITS: Final = 6
_FEW_CASES: Final = 5
_CAUSES: Final = {
    int(Cause.OUTSIDE): "outside the limits",
    int(Cause.TREND): "a trend",
    int(Cause.TWO_OF_THREE): "two of three",
    int(Cause.SHIFT): "a shift",
}
_FEW: Final = f"fewer than {FEWEST_POINTS} points"
_NO_LIMITS: Final = "no limits can be made of these points"
_STILL: Final = "the figures that its usual range is made of never differ, so it has no width"
_ROUGH: Final = (
    f"fewer than {_FEW_CASES} cases are expected in some periods, so the limits are rough"
)
_RARE: Final = (
    f"fewer than {_FEW_CASES} in a usual period: a chart of days between suits rare events"
)


def chart_texts(grid: SeriesGrid, drawn: Drawn) -> list[str | None]:
    """Write the chart of each series of everybody; None for those of breakdowns."""
    writer = _Writer(grid, drawn)
    return [
        writer.chart(row).text() if total else None for row, total in enumerate(grid.total.tolist())
    ]


class _Writer:
    """Holds a grid's chart in lists, which are quicker to walk through than arrays."""

    def __init__(self, grid: SeriesGrid, drawn: Drawn) -> None:
        chart = drawn.chart
        self.grid, self.drawn = grid, drawn
        self.codes = [one.code for one in grid.periods]
        self.mean, self.lower, self.upper, self.values = (
            np.round(part, _DIGITS).tolist()
            for part in (chart.mean, chart.lower, chart.upper, chart.values)
        )
        self.finite = np.isfinite(chart.lower + chart.upper).tolist()
        self.segment, self.trial = chart.segment.tolist(), chart.is_trial.tolist()
        self.known = ~np.isnan(chart.values)
        self.sparse: list[bool] = np.any(chart.is_sparse & self.known, axis=1).tolist()
        self.screened = drawn.screened.tolist()
        self.signals = self._signals()
        self.because = [self._because(which) for which in range(len(grid.indicators))]

    def chart(self, row: int) -> ControlChart:
        known = np.flatnonzero(self.known[row]).tolist()
        kind = self.drawn.kind
        if len(known) < FEWEST_POINTS:
            return ControlChart(ChartKind.NONE.value, (), reason=_FEW)
        segments = tuple(self._segments(row, known))
        if not segments:
            return ControlChart(ChartKind.NONE.value, (), reason=_NO_LIMITS)
        by_point = kind in (ChartKind.P, ChartKind.U)
        return ControlChart(
            kind.value,
            segments,
            self.signals.get(row, ()),
            tuple(self._limits(row, known)) if by_point else (),
            self.screened[row],
            self._warning(row, segments),
            points=tuple(self._points(row, known)) if self.drawn.gaps else (),
        )

    def _code(self, row: int, column: int) -> str:
        gaps = self.drawn.gaps
        return self.codes[int(gaps.columns[row, column]) if gaps else column]

    def _segments(self, row: int, known: list[int]) -> Iterator[Segment]:
        for number, columns in groupby(known, key=self.segment[row].__getitem__):
            held = list(columns)
            first, last = held[0], held[-1]
            if not self.finite[row][last]:
                continue
            yield Segment(
                self._code(row, first),
                self._code(row, last),
                self.mean[row][last],
                self.lower[row][last],
                self.upper[row][last],
                self.trial[row][last],
                self._why(row, number, first),
            )

    def _why(self, row: int, number: int, first: int) -> str:
        """Give why a segment begins: the last break or re-base at or before its first point."""
        if number == 0:
            return ""
        gaps = self.drawn.gaps
        column = int(gaps.columns[row, first]) if gaps else first
        reasons = self.because[self.grid.which[row]]
        return next((why for start, why in reasons if start <= column), "")

    def _because(self, which: int) -> list[tuple[int, str]]:
        """Give the columns at which an indicator's charts begin anew and why, the latest first."""
        indicator = self.grid.indicators[which]
        first = [one.covers[0] for one in self.grid.periods]
        days = [(one.begins, one.because) for one in indicator.breaks]
        days += [
            (one.begins, f"{one.because} (agreed: {one.approved})")
            for one in indicator.chart.rebase
        ]
        columns = [(sum(one < day for one in first), why) for day, why in days]
        return sorted(columns, reverse=True)

    def _limits(self, row: int, known: list[int]) -> Iterator[PointLimits]:
        for column in known:
            if self.finite[row][column]:
                low, high = self.lower[row][column], self.upper[row][column]
                yield PointLimits(self.codes[column], low, high)

    def _points(self, row: int, known: list[int]) -> Iterator[ChartPoint]:
        for column in known:
            yield ChartPoint(self._code(row, column), self.values[row][column])

    def _signals(self) -> dict[int, tuple[Signal, ...]]:
        chart = self.drawn.chart
        shown = np.where(self.grid.total[:, np.newaxis] & self.drawn.enough, chart.cause, 0)
        rows, columns = np.nonzero(shown)
        causes = chart.cause[rows, columns].tolist()
        above = (chart.side[rows, columns] > 0).tolist()
        found: dict[int, list[Signal]] = {}
        each = zip(rows.tolist(), columns.tolist(), causes, above, strict=True)
        for row, column, cause, high in each:
            signal = Signal(self._code(row, column), _CAUSES[cause], high)
            found.setdefault(row, []).append(signal)
        return {row: tuple(signals) for row, signals in found.items()}

    def _warning(self, row: int, segments: tuple[Segment, ...]) -> str:
        if segments[-1].lower == segments[-1].upper:
            return _STILL
        if self.sparse[row]:
            return _ROUGH
        measure = self.grid.indicators[self.grid.which[row]].measure
        counts = isinstance(measure, Count | Distinct) and self.drawn.kind is ChartKind.XMR
        return _RARE if counts and segments[-1].mean < _FEW_CASES else ""
