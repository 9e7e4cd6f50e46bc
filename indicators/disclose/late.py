"""What two publications beside one another tell: by how little a figure has changed, and what was taken out."""

from typing import Final

import polars as pl

from framework.model.frameworks import Framework
from framework.model.results import Flag
from indicators.disclose.rules import Shape, rules_frame

_KEY: Final = ["indicator", "area", "breakdown", "period"]
_POPULATIONS: Final = [Shape.RATE.value, Shape.STANDARDISED.value]


def few_came_late(
    shown: pl.DataFrame, framework: Framework, earlier: pl.DataFrame
) -> tuple[str, ...]:
    """Name each source of which shown counts differ by a small count from what was shown before.

    Both tables have RESULT_COLUMNS.
    """
    rules = rules_frame(framework).filter("shows_exactly")
    sources = {one.id: one.source for one in framework.indicators if not one.is_derived}
    old = earlier.select(*_KEY, "flags", "numerator", "denominator")
    both = shown.join(rules, on="indicator").join(old, on=_KEY, suffix="_before")
    is_hidden = (pl.col("flags") | pl.col("flags_before")).and_(int(Flag.SUPPRESSED)) != 0
    counted = ~pl.col("shape").is_in(_POPULATIONS)
    few = _by_few("numerator") | (counted & _by_few("denominator"))
    told = both.filter(few.fill_null(value=False) & ~is_hidden).with_columns(
        pl.col("indicator").replace_strict(sources).alias("source")
    )
    return tuple(
        f"source '{name}': {count:,} {_figures(count)} changed since the last publication by a count that is "
        f"small itself, so whoever keeps both sees how few came late; say round_to"
        for name, count in told.group_by("source").len().sort("source").iter_rows()
    )


def taken_out(framework: Framework, earlier: pl.DataFrame) -> tuple[str, ...]:
    """Say which indicators were published before and are declared no more, where exact counts are shown.

    `framework` has those that were taken out and whose rows are still known. What the others counted
    is not, so their figures are held against nothing. `earlier` has RESULT_COLUMNS.
    """
    exact = [f"'{one.id}'" for one in framework.sources if one.disclosure.shows_exactly]
    declared = {one.id for one in framework.indicators}
    gone = sorted(set(earlier["indicator"].unique().to_list()) - declared)
    where = f"source {exact[0]}" if len(exact) == 1 else f"one of the sources {', '.join(exact)}"
    return tuple(
        f"indicator '{name}' was published and is declared no more, but readers may have kept its figures: "
        f"if it counted rows of {where}, say round_to there, or hidden counts may be worked out"
        for name in (gone if exact else ())
    )


def _figures(count: int) -> str:
    return "figure has" if count == 1 else "figures have"


def _by_few(name: str) -> pl.Expr:
    by = (pl.col(name) - pl.col(f"{name}_before")).abs()
    return (by > 0) & (by <= pl.col("suppress_to"))
