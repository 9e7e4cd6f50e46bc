"""Rows that are kept for a measure that is no sum: few bytes a row, and on the disk where they are many."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from indicators.measures.put_aside import PutAside

Small = NDArray[np.int32]
Whole = NDArray[np.signedinteger]

MOST_HELD_BYTES: Final = 8 * 2**20
"""So many bytes of one indicator's rows are held in memory while the others are gathered."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that count. A row counts in the periods from `start` up to `stop`.

    `places` holds, by cube, where a row's area and members stand in it (months left out).
    """

    places: Mapping[int, Small]
    start: Whole
    stop: Whole
    values: Whole

    def __len__(self) -> int:
        return len(self.start)

    @property
    def bytes(self) -> int:
        return sum(one.nbytes for one in self.columns())

    def columns(self) -> tuple[NDArray[Any], ...]:
        return self.start, self.stop, self.values, *self.places.values()


@dataclass(slots=True)
class Gathered:
    """The rows of one indicator, part by part; many wait on the disk.

    `ends` are its smallest and largest value. `is_lasting`: some row does not count in just one period.
    """

    cubes: tuple[int, ...]
    rows: int = 0
    ends: tuple[int, int] = (0, 0)
    is_lasting: bool = False
    _parts: list[Table] = field(default_factory=list)
    _aside: PutAside = field(default_factory=PutAside)

    def add(self, part: Table) -> None:
        if not len(part):
            return
        low, high = int(part.values.min()), int(part.values.max())
        self.ends = (min(low, self.ends[0]), max(high, self.ends[1])) if self.rows else (low, high)
        self.rows += len(part)
        self.is_lasting |= bool((part.stop - part.start != 1).any())
        self._parts.append(part)
        if sum(one.bytes for one in self._parts) > MOST_HELD_BYTES:
            for one in self._parts:
                self._aside.put(one.columns())
            self._parts.clear()

    def parts(self) -> Iterator[Table]:
        """Give all rows, once."""
        for start, stop, values, *places in self._aside.taken():
            yield Table(dict(zip(self.cubes, places, strict=True)), start, stop, values)
        yield from self._parts
        self._parts = []

    def whole(self) -> Table:
        """Give all rows in one piece, once."""
        parts = list(self.parts())
        if not parts:
            none = np.zeros(0, dtype=np.int32)
            return Table(dict.fromkeys(self.cubes, none), none, none, none)
        start, stop, values, *places = (
            np.concatenate(column)
            for column in zip(*(part.columns() for part in parts), strict=True)
        )
        by_cube = dict(zip(self.cubes, places, strict=True))
        return Table(
            by_cube, start.astype(np.int32), stop.astype(np.int32), values.astype(np.int64)
        )


def narrow(numbers: Whole) -> Whole:
    """Give the same whole numbers in as few bytes as hold them."""
    low, high = (int(numbers.min()), int(numbers.max())) if len(numbers) else (0, 0)
    for kind in (np.int16, np.int32):
        if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max:
            return numbers.astype(kind)
    return numbers
