"""Hide a second figure where a hidden one could be worked out from what is shown.

Block by block of what hangs together. First by each sum alone: the smallest figure still shown in
a sum that gives too much away is hidden as well, until no sum does. Then all sums together are
audited, and where no proof is found that a hidden count keeps enough possible values, the cheapest
figures are hidden that give one, or else the breakdown is withdrawn, then the level.

Indicators whose counts are rounded widely enough need none of this. A true zero stays, for it
protects nobody. docs/decisions/disclose-before-judging.md says what the reader is taken to know.
"""

from typing import Final

import numpy as np
import polars as pl

from framework.model.areas import Geography
from framework.model.frameworks import Framework
from framework.model.results import TOTAL
from indicators.disclose.earlier import (
    Before,
    hidden_before,
    no_more_shown,
    nothing_before,
    shown_before,
    with_sums_of_before,
)
from indicators.disclose.examples import Examples
from indicators.disclose.linking import Floats, Ints, Linked, Truths, link
from indicators.disclose.reader import (
    Bounds,
    Figures,
    complements,
    must_stay_in_doubt,
    open_sums,
    rows_that_show,
    what_is_known,
)
from indicators.disclose.rules import Shape, rounding_protects

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
            hidden[at] = _hide_in_source(rows, framework, earlier)[: len(at)]
    return frame.with_columns(pl.Series("hidden", hidden))


def _at_risk(frame: pl.DataFrame, names: list[str]) -> Ints:
    """Give the places of a source's rows whose exact counts, or nearly, can be seen."""
    risky = pl.col("indicator").is_in(names) & (pl.col("suppress_to") > 0)
    # A sum is given as it is: rounding counts does nothing for it.
    risky &= ~rounding_protects() | (pl.col("shape") == Shape.SUM)
    return frame.select(risky.arg_true()).to_series().cast(pl.Int64).to_numpy()


def _hide_in_source(
    rows: pl.DataFrame, framework: Framework, earlier: pl.DataFrame | None
) -> Truths:
    limit = int(rows["suppress_to"].max())  # type: ignore[arg-type]
    linked = link(rows, framework)
    before = nothing_before(linked) if earlier is None else shown_before(linked, rows, earlier)
    linked = with_sums_of_before(linked, before)
    figures = _figures(linked, rows, limit, before)
    hidden = rows["hidden"].to_numpy(writable=True)
    if earlier is not None:
        hidden |= hidden_before(rows, earlier)
    withdrawals = _withdrawals(rows, framework.geography)
    for own, unknowns, pairs in linked.blocks():
        block = _Block(
            linked.part(own, unknowns, pairs),
            figures.part(unknowns, pairs),
            hidden[own],
            [alike[own] for alike in withdrawals],
        )
        hidden[own] = block.hide()
    return hidden


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
    )


class _Block:
    """Results that hang together, and no others: what is hidden here says nothing of elsewhere."""

    def __init__(
        self, linked: Linked, figures: Figures, hidden: Truths, withdrawals: list[Ints]
    ) -> None:
        self._linked, self._figures = linked, figures
        self._hidden, self._withdrawals = hidden, withdrawals
        self._examples = Examples(linked.sums, figures.wanted)
        self._lost = np.zeros(len(linked.truth), dtype=bool)
        # A row of true zeros is never hidden by itself, for it protects nobody.
        self._counts_some = np.zeros(linked.rows, dtype=bool)
        self._counts_some[linked.row[linked.truth[linked.unknown] > 0]] = True

    def hide(self) -> Truths:
        """Hide until every hidden count is proved to keep enough possible values."""
        while True:
            self._hide_by_each_sum()
            bounds = self._known()
            self._examples.look(bounds.low, bounds.high, self._in_question(bounds))
            unproven = np.flatnonzero(self._in_question(bounds) & ~self._examples.enough)
            if not len(unproven):
                return self._hidden
            for target in unproven:
                if not self._examples.enough[target]:
                    self._protect(int(target))

    def _known(self) -> Bounds:
        return what_is_known(self._linked, self._figures, self._hidden)

    def _in_question(self, bounds: Bounds) -> Truths:
        enough = self._examples.enough
        found = must_stay_in_doubt(self._linked, self._figures, self._hidden, bounds, enough)
        return found & ~self._lost

    def _hide_by_each_sum(self) -> None:
        """Hide, sum by sum, until none gives anything away by itself or nothing is left to hide."""
        while True:
            sums = open_sums(self._linked, self._figures, self._hidden)
            more = complements(self._linked, self._figures, self._hidden, sums)
            if not len(more):
                return
            self._hidden[rows_that_show(self._linked, more)] = True

    def _protect(self, target: int) -> None:
        """Hide the cheapest figures that keep one count in doubt, or withdraw what is around it."""
        everything = np.ones_like(self._hidden)
        wanted = self._figures.wanted
        for step in range(len(self._withdrawals) + 1):
            moved = self._opened(self._examples, target, self._hidden | self._counts_some)
            if moved is not None:
                self._hidden[rows_that_show(self._linked, np.flatnonzero(moved))] = True
                return
            afresh = Examples(self._linked.sums, wanted)
            if step == 0 and self._opened(afresh, target, everything) is None:
                break
            if step < len(self._withdrawals):
                self._withdraw(target, step)
        # Not even hiding everything would do: it is known, whatever is hidden now.
        self._lost[target] = True

    def _opened(self, examples: Examples, target: int, widest: Truths) -> Truths | None:
        linked, figures = self._linked, self._figures
        cost = _price(linked, self._hidden)
        now, far = self._known(), what_is_known(linked, figures, widest)
        return examples.open_up(target, (now.low, now.high), (far.low, far.high), cost)

    def _withdraw(self, target: int, step: int) -> None:
        """Hide the breakdown, the level or the period of what shares a sum with one count."""
        linked = self._linked
        sums = np.flatnonzero(linked.sums[:, [target]].toarray())
        rows = rows_that_show(linked, np.unique(linked.sums[sums].indices))
        alike = self._withdrawals[step]
        groups = np.unique(alike[rows])
        self._hidden[np.isin(alike, groups[groups >= 0])] = True


def _price(linked: Linked, hidden: Truths) -> Floats:
    """Say what it costs to hide each unknown: so many rows, and a little more where it is large."""
    rows = np.bincount(linked.unknown, ~hidden[linked.row], len(linked.truth))
    return rows * (1.0 + np.log10(1.0 + np.abs(linked.truth)))


def _withdrawals(rows: pl.DataFrame, geography: Geography) -> list[Ints]:
    """Number what is withdrawn together: breakdowns (others are -1), levels, periods, everything."""
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
    period = ["indicator", "period"]
    steps = [[*period, "level", "by"], [*period, "level"], period]
    found = [
        table.select(pl.struct(*columns).rank("dense").cast(pl.Int64)).to_series().to_numpy()
        for columns in steps
    ]
    found[0] = np.where((table["by"] == "").to_numpy(), -1, found[0])
    return [*found, np.zeros(table.height, dtype=np.int64)]
