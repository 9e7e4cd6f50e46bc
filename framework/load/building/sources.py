"""From the text of a source file to a source."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any, Final

from framework.load.building.declared import DeclaredSource
from framework.load.building.expectations import build_expect
from framework.load.expressions.names import Names
from framework.load.expressions.reading import read_condition, read_terms
from framework.load.mistakes import Mistakes, shown
from framework.load.shapes.fields import ID_FORM, not_an_id
from framework.load.shapes.nesting import BROKEN, HALVES, load_shape
from framework.load.shapes.sources import SourceShape
from framework.load.syntax.documents import Place, Table, Word
from framework.model.engines import Engine
from framework.model.periods import Grain, YearType
from framework.model.sources import (
    COUNTED,
    SAFE_DISCLOSURE,
    AreaFrom,
    ColumnType,
    Disclosure,
    LeaveOut,
    Notes,
    PeriodFrom,
    PeriodShape,
    Rows,
    Source,
    SourceColumn,
)

_SHAPE: Final = SourceShape()

_GRAIN_OF: Final = {
    PeriodShape.MONTH: Grain.MONTH,
    PeriodShape.QUARTER: Grain.QUARTER,
    PeriodShape.YEAR: Grain.YEAR,
    PeriodShape.YEAR_ENDING: Grain.YEAR,
    PeriodShape.SIX_DIGITS: Grain.YEAR,
    PeriodShape.POOLED: Grain.YEAR,
    PeriodShape.ROLLING: Grain.MONTH,
}


def build_source(
    path: str, table: Table, year_type: YearType, mistakes: Mistakes
) -> DeclaredSource:
    """Read one source file. What is wrong goes to the mistakes."""
    source_id = PurePosixPath(path).stem
    at = table.key("source") if "source" in table else table
    _check_name(path, source_id, table, mistakes)
    said = load_shape(_SHAPE, table, at, mistakes)
    columns = said.get("columns", said.get(HALVES, {}).get("columns"))
    names = None if columns is None else _names(source_id, table, columns, said, mistakes)
    scales = {
        name: declared.multiply
        for name, declared in (columns or {}).items()
        if declared.multiply is not None
    }
    leave_out = _leave_out(said, names, mistakes)
    expect = build_expect(said.get("expect"), names, mistakes)
    period_from = _period_from(said, table, year_type, mistakes)
    source = None if BROKEN in said else _source(source_id, said, names, leave_out, period_from)
    source = replace(source, expect=expect) if source else None
    return DeclaredSource(source_id, table, source, names, scales)


def _check_name(path: str, source_id: str, table: Table, mistakes: Mistakes) -> None:
    if not ID_FORM.fullmatch(source_id):
        mistakes.error(
            "F207", Place(path, 1, 1), f"the file's name is the id: {not_an_id(source_id)}"
        )
    written = table.get(Word("source"))
    if isinstance(written, Word) and not written.is_blank and written != source_id:
        message = (
            f"source {shown(written)} stands in a file called {shown(source_id)}; make them one"
        )
        mistakes.error("F310", written, message)


def _names(
    source_id: str, table: Table, read: Mapping[str, Any], said: dict[str, Any], mistakes: Mistakes
) -> Names:
    """Give the columns that were understood, those that were not by their name only, and the terms."""
    columns = {name: declared.column for name, declared in read.items()}
    written = table.get(Word("columns"))
    vague = (
        frozenset(map(str, written)) - set(columns) if isinstance(written, Table) else frozenset()
    )
    return read_terms(said.get("terms", {}), Names(source_id, columns, vague=vague), mistakes)


def _leave_out(
    said: dict[str, Any], names: Names | None, mistakes: Mistakes
) -> tuple[LeaveOut, ...]:
    if names is None:
        return ()
    read = [
        (read_condition(each["where"], names, mistakes, "'where'"), each["because"])
        for each in said.get("leave_out", ())
    ]
    return tuple(LeaveOut(where, because) for where, because in read if where is not None)


def _period_from(
    said: dict[str, Any], table: Table, year_type: YearType, mistakes: Mistakes
) -> PeriodFrom | None:
    written = said.get("period_from")
    if not written:
        return None
    shape = written["shape"].shape
    grain = written["grain"] or _GRAIN_OF.get(shape)
    at = table.key("period_from")
    if grain is None:
        message = f"'grain' is missing: with shape: {shape.value} say {_grains(shape)}"
        mistakes.error("F202", at, message)
        return None
    if shape is PeriodShape.CUMULATIVE and grain is Grain.YEAR:
        message = f"shape: cumulative is written by its last month or quarter; say {_grains(shape)}"
        mistakes.error("F511", at, message)
    if _GRAIN_OF.get(shape, grain) is not grain:
        message = f"shape: {shape.value} gives grain: {_GRAIN_OF[shape].value}, not {grain.value}"
        mistakes.error("F511", at, message)
        grain = _GRAIN_OF[shape]
    suffixes = written["suffixes"]
    return PeriodFrom(
        column=written["column"],
        shape=shape,
        grain=grain,
        year_type=written["year"] or year_type,
        suffixes={str(text): status for text, status in suffixes.items()} if suffixes else None,
        footnotes=written["footnotes"],
        pooled_years=written["shape"].pooled_years,
    )


def _grains(shape: PeriodShape) -> str:
    return "month or quarter" if shape is PeriodShape.CUMULATIVE else "month, quarter or year"


def _source(
    source_id: str,
    said: dict[str, Any],
    names: Names | None,
    leave_out: tuple[LeaveOut, ...],
    period_from: PeriodFrom | None,
) -> Source:
    terms = names.terms if names else {}
    return Source(
        id=source_id,
        title=said["title"],
        owner=said["owner"],
        rows=said["rows"],
        read=said["read"],
        columns=tuple(
            _counting(declared.column, said["how_many"]) for declared in said["columns"].values()
        ),
        area_from=_area_from(said["area_from"]),
        period_from=period_from,
        terms={str(name): piece.expression for name, piece in terms.items() if piece} or None,
        missing={str(text): status for text, status in (said["missing"] or {}).items()} or None,
        notes=_notes(said),
        leave_out=leave_out,
        how_many=_plain(said["how_many"]),
        dated=_plain(said["dated"]),
        due=said["due"],
        covers=said["covers"],
        disclosure=_disclosure(said["disclosure"], said["rows"]),
        arrives=said["arrives"],
        note=said["note"],
        link=said["link"],
        licence=said["licence"],
        releases=tuple(sorted(said["releases"])),
        engine=said["engine"] or Engine.POLARS,
    )


def _counting(column: SourceColumn, how_many: str | None) -> SourceColumn:
    """Let a row stand for none at the least, unless its column says otherwise."""
    if column.name != how_many or column.type is not ColumnType.NUMBER or column.low is not None:
        return column
    return replace(column, low=Decimal(0))


def _disclosure(said: dict[str, Any] | None, rows: Rows) -> Disclosure:
    """Give the rule for small counts: where rows are counted, a safe one until another is said."""
    plain = SAFE_DISCLOSURE if rows in COUNTED else Disclosure()
    suppress, round_to = (said or {}).get("suppress"), (said or {}).get("round_to")
    if suppress is None and round_to is None:
        return plain
    return Disclosure(plain.suppress_to if suppress is None else suppress, round_to or 1)


def _area_from(said: dict[str, Any]) -> AreaFrom:
    return AreaFrom(
        columns=said["column"],
        codes=_plain(said["codes"]),
        unknown=said["unknown_"],
        fixed=_plain(said["fixed"]),
        splits=said["splits"],
        joint=said["joint"],
    )


def _notes(said: dict[str, Any]) -> Notes | None:
    """Make the notes. Where they do not say of what, they speak of every number of the row."""
    written = said["notes"]
    if written is None:
        return None
    numbers = tuple(
        name
        for name, declared in said["columns"].items()
        if declared.column.type is ColumnType.NUMBER and not declared.column.bands
    )
    return Notes(
        column=written["column"],
        meanings={str(text): status for text, status in written["meanings"].items()},
        of=tuple(str(name) for name in written["of"]) or numbers,
    )


def _plain(word: Word | None) -> str | None:
    return None if word is None else str(word)
