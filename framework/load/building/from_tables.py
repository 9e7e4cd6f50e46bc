"""`from_table`: a pattern and a CSV file give an indicator a row."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Final

from framework.load.layout import FileKind, of_kind
from framework.load.mistakes import Mistakes, listed, shown, suggestion
from framework.load.parsing import Parsed
from framework.load.paths import BACKSLASH
from framework.load.shapes.indicators import IndicatorShape
from framework.load.syntax.documents import Items, Node, Place, Row, Table, Word, make_table
from framework.load.syntax.filled import (
    Room,
    TooLongError,
    cells_in_quotes,
    cells_named,
    fill,
    make_cell,
)

_ID: Final = "indicator"
_FILE: Final = "file"
_KEYS: Final = frozenset(IndicatorShape().known)


def with_unread_tables(parsed: Parsed) -> Parsed:
    """Count a file as broken when a table that it names was not read: its indicators are not known."""
    unread = {
        path
        for path, file in parsed.tables(FileKind.INDICATORS).items()
        for pattern in _patterns(file.get(Word("from_table")))
        if _path(path, pattern) not in parsed.rows
    }
    return replace(parsed, broken=parsed.broken | unread)  # without texts: any name may stand there


def _patterns(said: Node | None) -> list[Table]:
    return [
        each for each in (said if isinstance(said, Items) else [said]) if isinstance(each, Table)
    ]


def _path(file: str, pattern: Table) -> str:
    return str(PurePosixPath(file).parent / str(pattern.get(Word(_FILE))))


@dataclass(slots=True)
class Tables:
    """The tables of indicators of a configuration, and which of them were used."""

    parsed: Parsed
    mistakes: Mistakes
    used: set[str] = field(default_factory=set)
    vague: set[str] = field(default_factory=set)
    """Indicators that their pattern does not make whole: of them no more is told."""
    room: Room = field(default_factory=Room)

    def indicators(self, path: str, pattern: Table) -> Iterator[tuple[Word, Table]]:
        """Give the id and the declaration that each row of a pattern's table makes.

        `path` is that of the file in which the pattern stands.
        """
        name = pattern.get(Word(_FILE))
        if not isinstance(name, Word) or name.is_blank:
            at = pattern.key(_FILE) if _FILE in pattern else pattern
            self.mistakes.error(
                "F202", at, "'file' is missing and needed: the CSV file of the rows"
            )
            return
        table = _path(path, pattern)
        self.used.add(table)
        if table in self.parsed.broken:
            return
        if table not in self.parsed.rows:
            self._refuse(name, path)
            return
        body = make_table(pattern.document, pattern.start)
        body.update({key: value for key, value in pattern.items() if key != _FILE})
        rows = self.parsed.rows[table]
        if not rows:
            self.mistakes.error("F111", Place(table, 1, 1), "this table has headers and no row")
            return
        whole = self._has_columns(body, rows[0], name) and self._has_cells_outside_quotes(body)
        for row in rows:
            key = row[Word(_ID)]
            if isinstance(key, Word) and key:
                self.vague |= set() if whole else {str(key)}
                yield key, self._declaration(body, row, key)
            else:
                self.mistakes.error("F202", row, f"'{_ID}' is empty and needed")

    def _declaration(self, body: Table, row: Table, key: Word) -> Table:
        """Give the declaration of one row, or the bare pattern where its cells are too long."""
        try:
            return _filled(body, row, key, self.room)
        except TooLongError as error:
            self.vague.add(str(key))
            self.mistakes.error("F691", error.word, str(error))
            return body

    def warn_of_unused(self) -> None:
        """Warn of tables that no pattern names, nor a file that is broken."""
        broken = self.parsed.texts.values()
        for path in of_kind(self.parsed.rows, FileKind.INDICATOR_TABLE):
            name = PurePosixPath(path).name
            if path not in self.used and not any(name in text for text in broken):
                message = "this file is not read: no 'from_table' of indicators/ names it"
                self.mistakes.warn("F551", Place(path, 1, 1), message)

    def _refuse(self, name: Word, path: str) -> None:
        folder = PurePosixPath(path).parent
        beside = [
            str(PurePosixPath(table).relative_to(folder))
            for table in of_kind(self.parsed.rows, FileKind.INDICATOR_TABLE)
            if PurePosixPath(table).is_relative_to(folder)
        ]
        near = suggestion(name, beside) or (f"; there is {listed(beside, 'and')}" if beside else "")
        message = f"there is no table {shown(name)} in {folder}/{near}"
        if "\\" in name:
            message = f"table {shown(name)}: {BACKSLASH}"
        self.mistakes.error("F676", name, message)

    def _has_columns(self, body: Table, row: Table, file: Word) -> bool:
        """Say whether every column that a pattern names is there. Warn of those that nothing names."""
        named = dict(cells_named(body))
        gone = [column for column in named if column not in row]
        for column in gone:
            near = suggestion(column, row)
            message = f"table {shown(file)} has no column {shown(column)}{near}"
            self.mistakes.error("F675", named[column], message)
        for header in row:
            if not gone and header not in named and header not in _KEYS and header != _ID:
                message = (
                    f"nothing uses column '{header}': no key of an indicator is called so, and "
                    f"row.{header} stands nowhere{suggestion(header, _KEYS)}"
                )
                self.mistakes.warn("F677", header, message)
        return not gone

    def _has_cells_outside_quotes(self, body: Table) -> bool:
        """Say whether no cell stands between quotes of the pattern: there it could become code."""
        inside = list(cells_in_quotes(body))
        for column, word in inside:
            message = (
                f"row.{column} stands between quotes, and a cell brings its own; "
                f"write row.{column} without them"
            )
            self.mistakes.error("F690", word, message)
        return not inside


def _filled(body: Table, row: Table, key: Word, room: Room) -> Table:
    """Give the declaration of one row. Columns that are called like keys are those keys."""
    line = Row(key.document.file, key.place.line, str(key))
    cells = {
        header: make_cell(header, cell) for header, cell in row.items() if isinstance(cell, Word)
    }
    made = fill(body, cells, line, room)
    for header, cell in cells.items():
        if cell and header in _KEYS and header not in made:
            made[header] = cell
    return made
