"""Hide a second figure where a hidden one could be worked out from what is shown.

First by each sum alone: the smallest figure still shown in a sum that gives too much away is
hidden as well, until no sum does. Then all sums together are audited, and where no proof is found
that a hidden count keeps enough possible values, another figure is hidden, or, when the budget of
the audit is spent, the breakdown is withdrawn, then the level.

Indicators whose counts are rounded widely enough need none of this. A true zero stays, for it
protects nobody. docs/decisions/disclose-before-judging.md says what the reader is taken to know.
"""

from typing import Final

import numpy as np
import polars as pl

from framework.model.areas import Geography
from framework.model.frameworks import Framework
from framework.model.results import TOTAL
from indicators.disclose.attacker import (
    Figures,
    complements,
    open_sums,
    rows_that_show,
    what_is_known,
)
from indicators.disclose.auditing import Audit, Auditor
from indicators.disclose.earlier import (
    Before,
    no_more_shown,
    nothing_before,
    shown_before,
    with_sums_of_before,
)
from indicators.disclose.linking import Ints, Linked, Truths, link
from indicators.disclose.rules import Shape, rounding_protects

_PROGRAMS: Final = 1000
"""How many integer programs an audit of one source may take before it withdraws instead."""

_NEVER_ZERO: Final = frozenset(
    {
        (Shape.COUNT, "numerator"),
        (Shape.RATE, "numerator"),
        (Shape.STANDARDISED, "numerator"),
        (Shape.GIVEN, "cases"),
        (Shape.SUM, "cases"),
        (Shape.SHARE, "denominator"),
    }
)
"""Counts that are one or more wherever their row is hidden, for a true zero is shown."""


def hide_complements(
    frame: pl.DataFrame,
    framework: Framework,
    earlier: pl.DataFrame | None = None,
    *,
    budget: int = _PROGRAMS,
) -> pl.DataFrame:
    """Set `hidden` on the figures that would give a hidden one away.

    `frame` is of computed rows with `hidden` (small counts are), `shape`, `suppress_to` and
    `round_to`; `earlier` has the results of a publication that readers have seen.
    """
    hidden = frame["hidden"].to_numpy(writable=True)
    source_of = {one.id: one.source for one in framework.indicators if not one.is_derived}
    for source in framework.sources:
        names = [name for name, its in source_of.items() if its == source.id]
        at = _at_risk(frame, names)
        if len(at):
            rows = frame[at]
            if earlier is not None:
                rows = pl.concat(
                    [rows, no_more_shown(rows, frame, earlier)], how="diagonal_relaxed"
                )
            hidden[at] = _hide_in_source(rows, framework, earlier, budget)[: len(at)]
    return frame.with_columns(pl.Series("hidden", hidden))


def _at_risk(frame: pl.DataFrame, names: list[str]) -> Ints:
    """Give the places of a source's rows whose exact counts, or nearly, can be seen."""
    risky = pl.col("indicator").is_in(names) & (pl.col("suppress_to") > 0)
    # A sum is given as it is: rounding counts does nothing for it.
    risky &= ~rounding_protects() | (pl.col("shape") == Shape.SUM)
    return frame.select(risky.arg_true()).to_series().cast(pl.Int64).to_numpy()


