"""Strict YAML to words, tables and lists that know where they stand.

PyYAML's C parser gives events with marks. Nothing here builds an object from a tag, follows an
alias or guesses that `no` means false: what YAML allows and a declaration never needs is refused.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

import yaml

from framework.load.syntax.documents import (
    NON_BREAKING,
    Document,
    Items,
    Node,
    Table,
    UnreadableTextError,
    Word,
    decode,
    make_items,
    make_table,
)
from framework.load.syntax.tabs import without_tabs
from framework.load.syntax.yaml_errors import explain

MAX_NODES: Final = 200_000
"""The most keys and values in one file."""

MAX_DEPTH: Final = 20
"""The deepest nesting. The language itself needs seven."""

_TAB: Final = re.compile(r"^[^#\t\r\n]*\t(?=[^\r\n]*[^\s#])", re.MULTILINE)

_OTHER_SPACES: Final = "\u00a0\u2007\u202f"
_OTHER_SPACE: Final = re.compile(
    rf"^[ ]*[{_OTHER_SPACES}]|(?:^|[{{,])[ ]*(?:-[ ]+)*\w+:[ ]*[{_OTHER_SPACES}]", re.MULTILINE
)
"""A space that looks plain and is not, where YAML needs plain ones: in an indentation or after a key."""


def read_yaml(file: str, content: bytes) -> Table:
    """Read one YAML file whose top is a table of keys.

    Raises:
        UnreadableTextError: it is not UTF-8, not YAML, or uses what declarations may not.
    """
    document = decode(file, content)
    odd = _odd_space(document)
    if odd is None:
        return _top(document, document.text)
    with suppress(UnreadableTextError):  # what follows from the odd space is not told beside it
        plain = without_tabs(document) if odd.code == "F103" else document
        odd.table = _top(plain, _with_plain_spaces(plain.text)) if plain else None
    raise odd


def _odd_space(document: Document) -> UnreadableTextError | None:
    """Say where the first space stands that YAML takes for none."""
    tabs = [*_TAB.finditer(document.text)] if "\t" in document.text else []
    if tabs:
        others = f" (and in {len(tabs) - 1} more lines)" if len(tabs) > 2 else ""
        others = " (and in one more line)" if len(tabs) == 2 else others
        message = f"a tab stands here{others}; YAML needs spaces"
        return UnreadableTextError("F103", message, document.place(tabs[0].end() - 1))
    other = None if document.text.isascii() else _OTHER_SPACE.search(document.text)
    return other and UnreadableTextError("F679", NON_BREAKING, document.place(other.end() - 1))


def _with_plain_spaces(text: str) -> str:
    """Put a plain space where an odd one stands, so that every place stays what it is."""
    return _OTHER_SPACE.sub(lambda found: re.sub(r"\s", " ", found[0]), text)


def _top(document: Document, text: str) -> Table:
    root = _read_events(document, text)
    if root is None:
        _refuse(document, 0, "F111", "nothing is declared in this file; fill it or delete it")
    if not isinstance(root, Table):
        message = "the file must hold keys with values, such as 'title: ...'"
        _refuse(document, root.start, "F208", message)
    return root


@dataclass(slots=True)
class _Reading:
    """What is read so far. `inside` is the innermost table or list that is open, `key` waits for its value.

    `around` are those that hold it, each with its own waiting key.
    """

    document: Document
    root: Node | None = None
    inside: Table | Items | None = None
    key: Word | None = None
    around: list[tuple[Table | Items | None, Word | None]] = field(default_factory=list)
    nodes: int = 0
    documents: int = 0

    def place(self, node: Node) -> None:
        """Put a node where it belongs: under the waiting key, in the list, or at the top."""
        inside, key = self.inside, self.key
        if inside is None:
            self.root = node
        elif isinstance(inside, Items):
            inside.append(node)
        elif key is None:
            self.key = _new_key(self.document, inside, node)
        else:
            inside[key] = node
            self.key = None

    def begin(self, node: Table | Items) -> None:
        if len(self.around) >= MAX_DEPTH:
            message = f"this is nested deeper than {MAX_DEPTH} levels"
            _refuse(self.document, node.start, "F108", message)
        self.place(node)
        self.around.append((self.inside, self.key))
        self.inside, self.key = node, None

    def end(self) -> None:
        self.inside, self.key = self.around.pop()


def _read_events(document: Document, text: str) -> Node | None:
    reading = _Reading(document)
    try:
        next_event = yaml.CSafeLoader(text).get_event
        while (event := next_event()) is not None:
            take = _TAKE.get(event.__class__)
            if take is not None:
                take(reading, event)
    except yaml.MarkedYAMLError as error:
        code, message, index = explain(error, text)
        _refuse(document, index, code, message)
    except yaml.reader.ReaderError as error:
        index = error.position if isinstance(error.position, int) else 0
        _refuse(document, index, "F102", "a character that YAML cannot hold stands here; delete it")
    root = reading.root
    return None if isinstance(root, Word) and root.is_blank else root


def _take_word(reading: _Reading, event: Any) -> None:
    _check_node(reading, event)
    # A large framework has a hundred thousand words, so no function stands between.
    word = Word(event.value)
    word.document = reading.document
    word.start = event.start_mark.index
    word.end = event.end_mark.index
    word.quoted = not event.implicit[0]
    reading.place(word)


def _begin_table(reading: _Reading, event: Any) -> None:
    _check_node(reading, event)
    reading.begin(make_table(reading.document, event.start_mark.index))


def _begin_items(reading: _Reading, event: Any) -> None:
    _check_node(reading, event)
    reading.begin(make_items(reading.document, event.start_mark.index))


def _end(reading: _Reading, _event: Any) -> None:
    reading.end()


def _refuse_repeat(reading: _Reading, event: Any) -> None:
    message = "repeats (*name) are not allowed; write the value out"
    _refuse(reading.document, event.start_mark.index, "F104", message)


def _begin_document(reading: _Reading, event: Any) -> None:
    reading.documents += 1
    if reading.documents > 1:
        message = "a second document begins here (---); put it in a file of its own"
        _refuse(reading.document, event.start_mark.index, "F107", message)


_TAKE: Final[Mapping[type, Callable[[_Reading, Any], None]]] = {
    yaml.ScalarEvent: _take_word,
    yaml.MappingStartEvent: _begin_table,
    yaml.SequenceStartEvent: _begin_items,
    yaml.MappingEndEvent: _end,
    yaml.SequenceEndEvent: _end,
    yaml.AliasEvent: _refuse_repeat,
    yaml.DocumentStartEvent: _begin_document,
}
"""What each event of the parser does to what is read. All of them carry marks."""


def _check_node(reading: _Reading, event: Any) -> None:
    reading.nodes += 1
    if reading.nodes > MAX_NODES:
        message = f"the file holds more than {MAX_NODES:,} keys and values; split it"
        _refuse(reading.document, event.start_mark.index, "F108", message)
    if event.anchor is not None:
        message = (
            "marks for repeats (&name) are not allowed; write the value out where it is needed"
        )
        _refuse(reading.document, event.start_mark.index, "F104", message)
    if event.tag is not None:
        message = "tags (!name) are not allowed; if this is text that begins with '!', put quotes round it"
        _refuse(reading.document, event.start_mark.index, "F105", message)


def _new_key(document: Document, inside: Table, node: Node) -> Word:
    if not isinstance(node, Word):
        message = "a key must be plain text, not a list or a table"
        _refuse(document, node.start, "F109", message)
    if node.is_blank:
        _refuse(document, node.start, "F109", "a key is missing before this colon")
    if node == "<<":
        _refuse(document, node.start, "F104", "merge keys (<<) are not allowed; write the keys out")
    if node in inside:
        first = inside.key(node).place
        message = f"'{node:.60}' stands here a second time; the first is in line {first.line}"
        _refuse(document, node.start, "F106", message)
    return node


def _refuse(document: Document, index: int, code: str, message: str) -> NoReturn:
    raise UnreadableTextError(code, message, document.place(index))
