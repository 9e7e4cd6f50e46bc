"""Rates made comparable between areas of different age: direct and indirect standardisation.

Sources: Dobson and others (1991), Statistics in Medicine 10, for the limits of a directly
standardised rate; Breslow and Day (1987), IARC 82, for both kinds; Stukel and others (1994),
Statistics in Medicine 13, for events that are not independent of one another.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.statistics.intervals import dobson_interval, poisson_interval
from indicators.statistics.reasons import FEWEST_CASES, Codes, Reason

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class StandardisedRate:
    """Directly standardised rates, all arrays [...] without the axis of ages.

    `variance` is in the square of the rate's unit; `reason` has codes of `Reason`.
    """

    value: Floats
    lower: Floats
    upper: Floats
    variance: Floats
    count: Floats
    population: Floats
    reason: Codes


@dataclass(frozen=True, slots=True)
class IndirectlyStandardised:
    """Indirectly standardised ratios and rates, all arrays [...] without the axis of ages.

    `ratio` is observed by expected, about 1; `rate` is the ratio times the reference rate.
    """

    observed: Floats
    expected: Floats
    ratio: Floats
    ratio_lower: Floats
    ratio_upper: Floats
    reference_rate: Floats
    rate: Floats
    rate_lower: Floats
    rate_upper: Floats
    reason: Codes


@np.errstate(all="ignore")
def directly_standardised_rate(
    counts: ArrayLike,
    populations: ArrayLike,
    weights: ArrayLike,
    per: float = 100_000,
    confidence: float = 0.95,
) -> StandardisedRate:
    """Give the rate that each area would have, had it the ages of the standard population.

    Args:
        counts: cases, [..., age]. A missing count is taken as no cases, as published tables that
            leave out empty cells mean it; people of that age still count.
        populations: people, [..., age], each above 0: one that is not leaves no rate.
        weights: the standard population, [age] or of the same shape; at least 0.
        per: the rate is per so many.
        confidence: the level of Dobson's limits, between 0 and 1.

    Returns:
        Rates with a reason where there is none: fewer than 10 cases, no weights, a population of 0.

    Raises:
        ValueError: the confidence is not between 0 and 1.
    """
    x, n, w = _strata(counts, populations, weights)
    share = w / n
    return _rate(
        (share * x).sum(axis=-1),
        (share * share * x).sum(axis=-1),
        (x, n, w),
        per,
        confidence,
    )


@np.errstate(all="ignore")
def rate_of_repeated_events(
    counts: ArrayLike,
    events: ArrayLike,
    populations: ArrayLike,
    weights: ArrayLike,
    per: float = 100_000,
    confidence: float = 0.95,
) -> StandardisedRate:
    """Give a directly standardised rate of events of which one person may have several.

    Args:
        counts: people by how many events they had, [..., age, times].
        events: how many events each place of the last axis stands for, [times].
        populations: people, [..., age].
        weights: the standard population, [age].
        per: the rate is per so many.
        confidence: the level of Dobson's limits, made wider for events that come together.

    Raises:
        ValueError: the confidence is not between 0 and 1.
    """
    times = np.asarray(events, dtype=np.float64)
    people = _none_for_missing(counts)
    x, n, w = _strata((people * times).sum(axis=-1), populations, weights)
    share = w / n
    squares = (people * times**2).sum(axis=-1)
    return _rate(
        (share * x).sum(axis=-1),
        (share * share * squares).sum(axis=-1),
        (x, n, w),
        per,
        confidence,
    )


@np.errstate(all="ignore")
def indirectly_standardised(
    counts: ArrayLike | None,
    populations: ArrayLike,
    reference_counts: ArrayLike,
    reference_populations: ArrayLike,
    per: float = 100_000,
    confidence: float = 0.95,
    observed: ArrayLike | None = None,
) -> IndirectlyStandardised:
    """Compare what was observed with what the rates of a reference population would bring.

    Args:
        counts: cases, [..., age]; a missing one is taken as none. None when `observed` is given.
        populations: people, [..., age]; a missing one expects none.
        reference_counts: cases in the reference population, [age] or of the same shape.
        reference_populations: its people, above 0.
        per: the rate is per so many.
        confidence: the level of the limits (exact below 10 cases, Byar's from 10).
        observed: total cases [...] where they are not known by age.

    Raises:
        ValueError: neither counts nor observed totals are given, or the confidence is not
            between 0 and 1.
    """
    if counts is None and observed is None:
        raise ValueError("give counts by age, or observed totals")
    people, cases, base = np.broadcast_arrays(
        _none_for_missing(populations),
        np.asarray(reference_counts, dtype=np.float64),
        np.asarray(reference_populations, dtype=np.float64),
    )
    base = np.where((base > 0) & np.isfinite(base), base, np.nan)
    cases = np.where(cases >= 0, cases, np.nan)
    expected = (people * cases / base).sum(axis=-1)
    by_age = None if counts is None else _none_for_missing(counts).sum(axis=-1)
    total = by_age if observed is None else observed
    rate = cases.sum(axis=-1) / base.sum(axis=-1)
    return _held_beside(np.asarray(total, dtype=np.float64), expected, rate, per, confidence)


def _held_beside(
    total: Floats, expected: Floats, rate: Floats, per: float, confidence: float
) -> IndirectlyStandardised:
    reason = np.select(
        [~np.isfinite(expected + total), expected < 0, expected == 0, total < 0],
        [
            Reason.NOT_A_NUMBER,
            Reason.NEGATIVE_DENOMINATOR,
            Reason.NO_DENOMINATOR,
            Reason.NEGATIVE_NUMERATOR,
        ],
        Reason.CALCULATED,
    ).astype(np.int8)
    fit = np.where(reason == Reason.CALCULATED, expected, np.nan)
    lower, upper = (limit.reshape(total.shape) for limit in poisson_interval(total, confidence))
    ratio, low, high = total / fit, lower / fit, upper / fit
    times = rate * per
    return IndirectlyStandardised(
        *(total, expected, ratio, low, high, rate),
        *(ratio * times, low * times, high * times, reason),
    )


def _none_for_missing(values: ArrayLike) -> Floats:
    given = np.asarray(values, dtype=np.float64)
    return np.where(np.isnan(given), 0.0, given)


def _strata(
    counts: ArrayLike, populations: ArrayLike, weights: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    x, n, w = np.broadcast_arrays(
        np.asarray(counts, dtype=np.float64),
        np.asarray(populations, dtype=np.float64),
        np.asarray(weights, dtype=np.float64),
    )
    return np.where(np.isnan(x), 0.0, x), n, w


def _rate(
    weighted: Floats,
    squared: Floats,
    strata: tuple[Floats, Floats, Floats],
    per: float,
    confidence: float,
) -> StandardisedRate:
    x, n, w = strata
    count, weight, population = x.sum(axis=-1), w.sum(axis=-1), n.sum(axis=-1)
    reason = _reasons(strata, count, weight)
    fit = reason == Reason.CALCULATED
    value = np.where(fit, weighted / weight * per, np.nan)
    variance = np.where(fit, squared / weight**2 * per**2, np.nan)
    limits = dobson_interval(value, variance, np.where(fit, count, np.nan), confidence)
    lower, upper = (limit.reshape(count.shape) for limit in limits)
    # Where one heavy band has most of the variance the method goes below 0, where no rate can be.
    lower = np.maximum(lower, 0.0)
    return StandardisedRate(value, lower, upper, variance, count, population, reason)


def _reasons(strata: tuple[Floats, Floats, Floats], count: Floats, weight: Floats) -> Codes:
    x, n, w = strata
    codes = np.select(
        [
            (np.isinf(x) | np.isinf(n) | ~np.isfinite(w)).any(axis=-1),
            (np.isnan(n) | (n == 0)).any(axis=-1),
            (n < 0).any(axis=-1),
            (x < 0).any(axis=-1),
            (weight <= 0) | (w < 0).any(axis=-1),
            count < FEWEST_CASES,
        ],
        [
            Reason.NOT_A_NUMBER,
            Reason.NO_DENOMINATOR,
            Reason.NEGATIVE_DENOMINATOR,
            Reason.NEGATIVE_NUMERATOR,
            Reason.NO_WEIGHT,
            Reason.FEW_CASES,
        ],
        Reason.CALCULATED,
    )
    return codes.astype(np.int8)
