"""What an indicator may say of that beside which it is shown."""

from dataclasses import dataclass
from typing import Any, Final

from marshmallow import validates_schema

from framework.load.mistakes import listed
from framework.load.shapes.fields import OneOf, Said, Text, Written, one_word, refuse, words_of
from framework.load.shapes.nesting import Shape
from framework.load.syntax.documents import Node, Table, Word
from framework.model.comparators import Beside, Method

_KINDS: Final = ("with", "last_year", "average", "neighbours", "among")
"""The keys that say what is compared with; one of them stands in every table but `none`."""


class NoComparisonShape(Shape):
    """`{none: England, because: ...}`: there is nothing to compare with, and why."""

    none = Text(required=True)
    because = Text(required=True)


class ComparisonShape(Shape):
    """`{with: England, by: two levels}`."""

    with_ = Written(data_key="with", load_default=None)
    last_year = Written(load_default=None)
    average = Written(load_default=None)
    neighbours = Written(load_default=None)
    among = Written(load_default=None)
    by = OneOf(words_of(Method), load_default=None)

    @validates_schema
    def check_one(self, said: Any, **_kwargs: Any) -> None:
        written = [kind for kind in _KINDS if said[_name(kind)]]
        if len(written) != 1:
            raise refuse("F211", f"a comparison says one of {listed(_KINDS)}, or none with because")


def _name(kind: str) -> str:
    return "with_" if kind == "with" else kind


@dataclass(frozen=True, slots=True)
class NoComparison:
    """What there is no figure for, and why."""

    title: str
    because: str


@dataclass(frozen=True, slots=True)
class WrittenComparison:
    """What was named, under which key, and the method when one was said."""

    key: str
    name: Word
    method: Method | None = None

    @property
    def kind(self) -> Beside | None:
        """Give what kind of thing the key asks for; None where the name decides."""
        named = {
            "last_year": Beside.HISTORY,
            "average": Beside.AVERAGE,
            "neighbours": Beside.NEIGHBOURS,
            "among": Beside.AMONG,
        }
        return named.get(self.key)


class ComparatorField(Said[WrittenComparison | NoComparison]):
    """An area, a level, parent, own history, a mean, a field of areas, or none with the reason."""

    none: Final = NoComparisonShape()
    shape: Final = ComparisonShape()

    def read(self, value: Node) -> WrittenComparison | NoComparison:
        if not isinstance(value, Table):
            return WrittenComparison("with", one_word(value))
        if "none" in value:
            said = self.none.type_table(value)
            return NoComparison(said["none"], said["because"])
        said = self.shape.type_table(value)
        key = next(kind for kind in _KINDS if said[_name(kind)])
        return WrittenComparison(key, said[_name(key)], said["by"])
