"""Reads every file of a configuration into tables, and goes on when one of them is broken."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from framework.load.layout import (
    CSV_COLUMNS,
    NEEDED,
    FileKind,
    kind_of,
    of_kind,
    where_it_may_belong,
)
from framework.load.mistakes import Mistakes, shown
from framework.load.syntax.documents import Place, Table, UnreadableTextError
from framework.load.syntax.geojson import Feature, read_geojson
from framework.load.syntax.positions import read_yaml
from framework.load.syntax.tables import read_table

ReadYaml = Callable[[str, bytes], Table]


@dataclass(frozen=True, slots=True)
class Parsed:
    """The tables of all files that could be read, by path, and the files that could not.

    `texts` are those of the broken files that are plain text all the same.
    """

    yaml: Mapping[str, Table]
    rows: Mapping[str, list[Table]]
    broken: frozenset[str]
    outlines: Mapping[str, tuple[Feature, ...]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    def tables(self, kind: FileKind) -> Mapping[str, Table]:
        """Give the YAML files of a kind that could be read."""
        return {path: self.yaml[path] for path in of_kind(self.yaml, kind)}

    def csv(self, kind: FileKind) -> list[Table]:
        """Give the rows of the CSV file of a kind, or none."""
        return [row for path in of_kind(self.rows, kind) for row in self.rows[path]]

    def is_broken(self, kind: FileKind) -> bool:
        """Say whether a file of that kind could not be read, so that what it names is not known."""
        return bool(of_kind(self.broken, kind))

    def may_declare(self, kind: FileKind, name: str) -> bool:
        """Say whether a broken file of a kind may declare a name: the name stands in its text.

        Where a table gives the names, they stand in another file, so any may be right.
        """
        stands = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)|from_table")
        texts = (self.texts.get(path) for path in of_kind(self.broken, kind))
        return any(text is None or stands.search(text) is not None for text in texts)


def parse_files(
    files: Mapping[str, bytes], mistakes: Mistakes, read: ReadYaml = read_yaml
) -> Parsed:
    """Read all files, those of YAML with `read`; each that cannot be read gives one issue."""
    tables: dict[str, Table] = {}
    rows: dict[str, list[Table]] = {}
    outlines: dict[str, tuple[Feature, ...]] = {}
    broken: set[str] = set()
    for path in sorted(files):
        kind = kind_of(path)
        if kind is None:
            _warn_of_stray(path, mistakes)
            continue
        try:
            if kind in CSV_COLUMNS:
                rows[path] = read_table(path, files[path], CSV_COLUMNS[kind])
            elif kind is FileKind.OUTLINES:
                outlines[path] = read_geojson(path, files[path])
            else:
                tables[path] = read(path, files[path])
        except UnreadableTextError as error:
            mistakes.error(error.code, error.place, error.message)
            if error.table is not None:
                tables[path] = error.table
            else:
                broken.add(path)
    _check_needed(files, mistakes)
    return Parsed(tables, rows, frozenset(broken), outlines, _texts(files, broken))


def _texts(files: Mapping[str, bytes], broken: set[str]) -> dict[str, str]:
    """Give the texts of broken files but for those in another encoding."""
    return {path: files[path].decode() for path in broken if _is_plain(files[path])}


def _is_plain(content: bytes) -> bool:
    try:
        return "\0" not in content.decode()
    except UnicodeDecodeError:
        return False


def _warn_of_stray(path: str, mistakes: Mistakes) -> None:
    message = f"this file is not read: no declaration is looked for here{where_it_may_belong(path)}"
    mistakes.warn("F551", Place(path, 1, 1), message)


def _check_needed(files: Mapping[str, bytes], mistakes: Mistakes) -> None:
    for kind, name in NEEDED.items():
        found = of_kind(files, kind)
        if not found:
            mistakes.error(
                "F113", Place(name, 1, 1), f"{name} is missing; every framework needs it"
            )
        for second in found[1:]:
            message = f"{shown(PurePosixPath(second).name)} and {found[0]} say the same; keep one"
            mistakes.error("F302", Place(second, 1, 1), message)
    if not of_kind(files, FileKind.INDICATORS):
        message = "there are no indicators; write some in indicators/NAME.yaml"
        mistakes.error("F113", Place("indicators", 1, 1), message)
