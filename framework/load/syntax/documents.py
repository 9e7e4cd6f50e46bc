"""A text file and the words in it, each of which knows where it stands.

What is read from YAML and CSV is plain text, dict and list in every way that matters, and carries
the place of every piece besides. So shapes and checks need no second map of positions.
"""

import codecs
import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

MAX_BYTES: Final = 5_000_000
"""The largest declaration file that is read."""


class Place(NamedTuple):
    """Where something stands, as editors count: from line 1, column 1."""

    file: str
    line: int
    column: int


class Row(NamedTuple):
    """A row of a table of indicators: its file, its line and the indicator it makes."""

    file: str
    line: int
    indicator: str


@dataclass(slots=True, eq=False)
class Document:
    """The text of one file. `file` is its path inside the configuration folder.

    `row` is set where a table's row uses the text, `column` where it is a cell of such a row.
    `moved` says by how much lines stand further right in the text than in the file.
    """

    file: str
    text: str
    row: Row | None = field(default=None, kw_only=True)
    column: str = field(default="", kw_only=True)
    moved: Mapping[int, int] = field(default_factory=dict, kw_only=True)
    _line_starts: list[int] = field(default_factory=list, repr=False)

    def place(self, index: int) -> Place:
        """Give the line and column of a character, counted from its place in the text."""
        if not self._line_starts:
            ends = (found.end() for found in _LINE_END.finditer(self.text))
            self._line_starts = [0, *ends]
        line = bisect_right(self._line_starts, index)
        column = index - self._line_starts[line - 1] + 1
        return Place(self.file, line, max(column - self.moved.get(line, 0), 1))


class Word(str):
    """A scalar as it was written. `quoted` ones are text even when they are empty."""

    __slots__ = ("document", "end", "quoted", "start")

    document: Document
    start: int
    end: int
    quoted: bool

    @property
    def is_blank(self) -> bool:
        """A key without a value: treated as if it were not there."""
        return not self and not self.quoted

    @property
    def place(self) -> Place:
        return self.document.place(self.start)


class Table(dict[Word, "Node"]):
    """Keys with values. The keys are words too. Text that equals a key finds its value."""

    __slots__ = ("document", "start")

    document: Document
    start: int

    @property
    def place(self) -> Place:
        return self.document.place(self.start)

    def key(self, name: str) -> Word:
        """Give a key as it was written, with its place.

        Raises:
            KeyError: the key is not here.
        """
        for key in self:
            if key == name:
                return key
        raise KeyError(name)


class Items(list["Node"]):
    """A list of values."""

    __slots__ = ("document", "start")

    document: Document
    start: int

    @property
    def place(self) -> Place:
        return self.document.place(self.start)


Node = Word | Table | Items


def make_word(text: str, document: Document, start: int, end: int, *, quoted: bool = False) -> Word:
    """Make a word of a document that stands between two places of its text."""
    word = Word(text)
    word.document = document
    word.start = start
    word.end = end
    word.quoted = quoted
    return word


def make_table(document: Document, start: int) -> Table:
    """Make a table without keys that begins at a place of a document."""
    table = Table()
    table.document = document
    table.start = start
    return table


def make_items(document: Document, start: int) -> Items:
    """Make an empty list that begins at a place of a document."""
    items = Items()
    items.document = document
    items.start = start
    return items


class UnreadableTextError(Exception):
    """A file that cannot be read as it stands: where, why, and which code of the catalogue says so.

    `table` is what it says all the same, where that is plain.
    """

    def __init__(self, code: str, message: str, place: Place) -> None:
        self.code = code
        self.message = message
        self.place = place
        self.table: Table | None = None
        super().__init__(message)


NON_BREAKING: Final = "a non-breaking space stands here; write a plain space"

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_CONTROL: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\u2060\ufeff\ufffe\uffff]"
)
_WIDE_MARKS: Final = (
    codecs.BOM_UTF32_LE,
    codecs.BOM_UTF32_BE,
    codecs.BOM_UTF16_LE,
    codecs.BOM_UTF16_BE,
)


def decode(file: str, content: bytes) -> Document:
    """Read bytes as UTF-8 text, with or without a byte order mark.

    Raises:
        UnreadableTextError: the file is too large, not UTF-8, or holds characters that cannot be seen.
    """
    if len(content) > MAX_BYTES:
        message = f"the file holds more than {MAX_BYTES:,} bytes; split it into smaller files"
        raise UnreadableTextError("F108", message, Place(file, 1, 1))
    if content.startswith(_WIDE_MARKS) or _looks_wide(content):
        message = "the file is not UTF-8 but UTF-16 or UTF-32; save it as UTF-8"
        raise UnreadableTextError("F102", message, Place(file, 1, 1))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(file, content, error.start) from None
    document = Document(file, text)
    hidden = _CONTROL.search(text)
    if hidden:
        name = f"U+{ord(hidden.group()):04X}"
        message = f"a character that cannot be seen ({name}) stands here; delete it"
        raise UnreadableTextError("F102", message, document.place(hidden.start()))
    return document


def _looks_wide(content: bytes) -> bool:
    """UTF-16 of Latin letters has a NUL in every second byte, whether or not it has a mark."""
    head = content[:200]
    return len(head) >= 4 and head.count(0) * 5 >= len(head) * 2


def _not_utf8(file: str, content: bytes, index: int) -> UnreadableTextError:
    before = Document(file, content[:index].decode("utf-8-sig"))
    byte = f"{content[index]:02X}"
    message = (
        f"the file is not UTF-8 text (byte {byte} stands here); save it as UTF-8, "
        "which spreadsheets call 'CSV UTF-8'"
        if file.endswith(".csv")
        else f"the file is not UTF-8 text (byte {byte} stands here); save it as UTF-8"
    )
    return UnreadableTextError("F102", message, before.place(len(before.text)))
