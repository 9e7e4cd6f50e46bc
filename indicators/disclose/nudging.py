"""Other figures that a reader could not tell from the true ones, found by moving a few by one.

One unknown is moved; every sum that is wrong then is put right by moving another of its unknowns,
the one that stands in the fewest sums first. Most hidden counts are proved to be safe this way,
without a program. What is not found here may exist all the same.
"""

from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Ints = NDArray[np.int64]

_MOVES: Final = 40
"""How many unknowns an example may move."""
_TRIES: Final = 3
_TIMES: Final = (1, -1, 2, -2)


class Nudges:
    """Examples around the truth. `low` and `high` are whole distances from it, at most 3."""

    def __init__(self, sums: csr_array, low: Ints, high: Ints) -> None:
        columns = sums.tocsc()
        degree = np.diff(columns.indptr)
        room = np.minimum(-low, high)
        at = np.repeat(np.arange(sums.shape[0]), np.diff(sums.indptr))
        order = np.lexsort((sums.indices, -room[sums.indices], degree[sums.indices], at))
        self._in_sum = _split(sums.indices[order], sums.indptr)
        self._weights = _split(sums.data[order], sums.indptr)
        self._sums_of = _split(columns.indices, columns.indptr)
        self._weights_of = _split(columns.data, columns.indptr)
        self._low, self._high = low.tolist(), high.tolist()

    def values(self, target: int, wanted: int) -> dict[int, set[int]]:
        """Give values that unknowns may have besides their own, as distances: enough for the target if found."""
        found: dict[int, set[int]] = {}
        for attempt in range(_TRIES):
            for first in (1, -1):
                moved = self._put_right(target, first, attempt)
                if moved:
                    self._note(moved, found)
                if len(found.get(target, ())) >= wanted - 1:
                    return found
        return found

    def _note(self, moved: dict[int, int], found: dict[int, set[int]]) -> None:
        for times in _TIMES:
            if all(self._low[one] <= times * by <= self._high[one] for one, by in moved.items()):
                for one, by in moved.items():
                    found.setdefault(one, set()).add(times * by)

    def _put_right(self, target: int, first: int, attempt: int) -> dict[int, int] | None:
        """Give what must move with a target, None where that was not found."""
        moved = {target: first}
        wrong: dict[int, float] = {}
        self._move(target, first, wrong)
        while wrong:
            sum_, by = next(iter(wrong.items()))
            skip = attempt if len(moved) == 1 else 0
            chosen = self._choose(sum_, by, moved, skip)
            if chosen is None or len(moved) >= _MOVES:
                return None
            one, step = chosen
            moved[one] = step
            self._move(one, step, wrong)
        return moved

    def _choose(
        self, sum_: int, by: float, moved: dict[int, int], skip: int
    ) -> tuple[int, int] | None:
        for one, weight in zip(self._in_sum[sum_], self._weights[sum_], strict=True):
            if one in moved:
                continue
            step = -by / weight
            if step == int(step) and self._low[one] <= step <= self._high[one]:
                if skip == 0:
                    return one, int(step)
                skip -= 1
        return None

    def _move(self, one: int, step: int, wrong: dict[int, float]) -> None:
        for sum_, weight in zip(self._sums_of[one], self._weights_of[one], strict=True):
            by = wrong.pop(sum_, 0.0) + weight * step
            if abs(by) > 1e-9:
                wrong[sum_] = by


def _split(values: NDArray[Any], starts: NDArray[Any]) -> list[list[Any]]:
    """Give the values of each row or column as a list."""
    plain, at = values.tolist(), starts.tolist()
    return [plain[begin:end] for begin, end in pairwise(at)]
