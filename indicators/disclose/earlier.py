"""What was shown before stays known: figures of an earlier publication beside those of now.

A figure shown before that has not changed is known, whatever is hidden now. The figures themselves
of what was hidden before are kept nowhere; `growth` says what is known of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from framework.model.areas import Geography
from framework.model.results import Flag
from indicators.disclose.linking import Floats, Linked, Truths
from indicators.disclose.reader import Figures

MOST_SEEN: Final = 12
"""How many publications, those that differ, are held beside what would be shown now."""
_KEY = ["indicator", "area", "breakdown", "period"]
_KIND = ["indicator", "period", "level", "by"]
_COLUMNS = {
    "numerator": "numerator",
    "denominator": "denominator",
    "cases": "denominator",
    "value": "value",
}
"""Which column of results shows a column of computed rows."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one publication says of each unknown: the figure it `shown` (nan: none), and the `least`.

    `last` is the figure that it or else the newest one before it showed, `least` what each count
    was at the least, for whoever takes it that none shrinks: what was hidden was no true zero.
    """

    shown: Floats
    last: Floats
    least: Floats


def seen_before(
    linked: Linked,
    figures: Figures,
    rows: pl.DataFrame,
    publications: Sequence[pl.DataFrame],
    geography: Geography,
) -> tuple[Seen, ...]:
    """Give what publications (frames of RESULT_COLUMNS) say of the unknowns, the newest first, as they come.

    `rows` are those computed now, and those of `shown_still`.
    """
    levels = {area.code: area.level for area in geography.areas}
    half = np.zeros(len(linked.truth))
    rounded = figures.base > 1
    half[linked.unknown[rounded]] = figures.base[rounded] / 2
    last, least = np.full(len(linked.truth), np.nan), np.zeros(len(linked.truth))
    found: list[Seen] = []
    is_still = rows["is_still"].fill_null(value=False)
    was_there = is_still & ~is_still
    for one in reversed(publications):
        was_there |= _is_in(one, rows)
        # What is declared no more is no nought where it is not shown: its last figure stands.
        shown = _shown_in(linked, rows.with_columns(is_out=is_still & was_there), one, levels)
        hidden = hidden_before(rows, one)[linked.row]
        there = ~np.isnan(shown)
        last, least = np.where(there, shown, last), np.where(there, shown - half, least)
        np.maximum.at(least, linked.unknown[hidden], figures.least[hidden])
        found.append(Seen(shown, last, least.copy()))
    return tuple(reversed(found))


def last_seen(publications: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Give each result as the newest publication that has it has it; `publications` has one or more."""
    return pl.concat(publications).unique(_KEY, keep="first", maintain_order=True)


def hidden_before(rows: pl.DataFrame, earlier: pl.DataFrame) -> Truths:
    """Say which rows were hidden in earlier results.

    They stay hidden for good. Where a count has grown since, what it is now, beside what its whole
    has grown by, would say what it was.
    """
    held = earlier.select(*_KEY, "flags")
    flags = rows.select(_KEY).join(held, on=_KEY, how="left", maintain_order="left")["flags"]
    found: Truths = (flags.fill_null(0) & int(Flag.SUPPRESSED)).to_numpy() != 0
    return found


def _shown_in(
    linked: Linked, rows: pl.DataFrame, earlier: pl.DataFrame, levels: Mapping[str, str]
) -> Floats:
    """Give for every unknown the figure that an earlier publication showed, or nan.

    A series without a single row has no results. Where the others of its kind were published, the
    reader takes it for zero, as a figure of which no row could be used; but not a row that `is_out`.
    """
    found = np.full(len(linked.truth), np.nan)
    shown_as = dict.fromkeys(_COLUMNS.values())
    no_row = int(Flag.UNAVAILABLE | Flag.INCOMPLETE | Flag.FILLED_ZERO)
    there = pl.when((pl.col("flags") & no_row) != no_row).then(pl.lit(value=True))
    held = earlier.select(*_KEY, *(pl.col(one).cast(pl.Float64) for one in shown_as), there=there)
    kinds = _with_kind(earlier, levels).select(_KIND).unique().with_columns(published=True)
    old = (
        _with_kind(rows.select(*_KEY, "is_out"), levels)
        .join(held, on=_KEY, how="left", maintain_order="left")
        .join(kinds, on=_KIND, how="left", maintain_order="left")
    )
    is_nothing = pl.col("there").is_null() & pl.col("published").fill_null(value=False)
    is_nothing &= ~pl.col("is_out")
    old = old.select(
        pl.when(is_nothing).then(0.0).otherwise(pl.col(one)).fill_null(np.nan).alias(one)
        for one in shown_as
    )
    columns = np.array(linked.column)
    for column, name in _COLUMNS.items():
        pairs = columns == column
        shown = old[name].to_numpy()[linked.row[pairs]]
        there = ~np.isnan(shown)
        found[linked.unknown[pairs][there]] = shown[there]
    return found


def _is_in(earlier: pl.DataFrame, rows: pl.DataFrame) -> pl.Series:
    held = earlier.select(*_KEY, held=True)
    found = rows.select(_KEY).join(held, on=_KEY, how="left", maintain_order="left")
    return found["held"].fill_null(value=False)


def _with_kind(rows: pl.DataFrame, levels: Mapping[str, str]) -> pl.DataFrame:
    """Add the level and the dimensions of each row: what is published of one is published of all."""
    return rows.with_columns(
        pl.col("area").replace_strict(levels, default="", return_dtype=pl.String).alias("level"),
        pl.col("breakdown").str.replace_all("=[^;]*", "").alias("by"),
    )


def shown_still(rows: pl.DataFrame, rules: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
    """Give, as rows (`is_still`), figures of these indicators that were shown before and are not computed now.

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
            pl.lit(value=True).alias("is_still"),
        )
        .sort(_KEY)
    )
