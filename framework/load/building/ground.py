"""What sources and indicators stand on: areas, levels, years and lookups."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from framework.model.areas import Area, Geography, Outline
from framework.model.comparators import NeighbourSets
from framework.model.periods import YearType


@dataclass(frozen=True, slots=True)
class Ground:
    """Areas and years. The levels or areas are empty when their file could not be read."""

    geography: Geography
    year_type: YearType
    codes: Mapping[str, Mapping[str, str]]
    bank_holidays: frozenset[date]
    home: str
    neighbours: NeighbourSets = field(default_factory=dict)
    outlines: Mapping[str, Outline] = field(default_factory=dict)
    by_name: Mapping[str, tuple[Area, ...]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        named: dict[str, tuple[Area, ...]] = {}
        for area in self.geography.areas:
            named[area.name] = (*named.get(area.name, ()), area)
        object.__setattr__(self, "by_name", named)

    @property
    def level_ids(self) -> tuple[str, ...]:
        return tuple(level.id for level in self.geography.levels)
