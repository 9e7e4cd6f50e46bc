"""What protects each indicator: which counts are small, how they are rounded, how its value is made."""

from enum import StrEnum
from typing import assert_never

import polars as pl

from framework.model.frameworks import Framework
from framework.model.indicators import Indicator
from framework.model.measures import (
    Count,
    Distinct,
    Mean,
    Measure,
    Median,
    Proportion,
    Published,
    Rate,
    Ratio,
    Total,
)


class Shape(StrEnum):
    """How a value follows from counts, which says what must be protected."""

    COUNT = "count"  # the numerator is the value
    SHARE = "share"  # 100 x numerator / denominator, one part of the other
    RATE = "rate"  # per x numerator / a public population
    RATIO = "ratio"  # per x numerator / denominator, two separate parts
    GIVEN = "given"  # made from `cases` rows: a mean, a median
    SUM = "sum"  # likewise, and a small sum may itself be a count of people
    PUBLISHED = "published"  # already disclosed by whoever published it


def shape_of(measure: Measure) -> Shape:
    """Say which shape of protection a measure needs."""
    match measure:
        case Count() | Distinct():
            return Shape.COUNT
        case Proportion():
            return Shape.SHARE
        case Rate():
            return Shape.RATE
        case Ratio():
            return Shape.RATIO
        case Mean() | Median():
            return Shape.GIVEN
        case Total():
            return Shape.SUM
        case Published():
            return Shape.PUBLISHED
        case _:
            assert_never(measure)


def multiplier_of(measure: Measure) -> float:
    """Give what numerator / denominator is multiplied by. A proportion's is 100."""
    match measure:
        case Proportion():
            return 100.0
        case Rate(per=per) | Ratio(per=per) | Published(per=per):
            return float(per)
        case _:
            return 1.0


def _row(framework: Framework, indicator: Indicator) -> dict[str, object]:
    rule = framework.source(indicator.source).disclosure
    shape = shape_of(indicator.measure)
    return {
        "indicator": indicator.id,
        "shape": shape.value,
        "suppress_to": 0 if shape is Shape.PUBLISHED else rule.suppress_to,
        "round_to": 1 if shape is Shape.PUBLISHED else rule.round_to,
        "multiplier": multiplier_of(indicator.measure),
        "interval": indicator.interval.value,
        "decimals": indicator.decimals,
    }


def rules_frame(framework: Framework) -> pl.DataFrame:
    """Give one row an indicator: shape, suppress_to, round_to, multiplier, interval, decimals."""
    schema = {
        "indicator": pl.String,
        "shape": pl.String,
        "suppress_to": pl.Int64,
        "round_to": pl.Int64,
        "multiplier": pl.Float64,
        "interval": pl.String,
        "decimals": pl.Int64,
    }
    return pl.DataFrame([_row(framework, one) for one in framework.indicators], schema=schema)
