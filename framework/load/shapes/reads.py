"""What `read:` may say: the keys of each kind."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from marshmallow import ValidationError, missing, post_load

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
from framework.load.syntax.documents import Node, Table, Word
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
        owners = [kind.value for kind, shape in READ_SHAPES.items() if key in shape.known]
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


READ_SHAPES: Final[Mapping[ReadKind, ReadShape]] = {
    shape.makes: shape for shape in (CsvShape(), ExcelShape(), ParquetShape())
}
"""The keys of each kind, by the kind."""


class ReadField(Said[Read]):
    """A table whose `kind` says which other keys it may have."""

    def read(self, value: Node) -> Read:
        if not isinstance(value, Table):
            raise refuse("F208", "a table belongs here, such as {kind: csv, path: rows*.csv}")
        try:
            kind = _KIND.deserialize(value.get(Word("kind"), missing))
        except ValidationError as error:
            raise ValidationError({"kind": error.messages}) from None
        read: Read = READ_SHAPES[kind].type_table(value)
        return read
