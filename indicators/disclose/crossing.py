"""Counts told apart in two ways of which nobody shows both ways together, and larger counts that bound them.

Those in time are shown by age and by sex, all of them by age and sex together. Those of an age who
were in time are at most the boys in time, and the girls of that age whether in time or not. What is
left over of such a sum counts people too, so it is never below zero, and only grows.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AnySet
from itertools import combinations
from typing import Final

import polars as pl

from framework.model.areas import Geography
from framework.model.results import TOTAL
from indicators.disclose.sums import AtMost, areas_within

_NEAR: Final = 1e-6

_Count = tuple[int, float]
"""Which unknown a count is, and its true number."""
_Counts = Mapping[str, _Count]
"""By breakdown or by area."""
_Place = tuple[int, str, str]
"""Quantity, area and span."""
_Names = tuple[str, ...]
_Larger = Callable[[str, str], _Count | None]
"""Gives a count that one row and one column together lie in; None: nobody was counted there."""


def at_most(
    places: pl.DataFrame, pairs: Sequence[tuple[int, int]], geography: Geography
) -> list[AtMost]:
    """Give what larger crossed counts say of those told apart in two ways.

    `pairs` are of a quantity that counts more rows and one that counts some of them.
    """
    found = set(_Crossings(places, pairs, geography).all())
    return sorted(found, key=lambda one: (one.part, one.others))


class _Crossings:
    def __init__(
        self, places: pl.DataFrame, pairs: Sequence[tuple[int, int]], geography: Geography
    ) -> None:
        self._held: defaultdict[_Place, dict[str, _Count]] = defaultdict(dict)
        columns = "quantity", "area", "span", "breakdown", "unknown", "truth"
        for quantity, area, span, breakdown, unknown, truth in places.select(columns).iter_rows():
            self._held[quantity, area, span][breakdown] = unknown, truth
        self._more: defaultdict[int, list[int]] = defaultdict(list)
        for more, some in pairs:
            self._more[some].append(more)
        inside = areas_within(places, geography).filter(pl.col("weight") == 1.0)
        self._parts: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
        for area, whole, level, _ in inside.iter_rows():
            self._parts[whole].setdefault(level, []).append(area)

    def all(self) -> Iterator[AtMost]:
        for (some, area, span), own in self._held.items():
            dimensions = {_names(text) for text in own if text != TOTAL}
            for more in self._more[some]:
                larger = self._held.get((more, area, span), {})
                yield from _of_two_breakdowns(own, dimensions, larger)
                for parts in self._parts[area].values():
                    inside = _at(self._held, (some, parts, span))
                    larger_inside = _at(self._held, (more, parts, span))
                    yield from _of_area_and_breakdown(own, dimensions, inside, larger_inside)


def _at(
    held: Mapping[_Place, _Counts], place: tuple[int, Sequence[str], str]
) -> Mapping[str, _Counts]:
    quantity, areas, span = place
    return {area: held[quantity, area, span] for area in areas if (quantity, area, span) in held}


def _of_two_breakdowns(
    own: _Counts, dimensions: AnySet[_Names], larger: _Counts
) -> Iterator[AtMost]:
    """Bound members of two breakdowns by what a larger count says of both crossed."""
    crossed = {frozenset(text.split(";")): count for text, count in larger.items() if ";" in text}
    for names in sorted({tuple(sorted(one.partition("=")[0] for one in text)) for text in crossed}):
        if any(tuple(sorted(one)) == names for one in dimensions):
            continue
        for rows, columns in combinations(sorted(dimensions), 2):
            if tuple(sorted(rows + columns)) == names:
                yield from _bounds(
                    own.get(TOTAL),
                    _by(own, rows),
                    _by(own, columns),
                    lambda row, column: crossed.get(
                        frozenset((*row.split(";"), *column.split(";")))
                    ),
                )


def _of_area_and_breakdown(
    own: _Counts,
    dimensions: AnySet[_Names],
    inside: Mapping[str, _Counts],
    larger: Mapping[str, _Counts],
) -> Iterator[AtMost]:
    """Bound parts and members of an area by what a larger count says of the members of its parts."""
    parts = {area: held[TOTAL] for area, held in inside.items() if TOTAL in held}
    for names in sorted(dimensions):
        unshown = not any(_by(held, names) for held in inside.values())
        if unshown and any(_by(held, names) for held in larger.values()):
            yield from _bounds(
                own.get(TOTAL),
                parts,
                _by(own, names),
                lambda area, member: larger.get(area, {}).get(member),
            )


def _names(breakdown: str) -> _Names:
    """Give the dimensions of a breakdown; those of what is left over have a name of their own."""
    return tuple(part.partition("=")[0] for part in breakdown.split(";"))


def _by(counts: _Counts, names: _Names) -> _Counts:
    return {text: count for text, count in counts.items() if _names(text) == names}


def _bounds(
    whole: _Count | None, rows: _Counts, columns: _Counts, larger: _Larger
) -> Iterator[AtMost]:
    """Bound each row by a column and the larger counts of its others, and each column likewise.

    Who is in a row is known to be in a column only where the columns leave nobody over.
    """
    if whole is None:
        return
    for parts, others, found in (
        (rows, columns, larger),
        (columns, rows, lambda column, row: larger(row, column)),
    ):
        if abs(sum(truth for _, truth in others.values()) - whole[1]) > _NEAR:
            continue
        for text, (part, truth) in parts.items():
            beyond = {other: found(text, other) for other in others}
            for other, count in others.items():
                held = [count, *(one for name, one in beyond.items() if one and name != other)]
                left = sum(number for _, number in held) - truth
                if left >= 0:
                    yield AtMost(part, tuple(unknown for unknown, _ in held), left)
