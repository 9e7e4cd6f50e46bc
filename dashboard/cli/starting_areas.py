"""Which areas a new partnership has: what was asked for, and what lies in it."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Final

from dashboard.cli.english_areas import Place, find_place, within
from framework.errors import UserError
from framework.load.mistakes import shown
from framework.model.areas import Level

_WORDS: Final = {
    "district": Level("district", "district", "districts"),
    "county": Level("county", "county", "counties"),
    "authority": Level("authority", "authority", "authorities"),
    "area": Level("area", "area", "areas"),
    "region": Level("region", "region", "regions"),
    "partnership": Level("partnership", "partnership", "partnerships"),
}
_ORDER: Final = tuple(_WORDS)
_ALL: Final = Place("OURS", "The partnership", "partnership", "")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The areas of a partnership, home first, and their levels from fine to coarse."""

    areas: tuple[Place, ...]
    levels: tuple[Level, ...]
    named: str

    @property
    def home(self) -> str:
        """The code of the area whose panel opens first."""
        return self.areas[0].code

    @property
    def finest(self) -> list[str]:
        """The codes of the areas that hold no others."""
        parents = {area.parent for area in self.areas}
        return [area.code for area in self.areas if area.code not in parents]

    def as_csv(self) -> str:
        """Give areas.csv."""
        out = StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("code", "name", "level", "parent", "valid_from", "valid_to"))
        writer.writerows(
            (area.code, area.name, area.level, area.parent, "", "") for area in self.areas
        )
        return out.getvalue()


def choose_areas(asked: Sequence[str]) -> Chosen:
    """Find the areas of a partnership by name or code, and those that lie in them.

    Several that were asked for become parts of one area of the partnership.

    Raises:
        UserError: one is not known, or one lies in another.
    """
    if not asked:
        raise UserError("name at least one area")
    tops = list(dict.fromkeys(asked_place(each) for each in asked))
    if any(each.level == "country" for each in tops):
        raise UserError(
            "England is too large to begin with; name a region, a county or authorities"
        )
    top = Place(tops[0].code, tops[0].name, tops[0].level, "") if len(tops) == 1 else _ALL
    under = [] if len(tops) == 1 else tops
    found = [top, *(Place(each.code, each.name, each.level, top.code) for each in under)]
    for each in tops:
        found += _below(each)
    codes = [each.code for each in found]
    twice = next((each for each in found if codes.count(each.code) > 1), None)
    if twice:
        raise UserError(f"{twice.name} lies in another area that you named; name one of them")
    mixed = {each.level for each in found} >= {"county", "authority"}
    areas = tuple(_with_one_word(each) if mixed else each for each in found)
    used = {each.level for each in areas}
    levels = tuple(_WORDS[level] for level in _ORDER if level in used)
    return Chosen(areas, levels, ", ".join(each.name for each in tops))


def asked_place(asked: str) -> Place:
    """Find an area of England by name or code, or take NAME=CODE as one.

    Raises:
        UserError: there is none, or it is not written so.
    """
    name, equals, code = (part.strip() for part in asked.partition("="))
    if not equals:
        return find_place(asked)
    if not name or not code.replace("-", "").replace("_", "").isalnum() or len(code) > 35:
        raise UserError(f"{shown(asked)} is not NAME=CODE, such as Ourshire=X01")
    return Place(code, name, "area", "")


def _below(place: Place) -> list[Place]:
    found = []
    for each in within(place):
        found += [each, *_below(each)]
    return found


def _with_one_word(place: Place) -> Place:
    """Counties beside authorities are authorities too, so that they stand on one level."""
    if place.level != "county":
        return place
    return Place(place.code, place.name, "authority", place.parent)
