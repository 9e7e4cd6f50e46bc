"""A value to reach: from when until when, for whom, along which path, and how far off is amber."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


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
    `level` says who set it ('national' or 'local'); both may stand on a day, and the local one
    rates. `high` makes it a range from `value` to `high`. `by_quarter` is the profile of a year to
    date target, one value a quarter; `path` gives values on days, with a straight line between.
    What is worse than `floor` is red whatever the target.
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
    high: Decimal | None = None
    floor: Decimal | None = None
    path: tuple[tuple[date, Decimal], ...] = ()

    def on_path(self, day: date) -> Decimal:
        """Give where a target with a path should be on a day: level before its first and after its last."""
        first, value = self.path[0]
        for after, following in self.path:
            if day <= after:
                if after <= first:
                    return following
                passed = Decimal((day - first).days) / (after - first).days
                return value + (following - value) * max(passed, Decimal(0))
            first, value = after, following
        return value
