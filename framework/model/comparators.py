"""What a value is held beside, and by which method it is called better, similar or worse."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Beside(StrEnum):
    """What kind of thing a comparator is."""

    AREA = "area"
    PARENT = "parent"
    LEVEL = "level"  # the area of that level in which an area lies
    AVERAGE = "average"  # the plain mean of all areas of a level
    NEIGHBOURS = "neighbours"  # the plain mean of an area's statistical neighbours
    HISTORY = "own history"  # the area itself, or another, the same period last year
    AMONG = "among"  # the areas of a level, in order
    NOTHING = "none"


class Method(StrEnum):
    """How better and worse are told. Sources: docs/reference/comparisons.md."""

    SINGLE = "single interval"  # is the other value outside the area's own 95% interval
    DOUBLE = "double interval"  # do the two 95% intervals not overlap
    TWO_LEVELS = "two levels"  # as single, and again with the 99.8% interval
    FUNNEL = "funnel"  # is the value outside the limits for an area of its size
    QUARTILES = "quartiles"
    QUINTILES = "quintiles"


@dataclass(frozen=True, slots=True)
class Comparator:
    """An area, the parent, the area's own past, a mean, a field of areas, or nothing and why.

    `area` is set for AREA, and for HISTORY of another area; `level` for LEVEL, AVERAGE and AMONG,
    `neighbours` (the id of a set) for NEIGHBOURS, `because` for NOTHING.
    """

    id: str
    title: str
    kind: Beside
    method: Method = Method.SINGLE
    area: str | None = None
    level: str | None = None
    neighbours: str | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One area is like another for a span of days: `valid_to` is the first day no longer."""

    area: str
    neighbour: str
    valid_from: date | None = None
    valid_to: date | None = None


NeighbourSets = Mapping[str, tuple[Neighbour, ...]]
"""Sets of statistical neighbours by their id, which is the name of their file."""
