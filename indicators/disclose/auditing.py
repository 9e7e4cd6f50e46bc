"""Prove that every hidden count keeps several possible values, given all sums at once.

A value is possible when there are whole numbers for everything that is in doubt which fit all
that a reader knows. They are looked for by integer linear programming near the truth, so a proof
is an example: other figures that a reader could not tell from the true ones. Where none is found
within the budget (a number of programs, so that every machine decides alike) nothing is proved.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import block_array, csc_array, csr_array
from scipy.sparse.csgraph import connected_components

from indicators.disclose.attacker import Bounds
from indicators.disclose.linking import Ints, Truths
from indicators.disclose.nudging import Nudges

_REACH: Final = 3
"""How far from the truth other values are looked for; three possible ones lie within."""
_TOGETHER: Final = 30
"""How many unknowns one program holds at most; those further away stay at their truth."""
_NODES: Final = 50


@dataclass(frozen=True, slots=True)
class Audit:
    """`unproven`: what may be worked out. `group` numbers what hangs together, -1 where it is known."""

    unproven: Ints
    group: Ints


@dataclass(slots=True)
class Auditor:
    """Looks for proofs, remembers what it has proved, and stops at its budget."""

    wanted: int
    budget: int
    spent: int = 0
    _found: dict[bytes, tuple[int, ...]] = field(default_factory=dict)

    @property
    def is_spent(self) -> bool:
        return self.spent >= self.budget

    def audit(self, sums: csr_array, bounds: Bounds) -> Audit:
        """Give what is protected and not proved to keep enough possible values."""
        free = np.flatnonzero(bounds.free)
        open_sums = sums[:, free]
        open_sums = open_sums[np.diff(open_sums.indptr) > 0]
        count, label = _groups(open_sums)
        group = np.full(len(bounds.low), -1, dtype=np.int64)
        group[free] = label
        near = Bounds(
            np.maximum(np.ceil(bounds.low[free]), -_REACH),
            np.minimum(np.floor(bounds.high[free]), _REACH),
            bounds.protected[free],
        )
        # One sum alone was judged exactly before: only what several sums say together is left.
        sums_in = np.bincount(label[open_sums.indices[open_sums.indptr[:-1]]], minlength=count)
        asked = np.bincount(label, near.protected, count) > 0
        near = self._without_examples(open_sums, near)
        links = _Links(open_sums, open_sums.tocsc())
        members = np.argsort(label, kind="stable")
        ends = np.concatenate([[0], np.cumsum(np.bincount(label, minlength=count))])
        unproven: list[int] = []
        for one in np.flatnonzero(asked & (sums_in > 1)):
            held = members[ends[one] : ends[one + 1]]
            unproven += (int(free[at]) for at in self._in_group(links, near, held))
        return Audit(np.array(sorted(unproven), dtype=np.int64), group)

    def _without_examples(self, sums: csr_array, near: Bounds) -> Bounds:
        """Leave out what a few moves already prove to be safe."""
        nudges = Nudges(sums, near.low.astype(np.int64), near.high.astype(np.int64))
        left = near.protected.copy()
        count = np.diff(sums.tocsc().indptr)
        found: dict[int, set[int]] = {}
        for target in np.flatnonzero(near.protected & (count > 0)).tolist():
            if len(found.get(target, ())) < self.wanted - 1:
                for one, values in nudges.values(target, self.wanted).items():
                    found.setdefault(one, set()).update(values)
        left[[one for one, values in found.items() if len(values) >= self.wanted - 1]] = False
        return Bounds(near.low, near.high, left)

    def _in_group(self, links: "_Links", near: Bounds, held: Ints) -> Iterable[int]:
        if len(held) <= _TOGETHER:
            left = self._program(links, near, held, held[near.protected[held]])
            return [int(held[at]) for at in left]
        found = []
        for target in held[near.protected[held]]:
            around = _around(links, int(target))
            if self._program(links, near, around, np.array([target])):
                found.append(int(target))
        return found

    def _program(self, links: "_Links", near: Bounds, held: Ints, targets: Ints) -> tuple[int, ...]:
        """Give the places in `held` of the targets that are not proved."""
        table = links.table(held)
        low, high = near.low[held], near.high[held]
        asked = np.isin(held, targets)
        key = b"".join(one.tobytes() for one in (asked, table, low, high))
        if key in self._found:
            return self._found[key]
        found = self._search(table, low, high, asked)
        if not self.is_spent:
            self._found[key] = found
        return found

    def _search(
        self,
        table: NDArray[np.float64],
        low: NDArray[np.float64],
        high: NDArray[np.float64],
        asked: Truths,
    ) -> tuple[int, ...]:
        search = _Search(table, low, high)
        left = []
        for at in np.flatnonzero(asked):
            if self.is_spent or not search.has(int(at), self.wanted):
                left.append(int(at))
            self.spent += search.take_count()
        return tuple(left)


def _groups(sums: csr_array) -> tuple[int, Ints]:
    """Number the unknowns that sums hold together."""
    count = sums.shape[1]
    graph: Any = csr_array((count, count))
    if sums.shape[0]:
        stacked: Any = [[None, sums.T], [sums, None]]
        graph = block_array(stacked)
    _, held = connected_components(graph, directed=False)
    _, label = np.unique(held[:count], return_inverse=True)
    return int(label.max(initial=-1)) + 1, label.astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Links:
    """The sums of what is in doubt, by sum and by unknown."""

    by_sum: csr_array
    by_unknown: csc_array

    def table(self, held: Ints) -> NDArray[np.float64]:
        """Give the sums of some unknowns, each once, the others at their truth."""
        some = self.by_unknown[:, held]
        sums, place = np.unique(some.indices, return_inverse=True)
        found = np.zeros((len(sums), len(held)))
        found[place, np.repeat(np.arange(len(held)), np.diff(some.indptr))] = some.data
        table: NDArray[np.float64] = np.unique(found, axis=0)
        return table


def _around(links: _Links, target: int) -> Ints:
    """Give the unknowns nearest to one, over the sums they share."""
    rows, columns = links.by_sum, links.by_unknown
    found, ahead = {target}, [target]
    for one in ahead:  # grows while it is walked
        for at in columns.indices[columns.indptr[one] : columns.indptr[one + 1]]:
            for other in rows.indices[rows.indptr[at] : rows.indptr[at + 1]]:
                if len(found) >= _TOGETHER:
                    return np.array(sorted(found), dtype=np.int64)
                if int(other) not in found:
                    found.add(int(other))
                    ahead.append(int(other))
    return np.array(sorted(found), dtype=np.int64)


class _Search:
    """Other whole numbers for a group of unknowns, as distances from the truth."""

    def __init__(
        self, table: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]
    ) -> None:
        self._table, self._low, self._high = table, low, high
        self._seen = np.zeros((len(low), 2 * _REACH + 1), dtype=bool)
        self._seen[:, _REACH] = True
        self._count = 0

    def take_count(self) -> int:
        """Give how many programs were solved since the last time."""
        count, self._count = self._count, 0
        return count

    def has(self, at: int, wanted: int) -> bool:
        """Say whether an unknown has so many possible values."""
        for sign in (-1.0, 1.0):
            if self._seen[at].sum() < wanted:
                goal = np.zeros(len(self._low))
                goal[at] = sign
                self._solve(goal, self._low, self._high)
        seen = np.flatnonzero(self._seen[at]) - _REACH
        for value in range(int(seen.min()) + 1, int(seen.max())):
            if self._seen[at].sum() < wanted and not self._seen[at, value + _REACH]:
                low, high = self._low.copy(), self._high.copy()
                low[at] = high[at] = value
                self._solve(np.zeros(len(low)), low, high)
        return bool(self._seen[at].sum() >= wanted)

    def _solve(
        self,
        goal: NDArray[np.float64],
        low: NDArray[np.float64],
        high: NDArray[np.float64],
    ) -> None:
        from scipy.optimize import Bounds as Box
        from scipy.optimize import LinearConstraint, milp

        self._count += 1
        found = milp(
            goal,
            integrality=np.ones(len(goal), dtype=np.int64),
            bounds=Box(low, high),
            constraints=LinearConstraint(self._table, 0.0, 0.0),
            options={"node_limit": _NODES},
        )
        if found.x is not None:
            self._note(np.round(found.x))

    def _note(self, distance: NDArray[np.float64]) -> None:
        """Keep an example, and its mirror image where that is one too."""
        for one in (distance, -distance):
            fits = np.abs(self._table @ one).max(initial=0.0) < 1e-6
            if fits and (one >= self._low).all() and (one <= self._high).all():
                self._seen[np.arange(len(one)), one.astype(np.int64) + _REACH] = True
