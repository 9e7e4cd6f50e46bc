"""Life expectancy from deaths and people by age: the abridged life table.

Sources: Chiang (1984), The life table and its applications; Silcocks, Jenner and Reza (2001),
Journal of Epidemiology and Community Health 55, for the variance in the open last band.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.statistics.intervals import normal_quantile
from indicators.statistics.reasons import Codes, Reason

Floats = NDArray[np.float64]

STARTS: Final = (0, 1, *range(5, 95, 5))
"""The first age of each of the twenty bands: under 1, 1-4, 5-9 and so on, 90 and over."""
FEWEST_PEOPLE: Final = 5_000
"""The life table of a smaller population swings too much to be shown."""
LIVED_IN_FIRST_YEAR: Final = 0.1
"""Who dies under 1 lives this share of the year; in other bands half of it."""


@dataclass(frozen=True, slots=True)
class LifeExpectancy:
    """Years still to live at the start of each band, arrays [..., age]; `reason` is [...]."""

    value: Floats
    lower: Floats
    upper: Floats
    reason: Codes


@np.errstate(all="ignore")
def life_expectancy(
    deaths: ArrayLike,
    populations: ArrayLike,
    starts: ArrayLike = STARTS,
    confidence: float = 0.95,
    fewest_people: float = FEWEST_PEOPLE,
) -> LifeExpectancy:
    """Give how many more years people live who die at today's rates of each age.

    Args:
        deaths: [..., age], at least 0 and no more than the people; above 0 in the last band.
        populations: people, or years lived by people, [..., age], above 0.
        starts: the first age of each band, rising from 0; the last band is open.
        confidence: the level of the limits, between 0 and 1.
        fewest_people: a smaller total population gives nan.

    Raises:
        ValueError: the bands do not match the figures, do not rise, or the confidence is not
            between 0 and 1.
    """
    d, n = np.broadcast_arrays(
        np.asarray(deaths, dtype=np.float64), np.asarray(populations, dtype=np.float64)
    )
    widths = _widths(np.asarray(starts, dtype=np.float64), d.shape[-1])
    reason = _reasons(d, n, fewest_people)
    fit = (reason == Reason.CALCULATED)[..., np.newaxis]
    d, n = np.where(fit, d, np.nan), np.where(fit, n, np.nan)
    lived = np.full(d.shape[-1], 0.5)
    lived[0] = LIVED_IN_FIRST_YEAR
    value, variance = _table(d, d / n, widths, lived)
    half = normal_quantile(confidence) * np.sqrt(variance)
    return LifeExpectancy(value, value - half, value + half, reason)


def _table(deaths: Floats, rate: Floats, widths: Floats, lived: Floats) -> tuple[Floats, Floats]:
    """Give the years to live and their variance, [..., age]."""
    dying = widths * rate / (1 + widths * (1 - lived) * rate)
    dying[..., -1] = 1.0
    alive = np.ones_like(rate)
    np.cumprod(1 - dying[..., :-1], axis=-1, out=alive[..., 1:])
    years = np.empty_like(rate)
    years[..., :-1] = widths[:-1] * (
        alive[..., 1:] + lived[:-1] * alive[..., :-1] * dying[..., :-1]
    )
    years[..., -1] = alive[..., -1] / rate[..., -1]
    expectancy = _from_here_on(years) / alive
    spread = np.where(deaths > 0, dying**2 * (1 - dying) / deaths, 0.0)[..., :-1]
    parts = np.empty_like(rate)
    reach = (1 - lived[:-1]) * widths[:-1] + expectancy[..., 1:]
    parts[..., :-1] = spread * alive[..., :-1] ** 2 * reach**2
    # Silcocks: the open band adds the variance of the death rate that its years are made from.
    parts[..., -1] = (
        alive[..., -1] ** 2 / rate[..., -1] ** 4 * (rate[..., -1] ** 2 / deaths[..., -1])
    )
    return expectancy, _from_here_on(parts) / alive**2


def _from_here_on(values: Floats) -> Floats:
    total: Floats = np.cumsum(values[..., ::-1], axis=-1)[..., ::-1]
    return total


def _widths(starts: Floats, bands: int) -> Floats:
    if starts.ndim != 1 or len(starts) != bands or bands < 2:
        raise ValueError(f"there are {bands} bands and {starts.size} first ages")
    widths = np.diff(starts, append=np.inf)
    if starts[0] != 0 or (widths <= 0).any():
        raise ValueError("the first ages of bands rise from 0")
    widths[-1] = np.nan  # open; nothing is made from it
    return widths


def _reasons(deaths: Floats, people: Floats, fewest: float) -> Codes:
    codes = np.select(
        [
            (~np.isfinite(deaths) | np.isinf(people)).any(axis=-1),
            (np.isnan(people) | (people == 0)).any(axis=-1),
            (people < 0).any(axis=-1),
            (deaths < 0).any(axis=-1),
            (deaths > people).any(axis=-1),
            people.sum(axis=-1) < fewest,
            deaths[..., -1] == 0,
        ],
        [
            Reason.NOT_A_NUMBER,
            Reason.NO_DENOMINATOR,
            Reason.NEGATIVE_DENOMINATOR,
            Reason.NEGATIVE_NUMERATOR,
            Reason.NUMERATOR_ABOVE_DENOMINATOR,
            Reason.FEW_PEOPLE,
            Reason.FEW_CASES,
        ],
        Reason.CALCULATED,
    )
    return codes.astype(np.int8)
