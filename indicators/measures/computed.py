"""What computing gives: counts and values of indicators before anything is hidden, rounded or judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from framework.model.periods import Period
from indicators.measures.published_ratings import no_ratings

COMPUTED_SCHEMA: Final[Mapping[str, type[pl.DataType]]] = {
    "indicator": pl.String,
    "area": pl.String,  # an area code
    "breakdown": pl.String,  # TOTAL or dimension=member joined by ';' in the order of `by`
    "period": pl.String,  # Period.code, with its basis
    "numerator": pl.Float64,  # null unless the value is made from counts or a ratio's parts
    "denominator": pl.Float64,
    "value": pl.Float64,  # only where it is not made from the two: mean, median, sum, standardised, published
    "cases": pl.Int64,  # how many rows or people a mean, median, sum or ratio of sums rests on
    "spread": pl.Float64,  # sum of squared deviations from a mean
    "lower": pl.Float64,  # only limits that are published, or made of more than the counts
    "upper": pl.Float64,
    "lower998": pl.Float64,
    "upper998": pl.Float64,
    "names_bands": pl.Boolean,  # a value made by age that, beside a rounded count, names small counts of bands
    "flags": pl.Int32,  # framework.model.results.Flag
}
"""One row an indicator x area x breakdown x period."""

COMPUTED_COLUMNS: Final = tuple(COMPUTED_SCHEMA)

LIMITS: Final = ("lower", "upper", "lower998", "upper998")
"""The columns of limits: of 95% and of 99.8%."""

MATCHED: Final = (
    "numerator_true",
    "numerator_false",
    "numerator_unknown",
    "denominator_true",
    "outside",
    "rows",
)
"""Rows of the source by what an indicator made of them; `rows` are all of them.

A measure with one condition (count, mean ...) has every row in its denominator. `outside` are rows
that count but lie nowhere: no date, a date outside the covered months, or no area.
"""


@dataclass(frozen=True, slots=True)
class Computed:
    """Counts and values, the rows behind them, and the months each source speaks of.

    `frame` has COMPUTED_COLUMNS, sorted by indicator (as asked), area (as declared), breakdown
    (the total first, then members as declared) and period. `matched` gives MATCHED by indicator, and
    `scans` the passes over the rows in which its sums were counted, in words.
    `covered` gives the first and the last month by source. `warnings` are sentences for people.
    """

    frame: pl.DataFrame
    matched: Mapping[str, Mapping[str, int]]
    covered: Mapping[str, tuple[Period, Period]]
    warnings: tuple[str, ...] = ()
    published_ratings: pl.DataFrame = field(default_factory=no_ratings)
    scans: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
