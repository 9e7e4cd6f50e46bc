"""Places with codes, the levels they stand on and what they are part of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

NOT_KNOWN: Final = "not_known"
"""The code of the area that takes rows whose place is not known. It counts in totals, never vanishes."""


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


@dataclass(frozen=True, slots=True)
class Geography:
    """All areas of a framework with their parts, and what became of old codes."""

    levels: tuple[Level, ...]
    areas: tuple[Area, ...]
    memberships: tuple[Membership, ...]
    changes: tuple[AreaChange, ...] = ()
    by_code: Mapping[str, Area] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", {area.code: area for area in self.areas})

    def parents_of(self, code: str, on: date | None = None) -> tuple[str, ...]:
        """Give the codes that an area is part of on a day, today when no day is said.

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

    def at_level(self, level: str) -> tuple[Area, ...]:
        return tuple(area for area in self.areas if area.level == level)

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
