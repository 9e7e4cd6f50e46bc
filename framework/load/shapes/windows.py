"""What a window may say: a table that stands where a condition belongs."""

import re
from dataclasses import dataclass
from typing import Any, Final

from marshmallow import validates_schema

from framework.load.mistakes import listed, shown
from framework.load.shapes.fields import Said, Written, YesNo, one_word, refuse
from framework.load.shapes.nesting import Part, Shape
from framework.load.syntax.documents import Node, Table, Word


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time: months by the calendar, or days."""

    months: int = 0
    days: int = 0


class StretchField(Said[Stretch]):
    """'12 months', '2 weeks' or '28 days'."""

    def read_word(self, word: Word) -> Stretch:
        found = re.fullmatch(r"([1-9]\d{0,3}) (day|week|month)s?", word)
        if not found:
            raise refuse(
                "F209",
                f"{shown(word)} is not a stretch of time; write it as '12 months' or '28 days'",
            )
        count = int(found[1])
        if found[2] == "month":
            return Stretch(months=count)
        return Stretch(days=count * (7 if found[2] == "week" else 1))


class Months(Said[int]):
    """A stretch of whole months: '12 months'."""

    def read_word(self, word: Word) -> int:
        found = re.fullmatch(r"([1-9]\d{0,2}) months?", word)
        if not found:
            raise refuse("F209", f"{shown(word)} is not a wait; write it as '12 months'")
        return int(found[1])


class WindowShape(Shape):
    """Which other rows are looked for, and how far from a row's own date."""

    same = Written(required=True)
    called = Written(load_default=None)
    source = Written(load_default=None)
    dated = Written(load_default=None)
    within = StretchField(required=True)
    where = Written(load_default=None)
    same_day = YesNo(load_default=False)
    and_ = Written(data_key="and", load_default=None)


class DirectionShape(Shape):
    """Which way a window looks, and whether it must be empty."""

    later = Part(WindowShape(), load_default=None)
    earlier = Part(WindowShape(), load_default=None)
    none_later = Part(WindowShape(), load_default=None)
    none_earlier = Part(WindowShape(), load_default=None)

    @validates_schema(pass_original=True, skip_on_field_errors=True)
    def need_one(self, _said: Any, original: Any, **_kwargs: Any) -> None:
        written = [key for key in original if key in self.known]
        if len(written) == 1:
            return
        if not written:
            raise refuse("F202", f"a direction is missing; say one of {listed(self.known)}")
        message = f"a window looks one way, and here are {listed(written, 'and')}"
        raise refuse("F560", message, written[1])


@dataclass(frozen=True, slots=True)
class SaidWindow:
    """A window as it was written. `at` is its direction, where messages can point."""

    at: Word
    said: dict[str, Any]

    @property
    def is_later(self) -> bool:
        return self.at in {"later", "none_later"}

    @property
    def is_empty(self) -> bool:
        return self.at in {"none_later", "none_earlier"}


class ConditionField(Said[Word | SaidWindow]):
    """A condition: an expression, or a window as a table."""

    shape: Final = DirectionShape()

    def knows(self, table: Table) -> bool:
        return bool(table) and all(key in self.shape.known for key in table)

    def read(self, value: Node) -> Word | SaidWindow:
        if not isinstance(value, Table):
            return one_word(value)
        said = self.shape.type_table(value)
        (at,) = (key for key in value if said.get(key))
        return SaidWindow(at, said[at])
