"""How rows become a value.

Every measure but `published` counts rows of one source. `dated` names the date column that puts
a row in a period (tallies that declare period_from need none). `open_from` and `open_to` make it
a stock: rows open on the last day of the period. Percent results are 0-100.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

from framework.model.expressions import All, Expression, Window
from framework.model.results import Rating

PERCENT: Final = "percent"
"""The unit of 100 times a share."""


@dataclass(frozen=True, slots=True)
class When:
    """Which date puts a row in a period: one date, or the two dates between which it is open.

    A period is given only once `wait` months after it are known too.
    """

    dated: str | None = None
    open_from: str | None = None
    open_to: str | None = None
    wait: int = 0

    @property
    def is_stock(self) -> bool:
        return self.open_from is not None


@dataclass(frozen=True, slots=True)
class Count:
    """The rows for which a condition is true (in tallies: how many they stand for)."""

    where: Expression = All()
    when: When = When()


@dataclass(frozen=True, slots=True)
class Distinct:
    """The different values of a column among the rows for which a condition is true."""

    of: str
    where: Expression = All()
    when: When = When()


@dataclass(frozen=True, slots=True)
class Proportion:
    """100 x numerator / denominator; the numerator counts only rows of the denominator."""

    numerator: Expression
    denominator: Expression = All()
    when: When = When()


@dataclass(frozen=True, slots=True)
class PopulationPart:
    """Which people a rate is per: a population source and a condition on its columns.

    `year` 'latest' takes the newest mid-year estimate not after the period's end, 'same' that of
    the calendar year in which the period ends (none: not calculable).
    """

    source: str
    where: Expression = All()
    year: Literal["latest", "same"] = "latest"


@dataclass(frozen=True, slots=True)
class Rate:
    """per x numerator / population. A month's rate is not made annual unless `annual` is said."""

    numerator: Expression
    population: PopulationPart
    per: int
    when: When = When()


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of a number over rows where it is present."""

    of: Expression
    where: Expression = All()
    when: When = When()


@dataclass(frozen=True, slots=True)
class Median:
    """The median (R type 7: the middle value, or the mean of the two middle ones)."""

    of: Expression
    where: Expression = All()
    when: When = When()


@dataclass(frozen=True, slots=True)
class Percentile:
    """The number that `at` of 100 do not exceed (R type 7: between two values, in proportion)."""

    of: Expression
    at: Decimal
    where: Expression = All()
    when: When = When()


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of a number. Written `sum:`."""

    of: Expression
    where: Expression = All()
    when: When = When()


@dataclass(frozen=True, slots=True)
class RatioPart:
    """One side of a ratio: the sum of a number, or the count of rows when `of` is None."""

    of: Expression | None = None
    where: Expression = All()


@dataclass(frozen=True, slots=True)
class Ratio:
    """per x numerator / denominator, where both are sums or counts of the same source."""

    numerator: RatioPart
    denominator: RatioPart
    per: int = 1
    when: When = When()


@dataclass(frozen=True, slots=True)
class StandardisedRate:
    """What the rate would be with the ages of a standard population (directly standardised).

    `bands` is a column of bands that events and people both have. `weights` gives, for each band
    that counts, how many of the standard population are in it. Rows of no such band do not count.
    """

    numerator: Expression
    population: PopulationPart
    bands: str
    weights: tuple[tuple[str, int], ...]
    per: int
    when: When = When()


@dataclass(frozen=True, slots=True)
class StandardisedRatio:
    """per x what was observed / what was to be expected at the reference area's rates by age.

    With `as_rate` that ratio times the reference area's own rate per so many people.
    """

    numerator: Expression
    population: PopulationPart
    bands: str
    counted: tuple[str, ...]
    reference: str
    per: int
    as_rate: bool = False
    when: When = When()


@dataclass(frozen=True, slots=True)
class LifeExpectancy:
    """How many more years people of an age can expect to live at the death rates of the period.

    `ages` gives every band with the age at which it begins; the last one has no end.
    """

    deaths: Expression
    population: PopulationPart
    bands: str
    ages: tuple[tuple[str, int], ...]
    at: int = 0
    when: When = When()


Standardised = StandardisedRate | StandardisedRatio | LifeExpectancy
"""Measures that count by band of age, and are never published by it."""


@dataclass(frozen=True, slots=True)
class Published:
    """A value as someone published it, read and never summed.

    Either `value` names its column, or numerator and denominator are columns, or expressions of
    columns, and the value is per x numerator / denominator. `annual` makes it a rate a year: the
    denominator counts for the share of 365 days that the period covers. `multiply` turns a
    published scale into ours (100 for a proportion published as 0 to 1). `lower`, `upper` are
    published 95% limits, preferred to computed ones, `lower998`, `upper998` those of 99.8%.
    `totals` names, for each column of `by`, the member that stands for everybody: (('sex',
    'Persons'),). `rating` is the column of the source's own ratings, and `ratings` says what each
    of its words means.
    """

    value: str | None = None
    numerator: str | Expression | None = None
    denominator: str | Expression | None = None
    per: int = 1
    annual: bool = False
    where: Expression = All()
    multiply: Decimal = Decimal(1)
    lower: str | None = None
    upper: str | None = None
    lower998: str | None = None
    upper998: str | None = None
    totals: tuple[tuple[str, str], ...] = ()
    rating: str | None = None
    ratings: tuple[tuple[str, Rating], ...] = ()


Measure = (
    Count
    | Distinct
    | Proportion
    | Rate
    | Mean
    | Median
    | Percentile
    | Total
    | Ratio
    | StandardisedRate
    | StandardisedRatio
    | LifeExpectancy
    | Published
)


def population_of(measure: object) -> PopulationPart | None:
    """Give the people that a measure is per; None where it is not per people."""
    return measure.population if isinstance(measure, Rate | Standardised) else None


def when_of(measure: object) -> When:
    """Say what puts a measure's rows in periods; nothing where it counts no rows."""
    when = getattr(measure, "when", None)
    return when if isinstance(when, When) else When()


@lru_cache(maxsize=4096)
def windows_in(measure: object) -> tuple[Window, ...]:
    """Give the windows in a measure, each once, in the order in which they stand."""
    return tuple(dict.fromkeys(_windows(measure)))


def _windows(part: object) -> Iterator[Window]:
    if isinstance(part, Window):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from _windows(one)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _windows(getattr(part, field.name))


@lru_cache(maxsize=4096)
def sources_of(measure: object) -> tuple[str, ...]:
    """Give the sources that a measure reads besides that of its own rows, each once."""
    people = population_of(measure)
    named = [people.source] if people else []
    return tuple(dict.fromkeys([*named, *(one.source for one in windows_in(measure))]))
