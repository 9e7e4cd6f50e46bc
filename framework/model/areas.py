"""Places with codes, the levels they stand on and what they are part of."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, Literal

NOT_KNOWN: Final = "not_known"
"""The code of the area that takes rows whose place is not known. It counts in totals, never vanishes."""


AREA_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,34}")
"""What a code may look like, in declarations and in addresses alike."""

Ring = tuple[tuple[float, float], ...]
"""The corners of a closed line as (x, y): degrees east and north, or metres of a grid."""

Outline = tuple[Ring, ...]
"""All rings of an area. A point is inside where it lies in an odd number of them."""


@dataclass(frozen=True, slots=True)
class Area:
    """A place. `valid_from` is its first day, `valid_to` the first day it no longer stands."""

    code: str
    name: str
    level: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """A child lies in a parent for a span of days. Weights of a split child sum to one."""

    child: str
    parent: str
    valid_from: date | None = None
    valid_to: date | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class AreaChange:
    """A code that became another: by a new name, by merging, or by splitting (then weighted)."""

    kind: Literal["rename", "merge", "split"]
    old: str
    new: str
    on: date
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Level:
    """A kind of area, with words for one and for many. Levels are listed from fine to coarse."""

    id: str
    one: str
    many: str


def folded_name(name: str) -> str:
    """Give a name without its capitals and its spare blanks, as names are compared."""
    return " ".join(name.casefold().split())


@dataclass(frozen=True, slots=True)
class Geography:
    """All areas of a framework with their parts, and what became of old codes."""

    levels: tuple[Level, ...]
    areas: tuple[Area, ...]
    memberships: tuple[Membership, ...]
    changes: tuple[AreaChange, ...] = ()
    by_code: Mapping[str, Area] = field(init=False, compare=False, repr=False)
    by_folded_name: Mapping[str, tuple[Area, ...]] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", {area.code: area for area in self.areas})
        named: dict[str, tuple[Area, ...]] = {}
        for area in self.areas:
            folded = folded_name(area.name)
            named[folded] = (*named.get(folded, ()), area)
        object.__setattr__(self, "by_folded_name", named)

    def as_at(self, day: date) -> "Geography":
        """Give the geography as it stands on a day: what lies ahead of it is not there yet.

        A membership or a change that begins later does not count, and one that will end later
        has no end. Nothing ahead: the geography itself.
        """
        begun = [m for m in self.memberships if m.valid_from is None or m.valid_from <= day]
        memberships = tuple(
            replace(m, valid_to=None) if m.valid_to is not None and m.valid_to > day else m
            for m in begun
        )
        changes = tuple(change for change in self.changes if change.on <= day)
        if memberships == self.memberships and changes == self.changes:
            return self
        return replace(self, memberships=memberships, changes=changes)

    def parents_of(self, code: str, on: date | None = None) -> tuple[str, ...]:
        """Give the codes that an area is part of on a day.

        Without a day: those that have no end. `as_at` leaves only those of a day without one.

        An area that is no more keeps the parents it had last.
        """
        own = [m for m in self.memberships if m.child == code]
        standing = [m for m in own if _stands(m, on)]
        if not standing and on is None:
            last = max((m.valid_to for m in own if m.valid_to), default=None)
            standing = [m for m in own if m.valid_to == last]
        return tuple(m.parent for m in standing)

    def ancestors_of(self, code: str) -> tuple[str, ...]:
        """Give every area that an area lies in, nearest first, each once."""
        found: list[str] = list(self.parents_of(code))
        for parent in found:  # grows while it is walked
            found += [above for above in self.parents_of(parent) if above not in found]
        return tuple(found)

    def children_of(self, code: str, on: date | None = None) -> tuple[str, ...]:
        """Give the codes that are part of an area on a day, in the order declared."""
        return tuple(m.child for m in self.memberships if m.parent == code and _stands(m, on))

    def level(self, level_id: str) -> Level:
        """Give a declared level by its id."""
        return next(level for level in self.levels if level.id == level_id)

    def at_level(self, level: str) -> tuple[Area, ...]:
        return tuple(area for area in self.areas if area.level == level)

    def made_of(self, code: str, present: Set[str]) -> frozenset[str] | None:
        """Give those of some codes that make up an area together, each place once; None if some lack.

        They are the code itself, one that it was renamed from, or all that were merged into it.
        An area that took others in and kept its code stood before that day (`valid_from`), so
        beside one of them it speaks of its old self, and all of them are needed.
        """
        into = [change for change in self.changes if change.new == code and change.old != code]
        merged = [change for change in into if change.kind == "merge"]
        renamed = (self.made_of(c.old, present) for c in into if c.kind == "rename")
        own = frozenset({code}) if code in present else next(filter(None, renamed), None)
        if not merged:
            return own
        parts = [self.made_of(change.old, present) for change in merged]
        known = self.by_code.get(code)
        begins = known.valid_from if known else None
        stood = len(into) > len(merged) or begins is None or begins < min(c.on for c in merged)
        if own is not None and not (stood and any(parts)):
            return own
        if (stood and own is None) or None in parts:
            return None
        return frozenset().union(*filter(None, (own, *parts)))

    def merged_codes(self) -> frozenset[str]:
        """Give the codes that were merged into another, themselves or under a later name."""
        found = {change.old for change in self.changes if change.kind == "merge"}
        while (
            before := {c.old for c in self.changes if c.kind == "rename" and c.new in found} - found
        ):
            found |= before
        return frozenset(found)

    def successors(self) -> Mapping[str, tuple[tuple[str, float], ...]]:
        """Give, for each code that is no more, the codes it became today with their weights."""
        ahead: dict[str, list[tuple[str, float]]] = {}
        for change in sorted(self.changes, key=lambda c: c.on):
            ahead.setdefault(change.old, []).append((change.new, change.weight))
        return {old: tuple(_follow(old, 1.0, ahead, frozenset())) for old in ahead}


def _stands(membership: Membership, on: date | None) -> bool:
    if on is None:
        return membership.valid_to is None
    begun = membership.valid_from is None or membership.valid_from <= on
    return begun and (membership.valid_to is None or on < membership.valid_to)


def _follow(
    code: str, weight: float, ahead: Mapping[str, list[tuple[str, float]]], seen: frozenset[str]
) -> list[tuple[str, float]]:
    if code not in ahead or code in seen:
        return [(code, weight)]
    return [
        end
        for new, share in ahead[code]
        for end in _follow(new, weight * share, ahead, seen | {code})
    ]
