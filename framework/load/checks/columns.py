"""Columns: names that expressions can use, and settings that fit their type."""

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Final

from framework.load.building.declared import Declaration, DeclaredSource
from framework.load.expressions.names import RESERVED, members_of
from framework.load.mistakes import Mistakes, listed, shown, suggestion
from framework.model.sources import ColumnType, SourceColumn
from framework.model.visible import visible

_FOR_TYPE: Final = {
    "decimals": ColumnType.NUMBER,
    "min": ColumnType.NUMBER,
    "max": ColumnType.NUMBER,
    "scale": ColumnType.NUMBER,
    "percent_sign": ColumnType.NUMBER,
    "one_of": ColumnType.TEXT,
    "bands": ColumnType.TEXT,
    "labels": ColumnType.TEXT,
    "order": ColumnType.TEXT,
    "day_first": ColumnType.DATE,
}
"""Settings that mean something for one type of column only."""


def check_columns(declaration: Declaration, mistakes: Mistakes) -> None:
    """Look at every column and term of every source."""
    for declared in declaration.sources.values():
        if declared.names is None:
            continue
        _check_names(declared, mistakes)
        for column in declared.names.columns.values():
            for check in _COLUMN_CHECKS:
                check(declared, column, mistakes)


def _check_names(declared: DeclaredSource, mistakes: Mistakes) -> None:
    if declared.names is None:
        return
    for section, names in (("columns", declared.names.columns), ("terms", declared.names.terms)):
        for name in names:
            if name in RESERVED:
                message = f"'{name}' is a word of the language; give it another name"
                mistakes.error("F207", declared.at(section, name), message)
    for name in declared.names.terms:
        if name in declared.names.columns:
            message = f"term '{name}' has the name of a column; give it another"
            mistakes.error("F302", declared.at("terms", name), message)


def _check_settings(declared: DeclaredSource, column: SourceColumn, mistakes: Mistakes) -> None:
    for setting, needed in _FOR_TYPE.items():
        if column.type is not needed and declared.says("columns", column.name, setting):
            message = (
                f"'{setting}' is for columns of type: {needed.value}, "
                f"and '{column.name}' is of type: {column.type.value}"
            )
            mistakes.error("F513", declared.at("columns", column.name, setting), message)


def _check_missing(declared: DeclaredSource, column: SourceColumn, mistakes: Mistakes) -> None:
    if column.missing and column.type is ColumnType.TEXT and not column.bands:
        message = (
            f"'missing' says what stands for a number, a date or a yes or no, and '{column.name}' "
            "is of type: text"
        )
        mistakes.error("F513", declared.at("columns", column.name, "missing"), message)


def _check_bands(declared: DeclaredSource, column: SourceColumn, mistakes: Mistakes) -> None:
    at = declared.at("columns", column.name, "bands")
    if column.bands and (column.one_of or column.labels):
        message = f"column '{column.name}' is made of bands, so 'one_of' and 'labels' mean nothing"
        mistakes.error("F513", at, message)
    bands = sorted(column.bands, key=lambda band: band.low)
    for band, following in pairwise(bands):
        if band.high is None or following.low <= band.high:
            message = f"bands {band.label} and {following.label} overlap"
            mistakes.error("F513", at, message)


def _check_values(declared: DeclaredSource, column: SourceColumn, mistakes: Mistakes) -> None:
    for setting, values in (("one_of", column.one_of), ("order", column.order)):
        _check_apart(declared, column, setting, enumerate(values), mistakes)
    # Two cells may have one label.
    first_of = {label: raw for raw, label in reversed([*(column.labels or {}).items()])}
    labels = [(raw, label) for label, raw in reversed(first_of.items())]
    _check_apart(declared, column, "labels", labels, mistakes)
    if column.low is not None and column.high is not None and column.high < column.low:
        message = f"max ({column.high}) is less than min ({column.low})"
        mistakes.error("F513", declared.at("columns", column.name, "max"), message)


def _check_apart(
    declared: DeclaredSource,
    column: SourceColumn,
    setting: str,
    values: Iterable[tuple[int | str, str]],
    mistakes: Mistakes,
) -> None:
    """Refuse a value that is listed twice, or that nobody could tell from one before."""
    before: dict[str, str] = {}
    for step, value in values:
        reads = visible(value)
        if reads not in before:
            before[reads] = value
            continue
        message = f"{shown(reads)} is listed twice in '{setting}'"
        if before[reads] != value:
            message += "; the two differ by marks that cannot be seen: delete these"
        mistakes.error("F302", declared.at("columns", column.name, setting, step), message)


def _check_order(declared: DeclaredSource, column: SourceColumn, mistakes: Mistakes) -> None:
    values = members_of(column)
    for index, value in enumerate(column.order):
        if values and value not in values:
            at = declared.at("columns", column.name, "order", index)
            message = (
                f"{shown(value)} is not a value of column '{column.name}'; use {listed(values)}"
            )
            mistakes.error("F404", at, message + suggestion(value, values))


_COLUMN_CHECKS: Final[tuple[Callable[[DeclaredSource, SourceColumn, Mistakes], None], ...]] = (
    _check_settings,
    _check_missing,
    _check_bands,
    _check_values,
    _check_order,
)
