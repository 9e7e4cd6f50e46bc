"""Sources: what each kind of rows needs, and that what they name is there."""

from pathlib import PurePosixPath
from typing import Final

from framework.load.building.area_names import area_meant
from framework.load.building.declared import Declaration, DeclaredSource
from framework.load.checks.remote_sources import check_remote
from framework.load.layout import FileKind
from framework.load.mistakes import Mistakes, shown, suggestion, suggestion_or_all
from framework.load.syntax.documents import Items, Node, Table, Word
from framework.model.periods import Basis
from framework.model.reads import FilesRead, ReadKind
from framework.model.sources import ColumnType, Rows, Source

_SUFFIXES: Final = {
    ".csv": ReadKind.CSV,
    ".tsv": ReadKind.CSV,
    ".xlsx": ReadKind.EXCEL,
    ".xlsm": ReadKind.EXCEL,
    ".xls": ReadKind.EXCEL,
    ".ods": ReadKind.ODS,
    ".json": ReadKind.JSON,
    ".jsonl": ReadKind.JSON_LINES,
    ".ndjson": ReadKind.JSON_LINES,
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
        _check_sharing(declared, source, mistakes)
        _check_notes(declared, source, mistakes)
        _check_suffix(declared, source, mistakes)
    check_remote(declaration, mistakes)


def _check_periods(declared: DeclaredSource, source: Source, mistakes: Mistakes) -> None:
    kind = source.rows.value
    if source.rows is Rows.EVENTS and source.period_from:
        message = (
            "rows: events are put in periods by a date column; delete 'period_from' and say 'dated'"
        )
        mistakes.error("F511", declared.at("period_from"), message)
    if source.period_from and source.period_from.basis is not Basis.DURING:
        _check_published_only(declared, source, mistakes)
    if source.period_from and source.dated:
        message = "say 'period_from' or 'dated', not both: each puts rows in periods"
        mistakes.error("F511", declared.at("dated"), message)
    # Of a 'period_from' with a mistake, that mistake was told.
    if declared.says("period_from") or source.rows is Rows.EVENTS:
        return
    has_date = any(column.type is ColumnType.DATE for column in source.columns)
    if source.rows is not Rows.TALLIES:
        mistakes.error("F511", declared.at("rows"), f"rows: {kind} need 'period_from'")
    elif not has_date:
        message = "rows: tallies need 'period_from', or a column of type: date"
        mistakes.error("F511", declared.at("rows"), message)


def _check_published_only(declared: DeclaredSource, source: Source, mistakes: Mistakes) -> None:
    if source.rows is not Rows.PUBLISHED and source.period_from:
        message = (
            f"shape: {source.period_from.shape.value} is for rows: published; what covers several "
            "periods cannot be added up"
        )
        mistakes.error("F511", declared.at("period_from", "shape"), message)


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


def _check_sharing(declared: DeclaredSource, source: Source, mistakes: Mistakes) -> None:
    published, area_from = source.rows is Rows.PUBLISHED, source.area_from
    if area_from.splits == "by weight" and published:
        message = "splits: by weight shares counts of rows; a published value cannot be shared out"
        mistakes.error("F511", declared.at("area_from", "splits"), message)
    if area_from.joint == "each" and not published:
        message = (
            "joint: each is for rows: published; counted in each of its areas, "
            f"a row of rows: {source.rows.value} would be counted more than once"
        )
        mistakes.error("F511", declared.at("area_from", "joint"), message)


def _check_notes(declared: DeclaredSource, source: Source, mistakes: Mistakes) -> None:
    if source.notes is None:
        return
    if source.rows is not Rows.PUBLISHED:
        message = f"'notes' are for rows: published, and these are {source.rows.value}"
        mistakes.error("F511", declared.at("notes"), message)
    for name in source.notes.of:
        _check_column(declared, name, "notes", ColumnType.NUMBER, mistakes)


def _check_column(
    declared: DeclaredSource, name: str, setting: str, kind: ColumnType, mistakes: Mistakes
) -> None:
    columns = declared.names.columns if declared.names else {}
    at = declared.at("notes", "of") if setting == "notes" else declared.at(setting)
    if name not in columns:
        message = f"{shown(name)} is no column of source '{declared.id}'"
        mistakes.error("F303", at, message + suggestion_or_all(name, columns))
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
        near = area_meant(fixed, ground.geography)
        message = f"{shown(fixed)} is no area of areas/areas.csv{near}"
        mistakes.error("F305", declared.at("area_from", "fixed"), message)


def _check_suffix(declared: DeclaredSource, source: Source, mistakes: Mistakes) -> None:
    if not isinstance(source.read, FilesRead):
        return
    read = source.read
    key, path = ("member", read.member) if read.member else ("path", read.path)
    suffix = PurePosixPath(path.removesuffix(".gz")).suffix
    kind = _SUFFIXES.get(suffix.lower())
    if kind and kind is not read.kind:
        message = f"a file that ends in {suffix} is kind: {kind.value}, not {read.kind.value}"
        mistakes.error("F513", declared.at("read", key), message)
    if suffix.lower() == ".zip":
        message = f"{shown(path)} is a zip file: say which files inside it, as in member: '*.csv'"
        mistakes.error("F513", declared.at("read", key), message)


def check_used(declaration: Declaration, mistakes: Mistakes) -> None:
    """A source that no indicator reads is probably a slip, unless a misspelt name is to blame."""
    if declaration.parsed.is_broken(FileKind.INDICATORS):
        return
    if {_own_source(each.table) for each in declaration.indicators.values()} == set(
        declaration.sources
    ):
        return
    used: set[str] = set()
    for declared in declaration.indicators.values():
        used |= _sources_named(declared.table)
    if not used <= set(declaration.sources):
        return
    for source in declaration.sources.values():
        if source.id not in used and source.table and declaration.indicators:
            at = source.at("source")
            people = source.source is not None and source.source.rows is Rows.POPULATION
            use = (
                "name it as 'population' in a rate"
                if people
                else f"write one, as with `fingerpost add indicator ID --source {source.id}`"
            )
            message = f"no indicator uses source '{source.id}'; {use}, or delete the file"
            mistakes.warn("F555", at, message)


def _own_source(table: Table) -> str:
    named = table.get(Word("source"))
    return str(named) if isinstance(named, Word) else ""


def _sources_named(node: Node) -> set[str]:
    """Give the sources that an indicator names: its own, its population, those its windows look into."""
    if isinstance(node, Items):
        return {name for item in node for name in _sources_named(item)}
    if not isinstance(node, Table):
        return set()
    found: set[str] = set()
    for key, value in node.items():
        if key in {"source", "population"} and isinstance(value, Word) and not value.is_blank:
            found.add(str(value))
        else:
            found |= _sources_named(value)
    return found
