"""The areas of England that `init` and `add area` know by name and code."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from dashboard.cli.packaged import CONFIG
from framework.errors import UserError
from framework.load.mistakes import shown

_FILE: Final = CONFIG / "examples" / "authorities.csv"
"""Of the Office for National Statistics: regions, counties, authorities and districts of 2025."""

_NOT_THE_NAME: Final = ("county council", "city council", "council", "county of", "city of")


@dataclass(frozen=True, slots=True)
class Place:
    """An area: its code, its name, its level (country, region, county, authority, district), its parent."""

    code: str
    name: str
    level: str
    parent: str


@cache
def places() -> dict[str, Place]:
    """Give every area by its code."""
    with _FILE.open(encoding="utf-8", newline="") as stream:
        return {row["code"]: Place(**row) for row in csv.DictReader(stream)}


def find_place(asked: str) -> Place:
    """Find an area by its code or its name, however it is capitalised.

    Raises:
        UserError: there is none, with the nearest names.
    """
    by_code = places().get(asked.strip().upper())
    if by_code:
        return by_code
    wanted = _bare(asked)
    named = {_bare(place.name): place for place in places().values()}
    if wanted in named:
        return named[wanted]
    near = _near(wanted, named)
    raise UserError(
        f"there is no area {shown(asked)} in England{near or '.'} "
        "Write a name or a code of the Office for National Statistics, such as Worcestershire or "
        "E10000034; for a place elsewhere NAME=CODE"
    )


def above(place: Place) -> Iterator[Place]:
    """Give the areas that a place lies in, the smallest first."""
    parent = places().get(place.parent)
    while parent:
        yield parent
        parent = places().get(parent.parent)


def within(place: Place) -> Iterator[Place]:
    """Give the areas that a place is directly made of."""
    return (each for each in places().values() if each.parent == place.code)


def _bare(name: str) -> str:
    """Take from a name what people add and leave out: 'Leeds City Council' is Leeds."""
    text = " ".join(name.casefold().replace(",", " ").replace("&", "and").split())
    for words in _NOT_THE_NAME:
        text = text.removeprefix(f"{words} ").removesuffix(f" {words}")
    return text


def _near(wanted: str, named: dict[str, Place]) -> str:
    import difflib

    holding = [text for text in named if len(wanted) > 3 and wanted in text]
    found = holding or difflib.get_close_matches(wanted, named, n=3, cutoff=0.7)
    if not found:
        return ""
    said = " or ".join(f"{named[one].name} ({named[one].code})" for one in found[:3])
    return f"; did you mean {said}?"
