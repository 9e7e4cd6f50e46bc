"""When a source's rows should be here, when they are looked for, and who hears that they are late."""

import re
from datetime import datetime, time
from typing import Any, Final

from marshmallow import ValidationError

from framework.load.mistakes import shown
from framework.load.shapes.day_fields import read_day
from framework.load.shapes.fields import ID_FORM, Said, not_an_id, refuse
from framework.load.shapes.nesting import ListOf, Part, Shape
from framework.load.syntax.documents import Node, Table, Word
from framework.model.sources import Due, LateStep

_STEP: Final = re.compile(r"after_(\d{1,3})_days?")
_STEPS: Final = "'tell' and after_14_days (any number of days), each with roles"
_LATE_EXAMPLE: Final = "{tell: [data_officer], after_14_days: [board_secretary]}"


class Days(Said[int]):
    """A stretch of time after something: '10 days' or '2 weeks', in days."""

    def read_word(self, word: Word) -> int:
        found = re.fullmatch(r"(\d{1,4}) (day|week)s?", word)
        if not found:
            raise refuse(
                "F209",
                f"{shown(word)} is not a stretch of time; write it as '10 days' or '2 weeks'",
            )
        return int(found[1]) * (7 if found[2] == "week" else 1)


class Role(Said[str]):
    """A role that is told. Addresses never stand in a declaration."""

    def read_word(self, word: Word) -> str:
        if "@" in word or "://" in word:
            message = (
                "a role belongs here, not an address: write data_officer, and give the role its "
                "address where Fingerpost runs (FINGERPOST_TELL_DATA_OFFICER)"
            )
            raise refuse("F627", message)
        if not ID_FORM.fullmatch(word):
            raise refuse("F627", f"a role is written as an id: {not_an_id(word)}")
        return str(word)


class LateField(Said[tuple[LateStep, ...]]):
    """Who is told at once, and who after how many days more."""

    def read(self, value: Node) -> tuple[LateStep, ...]:
        if not isinstance(value, Table):
            raise refuse("F208", f"a table belongs here, such as {_LATE_EXAMPLE}")
        roles = ListOf(Role(), at_least=1, alone="allowed")
        found: dict[int, LateStep] = {}
        errors: dict[str, Any] = {}
        for key, said in value.items():
            days = _days_of(key)
            try:
                if days is None:
                    raise refuse("F629", f"{shown(key)} is no step of lateness; use {_STEPS}", key)
                if days in found:
                    raise refuse("F629", f"{shown(key)} says the same day as another step", key)
                found[days] = LateStep(days, roles.read(said))
            except ValidationError as error:
                errors[key] = error.messages
        if errors:
            raise ValidationError(errors)
        return tuple(found[days] for days in sorted(found))


def _days_of(key: Word) -> int | None:
    if key == "tell":
        return 0
    step = _STEP.fullmatch(key)
    return int(step[1]) if step else None


class DueShape(Shape):
    """A promise and what follows when it is broken."""

    after_period = Days(required=True)
    late = LateField(load_default=())


class DueField(Said[Due]):
    """'10 days' after a period ends, alone or as `after_period` with who is told."""

    def read(self, value: Node) -> Due:
        if isinstance(value, Table):
            said = Part(DueShape()).read(value)
            return Due(said["after_period"], said["late"])
        return Due(Days().read(value))


class Moment(Said[datetime]):
    """A day and a time of day, written 2026-11-26 09:30, on the clock of the schedule's time zone."""

    def read_word(self, word: Word) -> datetime:
        day, _, clock = word.strip().partition(" ")
        found = re.fullmatch(r"(\d\d):(\d\d)", clock)
        if not found or int(found[1]) > 23 or int(found[2]) > 59:
            message = f"{shown(word)} is not a day with a time; write it as 2026-11-26 09:30"
            raise refuse("F630", message)
        return datetime.combine(read_day(day), time(int(found[1]), int(found[2])))
