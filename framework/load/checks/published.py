"""Published values: one row a period and area, whatever else the file tells apart.

A column of text that is neither fixed by the condition nor a breakdown would let several rows
speak of the same value. Which one is right cannot be guessed, so it must be said.
"""

from collections.abc import Mapping

from framework.load.building.declared import Declaration, DeclaredIndicator, DeclaredSource
from framework.load.expressions.names import members_of
from framework.load.mistakes import Mistakes, listed, shown, suggestion
from framework.model.expressions import (
    Column,
    Compare,
    Comparison,
    Expression,
    IsNull,
    OneOf,
    Value,
    conjuncts,
)
from framework.model.indicators import Indicator
from framework.model.measures import PERCENT, Published
from framework.model.sources import ColumnType, Rows, Source


def check_published(declaration: Declaration, mistakes: Mistakes) -> None:
    """Every text column is fixed or broken down by, and every breakdown has its total named."""
    rated = _rating_columns(declaration)
    for declared, indicator, source in declaration.understood():
        if isinstance(indicator.measure, Published) and source.rows is Rows.PUBLISHED:
            pinned = pinned_columns(indicator.measure.where) | rated[source.id]
            _check_pins(declared, indicator, source, pinned, mistakes)
            _check_totals(declared, indicator, source, mistakes)
            _check_scale(declared, declaration.sources[source.id], indicator, mistakes)


def _rating_columns(declaration: Declaration) -> Mapping[str, frozenset[str]]:
    """Give by source the columns that hold its own ratings, which tell no rows apart."""
    found: dict[str, frozenset[str]] = {}
    for _, indicator, source in declaration.understood():
        measure = indicator.measure
        named = {measure.rating} if isinstance(measure, Published) and measure.rating else set()
        found[source.id] = found.get(source.id, frozenset()) | named
    return found


def pinned_columns(condition: Expression) -> frozenset[str]:
    """Give the columns that a condition fixes to one value, or to none at all."""
    pinned = set()
    for part in conjuncts(condition):
        match part:
            case Comparison(Compare.EQUAL, Column(name), Value()) | Comparison(
                Compare.EQUAL, Value(), Column(name)
            ):
                pinned.add(name)
            case OneOf(Column(name), (_,)) | IsNull(Column(name)):
                pinned.add(name)
    return frozenset(pinned)


def _check_pins(
    declared: DeclaredIndicator,
    indicator: Indicator,
    source: Source,
    pinned: frozenset[str],
    mistakes: Mistakes,
) -> None:
    by = {name for crossed in indicator.by for name in crossed}
    free = [name for name in _free_texts(source) if name not in pinned | by]
    if free:
        message = (
            f"several rows may speak of the same value: {listed(free, 'and')} of source "
            f"'{source.id}' can hold anything; fix each in 'where' ({free[0]} = '...'), "
            "or put it in 'by' and name its total in 'totals'"
        )
        mistakes.error("F508", declared.in_measure(), message)
    for name in sorted(by & pinned):
        message = f"'{name}' is fixed by 'where', so it cannot be broken down by"
        mistakes.error("F508", declared.at("by"), message)


def _free_texts(source: Source) -> list[str]:
    """Give the text columns that area and period do not fix: those with headers of their own."""
    fixed = {
        *source.area_from.columns,
        *([source.period_from.column] if source.period_from else []),
        *([source.notes.column] if source.notes else []),
    }
    return [
        column.name
        for column in source.columns
        if column.type is ColumnType.TEXT and not fixed & set(column.headers)
    ]


def _check_totals(
    declared: DeclaredIndicator, indicator: Indicator, source: Source, mistakes: Mistakes
) -> None:
    measure = indicator.measure
    if not isinstance(measure, Published):
        return
    totals = dict(measure.totals)
    by = [name for crossed in indicator.by for name in crossed]
    at = (
        declared.in_measure("totals")
        if declared.says(declared.measure, "totals")
        else declared.at("totals")
    )
    for name in dict.fromkeys(by):
        if name not in totals:
            message = f"which '{name}' stands for everybody? Say totals: {{{name}: ...}}"
            mistakes.error("F508", declared.at("by"), message)
    for name, total in totals.items():
        if name not in by:
            message = f"'totals' names {shown(name)}, which is not in 'by'{suggestion(name, by)}"
            mistakes.error("F508", at, message)
            continue
        members = members_of(source.column(name)) if _has(source, name) else ()
        if members and total not in members:
            message = (
                f"{shown(total)} is not a value of column '{name}'; "
                f"its values are {listed(members, 'and')}{suggestion(total, members)}"
            )
            mistakes.error("F404", at, message)


def _has(source: Source, name: str) -> bool:
    return any(column.name == name for column in source.columns)


def _check_scale(
    declared: DeclaredIndicator, source: DeclaredSource, indicator: Indicator, mistakes: Mistakes
) -> None:
    measure = indicator.measure
    if not isinstance(measure, Published) or not measure.value or indicator.unit != PERCENT:
        return
    said = (
        measure.value in source.scales
        or declared.says("scale")
        or declared.says(declared.measure, "scale")
    )
    if not said:
        message = (
            "is this percentage published from 0 to 100 or from 0 to 1? It is taken as 0 to 100; "
            "say scale: percent 0-100 or scale: percent 0-1"
        )
        mistakes.warn("F556", declared.in_measure(), message)
