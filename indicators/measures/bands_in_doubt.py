"""Whether small counts by age stay in doubt beside a value that is made of them.

The people of each age and the weights are public, and the whole count is shown, rounded. So a
value made by age is an equation in the counts of its bands; where they are few, only one set of
counts may fit it. What is looked for is other counts that would be shown just alike.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from framework.model.sources import Disclosure
from indicators.measures.figures import Floats

_REACH: Final = 3
"""How far from the truth other counts are looked for."""
_FEW: Final = 5
"""Of so many bands all changes within reach are tried."""
_TIERS: Final = ((1, (-2, -1, 1, 2)), (2, (-2, -1, 1, 2)), (3, (-1, 1)))
"""How many of more bands are changed together, and by how much: the likely ones first."""
_DRAWN: Final = 40_000
"""How many more changes are drawn by lot, from a fixed seed."""
_DRAWN_TOGETHER: Final = 6

Moves = NDArray[np.int8]
Values = Callable[[Floats], Floats]
"""From counts by age [sets, bands] to the values that are made of them [sets, values]; nan for none."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What he sees of an indicator made by age: values with so many decimals, whole counts rounded."""

    rule: Disclosure
    decimals: int

    def can_name(self, counts: Floats, values: Values) -> bool:
        """Say whether a small one of these counts [bands] may have too few possible values.

        False is proved by other counts that are shown just alike; True says that none were found.
        """
        small = (counts > 0) & (counts <= self.rule.suppress_to)
        if not small.any():
            return False
        truth = self._sees(counts[np.newaxis], values)
        seen = np.zeros((len(counts), 2 * _REACH + 1), dtype=bool)
        seen[:, _REACH] = True
        for moves in _moves(len(counts)):
            possible = moves[(counts + moves >= 0).all(axis=1)]
            alike = possible[(self._sees(counts + possible, values) == truth).all(axis=1)]
            for place in range(2 * _REACH + 1):
                seen[:, place] |= (alike == place - _REACH).any(axis=0)
            if (seen[small].sum(axis=1) >= self.rule.must_stay_possible).all():
                return False
        return True

    def as_of_rounded(self, counts: Floats) -> Floats:
        """Give by what a value is multiplied, so that it is that of the rounded count."""
        return _rounded(counts, self.rule.round_to) / np.where(counts > 0, counts, 1.0)

    def _sees(self, counts: Floats, values: Values) -> Floats:
        """Lay values and the whole count side by side, as they are shown; -1 where there is none."""
        shown = _rounded(values(counts), 10.0**-self.decimals)
        whole = _rounded(counts.sum(axis=1, keepdims=True), self.rule.round_to)
        return np.nan_to_num(np.hstack([shown, whole]), nan=-1.0, posinf=-1.0)


def _moves(bands: int) -> Iterator[Moves]:
    """Give changes of counts by age [sets, bands], in a few tables."""
    if bands <= _FEW:
        yield _all_within_reach(bands)
        return
    yield from (_changed_together(bands, *tier) for tier in _TIERS)
    yield _drawn_by_lot(bands)


@cache
def _all_within_reach(bands: int) -> Moves:
    return np.array(list(product(range(-_REACH, _REACH + 1), repeat=bands)), dtype=np.int8)


@cache
def _changed_together(bands: int, together: int, steps: tuple[int, ...]) -> Moves:
    chosen = np.array(list(combinations(range(bands), together)))
    by = np.array(list(product(steps, repeat=together)), dtype=np.int8)
    moves = np.zeros((len(chosen), len(by), bands), dtype=np.int8)
    for place in range(together):
        at = np.arange(len(chosen))[:, None], np.arange(len(by)), chosen[:, [place]]
        moves[at] = by[:, place]
    return moves.reshape(-1, bands)


@cache
def _drawn_by_lot(bands: int) -> Moves:
    lots = np.random.default_rng(1)
    order = lots.random((_DRAWN, bands)).argsort(axis=1)
    moves = lots.choice(np.array([-2, -1, -1, 1, 1, 2], dtype=np.int8), size=(_DRAWN, bands))
    moves[order >= _DRAWN_TOGETHER] = 0
    return moves


def _rounded(numbers: Floats, to: float) -> Floats:
    """Round half up to a base, as figures are shown."""
    found: Floats = np.floor(numbers / to + 0.5) * to
    return found
