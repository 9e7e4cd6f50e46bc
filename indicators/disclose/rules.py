"""What protects each indicator: which counts are small, how they are rounded, how its value is made."""

from collections.abc import Collection
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

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
)

if TYPE_CHECKING:
    import polars as pl


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


def tells_bands(measure: AnyMeasure) -> bool:
    """Say whether an exact value, beside its count and the population, is a sum over counts by age.

    A ratio is one over the counts of the area that it is held beside: several areas name them.
    """
    return isinstance(measure, StandardisedRate | StandardisedRatio | LifeExpectancy)


def _row(framework: Framework, indicator: Indicator, measure: Measure) -> dict[str, object]:
    rule, shape = framework.protection_of(indicator), shape_of(measure)
    return {
        "indicator": indicator.id,
        "shape": shape.value,
        "suppress_to": rule.suppress_to,
        "round_to": rule.round_to,
        "shows_exactly": rule.shows_exactly,
        "multiplier": multiplier_of(measure),
        "interval": indicator.interval.value,
        "decimals": indicator.decimals,
        "follows_count": isinstance(measure, StandardisedRate | StandardisedRatio),
        "tells_bands": tells_bands(measure),
    }


def rules_frame(framework: Framework) -> "pl.DataFrame":
    """Give one row an indicator made of rows: how it is protected and made."""
    import polars as pl

    schema = {
        "indicator": pl.String,
        "shape": pl.String,
        "suppress_to": pl.Int64,
        "round_to": pl.Int64,
        "shows_exactly": pl.Boolean,
        "multiplier": pl.Float64,
        "interval": pl.String,
        "decimals": pl.Int64,
        "follows_count": pl.Boolean,
        "tells_bands": pl.Boolean,
    }
    rules = [
        _row(framework, one, one.measure)
        for one in framework.indicators
        if not isinstance(one.measure, DerivedMeasure)
    ]
    return pl.DataFrame(rules, schema=schema)


def can_be_worked_out(framework: Framework, indicator: Indicator) -> bool:
    """Say whether a hidden figure of an indicator could be worked out from others of its rows.

    A sum is given as it is: rounding counts does nothing for it.
    """
    if isinstance(indicator.measure, DerivedMeasure | Published):
        return False
    rule = framework.protection_of(indicator)
    return rule.shows_exactly or (rule.suppress_to > 0 and isinstance(indicator.measure, Total))


def computed_together(framework: Framework, chosen: Collection[str]) -> frozenset[str]:
    """Give indicators with all others of the same rows where what one hides depends on the others."""
    at_risk = {
        one.id: one.source for one in framework.indicators if can_be_worked_out(framework, one)
    }
    sources = {at_risk[key] for key in chosen if key in at_risk}
    return frozenset(chosen) | {key for key, source in at_risk.items() if source in sources}
