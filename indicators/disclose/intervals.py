"""Make 95% limits of results from what is shown of them, never from the exact counts."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from framework.model.indicators import IntervalMethod
from indicators.disclose.rules import Shape
from indicators.statistics.intervals import mean_interval, poisson_interval, wilson_interval

Floats = NDArray[np.float64]


def with_intervals(frame: pl.DataFrame) -> pl.DataFrame:
    """Make 95% limits by each indicator's method; limits that came with the data stay.

    `frame` has what is shown of each result (value, numerator, denominator, limits), and its
    `cases`, `spread`, `multiplier`, `interval` and `shape`. Adds `came_with_data`.
    """
    value, cases = _floats(frame, "value"), _floats(frame, "cases")
    numerator, denominator = _floats(frame, "numerator"), _floats(frame, "denominator")
    multiplier, spread = _floats(frame, "multiplier"), _floats(frame, "spread")
    method = frame["interval"].to_numpy()
    lower, upper = _floats(frame, "lower"), _floats(frame, "upper")
    published = ~np.isnan(lower) & ~np.isnan(upper)
    base = np.where(np.isnan(denominator), 1.0, denominator)
    base = np.where((frame["shape"] == Shape.COUNT).to_numpy(), 1.0, base)
    can = ~published & ~np.isnan(value)
    for name, usable, limits in (
        (IntervalMethod.WILSON, (denominator > 0) & (numerator <= denominator), _wilson),
        (IntervalMethod.POISSON, base > 0, _poisson),
        (IntervalMethod.T, cases > 1, _t),
    ):
        rows = can & (method == name.value) & usable
        if rows.any():
            low, high = limits(rows, value, numerator, base, multiplier, cases, spread)
            lower[rows], upper[rows] = low, high
    return frame.with_columns(
        pl.Series("lower", lower).fill_nan(None),
        pl.Series("upper", upper).fill_nan(None),
        pl.Series("came_with_data", published),
    )


def _wilson(rows: NDArray[np.bool_], *columns: Floats) -> tuple[Floats, Floats]:
    _, numerator, base, multiplier, _, _ = (column[rows] for column in columns)
    low, high = wilson_interval(numerator, base)
    return low * multiplier, high * multiplier


def _poisson(rows: NDArray[np.bool_], *columns: Floats) -> tuple[Floats, Floats]:
    _, numerator, base, multiplier, _, _ = (column[rows] for column in columns)
    low, high = poisson_interval(numerator)
    return low * multiplier / base, high * multiplier / base


def _t(rows: NDArray[np.bool_], *columns: Floats) -> tuple[Floats, Floats]:
    value, _, _, _, cases, spread = (column[rows] for column in columns)
    return mean_interval(value, spread, cases)


def _floats(frame: pl.DataFrame, name: str) -> Floats:
    return frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy(writable=True)
