"""What each measure needs of the rows: amounts that add up, or the rows themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from framework.errors import MeasureError
from framework.model.expressions import All, Column, Expression, IsNull, Not, conjuncts
from framework.model.indicators import Indicator
from framework.model.measures import (
    Count,
    Distinct,
    LifeExpectancy,
    Mean,
    Median,
    Percentile,
    Proportion,
    Rate,
    Ratio,
    RatioPart,
    StandardisedRate,
    StandardisedRatio,
    Total,
)
from framework.model.sources import Rows, Source
from indicators.measures.primitives import (
    Amount,
    Axis,
    Lies,
    Primitive,
    axes_of,
    canonical,
    uses_period_end,
)
from indicators.measures.rendering import all_of, never_null


@dataclass(frozen=True, slots=True)
class RowsWanted:
    """The rows that a percentile or a count of different values is made from, where `of` has a value."""

    where: tuple[Expression, ...]
    of: Expression
    axis: Axis


@dataclass(frozen=True, slots=True)
class Asked:
    """What is counted only to say how many rows an indicator matched.

    The numerator of a proportion lies `within` its denominator; else every row might be in it.
    """

    true: Primitive
    unknown: Primitive | None
    denominator: Primitive | None = None
    within: bool = False


@dataclass(frozen=True, slots=True)
class Needs:
    """Everything one indicator asks of the rows of its source.

    `amounts` are by name: numerator, denominator, cases, sum, squares, rows. Beside a sum stand
    the rows and the cases (rows with a number) it is made of. A name that ends in '_lost' counts
    tallies whose number is missing (suppressed, say), so that the amount is not known.
    """

    amounts: Mapping[str, Amount]
    asked: Asked
    rows: RowsWanted | None = None

    @property
    def primitives(self) -> tuple[Primitive, ...]:
        return tuple(one for amount in self.amounts.values() for one in amount.primitives)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What it takes to word the needs of one indicator."""

    adds: Axis
    takes: Axis | None
    weight: str | None
    without_nulls: frozenset[str]

    def amount(self, *where: Expression, factors: tuple[Expression, ...] = ()) -> Amount:
        """Sum a product (of nothing: count) over rows."""
        parts = canonical(*where)
        adds = Primitive(parts, self.adds, factors)
        return Amount(adds, Primitive(parts, self.takes, factors) if self.takes else None)

    def count(self, *where: Expression) -> Amount:
        """Count rows, or what they stand for."""
        factors = () if self.weight is None else (Column(self.weight),)
        return self.amount(*where, factors=factors)

    def counted(self, name: str, *where: Expression) -> dict[str, Amount]:
        lost = {} if self.weight is None else self._lost(name, Column(self.weight), *where)
        return {name: self.count(*where), **lost}

    def summed(self, name: str, of: Expression, *where: Expression) -> dict[str, Amount]:
        """Sum a number where it is there. A tally says its number once, for all it stands for."""
        lost = {} if self.weight is None else self._lost(name, of, *where)
        return {name: self.amount(*where, *self.present(of), factors=(of,)), **lost}

    def present(self, of: Expression) -> tuple[Expression, ...]:
        """Give the condition that a number is there; none where it always is."""
        return () if never_null(of, self.without_nulls) else (Not(IsNull(of)),)

    def _lost(self, name: str, of: Expression, *where: Expression) -> dict[str, Amount]:
        """Count the tallies whose number is missing. An event without a number is no case."""
        if never_null(of, self.without_nulls):
            return {}
        return {f"{name}_lost": self.amount(*where, IsNull(of))}

    def asked(self, true: Expression, *given: Expression) -> Asked:
        """Ask how many rows meet a condition, of those that meet the given ones."""
        parts = conjuncts(true)
        sure = [part for part in parts if never_null(part, self.without_nulls)]
        rest = all_of(part for part in parts if part not in sure)
        unknown = None if rest is None else self._rows(*given, *sure, IsNull(rest))
        denominator = self._rows(*given) if canonical(*given) else None
        return Asked(self._rows(*given, true), unknown, denominator, within=bool(denominator))

    def asked_apart(self, true: Expression, other: Expression) -> Asked:
        """Ask how many rows meet each of two conditions."""
        return replace(self.asked(true), denominator=self._rows(other))

    def _rows(self, *where: Expression) -> Primitive:
        axis = Axis(Lies.OPENED, self.adds.date) if self.adds.how is Lies.OPEN else self.adds
        return Primitive(canonical(*where), axis, in_cells=False)


