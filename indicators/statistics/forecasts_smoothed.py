"""Exponential smoothing: a level, and perhaps a slope, that follow a series; many series at once.

Sources: Brown (1959); Holt (1957), reprinted in International Journal of Forecasting 20 (2004);
Hyndman and others (2008), Forecasting with exponential smoothing, for the spread of the forecasts.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_FINENESS: Final = 9
_ROUNDS: Final = 7


@dataclass(frozen=True, slots=True)
class Smoothed:
    """The state of each series after its last point, and what was used to get there; [series].

    `spread` is the standard deviation of the errors one step ahead. `slope` and `slope_weight` are
    0 for simple smoothing.
    """

    level: Floats
    slope: Floats
    level_weight: Floats
    slope_weight: Floats
    spread: Floats


@np.errstate(all="ignore")
def smooth(
    values: ArrayLike,
    *,
    with_slope: bool,
    weights: tuple[ArrayLike, ArrayLike] | None = None,
    start: tuple[ArrayLike, ArrayLike] | None = None,
) -> Smoothed:
    """Run a level through each series.

    Args:
        values: [series, point], oldest first, no nan; at least 3 points.
        with_slope: Holt's method; otherwise simple smoothing.
        weights: of the newest point in the level and in the slope, between 0 and 1; one, or one a
            series. None looks for those with the least squared error one step ahead.
        start: the level and slope before the first value; one, or one a series. None takes the
            first value, and the first difference.
    """
    y = np.ascontiguousarray(np.asarray(values, np.float64).T)
    states = start or (y[0], y[1] - y[0] if with_slope else 0.0)
    level, slope = (np.broadcast_to(np.asarray(part, np.float64), y.shape[1:]) for part in states)
    series = _Series(y, level, slope)
    if weights is None:
        alpha, beta = _best_weights(series, with_slope=with_slope)
    else:
        alpha, beta = (
            np.broadcast_to(np.asarray(part, np.float64), level.shape) for part in weights
        )
    level, slope, squares = _run(series, alpha, beta)
    spread = np.sqrt(squares / max(len(y) - (4 if with_slope else 2), 1))
    return Smoothed(level, slope, alpha, beta, spread)


@dataclass(frozen=True, slots=True)
class _Series:
    """Values [point, series], and the level and slope before them."""

    values: Floats
    level: Floats
    slope: Floats


def _run(series: _Series, alpha: Floats, beta: Floats) -> tuple[Floats, Floats, Floats]:
    """Give the last level and slope and the sum of squared errors; alpha and beta [..., series]."""
    shape = np.broadcast_shapes(alpha.shape, beta.shape)
    level, slope = (np.broadcast_to(part, shape) for part in (series.level, series.slope))
    squares = np.zeros(shape)
    for value in series.values:
        error = value - (level + slope)
        squares = squares + error**2
        level = level + slope + alpha * error
        slope = slope + alpha * beta * error
    return level, slope, squares


def _best_weights(values: _Series, *, with_slope: bool) -> tuple[Floats, Floats]:
    """Look over a grid of weights, then over a finer one about the best, and so on."""
    series = len(values.level)
    steps = np.linspace(-1.0, 1.0, _FINENESS)
    alpha, beta = np.full(series, 0.5), np.full(series, 0.5 if with_slope else 0.0)
    reach = 0.5
    place = np.arange(series)
    for _ in range(_ROUNDS):
        alphas = np.clip(alpha + reach * steps[:, np.newaxis], 0, 1)[:, np.newaxis, :]
        moved = np.clip(beta + reach * steps[:, np.newaxis], 0, 1)
        betas = (moved if with_slope else beta[np.newaxis, :])[np.newaxis, :, :]
        _, _, squares = _run(values, alphas, betas)
        best = np.argmin(squares.reshape(-1, series), axis=0)
        alpha = alphas[best // squares.shape[1], 0, place]
        beta = betas[0, best % squares.shape[1], place]
        reach /= 3
    return alpha, beta
