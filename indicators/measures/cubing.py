"""In which dense arrays the rows of a source are counted, and which series each of them gives."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Final

from indicators.measures.cells import Cube
from indicators.measures.layouts import Layout, SeriesSet, areas_in
from indicators.measures.places import Atoms, Places, lump

CROSSED_CELLS: Final = 2**20
"""Breakdowns are counted crossed, in one cube, up to so many cells; else each in a cube of its own."""


@dataclass(frozen=True, slots=True)
class Cubes:
    """The cubes of a source, and by the names of its dimensions the one that gives a set."""

    all: tuple[Cube, ...]
    by_dimensions: Mapping[tuple[str, ...], int]

    def of(self, wanted: SeriesSet) -> int:
        """Give the place of the cube from which a set is rolled up."""
        return self.by_dimensions[tuple(one.name for one in wanted.dimensions)]


def choose_cubes(
    layouts: Iterable[Layout], codes: Iterable[str], places: Places, months: int
) -> Cubes:
    """Choose one cube of all dimensions crossed where that is small, else one a breakdown.

    `codes` are the area codes of the rows. A cube a breakdown also needs fewer leaf areas: those
    of the levels that breakdowns are kept for.
    """
    wanted = tuple(layouts)
    held = tuple(codes)
    totals, broken_down = areas_in(wanted, totals=True), areas_in(wanted, totals=False)
    sets = {tuple(one.name for one in s.dimensions): s for w in wanted for s in w.sets}
    dimensions = tuple({d.name: d for s in sets.values() for d in s.dimensions}.values())
    finest = lump(places, held, tuple(dict.fromkeys((*totals, *broken_down))))
    if finest.count * prod(one.size for one in dimensions) * months <= CROSSED_CELLS:
        return Cubes((Cube(dimensions, finest, months),), dict.fromkeys(sets, 0))
    by_kind: Mapping[bool, Atoms] = {
        True: lump(places, held, totals),
        False: lump(places, held, broken_down),
    }
    cubes = tuple(Cube(s.dimensions, by_kind[not s.dimensions], months) for s in sets.values())
    return Cubes(cubes, {names: index for index, names in enumerate(sets)})
