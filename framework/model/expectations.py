"""What must hold of a source's rows, and what becomes of those of which it does not."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from framework.model.expressions import Expression

BEYOND: Final = Decimal("3.5")
"""From which robust score on a figure is an outlier, unless said (Iglewicz and Hoaglin 1993)."""


class Then(StrEnum):
    """What a check does with what fails it."""

    WARN = "warn"  # the row stays; it is counted and listed
    QUARANTINE = "quarantine"  # the row is set aside: nothing counts it
    STOP = "stop"  # the source stops and keeps its last good rows


class Keep(StrEnum):
    """Which of several rows with one key stays when the others are set aside."""

    FIRST = "first"
    LAST = "last"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold between the cells of a row. A row fails when it is false, not when unknown."""

    name: str
    holds: Expression
    then: Then
    because: str


@dataclass(frozen=True, slots=True)
class Unique:
    """Columns that together must differ in every row. Rows in which one is empty are not asked."""

    columns: tuple[str, ...]
    then: Then = Then.STOP
    keep: Keep = Keep.FIRST


@dataclass(frozen=True, slots=True)
class Reconcile:
    """A supplied value must be numerator / denominator x per, at most `within` away from it."""

    value: str
    numerator: str
    denominator: str
    per: Decimal = Decimal(1)
    within: Decimal = Decimal(0)
    then: Then = Then.WARN


@dataclass(frozen=True, slots=True)
class Outliers:
    """Figures far from the median of their area's series, by the modified z-score.

    The series is how many rows (or how many they stand for) an area has in each period, the sum of
    the number column `of`, or in published rows `of` itself. `level` rolls areas up first.
    """

    of: str | None = None
    level: str | None = None
    beyond: Decimal = BEYOND
    then: Then = Then.WARN


ALL_AREAS: Final = "all"
"""Every area of the levels that stand in the rows, within the home area."""


@dataclass(frozen=True, slots=True)
class Expect:
    """What must hold of the rows of a source.

    `change_at_most` is a share: 0.4 refuses 40% fewer or more rows than last time.
    `quarantine_at_most` is the share of rows that may be set aside or not understood before the
    source stops. `areas` is ALL_AREAS or a level: each such area has rows; with `no_gaps` each
    period from the first to the last, and with both each area in each period. `gaps` is what
    happens when one lacks. `late` is what happens when the rows are older than `due` promises.
    """

    rows_at_least: int = 1
    change_at_most: float | None = None
    quarantine_at_most: float = 0.1
    rules: tuple[Rule, ...] = ()
    unique: tuple[Unique, ...] = ()
    reconcile: tuple[Reconcile, ...] = ()
    outliers: tuple[Outliers, ...] = ()
    areas: str | None = None
    no_gaps: bool = False
    gaps: Then = Then.WARN
    late: Then | None = None
