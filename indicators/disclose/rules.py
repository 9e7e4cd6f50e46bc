"""What protects each indicator: which counts are small, how they are rounded, how its value is made."""

from enum import StrEnum
from typing import assert_never

import polars as pl

from framework.model.derived import (
    AnyMeasure,
    Composite,
    Derived,
    DerivedMeasure,
    Gap,
    Inequality,
)
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator
from framework.model.measures import (
    Count,
    Distinct,
    LifeExpectancy,
    Mean,
    Measure,
    Median,
    Percentile,
    Proportion,
    Published,
    Rate,
    Ratio,
    StandardisedRate,
    StandardisedRatio,
    Total,
    windows_in,
)


class Shape(StrEnum):
    """How a value follows from counts, which says what must be protected."""

    COUNT = "count"  # the numerator is the value
    SHARE = "share"  # 100 x numerator / denominator, one part of the other
    RATE = "rate"  # per x numerator / a public population
    RATIO = "ratio"  # per x numerator / denominator, two separate parts
    GIVEN = "given"  # made from `cases` rows: a mean, a median
    SUM = "sum"  # likewise, and a small sum may itself be a count of people
    STANDARDISED = "standardised"  # made by age from numerator / a public population
    PUBLISHED = "published"  # already disclosed by whoever published it
    DERIVED = "derived"  # made of results that are disclosed


def shape_of(measure: AnyMeasure) -> Shape:
    """Say which shape of protection a measure needs."""
    match measure:
        case Count() | Distinct():
            shape = Shape.COUNT
        case Proportion():
            shape = Shape.SHARE
        case Rate():
            shape = Shape.RATE
        case Ratio():
            shape = Shape.RATIO
        case Mean() | Median() | Percentile():
            shape = Shape.GIVEN
        case StandardisedRate() | StandardisedRatio() | LifeExpectancy():
            shape = Shape.STANDARDISED
        case Total():
            shape = Shape.SUM
        case Published():
            shape = Shape.PUBLISHED
        case Derived() | Gap() | Inequality() | Composite():
            shape = Shape.DERIVED
        case _:
            assert_never(measure)
    return shape


def multiplier_of(measure: AnyMeasure) -> float:
    """Give what numerator / denominator is multiplied by. A proportion's is 100."""
    match measure:
        case Proportion():
            return 100.0
        case Rate(per=per) | Ratio(per=per) | Published(per=per):
            return float(per)
        case _:
            return 1.0


def _row(framework: Framework, indicator: Indicator, measure: Measure) -> dict[str, object]:
    # A window says something of the other rows too, so the stricter rule of the two holds.
    sources = (indicator.source, *(window.source for window in windows_in(measure)))
    rules = [framework.source(name).disclosure for name in sources]
    shape = shape_of(measure)
    return {
        "indicator": indicator.id,
        "shape": shape.value,
        "suppress_to": 0 if shape is Shape.PUBLISHED else max(rule.suppress_to for rule in rules),
        "round_to": 1 if shape is Shape.PUBLISHED else max(rule.round_to for rule in rules),
        "multiplier": multiplier_of(measure),
        "interval": indicator.interval.value,
        "decimals": indicator.decimals,
        "follows_count": isinstance(measure, StandardisedRate | StandardisedRatio),
    }


def rules_frame(framework: Framework) -> pl.DataFrame:
    """Give one row an indicator made of rows: how it is protected and made."""
    schema = {
        "indicator": pl.String,
        "shape": pl.String,
        "suppress_to": pl.Int64,
        "round_to": pl.Int64,
        "multiplier": pl.Float64,
        "interval": pl.String,
        "decimals": pl.Int64,
        "follows_count": pl.Boolean,
    }
    rules = [
        _row(framework, one, one.measure)
        for one in framework.indicators
        if not isinstance(one.measure, DerivedMeasure)
    ]
    return pl.DataFrame(rules, schema=schema)


def rounding_protects() -> pl.Expr:
    """Say which rows have counts rounded so widely that differences of rounded ones name no small one.

    A hidden count between two shown ones keeps `round_to` - 1 possible values or more.
    """
    limit = pl.col("suppress_to")
    return pl.col("round_to") >= pl.max_horizontal(limit, pl.min_horizontal(limit, 3) + 1)
