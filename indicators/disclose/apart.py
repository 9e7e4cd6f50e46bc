"""Long periods beside the short ones that they are made of, where all together is too much to prove.

A year to date or twelve months to an end is shown only where each of its months is shown: then it
tells nothing that they do not, and every month is proved by itself. All others of them are hidden.
"""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from indicators.disclose.earlier import Seen
from indicators.disclose.linking import Ints, Linked, Truths


def long_rows(linked: Linked, seen: Sequence[Seen]) -> Truths:
    """Say which rows can be taken out of the sums: those of spans in which a period can be cut into others.

    All that hangs together in such a span goes out, or nothing: where an earlier publication showed
    some of it beside a part that it did not show, what it told then is known.
    """
    wholes, parts = _wholes_and_parts(linked)
    stays = np.zeros(len(linked.truth), dtype=bool)
    for one in seen:
        count = len(one.shown)
        shown = ~np.isnan(one.shown)
        some_unshown = parts[:count, :count] @ (~shown).astype(np.float64) > 0
        stays[:count] |= shown & (some_unshown | ~wholes[:count]) & (one.shown > 0)
    of_unknowns, of_rows = _within_spans(linked)
    long = np.unique(of_unknowns[wholes])
    return np.isin(of_rows, long) & ~np.isin(of_rows, of_unknowns[stays])


def follow(linked: Linked, long: Truths, hidden: Truths) -> Truths:
    """Hide each long row unless rows that are shown show every part of all that it shows; no true zeros."""
    wholes, parts = _wholes_and_parts(linked)
    pairs = ~long[linked.row] & ~hidden[linked.row]
    unshown = np.ones(len(linked.truth), dtype=bool)
    unshown[linked.unknown[pairs]] = False
    some_unshown = parts @ unshown.astype(np.float64) > 0
    tells = unshown & (some_unshown | ~wholes) & (linked.truth > 0)
    found = hidden.copy()
    found[linked.row[long[linked.row] & tells[linked.unknown]]] = True
    return found


def _within_spans(linked: Linked) -> tuple[Ints, Ints]:
    """Number what hangs together within one span, for each unknown and each row."""
    count, sums = len(linked.truth), linked.sums[np.flatnonzero(~linked.of_periods)]
    of_sum = np.repeat(np.arange(sums.shape[0]), np.diff(sums.indptr))
    ends = np.concatenate([sums.indices, linked.unknown])
    others = np.concatenate([of_sum, linked.row + sums.shape[0]]) + count
    size = count + sums.shape[0] + linked.rows
    graph = csr_array((np.ones(len(ends)), (ends, others)), shape=(size, size))
    part = connected_components(graph, directed=False)[1].astype(np.int64)
    return part[:count], part[count + sums.shape[0] :]


def _wholes_and_parts(linked: Linked) -> tuple[Truths, csr_array]:
    """Say which unknowns are periods that are cut, and give [whole, part]: what each is cut into."""
    sums = linked.sums[np.flatnonzero(linked.of_periods)]
    line = np.repeat(np.arange(sums.shape[0]), np.diff(sums.indptr))
    is_whole = sums.data > 0
    whole_of = np.zeros(sums.shape[0], dtype=np.int64)
    whole_of[line[is_whole]] = sums.indices[is_whole]
    wholes = np.zeros(len(linked.truth), dtype=bool)
    wholes[whole_of] = True
    ends = whole_of[line[~is_whole]], sums.indices[~is_whole]
    size = (len(linked.truth), len(linked.truth))
    return wholes, csr_array((np.ones(len(ends[0])), ends), shape=size)
