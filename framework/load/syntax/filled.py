"""A pattern with the cells of a row filled in, every piece of which still knows where it stands.

`row.column` stands for a cell. Where it is the whole value it is that cell, and where the cell is
empty the key is left out. Inside a text it is the cell's text. Inside an expression it is the
cell's text in quotes, so that a cell can never be read as part of the expression.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from framework.load.syntax.documents import (
    Document,
    Items,
    Node,
    Place,
    Row,
    Table,
    Word,
    make_items,
    make_table,
    make_word,
)
from framework.load.syntax.offsets import place_of_character

CELL: Final = re.compile(r"\brow\.([A-Za-z_][A-Za-z0-9_]*)")

PLAIN: Final = frozenset(
    {"title", "short_title", "unit", "owner", "definition", "because", "set_by", "minute", "link"}
)
"""Keys under which words are for people. Under all others they are expressions or names."""

LONGEST_TEXT: Final = 4_000
"""The most characters of one text with its cells filled in, as many as the longest paragraph."""

MOST_FILLED: Final = 10_000_000
"""The most characters of all filled texts of a framework."""


class TooLongError(Exception):
    """A filled text is too long. `word` is the cell with which it became so."""

    def __init__(self, word: Word, message: str) -> None:
        super().__init__(message)
        self.word = word


@dataclass(slots=True)
class Room:
    """How many characters may still be filled in."""

    left: int = MOST_FILLED


@dataclass(slots=True, eq=False)
class UsedText(Document):
    """The text of a file as one row uses it: that of the pattern, or that of the table."""

    whole: Document = field(kw_only=True)

    def place(self, index: int) -> Place:
        """Give the place in the file itself."""
        return self.whole.place(index)


def make_cell(header: str, cell: Word) -> Word:
    """Give a cell that knows its column."""
    whole = cell.document
    used = UsedText(whole.file, whole.text, column=header, whole=whole)
    return make_word(cell, used, cell.start, cell.end)


class _Piece(NamedTuple):
    """A stretch of a filled text: where it begins, and the word it was taken from."""

    begins: int
    word: Word
    offset: int


@dataclass(slots=True, eq=False)
class FilledText(Document):
    """A text made of pieces of a pattern and of cells."""

    pieces: tuple[_Piece, ...] = field(kw_only=True)

    def place(self, index: int) -> Place:
        """Give where a character came from: its place in the pattern, or its cell."""
        at = bisect_right([piece.begins for piece in self.pieces], index) - 1
        piece = self.pieces[max(at, 0)]
        if piece.offset < 0:
            return piece.word.place
        within = min(piece.offset + index - piece.begins, len(piece.word))
        return piece.word.document.place(place_of_character(piece.word, within))


def cells_named(node: Node) -> Iterator[tuple[str, Word]]:
    """Give every column that a pattern names, with the word that names it."""
    if isinstance(node, Word):
        yield from ((found[1], node) for found in CELL.finditer(node))
    elif isinstance(node, Items):
        for item in node:
            yield from cells_named(item)
    else:
        for value in node.values():
            yield from cells_named(value)


def cells_in_quotes(node: Node, *, plain: bool = False) -> Iterator[tuple[str, Word]]:
    """Give every column that an expression names between quotes of its own."""
    if isinstance(node, Items):
        for item in node:
            yield from cells_in_quotes(item, plain=plain)
    elif isinstance(node, Table):
        for key, value in node.items():
            yield from cells_in_quotes(value, plain=plain or key in PLAIN)
    elif not plain:
        for found in CELL.finditer(node):
            if node.count("'", 0, found.start()) % 2:
                yield found[1], node


def fill(pattern: Table, cells: Mapping[Word, Word], row: Row, room: Room) -> Table:
    """Give a pattern with the cells of a row filled in, and take them from the room there is.

    Raises:
        TooLongError: a text becomes too long, or all texts together do.
    """
    return _Filling(cells, row, room).table(pattern, plain=False)


@dataclass(slots=True)
class _Filling:
    cells: Mapping[Word, Word]
    row: Row
    room: Room
    texts: dict[int, UsedText] = field(default_factory=dict)

    def table(self, pattern: Table, *, plain: bool) -> Table:
        made = make_table(self.text_of(pattern.document), pattern.start)
        for key, value in pattern.items():
            filled = self.node(value, plain=plain or key in PLAIN)
            if filled is not None:
                made[self.copy(key)] = filled
        return made

    def items(self, pattern: Items, *, plain: bool) -> Items:
        made = make_items(self.text_of(pattern.document), pattern.start)
        filled = (self.node(item, plain=plain) for item in pattern)
        made.extend(item for item in filled if item is not None)
        return made

    def node(self, pattern: Node, *, plain: bool) -> Node | None:
        """Fill a value. None where it is an empty cell."""
        if isinstance(pattern, Table):
            return self.table(pattern, plain=plain)
        if isinstance(pattern, Items):
            return self.items(pattern, plain=plain)
        whole = CELL.fullmatch(pattern)
        if whole:
            return self.cells.get(Word(whole[1])) or None
        return self.composed(pattern, plain=plain) if CELL.search(pattern) else self.copy(pattern)

    def copy(self, word: Word) -> Word:
        text = self.text_of(word.document)
        return make_word(word, text, word.start, word.end, quoted=word.quoted)

    def text_of(self, document: Document) -> UsedText:
        known = self.texts.get(id(document))
        if known is None:
            known = UsedText(document.file, document.text, row=self.row, whole=document)
            self.texts[id(document)] = known
        return known

    def measure(self, length: int, word: Word) -> None:
        if length > LONGEST_TEXT:
            message = (
                f"with this the text has {length:,} characters, and {LONGEST_TEXT:,} are allowed"
            )
            raise TooLongError(word, message)
        if length > self.room.left:
            message = f"the filled texts have more than {MOST_FILLED:,} characters together"
            raise TooLongError(word, message)

    def composed(self, pattern: Word, *, plain: bool) -> Word:
        pieces: list[_Piece] = []
        text, read = "", 0
        for found in CELL.finditer(pattern):
            cell = self.cells.get(Word(found[1]))
            pieces.append(_Piece(len(text), pattern, read))
            text += pattern[read : found.start()]
            pieces.append(_Piece(len(text), pattern if cell is None else cell, -1))
            said = str(cell or "")
            text += said if plain else "'" + said.replace("'", "''") + "'"
            read = found.end()
            self.measure(len(text), pattern if cell is None else cell)
        pieces.append(_Piece(len(text), pattern, read))
        text += pattern[read:]
        self.measure(len(text), pattern)
        self.room.left -= len(text)
        document = FilledText(pattern.document.file, text, row=self.row, pieces=tuple(pieces))
        return make_word(text, document, 0, len(text))
