"""Standardised rates, ratios and life expectancies: made of counts and people by band of age.

What is counted by band is used here and goes no further: only totals and values come out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np

from framework.model.measures import (
    LifeExpectancy,
    Standardised,
    StandardisedRate,
    StandardisedRatio,
)
from framework.model.sources import Disclosure
from indicators.measures.bands_in_doubt import Reader
from indicators.measures.figures import Figures, Floats, Sums, Truths
from indicators.measures.layouts import Layout
from indicators.measures.populations import People
from indicators.measures.tasks import Task
from indicators.statistics.life_expectancy import life_expectancy
from indicators.statistics.reasons import FEWEST_CASES, Codes, Reason
from indicators.statistics.standardising import (
    directly_standardised_rate,
    indirectly_standardised,
)

LEVELS: Final = (0.95, 0.998)
"""The two levels of limits that results hold."""


@dataclass(frozen=True, slots=True)
class Strata:
    """Cases and people by band: [series, periods, bands], bands in the order asked for.

    `unavailable` [series, periods] says where a number of either is missing, `unread` where rows of
    the population could not be used, `spoken` [series] where it speaks of a series at all.
    """

    cases: Floats
    people: Floats
    unavailable: Truths
    unread: Truths
    spoken: Truths

    def of(self, series: slice) -> "Strata":
        return Strata(
            self.cases[series],
            self.people[series],
            self.unavailable[series],
            self.unread[series],
            self.spoken[series],
        )


def strata_of(
    task: Task,
    amounts: Mapping[str, Sums],
    people: People,
    labels: Sequence[str],
) -> Strata:
    """Bring what was counted by band into shape; bands that are not asked for are left out."""
    counted = task.counted
    cases = amounts["numerator"].floats()
    lost = amounts["numerator_lost"].floats() if "numerator_lost" in amounts else 0 * cases
    by_band = [_by_band(one, counted, labels) for one in (cases, people.known, lost, people.unread)]
    heard = _by_band(np.repeat(people.spoken[:, None], cases.shape[1], axis=1), counted, labels)
    missing: Truths = np.isnan(by_band[1]).any(axis=2) | (by_band[2] != 0).any(axis=2)
    unread: Truths = (by_band[3] != 0).any(axis=2)
    known: Truths = np.asarray(heard.any(axis=(1, 2)), dtype=bool)
    return Strata(by_band[0], by_band[1], missing, unread, known)


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
    measure: Standardised,
    task: Task,
    amounts: Mapping[str, Sums],
    people: People,
    rule: Disclosure,
) -> Figures:
    """Make the figures of a standardised measure from what was counted by band, and the people."""
    match measure:
        case StandardisedRate(weights=weights):
            labels = [label for label, _ in weights]
        case StandardisedRatio(counted=counted):
            labels = list(counted)
        case LifeExpectancy(ages=ages):
            labels = [label for label, _ in ages]
    strata = strata_of(task, amounts, people, labels)
    own = strata.of(slice(0, task.layout.count))
    reference = strata.of(slice(task.layout.count, None))
    match measure:
        case StandardisedRate():
            found = _directly(measure, own)
        case StandardisedRatio():
            found = _indirectly(measure, own, reference)
        case LifeExpectancy():
            found = _life_expectancy(measure, own)
    if found.value is None or not rule.suppress_to or rule.shows_exactly:
        return found
    reader = Reader(rule, task.indicator.decimals)
    named = _named(measure, own, reference, reader)
    return replace(found, names_bands=named & ~np.isnan(found.value))


def _named(measure: Standardised, own: Strata, reference: Strata, reader: Reader) -> Truths:
    """Mark the values [series, periods] that may name small counts by age to a reader."""
    if isinstance(measure, StandardisedRatio):
        return _named_of_reference(measure, own, reference, reader)
    found = np.zeros(own.unavailable.shape, dtype=bool)
    for at in zip(*np.nonzero(~own.unavailable), strict=True):
        values = partial(_values_of, measure, own.people[at], reader)
        found[at] = reader.can_name(own.cases[at], values)
    return found


@np.errstate(all="ignore")
def _values_of(
    measure: StandardisedRate | LifeExpectancy, people: Floats, reader: Reader, counts: Floats
) -> Floats:
    """Give the value that each of several sets of counts by age would have."""
    if isinstance(measure, LifeExpectancy):
        starts = [age for _, age in measure.ages]
        return life_expectancy(counts, people, starts).value[:, [starts.index(measure.at)]]
    weights = np.array([weight for _, weight in measure.weights], dtype=np.float64)
    whole = counts.sum(axis=1)
    rate = measure.per * (counts @ (weights / people)) / weights.sum()
    shown = np.where(whole < FEWEST_CASES, np.nan, rate * reader.as_of_rounded(whole))
    return shown[:, np.newaxis]


def _named_of_reference(
    measure: StandardisedRatio, own: Strata, reference: Strata, reader: Reader
) -> Truths:
    """Mark the periods whose ratios, held together, may name small counts of the reference area.

    Every ratio is an equation in them, and the people of each area are public.
    """
    found = np.zeros(own.unavailable.shape, dtype=bool)
    for period in range(own.cases.shape[1]):
        observed = own.cases[:, period].sum(axis=1)
        seen = observed * reader.as_of_rounded(observed)
        values = partial(
            _ratios_of, measure, seen, own.people[:, period], reference.people[0, period]
        )
        found[:, period] = reader.can_name(reference.cases[0, period], values)
    return found


@np.errstate(all="ignore")
def _ratios_of(
    measure: StandardisedRatio, seen: Floats, people: Floats, of_reference: Floats, counts: Floats
) -> Floats:
    """Give the ratio of every area for each of several sets of counts of the reference area."""
    ratio = measure.per * seen / ((counts / of_reference) @ people.T)
    rate = counts.sum(axis=1, keepdims=True) / of_reference.sum()
    return ratio * rate if measure.as_rate else ratio


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
    lacking = replace(own, unavailable=missing, unread=own.unread | reference.unread)
    return _figures(lacking, value, limits, near.reason)


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
        incomplete=own.unread,
    )
