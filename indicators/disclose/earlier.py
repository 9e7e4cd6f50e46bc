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


def no_more_shown(rows: pl.DataFrame, frame: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
    """Give, as rows, figures of these indicators that were shown before and are not computed now."""
    rules = rows.select("indicator", "shape", "suppress_to", "round_to").unique("indicator")
    shown = earlier.filter((pl.col("flags") & int(Flag.SUPPRESSED)) == 0)
    return (
        shown.join(frame, on=_KEY, how="anti")
        .join(rules, on="indicator")
        .select(
            *_KEY,
            "numerator",
            "denominator",
            "value",
            "shape",
            "suppress_to",
            "round_to",
            pl.col("denominator").alias("cases"),
            pl.lit(value=False).alias("hidden"),
        )
        .sort(_KEY)
    )


def with_sums_of_before(linked: Linked, before: Before) -> Linked:
    """Add the sums of what was hidden before, where they still hold."""
    sums = linked.sums
    if not sums.shape[0] or not before.hidden.any():
        return linked
    at = np.repeat(np.arange(sums.shape[0]), np.diff(sums.indptr))
    one, weight = sums.indices, sums.data
    was_shown = ~np.isnan(before.shown[one])
    # What no row shows now was in doubt then as well.
    no_row = np.diff(linked.shown_by.indptr)[one] == 0
    was_hidden = before.hidden[one] | no_row
    whole = np.bincount(at, ~(was_shown | was_hidden), sums.shape[0]) == 0
    was = np.bincount(
        at, weight * np.where(was_shown, before.shown[one], linked.truth[one]), sums.shape[0]
    )
    now = np.bincount(at, weight * linked.truth[one], sums.shape[0])
    changed = np.bincount(at, was_shown & (before.shown[one] != linked.truth[one]), sums.shape[0])
    anew = np.flatnonzero(whole & (np.abs(was - now) < 0.5) & (changed > 0))
    kept = np.isin(at, anew) & was_hidden
    if not kept.any():
        return linked
    _, place = np.unique(at[kept], return_inverse=True)
    shape = int(place.max()) + 1, sums.shape[1]
    more = csr_array((weight[kept], (place, one[kept])), shape=shape)
    return replace(
        linked,
        sums=csr_array(vstack([sums, more])),
        of_parts=np.concatenate([linked.of_parts, np.zeros(shape[0], dtype=bool)]),
    )
