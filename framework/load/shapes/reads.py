"""What `read:` may say of files: the keys of each kind."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from marshmallow import post_load

from framework.load.mistakes import shown
from framework.load.paths import what_is_unsafe
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
from framework.load.shapes.nesting import Shape
from framework.load.syntax.documents import Node, Word
from framework.model.reads import READS, Read, ReadKind

_ENCODINGS: Final = {
    "utf-8": None,
    "cp1252": "cp1252",
    "latin-1": "latin-1",
    "utf-16": "utf-16",
}
_DELIMITERS: Final = {",": ",", ";": ";", "|": "|", "tab": "\t", "\t": "\t"}
_KIND: Final = OneOf(words_of(ReadKind), required=True, data_key="kind")


class PathField(Said[str]):
    """Files below the data folder; `*` stands for any letters of a name."""

    def read_word(self, word: Word) -> str:
        reason = what_is_unsafe(word)
        if reason:
            raise refuse("F212", f"path {shown(word)} is refused: {reason}")
        return str(word)


class ReadShape(Shape):
    """The keys of one kind. Those of the class that it makes, and `kind`."""

    makes: ClassVar[ReadKind]

    kind = _KIND

    def say_unknown(self, key: Word, value: Node) -> Complaint:
        """Say of which kinds a key is, when it is one of another kind."""
        from framework.load.shapes.any_read import READ_SHAPES  # the table of us all

        owners = [kind for kind, shape in READ_SHAPES.items() if key in shape.known]
        if not owners:
            return super().say_unknown(key, value)
        allowed = " or ".join(owners)
        message = f"'{key}' is only for kind: {allowed}, and this is kind: {self.makes.value}"
        return Complaint("F201", message, key)

    @post_load
    def make(self, said: Any, **_kwargs: Any) -> Read:
        return READS[said.pop("kind")](**said)


class FilesShape(ReadShape):
    """The keys of every kind of file."""

    path = PathField(required=True)


class CsvShape(FilesShape):
    """Delimited text."""

    makes = ReadKind.CSV

    encoding = OneOf(_ENCODINGS, load_default=None)
    delimiter = OneOf(_DELIMITERS, load_default=",")
    decimal_comma = YesNo(load_default=False)
    header_row = Whole(1, 1000, load_default=1)


class ExcelShape(FilesShape):
    """A sheet of a workbook."""

    makes = ReadKind.EXCEL

    sheet = Text(load_default=None)
    header_row = Whole(1, 1000, load_default=1)


class ParquetShape(FilesShape):
    """Parquet files."""

    makes = ReadKind.PARQUET


FILE_SHAPES: Final[Mapping[ReadKind, ReadShape]] = {
    shape.makes: shape for shape in (CsvShape(), ExcelShape(), ParquetShape())
}
"""The keys of each kind, by the kind."""
