"""One block of results that hang together: hide in it until every hidden count keeps enough possible values.

First all sums together are audited, and where no proof is found that a hidden count keeps enough possible
values, the cheapest figures are hidden that give one, or else the breakdown is withdrawn, then the
level. At last the smallest figure still shown is hidden in each sum whose hidden parts are few together.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from indicators.disclose.examples import Budget, Examples
from indicators.disclose.linking import Ints, Linked, Truths
from indicators.disclose.reader import (
    Bounds,
    Figures,
    complements,
    must_stay_in_doubt,
    rows_that_show,
    what_is_known,
    with_few_inside,
)

_REACHES: Final = (1000, 4000)
"""How many unknowns around one are moved to keep it in doubt: the nearest first, then more."""
_AFTERWARDS: Final = 30
"""How many programs of its own size a block is given for a proof after each withdrawal."""
_MOST_AFTERWARDS: Final = 300_000
"""And no more than this, in unknowns times programs: what hangs together widely must end too."""


class Block:
    """Results that hang together, and no others: what is hidden here says nothing of elsewhere."""

    def __init__(
        self,
        linked: Linked,
        figures: Figures,
        hidden: Truths,
        withdrawals: list[Ints],
        fineness: Ints,
        budget: Budget,
    ) -> None:
        self._linked, self._figures = linked, figures
        self._hidden, self._withdrawals = hidden, withdrawals
        self._fineness, self.withdrew = fineness, False
        self._examples = Examples(linked.sums, figures.wanted, budget)
        self._lost = np.zeros(len(linked.truth), dtype=bool)
        # It costs so many rows to hide an unknown, and more where it is large: readers want the totals.
        self._price = 1.0 + np.sqrt(np.abs(linked.truth))
        self._far = self._when_all_is_hidden()

    def hide(self) -> Truths:
        """Hide until every hidden count is proved to keep enough possible values.

        Where the budget is spent first, the breakdowns are withdrawn, then the finer levels, then
        all, and a little more is spent on a proof after each. Where it was not found out what
        earlier publications tell, nothing short of all can be proved.
        """
        if self._figures.cannot_tell.any():
            self.withdrew = True
            return self._hidden | self._has_some()
        withdrawn = iter(self._withdrawn_unproved())
        while not self._prove():
            rows = next(withdrawn, None)
            if rows is None:
                return self._hidden
            self.withdrew = True
            self._hidden |= rows & self._has_some()
            self._far = self._when_all_is_hidden()
            self._examples.budget = Budget(
                min(_AFTERWARDS * len(self._linked.truth), _MOST_AFTERWARDS)
            )
        return self._hidden

    def _withdrawn_unproved(self) -> Iterator[Truths]:
        yield self._withdrawals[0] >= 0
        yield from (self._fineness == one for one in np.unique(self._fineness)[:0:-1])
        yield np.ones_like(self._hidden)

    def _prove(self) -> bool:
        """Hide until all is proved. False: the budget was spent before."""
        while True:
            bounds = self._known()
            self._examples.look(bounds.low, bounds.high, self._in_question(bounds))
            unproven = np.flatnonzero(self._in_question(bounds) & ~self._examples.enough)
            for target in unproven:
                if self._examples.budget.is_spent:
                    return False
                if not self._examples.has_enough(int(target)):
                    self._protect(int(target))
            if not len(unproven) and not self._hides_beside_few():
                return True

    def _when_all_is_hidden(self) -> Bounds:
        """Give what is known when all is hidden that may be: not rows of true zeros, which protect nobody."""
        linked = self._linked
        return what_is_known(linked, self._figures, self._hidden | self._has_some())

    def _has_some(self) -> Truths:
        """Say which rows are no true zeros."""
        some = np.zeros(len(self._hidden), dtype=bool)
        some[self._linked.row[self._linked.truth[self._linked.unknown] > 0]] = True
        return some

    def _known(self) -> Bounds:
        return what_is_known(self._linked, self._figures, self._hidden)

    def _in_question(self, bounds: Bounds) -> Truths:
        enough = self._examples.enough
        found = must_stay_in_doubt(self._linked, self._figures, self._hidden, bounds, enough)
        return found & ~self._lost

    def _hides_beside_few(self) -> bool:
        """Hide the smallest figure still shown in sums whose hidden parts are few together, if any."""
        sums = with_few_inside(self._linked, self._figures, self._known())
        more = complements(self._linked, self._figures, self._hidden, sums)
        self._hidden[rows_that_show(self._linked, more)] = True
        return bool(len(more))

    def _protect(self, target: int) -> None:
        """Hide the cheapest figures that keep one count in doubt, or withdraw what is around it."""
        for reach in _REACHES:
            if self._open_up(target, reach):
                return
        everything = what_is_known(self._linked, self._figures, np.ones_like(self._hidden))
        # Where not even hiding everything would do, it is known whatever is hidden now.
        helps = self._examples.may_move(target, everything.low, everything.high, reach=_REACHES[-1])
        for step in range(len(self._withdrawals) if helps else 0):
            self._withdraw(target, step)
            if self._open_up(target, _REACHES[-1]):
                return
        # Nothing is known of what the budget did not reach.
        self._lost[target] = not self._examples.budget.is_spent
        if self._lost[target]:
            self._keep_from_new_readers(target)

    def _keep_from_new_readers(self, target: int) -> None:
        """Hide what would tell a lost count to those who have seen no earlier publication."""
        linked, new = self._linked, self._figures.without_earlier()
        now = what_is_known(linked, new, self._hidden)
        far = what_is_known(linked, new, self._hidden | self._has_some())
        examples = Examples(linked.sums, new.wanted, self._examples.budget)
        examples.look(now.low, now.high, np.arange(len(linked.truth)) == target)
        if not examples.has_enough(target):
            price = self._price * self._shown_in()
            moved = examples.open_up(target, far.low, far.high, price, reach=_REACHES[0])
            if moved is not None:
                self._hidden[rows_that_show(linked, np.flatnonzero(moved))] = True

    def _open_up(self, target: int, reach: int) -> bool:
        linked, price = self._linked, self._price * self._shown_in()
        moved = self._examples.open_up(target, self._far.low, self._far.high, price, reach=reach)
        if moved is not None:
            self._hidden[rows_that_show(linked, np.flatnonzero(moved))] = True
        return moved is not None

    def _shown_in(self) -> Ints:
        """Count the rows that show each unknown."""
        linked = self._linked
        shown = linked.unknown[~self._hidden[linked.row]]
        return np.bincount(shown, minlength=len(linked.truth))

    def _withdraw(self, target: int, step: int) -> None:
        """Hide the breakdown, the level or the period of what shares a sum with one count."""
        linked = self._linked
        sums = np.flatnonzero(linked.sums[:, [target]].toarray())
        rows = rows_that_show(linked, np.unique(linked.sums[sums].indices))
        alike = self._withdrawals[step]
        groups = np.unique(alike[rows])
        self._hidden[np.isin(alike, groups[groups >= 0])] = True
        self._far = self._when_all_is_hidden()
