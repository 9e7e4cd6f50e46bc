"""Hide a second figure where a hidden one could be worked out from what is shown.

Block by block of what hangs together (`blocks`). Where too much does, long periods are taken apart from
the short ones that they are made of (`apart`).

Indicators whose counts are rounded widely enough need none of this. A true zero stays, for it
protects nobody. docs/decisions/disclose-before-judging.md says what the reader is taken to know.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import polars as pl

from framework.model.areas import Geography
from framework.model.frameworks import Framework
from framework.model.results import TOTAL
from indicators.disclose.apart import follow, long_rows
from indicators.disclose.blocks import Block
from indicators.disclose.earlier import Seen, hidden_before, last_seen, seen_before, shown_still
from indicators.disclose.examples import Budget
from indicators.disclose.growth import with_growth
from indicators.disclose.linking import Ints, Linked, Truths, link
from indicators.disclose.reader import Figures
from indicators.disclose.rules import Shape, can_be_worked_out, rules_frame

TOGETHER: Final = 4000
"""How many unknowns hang together at most before long periods are taken apart from short ones."""
BUDGET: Final = 20_000_000
"""What is spent on one source, in unknowns times programs."""
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
    earlier: Sequence[pl.DataFrame],
    budget: int,
    together: int,
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Set `hidden` on the figures that would give a hidden one away.

    Gives the sources beside it whose `budget` was spent before everything was proved. Where more
    unknowns than `together` hang together, long periods are taken apart from short ones.
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
            found, proved = _hide_in_source(
                rows, framework, earlier, _Means(Budget(budget), together)
            )
            hidden[at] = found[: len(at)]
            unproved += [] if proved else [source.id]
    return frame.with_columns(pl.Series("hidden", hidden)), tuple(unproved)


@dataclass(frozen=True, slots=True)
class _Means:
    """What is spent on proofs of one source, and how much may hang together."""

    budget: Budget
    together: int


def _hide_in_source(
    rows: pl.DataFrame,
    framework: Framework,
    earlier: Sequence[pl.DataFrame],
    means: _Means,
    *,
    apart: bool = False,
) -> tuple[Truths, bool]:
    """Give what is hidden, and whether all of it was proved within the budget.

    `apart` says that long periods are apart from the short ones already, where they can be.
    """
    said = _said_of(rows, framework, earlier, means.budget)
    hidden, long = said.hidden, said.long & (not apart)
    withdrawals = _withdrawals(rows, framework.geography)
    fineness, proved = _fineness(rows, framework.geography), True
    out = np.zeros(len(hidden), dtype=bool)
    # The small ones first: what a large one spends in vain is not theirs.
    for own, unknowns, pairs in sorted(said.linked.blocks(), key=lambda block: len(block[1])):
        if len(unknowns) > means.together and long[own].any():
            short, out[own] = own[~long[own]], long[own]
            inner = rows[short].with_columns(pl.Series("hidden", hidden[short]))
            hidden[short], done = _hide_in_source(inner, framework, earlier, means, apart=True)
            proved &= done
            continue
        block = Block(
            said.linked.part(own, unknowns, pairs),
            said.figures.part(unknowns, pairs),
            hidden[own],
            [alike[own] for alike in withdrawals],
            fineness[own],
            means.budget,
        )
        hidden[own] = block.hide()
        proved &= not block.withdrew
    return follow(said.bare, out, hidden), proved


@dataclass(frozen=True, slots=True)
class _Said:
    """What links the rows of a source (`linked`; `bare` of earlier publications) and is known of them.

    `hidden` are small ones and those hidden before, `long` those that can be taken out of the sums.
    """

    bare: Linked
    linked: Linked
    figures: Figures
    hidden: Truths
    long: Truths


def _said_of(
    rows: pl.DataFrame, framework: Framework, earlier: Sequence[pl.DataFrame], budget: Budget
) -> _Said:
    linked, hidden = link(rows, framework), rows["hidden"].to_numpy(writable=True)
    figures = _figures(linked, rows)
    if not earlier:
        return _Said(linked, linked, figures, hidden, long_rows(linked, ()))
    hidden |= hidden_before(rows, last_seen(earlier))
    seen = seen_before(linked, figures, rows, earlier, framework.geography)
    grown = with_growth(linked, _as_seen(linked, figures, seen[0]), seen, budget)
    return _Said(linked, *grown, hidden, long_rows(linked, seen))


def _figures(linked: Linked, rows: pl.DataFrame) -> Figures:
    limit = int(rows["suppress_to"].max() or 0)  # type: ignore[arg-type]
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
