"""What families of one column do with a batch: put its rows in order once, then walk along them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from indicators.measures.cells import Layer, cells_of
from indicators.measures.exact import Ints, add_count, add_limbs, add_planes, limbs
from indicators.measures.groupwork import Cells, Tally, Wanted, shares_of
from indicators.measures.pieces import RowPlan, array_of, collected
from indicators.measures.primitives import Axis, Primitive
from indicators.measures.rendering import Renderer
from indicators.measures.stretches import Family, Kin

_VALUE: Final = " value"
_CODES_OF_16_BITS: Final = 2**16


@dataclass(frozen=True, slots=True)
class _Batch:
    """The rows of a batch that have a value in the column, in its order.

    `codes` say how many of the cuts lie at or below the value; `cells` hold the cells by axis and cube.
    """

    rows: pl.DataFrame
    codes: NDArray[np.integer]
    cells: Mapping[tuple[Axis, int], Cells]

    def array(self, name: str) -> NDArray[Any]:
        return array_of(self.rows[name])


class StretchWork:
    """The work of all families of one column, planned once and done for every batch."""

    def __init__(
        self,
        column: str,
        families: Mapping[Kin, Family],
        wanted: Wanted,
        layer: Layer,
        renderer: Renderer,
        asked_by: Mapping[Primitive, Sequence[str]],
    ) -> None:
        self._column, self._families, self._wanted, self._layer = column, families, wanted, layer
        self._plan = RowPlan(layer, renderer, None)
        self._masks = {kin: self._plan.mask(kin.rest, kin.axis) for kin in families}
        self._factors = {kin: self._plan.factors(kin.factors, kin.axis) for kin in families}
        members = [one for family in families.values() for one in family]
        ends = [
            end
            for family in families.values()
            for one in family.values()
            for end in (one.low, one.high)
        ]
        self._cuts = np.array(sorted({end for end in ends if end is not None}), dtype=np.int64)
        self._asker = asked_by[next((one for one in members if one.factors), members[0])][0]
        self._cubes = sorted({cube for one in members for cube in wanted[one]} or {0})
        self.name = f"rows in the order of '{column}'"
        self.shares = shares_of(members, asked_by)

    def add(self, frame: pl.DataFrame, tally: Tally) -> None:
        """Add the rows of a placed batch.

        Raises:
            MeasureError: a number does not fit into 64 bits.
        """
        batch = self._ordered(frame)
        for kin, family in self._families.items():
            self._walk(batch, kin, family, tally)

    def _ordered(self, frame: pl.DataFrame) -> _Batch:
        axes = sorted({kin.axis for kin in self._families}, key=repr)
        places = [self._layer.base(cube) for cube in self._cubes]
        places += [self._layer.month(axis) for axis in axes]
        value = pl.col(self._column)
        plan = frame.lazy().filter(value.is_not_null())
        value = value.to_physical().cast(pl.Int64).alias(_VALUE)
        rows = collected(plan.select(value, *places, *self._plan.columns), self._asker)
        codes = np.searchsorted(self._cuts, rows[_VALUE].to_numpy(), side="right")
        # Codes of 16 bits are sorted by radix, which is several times faster.
        codes = codes.astype(np.uint16 if len(self._cuts) < _CODES_OF_16_BITS else np.int64)
        order = np.argsort(codes, kind="stable")
        rows = rows.drop(_VALUE)[order]
        cells = {
            (axis, cube): cells_of(
                rows[self._layer.base(cube)].to_numpy(), rows[self._layer.month(axis)].to_numpy()
            ).astype(np.intp)
            for axis in axes
            for cube in self._cubes
        }
        return _Batch(rows, codes[order], cells)

    def _walk(self, batch: _Batch, kin: Kin, family: Family, tally: Tally) -> None:
        mask = self._masks[kin]
        chosen = np.flatnonzero(batch.array(mask)) if mask else slice(None)
        spans = self._spans(family, batch.codes[chosen])
        parts: Sequence[Ints] | None = None
        if kin.factors:
            parts = limbs([batch.array(name)[chosen] for name in self._factors[kin]])
        for cube in sorted(
            {self._first_cube(one) for one in family}.union(*(self._wanted[one] for one in family))
        ):
            cells = batch.cells[kin.axis, cube][chosen]
            here = [
                one
                for one in family
                if self._first_cube(one) == cube and (one.factors or not one.in_cells)
            ]
            _count(cells, {one: spans[one] for one in here}, tally)
            for one in family:
                tally.counts[one].scan = self.name
            summed = [one for one in family if one.in_cells and cube in self._wanted[one]]
            sums = [np.zeros(1 + self._layer.cubes[cube].cells, dtype=np.int64)]
            done = 0
            for place, one, sign in _ends({one: spans[one] for one in summed}):
                new = slice(done, place)
                if parts is None:
                    add_count(sums, cells[new])
                else:
                    add_limbs(sums, cells[new], [part[new] for part in parts])
                add_planes(tally.planes[one, cube], sums, sign)
                done = place

    def _first_cube(self, one: Primitive) -> int:
        # What is only counted as a whole still needs some cube, to say which rows lie nowhere.
        return (self._wanted[one] or self._cubes)[0]

    def _spans(
        self, family: Family, codes: NDArray[np.integer]
    ) -> Mapping[Primitive, tuple[int, int]]:
        """Give the first place and the one after the last of each primitive's rows, put in order."""
        below = np.searchsorted(codes, np.arange(1, len(self._cuts) + 1)).tolist()
        before = dict(zip(self._cuts.tolist(), below, strict=True))
        return {
            one: (
                0 if stretch.low is None else before[stretch.low],
                len(codes) if stretch.high is None else before[stretch.high],
            )
            for one, stretch in family.items()
        }


def _count(cells: Cells, spans: Mapping[Primitive, tuple[int, int]], tally: Tally) -> None:
    """Note how many rows met the conditions of some primitives, and how many of them lie nowhere."""
    nowhere = np.flatnonzero(cells == 0)
    for one, (begin, end) in spans.items():
        first, stop = np.searchsorted(nowhere, (begin, end)).tolist()
        tally.counts[one].rows += end - begin
        tally.counts[one].outside += stop - first


def _ends(
    spans: Mapping[Primitive, tuple[int, int]],
) -> Iterator[tuple[int, Primitive, int]]:
    """Give where to take what lies before a primitive's rows off, and where to add all up to their end."""
    found = []
    for number, (one, (begin, end)) in enumerate(spans.items()):
        if begin < end:
            found.append((end, number, one, 1))
            if begin:
                found.append((begin, number, one, -1))
    for place, _, one, sign in sorted(found, key=lambda each: each[:2]):
        yield place, one, sign
