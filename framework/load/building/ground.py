"""What sources and indicators stand on: areas, levels, years and lookups."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from framework.model.areas import Geography
from framework.model.periods import YearType


@dataclass(frozen=True, slots=True)
class Ground:
    """Areas and years. The levels or areas are empty when their file could not be read."""

    geography: Geography
    year_type: YearType
    codes: Mapping[str, Mapping[str, str]]
    bank_holidays: frozenset[date]
    home: str

    @property
    def level_ids(self) -> tuple[str, ...]:
        return tuple(level.id for level in self.geography.levels)
