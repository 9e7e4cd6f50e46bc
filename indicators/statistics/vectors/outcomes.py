"""Holding our figures beside others', row by row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

SHOWN_FAILURES: Final = 3
_SMALLEST: Final = 1e-12


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one file fared.

    `left_out` rows hang on the last digit of a number and were not judged. `worst` is the largest
    relative difference of a figure that was. `note` says why it may be larger than the others.
    """

    file: str
    rows: int
    passed: int
    left_out: int
    worst: float
    failures: tuple[str, ...]
    note: str = ""

    @property
    def is_good(self) -> bool:
        """Every row that was judged passed, and there was one."""
        return self.passed == self.rows - self.left_out and self.passed > 0


Checker = Callable[[Path], Outcome]


@dataclass(slots=True)
class Comparing:
    """The comparison of one file as it goes on; a row passes when all its columns do."""

    file: str
    rows: int
    _good: NDArray[np.bool_] = field(init=False)
    _left_out: NDArray[np.bool_] = field(init=False)
    _judged: list[NDArray[np.float64]] = field(init=False, default_factory=list)
    _failures: dict[int, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._good = np.ones(self.rows, np.bool_)
        self._left_out = np.zeros(self.rows, np.bool_)

    def figures(
        self,
        column: str,
        ours: ArrayLike,
        theirs: ArrayLike,
        relative: float | NDArray[np.float64] = 1e-9,
        absolute: float | NDArray[np.float64] = 0.0,
    ) -> None:
        """Hold figures [row] beside others; nan and infinity match only themselves."""
        mine, other = np.asarray(ours, np.float64), np.asarray(theirs, np.float64)
        with np.errstate(invalid="ignore"):
            gap = np.abs(mine - other)
        far = gap / np.maximum(np.abs(other), _SMALLEST)
        same = (mine == other) | (np.isnan(mine) & np.isnan(other))
        good = same | (far <= relative) | (gap <= absolute)
        # A difference let through for its smallness near zero says nothing in relative terms.
        judged = np.where(same | (gap <= absolute), 0.0, far)
        self._judged.append(np.where(np.isnan(judged), np.inf, judged))
        self._note(good, column, mine.tolist(), other.tolist())

    def words(self, column: str, ours: Sequence[str], theirs: Sequence[str]) -> None:
        """Hold words [row] beside others; they must be the same."""
        good = np.array([a == b for a, b in zip(ours, theirs, strict=True)], np.bool_)
        self._note(good, column, ours, theirs)

    def leave_out(self, fragile: NDArray[np.bool_]) -> None:
        """Leave rows [row] out of the judgement."""
        self._left_out |= fragile

    def outcome(self) -> Outcome:
        """Sum up."""
        kept = ~self._left_out
        worst = max((float(far[kept].max(initial=0.0)) for far in self._judged), default=0.0)
        bad = [row for row in sorted(self._failures) if kept[row]]
        return Outcome(
            self.file,
            self.rows,
            int((self._good & kept).sum()),
            int(self._left_out.sum()),
            worst,
            tuple(self._failures[row] for row in bad[:SHOWN_FAILURES]),
        )

    def _note(
        self, good: NDArray[np.bool_], column: str, ours: Sequence[object], theirs: Sequence[object]
    ) -> None:
        self._good &= good
        for row in np.flatnonzero(~good).tolist():
            said = f"row {row + 1}, {column}: {ours[row]} is not {theirs[row]}"
            self._failures.setdefault(row, said)
