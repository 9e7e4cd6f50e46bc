"""What a reader works out who keeps publications, and takes it that rows are only ever added.

What was hidden before adds up to what was shown of it then, and no count has shrunk since. So what
was added to hidden counts is bounded by what was added to the whole, and so is a count that was
zero and is hidden now.

All of that is said as sums between more unknowns: what each count was in each publication, and how
it has grown to the next. The hidden counts of then are kept nowhere, but any that fit will do: an
example is a now and a then of every publication that fit all that was ever shown, and the reader
cannot tell it from the true ones. Where nothing has grown between two publications, or nothing that
hangs together with it was shown, nothing is added.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from scipy.sparse import csc_array, csr_array, hstack, vstack
from scipy.sparse.csgraph import connected_components

from indicators.disclose.earlier import Seen
from indicators.disclose.examples import Budget
from indicators.disclose.linking import Floats, Ints, Linked, Truths
from indicators.disclose.reader import Figures

_NEAR: Final = 1e-6
_NODES: Final = 200
_NONE_FITS: Final = 2
"""What `milp` says where it is proved that nothing fits; all else without an answer is unfinished."""
_NOWHERE: Final = -1


def with_growth(
    linked: Linked, figures: Figures, publications: Sequence[Seen], budget: Budget
) -> tuple[Linked, Figures]:
    """Add what publications, the newest first, say of what was hidden, as sums and unknowns of their own.

    Where no counts of then fit, some have shrunk: whoever thinks that none did is mistaken, and
    what hangs together is left out of the oldest publication that it stands in, until some fit.
    Where the search for them was not finished, what the reader learns cannot be said: those counts
    are marked as `cannot_tell`.
    """
    if not publications:
        return linked, figures
    silent = [np.zeros(len(linked.truth), dtype=bool) for _ in publications]
    while True:
        history = _History(linked, figures)
        for seen, unsaid in zip(publications, silent, strict=True):
            history.add(seen, unsaid)
        fitted, misfits, unfinished = history.fit(budget)
        if not len(misfits):
            return history.linked_with(fitted), history.figures_with(unfinished)
        for step, one in misfits:
            # Nothing can be said of it of any older publication either.
            for unsaid in silent[step:]:
                unsaid[one] = True


class _History:
    """Unknowns and sums of earlier publications, added one publication at a time, back in time.

    `_place` says which unknown each count is as of the publication added last (_NOWHERE: a figure
    was shown, `_figure`). A new unknown is an original count at a step back, and what it has grown by.
    """

    def __init__(self, linked: Linked, figures: Figures) -> None:
        count = len(linked.truth)
        self._linked, self._figures = linked, figures
        self._place, self._figure = np.arange(count), np.full(count, np.nan)
        self._size, self._steps = count, 0
        self._silent = linked.is_amount.copy()
        self._exact = np.ones(count, dtype=bool)
        self._exact[linked.unknown[figures.base > 1]] = False
        self._pieces: list[tuple[Ints, Ints, Floats]] = []
        self._totals: list[Floats] = []
        self._least_of_new: list[Floats] = []
        self._whose: list[tuple[Ints, Ints]] = []
        self._rows = 0

    def add(self, seen: Seen, unsaid: Truths) -> None:
        """Go one publication back."""
        now = np.where(self._place == _NOWHERE, self._figure, self._linked.truth)
        is_now = self._place == np.arange(len(now))
        sure = is_now | (self._place == _NOWHERE)
        shown = ~np.isnan(seen.shown) & self._exact
        shrunk = shown & sure & (now < seen.shown)
        same = np.where(is_now, self._figures.known_before, shown & sure & (now == seen.shown))
        self._silent |= unsaid
        others = self._silent | (shrunk & ~same)
        told = shown & ~same & ~others
        sums = _without(self._linked.sums, others)
        same |= _must_be_the_same(sums, same, told)
        sums = _that_hang_on_growth(sums, same, told & ~same)
        moving = np.zeros(len(now), dtype=bool)
        moving[sums.indices] = True
        held = np.flatnonzero(moving & ~(same | told | others))
        self._say(sums, np.where(moving & told & ~same, seen.shown, np.nan), held)
        self._least_of_new += [np.zeros(len(held)), seen.least[held]]
        self._place[shown] = _NOWHERE
        self._figure[shown] = seen.shown[shown]
        self._steps += 1

    def _say(self, sums: csr_array, told: Floats, held: Ints) -> None:
        """Say that what has grown adds up, and that each open count is what it was and has grown by."""
        grown, then = (self._size + np.arange(len(held)) + at for at in (0, len(held)))
        place = np.full(len(told), _NOWHERE)
        place[held] = grown
        is_told = ~np.isnan(told)
        place[is_told] = self._place[is_told]
        said = np.where(is_told, told, 0.0)
        said -= np.where(is_told & (self._place == _NOWHERE), self._figure, 0.0)
        self._put(_at(sums), place[sums.indices], sums.data, sums @ said)
        lines, ones = np.arange(len(held)), np.ones(len(held))
        before = self._place[held]
        self._put(
            np.tile(lines, 3),
            np.concatenate([before, grown, then]),
            np.concatenate([ones, -ones, -ones]),
            -np.where(before == _NOWHERE, self._figure[held], 0.0),
        )
        self._whose += [(np.full(len(held), self._steps), held)] * 2
        self._size += 2 * len(held)
        self._place[held] = then

    def _put(self, lines: Ints, places: Ints, weights: Floats, totals: Floats) -> None:
        kept = places != _NOWHERE
        self._pieces.append((lines[kept] + self._rows, places[kept], weights[kept]))
        self._totals.append(totals)
        self._rows += len(totals)

    @property
    def _sums(self) -> csr_array:
        lines, places, weights = (np.concatenate(one) for one in zip(*self._pieces, strict=True))
        return csr_array((weights, (lines, places)), shape=(self._rows, self._size))

    def fit(self, budget: Budget) -> tuple[Floats, list[tuple[int, Ints]], Ints]:
        """Find whole numbers that the new unknowns may be, beside the truth of now.

        What hangs together is looked for by itself. Gives beside them (step back, counts) of what
        nothing fits, and the counts of which the search ended too early: nobody knows whether any fit.
        """
        count = len(self._linked.truth)
        sums = csc_array(self._sums)
        totals = np.concatenate(self._totals) - sums[:, :count] @ self._linked.truth
        table = csr_array(sums[:, count:])
        least = np.concatenate(self._least_of_new)
        steps, whose = (np.concatenate(one) for one in zip(*self._whose, strict=True))
        found, misfits, unfinished = np.zeros(table.shape[1]), [], []
        for lines, held in _parts(table):
            budget.spend(len(held))
            values, none_fits = _whole_numbers(table[lines][:, held], totals[lines], least[held])
            if values is not None:
                found[held] = values
            elif none_fits:
                oldest = steps[held].max()
                misfits.append((int(oldest), np.unique(whose[held[steps[held] == oldest]])))
            else:
                unfinished.append(whose[held])
        return found, misfits, np.unique(np.concatenate([*unfinished, np.empty(0, dtype=np.int64)]))

    def linked_with(self, fitted: Floats) -> Linked:
        """Give what is linked with the new sums and unknowns; none of these need be protected."""
        linked, more = self._linked, len(fitted)
        sums = self._sums[np.flatnonzero(np.diff(self._sums.indptr))]
        nothing, none = np.zeros(more, dtype=bool), np.zeros(sums.shape[0], dtype=bool)
        now = hstack([linked.sums, csr_array((linked.sums.shape[0], more))])
        return replace(
            linked,
            truth=np.concatenate([linked.truth, fitted]),
            guarded=np.concatenate([linked.guarded, nothing]),
            is_amount=np.concatenate([linked.is_amount, nothing]),
            sums=csr_array(vstack([now, sums])),
            of_parts=np.concatenate([linked.of_parts, none]),
            of_periods=np.concatenate([linked.of_periods, none]),
        )

    def figures_with(self, unfinished: Ints) -> Figures:
        """Give what is said of the unknowns, old and new."""
        figures, least = self._figures, np.concatenate(self._least_of_new)
        nothing = np.zeros(len(least), dtype=bool)
        cannot_tell = figures.cannot_tell.copy()
        cannot_tell[unfinished] = True
        return replace(
            figures,
            known_before=np.concatenate([figures.known_before, nothing]),
            least_before=np.concatenate([figures.least_before, least]),
            cannot_tell=np.concatenate([cannot_tell, nothing]),
        )


def _without(sums: csr_array, others: Truths) -> csr_array:
    """Leave out the sums that hold something of which nothing is said."""
    lost = np.unique(_at(sums)[others[sums.indices]])
    return csr_array(sums[np.setdiff1d(np.arange(sums.shape[0]), lost)])


def _must_be_the_same(sums: csr_array, same: Truths, told: Truths) -> Truths:
    """Say which counts cannot have grown: all that they are part of stayed as it was."""
    at, one = _at(sums), sums.indices
    same, count = same.copy(), sums.shape[0]
    while True:
        moves = ~same[one]
        known = np.bincount(at, moves & told[one], count)
        ups = np.bincount(at, moves & (sums.data > 0), count)
        downs = np.bincount(at, moves & (sums.data < 0), count)
        still = (known == 0) & ((ups == 0) != (downs == 0))
        found = one[moves & still[at]]
        if not len(found):
            return same
        same[found] = True


def _that_hang_on_growth(sums: csr_array, same: Truths, grown: Truths) -> csr_array:
    """Keep the sums that hang together with a count of which is known by how much it has grown."""
    place = np.arange(len(same))
    moves = csr_array(((~same).astype(np.float64), (place, place)), shape=(len(same), len(same)))
    moving = csr_array(sums @ moves)
    moving.eliminate_zeros()
    of_sums, of_counts = _components(moving)
    some = np.diff(moving.indptr) > 0
    kept = some & np.isin(of_sums, np.unique(of_counts[grown]))
    return csr_array(moving[np.flatnonzero(kept)])


def _components(table: csr_array) -> tuple[Ints, Ints]:
    """Number what hangs together, for each line and for each column."""
    lines, size = table.shape[0], sum(table.shape)
    ends = _at(table), table.indices + lines
    graph = csr_array((np.ones(table.nnz), ends), shape=(size, size))
    part = connected_components(graph, directed=False)[1].astype(np.int64)
    return part[:lines], part[lines:]


def _parts(table: csr_array) -> Iterator[tuple[Ints, Ints]]:
    """Give the lines and the columns of each part that hangs together by itself."""
    of_lines, of_columns = _components(table)
    for one in np.unique(of_columns):
        yield np.flatnonzero(of_lines == one), np.flatnonzero(of_columns == one)


def _whole_numbers(table: csr_array, totals: Floats, least: Floats) -> tuple[Floats | None, bool]:
    """Give the least whole numbers that these sums have these totals of, else whether none do."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    answer = milp(
        np.ones(len(least)),
        integrality=np.ones(len(least), dtype=np.int64),
        bounds=Bounds(np.ceil(least), np.inf),
        constraints=LinearConstraint(table, totals - _NEAR, totals + _NEAR),
        options={"node_limit": _NODES},
    )
    values = None if answer.x is None else np.round(answer.x)
    return values, answer.status == _NONE_FITS


def _at(sums: csr_array) -> Ints:
    found: Ints = np.repeat(np.arange(sums.shape[0]), np.diff(sums.indptr))
    return found
