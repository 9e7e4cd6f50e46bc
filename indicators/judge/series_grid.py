"""Results laid out as series: one row a series, one column a period, for series that are read alike.

Indicators of the same grain, basis and way of reading share a grid, so that a chart or a trend of
thousands of series is a few operations on whole arrays.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from framework.model.charts import has_rates, has_shares
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator, IntervalMethod, Kind, Polarity
from framework.model.periods import Grain, Period, months_between, period_from_code, step
from framework.model.results import TOTAL
from indicators.disclose.rules import multiplier_of
from indicators.judge.earlier import Periods

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Flags = NDArray[np.bool_]

SERIES_KEY: Final = ("indicator", "area", "breakdown")
_NUMBERS: Final = ("value", "numerator", "denominator", "lower", "upper")
_MOST_CELLS: Final = 4_000_000
"""So many cells a grid holds at most: five arrays of them are 160 megabytes."""


@dataclass(frozen=True, slots=True)
class Way:
    """What series must share to be read together."""

    grain: Grain
    span: tuple[object, ...]  # the kind of period beyond its grain
    reading: tuple[object, ...]  # how the chart, the trend and the forecast are made
    counted: tuple[bool, bool]  # whether values are shares, or rates, of known counts
    multiplier: float


@dataclass(frozen=True, slots=True)
class SeriesGrid:
    """Series over the same periods, oldest first; arrays [series, point], nan where there is no value.

    `places` are the rows of the series in the frame of all series, `which` the index of each one's
    indicator, `last` the column of its last value and `total` whether it is of everybody. A value
    is `multiplier` times its numerator by its denominator, where it has both.
    """

    keys: pl.DataFrame
    places: Places
    indicators: tuple[Indicator, ...]
    which: Places
    periods: tuple[Period, ...]
    last: Places
    total: Flags
    multiplier: float
    value: Floats
    numerator: Floats
    denominator: Floats
    lower: Floats
    upper: Floats

    @property
    def codes(self) -> list[str]:
        """Give the codes of the periods."""
        return [one.code for one in self.periods]

    def direction(self) -> NDArray[np.int8]:
        """Give for each series 1 where more is better, -1 where less is, 0 where neither."""
        ways = [_direction(one) for one in self.indicators]
        return np.array(ways, np.int8)[self.which]

    def starts_at(self, days: list[tuple[date, ...]]) -> Flags:
        """Mark, for each series, the first period that lies on or after each of its indicator's days."""
        first = np.array([one.covers[0].toordinal() for one in self.periods])
        marks = np.zeros((len(self.indicators), len(first)), np.bool_)
        for row, dates in enumerate(days):
            for day in dates:
                column = int(np.searchsorted(first, day.toordinal()))
                if column < len(first):
                    marks[row, column] = True
        return marks[self.which]

    def breaks(self) -> Flags:
        """Mark the first period of each new series."""
        return self.starts_at([tuple(b.begins for b in one.breaks) for one in self.indicators])

    def since_break(self) -> Flags:
        """Say which points are of the same series as the last one."""
        return self._like_the_last(self.breaks())

    def since_new_limits(self) -> Flags:
        """Say which points came after the last break, or the last day on which limits begin anew."""
        anew = [tuple(b.begins for b in one.chart.rebase) for one in self.indicators]
        return self._like_the_last(self.breaks() | self.starts_at(anew))

    def _like_the_last(self, starts: Flags) -> Flags:
        segment = np.cumsum(starts, axis=1)
        same: Flags = segment == np.take_along_axis(segment, self.last[:, np.newaxis], axis=1)
        return same


def _direction(indicator: Indicator) -> int:
    if indicator.kind is Kind.CONTEXT:
        return 0
    return {Polarity.HIGH: 1, Polarity.LOW: -1}.get(indicator.polarity, 0)


