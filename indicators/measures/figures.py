"""From amounts to the figures of an indicator: which column each amount becomes, and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indicators.measures.exact import Planes, as_floats, spreads
from indicators.measures.populations import People

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sums:
    """An amount at [series, periods] with the decimals that scale it."""

    planes: Planes
    decimals: int

    def floats(self) -> Floats:
        return as_floats(self.planes, self.decimals)


@dataclass(frozen=True, slots=True)
class Figures:
    """What results hold, each [series, periods] or None where the measure has no such thing.

    `kept` [series] says which series are stored. `unavailable` marks what rests on a missing
    number, `not_applicable` a fraction of nothing, `filled` a zero that stands for no row,
    `too_few` what so few cases cannot say, `names_bands` a value that names small counts by age,
    `incomplete` what lacks rows that could not be used.
    """

    kept: Truths
    numerator: Floats | None = None
    denominator: Floats | None = None
    value: Floats | None = None
    cases: Floats | None = None
    spread: Floats | None = None
    lower: Floats | None = None
    upper: Floats | None = None
    lower998: Floats | None = None
    upper998: Floats | None = None
    unavailable: Truths | None = None
    not_applicable: Truths | None = None
    filled: Truths | None = None
    too_few: Truths | None = None
    names_bands: Truths | None = None
    incomplete: Truths | None = None


Amounts = Mapping[str, Sums]


def counted(amounts: Amounts) -> Figures:
    """Give a count. A series in which nothing was ever counted is not kept."""
    number = amounts["numerator"].floats()
    lost, nothing = _lost(amounts, "numerator"), number == 0
    return Figures(
        kept=_ever_not(nothing, lost),
        numerator=_without(number, lost),
        unavailable=lost,
        filled=_but(nothing, lost),
    )


def share(amounts: Amounts) -> Figures:
    """Give a proportion's counts. Nothing of nothing is not applicable, never 0%."""
    over, under = amounts["numerator"].floats(), amounts["denominator"].floats()
    lost, nothing = _lost(amounts, "numerator", "denominator"), under == 0
    return Figures(
        kept=_ever_not(nothing, lost),
        numerator=_without(over, lost),
        denominator=_without(under, lost),
        unavailable=lost,
        not_applicable=_but(nothing, lost),
    )


def rate(amounts: Amounts, people: People) -> Figures:
    """Give a count and the people it is per. An area with people but no case has a true zero.

    A series of which the population does not speak at all has no rate; one whose people are
    hidden, or of whom rows could not be used, has one that is not available.
    """
    number = amounts["numerator"].floats()
    lost = _lost(amounts, "numerator")
    unknown = np.isnan(people.known)
    missing = unknown if lost is None else unknown | lost
    return Figures(
        kept=_ever_not(unknown, None) | people.spoken,
        numerator=_without(number, lost),
        denominator=people.known,
        unavailable=missing,
        not_applicable=people.known == 0,
        filled=_but(number == 0, missing),
        incomplete=people.unread,
    )


def mean(amounts: Amounts) -> Figures:
    """Give a mean with its cases and the sum of squared deviations from it."""
    cases, total = amounts["cases"], amounts["sum"]
    count = cases.floats()
    scale, nothing = 10.0**total.decimals, count == 0
    with np.errstate(invalid="ignore", divide="ignore"):
        # One division, so that the mean is rounded once.
        value = as_floats(total.planes, 0) / (count * scale)
    return Figures(
        kept=_ever_not(nothing, None),
        value=value,
        cases=count,
        spread=spreads(cases.planes, total.planes, amounts["squares"].planes) / scale**2,
        not_applicable=nothing,
    )


def total(amounts: Amounts) -> Figures:
    """Give a sum with its cases. No row at all sums to a true zero; rows without numbers do not."""
    rows, count = amounts["rows"].floats(), amounts["cases"].floats()
    lost = _truths(_lost(amounts, "sum"), rows) | ((rows != 0) & (count == 0))
    return Figures(
        kept=_ever(rows != 0, lost),
        value=_without(amounts["sum"].floats(), lost),
        cases=count,
        unavailable=lost,
        filled=rows == 0,
    )


def ratio(amounts: Amounts) -> Figures:
    """Give two sums or counts; where a side is a sum, the cases the ratio rests on."""
    over, under = amounts["numerator"].floats(), amounts["denominator"].floats()
    over_lost = _lost_side(amounts, "numerator")
    under_lost = _lost_side(amounts, "denominator")
    lost = over_lost | under_lost
    sides = [amounts[key].floats() for key in amounts if key.endswith("_cases")]
    return Figures(
        kept=_ever((over != 0) | (under != 0), lost),
        numerator=_without(over, over_lost),
        denominator=_without(under, under_lost),
        cases=np.minimum.reduce(sides) if sides else None,
        unavailable=lost,
        not_applicable=(under == 0) & ~lost,
    )


def _lost_side(amounts: Amounts, name: str) -> Truths:
    """Say where a side is not known: a tally without its number, or rows of which none has one."""
    lost = _truths(_lost(amounts, name), amounts[name].planes[0])
    if f"{name}_rows" not in amounts:
        return lost
    rows, cases = amounts[f"{name}_rows"].floats(), amounts[f"{name}_cases"].floats()
    found: Truths = lost | ((rows != 0) & (cases == 0))
    return found


def distinct(number: NDArray[np.int64]) -> Figures:
    """Give how many different values there are."""
    found = number.astype(np.float64)
    return Figures(kept=_ever(number != 0, None), numerator=found, filled=number == 0)


def percentile(value: Floats, cases: NDArray[np.int64], decimals: int) -> Figures:
    """Give a percentile with its cases."""
    return Figures(
        kept=_ever(cases != 0, None),
        value=value / 10.0**decimals,
        cases=cases.astype(np.float64),
        not_applicable=cases == 0,
    )


def _lost(amounts: Amounts, *names: str) -> Truths | None:
    """Say where an amount holds rows whose own number of cases is missing."""
    found = [amounts[f"{name}_lost"].floats() != 0 for name in names if f"{name}_lost" in amounts]
    return np.logical_or.reduce(found) if found else None


def _truths(mask: Truths | None, like: NDArray[np.generic]) -> Truths:
    return np.zeros(like.shape, dtype=bool) if mask is None else mask


def _without(numbers: Floats, lost: Truths | None) -> Floats:
    return numbers if lost is None else np.where(lost, np.nan, numbers)


def _but(some: Truths, others: Truths | None) -> Truths:
    return some if others is None else some & ~others


def _ever_not(none: Truths, lost: Truths | None) -> Truths:
    return _ever(~none, lost)


def _ever(some: Truths, lost: Truths | None) -> Truths:
    found: Truths = np.any(some if lost is None else some | lost, axis=1)
    return found