def _hide_in_source(
    rows: pl.DataFrame,
    framework: Framework,
    earlier: pl.DataFrame | None,
    budget: int,
) -> Truths:
    limit = int(rows["suppress_to"].max())  # type: ignore[arg-type]
    linked = link(rows, framework, limit)
    before = nothing_before(linked) if earlier is None else shown_before(linked, rows, earlier)
    linked = with_sums_of_before(linked, before)
    figures = _figures(linked, rows, limit, before)
    hidden = rows["hidden"].to_numpy(writable=True)
    reach = _Reach(rows, framework.geography)
    auditor = Auditor(figures.wanted, budget)
    step = 0
    while True:
        _hide_by_each_sum(linked, figures, hidden)
        bounds = what_is_known(linked, figures, hidden)
        found = auditor.audit(linked.sums, bounds)
        if not len(found.unproven):
            return hidden
        more = np.array([], dtype=np.int64)
        if step == 0 and not auditor.is_spent:
            more = rows_that_show(linked, _complements_of(linked, figures, hidden, found))
        if not len(more):
            more = reach.withdrawn(linked, hidden, found, step)
            # What is left over is no longer searched for: each step hides more and asks once.
            step, auditor = step + 1, Auditor(figures.wanted, budget // _Reach.STEPS)
            if step > _Reach.STEPS:
                return hidden
        hidden[more] = True


def _figures(linked: Linked, rows: pl.DataFrame, limit: int, before: Before) -> Figures:
    shapes = rows["shape"].to_list()
    pairs = list(zip(linked.row.tolist(), linked.column, strict=True))
    counted = np.array([shapes[row] != Shape.SUM for row, _ in pairs], dtype=bool)
    never = np.array([(shapes[row], column) in _NEVER_ZERO for row, column in pairs], dtype=bool)
    base = np.where(counted, rows["round_to"].to_numpy()[linked.row].astype(np.float64), 1.0)
    as_shown = np.full(len(linked.truth), np.nan)
    as_shown[linked.unknown] = np.floor(linked.truth[linked.unknown] / base + 0.5) * base
    exact = base <= 1
    as_shown[linked.unknown[exact]] = linked.truth[linked.unknown[exact]]
    return Figures(
        limit,
        base,
        more_than=rows["suppress_to"].to_numpy()[linked.row].astype(np.float64),
        least=np.where(never, 1.0, -np.inf),
        known_before=np.abs(as_shown - before.shown) < 1e-9,
        hidden_before=before.hidden,
    )


def _hide_by_each_sum(linked: Linked, figures: Figures, hidden: Truths) -> None:
    """Hide, sum by sum, until none gives anything away by itself or nothing is left to hide."""
    while True:
        sums = open_sums(linked, figures, what_is_known(linked, figures, hidden))
        more = complements(linked, figures, hidden, sums)
        if not len(more):
            return
        hidden[rows_that_show(linked, more)] = True


def _complements_of(linked: Linked, figures: Figures, hidden: Truths, found: Audit) -> Ints:
    """Give the figure to hide for what is not proved: one in a sum of its own, else of its group."""
    own = linked.sums[:, found.unproven]
    sums = np.flatnonzero(np.diff(own.indptr))
    more = complements(linked, figures, hidden, sums)
    if len(more):
        return more
    grouped = np.isin(found.group, np.unique(found.group[found.unproven]))
    sums = np.flatnonzero(np.diff(linked.sums[:, np.flatnonzero(grouped)].indptr))
    return complements(linked, figures, hidden, sums)


class _Reach:
    """What is withdrawn around a figure: its breakdown, its level, its indicator's period, everything."""

    STEPS: Final = 4

    def __init__(self, rows: pl.DataFrame, geography: Geography) -> None:
        levels = {area.code: area.level for area in geography.areas}
        dimensions = {
            text: "" if text == TOTAL else ";".join(p.partition("=")[0] for p in text.split(";"))
            for text in rows["breakdown"].unique()
        }
        table = rows.select(
            "indicator",
            "period",
            pl.col("area").replace_strict(levels, default="").alias("level"),
            pl.col("breakdown").replace_strict(dimensions, return_dtype=pl.String).alias("by"),
        )
        self._is_member = (table["by"] != "").to_numpy()
        steps = (["indicator", "period", "level", "by"], ["indicator", "period", "level"])
        self._alike = [
            table.select(pl.struct(*columns).rank("dense")).to_series().to_numpy()
            for columns in (*steps, ["indicator", "period"])
        ]

    def withdrawn(self, linked: Linked, hidden: Truths, found: Audit, step: int) -> Ints:
        """Give the rows to hide at a step, around everything that hangs together with the unproven."""
        if step >= len(self._alike):
            return np.arange(len(hidden))
        grouped = np.isin(found.group, np.unique(found.group[found.unproven]))
        rows = rows_that_show(linked, np.flatnonzero(grouped))
        if step == 0:
            rows = rows[self._is_member[rows]]
        alike = self._alike[step]
        more: Ints = np.flatnonzero(np.isin(alike, np.unique(alike[rows])) & ~hidden)
        return more
