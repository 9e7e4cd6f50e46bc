"""What two publications beside one another tell: by how little a figure has changed, and what was taken out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from framework.model.frameworks import Framework
from framework.model.results import Flag
from indicators.disclose.rules import Shape, rules_frame

_KEY: Final = ["indicator", "area", "breakdown", "period"]
_POPULATIONS: Final = [Shape.RATE.value, Shape.STANDARDISED.value]
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Lost:
    """What readers saw of which nobody can say any more what it counts, or what it was part of."""

    indicators: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()


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


def taken_out(framework: Framework, lost: Lost) -> tuple[str, ...]:
    """Say what was published, is declared no more and is lost, where a source shows exact counts.

    Figures of what was counted with it are held against nothing.
    """
    exact = [f"'{one.id}'" for one in framework.sources if one.disclosure.shows_exactly]
    if not exact:
        return ()
    where = f"source {exact[0]}" if len(exact) == 1 else f"one of the sources {', '.join(exact)}"
    told = [
        f"indicator '{name}' was published and is declared no more, but readers may have kept its figures: "
        f"if it counted rows of {where}, say round_to there, or hidden counts may be worked out"
        for name in lost.indicators
    ]
    if lost.areas:
        sources = f"source{'' if len(exact) == 1 else 's'} {', '.join(exact)}"
        told.append(
            f"{_areas(lost.areas)} declared no more, but readers may have kept "
            f"{'its' if len(lost.areas) == 1 else 'their'} figures: "
            f"say round_to in {sources}, or hidden counts may be worked out"
        )
    return tuple(told)


def _areas(codes: Sequence[str]) -> str:
    """Name a few areas and count the rest: a framework of then may have held hundreds."""
    if len(codes) == 1:
        return f"area '{codes[0]}' was published and is"
    named = ", ".join(f"'{code}'" for code in codes[:_NAMED])
    more = f" and {len(codes) - _NAMED:,} more" if len(codes) > _NAMED else ""
    return f"areas {named}{more} were published and are"


def _figures(count: int) -> str:
    return "figure has" if count == 1 else "figures have"


def _by_few(name: str) -> pl.Expr:
    by = (pl.col(name) - pl.col(f"{name}_before")).abs()
    return (by > 0) & (by <= pl.col("suppress_to"))
