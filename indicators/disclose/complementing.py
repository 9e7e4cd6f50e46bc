"""Hide a second figure where a hidden one could be worked out from what is shown.

Block by block of what hangs together. First by each sum alone: the smallest figure still shown in
a sum that gives too much away is hidden as well, until no sum does. Then all sums together are
audited, and where no proof is found that a hidden count keeps enough possible values, the cheapest
figures are hidden that give one, or else the breakdown is withdrawn, then the level.

Indicators whose counts are rounded widely enough need none of this. A true zero stays, for it
protects nobody. docs/decisions/disclose-before-judging.md says what the reader is taken to know.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import polars as pl

from framework.model.areas import Geography
from framework.model.frameworks import Framework
from framework.model.results import TOTAL
from indicators.disclose.earlier import Seen, hidden_before, last_seen, seen_before, shown_still
from indicators.disclose.examples import Budget, Examples
from indicators.disclose.growth import with_growth
from indicators.disclose.linking import Ints, Linked, Truths, link
from indicators.disclose.reader import (
    Bounds,
    Figures,
    complements,
    must_stay_in_doubt,
    rows_that_show,
    what_is_known,
    with_few_inside,
)
from indicators.disclose.rules import Shape, can_be_worked_out, rules_frame

_REACHES: Final = (1000, 4000)
"""How many unknowns around one are moved to keep it in doubt: the nearest first, then more."""
BUDGET: Final = 20_000_000
"""What is spent on one source, in unknowns times programs."""
_AFTERWARDS: Final = 30
"""How many programs of its own size a block is given for a proof after each withdrawal."""
_MOST_AFTERWARDS: Final = 300_000
"""And no more than this, in unknowns times programs: what hangs together widely must end too."""
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
    earlier: Sequence[pl.DataFrame] = (),
    budget: int = BUDGET,
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Set `hidden` on the figures that would give a hidden one away.

    Gives the sources beside it whose `budget` was spent before everything was proved.
    `frame` is of computed rows with `hidden` (small counts are), `shape`, `suppress_to` and
    `round_to`; `earlier` has the results of publications that readers have seen, the newest first.
    """
    hidden, unproved = frame["hidden"].to_numpy(writable=True), []
    at_risk = [one for one in framework.indicators if can_be_worked_out(framework, one)]
    for source in framework.sources:
        names = [one.id for one in at_risk if one.source == source.id]
        at = frame.select(pl.col("indicator").is_in(names).arg_true()).to_series().to_numpy()
        if len(at):
            rows = frame[at]
            if earlier:
                rules = rules_frame(framework).filter(pl.col("indicator").is_in(names))
                still = shown_still(rows, rules, last_seen(earlier))
                rows = pl.concat([rows, still], how="diagonal_relaxed")
            found, proved = _hide_in_source(rows, framework, earlier, Budget(budget))
            hidden[at] = found[: len(at)]
            unproved += [] if proved else [source.id]
    return frame.with_columns(pl.Series("hidden", hidden)), tuple(unproved)


def _hide_in_source(
    rows: pl.DataFrame, framework: Framework, earlier: Sequence[pl.DataFrame], budget: Budget
) -> tuple[Truths, bool]:
    """Give what is hidden, and whether all of it was proved within the budget."""
    limit = int(rows["suppress_to"].max())  # type: ignore[arg-type]
    linked = link(rows, framework)
    figures = _figures(linked, rows, limit)
    hidden = rows["hidden"].to_numpy(writable=True)
    if earlier:
        hidden |= hidden_before(rows, last_seen(earlier))
        seen = seen_before(linked, figures, rows, earlier, framework.geography)
        linked, figures = with_growth(linked, _as_seen(linked, figures, seen[0]), seen, budget)
    withdrawals = _withdrawals(rows, framework.geography)
    fineness, proved = _fineness(rows, framework.geography), True
    # The small ones first: what a large one spends in vain is not theirs.
    for own, unknowns, pairs in sorted(linked.blocks(), key=lambda block: len(block[1])):
        block = _Block(
            linked.part(own, unknowns, pairs),
            figures.part(unknowns, pairs),
            hidden[own],
            [alike[own] for alike in withdrawals],
            fineness[own],
            budget,
        )
        hidden[own] = block.hide()
        proved &= not block.withdrew
    return hidden, proved


def _figures(linked: Linked, rows: pl.DataFrame, limit: int) -> Figures:
    shapes = rows["shape"].to_list()
    pairs = list(zip(linked.row.tolist(), linked.column, strict=True))
    counted = np.array([shapes[row] != Shape.SUM for row, _ in pairs], dtype=bool)
    never = np.array([(shapes[row], column) in _NEVER_ZERO for row, column in pairs], dtype=bool)
    base = np.where(counted, rows["round_to"].to_numpy()[linked.row].astype(np.float64), 1.0)
    return Figures(
        limit,
        base,
        more_than=rows["suppress_to"].to_numpy()[linked.row].astype(np.float64),
        least=np.where(never, 1.0, -np.inf),
        known_before=np.zeros(len(linked.truth), dtype=bool),
        least_before=np.full(len(linked.truth), -np.inf),
        cannot_tell=np.zeros(len(linked.truth), dtype=bool),
    )


def _as_seen(linked: Linked, figures: Figures, seen: Seen) -> Figures:
    """Add what was shown before: what has not changed since, and what each count is at the least."""
    as_shown = np.full(len(linked.truth), np.nan)
    base = figures.base
    as_shown[linked.unknown] = np.floor(linked.truth[linked.unknown] / base + 0.5) * base
    exact = linked.unknown[base <= 1]
    as_shown[exact] = linked.truth[exact]
    return replace(
        figures,
        known_before=np.abs(as_shown - seen.last) < 1e-9,
        least_before=np.where(linked.truth >= seen.least, seen.least, -np.inf),
    )


class _Block:
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


def _fineness(rows: pl.DataFrame, geography: Geography) -> Ints:
    """Number the level of each row: 0 has the fewest areas with results, the finest has the most."""
    levels = {area.code: area.level for area in geography.areas}
    level = rows["area"].replace_strict(levels, default="", return_dtype=pl.String)
    table = pl.DataFrame({"area": rows["area"], "level": level})
    many = pl.struct(pl.col("area").n_unique().over("level"), "level")
    found: Ints = table.select(many.rank("dense").cast(pl.Int64) - 1).to_series().to_numpy()
    return found


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