def order_series(results: pl.DataFrame) -> pl.DataFrame:
    """Give the results that have a value by series and time, with `series`, the number of each series.

    Adds `starts`, the first day of the period, and `series`, counted from 0.
    """
    codes = results["period"].unique().to_list()
    starts = {code: period_from_code(code).start for code in codes}
    shown = results.filter(pl.col("value").is_not_null())
    # Whole numbers sort several times as fast as texts; ordered categories keep the texts' order.
    ranks = [
        pl.col(name).cast(pl.Enum(shown[name].unique().sort())).to_physical().alias(f"{name}_rank")
        for name in SERIES_KEY
    ]
    names = [f"{name}_rank" for name in SERIES_KEY]
    dated = shown.with_columns(
        *ranks, pl.col("period").replace_strict(starts, return_dtype=pl.Date).alias("starts")
    ).sort(*names, "starts")
    new = pl.any_horizontal((pl.col(name) != pl.col(name).shift(1)) for name in names)
    number = new.fill_null(value=False).cum_sum().cast(pl.Int64)
    return dated.with_columns(number.alias("series")).drop(names)


def lay_out(
    ordered: pl.DataFrame, keys: pl.DataFrame, framework: Framework, periods: Periods
) -> Iterator[SeriesGrid]:
    """Give grids that hold every series once.

    Args:
        ordered: as `order_series` gives it.
        keys: SERIES_KEY of each series, in the order of their numbers.
        framework: the indicators.
        periods: indicator -> {period code: Period} of the results.
    """
    ways: dict[Way, list[Indicator]] = {}
    for indicator in framework.indicators:
        if periods.get(indicator.id):
            ways.setdefault(_way(indicator), []).append(indicator)
    numbered = keys.with_row_index("series").with_columns(pl.col("series").cast(pl.Int64))
    for way, indicators in ways.items():
        spans = _spans(indicators, periods)
        columns = {one.start: place for place, one in enumerate(spans)}
        ids = [one.id for one in indicators]
        chosen = numbered.filter(pl.col("indicator").is_in(ids))
        rows = ordered.select("series", "indicator", "starts", *_NUMBERS).filter(
            pl.col("indicator").is_in(ids), pl.col("starts").is_in(list(columns))
        )
        at_once = max(_MOST_CELLS // len(spans), 1)
        for first in range(0, chosen.height, at_once):
            part = chosen[first : first + at_once]
            span = pl.col("series").is_between(part["series"][0], part["series"][-1])
            yield _grid(part, rows.filter(span), indicators, spans, way.multiplier)


def _way(indicator: Indicator) -> Way:
    chart, measure = indicator.chart, indicator.measure
    counted = has_shares(measure, indicator.unit), has_rates(measure, indicator.unit)
    return Way(
        indicator.grain,
        (indicator.basis, indicator.year_type, indicator.pooled_years, indicator.since),
        (
            (chart.kind, chart.trend, chart.shift, chart.two_of_three, chart.screen_outliers),
            (indicator.trend, indicator.forecast, indicator.interval is IntervalMethod.NONE),
        ),
        counted,
        multiplier_of(measure) if any(counted) else 1.0,
    )


def _spans(indicators: list[Indicator], periods: Periods) -> tuple[Period, ...]:
    known = [one for each in indicators for one in periods[each.id].values()]
    first = min(known, key=lambda one: one.start)
    last = max(one.start for one in known)
    months = months_between(first.start, last)
    return tuple(step(first, count) for count in range(months // first.grain.months + 1))


def _grid(
    part: pl.DataFrame,
    rows: pl.DataFrame,
    indicators: list[Indicator],
    spans: tuple[Period, ...],
    multiplier: float,
) -> SeriesGrid:
    names = {one.id: place for place, one in enumerate(indicators)}
    columns = {one.start: place for place, one in enumerate(spans)}
    places = part["series"].to_numpy().astype(np.intp)
    row = np.searchsorted(places, rows["series"].to_numpy())
    column = rows["starts"].replace_strict(columns, return_dtype=pl.Int64).to_numpy()
    arrays = {}
    for name in _NUMBERS:
        cells = np.full((len(places), len(spans)), np.nan)
        cells[row, column] = rows[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()
        arrays[name] = cells
    last = np.zeros(len(places), np.intp)
    np.maximum.at(last, row, column)
    which = part["indicator"].replace_strict(names, return_dtype=pl.Int64).to_numpy()
    return SeriesGrid(
        keys=part.select(SERIES_KEY),
        places=places,
        indicators=tuple(indicators),
        which=which.astype(np.intp),
        periods=spans,
        last=last,
        total=(part["breakdown"] == TOTAL).to_numpy(),
        multiplier=multiplier,
        **arrays,
    )
