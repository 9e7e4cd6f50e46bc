"""From what was written of a measure made of other indicators to the measure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from framework.load.building.declared import DeclaredIndicator, DeclaredSource
from framework.load.building.derived_parts import Reference, references
from framework.load.expressions.names import Names, members_of
from framework.load.expressions.reading import read_number
from framework.load.mistakes import Mistakes, Placed, listed, shown, suggestion
from framework.load.shapes.derived import SaidAreas
from framework.load.shapes.places import place_within
from framework.load.syntax.documents import Table, Word
from framework.model.derived import (
    AnyMeasure,
    AreasWithin,
    Composite,
    Derived,
    DerivedMeasure,
    Gap,
    GroupsWithin,
    Inequality,
    PartOfComposite,
    parts_of,
)
from framework.model.expressions import Arithmetic, Column, Sum, Value, walk
from framework.model.indicators import Indicator, IntervalMethod, Polarity, SeriesBreak
from framework.model.measures import Published
from framework.model.results import TOTAL
from framework.model.sources import ColumnType, SourceColumn

LEAST_GROUPS: Final = 5
"""With fewer groups there is no slope worth the name (as PHEindicatormethods has it)."""


class UnfinishedError(Exception):
    """A part of the measure was refused and reported: there is no measure to give."""


@dataclass(frozen=True, slots=True)
class Family:
    """Every indicator that has been built so far, by its id; None where it has mistakes.

    `names` are the ids of all, built or not. `may_be` says of an unknown id whether it may stand in a
    file of indicators that could not be read.
    """

    built: Mapping[str, DeclaredIndicator]
    names: Mapping[str, object]
    sources: Mapping[str, DeclaredSource]
    may_be: Callable[[str], bool]

    def indicator(self, name: str) -> Indicator | None:
        declared = self.built.get(name)
        return declared.indicator if declared else None

    def column(self, part: Indicator, name: str) -> SourceColumn | None:
        """Give the column behind a dimension of an indicator, that of its first part where derived."""
        counted = self._counted(part)
        declared = self.sources.get(counted.source) if counted else None
        columns = declared.source.columns if declared and declared.source else ()
        return next((column for column in columns if column.name == name), None)

    def groups(self, part: Indicator, name: str, *, in_order: bool = False) -> tuple[str, ...]:
        """Give the groups of a dimension; what stands for everybody is none of them.

        `in_order`: only those of the declared order, where one is declared.
        """
        column = self.column(part, name)
        if column is None:
            return ()
        values, order = members_of(column), column.order
        groups = order or values if in_order else values or order
        return tuple(one for one in groups if one != self.total(part, name))

    def total(self, part: Indicator, name: str) -> str | None:
        """Give the value of a published column that stands for everybody."""
        counted = self._counted(part)
        measure = counted.measure if counted else None
        return dict(measure.totals).get(name) if isinstance(measure, Published) else None

    def _counted(self, part: Indicator) -> Indicator | None:
        while part.is_derived:
            first = self.indicator(parts_of(part.measure)[0])
            if first is None:
                return None
            part = first
        return part


@dataclass(frozen=True, slots=True)
class DerivedBench:
    """What a derived measure is made with: its parts, all of which could be built."""

    parts: Mapping[str, Indicator]
    family: Family
    polarity: Polarity
    table: Table
    at: Placed
    mistakes: Mistakes

    def where(self, *steps: str | int) -> Placed:
        return place_within(self.table, self.at, *steps)


def find_parts(table: Table, family: Family, mistakes: Mistakes) -> dict[str, Indicator] | None:
    """Give the parts of a derived indicator. None where one is not known or has mistakes of its own."""
    found: dict[str, Indicator] = {}
    for part in references(table):
        if part.name not in family.names:
            _unknown(part, family, mistakes)
        elif indicator := family.indicator(part.name):
            found[part.name] = indicator
    every = {part.name for part in references(table)}
    return found if every == set(found) else None


def _unknown(part: Reference, family: Family, mistakes: Mistakes) -> None:
    if not family.may_be(part.name):
        near = suggestion(part.name, family.names)
        mistakes.error("F304", part.at, f"there is no indicator {shown(part.name)}{near}")


def build_derived(
    name: str,
    said: dict[str, Any],
    parts: Mapping[str, Indicator],
    family: Family,
    table: Table,
    at: Placed,
    mistakes: Mistakes,
) -> DerivedMeasure | None:
    """Make a measure of other indicators. What is wrong is reported and gives None."""
    if name not in said or "polarity" not in said or (references(table) and not parts):
        return None
    bench = DerivedBench(parts, family, said["polarity"], table, at, mistakes)
    try:
        return _BUILDERS[name](said[name], bench)
    except UnfinishedError:
        return None


def _derived(said: dict[str, Any], bench: DerivedBench) -> DerivedMeasure:
    columns = {name: SourceColumn(name, (), ColumnType.NUMBER) for name in bench.parts}
    names = Names("indicators", columns)
    expression = read_number(said["of"], names, bench.mistakes, "'derived'")
    if expression is None:
        raise UnfinishedError
    plain = all(isinstance(node, Sum | Column | Value) for node in walk(expression))
    if not plain or not bench.parts:
        message = "'derived' is a sum over indicators; use their ids, numbers, + - * / and brackets"
        bench.mistakes.error("F401", said["of"], message)
        raise UnfinishedError
    return Derived(expression)


def _difference(said: dict[str, Any], bench: DerivedBench) -> DerivedMeasure:
    of, minus = str(said["of"]), str(said["minus"])
    if of == minus:
        message = f"the difference between {shown(of)} and itself is nothing; name two indicators"
        bench.mistakes.error("F565", said["minus"], message)
        raise UnfinishedError
    return Derived(Sum(Arithmetic.MINUS, Column(of), Column(minus)))


def _gap(said: dict[str, Any], bench: DerivedBench) -> DerivedMeasure:
    relative = "over" in said
    name = "gap_ratio" if relative else "gap"
    other = "over" if relative else "minus"
    part = bench.parts[str(said["of"])]
    groups = [
        group_of(said[key], part, bench.family, bench.where(name, word), bench.mistakes)
        for key, word in (("in_", "in"), (other, other))
    ]
    if groups[0] == groups[1]:
        message = "a group and itself are the same; name two groups"
        bench.mistakes.error("F566", bench.where(name, other), message)
        raise UnfinishedError
    return Gap(part.id, groups[0], groups[1], relative=relative)


def group_of(
    written: Mapping[Word, Word], part: Indicator, family: Family, at: Placed, mistakes: Mistakes
) -> str:
    """Give a group as results name it, its dimensions in the order of the part's own breakdown.

    Raises:
        UnfinishedError: there is no such group, which is reported.
    """
    if not written:
        return TOTAL
    crossed = _crossed({str(name) for name in written}, part, at, mistakes)
    for name, member in written.items():
        if member == family.total(part, name):
            message = f"{shown(member)} is everybody of indicator '{part.id}'; write everybody"
            mistakes.error("F566", member, message)
            raise UnfinishedError
        members = family.groups(part, name)
        if members and member not in members:
            message = (
                f"{shown(member)} is no {name} of indicator '{part.id}'; "
                f"there are {listed(members, 'and')}{suggestion(member, members)}"
            )
            mistakes.error("F566", member, message)
            raise UnfinishedError
    return ";".join(f"{name}={written[Word(name)]}" for name in crossed)


def _crossed(names: set[str], part: Indicator, at: Placed, mistakes: Mistakes) -> tuple[str, ...]:
    for crossed in part.by:
        if set(crossed) == names:
            return crossed
    own = [" and ".join(crossed) for crossed in part.by]
    has = f"it is broken down by {listed(own)}" if own else "it has no breakdown"
    message = f"indicator '{part.id}' is not broken down by {listed(sorted(names), 'and')}; {has}"
    mistakes.error("F566", at, message)
    raise UnfinishedError


def _inequality(said: dict[str, Any], bench: DerivedBench) -> DerivedMeasure:
    part = bench.parts[str(said["of"])]
    over = said["over"]
    if isinstance(over, SaidAreas):
        areas = AreasWithin(str(over.level), str(over.by), over.highest_first)
        return Inequality(part.id, areas, said["index"])
    _crossed({str(over)}, part, over, bench.mistakes)
    members = bench.family.groups(part, over, in_order=True)
    if len(members) < LEAST_GROUPS:
        message = (
            f"an index of inequality needs at least {LEAST_GROUPS} groups in order, from the worst "
            f"off to the best off; '{over}' of indicator '{part.id}' has {len(members)}"
        )
        bench.mistakes.error("F566", over, message)
        raise UnfinishedError
    return Inequality(part.id, GroupsWithin(str(over), members), said["index"])


def _composite(said: dict[str, Any], bench: DerivedBench) -> DerivedMeasure:
    parts = []
    for word, each in said["parts"].items():
        part = bench.parts[str(word)]
        rises = each.rises if each.rises is not None else _rises(part, bench, word)
        parts.append(PartOfComposite(part.id, each.weight, rises))
    return Composite(
        parts=tuple(parts),
        against=str(said["against"]),
        score=said["score"],
        periods=said["period"],
        least_share=said["if_missing"],
        winsorise=said["winsorise"],
    )


def _rises(part: Indicator, bench: DerivedBench, word: Word) -> bool:
    """Follow the polarities: a part that is good the same way as the index makes it rise."""
    plain = (Polarity.HIGH, Polarity.LOW)
    if part.polarity in plain and bench.polarity in plain:
        return part.polarity is bench.polarity
    whose = "the index" if bench.polarity not in plain else f"indicator '{part.id}'"
    polarity = bench.polarity if bench.polarity not in plain else part.polarity
    message = (
        f"does the index rise or fall with '{part.id}'? {whose[:1].upper()}{whose[1:]} has "
        f"polarity: {polarity.value}, so say '{part.id}: {{weight: 1, score: rises}}', or falls"
    )
    bench.mistakes.error("F568", word, message)
    raise UnfinishedError


_BUILDERS: Final[Mapping[str, Callable[[dict[str, Any], DerivedBench], DerivedMeasure]]] = {
    "derived": _derived,
    "difference": _difference,
    "gap": _gap,
    "gap_ratio": _gap,
    "inequality": _inequality,
    "composite": _composite,
}


def interval_of(name: str, measure: DerivedMeasure) -> IntervalMethod:
    """Give the interval when none is named: from those of two groups that have nobody in common."""
    if isinstance(measure, Inequality):
        return IntervalMethod.SIMULATED
    apart = isinstance(measure, Gap) and measure.are_apart
    return IntervalMethod.MOVER if apart or name == "difference" else IntervalMethod.NONE


def levels_of(measure: AnyMeasure) -> tuple[str, ...]:
    """Give the levels that results are kept for when none is named: an index has one, others all."""
    return (measure.against,) if isinstance(measure, Composite) else ()


def breaks_of(own: Iterable[SeriesBreak], parts: Iterable[Indicator]) -> tuple[SeriesBreak, ...]:
    """Give an indicator's breaks with those of its parts: its series is no more one than theirs."""
    every = [*own, *(one for part in parts for one in part.breaks)]
    by_day = {one.begins: one for one in reversed(every)}
    return tuple(by_day[day] for day in sorted(by_day))
