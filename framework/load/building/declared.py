"""What was declared, as far as it could be understood, with the text it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from framework.load.building.ground import Ground
from framework.load.building.partnership import Partnership
from framework.load.building.targets import PlacedTarget
from framework.load.expressions.names import Names
from framework.load.mistakes import Placed
from framework.load.parsing import Parsed
from framework.load.shapes.places import is_written, place_within
from framework.load.syntax.documents import Table, Word
from framework.model.frameworks import Outcome
from framework.model.indicators import Indicator
from framework.model.sources import Source


@dataclass(frozen=True, slots=True)
class DeclaredSource:
    """A source file. `source` is None when its shape is wrong, `names` when its columns are.

    `scales` says for number columns what a published percentage is multiplied by.
    """

    id: str
    table: Table
    source: Source | None = None
    names: Names | None = None
    scales: Mapping[str, Decimal] = field(default_factory=dict)

    def at(self, *steps: str | int) -> Placed:
        """Give where a part stands, or the nearest thing around it that is there."""
        top = self.table.key("source") if "source" in self.table else self.table
        return place_within(self.table, top, *steps)

    def says(self, *steps: str) -> bool:
        """Say whether a key was written."""
        return is_written(self.table, *steps)


@dataclass(frozen=True, slots=True)
class DeclaredIndicator:
    """An indicator with its defaults filled in. `indicator` is None when it has mistakes.

    `measure` is the key of its measure.
    """

    key: Word
    table: Table
    measure: str
    indicator: Indicator | None
    targets: tuple[PlacedTarget, ...]

    def at(self, *steps: str | int) -> Placed:
        """Give where a part stands, or the nearest thing around it that is there."""
        return place_within(self.table, self.key, *steps)

    def in_measure(self, *steps: str | int) -> Placed:
        """Give where a part of the measure stands."""
        return self.at(self.measure, *steps)

    def says(self, *steps: str) -> bool:
        """Say whether a key was written, here or in the defaults."""
        return is_written(self.table, *steps)


@dataclass(frozen=True, slots=True)
class DeclaredOutcome:
    """An outcome and its text."""

    key: Word
    table: Table
    outcome: Outcome

    def at(self, *steps: str | int) -> Placed:
        """Give where a part stands, or the nearest thing around it that is there."""
        return place_within(self.table, self.key, *steps)


@dataclass(frozen=True, slots=True)
class Declaration:
    """Everything that was declared, for the checks. `today` is None where nobody said what day it is."""

    parsed: Parsed
    partnership: Partnership
    ground: Ground
    sources: Mapping[str, DeclaredSource]
    indicators: Mapping[str, DeclaredIndicator]
    outcomes: tuple[DeclaredOutcome, ...]
    today: date | None = None

    def understood(self) -> list[tuple[DeclaredIndicator, Indicator, Source]]:
        """Give the indicators made of rows that have no mistake so far, each with its source."""
        found = []
        for declared in self.indicators.values():
            indicator = declared.indicator
            if indicator is None or indicator.is_derived:
                continue
            source = self.sources[indicator.source].source
            if source:
                found.append((declared, indicator, source))
        return found
