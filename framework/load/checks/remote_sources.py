"""Sources that lie elsewhere: that their host is listed, one connector is of their kind, one reads a form."""

from framework.load.building.declared import Declaration, DeclaredSource
from framework.load.connectors import clash_of, mistakes_in, offered_kinds
from framework.load.layout import FileKind
from framework.load.mistakes import Mistakes, shown, suggestion
from framework.load.shapes.remote_reads import host_of
from framework.load.syntax.documents import Table, Word
from framework.model.remote_reads import AssessmentsRead, HttpRead, OtherRead
from framework.model.sources import Source


def check_remote(declaration: Declaration, mistakes: Mistakes) -> None:
    """Look at every source that is not read from the data directory."""
    offered = offered_kinds()
    for declared in declaration.sources.values():
        clash = clash_of(_kind(declared), offered)
        if clash:
            message = f"{clash}; uninstall the package, or ask for another name"
            mistakes.error("F604", declared.at("read", "kind"), message)
            continue
        read = declared.source.read if declared.source else None
        if isinstance(read, HttpRead):
            _check_host(declaration, declared, read, mistakes)
        elif isinstance(read, OtherRead):
            for said in mistakes_in(read):
                mistakes.error("F605", declared.at("read"), said)
    _check_forms(declaration, mistakes)


def _kind(declared: DeclaredSource) -> str:
    """Give the kind as it is written, whatever else is wrong with the source."""
    read = declared.table.get(Word("read"))
    kind = read.get(Word("kind")) if isinstance(read, Table) else None
    return str(kind) if isinstance(kind, Word) else ""


def _check_forms(declaration: Declaration, mistakes: Mistakes) -> None:
    readers: dict[str, str] = {}
    for declared in declaration.sources.values():
        source = declared.source
        if source is None or not isinstance(source.read, AssessmentsRead):
            continue
        form = source.read.form
        if form in readers:
            message = f"form '{form}' is read by source '{readers[form]}' already; one source reads a form"
            mistakes.error("F651", declared.at("read", "form"), message)
        readers.setdefault(form, declared.id)
        _check_reference(declared, source, mistakes)


def _check_reference(declared: DeclaredSource, source: Source, mistakes: Mistakes) -> None:
    unique = [column.name for column in source.columns if column.unique]
    if len(unique) != 1:
        found = f"these are: {', '.join(unique)}" if unique else "none is"
        message = (
            "kind: assessments needs one column with unique: yes, the reference by which a row is "
            f"corrected and erased; {found}"
        )
        mistakes.error("F650", declared.at("columns"), message)


def _check_host(
    declaration: Declaration, declared: DeclaredSource, read: HttpRead, mistakes: Mistakes
) -> None:
    if declaration.parsed.is_broken(FileKind.FRAMEWORK):
        return
    host, known = host_of(read.url), declaration.partnership.fetch_from
    if host not in known:
        message = (
            f"files are fetched from listed hosts alone: add {shown(host)} to 'fetch_from' in "
            f"framework.yaml{suggestion(host, known)}"
        )
        mistakes.error("F601", declared.at("read", "url"), message)
