"""Tables, lists and alternatives of a declaration, and where in the text their mistakes stand."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Final, cast

from marshmallow import Schema, ValidationError, missing, validates_schema
from marshmallow.exceptions import SCHEMA

from framework.load.mistakes import (
    CURLY,
    CURLY_ADVICE,
    Mistakes,
    Placed,
    listed,
    nearest,
    shown,
    suggestion,
)
from framework.load.shapes.fields import ID_FORM, Complaint, Said, not_an_id, refuse
from framework.load.shapes.other_words import meant_instead, say_ours
from framework.load.shapes.places import report
from framework.load.syntax.documents import Items, Node, Table, Word, make_table

_PIECE_OF_EXPRESSION: Final = re.compile(r"[()<>='\"]")


class Shape(Schema):
    """A table with named keys. A key that it does not know is a mistake, with ours or the nearest known."""

    def __init__(self) -> None:
        super().__init__()
        self.known = {field.data_key or name: field for name, field in self.load_fields.items()}
        """The keys that a user may write here, in the order of the reference."""
        names = [(name, field.data_key or name, field) for name, field in self.load_fields.items()]
        self._by_key = {key: (name, field) for name, key, field in names}
        plain = [one for one in names if not one[2].required and not callable(one[2].load_default)]
        self._defaults = {
            name: field.load_default
            for name, _, field in plain
            if field.load_default is not missing
        }
        self._asked = [one for one in names if one not in plain]

    def type_table(self, table: Table) -> Any:
        """Type what a table says.

        Raises:
            ValidationError: with the complaints of every key.
        """
        try:
            return self.load(cast("Mapping[str, Any]", table))
        except ValidationError as error:
            raise self._without_consequences(error) from None

    def _deserialize(self, data: Any, *, error_store: Any, **_settings: Any) -> Any:
        """Ask the fields of the keys that are written, as marshmallow does of all that could be.

        Of dozens of keys a declaration writes a few; a framework has thousands of declarations. The method
        is private to marshmallow, so setup.cfg names the version it is known of. Unknown keys are
        not asked: marshmallow knows neither their place nor the nearest.
        """
        said = dict(self._defaults)
        for key, value in data.items():
            if key in self._by_key:
                name, field = self._by_key[key]
                _ask(field, value, key, error_store, said, name)
        for name, key, field in self._asked:
            if key not in data:
                _ask(field, missing, key, error_store, said, name)
        return said

    def _without_consequences(self, error: ValidationError) -> ValidationError:
        """Leave out what follows from a misspelt key: that the one it is near to is missing, and the whole."""
        said = error.messages
        strange = said.keys() - {SCHEMA, *self.known} if isinstance(said, dict) else set()
        if not strange:
            return error
        meant = {SCHEMA}.union(
            *(meant_instead(key, self.known) or {nearest(key, self.known)} for key in strange)
        )
        kept = {
            key: messages
            for key, messages in cast("dict[str, Any]", said).items()
            if key not in meant or (key != SCHEMA and not _says_missing(messages))
        }
        return ValidationError(kept, valid_data=error.valid_data)

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def refuse_unknown_keys(self, _data: Any, original: Any, **_kwargs: Any) -> None:
        if original.keys() <= self.known.keys():
            return
        strange = {
            key: [self.say_unknown(key, original[key])] for key in original if key not in self.known
        }
        raise ValidationError(strange)

    def say_unknown(self, key: Word, value: Node) -> Complaint:
        """Say what is wrong with a key that is not known here."""
        return _unknown_key(key, value, self.known)


def _ask(
    field: Any, value: Any, key: str, error_store: Any, said: dict[str, Any], name: str
) -> None:
    """Put what a field makes of a value under a name, or its complaint into the store."""
    try:
        typed = field.deserialize(value, key)
    except ValidationError as error:
        error_store.store_error(error.messages, key)
        said.pop(name, None)
        typed = error.valid_data or missing
    if typed is not missing:
        said[name] = typed


def _says_missing(messages: Any) -> bool:
    return isinstance(messages, list) and [one.code for one in messages] == ["F202"]


def _unknown_key(key: Word, value: Node, known: Mapping[str, Any]) -> Complaint:
    if isinstance(value, Word) and value.is_blank and _PIECE_OF_EXPRESSION.search(key):
        if CURLY.search(key):
            return Complaint("F408", f"{shown(key)} holds {CURLY_ADVICE}", key)
        message = (
            f"{shown(key)} looks like the rest of an expression that YAML cut at a comma; "
            "put quotes round the whole expression"
        )
        return Complaint("F408", message, key)
    ours = say_ours(key, known)
    near = f"; say {ours}" if ours else suggestion(key, known)
    if not near and isinstance(value, Word) and value.is_blank and " " in key:
        message = (
            f"{shown(key)} looks like the rest of a text that YAML cut at a comma; "
            "put quotes round the whole text"
        )
        return Complaint("F408", message, key)
    message = f"{shown(key)} is not known here{near or f'; use {listed(known)}'}"
    return Complaint("F201", message, key, key="" if ours else nearest(key, known))


def load_shape(
    shape: Shape,
    table: Table,
    at: Placed,
    mistakes: Mistakes,
    *,
    choices: Mapping[str, Collection[str]] | None = None,
) -> dict[str, Any]:
    """Type what a table says. What is wrong goes to the mistakes; what is right is given back.

    `choices` are names of things declared elsewhere that may stand under a key that is missing.
    """
    try:
        said: dict[str, Any] = shape.type_table(table)
    except ValidationError as error:
        _name_choices(error.messages, choices or {})
        report(error.messages, table, at, mistakes)
        said = {**_without(error, shape), BROKEN: _lost(error.messages, table, shape)}
    return said


def _lost(messages: Any, table: Table, shape: Shape) -> frozenset[str]:
    """Give the names of the fields whose value is not known, because it, or its key, was refused."""
    names = {field.data_key or name: name for name, field in shape.load_fields.items()}
    lost = set()
    for key in messages:
        if key in names or key == SCHEMA:
            lost.add(names.get(key, SCHEMA))
            continue
        meant = meant_instead(key, shape.known) or {nearest(key, shape.known)}
        lost |= {names.get(one, ANY) for one in meant if one not in table}
    return frozenset(lost)


def _name_choices(messages: Any, choices: Mapping[str, Collection[str]]) -> None:
    for key, names in choices.items():
        if names and _says_missing(messages.get(key)):
            (one,) = messages[key]
            message = f"{one.message}; use {listed(names)}"
            messages[key] = [replace(one, message=message, meant=tuple(names))]


def _without(error: ValidationError, shape: Shape) -> dict[str, Any]:
    """Give what was right. What is half right is left out: marshmallow would give it untyped."""
    valid = error.valid_data if isinstance(error.valid_data, dict) else {}
    wrong = {
        name
        for name, field in shape.load_fields.items()
        if (field.data_key or name) in error.messages
    }
    halves = {name: valid[name] for name in wrong if isinstance(valid.get(name), dict)}
    return {name: value for name, value in valid.items() if name not in wrong} | {HALVES: halves}


BROKEN: Final = "(broken)"
"""Stands in what was said when some of it was refused, with the names of the fields that lack for it."""

ANY: Final = "(any)"
"""Stands for whichever field a key was meant for that is near to none."""

HALVES: Final = "(halves)"
"""Stands in what was said with the tables of which a part was refused: what was right of each."""


class Part(Said[Any]):
    """A table inside a table. Where `short` names a key, one value alone stands for that key."""

    def __init__(self, shape: Shape, *, short: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.shape, self.short = shape, short

    def in_full(self, value: Node) -> Node:
        """Give the table that a short form stands for, and anything else as it is."""
        if self.short and self._stands_for_short(value):
            return _alone(value, self.short)
        return value

    def read(self, value: Node) -> Any:
        value = self.in_full(value)
        if not isinstance(value, Table):
            raise refuse(
                "F208", f"a table belongs here; its keys are {listed(self.shape.known, 'and')}"
            )
        return self.shape.type_table(value)

    def _stands_for_short(self, value: Node) -> bool:
        if isinstance(value, Word):
            return not value.is_blank
        field = self.shape.known[self.short or ""]
        return isinstance(value, Table) and isinstance(field, Said) and field.knows(value)


def _alone(value: Node, key: str) -> Table:
    table = make_table(value.document, value.start)
    table[Word(key)] = value
    return table


class ListOf(Said[tuple[Any, ...]]):
    """A list. Where `alone` is said, one value without a list counts as a list of one."""

    def __init__(
        self, inner: Said[Any], *, at_least: int = 0, alone: str = "refused", **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.inner, self.at_least, self.alone = inner, at_least, alone

    def read(self, value: Node) -> tuple[Any, ...]:
        if not isinstance(value, Items):
            if self.alone == "refused":
                raise refuse(
                    "F208", "a list belongs here; write it in [ ] or as lines that begin with '-'"
                )
            return (self.inner.deserialize(value),)
        if len(value) < self.at_least:
            raise refuse("F210", f"at least {self.at_least} must be listed here")
        read, errors = [], {}
        for index, item in enumerate(value):
            try:
                read.append(self.inner.read(item))
            except ValidationError as error:
                errors[index] = error.messages
        if errors:
            raise ValidationError(errors)
        return tuple(read)


class Named(Said[dict[str, Any]]):
    """A table whose keys are ids chosen by the user."""

    def __init__(self, inner: Said[Any], *, at_least: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.inner, self.at_least = inner, at_least

    def read(self, value: Node) -> dict[str, Any]:
        table = _table_of(value)
        if len(table) < self.at_least:
            raise refuse("F210", f"at least {self.at_least} must be declared here")
        return _read_each(table, self.inner, self.read_key)

    def read_key(self, key: Word) -> Word:
        if not ID_FORM.fullmatch(key):
            raise refuse("F207", not_an_id(key), key)
        return key


class Texts(Named):
    """A table whose keys are texts as they stand in files."""

    def read_key(self, key: Word) -> Word:
        return key


def _table_of(value: Node) -> Table:
    if not isinstance(value, Table):
        raise refuse("F208", "keys with values belong here, such as 'name: value'")
    return value


def _read_each(table: Table, inner: Said[Any], read_key: Any) -> dict[str, Any]:
    read: dict[str, Any] = {}
    errors: dict[str, Any] = {}
    for key, value in table.items():
        try:
            read[read_key(key)] = inner.read(value)
        except ValidationError as error:
            errors[key] = error.messages
    if errors:
        raise ValidationError(errors, valid_data=read)
    return read
