"""When a file of a source counts as here."""

import re
from typing import Any

from marshmallow import post_load

from framework.load.mistakes import shown
from framework.load.shapes.fields import Said, refuse
from framework.load.shapes.nesting import Shape
from framework.load.syntax.documents import Word
from framework.model.sources import Arrives


class Minutes(Said[int]):
    """A short stretch of time: '2 minutes' or '1 hour', in minutes."""

    def read_word(self, word: Word) -> int:
        found = re.fullmatch(r"(\d{1,3}) (minute|hour)s?", word)
        if not found:
            message = f"{shown(word)} is not a short stretch of time; write it as '2 minutes'"
            raise refuse("F620", f"{message} or '1 hour'")
        return int(found[1]) * (60 if found[2] == "hour" else 1)


class Marker(Said[str]):
    """The end of a marker file's name: '.done'."""

    def read_word(self, word: Word) -> str:
        if not re.fullmatch(r"\.[A-Za-z0-9]{1,12}", word):
            raise refuse(
                "F621", f"{shown(word)} is not the end of a file's name; write it as .done"
            )
        return str(word)


class ArrivesShape(Shape):
    """When a file of the source counts as here."""

    settled = Minutes(load_default=0)
    marker = Marker(load_default="")

    @post_load
    def make(self, said: Any, **_kwargs: Any) -> Arrives:
        return Arrives(said["settled"], said["marker"])
