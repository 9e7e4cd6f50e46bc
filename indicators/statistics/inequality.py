"""Slope and relative index of inequality over groups in order of deprivation.

Sources: Wagstaff, Paci and van Doorslaer (1991), Social Science and Medicine 33; Low and Low
(2004), Journal of Public Health 26, for the regression weighted by people and the limits by
simulation, as England's public health profiles publish them.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.statistics.intervals import normal_quantile, upper_tail

Floats = NDArray[np.float64]

DRAWS: Final = 100_000


class Scale(Enum):
    """The scale on which the errors of the groups' values are even."""

    PLAIN = "plain"
    LOG = "log"
    LOGIT = "logit"

    def onto(self, values: Floats) -> Floats:
        """Carry values onto the scale; nan or infinite where they have no place on it."""
        if self is Scale.PLAIN:
            return values
        logs: Floats = np.log(values if self is Scale.LOG else values / (1 - values))
        return logs

    def back(self, values: Floats) -> Floats:
        """Carry values back from the scale."""
        if self is Scale.PLAIN:
            return values
        there: Floats = np.exp(values) if self is Scale.LOG else 1 / (1 + np.exp(-values))
        return there


@dataclass(frozen=True, slots=True)
class SlopeIndex:
    """The line through each row's groups, all arrays [row]; nan where it cannot be drawn.

    `slope` is the value at the end of the order less that at its start, `ratio` the one by the
    other, `intercept` the value at the start.
    """

    slope: Floats
    slope_lower: Floats
    slope_upper: Floats
    ratio: Floats
    ratio_lower: Floats
    ratio_upper: Floats
    intercept: Floats


@np.errstate(all="ignore")
def slope_index(  # noqa: PLR0913 (a table, its limits, and how to draw the line)
    values: ArrayLike,
    limits: tuple[ArrayLike, ArrayLike],
    populations: ArrayLike,
    *,
    scale: Scale = Scale.PLAIN,
    line_on_scale: bool = False,
    confidence: float = 0.95,
    seed: int = 1991,
    draws: int = DRAWS,
) -> SlopeIndex:
    """Draw the line through groups by the share of people below them, weighted by people.

    The limits are those of `draws` lines through random values, the same draws for every row.

    Args:
        values: [row, group], the most deprived group first. A missing one leaves nan.
        limits: the lower and upper 95% limits of the values.
        populations: people in each group, above 0; broadcast with the values.
        scale: plain for means, log for rates, logit for shares in 0 to 1.
        line_on_scale: draw the line on the scale and carry its ends back.
        confidence: the level of the limits.
        seed: the same seed gives the same limits.
        draws: how many random sets.

    Raises:
        ValueError: there are not two groups or more, or the confidence is not within 0 and 1.
    """
    tail = upper_tail(confidence)
    centre, error, people = _groups((values, *limits, populations), scale)
    noise = np.random.default_rng(seed).standard_normal((draws, centre.shape[1]))
    find = _ends_on_scale if line_on_scale else _ends
    out = np.full((7, len(centre)), np.nan)
    for row, line in enumerate(_line_weights(people)):
        if not np.isnan(centre[row]).any():
            ends, drawn = find(centre[row], noise * error[row], line, scale)
            out[:, row] = _figures(ends, drawn, tail)
    return SlopeIndex(*np.where(np.isfinite(out), out, np.nan))


def _groups(given: tuple[ArrayLike, ...], scale: Scale) -> tuple[Floats, Floats, Floats]:
    """Give value on the scale, its error and people, [row, group]; a row with a bad group is nan."""
    y, low, high, people = np.broadcast_arrays(
        *(np.asarray(each, dtype=np.float64) for each in given)
    )
    if y.ndim != 2 or y.shape[1] < 2:
        raise ValueError("values are [row, group], with two groups or more")
    centre = scale.onto(y)
    error = (scale.onto(high) - scale.onto(low)) / (2 * normal_quantile(0.95))
    bad = ~np.isfinite(centre + error) | (error < 0) | ~(people > 0) | ~np.isfinite(people)
    return np.where(bad.any(axis=1, keepdims=True), np.nan, centre), error, people


def _figures(ends: Floats, drawn: Floats, tail: float) -> tuple[float, ...]:
    """Give the fields of a SlopeIndex, in order, from the line's ends and the random ones."""
    gaps = np.quantile(drawn[:, 1] - drawn[:, 0], [tail, 1 - tail])
    ratios = np.quantile(drawn[:, 1] / drawn[:, 0], [tail, 1 - tail])
    first, last = ends
    return (last - first, *gaps, last / first, *ratios, first)


def _ends(centre: Floats, noise: Floats, line: Floats, scale: Scale) -> tuple[Floats, Floats]:
    """Give the ends of the line through the values, and of those through random ones [draw, end]."""
    return scale.back(centre) @ line, scale.back(centre + noise) @ line


def _ends_on_scale(
    centre: Floats, noise: Floats, line: Floats, scale: Scale
) -> tuple[Floats, Floats]:
    """Give the same of a line drawn on the scale.

    Only the slope is drawn: the line turns about the mean, which is at half the people.
    """
    ends = centre @ line
    turn = noise @ (line[:, 1] - line[:, 0])
    return scale.back(ends), scale.back(ends + turn[:, np.newaxis] * [-0.5, 0.5])


def _line_weights(people: Floats) -> Floats:
    """Give the weights of the values in the line's two ends, [row, group, end]."""
    share = people / people.sum(axis=1, keepdims=True)
    place = np.cumsum(share, axis=1) - share / 2
    middle = (share * place).sum(axis=1, keepdims=True)
    away = share * (place - middle)
    slope = away / (away * (place - middle)).sum(axis=1, keepdims=True)
    start = share - middle * slope
    return np.stack([start, start + slope], axis=2)
