"""What was shown before stays known: figures of an earlier publication beside those of now.

A figure shown before that has not changed is known, whatever is hidden now. Where the figures
hidden before in a family add up to what they still add up to, a reader may take it that none of
them has changed, so that sum stays known too. The figures themselves of what was hidden before
are kept nowhere.
"""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from scipy.sparse import csr_array, vstack

from framework.model.results import Flag
from indicators.disclose.linking import Floats, Linked, Truths

_KEY = ["indicator", "area", "breakdown", "period"]
_SAME = 0.5
_COLUMNS = {
    "numerator": "numerator",
    "denominator": "denominator",
    "cases": "denominator",
    "value": "value",
}
"""Which column of results shows a column of computed rows."""


@dataclass(frozen=True, slots=True)
class Before:
    """For every unknown: the figure shown before (nan where none was) and whether it was hidden."""

    shown: Floats
    hidden: Truths


def hidden_before(rows: pl.DataFrame, earlier: pl.DataFrame) -> Truths:
    """Say which rows an earlier publication hid.

    They stay hidden for good. Where a count has grown since, what it is now, beside what its whole
    has grown by, would say what it was.
    """
    held = earlier.select(*_KEY, "flags")
    flags = rows.select(_KEY).join(held, on=_KEY, how="left", maintain_order="left")["flags"]
    found: Truths = (flags.fill_null(0) & int(Flag.SUPPRESSED)).to_numpy() != 0
    return found


def nothing_before(linked: Linked) -> Before:
    """Give what is known of earlier publications where there are none."""
    count = len(linked.truth)
    return Before(np.full(count, np.nan), np.zeros(count, dtype=bool))


def shown_before(linked: Linked, rows: pl.DataFrame, earlier: pl.DataFrame) -> Before:
    """Find what an earlier publication (RESULT_COLUMNS) showed and hid of these rows."""
    found = nothing_before(linked)
    held = earlier.select(*_KEY, *dict.fromkeys(_COLUMNS.values()))
    old = rows.select(_KEY).join(held, on=_KEY, how="left", maintain_order="left")
    found.hidden[linked.unknown[hidden_before(rows, earlier)[linked.row]]] = True
    columns = np.array(linked.column)
    for column, shown_as in _COLUMNS.items():
        pairs = columns == column
        figures = old[shown_as].cast(pl.Float64).fill_null(np.nan).to_numpy()
        shown = figures[linked.row[pairs]]
        there = ~np.isnan(shown)
        found.shown[linked.unknown[pairs][there]] = shown[there]
    found.hidden[~np.isnan(found.shown)] = False
    return found


def shown_still(rows: pl.DataFrame, rules: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
    """Give, as rows, figures of these indicators that were shown before and are not computed now.

    They belong to areas and members that are no more, or to an indicator that keeps its figures.
    """
    shown = earlier.filter((pl.col("flags") & int(Flag.SUPPRESSED)) == 0)
    return (
        shown.join(rows, on=_KEY, how="anti")
        .join(rules, on="indicator")
        .select(
            *_KEY,
            "numerator",
            "denominator",
            "value",
            *(one for one in rules.columns if one != "indicator"),
            pl.col("denominator").alias("cases"),
            pl.lit(value=False).alias("hidden"),
        )
        .sort(_KEY)
    )


def with_sums_of_before(linked: Linked, before: Before) -> tuple[Linked, Before]:
    """Add what the sums of what was hidden before still say.

    Where they add up to what they added up to, none has changed. Where they add up to more, what
    was added is an unknown of its own that cannot be below nothing: rows come late, few go.
    """
    sums = linked.sums
    if not sums.shape[0] or not before.hidden.any():
        return linked, before
    at = np.repeat(np.arange(sums.shape[0]), np.diff(sums.indptr))
    one, weight, count = sums.indices, sums.data, sums.shape[0]
    was_shown = ~np.isnan(before.shown[one])
    # What no row shows now was in doubt then as well.
    was_hidden = before.hidden[one] | (np.diff(linked.shown_by.indptr)[one] == 0)
    whole = np.bincount(at, ~(was_shown | was_hidden), count) == 0
    by = np.where(was_shown, before.shown[one], linked.truth[one]) - linked.truth[one]
    added = np.bincount(at, weight * by, count)
    changed = np.bincount(at, was_shown & (by != 0), count) > 0
    ups = np.bincount(at, was_hidden & (weight > 0), count)
    downs = np.bincount(at, was_hidden & (weight < 0), count)
    same = np.abs(added) < _SAME
    grown = ~same & np.where(added > 0, downs == 0, ups == 0)
    anew = np.flatnonzero(whole & changed & (same | grown) & (ups + downs > 0))
    if not len(anew):
        return linked, before
    slack = np.flatnonzero(grown[anew])
    kept = np.isin(at, anew) & was_hidden
    place = np.concatenate([np.searchsorted(anew, at[kept]), slack])
    unknown = np.concatenate([one[kept], sums.shape[1] + np.arange(len(slack))])
    weights = np.concatenate([weight[kept], -np.sign(added[anew][slack])])
    more = csr_array((weights, (place, unknown)), shape=(len(anew), sums.shape[1] + len(slack)))
    shown = np.concatenate([before.shown, np.full(len(slack), np.nan)])
    hidden = np.concatenate([before.hidden, np.zeros(len(slack), dtype=bool)])
    return _with_more(linked, more, np.abs(added[anew][slack])), Before(shown, hidden)


def _with_more(linked: Linked, more: csr_array, added: Floats) -> Linked:
    """Add sums, and unknowns for what was added: that is nobody's count and need not be protected."""
    sums = linked.sums
    shape = sums.shape[0], more.shape[1]
    old = csr_array((sums.data, sums.indices, sums.indptr), shape=shape)
    return replace(
        linked,
        truth=np.concatenate([linked.truth, added]),
        is_sum=np.concatenate([linked.is_sum, np.ones(len(added), dtype=bool)]),
        sums=csr_array(vstack([old, more])),
        of_parts=np.concatenate([linked.of_parts, np.zeros(more.shape[0], dtype=bool)]),
    )
