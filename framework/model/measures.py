"""How rows become a value.

Every measure but `published` counts rows of one source. `dated` names the date column that puts
a row in a period (tallies that declare period_from need none). `open_from` and `open_to` make it
a stock: rows open on the last day of the period. Percent results are 0-100.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from framework.model.expressions import All, Expression


@dataclass(frozen=True, slots=True)
class When:
    """Which date puts a row in a period: one date, or the two dates between which it is open."""

    dated: str | None = None
    open_from: str | None = None
    open_to: str | None = None

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
class Published:
    """A value as someone published it, read and never summed.

    Either `value` names its column, or numerator and denominator are columns and the value is
    per x numerator / denominator. `multiply` turns a published scale into ours (100 for a
    proportion published as 0 to 1). `lower`, `upper` are published 95% limits, preferred to
    computed ones. `totals` names, for each column of `by`, the member that stands for everybody:
    (('sex', 'Persons'),).
    """

    value: str | None = None
    numerator: str | None = None
    denominator: str | None = None
    per: int = 1
    where: Expression = All()
    multiply: Decimal = Decimal(1)
    lower: str | None = None
    upper: str | None = None
    totals: tuple[tuple[str, str], ...] = ()


Measure = Count | Distinct | Proportion | Rate | Mean | Median | Total | Ratio | Published
