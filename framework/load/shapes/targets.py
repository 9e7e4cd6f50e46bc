"""What a target may say: a value, a range or a path, with the width of amber and a floor."""

import re
from datetime import date
from decimal import Decimal
from typing import Any, Final

from marshmallow import ValidationError, validates_schema

from framework.load.mistakes import listed, shown
from framework.load.shapes.day_fields import FirstDay, LastDay
from framework.load.shapes.fields import (
    Number,
    OneOf,
    Said,
    Text,
    Written,
    refuse,
)
from framework.load.shapes.nesting import ListOf, Shape
from framework.load.syntax.documents import Node, Table, Word
from framework.model.targets import Tolerance

_FEWEST_POINTS: Final = 2


class ToleranceField(Said[Tolerance]):
    """'5 points' of the indicator's own unit, or '5%' of the target."""

    def read_word(self, word: Word) -> Tolerance:
        found = re.fullmatch(r"(\d{1,9}(?:\.\d{1,6})?) ?(points?|%)", word)
        if not found:
            raise refuse("F209", f"{shown(word)} is not a width of amber; write 5 points or 5%")
        amount = Decimal(found[1])
        return (
            Tolerance(amount / 100, relative=True)
            if found[2] == "%"
            else Tolerance(amount, relative=False)
        )


class PathField(Said[tuple[tuple[date, Decimal], ...]]):
    """`{2025-04: 70, 2026-03: 85}`: where to be at the end of each month or day, in order of time."""

    day: Final = LastDay()
    number: Final = Number()

    def read(self, value: Node) -> tuple[tuple[date, Decimal], ...]:
        if not isinstance(value, Table):
            raise refuse("F208", "a path is written as {2025-04: 70, 2026-03: 85}")
        points: list[tuple[date, Decimal]] = []
        errors: dict[str, Any] = {}
        for key, written in value.items():
            try:
                point = self.day.read_word(key), self.number.read(written)
            except ValidationError as error:
                errors[key] = error.messages
                continue
            if points and point[0] <= points[-1][0]:
                raise refuse("F572", f"a path goes forward in time, and {key} does not", key)
            points.append(point)
        if errors:
            raise ValidationError(errors)
        if len(points) < _FEWEST_POINTS:
            raise refuse("F210", f"a path needs at least {_FEWEST_POINTS} points")
        return tuple(points)


class TargetShape(Shape):
    """A value to reach."""

    for_ = Written(data_key="for", load_default=None)
    from_ = FirstDay(data_key="from", load_default=None)
    value = Number(load_default=None)
    between = ListOf(Number(), load_default=None)
    path = PathField(load_default=())
    amber = ToleranceField(load_default=None)
    floor = Number(load_default=None)
    area = Written(load_default=None)
    applies_to = ListOf(Written(), alone="allowed", load_default=())
    by_quarter = ListOf(Number(), load_default=())
    set_by = Text(load_default="")
    level = OneOf({"local": "local", "national": "national"}, load_default="local")
    minute = Text(load_default="")

    @validates_schema
    def check_span(self, said: Any, **_kwargs: Any) -> None:
        if said["for_"] and said["from_"]:
            raise refuse("F202", "say either 'for' (a period) or 'from' (a day), and not both")
        if not (said["for_"] or said["from_"] or said["path"]):
            raise refuse("F202", "say either 'for' (a period) or 'from' (a day), and not both")

    @validates_schema
    def check_one(self, said: Any, **_kwargs: Any) -> None:
        ways = {"value": said["value"] is not None, "between": said["between"] is not None}
        ways["path"] = bool(said["path"])
        written = [way for way, is_said in ways.items() if is_said]
        if not written:
            raise refuse("F202", "what is the target? Say 'value', 'between' or 'path'")
        if len(written) > 1:
            raise refuse("F572", f"a target is one of {listed(ways)}, not {listed(written, 'and')}")
        if said["between"] is None:
            return
        if len(said["between"]) != 2:
            raise refuse("F210", "'between' needs two ends: [60, 80]")
        low, high = said["between"]
        if low >= high:
            raise refuse(
                "F572", f"'between' begins with its lower end, and {low} is not below {high}"
            )
