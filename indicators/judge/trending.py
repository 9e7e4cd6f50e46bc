"""Which way the recent points of a series go, by the declared test.

Years are tested as public health profiles do (Fingertips), everything else by Mann-Kendall with
the slope of Theil and Sen, over the last 12 months, 8 quarters or 10 years. A declared break cuts
the series. Periods that share days are thinned until they do not: a rolling year is held against
the one that ended a year before, a year to date against the same stage of last year.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from framework.model.charts import TrendMethod, has_rates, has_shares, steps_apart
from framework.model.indicators import Indicator, IntervalMethod
from framework.model.periods import Grain
from framework.model.results import Trend
from indicators.judge.series_grid import Flags, Floats, Places, SeriesGrid
from indicators.statistics import trends
from indicators.statistics.trends_of_proportions import trend_of_proportions
from indicators.statistics.trends_ranked import mann_kendall, theil_sen

Codes = NDArray[np.int8]

SIGNIFICANT: Final = 0.01
"""A trend by rank or by shares counts when chance gives it less often than this."""
FEWEST_POINTS: Final = 6
_LONGEST: Final = {Grain.MONTH: 12, Grain.QUARTER: 8, Grain.YEAR: 10}
_MONTHS_OF_A_YEAR: Final = 12

_TREND: Final = {
    trends.Trend.CANNOT_SAY: Trend.CANNOT_SAY,
    trends.Trend.NO_CHANGE: Trend.NO_CHANGE,
    trends.Trend.INCREASING: Trend.INCREASING,
    trends.Trend.DECREASING: Trend.DECREASING,
}
_NO_CHANGE, _CANNOT_SAY = int(trends.Trend.NO_CHANGE), int(trends.Trend.CANNOT_SAY)
_WHY: Final = {
    trends.TrendReason.CALCULATED: "",
    trends.TrendReason.TOO_FEW_POINTS: "it needs figures of five years in a row",
    trends.TrendReason.POOLED_YEARS: "its figures are of several years each",
    trends.TrendReason.ALL_OF_A_DENOMINATOR: "everybody was counted in one of the years",
    trends.TrendReason.NO_INTERVAL: "how sure its figures are, is not known",
    trends.TrendReason.NOTHING_COUNTED: "nobody was counted in one of the years",
}
_FEW: Final = f"there are fewer than {FEWEST_POINTS} figures of one series that share no days"
_ALL_OR_NONE: Final = "all were counted every time, or none was"
_ONLY_GROWS: Final = "what is counted since a fixed day only grows"
_NO_PAIR: Final = "the two latest figures are not both known with an interval"


@dataclass(frozen=True, slots=True)
class Trends:
    """The trend of each series: a word, and how it was found.

    `statistic` is chi-squared, tau or nothing, by the method; `slope` in the unit of the values a
    step; `first` the column of the oldest point that could be used. All arrays [series].
    """

    method: str
    trend: list[str | None]
    statistic: Floats
    slope: Floats
    first: Places
    reason: list[str]


def method_of(indicator: Indicator) -> TrendMethod:
    """Give the test of an indicator's trend."""
    if indicator.trend is not TrendMethod.AUTO:
        return indicator.trend
    apart = steps_apart(indicator.grain, indicator.basis, indicator.pooled_years)
    yearly = apart is not None and apart * indicator.grain.months == _MONTHS_OF_A_YEAR
    if not yearly or indicator.pooled_years > 1:
        return TrendMethod.MANN_KENDALL
    sure = indicator.interval is not IntervalMethod.NONE
    shares = has_shares(indicator.measure, indicator.unit)
    return TrendMethod.FINGERTIPS if sure or shares else TrendMethod.MANN_KENDALL


def find_trends(grid: SeriesGrid) -> Trends | None:
    """Test the recent points of every series of a grid; None where no test is declared."""
    one = grid.indicators[0]
    method = method_of(one)
    if method is TrendMethod.NONE:
        return None
    apart = steps_apart(one.grain, one.basis, one.pooled_years)
    if apart is None:
        return _none(grid, method, _ONLY_GROWS)
    window = _Window.of(grid, apart, _longest(one, method, apart))
    match method:
        case TrendMethod.FINGERTIPS:
            return _fingertips(grid, window, one)
        case TrendMethod.TWO_POINTS:
            return _two_points(grid, window)
        case TrendMethod.CHI_SQUARED:
            return _chi_squared(grid, window)
        case _:
            return _mann_kendall(grid, window)


def _longest(one: Indicator, method: TrendMethod, apart: int) -> int:
    if method is TrendMethod.FINGERTIPS:
        return trends.POINTS
    if method is TrendMethod.TWO_POINTS:
        return 2
    return _LONGEST[one.grain] if apart == 1 else _LONGEST[Grain.YEAR]


