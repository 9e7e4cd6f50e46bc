"""What a reader works out who keeps the last publication, and takes it that rows are only ever added.

What was hidden before adds up to what was shown of it then, and no count has shrunk since. So what
was added to hidden counts is bounded by what was added to the whole, and so is a count that was
zero and is hidden now.

All of that is said as sums between more unknowns: what each count was then, and how it has grown.
The hidden counts of then are kept nowhere, but any that fit will do: an example is a then and a
now that fit all that was ever shown, and the reader cannot tell it from the true ones.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.sparse import csr_array, hstack, vstack
from scipy.sparse.csgraph import connected_components

from indicators.disclose.examples import Budget
from indicators.disclose.linking import Floats, Ints, Linked, Truths
from indicators.disclose.reader import Figures

_NEAR: Final = 1e-6
_NODES: Final = 200
_NONE_FITS: Final = 2
"""What `milp` says where it is proved that nothing fits; all else without an answer is unfinished."""


@dataclass(frozen=True, slots=True)
class _Growth:
    """For every unknown: `same` has not grown, `told` was shown before, of `others` nothing is said.

    All else is open: hidden before, or not shown at all.
    """

    same: Truths
    told: Truths
    others: Truths

    @property
    def is_open(self) -> Truths:
        return ~(self.same | self.told | self.others)


def with_growth(
    linked: Linked, figures: Figures, shown: Floats, hidden_rows: Truths, budget: Budget
) -> tuple[Linked, Figures]:
    """Add what the last publication says of what it hid, as sums and unknowns of their own.

    `shown` is what it showed of each unknown (nan: nothing), `hidden_rows` the rows that it hid.
    Where no counts of then fit, some have shrunk: whoever thinks that none did is mistaken, and
    nothing is added. Where the search for them was not finished, what the reader learns cannot be
    said: those counts are marked as `cannot_tell`.
    """
    exact = _shown_exactly(linked, figures)
    there = ~np.isnan(shown)
    growth = _Growth(
        same=figures.known_before,
        told=there & exact & ~figures.known_before & (linked.truth >= shown),
        others=linked.is_sum | (there & exact & (linked.truth < shown)),
    )
    sums = _sums_that_tell(linked.sums, growth)
    growth = replace(growth, same=growth.same | _must_be_the_same(sums, growth))
    sums = _that_hang_on_growth(sums, growth)
    least = _least_then(linked, figures, hidden_rows)
    return _with_then(linked, figures, sums, growth, (shown, least), budget)


def _shown_exactly(linked: Linked, figures: Figures) -> Truths:
    found = np.ones(len(linked.truth), dtype=bool)
    found[linked.unknown[figures.base > 1]] = False
    return found


def _sums_that_tell(sums: csr_array, growth: _Growth) -> csr_array:
    """Leave out the sums that hold something of which nothing is said."""
    lost = np.unique(_at(sums)[growth.others[sums.indices]])
    kept = np.setdiff1d(np.arange(sums.shape[0]), lost)
    return csr_array(sums[kept])


def _must_be_the_same(sums: csr_array, growth: _Growth) -> Truths:
    """Say which open counts cannot have grown: all that they are part of stayed as it was."""
    at, one = _at(sums), sums.indices
    same, count = growth.same.copy(), sums.shape[0]
    while True:
        moves = ~same[one]
        told = np.bincount(at, moves & growth.told[one], count)
        ups = np.bincount(at, moves & (sums.data > 0), count)
        downs = np.bincount(at, moves & (sums.data < 0), count)
        still = (told == 0) & ((ups == 0) != (downs == 0))
        found = one[moves & still[at]]
        if not len(found):
            return same
        same[found] = True


def _that_hang_on_growth(sums: csr_array, growth: _Growth) -> csr_array:
    """Keep the sums that hang together with a count of which is known by how much it has grown."""
    moving = csr_array(sums @ _diagonal(~growth.same))
    moving.eliminate_zeros()
    count, size = moving.shape[0], sum(moving.shape)
    graph = csr_array(
        (np.ones(moving.nnz), (_at(moving), moving.indices + count)), shape=(size, size)
    )
    part = connected_components(graph, directed=False)[1]
    grown = np.unique(part[count:][growth.told & ~growth.same])
    some = np.diff(moving.indptr) > 0
    return csr_array(moving[np.flatnonzero(some & np.isin(part[:count], grown))])


def _diagonal(kept: Truths) -> csr_array:
    place = np.arange(len(kept))
    return csr_array((kept.astype(np.float64), (place, place)), shape=(len(kept), len(kept)))


def _least_then(linked: Linked, figures: Figures, hidden_rows: Truths) -> Floats:
    """Give the least that each count can have been: what was hidden was no true zero."""
    found = np.maximum(figures.least_before, 0.0)
    was = hidden_rows[linked.row]
    np.maximum.at(found, linked.unknown[was], figures.least[was])
    return found


def _with_then(
    linked: Linked,
    figures: Figures,
    sums: csr_array,
    growth: _Growth,
    then: tuple[Floats, Floats],
    budget: Budget,
) -> tuple[Linked, Figures]:
    shown, least = then
    moving = np.zeros(len(linked.truth), dtype=bool)
    moving[sums.indices] = True
    held = np.flatnonzero(moving & growth.is_open)
    told = moving & growth.told
    grown = -(sums @ np.where(told, linked.truth - shown, 0.0))
    added, unfinished = _some_growth(
        csr_array(sums[:, held]), grown, np.maximum(linked.truth - least, 0.0)[held], budget
    )
    cannot_tell = figures.cannot_tell.copy()
    cannot_tell[held[unfinished]] = True
    fits = ~np.isnan(added)
    sums = sums[np.flatnonzero(_all_fit(sums, held[~fits]))]
    held, added = held[fits], added[fits]
    figures = _figures_with(replace(figures, cannot_tell=cannot_tell), least[held])
    return _linked_with(linked, sums, told, held, added), figures


def _some_growth(
    sums: csr_array, grown: Floats, most: Floats, budget: Budget
) -> tuple[Floats, Truths]:
    """Find whole numbers that open counts may have grown by; nan where none fit what has grown.

    What hangs together is looked for by itself. Marked beside it is what the search ended too
    early for: nobody knows whether any fit.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    found = np.full(sums.shape[1], np.nan)
    unfinished = np.zeros(sums.shape[1], dtype=bool)
    count, size = sums.shape[0], sum(sums.shape)
    graph = csr_array((np.ones(sums.nnz), (_at(sums), sums.indices + count)), shape=(size, size))
    part = connected_components(graph, directed=False)[1]
    for one in np.unique(part[count:]):
        held, rows = np.flatnonzero(part[count:] == one), np.flatnonzero(part[:count] == one)
        budget.spend(len(held))
        table, target = csr_array(sums[rows][:, held]), grown[rows]
        answer = milp(
            np.ones(len(held)),
            integrality=np.ones(len(held), dtype=np.int64),
            bounds=Bounds(0.0, np.floor(most[held])),
            constraints=LinearConstraint(table, target - _NEAR, target + _NEAR),
            options={"node_limit": _NODES},
        )
        if answer.x is not None:
            found[held] = np.round(answer.x)
        else:
            unfinished[held] = answer.status != _NONE_FITS
    return found, unfinished


