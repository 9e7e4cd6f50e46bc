"""A declared measurement: what is counted, which way is good, and what it is held against."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from framework.model.charts import BY_GRAIN, ChartRules, ForecastMethod, TrendMethod
from framework.model.comparators import Comparator
from framework.model.derived import AnyMeasure, DerivedMeasure
from framework.model.indicator_tests import IndicatorTest
from framework.model.measures import sources_of
from framework.model.periods import Basis, Grain, Period, YearType, period_of
from framework.model.ratings import BY_TARGET, RatingRule
from framework.model.targets import Target


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
    DOBSON = "dobson"  # of a directly standardised rate
    BYAR = "byar"  # of an indirectly standardised ratio: exact below 10, Byar from 10
    SILCOCKS = "silcocks"  # of a life expectancy
    PUBLISHED = "published"
    MOVER = "mover"  # from the intervals of two parts that have nobody in common
    SIMULATED = "simulated"  # of an index of inequality: lines through values drawn at random
    NONE = "none"


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


class Boundaries(StrEnum):
    """Which hierarchy of areas results follow: that of now, or of each period's own last day."""

    NOW = "now"
    THEN = "then"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A declared measurement. The key of its results is `id`, for ever."""

    id: str
    title: str
    source: str
    measure: AnyMeasure
    kind: Kind
    polarity: Polarity
    unit: str
    grain: Grain
    short_title: str = ""
    basis: Basis = Basis.DURING
    pooled_years: int = 1  # with basis POOLED: how many years a value holds
    since: date | None = None  # with basis CUMULATIVE: the first of month it counts from
    year_type: YearType = YearType.FINANCIAL
    decimals: int = 1
    by: tuple[tuple[str, ...], ...] = ()
    interval: IntervalMethod = IntervalMethod.NONE
    targets: tuple[Target, ...] = ()
    rated: RatingRule = BY_TARGET
    compare: tuple[Comparator, ...] = ()
    breaks: tuple[SeriesBreak, ...] = ()
    chart: ChartRules = BY_GRAIN
    trend: TrendMethod = TrendMethod.AUTO
    forecast: ForecastMethod = ForecastMethod.AUTO
    minimum_denominator: int = 0
    provisional_periods: int = 0
    levels: tuple[str, ...] = ()
    by_levels: tuple[str, ...] = ()
    boundaries: Boundaries = Boundaries.NOW
    owner: str = ""
    definition: Definition = Definition()
    next_review: date | None = None
    tests: tuple[IndicatorTest, ...] = ()

    @property
    def is_derived(self) -> bool:
        """Say whether it is made of other indicators and has no rows of its own."""
        return isinstance(self.measure, DerivedMeasure)

    @property
    def sources(self) -> tuple[str, ...]:
        """Give the sources whose rows are counted, its own first; none where it is derived."""
        if self.is_derived:
            return ()
        return tuple(dict.fromkeys((self.source, *sources_of(self.measure))))

    def period_of(self, day: date) -> Period:
        """Give the indicator's period whose home span holds a day."""
        return period_of(
            day,
            self.grain,
            self.basis,
            self.year_type,
            pooled_years=self.pooled_years,
            since=self.since,
        )

    def is_kept_at(self, level: str) -> bool:
        """Say whether there are figures of areas of a level at all; where not, none is missing there."""
        return not self.levels or level in self.levels

    @property
    def has_good_way(self) -> bool:
        """Say whether more, or fewer, is better: of context and of what should be close to plan neither is."""
        judged = self.polarity in (Polarity.HIGH, Polarity.LOW)
        return judged and self.kind is not Kind.CONTEXT

    @property
    def name(self) -> str:
        """Give the short title where there is one."""
        return self.short_title or self.title
