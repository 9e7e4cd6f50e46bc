"""Other figures that a reader could not tell from the true ones: each is a proof that something stays in doubt.

An example says by how much each unknown differs from its true count. It is a whole number, every
sum still holds, and nothing leaves the bounds of what a reader knows. Bounds would prove nothing:
whole numbers within them need not fit together. Linear programs find examples, for the sums of
tables mostly have whole solutions; where one has not, an integer program is asked.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from scipy.sparse import csc_array, csr_array, hstack
from scipy.sparse.csgraph import connected_components

from indicators.disclose.linking import Floats, Ints, Truths

_REACH: Final = 3
"""How far from the truth other values are looked for; three possible ones lie within."""
_ROUNDS: Final = 10
_IN_VAIN: Final = 4
"""After so many rounds without anything new no more are tried."""
_NODES: Final = 50
_TIMES: Final = (1, -1, 2, -2)
_CLOSE: Final = 1e-6


class Examples:
    """The values that each unknown of a block can have, as far as examples were found.

    What was found stays true when more is hidden. The search draws lots from a fixed seed, so the
    same figures are always hidden alike.
    """

    def __init__(self, sums: csr_array, wanted: int) -> None:
        self._sums = csc_array(sums)
        self._wanted = wanted
        self._seen = np.zeros((sums.shape[1], 2 * _REACH + 1), dtype=bool)
        self._seen[:, _REACH] = True
        self._lots = np.random.default_rng(1)

    @property
    def enough(self) -> Truths:
        """Say which unknowns are proved to have as many possible values as are wanted."""
        found: Truths = self._seen.sum(axis=1) >= self._wanted
        return found

    def look(self, low: Floats, high: Floats, wanted: Truths) -> None:
        """Look for examples that move many of these unknowns at once, within bounds."""
        low, high = _near(low, high)
        held = self._around(low, high, wanted & ~self.enough)
        in_vain = 0
        for attempt in range(_ROUNDS):
            need = (wanted & ~self.enough)[held]
            if in_vain >= _IN_VAIN or not need.any():
                return
            within = _ways(low[held], high[held])[attempt % 2]
            up = (low[held] > -1) | (self._lots.random(len(held)) < 0.5)
            goal = np.where(up, -1.0, 1.0) * need * (0.5 + self._lots.random(len(held)))
            found = _solve(self._sums[:, held], goal, *within)
            in_vain += 1
            if found is not None:
                moved = np.zeros(len(low))
                moved[held] = found
                _note(self._seen, moved, low, high)
                in_vain = 0 if self.enough[held][need].any() else in_vain

    def open_up(
        self,
        target: int,
        now: tuple[Floats, Floats],
        widest: tuple[Floats, Floats],
        cost: Floats,
    ) -> Truths | None:
        """Give what must be hidden as well, at the least cost, for one unknown to have enough values.

        `now` and `widest` are the bounds (low, high) as things are and when all that may be hidden
        is. None: no such examples were found.
        """
        low, high = _near(*now)
        widest = _near(*widest)
        held = np.flatnonzero(widest[1] > widest[0])
        if target not in held:
            return None
        # What is hidden already, or shown nowhere, may be moved for nothing.
        price = np.where((widest[0] < low) | (widest[1] > high), cost, 0.0)[held]
        moved, seen = np.zeros(len(low), dtype=bool), self._seen.copy()
        at = int(np.searchsorted(held, target))
        for value, least, most in _attempts(widest[0][held], widest[1][held], at):
            if seen[target].sum() >= self._wanted:
                break
            found = _cheapest(self._sums[:, held], price, least, most, at, value)
            if found is not None:
                example = np.zeros(len(low))
                example[held] = found
                _note(seen, example, *widest)
                moved[held] |= (found != 0) & (price > 0)
        if seen[target].sum() < self._wanted:
            return None
        self._seen = seen
        return moved

    def _around(self, low: Floats, high: Floats, wanted: Truths) -> Ints:
        """Give the unknowns in doubt that hang together with wanted ones."""
        free = np.flatnonzero(high > low)
        sums = csr_array(self._sums[:, free])
        graph = sums.T @ sums
        _, group = connected_components(graph, directed=False)
        held: Ints = free[np.isin(group, np.unique(group[wanted[free]]))]
        return held


def _note(seen: Truths, example: Floats, low: Floats, high: Floats) -> None:
    """Keep an example, and what lies as far on the other side or twice as far where that is one."""
    moved = np.flatnonzero(example)
    for times in _TIMES:
        by = times * example[moved]
        if (by >= low[moved]).all() and (by <= high[moved]).all():
            seen[moved, by.astype(np.int64) + _REACH] = True


def _near(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    return np.maximum(np.ceil(low), -_REACH), np.minimum(np.floor(high), _REACH)


def _ways(low: Floats, high: Floats) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Give bounds within which an example has a mirror image, and within which it can be doubled."""
    both = np.minimum(np.minimum(-low, high), 1.0)
    return (-both, both), (np.maximum(np.ceil(low / 2), -1), np.minimum(np.floor(high / 2), 1))


def _attempts(low: Floats, high: Floats, at: int) -> Iterator[tuple[float, Floats, Floats]]:
    """Give values to try for one unknown and the bounds to try them in, those that give most first."""
    mirrored, doubled = _ways(low, high)
    first = (mirrored, doubled) if low[at] <= -1 else (doubled, mirrored)
    yield from ((1.0, *within) for within in first)
    yield from ((value, low, high) for value in (1.0, -1.0, 2.0, -2.0, 3.0, -3.0))


def _cheapest(
    sums: csc_array, price: Floats, low: Floats, high: Floats, at: int, value: float
) -> Floats | None:
    """Find an example that gives one unknown this value and moves as little as can be that has a price."""
    if not low[at] <= value <= high[at]:
        return None
    low, high = low.copy(), high.copy()
    low[at] = high[at] = value
    priced = np.flatnonzero(price > 0)
    # What has a price moves up by one column and down by another, each at its price.
    down = csc_array(-sums[:, priced])
    most_down = -low[priced]
    low[priced] = 0.0
    found = _solve(
        csc_array(hstack([sums, down])),
        np.concatenate([price, price[priced]]),
        np.concatenate([low, np.zeros(len(priced))]),
        np.concatenate([high, most_down]),
    )
    if found is None:
        return None
    moved = found[: len(price)]
    moved[priced] -= found[len(price) :]
    return moved


def _solve(sums: csc_array, goal: Floats, low: Floats, high: Floats) -> Floats | None:
    """Give the whole numbers within bounds that fit every sum and make the goal least, if found."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    table = csr_array(sums)
    table = table[np.flatnonzero(np.diff(table.indptr))]
    for whole in (0, 1):
        found = milp(
            goal,
            integrality=np.full(len(goal), whole),
            bounds=Bounds(low, high),
            constraints=LinearConstraint(table, 0.0, 0.0),
            options={"node_limit": _NODES},
        )
        if found.x is None:
            return None
        rounded: Floats = np.round(found.x)
        near = np.abs(found.x - rounded).max(initial=0.0) < _CLOSE
        if near and np.abs(table @ rounded).max(initial=0.0) < _CLOSE:
            return rounded
    return None
