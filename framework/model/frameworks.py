"""The whole declaration: outcomes, indicators, sources, areas."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from framework.model.areas import Area, Geography
from framework.model.indicators import Indicator
from framework.model.periods import YearType
from framework.model.sources import Source


@dataclass(frozen=True, slots=True)
class Outcome:
    """A condition of wellbeing for a population, in plain words, with its indicators in order."""

    id: str
    title: str
    indicators: tuple[str, ...]
    short_title: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Framework:
    """Everything a partnership declared. `today` pins the clock of a demonstration.

    `bank_holidays` are the days that `working_days` leaves out besides weekends.
    `codes` maps the name of a lookup to {code as a source writes it: area code}.
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

    def source(self, source_id: str) -> Source:
        return next(source for source in self.sources if source.id == source_id)

    def indicator(self, indicator_id: str) -> Indicator:
        return next(found for found in self.indicators if found.id == indicator_id)

    @property
    def home(self) -> Area:
        return self.geography.by_code[self.home_area]
