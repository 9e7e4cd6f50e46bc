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

from indicators.disclose.linking import Floats, Ints, Truths

_REACH: Final = 3
"""How far from the truth other values are looked for; three possible ones lie within."""
_ROUNDS: Final = 10
_LOOK: Final = 1500
"""How many unknowns are moved together in search of examples."""
_IN_VAIN: Final = 4
"""After so many rounds without anything new no more are tried."""
_NODES: Final = 50
_TIMES: Final = (1, -1, 2, -2)
_CLOSE: Final = 1e-6


class Budget:
    """What may still be spent on programs, in unknowns times programs.

    Never in seconds: every machine must hide alike.
    """

    def __init__(self, left: int) -> None:
        self._left = left

    @property
    def is_spent(self) -> bool:
        return self._left <= 0

    def spend(self, unknowns: int) -> None:
        self._left -= unknowns


class Examples:
    """The values that each unknown of a block can have, as far as examples were found.

    What was found stays true when more is hidden. The search draws lots from a fixed seed, so the
    same figures are always hidden alike.
    """

    def __init__(self, sums: csr_array, wanted: int, budget: Budget) -> None:
        self.budget = budget
        self._sums, self._by_sum = csc_array(sums), csr_array(sums)
        self._rows_of_entries = np.repeat(np.arange(sums.shape[0]), np.diff(self._by_sum.indptr))
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
        waiting = wanted & ~self.enough
        while waiting.any() and not self.budget.is_spent:
            held = np.zeros(len(low), dtype=bool)
            while waiting.any() and held.sum() < _LOOK:
                count = _LOOK - int(held.sum())
                held[self._nearest(int(np.argmax(waiting)), high > low, count)] = True
                # What is tried in vain is left to `open_up`.
                waiting &= ~held
            self._look_among(np.flatnonzero(held), low, high, wanted)
            waiting &= ~self.enough

    def _look_among(self, held: Ints, low: Floats, high: Floats, wanted: Truths) -> None:
        sums, in_vain = self._sums[:, held], 0
        for attempt in range(_ROUNDS):
            need = (wanted & ~self.enough)[held]
            if in_vain >= _IN_VAIN or not need.any() or self.budget.is_spent:
                return
            within = _ways(low[held], high[held])[attempt % 2]
            up = (low[held] > -1) | (self._lots.random(len(held)) < 0.5)
            goal = np.where(up, -1.0, 1.0) * need * (0.5 + self._lots.random(len(held)))
            found = _solve(sums, goal, *within, self.budget)
            in_vain += 1
            if found is not None:
                _note(self._seen, held, found, low, high)
                in_vain = 0 if self.enough[held][need].any() else in_vain

    def has_enough(self, one: int) -> bool:
        """Say whether one unknown is proved to have as many possible values as are wanted."""
        return bool(self._seen[one].sum() >= self._wanted)

    def open_up(
        self, target: int, low: Floats, high: Floats, price: Floats, *, reach: int
    ) -> Truths | None:
        """Give what must be hidden as well, at the least price, for one unknown to have enough values.

        `low` and `high` are the bounds when all that may be hidden is. What is hidden already, or
        shown nowhere, has no price. Only so many unknowns are moved, the nearest ones (`reach`).
        None: no such examples were found, or the budget is spent.
        """
        far_low, far_high = _near(low, high)
        can_move = far_high > far_low
        if not can_move[target]:
            return None
        held = self._nearest(target, can_move, reach)
        price = price[held]
        sums, at = self._sums[:, held], int(np.searchsorted(held, target))
        moved, seen = np.zeros(len(low), dtype=bool), self._seen.copy()
        cannot: set[bool] = set()
        within = far_low[held], far_high[held]
        for value, least, most in _attempts(*within, at):
            if self.budget.is_spent:
                return None
            if (value > 0) in cannot:
                continue
            found = _cheapest(sums, price, least, most, at, value, self.budget)
            if found is not None:
                _note(seen, held, found, far_low, far_high)
                moved[held] |= (found != 0) & (price > 0)
            elif least is within[0]:
                # What cannot be moved by one cannot be moved by two.
                cannot.add(value > 0)
            if seen[target].sum() >= self._wanted:
                self._seen = seen
                return moved
        return None

    def may_move(self, target: int, low: Floats, high: Floats, *, reach: int) -> bool:
        """Say whether one unknown can differ at all within these bounds, by fractions too.

        False is a proof, True is not: sums that hold anything beyond the nearest ones (`reach`)
        are left out, for a program over a whole block could take hours.
        """
        low, high = _near(low, high)
        can_move = high > low
        held = self._nearest(target, can_move, reach)
        inside = np.zeros(len(low), dtype=bool)
        inside[held] = True
        crossing = np.bincount(
            self._rows_of_entries, (can_move & ~inside)[self._by_sum.indices], self._by_sum.shape[0]
        )
        table = csr_array(self._by_sum[np.flatnonzero(crossing == 0)][:, held])
        at = int(np.searchsorted(held, target))
        for value in (1.0, -1.0):
            if low[target] <= value <= high[target]:
                least, most = low[held], high[held]
                least[at] = most[at] = value
                self.budget.spend(len(held))
                if _program(table, np.zeros(len(held)), least, most) is not None:
                    return True
        return False

    def _nearest(self, first: int, can_move: Truths, count: int) -> Ints:
        """Give one unknown and those nearest to it over the sums they share, so many at most."""
        held, ring = np.zeros(len(can_move), dtype=bool), np.array([first])
        held[ring] = True
        while len(ring) and held.sum() < count:
            sums = np.unique(self._sums[:, ring].indices)
            ring = np.unique(self._by_sum[sums].indices)
            ring = ring[can_move[ring] & ~held[ring]][: count - int(held.sum())]
            held[ring] = True
        return np.flatnonzero(held)


def _note(seen: Truths, held: Ints, example: Floats, low: Floats, high: Floats) -> None:
    """Keep an example, and what lies as far on the other side or twice as far where that is one."""
    some = np.flatnonzero(example)
    moved = held[some]
    for times in _TIMES:
        by = times * example[some]
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
    sums: csc_array,
    price: Floats,
    low: Floats,
    high: Floats,
    at: int,
    value: float,
    budget: Budget,
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
        budget,
    )
    if found is None:
        return None
    moved = found[: len(price)]
    moved[priced] -= found[len(price) :]
    return moved


def _solve(
    sums: csc_array, goal: Floats, low: Floats, high: Floats, budget: Budget
) -> Floats | None:
    """Give the whole numbers within bounds that fit every sum and make the goal least, if found."""
    table = csr_array(sums)
    table = table[np.flatnonzero(np.diff(table.indptr))]
    for whole, cost in ((False, 1), (True, _NODES)):
        budget.spend(cost * len(goal))
        found = _program(table, goal, low, high, whole=whole)
        if found is None:
            return None
        rounded: Floats = np.round(found)
        near = np.abs(found - rounded).max(initial=0.0) < _CLOSE
        if near and np.abs(table @ rounded).max(initial=0.0) < _CLOSE:
            return rounded
    return None


def _program(
    table: csr_array, goal: Floats, low: Floats, high: Floats, *, whole: bool = False
) -> Floats | None:
    from scipy.optimize import Bounds, LinearConstraint, milp

    found = milp(
        goal,
        integrality=np.full(len(goal), int(whole)),
        bounds=Bounds(low, high),
        constraints=LinearConstraint(table, 0.0, 0.0),
        options={"node_limit": _NODES},
    )
    x: Floats | None = found.x
    return x
