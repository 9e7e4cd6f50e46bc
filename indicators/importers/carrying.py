"""What became of each field of an original: the words that every importer reports in."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from framework.load.links import is_safe_link
from framework.load.secrets import holds_secret
from framework.model.visible import visible

LONGEST: Final = 300
LONGEST_PARAGRAPH: Final = 4000
"""The most characters of a line and of a paragraph that a declaration may hold."""

_MARKUP: Final = re.compile(r"<[^<>]{0,2000}>")
_ADDRESS: Final = re.compile(r"https?://[^\s\"'<>`\\{}|^]+")


class Fate(StrEnum):
    """What became of a field."""

    CARRIED = "carried"
    CHANGED = "changed"
    LEFT = "not carried"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the original, where it goes in a declaration, and why it changes or stays behind."""

    name: str
    fate: Fate
    to: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """What became of one field of one item of an original."""

    item: str
    field: str
    fate: Fate
    to: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the importing person says: the title, the board, the home area, the period of a sheet without one.

    `series` names one of several series by the number of its page. `england` holds the packaged lookups
    of English areas by their paths in a configuration.
    """

    title: str = ""
    board: str = "Board"
    home: str = ""
    period: str = ""
    series: Mapping[str, str] = field(default_factory=dict)
    england: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Imported:
    """Files of a configuration by path, and what was carried. `data` is where the rows lie, if known."""

    files: Mapping[str, str]
    notes: tuple[Note, ...]
    data: Path | None = None


@dataclass(slots=True)
class Notes:
    """Collects notes by the fields that an importer knows."""

    fields: Mapping[str, Field]
    found: list[Note] = field(default_factory=list)

    def add(self, item: str, name: str, fate: Fate, because: str, to: str = "") -> None:
        """Note what became of a field where it is not what its importer says of all items."""
        self.found.append(Note(_plain(item), _plain(name), fate, to, _plain(because)))

    def usual(self, item: str, row: Mapping[str, str | None]) -> None:
        """Note every filled field of an item as the importer's fields say, or that nobody knows it."""
        for name, text in row.items():
            if (text or "").strip() in _NOTHING or any(
                (each.item, each.field) == (_plain(item), _plain(name))
                for each in self.found[-_RECENT:]
            ):
                continue
            known = self.fields.get(name)
            if known:
                self.add(item, name, known.fate, known.because, known.to)
            else:
                self.add(item, name, Fate.LEFT, "no place is known for this field")


def _plain(text: str) -> str:
    """Give a text of a foreign file as a screen may show it: no character that steers a terminal."""
    return "".join(char if char.isprintable() else " " for char in text)


_NOTHING: Final = frozenset({"n/a", "", "-", "NA", "N/A", "None", "null"})

_RECENT: Final = 60
"""Notes of one item come together, so only the last ones can be of the item at hand."""


def home_name(wishes: Wishes) -> str:
    """Give the home area its name in the packaged lookup of England, or 'Home' where it is unknown."""
    areas = csv.DictReader(io.StringIO(wishes.england.get("areas/areas.csv", "")))
    return next((area["name"] for area in areas if area["code"] == wishes.home), "Home")


def by_name(fields: Iterable[Field]) -> dict[str, Field]:
    """Give fields by the names that originals write."""
    return {each.name: each for each in fields}


def words(text: str | None, longest: int = LONGEST) -> str:
    """Give a text as a declaration may hold it: no markup, one line, not too long, no secret."""
    plain = _MARKUP.sub(" ", text or "")
    plain = " ".join(visible(plain).split())
    if holds_secret(plain):
        return ""
    return plain if len(plain) <= longest else plain[: longest - 3].rstrip() + "..."


def first_link(text: str | None) -> str:
    """Give the first address in a text that a declaration may hold, or nothing."""
    found = (each.rstrip(".,;)") for each in _ADDRESS.findall(text or ""))
    return next((each for each in found if is_safe_link(each)), "")
