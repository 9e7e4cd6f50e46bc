"""The sums over rows that indicators are made of, each said once however many indicators use it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from framework.errors import MeasureError
from framework.model.derived import DerivedMeasure
from framework.model.expressions import PERIOD_END, Column, Expression, conjuncts, walk
from framework.model.indicators import Indicator
from framework.model.measures import Published, When, windows_in
from framework.model.periods import Basis
from framework.model.sources import PERIOD, Source


class Lies(StrEnum):
    """What puts a row in a month."""

    DATED = "dated"  # the month of its date
    OPENED = "opened"  # the month it was opened; the first one when that was before
    CLOSED = "closed"  # the month at whose end it is open no more
    OPEN = "open"  # every month at whose end it is open
    IN_PERIOD = "in period"  # the last month of the period it was counted for


@dataclass(frozen=True, slots=True)
class Axis:
    """How rows are laid along the months, by which date columns."""

    how: Lies
    date: str = ""
    until: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(name for name in (self.date, self.until) if name)


@dataclass(frozen=True, slots=True)
class Primitive:
    """The sum of a product of numbers over rows for which every condition is true.

    Without factors it is the count of rows. `where` holds the conditions in a canonical order,
    so that equal primitives are equal. `in_cells` False: only how many rows there are is asked.
    """

    where: tuple[Expression, ...]
    axis: Axis
    factors: tuple[Expression, ...] = ()
    in_cells: bool = True
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Conditions are trees, and a primitive is looked up again and again.
        held = hash((self.where, self.axis, self.factors, self.in_cells))
        object.__setattr__(self, "_hash", held)

    def __hash__(self) -> int:
        return self._hash

    @property
    def uses_period_end(self) -> bool:
        return any(map(uses_period_end, (*self.where, *self.factors)))


@dataclass(frozen=True, slots=True)
class Amount:
    """A number by area, breakdown and month. A stock adds what opened and takes what closed."""

    adds: Primitive
    takes: Primitive | None = None

    @property
    def primitives(self) -> tuple[Primitive, ...]:
        return (self.adds,) if self.takes is None else (self.adds, self.takes)


def uses_period_end(expression: Expression) -> bool:
    return any(node == Column(PERIOD_END) for node in walk(expression))


def canonical(*conditions: Expression) -> tuple[Expression, ...]:
    """Give the single conditions that must all hold, each once, in an order of their own."""
    single = {part for condition in conditions for part in conjuncts(condition)}
    return tuple(sorted(single, key=repr))


def axes_of(
    indicator: Indicator, source: Source, *, needs_period_end: bool
) -> tuple[Axis, Axis | None]:
    """Say what lays an indicator's rows along the months; for a stock also what takes them off.

    Raises:
        MeasureError: nothing says when its rows happened, or `period_end` has no period to end.
    """
    when = _when(indicator)
    if needs_period_end and indicator.basis is not Basis.AT_END:
        reason = f"'{PERIOD_END}' has a meaning only with 'basis: {Basis.AT_END}'"
        raise MeasureError(indicator.id, reason)
    if when.open_from:
        until = when.open_to or ""
        if needs_period_end:
            return Axis(Lies.OPEN, when.open_from, until), None
        closed = Axis(Lies.CLOSED, when.open_from, until) if until else None
        return Axis(Lies.OPENED, when.open_from), closed
    if when.dated:
        return Axis(Lies.DATED, when.dated), None
    if source.period_from:
        return Axis(Lies.IN_PERIOD, PERIOD), None
    if source.dated:
        return Axis(Lies.DATED, source.dated), None
    reason = f"nothing says in which period a row of '{source.id}' lies; say 'dated: COLUMN'"
    raise MeasureError(indicator.id, reason)


def is_stock(indicator: Indicator) -> bool:
    return _when(indicator).is_stock


def wait_of(indicator: Indicator) -> int:
    """Give for how many months after a period its rows are followed before it is given."""
    return _when(indicator).wait


def date_columns(indicators: Iterable[Indicator], source: str) -> frozenset[str]:
    """Give the date columns of a source by which indicators lay its rows along the months.

    Those by which windows look for its rows are among them: its months are what they can see.
    """
    found: set[str] = set()
    for indicator in indicators:
        windows = windows_in(indicator.measure)
        found |= {window.their_date for window in windows if window.source == source}
        if indicator.source == source:
            when = _when(indicator)
            found |= {name for name in (when.dated, when.open_from, when.open_to) if name}
    return frozenset(found)


def _when(indicator: Indicator) -> When:
    measure = indicator.measure
    return When() if isinstance(measure, Published | DerivedMeasure) else measure.when