def _all_fit(sums: csr_array, lost: Ints) -> Truths:
    out = np.zeros(sums.shape[1], dtype=bool)
    out[lost] = True
    found: Truths = np.bincount(_at(sums), out[sums.indices], sums.shape[0]) == 0
    return found


def _linked_with(
    linked: Linked, sums: csr_array, told: Truths, held: Ints, added: Floats
) -> Linked:
    """Add, for each open count, how it has grown and what it was then; neither need be protected."""
    count, more = len(linked.truth), len(held)
    size, new = count + 2 * more, np.arange(more)
    place = np.full(count, -1)
    place[told] = np.flatnonzero(told)
    place[held] = count + new
    kept = place[sums.indices] >= 0
    grown = csr_array(
        (sums.data[kept], (_at(sums)[kept], place[sums.indices[kept]])), shape=(sums.shape[0], size)
    )
    ones = np.ones(more)
    then = csr_array(
        (
            np.concatenate([ones, -ones, -ones]),
            (np.tile(new, 3), np.concatenate([held, count + new, count + more + new])),
        ),
        shape=(more, size),
    )
    now = hstack([linked.sums, csr_array((linked.sums.shape[0], 2 * more))])
    return replace(
        linked,
        truth=np.concatenate([linked.truth, added, linked.truth[held] - added]),
        is_sum=np.concatenate([linked.is_sum, np.ones(2 * more, dtype=bool)]),
        sums=csr_array(vstack([now, grown, then])),
        of_parts=np.concatenate([linked.of_parts, np.zeros(sums.shape[0] + more, dtype=bool)]),
    )


def _figures_with(figures: Figures, least: Floats) -> Figures:
    nothing = np.full(len(least), -np.inf)
    return replace(
        figures,
        known_before=np.concatenate([figures.known_before, np.zeros(2 * len(least), dtype=bool)]),
        least_before=np.concatenate([figures.least_before, nothing, least]),
        cannot_tell=np.concatenate([figures.cannot_tell, np.zeros(2 * len(least), dtype=bool)]),
    )


def _at(sums: csr_array) -> Ints:
    found: Ints = np.repeat(np.arange(sums.shape[0]), np.diff(sums.indptr))
    return found
