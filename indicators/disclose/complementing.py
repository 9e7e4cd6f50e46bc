"""Hide a second figure where one hidden figure could be worked out from a total and the rest.

Two kinds of family are watched: an area and its parts, and a total and its members. Where the
whole is shown, its hidden parts must be at least two and must add up to more than the limit;
until they do, the smallest part still shown is hidden too. Hiding in one family may open another,
so the families are gone through until nothing more is hidden.

Families whose counts are rounded at least as widely as the limit need none of this: differences
of rounded figures name nobody. A true zero stays, for it protects nobody. What is not watched:
differences between overlapping periods, and between generations.
"""

from typing import Final

import polars as pl

from framework.model.areas import Geography
from framework.model.results import TOTAL

_SERIES: Final = ["indicator", "area", "breakdown", "period"]

MOST_ROUNDS: Final = 50
"""Each round hides at least one more figure of some family, so this bounds no real framework."""


def hide_complements(frame: pl.DataFrame, geography: Geography) -> pl.DataFrame:
    """Set `hidden` on the figures that would give a hidden one away.

    `frame` has the key of a result, `hidden`, `count` (the exact count that a figure rests on),
    `suppress_to` and `round_to`.
    """
    if not frame["hidden"].any():
        return frame
    at_risk = frame.filter(pl.col("hidden") & (pl.col("round_to") < pl.col("suppress_to")))
    exposed = frame.filter(pl.col("indicator").is_in(at_risk["indicator"].unique().implode()))
    if at_risk.is_empty():
        return frame
    cells = exposed.select(*_SERIES, "hidden", "count", "suppress_to")
    families = pl.concat([_of_areas(cells, geography), _of_members(cells)])
    found = _until_nothing_more(cells, families)
    return (
        frame.join(found, on=_SERIES, how="left")
        .with_columns((pl.col("hidden") | pl.col("also").fill_null(value=False)).alias("hidden"))
        .drop("also")
    )


def _of_areas(cells: pl.DataFrame, geography: Geography) -> pl.DataFrame:
    """Give, for each figure of a part, the figure of each area that it is part of."""
    pairs = pl.DataFrame(
        [(one.child, one.parent) for one in geography.memberships if one.valid_to is None],
        schema={"area": pl.String, "whole_area": pl.String},
        orient="row",
    )
    return (
        cells.select(_SERIES)
        .join(pairs, on="area")
        .with_columns(pl.col("breakdown").alias("whole_breakdown"), pl.lit("areas").alias("family"))
    )


def _of_members(cells: pl.DataFrame) -> pl.DataFrame:
    """Give, for each figure of a breakdown, the figure of everybody; one family a dimension."""
    members = cells.select(_SERIES).filter(pl.col("breakdown") != TOTAL)
    return members.with_columns(
        pl.col("area").alias("whole_area"),
        pl.lit(TOTAL).alias("whole_breakdown"),
        pl.col("breakdown").str.replace_all(r"=[^;]*", "").alias("family"),
    )


def _until_nothing_more(cells: pl.DataFrame, families: pl.DataFrame) -> pl.DataFrame:
    state = cells
    for _ in range(MOST_ROUNDS):
        more = _smallest_of_the_open(state, families)
        if more.is_empty():
            break
        state = (
            state.join(more, on=_SERIES, how="left")
            .with_columns(
                (pl.col("hidden") | pl.col("more").fill_null(value=False)).alias("hidden")
            )
            .drop("more")
        )
    return state.select(*_SERIES, pl.col("hidden").alias("also"))


def _smallest_of_the_open(cells: pl.DataFrame, families: pl.DataFrame) -> pl.DataFrame:
    """Give one figure to hide for every family whose hidden part could be worked out."""
    wholes = cells.filter(~pl.col("hidden")).select(
        "indicator",
        "period",
        pl.col("area").alias("whole_area"),
        pl.col("breakdown").alias("whole_breakdown"),
    )
    key = ["indicator", "period", "whole_area", "whole_breakdown", "family"]
    parts = families.join(wholes, on=key[:-1]).join(cells, on=_SERIES)
    hidden = pl.col("hidden")
    count_hidden = pl.col("count").filter(hidden).sum().over(key)
    open_to_all = (hidden.sum().over(key) == 1) | (count_hidden <= pl.col("suppress_to"))
    can_hide = ~hidden & (pl.col("count") > 0)
    return (
        parts.filter(hidden.any().over(key) & open_to_all)
        .filter(can_hide)
        .sort(*key, "count", "area", "breakdown")
        .unique(subset=key, keep="first", maintain_order=True)
        .select(_SERIES)
        .unique()
        .with_columns(pl.lit(value=True).alias("more"))
    )
