"""Better, similar or worse than what a figure stands beside, by the declared method.

single interval   the other value lies outside the area's own 95% interval; it is taken as fixed
double interval   the two 95% intervals do not overlap
two levels        as single interval, and 'much' beyond the 99.8% interval
funnel            the value lies outside the 95% (99.8%) limits of an area of its size around the
                  other value: Wilson for shares, exact Poisson for rates
quartiles, quintiles   see indicators/judge/ranking.py

These are the methods of England's public health profiles. An area is never held against itself,
and figures of different periods are shown beside one another but not compared.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from framework.model.comparators import Beside, Comparator, Method
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator, Kind, Polarity
from framework.model.measures import PERCENT
from framework.model.periods import period_from_code
from framework.model.results import COMPARISON_COLUMNS, Comparison
from indicators.disclose.rules import Shape, multiplier_of, shape_of
from indicators.judge.beside import (
    KEY,
    beside_areas,
    beside_averages,
    beside_history,
    beside_neighbours,
)
from indicators.judge.ranking import rank_among
from indicators.statistics.funnels import (
    Place,
    place_by_funnel,
    place_by_interval,
    place_by_intervals,
    proportion_limits,
    rate_limits,
)

_TRAITS: Final = {
    "indicator": pl.String,
    "comparator": pl.String,
    "method": pl.String,
    "polarity": pl.String,
    "multiplier": pl.Float64,
    "is_share": pl.Boolean,
    "is_history": pl.Boolean,
}
_LIMITS: Final = ("lower", "upper", "lower998", "upper998")
_FLOATS: Final = (
    "value",
    "denominator",
    "multiplier",
    *_LIMITS,
    "other",
    "other_lower",
    "other_upper",
)
_GOOD_UP: Final = {
    Place.VERY_LOW: Comparison.WORST,
    Place.LOW: Comparison.WORSE,
    Place.SIMILAR: Comparison.SIMILAR,
    Place.HIGH: Comparison.BETTER,
    Place.VERY_HIGH: Comparison.BEST,
}
_GOOD_DOWN: Final = {
    Place.VERY_LOW: Comparison.BEST,
    Place.LOW: Comparison.BETTER,
    Place.SIMILAR: Comparison.SIMILAR,
    Place.HIGH: Comparison.WORSE,
    Place.VERY_HIGH: Comparison.WORST,
}
_NEITHER: Final = {
    Place.VERY_LOW: Comparison.LOWEST,
    Place.LOW: Comparison.LOWER,
    Place.SIMILAR: Comparison.SIMILAR,
    Place.HIGH: Comparison.HIGHER,
    Place.VERY_HIGH: Comparison.HIGHEST,
}
_WORDS: Final = {
    Polarity.HIGH: _GOOD_UP,
    Polarity.LOW: _GOOD_DOWN,
    Polarity.PLAN: _NEITHER,
    Polarity.NONE: _NEITHER,
}
Floats = NDArray[np.float64]


def compare(results: pl.DataFrame, framework: Framework) -> pl.DataFrame:
    """Give COMPARISON_COLUMNS: one row a result and comparator that stands for its area."""
    dated = _with_ends(results)
    beside = pl.concat(
        [
            beside_areas(dated, framework),
            beside_history(dated, framework),
            beside_averages(dated, framework),
            beside_neighbours(dated, framework),
        ]
    )
    figures = results.select(*KEY, "value", "denominator", *_LIMITS)
    frame = beside.join(figures, on=KEY).join(_traits(framework), on=["indicator", "comparator"])
    judged = frame.with_columns(
        pl.Series("place", _places(frame), dtype=pl.Int8),
    ).with_columns(
        _outcome().alias("outcome"),
        pl.col("other").alias("value"),
        pl.lit(None, dtype=pl.Int32).alias("rank"),
    )
    ranked = rank_among(results, framework).with_columns(pl.col("period").alias("beside_period"))
    return pl.concat([one.select(COMPARISON_COLUMNS) for one in (judged, ranked)])


def _with_ends(results: pl.DataFrame) -> pl.DataFrame:
    """Add the first day after each period, as a number of days."""
    codes = results["period"].unique().to_list()
    ends = {code: period_from_code(code).end.toordinal() for code in codes}
    ends = ends or {"": 0}  # of an empty dictionary polars would make texts
    return results.with_columns(
        pl.col("period").replace_strict(ends, return_dtype=pl.Int32).alias("ends")
    )


def _traits(framework: Framework) -> pl.DataFrame:
    rows = [
        _row(indicator, comparator)
        for indicator in framework.indicators
        for comparator in indicator.compare
        if comparator.kind is not Beside.NOTHING
    ]
    return pl.DataFrame(rows, schema=_TRAITS, orient="row")


def _row(indicator: Indicator, comparator: Comparator) -> tuple[object, ...]:
    context = indicator.kind is Kind.CONTEXT
    return (
        indicator.id,
        comparator.id,
        comparator.method.value,
        (Polarity.NONE if context else indicator.polarity).value,
        multiplier_of(indicator.measure),
        shape_of(indicator.measure) is Shape.SHARE or indicator.unit == PERCENT,
        comparator.kind is Beside.HISTORY,
    )


def _places(frame: pl.DataFrame) -> NDArray[np.int8]:
    """Say on which side of the other value each figure lies, by its method: codes of `Place`."""
    column = {name: _floats(frame, name) for name in _FLOATS}
    method = frame["method"].to_numpy()
    places = np.full(frame.height, Place.CANNOT_SAY, dtype=np.int8)
    for one in Method:
        rows = np.flatnonzero(method == one.value)
        if rows.size:
            some = {name: cells[rows] for name, cells in column.items()}
            places[rows] = _placed(one, some, frame["is_share"].to_numpy()[rows])
    return np.where(np.isnan(column["value"]), Place.CANNOT_SAY, places).astype(np.int8)


def _placed(
    method: Method, column: Mapping[str, Floats], is_share: NDArray[np.bool_]
) -> NDArray[np.int8]:
    inner = column["lower"], column["upper"]
    match method:
        case Method.TWO_LEVELS:
            return place_by_interval(
                column["other"], inner, (column["lower998"], column["upper998"])
            )
        case Method.DOUBLE:
            return place_by_intervals(inner, (column["other_lower"], column["other_upper"]))
        case Method.FUNNEL:
            return _placed_in_funnels(column, is_share)
        case _:
            return place_by_interval(column["other"], inner)


def _placed_in_funnels(
    column: Mapping[str, Floats], is_share: NDArray[np.bool_]
) -> NDArray[np.int8]:
    per, size = column["multiplier"], column["denominator"]
    inner, outer = (
        _limits_round(column["other"] / per, size, level, is_share) for level in (0.95, 0.998)
    )
    return place_by_funnel(column["value"] / per, inner, outer)


def _limits_round(
    base: Floats, size: Floats, level: float, is_share: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    shares, rates = proportion_limits(base, size, level), rate_limits(base, size, level)
    lower, upper = (np.where(is_share, s, r) for s, r in zip(shares, rates, strict=True))
    return lower, upper


def _floats(frame: pl.DataFrame, name: str) -> Floats:
    return frame[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()


def _outcome() -> pl.Expr:
    """Word a place by polarity, or by direction where neither way is good."""
    other_period = pl.col("period") != pl.col("beside_period")
    is_history = pl.col("is_history")
    not_compared = pl.lit(Comparison.NOT_COMPARED.value)
    worded = pl.coalesce(
        pl.when(pl.col("polarity") == polarity.value).then(
            pl.col("place").replace_strict(
                {place: word.value for place, word in words.items()},
                default=None,
                return_dtype=pl.String,
            )
        )
        for polarity, words in _WORDS.items()
    )
    return (
        pl.when(other_period & ~is_history)
        .then(not_compared)
        .otherwise(worded)
        .fill_null(not_compared)
    )
