"""A composite index: the weighted mean of what its parts score against the areas of one level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from framework.model.areas import Geography
from framework.model.derived import Composite, PeriodsOfParts
from framework.model.indicators import Indicator
from framework.model.periods import Period, period_from_code
from framework.model.results import RESULT_COLUMNS, TOTAL, Flag
from indicators.derive.beside import totals
from indicators.derive.reasons import CAUTIONS, WHY_MISSING
from indicators.derive.scoring import scores, turned
from indicators.statistics.combining import Missing, combine, winsorised

Floats = NDArray[np.float64]
Flags = NDArray[np.int32]

CONTRIBUTION_COLUMNS: Final = (
    "area",
    "period",
    "part",  # the id of the part
    "part_period",  # the period of the part that went in
    "value",  # f64 or null, the part's own value
    "score",  # f64 or null, turned so that it goes the way of the index
    "contribution",  # f64 or null, what it adds: those of an area and period make the index
)
_CLOSE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class _Grid:
    """Values and flags of every part at [part, period, area]; `there`: a row speaks of it."""

    periods: Sequence[str]
    sources: Sequence[Sequence[str | None]]  # by period, the period of each part
    areas: Sequence[str]
    values: Floats
    flags: Flags
    there: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Scored:
    """Scores, and what each adds, at [part, period, area]; the index at [period, area]."""

    grid: _Grid
    scores: Floats
    adds: Floats
    index: Floats


def compose(
    indicator: Indicator,
    measure: Composite,
    parts: Mapping[str, pl.DataFrame],
    geography: Geography,
) -> pl.DataFrame:
    """Give RESULT_COLUMNS: the index of every area of the level that any part speaks of.

    An index has no interval: nothing is said of how sure it is.
    """
    scored = _score(indicator, measure, parts, geography)
    grid = scored.grid
    period, area = np.nonzero(grid.there.any(axis=0))
    value = scored.index[period, area]
    columns: dict[str, object] = {
        "indicator": np.full(len(value), indicator.id),
        "area": _named(grid.areas, area),
        "breakdown": np.full(len(value), TOTAL),
        "period": _named(grid.periods, period),
        "value": pl.Series(value, dtype=pl.Float64).fill_nan(None),
        "flags": _flags(scored)[period, area],
    }
    empty = {
        name: pl.Series([None] * len(value), dtype=pl.Float64) for name in RESULT_COLUMNS[5:11]
    }
    return pl.DataFrame({**columns, **empty}).select(RESULT_COLUMNS)


def contributions(
    indicator: Indicator,
    measure: Composite,
    parts: Mapping[str, pl.DataFrame],
    geography: Geography,
) -> pl.DataFrame:
    """Give CONTRIBUTION_COLUMNS: what each part adds to the index of each area and period."""
    scored = _score(indicator, measure, parts, geography)
    grid = scored.grid
    frames = []
    period, area = np.nonzero(grid.there.any(axis=0))
    for place, part in enumerate(measure.parts):
        cells = {
            "area": _named(grid.areas, area),
            "period": _named(grid.periods, period),
            "part": np.full(len(period), part.indicator),
            "part_period": [grid.sources[one][place] for one in period.tolist()],
            "value": grid.values[place][period, area],
            "score": scored.scores[place][period, area],
            "contribution": scored.adds[place][period, area],
        }
        frames.append(pl.DataFrame(cells, schema_overrides={"part_period": pl.String}))
    found = pl.concat(frames).with_columns(pl.col("value", "score", "contribution").fill_nan(None))
    return found.select(CONTRIBUTION_COLUMNS)


def _score(
    indicator: Indicator,
    measure: Composite,
    parts: Mapping[str, pl.DataFrame],
    geography: Geography,
) -> _Scored:
    grid = _grid(indicator, measure, parts, geography)
    share = float(measure.winsorise)
    taken = [winsorised(values.T, share).T if share else values for values in grid.values]
    found = np.stack([scores(values, measure.score) for values in taken])
    falls = np.array([not part.rises for part in measure.parts])
    found[falls] = turned(found[falls], measure.score)
    combined = combine(
        found.reshape(len(found), -1).T,
        _weights(measure),
        1.0,
        missing=Missing.OF_THOSE_PRESENT,
        least_share=float(measure.least_share) - _CLOSE,
    )
    adds = np.ascontiguousarray(combined.contribution.T).reshape(found.shape)
    return _Scored(grid, found, adds, combined.score.reshape(found.shape[1:]))


def _weights(measure: Composite) -> Floats:
    return np.array([float(part.weight) for part in measure.parts])


def _grid(
    indicator: Indicator,
    measure: Composite,
    parts: Mapping[str, pl.DataFrame],
    geography: Geography,
) -> _Grid:
    areas = [area.code for area in geography.at_level(measure.against)]
    rows = [
        totals(parts[part.indicator]).filter(pl.col("area").is_in(areas)) for part in measure.parts
    ]
    sources = _periods(indicator, measure, rows)
    shape = len(rows), len(sources), len(areas)
    values, flags = np.full(shape, np.nan), np.full(shape, int(Flag.UNAVAILABLE), dtype=np.int32)
    there = np.zeros(shape, dtype=bool)
    column = {code: place for place, code in enumerate(areas)}
    for part, own in enumerate(rows):
        lines: dict[str, list[int]] = {}
        for line, taken in enumerate(sources.values()):
            if (code := taken[part]) is not None:
                lines.setdefault(code, []).append(line)
        for area, code, value, flag in own.select("area", "period", "value", "flags").iter_rows():
            for line in lines.get(code, ()):
                cell = part, line, column[area]
                values[cell] = np.nan if value is None else value
                flags[cell], there[cell] = flag, True
    return _Grid(list(sources), list(sources.values()), areas, values, flags, there)


def _periods(
    indicator: Indicator, measure: Composite, rows: Sequence[pl.DataFrame]
) -> dict[str, tuple[str | None, ...]]:
    """Give the periods of the index, each with the period that is taken of each part."""
    if measure.periods is PeriodsOfParts.SAME:
        found = _same([_spoken(own) for own in rows])
    else:
        found = _latest(indicator, [_spoken(own.drop_nulls("value")) for own in rows])
    shares = _weights(measure) / _weights(measure).sum()
    least = float(measure.least_share) - _CLOSE
    return {
        code: taken
        for code, taken in found.items()
        if sum(share for share, one in zip(shares, taken, strict=True) if one) >= least
    }


def _spoken(rows: pl.DataFrame) -> list[Period]:
    """Give the periods in which a part has a row, the earliest first."""
    return sorted(map(period_from_code, rows["period"].unique().to_list()))


def _same(spoken: Sequence[Sequence[Period]]) -> dict[str, tuple[str | None, ...]]:
    every = sorted({period for own in spoken for period in own})
    return {
        period.code: tuple(period.code if period in own else None for own in spoken)
        for period in every
    }


def _latest(
    indicator: Indicator, spoken: Sequence[Sequence[Period]]
) -> dict[str, tuple[str | None, ...]]:
    """Take of each part the last period that has ended by the end of the index's own.

    A period of the index that ends after everything its parts speak of is not there yet.
    """
    ends = [period.end for own in spoken for period in own]
    own_periods = {indicator.period_of(period.last_day) for own in spoken for period in own}
    found = {}
    for target in sorted(own_periods):
        if target.end <= max(ends):
            ended = ([one for one in own if one.end <= target.end] for own in spoken)
            found[target.code] = tuple(own[-1].code if own else None for own in ended)
    return found


def _flags(scored: _Scored) -> Flags:
    """Give the flags at [period, area]: the cautions of what went in, or why there is no index."""
    grid = scored.grid
    flags: Flags = np.where(np.isnan(grid.values), grid.flags & WHY_MISSING, Flag.NOT_APPLICABLE)
    flags = np.where(flags == 0, Flag.UNAVAILABLE, flags)
    went_in = ~np.isnan(scored.scores)
    why = np.bitwise_or.reduce(np.where(went_in, 0, flags), axis=0)
    cautions = np.bitwise_or.reduce(np.where(went_in, grid.flags & CAUTIONS, 0), axis=0)
    missing = np.isnan(scored.index)
    found: Flags = (cautions | np.where(missing, why, 0)).astype(np.int32)
    return found


def _named(names: Sequence[str], places: NDArray[np.intp]) -> pl.Series:
    return pl.Series(list(names), dtype=pl.String).gather(places)