def needs_of(indicator: Indicator, source: Source, without_nulls: frozenset[str]) -> Needs:
    """Say what an indicator needs of the rows of its source.

    Args:
        indicator: any but a published one.
        source: the indicator's source.
        without_nulls: the columns in which every row has a value, which saves some counting.

    Raises:
        MeasureError: the rows cannot be laid along the periods.
    """
    measure = indicator.measure
    ends = any(map(uses_period_end, expressions_of(indicator)))
    adds, takes = axes_of(indicator, source, needs_period_end=ends)
    desk = _Desk(adds, takes, _weight(indicator, source), without_nulls)
    match measure:
        case Proportion(numerator, denominator):
            parts = desk.counted("numerator", denominator, numerator)
            whole = desk.counted("denominator", denominator)
            return Needs({**parts, **whole}, desk.asked(numerator, denominator))
        case (
            Count(numerator)
            | Rate(numerator)
            | StandardisedRate(numerator)
            | StandardisedRatio(numerator)
            | LifeExpectancy(numerator)
        ):
            return Needs(desk.counted("numerator", numerator), desk.asked(numerator))
        case Mean(of, where):
            return Needs(_moments(desk, of, where), desk.asked(where))
        case Total(of, where):
            return Needs(_total(desk, of, where), desk.asked(where))
        case Ratio(over, under):
            return _ratio(desk, over, under)
        case Median(of, where) | Percentile(of, _, where):
            return Needs({}, desk.asked(where), _values(of, where, adds, takes))
        case Distinct(of, where):
            return Needs({}, desk.asked(where), _values(Column(of), where, adds, takes))
        case _:
            raise MeasureError(indicator.id, "published values are read, not counted")


def _moments(desk: _Desk, of: Expression, where: Expression) -> dict[str, Amount]:
    present = (where, *desk.present(of))
    return {
        "cases": desk.amount(*present),
        "sum": desk.amount(*present, factors=(of,)),
        "squares": desk.amount(*present, factors=(of, of)),
    }


def _total(desk: _Desk, of: Expression, where: Expression) -> dict[str, Amount]:
    return {
        **desk.summed("sum", of, where),
        "rows": desk.amount(where),
        "cases": desk.count(where, *desk.present(of)),
    }


def _ratio(desk: _Desk, over: RatioPart, under: RatioPart) -> Needs:
    amounts = _side(desk, "numerator", over) | _side(desk, "denominator", under)
    true, base = _side_where(desk, over), _side_where(desk, under)
    return Needs(amounts, desk.asked_apart(true, base))


def _side(desk: _Desk, name: str, part: RatioPart) -> dict[str, Amount]:
    if part.of is None:
        return desk.counted(name, part.where)
    return {
        **desk.summed(name, part.of, part.where),
        f"{name}_cases": desk.count(part.where, *desk.present(part.of)),
        f"{name}_rows": desk.amount(part.where),
    }


def _side_where(desk: _Desk, part: RatioPart) -> Expression:
    parts = (part.where,) if part.of is None else (part.where, *desk.present(part.of))
    return all_of(canonical(*parts)) or All()


def _values(of: Expression, where: Expression, adds: Axis, takes: Axis | None) -> RowsWanted:
    """Say which rows may give a value. Those of a stock are kept with the day they closed."""
    axis = adds if takes is None else Axis(adds.how, adds.date, takes.until)
    return RowsWanted(canonical(where), of, axis)


def _weight(indicator: Indicator, source: Source) -> str | None:
    if source.rows is Rows.EVENTS:
        return None
    if isinstance(indicator.measure, Mean | Median | Percentile | Distinct):
        reason = f"it needs rows of one case each, and '{source.id}' has {source.rows} rows"
        raise MeasureError(indicator.id, reason)
    return source.how_many


def expressions_of(indicator: Indicator) -> tuple[Expression, ...]:
    """Give every condition and number that a counted indicator is made with."""
    match indicator.measure:
        case Count(where) | Distinct(_, where):
            return (where,)
        case Proportion(numerator, denominator):
            return (numerator, denominator)
        case (
            Rate(numerator)
            | StandardisedRate(numerator)
            | StandardisedRatio(numerator)
            | LifeExpectancy(numerator)
        ):
            return (numerator,)
        case Mean(of, where) | Median(of, where) | Percentile(of, _, where) | Total(of, where):
            return (of, where)
        case Ratio(over, under):
            parts = (over.of, over.where, under.of, under.where)
            return tuple(part for part in parts if part is not None)
        case _:
            return ()