@dataclass(frozen=True, slots=True)
class _Window:
    """The latest points of each series, [series, point], the last value in the last column."""

    columns: Places
    inside: Flags

    @classmethod
    def of(cls, grid: SeriesGrid, apart: int, points: int) -> "_Window":
        back = apart * np.arange(points - 1, -1, -1, dtype=np.intp)
        columns = grid.last[:, np.newaxis] - back
        there = columns >= 0
        columns = np.maximum(columns, 0)
        return cls(columns, there & np.take_along_axis(grid.since_break(), columns, axis=1))

    def of_cells(self, cells: Floats) -> Floats:
        return np.where(self.inside, np.take_along_axis(cells, self.columns, axis=1), np.nan)

    def first(self, known: Flags) -> Places:
        """Give the column of each series' oldest point of those that are known."""
        row = np.arange(len(known))
        first: Places = self.columns[row, np.argmax(known, axis=1)]
        return first


def _none(grid: SeriesGrid, method: TrendMethod, why: str) -> Trends:
    count = len(grid.which)
    nothing = np.full(count, np.nan)
    words: list[str | None] = [Trend.CANNOT_SAY.value] * count
    return Trends(method.value, words, nothing, nothing, grid.last, [why] * count)


def _made(
    method: TrendMethod,
    codes: Codes,
    figures: tuple[Floats, Floats],
    first: Places,
    reasons: list[str],
) -> Trends:
    words: list[str | None] = [_TREND[trends.Trend(code)].value for code in codes.tolist()]
    return Trends(method.value, words, *figures, first, reasons)


def _fingertips(grid: SeriesGrid, window: _Window, one: Indicator) -> Trends:
    values = window.of_cells(grid.value)
    x, n = window.of_cells(grid.numerator), window.of_cells(grid.denominator)
    pooled = one.pooled_years
    if has_shares(one.measure, one.unit):
        found = trends.recent_trend_of_proportions(x, n, years_pooled=pooled)
    else:
        limits = window.of_cells(grid.lower), window.of_cells(grid.upper)
        fractions = (x, n) if has_rates(one.measure, one.unit) else None
        found = trends.recent_trend(values, *limits, fractions=fractions, years_pooled=pooled)
    slope = np.where(found.trend == _CANNOT_SAY, np.nan, _slope(values))
    reasons = [_WHY[trends.TrendReason(code)] for code in found.reason.tolist()]
    figures = found.chi_squared, slope
    first = window.first(~np.isnan(values))
    return _made(TrendMethod.FINGERTIPS, found.trend, figures, first, reasons)


@np.errstate(all="ignore")
def _slope(values: Floats) -> Floats:
    """Give the slope of the line of least squares through each row, which has no gap."""
    t = np.arange(values.shape[1]) - (values.shape[1] - 1) / 2
    slope: Floats = (values * t).sum(axis=1) / (t**2).sum()
    return slope


def _mann_kendall(grid: SeriesGrid, window: _Window) -> Trends:
    values = window.of_cells(grid.value)
    known = ~np.isnan(values)
    test, line = mann_kendall(values), theil_sen(values)
    p = np.where(np.isnan(test.p_exact), test.p_continuity, test.p_exact)
    enough = known.sum(axis=1) >= FEWEST_POINTS
    codes = _directed(p < SIGNIFICANT, test.score, enough)
    figures = np.where(enough, test.tau_b, np.nan), np.where(enough, line.slope, np.nan)
    reasons = ["" if fit else _FEW for fit in enough.tolist()]
    return _made(TrendMethod.MANN_KENDALL, codes, figures, window.first(known), reasons)


def _chi_squared(grid: SeriesGrid, window: _Window) -> Trends:
    x, n = window.of_cells(grid.numerator), window.of_cells(grid.denominator)
    known = np.isfinite(x + n)
    test = trend_of_proportions(x, n)
    few = known.sum(axis=1) < FEWEST_POINTS
    enough = ~few & ~np.isnan(test.p)
    codes = _directed(test.p < SIGNIFICANT, test.slope, enough)
    figures = (
        np.where(enough, test.chi_squared, np.nan),
        np.where(enough, test.slope * grid.multiplier, np.nan),
    )
    reasons = np.select([few, ~enough], [_FEW, _ALL_OR_NONE], "").tolist()
    return _made(TrendMethod.CHI_SQUARED, codes, figures, window.first(known), reasons)


def _two_points(grid: SeriesGrid, window: _Window) -> Trends:
    values = window.of_cells(grid.value)
    low, high = window.of_cells(grid.lower), window.of_cells(grid.upper)
    codes = trends.two_point_change((low[:, 0], high[:, 0]), (low[:, 1], high[:, 1]))
    change = np.where(codes == _CANNOT_SAY, np.nan, values[:, 1] - values[:, 0])
    reasons = [_NO_PAIR if code == _CANNOT_SAY else "" for code in codes.tolist()]
    figures = np.full(len(codes), np.nan), change
    first = window.first(~np.isnan(values))
    return _made(TrendMethod.TWO_POINTS, codes, figures, first, reasons)


def _directed(significant: Flags, way: Floats, enough: Flags) -> Codes:
    rises, falls = significant & (way > 0), significant & (way < 0)
    codes = np.select(
        [~enough, rises, falls],
        [_CANNOT_SAY, int(trends.Trend.INCREASING), int(trends.Trend.DECREASING)],
        _NO_CHANGE,
    )
    return codes.astype(np.int8)
