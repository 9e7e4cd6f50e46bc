"""Engines: that they reach the rows of their source, and can do what is asked of these."""

from collections.abc import Iterator

from framework.load.building.declared import Declaration, DeclaredSource
from framework.load.mistakes import Mistakes, listed
from framework.model.engines import REACHES, Engine, why_not
from framework.model.measures import windows_in
from framework.model.reads import FilesRead
from framework.model.sources import COUNTED, Source


def check_engines(declaration: Declaration, mistakes: Mistakes) -> None:
    """Look at every source that an engine counts, and at every indicator that is made of it."""
    for declared in declaration.sources.values():
        source = declared.source
        if source is not None and _reaches(declared, source, mistakes):
            _check_asked(declared, source, mistakes)
    every = (declared.source for declared in declaration.sources.values())
    if all(source is None or source.engine is Engine.POLARS for source in every):
        return
    for found, indicator, source in declaration.understood():
        for one in (source, *_looked_into(declaration, indicator.measure)):
            cannot = why_not(one.engine, indicator.measure)
            if cannot:
                message = (
                    f"engine: {one.engine.value} of source '{one.id}' cannot do this {found.measure}, "
                    f"because it cannot {cannot}; "
                    "say engine: polars there, so that its rows are read as files"
                )
                mistakes.error("F660", found.in_measure(), message)
                break


def _looked_into(declaration: Declaration, measure: object) -> Iterator[Source]:
    for window in windows_in(measure):
        declared = declaration.sources.get(window.source)
        if declared and declared.source:
            yield declared.source


def _reaches(declared: DeclaredSource, source: Source, mistakes: Mistakes) -> bool:
    engine, kind = source.engine, source.read.kind
    if kind not in REACHES[engine]:
        reached = listed(sorted(one.value for one in REACHES[engine]))
        message = (
            f"engine: {engine.value} does not read kind: {kind.value}; it reads kind: {reached}"
        )
        if engine is Engine.POLARS:
            message = f"the rows of kind: {kind.value} stay where they are; say engine: duckdb"
        mistakes.error("F661", declared.at("engine"), message)
        return False
    if engine is not Engine.POLARS and source.rows not in COUNTED:
        message = (
            f"engine: {engine.value} counts rows, and rows: {source.rows.value} are read as they "
            "are; delete 'engine'"
        )
        mistakes.error("F661", declared.at("engine"), message)
        return False
    return True


def _check_asked(declared: DeclaredSource, source: Source, mistakes: Mistakes) -> None:
    """Refuse what only rows that are read one by one can be asked."""
    if source.engine is Engine.POLARS:
        return
    engine = source.engine.value
    for steps, what in _only_of_files(source):
        message = (
            f"engine: {engine} never reads rows one by one, so {what} cannot be had; delete it, or "
            "say engine: polars"
        )
        mistakes.error("F662", declared.at(*steps), message)


def _only_of_files(source: Source) -> Iterator[tuple[tuple[str, ...], str]]:
    expect = source.expect
    for name, asked in (
        ("rules", expect.rules),
        ("unique", expect.unique),
        ("reconcile", expect.reconcile),
        ("outliers", expect.outliers),
        ("areas", expect.areas),
        ("periods", expect.no_gaps),
    ):
        if asked:
            yield ("expect", name), f"'{name}' under 'expect'"
    for column in source.columns:
        if column.unique:
            yield ("columns", column.name, "unique"), f"'unique' of column '{column.name}'"
    if source.notes is not None:
        yield ("notes",), "'notes'"
    read = source.read
    if isinstance(read, FilesRead):
        for name, said in (("member", read.member), ("melt", read.melt), ("add", read.add)):
            if said:
                yield ("read", name), f"'{name}'"
