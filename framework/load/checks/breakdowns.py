"""Breakdowns: columns of text with few known values, and populations split in the same way."""

from framework.load.building.declared import Declaration, DeclaredIndicator
from framework.load.expressions.names import members_of
from framework.load.mistakes import Mistakes, listed, shown, suggestion_or_all
from framework.model.indicators import Indicator
from framework.model.measures import Published, population_of
from framework.model.sources import ColumnType, Source, SourceColumn


def check_breakdowns(declaration: Declaration, mistakes: Mistakes) -> None:
    """Look at every column that an indicator is broken down by."""
    for declared, indicator, source in declaration.understood():
        columns = {column.name: column for column in source.columns}
        _check_repeats(declared, indicator, mistakes)
        for index, crossed in enumerate(indicator.by):
            for name in crossed:
                if name not in columns:
                    message = f"{shown(name)} is no column of source '{source.id}'"
                    at = declared.at("by", index)
                    mistakes.error("F303", at, message + suggestion_or_all(name, columns))
                else:
                    _check_column(declared, index, columns[name], indicator, mistakes)
        _check_population(declaration, declared, indicator, source, mistakes)


def _check_repeats(declared: DeclaredIndicator, indicator: Indicator, mistakes: Mistakes) -> None:
    for index, crossed in enumerate(indicator.by):
        if len(set(crossed)) < len(crossed):
            message = "a column is crossed with itself"
        elif {*crossed} in [{*other} for other in indicator.by[:index]]:
            message = f"{listed(map(shown, crossed), 'and')} is listed twice in 'by'"
        else:
            continue
        mistakes.error("F302", declared.at("by", index), message)


def _check_column(
    declared: DeclaredIndicator,
    index: int,
    column: SourceColumn,
    indicator: Indicator,
    mistakes: Mistakes,
) -> None:
    reason = None
    members = members_of(column) or column.order
    if column.private:
        reason = "is private"
    elif column.type is not ColumnType.TEXT:
        reason = f"is of type: {column.type.value}; give it bands or labels, which make text of it"
    elif not members and not isinstance(indicator.measure, Published):
        reason = "may hold any text; list its values with one_of, labels, order or bands"
    marked = [member for member in members if ";" in member or "=" in member]
    if marked:
        reason = f"has the value {shown(marked[0])}, and values may not hold ';' or '='"
    if reason:
        message = f"it cannot be broken down by '{column.name}', which {reason}"
        mistakes.error("F507", declared.at("by", index), message)


def _check_population(
    declaration: Declaration,
    declared: DeclaredIndicator,
    indicator: Indicator,
    source: Source,
    mistakes: Mistakes,
) -> None:
    """The people of a rate must be told apart by the same column with the same values."""
    part = population_of(indicator.measure)
    if part is None:
        return
    people = declaration.sources[part.source].source
    if people is None:
        return
    theirs = {column.name: column for column in people.columns}
    ours = {column.name: column for column in source.columns}
    for index, crossed in enumerate(indicator.by):
        for name in crossed:
            at = declared.at("by", index)
            if name not in theirs:
                message = (
                    f"the rate cannot be broken down by '{name}': population '{people.id}' has no such "
                    "column; add it there, or leave it out of 'by'"
                )
                mistakes.error("F507", at, message)
            elif name in ours and (strange := _not_counted(ours[name], theirs[name])):
                message = (
                    f"population '{people.id}' knows no {name} {listed(map(shown, strange))}, so its "
                    "rate has nobody to divide by; give both columns the same values"
                )
                mistakes.error("F507", at, message)


def _not_counted(ours: SourceColumn, theirs: SourceColumn) -> list[str]:
    counted = members_of(theirs)
    return [member for member in members_of(ours) if counted and member not in counted]
