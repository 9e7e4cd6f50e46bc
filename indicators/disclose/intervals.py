"""Make limits of results from what is shown of them, never from the exact counts."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from framework.model.indicators import IntervalMethod
from indicators.disclose.rules import Shape
from indicators.statistics.intervals import mean_interval, poisson_interval, wilson_interval

Floats = NDArray[np.float64]

_USED: Final = ("value", "numerator", "denominator", "multiplier", "cases", "spread")
_LEVELS: Final = ((0.95, "lower", "upper"), (0.998, "lower998", "upper998"))


def with_intervals(frame: pl.DataFrame) -> pl.DataFrame:
    """Make 95% and 99.8% limits by each indicator's method; limits that came with the data stay.

    `frame` has what is shown of each result (value, numerator, denominator, limits), and its
    `cases`, `spread`, `multiplier`, `interval` and `shape`. Adds `came_with_data`.
    """
    shown = {name: _floats(frame, name) for name in _USED}
    base = np.where(np.isnan(shown["denominator"]), 1.0, shown["denominator"])
    shown["base"] = np.where((frame["shape"] == Shape.COUNT).to_numpy(), 1.0, base)
    method = frame["interval"].to_numpy()
    came = ~np.isnan(_floats(frame, "lower")) & ~np.isnan(_floats(frame, "upper"))
    made: dict[str, Floats] = {}
    for confidence, lower, upper in _LEVELS:
        low, high = _floats(frame, lower), _floats(frame, upper)
        for one, rows in _rows_by_method(shown, method, ~came).items():
            some = {name: cells[rows] for name, cells in shown.items()}
            low[rows], high[rows] = _limits(one, some, confidence)
        made |= {lower: low, upper: high}
    limits = [pl.Series(name, cells).fill_nan(None) for name, cells in made.items()]
    return frame.with_columns(*limits, pl.Series("came_with_data", came))


def _rows_by_method(
    shown: Mapping[str, Floats], method: NDArray[np.object_], open_rows: NDArray[np.bool_]
) -> dict[IntervalMethod, NDArray[np.intp]]:
    """Give the rows that each method can make limits for."""
    usable = {
        IntervalMethod.WILSON: (shown["denominator"] > 0)
        & (shown["numerator"] <= shown["denominator"]),
        IntervalMethod.POISSON: shown["base"] > 0,
        IntervalMethod.T: shown["cases"] > 1,
    }
    can = open_rows & ~np.isnan(shown["value"])
    rows = {one: np.flatnonzero(can & (method == one.value) & fits) for one, fits in usable.items()}
    return {one: places for one, places in rows.items() if places.size}


def _limits(
    method: IntervalMethod, shown: Mapping[str, Floats], confidence: float
) -> tuple[Floats, Floats]:
    if method is IntervalMethod.T:
        return mean_interval(shown["value"], shown["spread"], shown["cases"], confidence)
    if method is IntervalMethod.WILSON:
        low, high = wilson_interval(shown["numerator"], shown["base"], confidence)
        return low * shown["multiplier"], high * shown["multiplier"]
    low, high = poisson_interval(shown["numerator"], confidence)
    scale = shown["multiplier"] / shown["base"]
    return low * scale, high * scale


def _floats(frame: pl.DataFrame, name: str) -> Floats:
    return frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy(writable=True)
