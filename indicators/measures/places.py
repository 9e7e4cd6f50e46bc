"""Which areas a row counts in: its own, and all that hold it by the boundaries that stand now.

An area that is no more and has a successor counts where its successor does. One without keeps
its own results, and counts in the areas that held it to its end.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from framework.model.areas import NOT_KNOWN, Geography, Membership
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Reach = Mapping[str, float]
"""The areas something counts in, each with its share: 1, or less where an area was split."""

_NEAR: Final = 1e-9


class Places:
    """The reach of every area code that rows may carry."""

    def __init__(self, framework: Framework) -> None:
        self.geography = framework.geography
        self.home = framework.home_area
        self._parents = _parents(self.geography)
        self._successors = self.geography.successors()
        self._predecessors = _predecessors(self._successors)
        self._upwards: dict[str, Reach] = {}
        self._at_levels: dict[frozenset[str], tuple[str, ...]] = {}
        self._above_home = frozenset(self.reach(self.home)) - {self.home}

    def reach(self, code: str) -> Reach:
        """Give the areas that a row of this code counts in; none for a code nobody declared.

        An old code counts where its successors do, by their shares. A row whose area is not known
        counts in the home area only.
        """
        if code == NOT_KNOWN:
            return {self.home: 1.0}
        if code not in self._successors:
            return self._around(code)
        shares: defaultdict[str, float] = defaultdict(float)
        for new, weight in self._successors[code]:
            for area, share in self._around(new).items():
                shares[area] += weight * share
        return _snapped(shares)

    def is_declared(self, code: str) -> bool:
        return code in self.geography.by_code or code in self._successors or code == NOT_KNOWN

    def stood(self, code: str) -> tuple[date | None, date | None]:
        """Give the first day of an area and the first day it no longer stood; None for ever.

        An area that took over from others begins with the first of them, because their rows count
        in it.
        """
        area = self.geography.by_code[code]
        begun = [self.geography.by_code.get(old) for old in self._predecessors.get(code, ())]
        firsts = [area.valid_from, *(old.valid_from if old else None for old in begun)]
        known = [first for first in firsts if first is not None]
        return min(known) if len(known) == len(firsts) else None, area.valid_to

    def areas_of(self, indicator: Indicator) -> tuple[str, ...]:
        """Give the areas for which an indicator's totals are kept, in the order declared.

        Rows of a partnership say nothing of the region around it, so an area that holds the home
        area is given only when its level is asked for by name.
        """
        if indicator.levels:
            return self._standing(indicator.levels)
        return self._but_above_home(area.id for area in self.geography.levels)

    def breakdown_areas_of(self, indicator: Indicator) -> tuple[str, ...]:
        """Give the areas for which an indicator's breakdowns are kept.

        Without a word they stop above the finest level, whose cells are too small to show.
        """
        levels = tuple(level.id for level in self.geography.levels)
        chosen = indicator.by_levels or (levels[1:] if len(levels) > 1 else levels)
        if indicator.levels:
            return self._standing(level for level in chosen if level in indicator.levels)
        return self._standing(chosen) if indicator.by_levels else self._but_above_home(chosen)

    def _standing(self, levels: Iterable[str]) -> tuple[str, ...]:
        wanted = frozenset(levels)
        if wanted not in self._at_levels:
            self._at_levels[wanted] = tuple(
                area.code
                for area in self.geography.areas
                if area.level in wanted and area.code not in self._successors
            )
        return self._at_levels[wanted]

    def _but_above_home(self, levels: Iterable[str]) -> tuple[str, ...]:
        return tuple(code for code in self._standing(levels) if code not in self._above_home)

    def _around(self, code: str) -> Reach:
        """Follow the parents upwards. Two ways to the same area count it once.

        The shares through parents of one level add up to at most one (a ward that lies across two
        districts); between levels the largest is taken (the county holds a ward through its
        locality and through its police area, and still holds it once).
        """
        if code not in self.geography.by_code:
            return {}
        if code not in self._upwards:
            self._upwards[code] = {}  # so that a circle of parents, which checks refuse, ends
            self._upwards[code] = self._find(code)
        return self._upwards[code]

    def _find(self, code: str) -> Reach:
        by_level: dict[str, defaultdict[str, float]] = {}
        for membership in self._parents.get(code, ()):
            level = self.geography.by_code[membership.parent].level
            shares = by_level.setdefault(level, defaultdict(float))
            for area, share in self._around(membership.parent).items():
                shares[area] += membership.weight * share
        found = {code: 1.0}
        for shares in by_level.values():
            for area, share in shares.items():
                found[area] = max(found.get(area, 0.0), min(share, 1.0))
        return _snapped(found)


@dataclass(frozen=True, slots=True)
class Atoms:
    """Leaf codes lumped together where they count in the same areas with the same shares.

    `of` maps a code to its atom. `whole` [areas, atoms] is 1 where the atom counts fully in an
    area; `shares` holds its part where it counts partly (empty unless an area was split).
    """

    of: Mapping[str, int]
    areas: tuple[str, ...]
    whole: "csr_array[np.int64, tuple[int, int]]"
    shares: "csr_array[np.float64, tuple[int, int]]"

    @property
    def count(self) -> int:
        return self.whole.shape[1]


def lump(places: Places, codes: Iterable[str], areas: Sequence[str]) -> Atoms:
    """Lump the declared codes of a source by the areas, among those asked for, they count in."""
    from scipy.sparse import coo_array

    place = {code: index for index, code in enumerate(areas)}
    kinds: dict[tuple[tuple[int, float], ...], int] = {}
    of = {}
    for code in sorted(code for code in codes if places.is_declared(code)):
        reach = places.reach(code)
        kind = tuple(sorted((place[a], share) for a, share in reach.items() if a in place))
        of[code] = kinds.setdefault(kind, len(kinds))
    entries = [(area, atom, share) for kind, atom in kinds.items() for area, share in kind]
    shape = (len(areas), len(kinds))

    def matrix(dtype: type[np.generic], *, whole: bool) -> "csr_array":
        kept = [entry for entry in entries if (entry[2] == 1.0) is whole]
        rows, columns, values = zip(*kept, strict=True) if kept else ((), (), ())
        return coo_array((np.array(values, dtype=dtype), (rows, columns)), shape=shape).tocsr()

    return Atoms(of, tuple(areas), matrix(np.int64, whole=True), matrix(np.float64, whole=False))


def _parents(geography: Geography) -> Mapping[str, tuple[Membership, ...]]:
    """Give the memberships that stand now; of an area that is no more, those it had to its end."""
    parents: defaultdict[str, list[Membership]] = defaultdict(list)
    for membership in geography.memberships:
        child = geography.by_code.get(membership.child)
        ends = (None, child.valid_to if child else None)
        if membership.valid_to in ends and membership.parent in geography.by_code:
            parents[membership.child].append(membership)
    return {child: tuple(found) for child, found in parents.items()}


def _predecessors(
    successors: Mapping[str, tuple[tuple[str, float], ...]],
) -> Mapping[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for old, news in successors.items():
        for new, _ in news:
            found[new].append(old)
    return {new: tuple(olds) for new, olds in found.items()}


def _snapped(shares: Mapping[str, float]) -> Reach:
    """Take shares that miss one by float noise as one, and drop those of nothing."""
    return {
        area: 1.0 if abs(share - 1.0) < _NEAR else share
        for area, share in shares.items()
        if share > _NEAR
    }
