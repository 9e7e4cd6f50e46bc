"""From the finest cells to areas, breakdowns and periods. Sums of sums, exact where they are whole."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from indicators.measures.cells import Cube
from indicators.measures.cubing import Cubes
from indicators.measures.exact import Ints, Plane, Planes
from indicators.measures.layouts import Layout, SeriesSet
from indicators.measures.places import Atoms
from indicators.measures.primitives import Amount, Lies, Primitive
from indicators.measures.spans import Windows

if TYPE_CHECKING:
    from scipy.sparse import csr_array


class RollUp:
    """How the cells of a cube add up to the series of a set: made once, used for every primitive."""

    def __init__(self, cube: Cube, wanted: SeriesSet) -> None:
        self._cube, self._wanted = cube, wanted
        names = [one.name for one in cube.dimensions]
        kept = [names.index(one.name) for one in wanted.dimensions]
        self._dropped = tuple(1 + i for i in range(len(names)) if i not in kept)
        self._order = tuple(1 + sorted(kept).index(i) for i in kept)
        self._whole, self._shares = _rows(cube.atoms, wanted.areas)

    def series(self, planes: Sequence[Ints]) -> Planes:
        """Give the months [series, months] of every plane [1 + cells]."""
        return tuple(self._series(plane) for plane in planes)

    def whole(self, cells: NDArray[Any]) -> NDArray[Any]:
        """Add up counts [atoms, members of each dimension, anything] to [series, anything].

        What counts by its share in an area is left out.
        """
        whole = self._whole if cells.dtype == np.int64 else self._whole.astype(cells.dtype)
        rolled: NDArray[Any] = whole @ self._flat(cells)
        return rolled.reshape(self._wanted.count, -1)

    def _series(self, plane: Ints) -> Plane:
        cells = plane[1:].reshape(self._cube.shape)
        rolled: Plane = self.whole(cells)
        if self._shares.nnz:
            shared = self._shares @ self._flat(cells).astype(np.float64)
            rolled = rolled + shared.reshape(rolled.shape)
        return rolled

    def _flat(self, cells: NDArray[Any]) -> NDArray[Any]:
        if self._dropped:
            cells = cells.sum(axis=self._dropped, dtype=cells.dtype)
        cells = cells.transpose(0, *self._order, cells.ndim - 1)
        return cells.reshape(self._cube.atoms.count, -1)


def _rows(
    atoms: Atoms, areas: Sequence[str]
) -> tuple["csr_array[np.int64, tuple[int, int]]", "csr_array[np.float64, tuple[int, int]]"]:
    place = {code: index for index, code in enumerate(atoms.areas)}
    rows = np.array([place[code] for code in areas], dtype=np.intp)
    return atoms.whole[rows], atoms.shares[rows]


class RollUps:
    """The roll-up of every set, made when it is first asked for."""

    def __init__(self, cubes: Cubes) -> None:
        self._cubes = cubes
        self._made: dict[object, RollUp] = {}

    def of(self, wanted: SeriesSet) -> RollUp:
        if wanted.key not in self._made:
            cube = self._cubes.all[self._cubes.of(wanted)]
            self._made[wanted.key] = RollUp(cube, wanted)
        return self._made[wanted.key]


class Rolled:
    """What was summed: the months of every primitive for every set of series."""

    def __init__(self) -> None:
        self._held: dict[tuple[Primitive, object], Planes] = {}

    def put(self, one: Primitive, wanted: SeriesSet, months: Planes) -> None:
        self._held[one, wanted.key] = months

    def at(self, amount: Amount, layout: Layout, windows: Windows) -> Planes:
        """Give an amount at [series, periods] of an indicator."""
        months = self._months(amount.adds, layout)
        if amount.takes is not None:
            months = less(months, self._months(amount.takes, layout))
        if amount.adds.axis.how is Lies.OPENED:
            return standing_at(months, windows)
        return over_windows(months, windows)

    def _months(self, one: Primitive, layout: Layout) -> Planes:
        return joined([self._held[one, wanted.key] for wanted in layout.sets])


def joined(parts: Sequence[Planes]) -> Planes:
    """Put the series of several sets under one another, with as many planes as the longest has."""
    depth = max(len(planes) for planes in parts)
    return tuple(
        np.concatenate([_plane(planes, place) for planes in parts]) for place in range(depth)
    )


def less(adds: Planes, takes: Planes) -> Planes:
    """Give what was added less what was taken away, plane by plane."""
    depth = max(len(adds), len(takes))
    return tuple(_difference(_plane(adds, at), _plane(takes, at)) for at in range(depth))


def _difference(left: Plane, right: Plane) -> Plane:
    found: Plane = np.subtract(left, right)
    return found


def over_windows(months: Planes, windows: Windows) -> Planes:
    """Sum the months [series, months] that each period counts: [series, periods]."""
    if (windows.ends - windows.begins == 1).all():
        return tuple(plane[:, _span_of(windows.begins)] for plane in months)
    found: list[Plane] = []
    for plane in months:
        running = np.zeros((plane.shape[0], plane.shape[1] + 1), dtype=plane.dtype)
        np.cumsum(plane, axis=1, out=running[:, 1:])
        found.append(running[:, windows.ends] - running[:, windows.begins])
    return tuple(found)


def _span_of(months: Ints) -> slice | Ints:
    """Give some months as one stretch where they follow one another, so that nothing is copied."""
    if len(months) and months[-1] - months[0] == len(months) - 1:
        return slice(int(months[0]), int(months[-1]) + 1)
    return months


def standing_at(months: Planes, windows: Windows) -> Planes:
    """Give what stands at the end of each period, of months that say how it changed."""
    found: list[Plane] = []
    for plane in months:
        running = np.zeros_like(plane)
        np.cumsum(plane, axis=1, out=running)
        found.append(running[:, windows.ends - 1])
    return tuple(found)


def _plane(planes: Planes, place: int) -> Plane:
    return planes[place] if place < len(planes) else np.zeros_like(planes[0])
