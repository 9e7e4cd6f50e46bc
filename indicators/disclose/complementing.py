"""Hide a second figure where one hidden figure could be worked out from a total and the rest.

Two kinds of family are watched: an area and its parts, and a total and its members. Where the
whole is shown, its hidden parts must be at least two and must add up to more than the limit;
until they do, the smallest part still shown is hidden too. Hiding in one family may open another,
so the families are gone through until nothing more is hidden.

Families whose counts are rounded at least as widely as the limit need none of this: differences
of rounded figures name nobody. A true zero stays, for it protects nobody. What is not
watched: rows whose place is not known (the difference of a county and its districts), overlapping
periods, indicators that count the same rows, and differences between generations.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import Final

import polars as pl

from framework.model.areas import Geography
from framework.model.results import TOTAL
from indicators.disclose.rules import Shape

_SERIES: Final = ["indicator", "area", "breakdown", "period"]


def hide_complements(frame: pl.DataFrame, geography: Geography) -> pl.DataFrame:
    """Set `hidden` on the figures that would give a hidden one away.

    `frame` has the key of a result, `hidden`, `count` (the exact count that a figure rests on),
    `suppress_to` and `round_to`.
    """
    if not frame["hidden"].any():
        return frame
    # A sum or a mean is given as it is: rounding counts does nothing for it.
    given = pl.col("shape").is_in([Shape.SUM, Shape.GIVEN])
    exact = (pl.col("round_to") < pl.col("suppress_to")) | given
    at_risk = frame.filter(pl.col("hidden") & exact)
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
    """Give, for each figure of a part, the figure of each area it lies in, however many levels up.

    The parts of one level are one family: where districts are not kept, wards stand beside the
    county itself.
    """
    pairs = pl.DataFrame(
        [
            (area.code, above, area.level)
            for area in geography.areas
            for above in geography.ancestors_of(area.code)
        ],
        schema={"area": pl.String, "whole_area": pl.String, "family": pl.String},
        orient="row",
    )
    return (
        cells.select(_SERIES)
        .join(pairs, on="area")
        .with_columns(pl.col("breakdown").alias("whole_breakdown"))
        .select(*_SERIES, "whole_area", "whole_breakdown", "family")
    )


def _of_members(cells: pl.DataFrame) -> pl.DataFrame:
    """Give, for each figure of a breakdown, every margin that it is part of, up to everybody."""
    known = cells["breakdown"].unique().sort().to_list()
    margins = pl.DataFrame(
        [(text, *margin) for text in known if text != TOTAL for margin in _margins(text)],
        schema={"breakdown": pl.String, "whole_breakdown": pl.String, "family": pl.String},
        orient="row",
    )
    return (
        cells.select(_SERIES)
        .join(margins, on="breakdown")
        .with_columns(pl.col("area").alias("whole_area"))
        .select(*_SERIES, "whole_area", "whole_breakdown", "family")
    )


def _margins(breakdown: str) -> Iterator[tuple[str, str]]:
    """Give what a breakdown is part of, with the dimensions that are added up to get there.

    'age=0-4;sex=Female' is part of 'age=0-4' (over sex), 'sex=Female' (over age) and everybody.
    """
    parts = breakdown.split(";")
    for size in range(len(parts)):
        for kept in combinations(parts, size):
            dropped = [part.partition("=")[0] for part in parts if part not in kept]
            yield ";".join(kept), ";".join(dropped)


def _until_nothing_more(cells: pl.DataFrame, families: pl.DataFrame) -> pl.DataFrame:
    state = cells
    # Each round hides at least one more figure, so there is a last one.
    while not (more := _smallest_of_the_open(state, families)).is_empty():
        state = (
            state.join(more, on=_SERIES, how="left")
            .with_columns(
                (pl.col("hidden") | pl.col("more").fill_null(value=False)).alias("hidden")
            )
            .drop("more")
        )
    return state.select(*_SERIES, pl.col("hidden").alias("also"))


def _smallest_of_the_open(cells: pl.DataFrame, families: pl.DataFrame) -> pl.DataFrame:
    """Give one part to hide for every family in which something hidden could be worked out.

    Where the whole is shown, its hidden parts could be. Where the whole is hidden and every part
    is shown, the whole could be, and with it the figure that it was hidden for.
    """
    wholes = cells.select(
        "indicator",
        "period",
        pl.col("area").alias("whole_area"),
        pl.col("breakdown").alias("whole_breakdown"),
        pl.col("hidden").alias("whole_hidden"),
    )
    key = ["indicator", "period", "whole_area", "whole_breakdown", "family"]
    parts = families.join(wholes, on=key[:-1]).join(cells, on=_SERIES)
    hidden, whole_hidden = pl.col("hidden"), pl.col("whole_hidden")
    hidden_parts = hidden.sum().over(key)
    count_hidden = pl.col("count").filter(hidden).sum().over(key)
    few = (hidden_parts == 1) | (count_hidden <= pl.col("suppress_to"))
    part_open = ~whole_hidden & (hidden_parts > 0) & few
    whole_open = whole_hidden & (hidden_parts == 0)
    return (
        parts.filter(part_open | whole_open)
        .filter(~hidden & (pl.col("count") > 0))
        .sort(*key, "count", "area", "breakdown")
        .unique(subset=key, keep="first", maintain_order=True)
        .select(_SERIES)
        .unique()
        .with_columns(pl.lit(value=True).alias("more"))
    )
