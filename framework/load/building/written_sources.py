"""Every source of every file, with what it takes from another."""

from pathlib import PurePosixPath

from framework.load.building.declared import DeclaredSource
from framework.load.building.engines import on_engine
from framework.load.building.likeness import Likenesses, source_like
from framework.load.building.partnership import Partnership
from framework.load.building.sources import build_source
from framework.load.layout import FileKind, of_kind
from framework.load.mistakes import Mistakes
from framework.load.parsing import Parsed
from framework.load.syntax.documents import Document, make_table


def build_sources(
    parsed: Parsed, partnership: Partnership, mistakes: Mistakes
) -> dict[str, DeclaredSource]:
    """Read every source. One whose file is broken is known by its name only."""
    sources = {}
    for path in of_kind(parsed.broken, FileKind.SOURCE):
        name = PurePosixPath(path).stem
        sources[name] = DeclaredSource(name, make_table(Document(path, ""), 0))
    tables = {
        PurePosixPath(path).stem: (path, table)
        for path, table in parsed.tables(FileKind.SOURCE).items()
    }
    likenesses = Likenesses(
        {name: table for name, (_, table) in tables.items()},
        source_like,
        lambda _name, body: body,
        "F301",
        "source",
        mistakes,
        may_be=frozenset(sources).__contains__,
    )
    for name, (path, _) in tables.items():
        whole = likenesses.whole(name)
        heard = Mistakes() if name in likenesses.vague else mistakes
        source = build_source(path, whole, partnership.year_type, heard)
        sources[name] = on_engine(source, partnership.engine)
    return sources
