"""Measures made of other indicators: what a reader may see of them, and nothing more.

A derived indicator has no source of its own. Its sources are those of its parts, and its parts
may be derived in their turn, as long as none is made of itself.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from framework.model.expressions import Arithmetic, Column, Expression, Sum, columns_of
from framework.model.measures import Measure
from framework.model.results import TOTAL


@dataclass(frozen=True, slots=True)
class Derived:
    """A sum over other indicators, whose ids stand in the expression as columns."""

    of: Expression

    @property
    def pair(self) -> tuple[str, Arithmetic, str] | None:
        """Give the two indicators of a plain difference or quotient, else None."""
        match self.of:
            case Sum(Arithmetic.MINUS | Arithmetic.OVER as sign, Column(left), Column(right)):
                return None if left == right else (left, sign, right)
            case _:
                return None


@dataclass(frozen=True, slots=True)
class Gap:
    """The value of one breakdown of an indicator minus that of another, or over it.

    Breakdowns are written as in results ('sex=Male'); TOTAL is everybody.
    """

    of: str
    one: str
    other: str
    relative: bool = False

    @property
    def are_apart(self) -> bool:
        """Say whether nobody stands in both groups."""
        return TOTAL not in (self.one, self.other)


class Index(StrEnum):
    """Slope: by how much the value changes from the worst off to the best off. Relative: how many times."""

    SLOPE = "slope"
    RELATIVE = "relative"


@dataclass(frozen=True, slots=True)
class GroupsWithin:
    """The groups of a breakdown, from the worst off to the best off."""

    dimension: str
    members: tuple[str, ...]

    @property
    def breakdowns(self) -> tuple[str, ...]:
        return tuple(f"{self.dimension}={member}" for member in self.members)


@dataclass(frozen=True, slots=True)
class AreasWithin:
    """The areas of a level inside an area, ordered by another indicator's latest value.

    `highest_first`: the area with the highest value of it is the worst off.
    """

    level: str
    by: str
    highest_first: bool = True


@dataclass(frozen=True, slots=True)
class Inequality:
    """The slope or relative index of inequality of an indicator over groups or areas."""

    of: str
    over: GroupsWithin | AreasWithin
    index: Index = Index.SLOPE


class Score(StrEnum):
    """How a part is brought to a scale that parts can share."""

    Z = "z"  # standard deviations from the mean
    RANK = "rank"  # 0 for the lowest to 100 for the highest
    SHARE_OF_RANGE = "share of range"  # 0 for the lowest to 100 for the highest, in proportion


@dataclass(frozen=True, slots=True)
class PartOfComposite:
    """An indicator in an index. `rises` says whether the score goes up with its value."""

    indicator: str
    weight: Decimal
    rises: bool


class PeriodsOfParts(StrEnum):
    """Which period of each part goes into a score."""

    SAME = "same"
    LATEST = "latest of each"


@dataclass(frozen=True, slots=True)
class Composite:
    """The weighted mean of the scores of several indicators, each against the areas of a level.

    `least_share` is the share of the weights that must be present; 1 gives no score where any is
    missing. `winsorise` is the share of areas at each end whose values are drawn in to the quantile
    there before they are scored, so that one far-out area does not set the scale.
    """

    parts: tuple[PartOfComposite, ...]
    against: str
    score: Score = Score.Z
    periods: PeriodsOfParts = PeriodsOfParts.SAME
    least_share: Decimal = Decimal(1)
    winsorise: Decimal = Decimal(0)


DerivedMeasure = Derived | Gap | Inequality | Composite
AnyMeasure = Measure | DerivedMeasure


def parts_of(measure: AnyMeasure) -> tuple[str, ...]:
    """Give the indicators that a measure is made of, in a fixed order; none for one made of rows."""
    match measure:
        case Derived(of):
            return tuple(sorted(columns_of(of)))
        case Inequality(of=of, over=AreasWithin(by=by)):
            return tuple(dict.fromkeys((of, by)))
        case Gap(of=of) | Inequality(of=of):
            return (of,)
        case Composite(parts=parts):
            return tuple(part.indicator for part in parts)
        case _:
            return ()
