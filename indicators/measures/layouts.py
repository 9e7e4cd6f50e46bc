"""The series of an indicator: every area with the total and every member of its breakdowns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray

from framework.model.indicators import Indicator
from framework.model.results import TOTAL
from indicators.measures.members import Dimension
from indicators.measures.places import Places


@dataclass(frozen=True, slots=True)
class SeriesSet:
    """Series of one breakdown: areas x the members of its dimensions crossed. No dimension: totals."""

    dimensions: tuple[Dimension, ...]
    areas: tuple[str, ...]

    @property
    def key(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return tuple(one.name for one in self.dimensions), self.areas

    @property
    def members(self) -> int:
        return prod(one.size for one in self.dimensions)

    @property
    def count(self) -> int:
        return len(self.areas) * self.members

    def breakdowns(self) -> tuple[str, ...]:
        """Give the breakdown of each crossed member, in the order of the members."""
        if not self.dimensions:
            return (TOTAL,)
        named = [[f"{one.name}={member}" for member in one.members] for one in self.dimensions]
        return tuple(";".join(parts) for parts in product(*named))


@dataclass(frozen=True, slots=True)
class Layout:
    """All series of an indicator. Arrays of results are [series, periods], set after set."""

    sets: tuple[SeriesSet, ...]

    @property
    def count(self) -> int:
        return sum(one.count for one in self.sets)

    def area_places(self, order: Mapping[str, int]) -> NDArray[np.uint32]:
        """Give the place of every series' area in some order of areas."""
        parts = [np.repeat([order[code] for code in one.areas], one.members) for one in self.sets]
        return np.concatenate(parts).astype(np.uint32)

    def breakdown_places(self) -> NDArray[np.uint32]:
        """Give the place of every series' breakdown in `breakdowns`."""
        starts = np.cumsum([0, *(one.members for one in self.sets)])
        parts = [
            np.tile(np.arange(one.members) + start, len(one.areas))
            for one, start in zip(self.sets, starts, strict=False)
        ]
        return np.concatenate(parts).astype(np.uint32)

    def breakdowns(self) -> tuple[str, ...]:
        return tuple(text for one in self.sets for text in one.breakdowns())


def layout_of(indicator: Indicator, places: Places, dimensions: Mapping[str, Dimension]) -> Layout:
    """Lay an indicator's series out: totals first, then each of its breakdowns."""
    areas, broken_down = places.areas_of(indicator), places.breakdown_areas_of(indicator)
    sets = [SeriesSet((), areas)]
    sets += [SeriesSet(tuple(dimensions[name] for name in by), broken_down) for by in indicator.by]
    return Layout(tuple(sets))


def banded(layout: Layout, bands: Dimension, also: tuple[str, ...] = ()) -> Layout:
    """Give the same series with each told apart by bands, which stand last; and those of more areas."""
    sets = [SeriesSet((*one.dimensions, bands), one.areas) for one in layout.sets]
    if also:
        sets.append(SeriesSet((bands,), also))
    return Layout(tuple(sets))


def areas_in(layouts: Iterable[Layout], *, totals: bool) -> tuple[str, ...]:
    """Give every area that some layouts name for totals, or for breakdowns, each once."""
    named = {
        one.areas: None
        for layout in layouts
        for one in layout.sets
        if (not one.dimensions) is totals
    }
    return tuple(dict.fromkeys(code for areas in named for code in areas))


def in_order(names: Sequence[str]) -> Mapping[str, int]:
    return {name: index for index, name in enumerate(names)}
