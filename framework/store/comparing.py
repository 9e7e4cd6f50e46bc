"""What a run's rows change in what is kept, and which values count as revised."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from framework.model.results import Flag
from framework.store.facts import RESULT, Fact

_FIGURES: Final = ("value", "numerator", "denominator")
_WAS: Final = "_was"
_KEPT: Final = "_kept"


@dataclass(frozen=True, slots=True)
class Change:
    """Rows to open, keys to close, and how many rows stay as they are."""

    opened: pl.DataFrame
    closed: pl.DataFrame
    unchanged: int


def mark_revised(
    incoming: pl.DataFrame, kept: pl.DataFrame, keys: Sequence[str] = RESULT.key_columns
) -> pl.DataFrame:
    """Flag results whose figures differ from those kept, and keep the flag while they stay.

    A figure that comes where there was none is a first figure, not a revision.
    """
    if kept.is_empty():
        return incoming
    was = kept.select(*keys, *_FIGURES, "flags").rename(
        {name: name + _WAS for name in (*_FIGURES, "flags")}
    )
    both = incoming.join(was, on=keys, how="left", maintain_order="left")
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name + _WAS)) for name in _FIGURES)
    revised = pl.lit(int(Flag.REVISED), pl.Int32)
    mark = (
        pl.when(pl.col("flags" + _WAS).is_null())
        .then(pl.lit(0, pl.Int32))
        .when(differs.not_())
        .then(pl.col("flags" + _WAS) & revised)
        .when(pl.col("value" + _WAS).is_null())
        .then(pl.lit(0, pl.Int32))
        .otherwise(revised)
    )
    return both.with_columns(flags=pl.col("flags") | mark).select(incoming.columns)


def compare(fact: Fact, *, incoming: pl.DataFrame, kept: pl.DataFrame) -> Change:
    """Compare cell by cell, a missing cell being equal to a missing one."""
    keys = list(fact.key_columns)
    if kept.is_empty():
        return Change(incoming, kept.select(keys), 0)
    was = kept.rename({name: name + _WAS for name in fact.payload}).with_columns(
        pl.lit(value=True).alias(_KEPT)
    )
    both = incoming.join(was, on=keys, how="left", maintain_order="left")
    differs = pl.any_horizontal(
        pl.col(name).ne_missing(pl.col(name + _WAS)) for name in fact.payload
    )
    opened = both.filter(pl.col(_KEPT).is_null() | differs).select(incoming.columns)
    replaced = both.filter(pl.col(_KEPT) & differs).select(keys)
    gone = kept.select(keys).join(incoming.select(keys), on=keys, how="anti")
    closed = pl.concat([replaced, gone])
    return Change(opened, closed, incoming.height - opened.height)
