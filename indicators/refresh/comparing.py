"""Two sets of figures, published and planned: what a reader would see differently. Frames in, a report out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from framework.model.results import JUDGEMENT_COLUMNS, RESULT_COLUMNS, Flag

MOST_RATINGS: Final = 40
"""How many changed ratings of an indicator are told one by one, the newest first."""

_KEYS: Final = ("indicator", "area", "breakdown", "period")
_FIGURES: Final = tuple(name for name in RESULT_COLUMNS if name not in _KEYS)
_JUDGED: Final = tuple(name for name in JUDGEMENT_COLUMNS if name not in _KEYS)
_WAS: Final = "_was"
_HERE: Final = "_here"
_NO_MARK: Final = ~int(Flag.REVISED)
"""Without the mark of a revision: the store gives it when figures are published."""


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One value that would be another. None: there is or would be none to show."""

    area: str
    breakdown: str
    period: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class RatingChange:
    """One rating that would be another; an empty text where there is or would be none."""

    area: str
    breakdown: str
    period: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FigureChanges:
    """What would change in the results of one indicator.

    `results` are those that would be published. `changed` counts results in which value, counts,
    limits or flags differ, `added` and `gone` those that stand on one side only. `largest` is the
    largest move of a value. `judgements` counts judgements that differ in any column; `moves`
    counts changed ratings by (before, after), `ratings` tells the newest one by one.
    """

    results: int = 0
    changed: int = 0
    added: int = 0
    gone: int = 0
    largest: ValueChange | None = None
    judgements: int = 0
    moves: tuple[tuple[str, str, int], ...] = ()
    ratings: tuple[RatingChange, ...] = ()

    @property
    def is_any(self) -> bool:
        return bool(self.changed or self.added or self.gone or self.judgements)


NOTHING_CHANGES: Final = FigureChanges()


@dataclass(frozen=True, slots=True)
class Facts:
    """Disclosed results and their judgements: frames with RESULT_ and JUDGEMENT_COLUMNS."""

    results: pl.DataFrame
    judgements: pl.DataFrame


def compare_figures(
    before: Facts, after: Facts, indicators: Collection[str]
) -> Mapping[str, FigureChanges]:
    """Give what differs for each of some indicators; a missing cell is equal to a missing one."""
    results = _beside(before.results, after.results, _FIGURES)
    judged = _beside(before.judgements, after.judgements, _JUDGED)
    by_results = results.partition_by("indicator", as_dict=True)
    by_judged = judged.partition_by("indicator", as_dict=True)
    return {
        key: _changes(
            by_results.get((key,), results.clear()), by_judged.get((key,), judged.clear())
        )
        for key in indicators
    }


def _beside(before: pl.DataFrame, after: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    """Put two frames side by side: `x_was` beside `x`, and on which sides a row stands."""
    here = pl.lit(value=True).alias(_HERE)
    old = _unmarked(before).select(*_KEYS, *columns, here)
    new = _unmarked(after).select(*_KEYS, *columns, here)
    return new.join(old, on=_KEYS, how="full", coalesce=True, suffix=_WAS)


def _unmarked(frame: pl.DataFrame) -> pl.DataFrame:
    if "flags" not in frame.columns:
        return frame
    return frame.with_columns(pl.col("flags").cast(pl.Int32) & _NO_MARK)


def _changes(results: pl.DataFrame, judged: pl.DataFrame) -> FigureChanges:
    both = results.filter(_on_both_sides())
    moved = both.filter(_differs(_FIGURES))
    ratings = judged.filter(_differs(("rating",)) & (_on_both_sides() | _is_rated()))
    return FigureChanges(
        results=results[_HERE].count(),
        changed=moved.height,
        added=results[_HERE + _WAS].null_count(),
        gone=results[_HERE].null_count(),
        largest=_largest(moved),
        judgements=judged.filter(_differs(_JUDGED)).height,
        moves=_moves(ratings),
        ratings=_ratings(ratings),
    )


def _on_both_sides() -> pl.Expr:
    return pl.col(_HERE).is_not_null() & pl.col(_HERE + _WAS).is_not_null()


def _is_rated() -> pl.Expr:
    """Say whether a judgement without a counterpart says more than 'not rated'."""
    return pl.any_horizontal(
        pl.col(name).is_in(["green", "amber", "red"]).fill_null(value=False)
        for name in ("rating", "rating" + _WAS)
    )


def _differs(columns: tuple[str, ...]) -> pl.Expr:
    return pl.any_horizontal(pl.col(name).ne_missing(pl.col(name + _WAS)) for name in columns)


def _largest(moved: pl.DataFrame) -> ValueChange | None:
    size = (pl.col("value") - pl.col("value" + _WAS)).abs()
    found = moved.filter(size > 0).sort(
        [size, *map(pl.col, _KEYS)], descending=[True, *[False] * 4]
    )
    if found.is_empty():
        return None
    row = found.row(0, named=True)
    return ValueChange(*_place(row), row["value" + _WAS], row["value"])


def _moves(ratings: pl.DataFrame) -> tuple[tuple[str, str, int], ...]:
    counted = ratings.group_by("rating" + _WAS, "rating").len().fill_null("")
    ordered = counted.sort(["len", "rating" + _WAS, "rating"], descending=[True, False, False])
    return tuple((before, after, count) for before, after, count in ordered.iter_rows())


def _ratings(ratings: pl.DataFrame) -> tuple[RatingChange, ...]:
    newest = ratings.sort(["period", "area", "breakdown"], descending=[True, False, False]).head(
        MOST_RATINGS
    )
    return tuple(
        RatingChange(*_place(row), row["rating" + _WAS] or "", row["rating"] or "")
        for row in newest.iter_rows(named=True)
    )


def _place(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return row["area"], row["breakdown"], row["period"]
