"""`read:` of a source, whatever its kind: one table of all kinds, built-in ones first."""

from collections.abc import Mapping
from typing import Any, Final

from marshmallow import ValidationError

from framework.load.connectors import offered_kinds
from framework.load.mistakes import listed
from framework.load.shapes.fields import Said, none_of, one_word, refuse
from framework.load.shapes.reads import FILE_SHAPES, ReadShape
from framework.load.shapes.remote_reads import REMOTE_SHAPES
from framework.load.syntax.documents import Node, Table, Word
from framework.model.reads import Read
from framework.model.remote_reads import OtherRead, RemoteRead

READ_SHAPES: Final[Mapping[str, ReadShape]] = {
    kind.value: shape for kind, shape in {**FILE_SHAPES, **REMOTE_SHAPES}.items()
}


class ReadField(Said[Read | RemoteRead]):
    """A table whose `kind` says which other keys it may have."""

    def read(self, value: Node) -> Read | RemoteRead:
        if not isinstance(value, Table):
            raise refuse("F208", "a table belongs here, such as {kind: csv, path: rows*.csv}")
        kind = value.get(Word("kind"))
        if kind is None or (isinstance(kind, Word) and kind.is_blank):
            message = f"'kind' is missing and needed; use {listed(READ_SHAPES)}"
            raise ValidationError({"kind": refuse("F202", message, meant=["csv"]).messages})
        try:
            word = one_word(kind)
            shape = READ_SHAPES.get(word)
            if shape is None:
                _must_be_offered(word)
        except ValidationError as error:
            raise ValidationError({"kind": error.messages}) from None
        read: Read | RemoteRead = shape.type_table(value) if shape else _other(value, word)
        return read


def _must_be_offered(word: Word) -> None:
    """Let a kind through that another package offers.

    Raises:
        ValidationError: nobody offers it.
    """
    offered = offered_kinds()
    if word not in offered:
        known = [*READ_SHAPES, *(kind for kind in offered if kind not in READ_SHAPES)]
        raise none_of(word, known)


def _other(table: Table, kind: Word) -> OtherRead:
    settings: dict[str, str] = {}
    errors: dict[Any, Any] = {}
    for key, value in table.items():
        if key == "kind":
            continue
        try:
            settings[str(key)] = str(one_word(value))
        except ValidationError as error:
            errors[key] = error.messages
    if errors:
        raise ValidationError(errors)
    return OtherRead(str(kind), settings)
