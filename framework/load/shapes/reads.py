"""What `read:` may say of files: the keys of each kind."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar, Final

from marshmallow import post_load

from framework.load.mistakes import listed, shown
from framework.load.paths import BACKSLASH, what_is_unsafe
from framework.load.shapes.fields import (
    Complaint,
    OneOf,
    Said,
    Text,
    Whole,
    YesNo,
    refuse,
    words_of,
)
from framework.load.shapes.nesting import ListOf, Part, Shape, Texts
from framework.load.syntax.documents import Node, Table, Word
from framework.model.reads import READS, Added, Header, Melt, Read, ReadKind

_ENCODINGS: Final = {
    "utf-8": None,
    "cp1252": "cp1252",
    "latin-1": "latin-1",
    "utf-16": "utf-16",
}
_DELIMITERS: Final = {",": ",", ";": ";", "|": "|", "tab": "\t", "\t": "\t"}
MOST_HEADER_ROW: Final = 1_000
_MOST_STARS: Final = 3
_KIND: Final = OneOf(words_of(ReadKind), required=True, data_key="kind")


class PathField(Said[str]):
    """Files below the data folder; `*` stands for any letters of a name."""

    def read_word(self, word: Word) -> str:
        # In double quotes YAML has made something else of a backslash by now.
        written = word.document.text[word.start : word.end]
        was_escape = "\\" in written and "\\" not in word
        reason = BACKSLASH if was_escape else what_is_unsafe(word)
        if reason:
            ending = re.search(r"\.\w+$", word)
            likely = f"rows{ending[0] if ending else '.csv'}"
            raise refuse("F212", f"this path is refused: {reason}", meant=[likely])
        return str(word)


class ReadShape(Shape):
    """The keys of one kind. Those of the class that it makes, and `kind`."""

    makes: ClassVar[ReadKind]

    kind = _KIND

    def say_unknown(self, key: Word, value: Node) -> Complaint:
        """Say of which kinds a key is, when it is one of another kind."""
        owners = [each.makes.value for each in _kinds_below(ReadShape) if key in each().known]
        if not owners:
            return super().say_unknown(key, value)
        message = (
            f"'{key}' is only for kind: {listed(owners)}, and this is kind: {self.makes.value}"
        )
        return Complaint("F201", message, key)

    @post_load
    def make(self, said: Any, **_kwargs: Any) -> Read:
        del said["kind"]
        return self.read_of(said)

    def read_of(self, said: dict[str, Any]) -> Read:
        """Make the read of the values that were said."""
        return READS[self.makes](**said)


def _kinds_below(shape: type[ReadShape]) -> Iterator[type[ReadShape]]:
    """Give the shapes of every kind, those of files and those of rows that lie elsewhere."""
    if "makes" in vars(shape):
        yield shape
    for below in shape.__subclasses__():
        yield from _kinds_below(below)


class Pattern(Text):
    """A text with `*` in it. More than three would only make it slow."""

    def read_word(self, word: Word) -> str:
        text = super().read_word(word)
        if not 1 <= text.count("*") <= _MOST_STARS:
            message = f"{shown(word)} is no pattern; '*' stands for the part that differs, as in '* Number'"
            raise refuse("F590", message)
        return text


class MeltShape(Shape):
    """Columns of one kind that become rows."""

    names = Text(required=True)
    values = Texts(Pattern(), at_least=1, required=True)
    except_ = ListOf(Text(), alone="allowed", data_key="except", load_default=())

    @post_load
    def make(self, said: Any, **_kwargs: Any) -> Melt:
        values = tuple((" ".join(name.split()), text) for name, text in said["values"].items())
        return Melt(said["names"], values, said["except_"])


class HeaderShape(Shape):
    """Which rows name the columns."""

    row = Whole(1, MOST_HEADER_ROW, load_default=None)
    find = Text(load_default=None)
    above = Whole(0, 9, load_default=0)
    below = Whole(0, 9, load_default=0)
    repeated = OneOf({"refuse": False, "number": True}, load_default=False)

    @post_load
    def make(self, said: Any, **_kwargs: Any) -> Header:
        if said["row"] and said["find"]:
            raise refuse("F202", "say either 'row' or 'find' here, and not both")
        row = said["row"] or 1
        if not said["find"] and said["above"] >= row:
            message = f"above row {row} are not {said['above']} rows more"
            raise refuse("F204", message)
        return Header(row, said["find"], said["above"], said["below"], said["repeated"])


class AddedField(Said[Added]):
    """A text, `{file: PATTERN}` or `{beside: TEXT}`. Its name is its key, so the caller adds it."""

    def read(self, value: Node) -> Added:
        if not isinstance(value, Table):
            return Added("", text=Text().read(value))
        if list(value) == ["file"]:
            return Added("", file=Pattern().read(value[Word("file")]))
        if list(value) == ["beside"]:
            return Added("", beside=Text().read(value[Word("beside")]))
        raise refuse("F208", "write a text, {file: 'rows_*.csv'} or {beside: Year}")


class AddedColumns(Texts):
    """All columns that are added."""

    def read(self, value: Node) -> Any:
        return tuple(
            replace(added, name=" ".join(name.split()))
            for name, added in super().read(value).items()
        )


class FilesShape(ReadShape):
    """The keys of every kind of file."""

    path = PathField(required=True)
    member = PathField(load_default=None)
    any_case = YesNo(load_default=False)
    melt = Part(MeltShape(), load_default=None)
    add = AddedColumns(AddedField(), load_default=())


class TableShape(FilesShape):
    """The keys of files whose rows and headers people laid out. `header_row` is a short `header`."""

    header_row = Whole(1, MOST_HEADER_ROW, load_default=None)
    header = Part(HeaderShape(), load_default=None)
    until = ListOf(Text(), at_least=1, alone="allowed", load_default=())
    fill_down = ListOf(Text(), at_least=1, alone="allowed", load_default=())

    def read_of(self, said: dict[str, Any]) -> Read:
        row, header = said.pop("header_row"), said.pop("header")
        if row and header:
            raise refuse("F202", "say either 'header' or 'header_row' here, and not both")
        return super().read_of({**said, "header": header or Header(row or 1)})


class CsvShape(TableShape):
    """Delimited text."""

    makes = ReadKind.CSV

    encoding = OneOf(_ENCODINGS, load_default=None)
    delimiter = OneOf(_DELIMITERS, load_default=",")
    decimal_comma = YesNo(load_default=False)
    fill_short_rows = OneOf(
        {"refuse": False, "fill": True}, data_key="short_rows", load_default=False
    )


class ExcelShape(TableShape):
    """A sheet of an Excel workbook."""

    makes = ReadKind.EXCEL

    sheet = Text(load_default=None)


class OdsShape(TableShape):
    """A sheet of an OpenDocument workbook."""

    makes = ReadKind.ODS

    sheet = Text(load_default=None)


class ParquetShape(FilesShape):
    """Parquet files."""

    makes = ReadKind.PARQUET


class JsonShape(FilesShape):
    """JSON with a list of records."""

    makes = ReadKind.JSON

    records = Text(load_default=None)


class JsonLinesShape(FilesShape):
    """A JSON record a line."""

    makes = ReadKind.JSON_LINES


FILE_SHAPES: Final[Mapping[ReadKind, ReadShape]] = {
    shape.makes: shape
    for shape in (
        CsvShape(),
        ExcelShape(),
        OdsShape(),
        ParquetShape(),
        JsonShape(),
        JsonLinesShape(),
    )
}
"""The keys of each kind, by the kind."""
