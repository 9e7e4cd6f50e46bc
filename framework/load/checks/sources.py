"""Sources: what each kind of rows needs, and that what they name is there."""

from pathlib import PurePosixPath
from typing import Final

from framework.load.building.declared import Declaration, DeclaredSource
from framework.load.layout import FileKind
from framework.load.mistakes import Mistakes, shown, suggestion
from framework.load.syntax.documents import Node, Word
from framework.model.sources import ColumnType, ReadKind, Rows, Source

_SUFFIXES: Final = {
    ".csv": ReadKind.CSV,
    ".tsv": ReadKind.CSV,
    ".xlsx": ReadKind.EXCEL,
    ".xlsm": ReadKind.EXCEL,
    ".xls": ReadKind.EXCEL,
    ".ods": ReadKind.EXCEL,
    ".parquet": ReadKind.PARQUET,
}


def check_sources(declaration: Declaration, mistakes: Mistakes) -> None:
    """Look at every source that has the right shape."""
    for declared in declaration.sources.values():
        source = declared.source
        if source is None:
            continue
        _check_periods(declared, source, mistakes)
        _check_how_many(declared, source, mistakes)
        _check_dated(declared, source, mistakes)
        _check_area_from(declaration, declared, source, mistakes)
        _check_suffix(declared, source, mistakes)


def _check_periods(declared: DeclaredSource, source: Source, mistakes: Mistakes) -> None:
    kind = source.rows.value
    if source.rows is Rows.EVENTS and source.period_from:
        message = (
            "rows: events are put in periods by a date column; delete 'period_from' and say 'dated'"
        )
        mistakes.error("F511", declared.at("period_from"), message)
    if source.period_from and source.dated:
        message = "say 'period_from' or 'dated', not both: each puts rows in periods"
        mistakes.error("F511", declared.at("dated"), message)
    if source.period_from or source.rows is Rows.EVENTS:
        return
    has_date = any(column.type is ColumnType.DATE for column in source.columns)
    if source.rows is not Rows.TALLIES:
        mistakes.error("F511", declared.at("rows"), f"rows: {kind} need 'period_from'")
    elif not has_date:
        message = "rows: tallies need 'period_from', or a column of type: date"
        mistakes.error("F511", declared.at("rows"), message)


def _check_how_many(declared: DeclaredSource, source: Source, mistakes: Mistakes) -> None:
    counted = source.rows in {Rows.TALLIES, Rows.POPULATION}
    if source.how_many is None:
        if counted:
            message = (
                f"rows: {source.rows.value} need 'how_many': the number column a row stands for"
            )
            mistakes.error("F511", declared.at("rows"), message)
        return
    at = declared.at("how_many")
    if not counted:
        message = (
            f"'how_many' is for rows: tallies or population, and these are {source.rows.value}"
        )
        mistakes.error("F511", at, message)
    _check_column(declared, source.how_many, "how_many", ColumnType.NUMBER, mistakes)


def _check_dated(declared: DeclaredSource, source: Source, mistakes: Mistakes) -> None:
    if source.dated is not None:
        _check_column(declared, source.dated, "dated", ColumnType.DATE, mistakes)


def _check_column(
    declared: DeclaredSource, name: str, setting: str, kind: ColumnType, mistakes: Mistakes
) -> None:
    columns = declared.names.columns if declared.names else {}
    at = declared.at(setting)
    if name not in columns:
        message = f"{shown(name)} is no column of source '{declared.id}'{suggestion(name, columns)}"
        mistakes.error("F303", at, message)
    elif columns[name].type is not kind:
        message = (
            f"'{setting}' needs a column of type: {kind.value}, "
            f"and '{name}' is of type: {columns[name].type.value}"
        )
        mistakes.error("F502", at, message)


def _check_area_from(
    declaration: Declaration, declared: DeclaredSource, source: Source, mistakes: Mistakes
) -> None:
    ground, area_from = declaration.ground, source.area_from
    broken = {PurePosixPath(path).stem for path in declaration.parsed.broken}
    codes = area_from.codes
    if codes and codes not in ground.codes and codes not in broken:
        near = suggestion(codes, ground.codes)
        message = f"there is no lookup areas/codes/{codes}.csv{near}"
        mistakes.error("F308", declared.at("area_from", "codes"), message)
    fixed = area_from.fixed
    if fixed and ground.geography.areas and fixed not in ground.geography.by_code:
        near = suggestion(fixed, ground.geography.by_code)
        message = f"{shown(fixed)} is no area of areas/areas.csv{near}"
        mistakes.error("F305", declared.at("area_from", "fixed"), message)


def _check_suffix(declared: DeclaredSource, source: Source, mistakes: Mistakes) -> None:
    path = PurePosixPath(source.read.path.removesuffix(".gz"))
    kind = _SUFFIXES.get(path.suffix.lower())
    if kind and kind is not source.read.kind:
        message = (
            f"a file that ends in {path.suffix} is kind: {kind.value}, not {source.read.kind.value}"
        )
        mistakes.error("F513", declared.at("read", "path"), message)


def check_used(declaration: Declaration, mistakes: Mistakes) -> None:
    """A source that no indicator reads is probably a slip, unless a misspelt name is to blame."""
    if declaration.parsed.is_broken(FileKind.INDICATORS):
        return
    used: set[Node | None] = set()
    for declared in declaration.indicators.values():
        used.add(declared.table.get(Word("source")))
        rate = declared.table.get(Word("rate"))
        if isinstance(rate, dict):
            used.add(rate.get(Word("population")))
    if not used - {None} <= set(declaration.sources):
        return
    for source in declaration.sources.values():
        if source.id not in used and source.table and declaration.indicators:
            at = source.at("source")
            mistakes.warn("F555", at, f"no indicator uses source '{source.id}'")
