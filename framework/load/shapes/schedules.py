"""What framework.yaml says of its schedule and of who is told."""

import re
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from marshmallow import post_load

from framework.load.mistakes import shown, suggestion
from framework.load.shapes.dues import Role
from framework.load.shapes.fields import Said, Whole, refuse
from framework.load.shapes.nesting import ListOf, Part, Shape
from framework.load.syntax.documents import Word
from framework.model.schedules import Retry, Schedule, TellRoles

_EXAMPLE: Final = "write minute, hour, day, month and day of the week, such as '15 2 * * *'"
_FIELDS: Final = 5
_ANY_DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)
_LARGEST_DELAY: Final = 24 * 60


class TimeZone(Said[str]):
    """A time zone by its IANA name."""

    def read_word(self, word: Word) -> str:
        try:
            ZoneInfo(str(word))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            near = _near_zone(str(word)) or "; write one such as Europe/London"
            message = f"there is no time zone {shown(word)}{near}"
            raise refuse("F626", message) from None
        return str(word)


def _near_zone(text: str) -> str:
    by_place = {zone.rpartition("/")[2]: zone for zone in available_timezones()}
    place = text.rpartition("/")[2].replace(" ", "_").title()
    if place in by_place:
        return f"; did you mean '{by_place[place]}'?"
    europe = [zone for zone in available_timezones() if zone.startswith("Europe/")]
    return suggestion(text, europe)


class Cron(Said[str]):
    """A cron expression of five fields that comes at least once."""

    def read_word(self, word: Word) -> str:
        from cronsim import CronSim, CronSimError

        text = " ".join(word.split())
        if len(text.split(" ")) != _FIELDS:
            message = f"{shown(word)} is not a cron expression of five fields; {_EXAMPLE}"
            raise refuse("F625", message)
        try:
            next(CronSim(text, _ANY_DAY))
        except CronSimError as error:
            what = str(error).lower().replace("bad ", "its ")
            message = f"{shown(word)} is not a cron expression: {what} cannot be; {_EXAMPLE}"
            raise refuse("F625", message) from None
        except StopIteration:
            raise refuse("F625", f"{shown(word)} never comes: there is no such day") from None
        return text


class Minutes(Said[int]):
    """'30 minutes' or '2 hours', in minutes."""

    def read_word(self, word: Word) -> int:
        found = re.fullmatch(r"(\d{1,4}) (minute|hour)s?", word)
        minutes = int(found[1]) * (60 if found[2] == "hour" else 1) if found else 0
        if not 1 <= minutes <= _LARGEST_DELAY:
            message = (
                f"{shown(word)} is not a delay; write it as '30 minutes' or '2 hours', "
                "from 1 minute to 24 hours"
            )
            raise refuse("F628", message)
        return minutes


class RetryShape(Shape):
    """When a scheduled refresh that failed is tried again."""

    after_minutes = Minutes(required=True, data_key="after")
    times = Whole(1, 10, load_default=1)

    @post_load
    def make(self, said: Any, **_kwargs: Any) -> Retry:
        return Retry(**said)


class ScheduleShape(Shape):
    """When `fingerpost schedule` refreshes."""

    time_zone = TimeZone(required=True)
    refresh = ListOf(Cron(), at_least=1, alone="allowed", required=True)
    retry = Part(RetryShape(), load_default=None)

    @post_load
    def make(self, said: Any, **_kwargs: Any) -> Schedule:
        return Schedule(**said)


class TellShape(Shape):
    """Who is told of what."""

    failure = ListOf(Role(), alone="allowed", load_default=())
    late = ListOf(Role(), alone="allowed", load_default=())

    @post_load
    def make(self, said: Any, **_kwargs: Any) -> TellRoles:
        return TellRoles(**said)
