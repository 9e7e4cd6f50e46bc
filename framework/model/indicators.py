"""A declared measurement: what is counted, which way is good, and what it is held against."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from framework.model.measures import Measure, Rate
from framework.model.periods import Basis, Grain, YearType


class Kind(StrEnum):
    """Context is shown, never rated."""

    OUTCOME = "outcome"
    PERFORMANCE = "performance"
    CONTEXT = "context"


class Polarity(StrEnum):
    """Which way is good. `plan`: close to the target is good. `none`: no judgement."""

    HIGH = "high"
    LOW = "low"
    PLAN = "plan"
    NONE = "none"


class IntervalMethod(StrEnum):
    """How the 95% interval is made. `auto` follows the measure; `published` takes the source's own."""

    WILSON = "wilson"
    POISSON = "poisson"  # exact below 10, Byar from 10
    T = "t"
    PUBLISHED = "published"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Tolerance:
    """The width of amber: a number of the indicator's own points, or a share of the target."""

    amount: Decimal
    relative: bool

    def width(self, target: Decimal) -> Decimal:
        """Give the width in the indicator's own unit. 5% of a target of 80 is 4."""
        return abs(target) * self.amount if self.relative else self.amount


@dataclass(frozen=True, slots=True)
class Target:
    """A value to reach, from a day until a day (exclusive), for an area or for all.

    `area` None means the home area only; `applies_to` lists levels to which it passes as well.
    `level` says who set it ('national' or 'local'). `by_quarter` is the profile of a year to
    date target, one value a quarter.
    """

    id: str
    value: Decimal
    begins: date
    ends: date
    label: str
    amber: Tolerance | None = None
    area: str | None = None
    applies_to: tuple[str, ...] = ()
    by_quarter: tuple[Decimal, ...] = ()
    set_by: str = ""
    level: str = "local"
    minute: str = ""


@dataclass(frozen=True, slots=True)
class Comparator:
    """What a value is held beside: an area ('E92000001'), 'parent', or nothing with the reason."""

    id: str
    title: str
    area: str | None = None
    level: str | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class SeriesBreak:
    """From this day the series is another; travel and trend do not cross it."""

    begins: date
    because: str


@dataclass(frozen=True, slots=True)
class Definition:
    """Words for people. `link` is a plain http, https or mailto address, or empty."""

    numerator: str = ""
    denominator: str = ""
    why_it_matters: str = ""
    caveats: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A declared measurement. The key of its results is `id`, for ever."""

    id: str
    title: str
    source: str
    measure: Measure
    kind: Kind
    polarity: Polarity
    unit: str
    grain: Grain
    short_title: str = ""
    basis: Basis = Basis.DURING
    year_type: YearType = YearType.FINANCIAL
    decimals: int = 1
    by: tuple[tuple[str, ...], ...] = ()
    interval: IntervalMethod = IntervalMethod.NONE
    targets: tuple[Target, ...] = ()
    compare: tuple[Comparator, ...] = ()
    breaks: tuple[SeriesBreak, ...] = ()
    minimum_denominator: int = 0
    provisional_periods: int = 0
    levels: tuple[str, ...] = ()
    by_levels: tuple[str, ...] = ()
    owner: str = ""
    definition: Definition = Definition()
    next_review: date | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """Give the sources whose rows are counted, its own first."""
        if isinstance(self.measure, Rate):
            return (self.source, self.measure.population.source)
        return (self.source,)

    @property
    def name(self) -> str:
        """Give the short title where there is one."""
        return self.short_title or self.title
