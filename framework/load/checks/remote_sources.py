"""Sources that lie elsewhere: that their host is listed, and that one connector stands for their kind."""

from framework.load.building.declared import Declaration, DeclaredSource
from framework.load.connectors import clash_of, mistakes_in, offered_kinds
from framework.load.layout import FileKind
from framework.load.mistakes import Mistakes, shown, suggestion
from framework.load.shapes.remote_reads import host_of
from framework.load.syntax.documents import Table, Word
from framework.model.remote_reads import HttpRead, OtherRead


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


def _kind(declared: DeclaredSource) -> str:
    """Give the kind as it is written, whatever else is wrong with the source."""
    read = declared.table.get(Word("read"))
    kind = read.get(Word("kind")) if isinstance(read, Table) else None
    return str(kind) if isinstance(kind, Word) else ""


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
