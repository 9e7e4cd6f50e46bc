"""The whole declaration: outcomes, indicators, sources, areas."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from framework.model.areas import Area, Geography, Outline
from framework.model.comparators import NeighbourSets
from framework.model.derived import DerivedMeasure, parts_of
from framework.model.indicators import Indicator
from framework.model.measures import Published, windows_in
from framework.model.periods import YearType
from framework.model.ratings import RollUp
from framework.model.schedules import Schedule, TellRoles
from framework.model.sources import Disclosure, Source


@dataclass(frozen=True, slots=True)
class Outcome:
    """A condition of wellbeing for a population, in plain words, with its indicators in order.

    `rating` is the declared rule for its own rating; without one its indicators are counted.
    """

    id: str
    title: str
    indicators: tuple[str, ...]
    short_title: str = ""
    because: str = ""
    rating: RollUp | None = None


@dataclass(frozen=True, slots=True)
class Keep:
    """How long what was published is kept: so many generations, None for all.

    `files`: copies of the files that they were made of are kept too.
    """

    generations: int | None = None
    files: bool = False


@dataclass(frozen=True, slots=True)
class Framework:
    """Everything a partnership declared. `today` pins the clock of a demonstration.

    `bank_holidays` are the days that `working_days` leaves out besides weekends.
    `codes` maps the name of a lookup to {code as a source writes it: area code}. `neighbours` are
    the sets of statistical neighbours. `outlines` are what maps draw, by area code. `fetch_from` are
    the hosts that files may be fetched from.
    """

    id: str
    title: str
    board: str
    home_area: str
    geography: Geography
    sources: tuple[Source, ...]
    indicators: tuple[Indicator, ...]
    outcomes: tuple[Outcome, ...]
    year_type: YearType = YearType.FINANCIAL
    bank_holidays: frozenset[date] = frozenset()
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    today: date | None = None
    notice: str = ""
    neighbours: NeighbourSets = field(default_factory=dict)
    outlines: Mapping[str, Outline] = field(default_factory=dict)
    schedule: Schedule | None = None
    keep: Keep = Keep()
    tell: TellRoles = field(default_factory=TellRoles)
    fetch_from: frozenset[str] = frozenset()

    def source(self, source_id: str) -> Source:
        return next(source for source in self.sources if source.id == source_id)

    def indicator(self, indicator_id: str) -> Indicator:
        return next(found for found in self.indicators if found.id == indicator_id)

    def rests_on(self, indicator: Indicator) -> tuple[Indicator, ...]:
        """Give an indicator's parts and their parts, each once, nearest first; none for one of rows."""
        found: dict[str, Indicator] = {}
        ahead = list(parts_of(indicator.measure))
        for name in ahead:  # grows while it is walked
            if name not in found:
                found[name] = self.indicator(name)
                ahead += parts_of(found[name].measure)
        return tuple(found.values())

    def sources_of(self, indicator: Indicator) -> tuple[str, ...]:
        """Give the sources whose rows an indicator rests on, its own or those of all its parts."""
        every = (indicator, *self.rests_on(indicator))
        return tuple(dict.fromkeys(name for one in every for name in one.sources))

    def protection_of(self, indicator: Indicator) -> Disclosure:
        """Give how the counts of an indicator made of rows are protected.

        What came published is disclosed already. A window says something of the other rows too, so
        the stricter rule of the two holds.
        """
        if isinstance(indicator.measure, Published | DerivedMeasure):
            return Disclosure()
        windows = (window.source for window in windows_in(indicator.measure))
        rules = [self.source(name).disclosure for name in (indicator.source, *windows)]
        return Disclosure(
            max(rule.suppress_to for rule in rules), max(rule.round_to for rule in rules)
        )

    @property
    def home(self) -> Area:
        return self.geography.by_code[self.home_area]
