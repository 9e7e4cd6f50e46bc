"""Standardised rates, ratios and life expectancies: made of counts and people by band of age.

What is counted by band is used here and goes no further: only totals and values come out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from framework.model.measures import (
    LifeExpectancy,
    Standardised,
    StandardisedRate,
    StandardisedRatio,
)
from indicators.measures.figures import Figures, Floats, Sums, Truths
from indicators.measures.layouts import Layout
from indicators.measures.tasks import Task
from indicators.statistics.life_expectancy import life_expectancy
from indicators.statistics.reasons import Codes, Reason
from indicators.statistics.standardising import (
    directly_standardised_rate,
    indirectly_standardised,
)

LEVELS: Final = (0.95, 0.998)
"""The two levels of limits that results hold."""


@dataclass(frozen=True, slots=True)
class Strata:
    """Cases and people by band: [series, periods, bands], bands in the order asked for.

    `unavailable` [series, periods] says where a number of either is missing, `spoken` [series]
    where the population speaks of a series at all.
    """

    cases: Floats
    people: Floats
    unavailable: Truths
    spoken: Truths

    def of(self, series: slice) -> "Strata":
        return Strata(
            self.cases[series], self.people[series], self.unavailable[series], self.spoken[series]
        )


def strata_of(
    task: Task,
    amounts: Mapping[str, Sums],
    people: Floats,
    spoken: Truths,
    labels: Sequence[str],
) -> Strata:
    """Bring what was counted by band into shape; bands that are not asked for are left out."""
    counted = task.counted
    cases = amounts["numerator"].floats()
    lost = amounts["numerator_lost"].floats() if "numerator_lost" in amounts else 0 * cases
    by_band = [_by_band(one, counted, labels) for one in (cases, people, lost)]
    heard = _by_band(np.repeat(spoken[:, None], cases.shape[1], axis=1), counted, labels)
    missing: Truths = np.isnan(by_band[1]).any(axis=2) | (by_band[2] != 0).any(axis=2)
    known: Truths = np.asarray(heard.any(axis=(1, 2)), dtype=bool)
    return Strata(by_band[0], by_band[1], missing, known)


def _by_band(numbers: Floats | Truths, counted: Layout, labels: Sequence[str]) -> Floats:
    """Turn [series x bands, periods] into [series, periods, bands]."""
    parts, begin = [], 0
    for one in counted.sets:
        bands = one.dimensions[-1]
        block = numbers[begin : begin + one.count]
        shaped = block.reshape(one.count // bands.size, bands.size, -1)
        parts.append(shaped[:, [bands.members.index(label) for label in labels], :])
        begin += one.count
    found: Floats = np.concatenate(parts).transpose(0, 2, 1).astype(np.float64)
    return found


def standardised(
    measure: Standardised, task: Task, amounts: Mapping[str, Sums], people: Floats, spoken: Truths
) -> Figures:
    """Make the figures of a standardised measure from what was counted by band."""
    match measure:
        case StandardisedRate(weights=weights):
            labels = [label for label, _ in weights]
        case StandardisedRatio(counted=counted):
            labels = list(counted)
        case LifeExpectancy(ages=ages):
            labels = [label for label, _ in ages]
    strata = strata_of(task, amounts, people, spoken, labels)
    own = strata.of(slice(0, task.layout.count))
    match measure:
        case StandardisedRate():
            return _directly(measure, own)
        case StandardisedRatio():
            return _indirectly(measure, own, strata.of(slice(task.layout.count, None)))
        case LifeExpectancy():
            return _life_expectancy(measure, own)


def _directly(measure: StandardisedRate, own: Strata) -> Figures:
    weights = [weight for _, weight in measure.weights]
    near, far = (
        directly_standardised_rate(own.cases, own.people, weights, measure.per, confidence)
        for confidence in LEVELS
    )
    limits = (near.lower, near.upper, far.lower, far.upper)
    return _figures(own, near.value, limits, near.reason)


def _indirectly(measure: StandardisedRatio, own: Strata, reference: Strata) -> Figures:
    """Hold every series against everybody of the reference area, at the rates of the same period."""
    near, far = (
        indirectly_standardised(
            own.cases, own.people, reference.cases, reference.people, measure.per, confidence
        )
        for confidence in LEVELS
    )
    if measure.as_rate:
        limits = (near.rate_lower, near.rate_upper, far.rate_lower, far.rate_upper)
        value = near.rate
    else:
        value = measure.per * near.ratio
        limits = (
            *(measure.per * near.ratio_lower, measure.per * near.ratio_upper),
            *(measure.per * far.ratio_lower, measure.per * far.ratio_upper),
        )
    missing = own.unavailable | reference.unavailable
    return _figures(replace(own, unavailable=missing), value, limits, near.reason)


def _life_expectancy(measure: LifeExpectancy, own: Strata) -> Figures:
    starts = [age for _, age in measure.ages]
    at = starts.index(measure.at)
    near, far = (
        life_expectancy(own.cases, own.people, starts, confidence) for confidence in LEVELS
    )
    found = (near.lower, near.upper, far.lower, far.upper)
    limits = tuple(limit[..., at] for limit in found)
    return _figures(own, near.value[..., at], limits, near.reason)


def _figures(own: Strata, value: Floats, limits: tuple[Floats, ...], reason: Codes) -> Figures:
    """Give the totals beside a value, and say why there is none."""
    missing = own.unavailable
    few = np.isin(reason, [Reason.FEW_CASES, Reason.FEW_PEOPLE])
    lower, upper, lower998, upper998 = (np.where(missing, np.nan, one) for one in limits)
    return Figures(
        kept=(~missing).any(axis=1) | own.spoken,
        numerator=np.where(missing, np.nan, own.cases.sum(axis=2)),
        denominator=np.where(missing, np.nan, own.people.sum(axis=2)),
        value=np.where(missing, np.nan, value),
        lower=lower,
        upper=upper,
        lower998=lower998,
        upper998=upper998,
        unavailable=missing,
        not_applicable=~missing & ~few & (reason != Reason.CALCULATED),
        too_few=~missing & few,
    )
