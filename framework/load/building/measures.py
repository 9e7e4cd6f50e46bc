"""From what was written of a measure to the measure, its expressions read and joined."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from framework.load.building.declared import DeclaredSource
from framework.load.expressions.names import Names
from framework.load.expressions.reading import read_condition, read_number
from framework.load.mistakes import Mistakes, Placed, shown, suggestion
from framework.load.syntax.documents import Word
from framework.model.expressions import All, Expression, both
from framework.model.measures import (
    Count,
    Distinct,
    Mean,
    Measure,
    Median,
    PopulationPart,
    Proportion,
    Published,
    Rate,
    Ratio,
    RatioPart,
    Total,
    When,
)
from framework.model.periods import Basis
from framework.model.sources import ColumnType, Rows


class UnfinishedError(Exception):
    """A part of the measure was refused and reported: there is no measure to give."""


@dataclass(frozen=True, slots=True)
class Workbench:
    """What a measure is made with. `where` is the filter beside the measure."""

    declared: DeclaredSource
    names: Names
    sources: Mapping[str, DeclaredSource]
    where: Expression
    basis: Basis
    beside: Mapping[str, Any]
    at: Placed
    mistakes: Mistakes

    def condition(self, word: Word | None, what: str) -> Expression:
        """Read a condition; nothing written means every row."""
        if word is None:
            return All()
        return _finished(read_condition(word, self.names, self.mistakes, what))

    def number(self, word: Word, what: str) -> Expression:
        return _finished(read_number(word, self.names, self.mistakes, what))

    def filtered(self, condition: Expression) -> Expression:
        """Join a condition with the filter beside the measure."""
        return both(condition, self.where)

    def column(self, word: Word, kind: ColumnType | None, what: str) -> str:
        """Look a column up and check what it holds."""
        columns = self.names.columns
        if word not in columns:
            message = f"{shown(word)} is no column of source '{self.names.source}'"
            self.mistakes.error("F303", word, message + suggestion(word, columns))
            raise UnfinishedError
        if kind is not None and columns[word].type is not kind:
            message = (
                f"{what} needs a column of type: {kind.value}, "
                f"and '{word}' is of type: {columns[word].type.value}"
            )
            self.mistakes.error("F502", word, message)
            raise UnfinishedError
        return str(word)


def _finished(expression: Expression | None) -> Expression:
    if expression is None:
        raise UnfinishedError
    return expression


def build_measure(name: str, said: dict[str, Any], bench: Workbench) -> Measure | None:
    """Make a measure. What is wrong is reported and gives None."""
    if said.get("open") and bench.basis is Basis.AT_END:
        bench = replace(bench, names=replace(bench.names, knows_period_end=True))
    try:
        where = bench.condition(bench.beside["where"], "'where'")
        return _BUILDERS[name](said, replace(bench, where=where))
    except UnfinishedError:
        return None


def _when(said: dict[str, Any], bench: Workbench) -> When:
    if said["open"]:
        opens, closes = (bench.column(word, ColumnType.DATE, "'open'") for word in said["open"])
        return When(open_from=opens, open_to=closes)
    if said["dated"]:
        return When(dated=bench.column(said["dated"], ColumnType.DATE, "'dated'"))
    source = bench.declared.source
    if source is None or source.period_from:
        return When()
    if source.dated is None:
        message = (
            "which date puts a row in a period? Say 'dated: COLUMN' in the measure, "
            f"or once for all in source '{source.id}'"
        )
        bench.mistakes.error("F502", bench.at, message)
        raise UnfinishedError
    return When(dated=source.dated)


def _count(said: dict[str, Any], bench: Workbench) -> Measure:
    where = bench.filtered(bench.condition(said["where"], "'count'"))
    return Count(where, _when(said, bench))


def _distinct(said: dict[str, Any], bench: Workbench) -> Measure:
    of = bench.column(said["of"], None, "'of'")
    return Distinct(
        of, bench.filtered(bench.condition(said["where"], "'where'")), _when(said, bench)
    )


def _proportion(said: dict[str, Any], bench: Workbench) -> Measure:
    numerator = bench.condition(said["numerator"], "'numerator'")
    denominator = bench.condition(said["denominator"], "'denominator'")
    denominator = both(denominator, bench.condition(said["where"], "'where'"))
    return Proportion(numerator, bench.filtered(denominator), _when(said, bench))


def _rate(said: dict[str, Any], bench: Workbench) -> Measure:
    numerator = bench.condition(said["numerator"], "'numerator'")
    numerator = both(numerator, bench.condition(said["where"], "'where'"))
    when = _when(said, bench)
    return Rate(bench.filtered(numerator), _population(said, bench), said["per"], when)


def _population(said: dict[str, Any], bench: Workbench) -> PopulationPart:
    word = said["population"]
    people = bench.sources.get(word)
    if people is None:
        of_people = [
            each.id
            for each in bench.sources.values()
            if each.source is None or each.source.rows is Rows.POPULATION
        ]
        message = f"there is no source {shown(word)}{suggestion(word, of_people)}"
        bench.mistakes.error("F301", word, message)
        raise UnfinishedError
    if people.source and people.source.rows is not Rows.POPULATION:
        message = (
            f"a rate is per people, and source '{people.id}' has rows: {people.source.rows.value}; "
            "name a source with rows: population"
        )
        bench.mistakes.error("F309", word, message)
        raise UnfinishedError
    if people.names is None:
        raise UnfinishedError
    where: Expression = All()
    if said["population_where"]:
        what = "'population_where'"
        where = _finished(
            read_condition(said["population_where"], people.names, bench.mistakes, what)
        )
    return PopulationPart(str(word), where, said["population_year"])


def _of_number(
    name: str, make: Callable[..., Measure]
) -> Callable[[dict[str, Any], Workbench], Measure]:
    def build(said: dict[str, Any], bench: Workbench) -> Measure:
        of = bench.number(said["of"], f"'{name}'")
        where = bench.filtered(bench.condition(said["where"], "'where'"))
        return make(of, where, _when(said, bench))

    return build


def _ratio(said: dict[str, Any], bench: Workbench) -> Measure:
    where = bench.filtered(bench.condition(said["where"], "'where'"))
    inside = replace(bench, where=where)
    numerator = _ratio_part(said["numerator"], inside)
    denominator = _ratio_part(said["denominator"], inside)
    return Ratio(numerator, denominator, said["per"], _when(said, bench))


def _ratio_part(said: dict[str, Any], bench: Workbench) -> RatioPart:
    where = bench.filtered(bench.condition(said["where"], "'where'"))
    if said["sum"]:
        return RatioPart(bench.number(said["sum"], "'sum'"), where)
    return RatioPart(None, both(bench.condition(said["count"], "'count'"), where))


def _published(said: dict[str, Any], bench: Workbench) -> Measure:
    where = bench.filtered(bench.condition(said["where"], "'where'"))
    columns = {
        part: bench.column(said[part], ColumnType.NUMBER, f"'{part}'")
        for part in ("value", "numerator", "denominator", "lower", "upper")
        if said[part]
    }
    multiply = said["scale"] or bench.beside["scale"]
    if multiply is None:
        multiply = bench.declared.scales.get(columns.get("value", ""), Decimal(1))
    totals = said["totals"] or bench.beside["totals"] or {}
    return Published(
        value=columns.get("value"),
        numerator=columns.get("numerator"),
        denominator=columns.get("denominator"),
        per=said["per"],
        where=where,
        multiply=multiply,
        lower=columns.get("lower"),
        upper=columns.get("upper"),
        totals=tuple((str(column), total) for column, total in totals.items()),
    )


_BUILDERS: Final[Mapping[str, Callable[[dict[str, Any], Workbench], Measure]]] = {
    "count": _count,
    "distinct": _distinct,
    "proportion": _proportion,
    "rate": _rate,
    "mean": _of_number("mean", Mean),
    "median": _of_number("median", Median),
    "sum": _of_number("sum", Total),
    "ratio": _ratio,
    "published": _published,
}
