"""From what was written of a measure to the measure, its expressions read and joined."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from framework.load.building.standardised import (
    build_life_expectancy,
    build_standardised_rate,
    build_standardised_ratio,
    population_part,
)
from framework.load.building.workbench import UnfinishedError, Workbench
from framework.load.shapes.fields import ID_FORM
from framework.load.syntax.documents import Word
from framework.model.expressions import Expression, both
from framework.model.measures import (
    Count,
    Distinct,
    Mean,
    Measure,
    Median,
    Percentile,
    Proportion,
    Published,
    Rate,
    Ratio,
    RatioPart,
    Total,
)
from framework.model.periods import Basis
from framework.model.sources import ColumnType


def build_measure(name: str, said: dict[str, Any], bench: Workbench) -> Measure | None:
    """Make a measure. What is wrong is reported and gives None."""
    if said.get("open") and bench.basis is Basis.AT_END:
        bench = replace(bench, names=replace(bench.names, knows_period_end=True))
    try:
        where = bench.condition(bench.beside["where"], "'where'", said)
        return _BUILDERS[name](said, replace(bench, where=where))
    except UnfinishedError:
        return None


def _count(said: dict[str, Any], bench: Workbench) -> Measure:
    where = bench.filtered(bench.condition(said["where"], "'count'", said))
    return Count(where, bench.when(said))


def _distinct(said: dict[str, Any], bench: Workbench) -> Measure:
    of = bench.column(said["of"], None, "'of'")
    return Distinct(
        of, bench.filtered(bench.condition(said["where"], "'where'", said)), bench.when(said)
    )


def _proportion(said: dict[str, Any], bench: Workbench) -> Measure:
    numerator = bench.condition(said["numerator"], "'numerator'", said)
    denominator = bench.condition(said["denominator"], "'denominator'", said)
    denominator = both(denominator, bench.condition(said["where"], "'where'", said))
    return Proportion(numerator, bench.filtered(denominator), bench.when(said))


def _rate(said: dict[str, Any], bench: Workbench) -> Measure:
    numerator = bench.condition(said["numerator"], "'numerator'", said)
    numerator = both(numerator, bench.condition(said["where"], "'where'", said))
    when = bench.when(said)
    return Rate(bench.filtered(numerator), population_part(said, bench), said["per"], when)


def _of_number(
    name: str, make: Callable[..., Measure]
) -> Callable[[dict[str, Any], Workbench], Measure]:
    def build(said: dict[str, Any], bench: Workbench) -> Measure:
        of = bench.number(said["of"], f"'{name}'")
        where = bench.filtered(bench.condition(said["where"], "'where'", said))
        return make(of, where, bench.when(said))

    return build


def _percentile(said: dict[str, Any], bench: Workbench) -> Measure:
    of = bench.number(said["of"], "'percentile'")
    where = bench.filtered(bench.condition(said["where"], "'where'", said))
    return Percentile(of, said["at"], where, bench.when(said))


def _ratio(said: dict[str, Any], bench: Workbench) -> Measure:
    where = bench.filtered(bench.condition(said["where"], "'where'", said))
    inside = replace(bench, where=where)
    numerator = _ratio_part(said["numerator"], inside, said)
    denominator = _ratio_part(said["denominator"], inside, said)
    return Ratio(numerator, denominator, said["per"], bench.when(said))


def _ratio_part(part: dict[str, Any], bench: Workbench, said: dict[str, Any]) -> RatioPart:
    where = bench.filtered(bench.condition(part["where"], "'where'", said))
    if part["sum"]:
        return RatioPart(bench.number(part["sum"], "'sum'"), where)
    return RatioPart(None, both(bench.condition(part["count"], "'count'", said), where))


_PUBLISHED_COLUMNS: Final = {
    **{name: name for name in ("value", "lower", "upper")},
    "lower998": "lower_998",
    "upper998": "upper_998",
}
"""The columns of published numbers, by the name that each has in a declaration."""


def _published(said: dict[str, Any], bench: Workbench) -> Measure:
    where = bench.filtered(bench.condition(said["where"], "'where'", said))
    columns = {
        part: bench.column(said[part], ColumnType.NUMBER, f"'{key}'")
        for part, key in _PUBLISHED_COLUMNS.items()
        if said[part]
    }
    counts = {
        part: _published_count(said[part], bench, part) for part in ("numerator", "denominator")
    }
    multiply = said["scale"] or bench.beside["scale"]
    if multiply is None:
        multiply = bench.declared.scales.get(columns.get("value", ""), Decimal(1))
    totals = said["totals"] or bench.beside["totals"] or {}
    return Published(
        value=columns.get("value"),
        numerator=counts["numerator"],
        denominator=counts["denominator"],
        per=said["per"],
        annual=said["annual"],
        where=where,
        multiply=multiply,
        lower=columns.get("lower"),
        upper=columns.get("upper"),
        lower998=columns.get("lower998"),
        upper998=columns.get("upper998"),
        totals=tuple((str(column), total) for column, total in totals.items()),
        rating=bench.column(said["rating"], ColumnType.TEXT, "'rating'")
        if said["rating"]
        else None,
        ratings=tuple((str(text), one) for text, one in (said["ratings"] or {}).items()),
    )


def _published_count(word: Word | None, bench: Workbench, part: str) -> str | Expression | None:
    """Give the column that holds a published count, or the expression that makes it of several."""
    if word is None:
        return None
    if word in bench.names.columns or ID_FORM.fullmatch(word):
        return bench.column(word, ColumnType.NUMBER, f"'{part}'")
    return bench.number(word, f"'{part}'")


_BUILDERS: Final[Mapping[str, Callable[[dict[str, Any], Workbench], Measure]]] = {
    "count": _count,
    "distinct": _distinct,
    "proportion": _proportion,
    "rate": _rate,
    "mean": _of_number("mean", Mean),
    "median": _of_number("median", Median),
    "percentile": _percentile,
    "sum": _of_number("sum", Total),
    "ratio": _ratio,
    "standardised_rate": build_standardised_rate,
    "standardised_ratio": build_standardised_ratio,
    "life_expectancy": build_life_expectancy,
    "published": _published,
}
