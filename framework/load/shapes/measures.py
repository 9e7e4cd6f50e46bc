"""What each measure may say. Every one stands under its own key of an indicator."""

from decimal import Decimal
from typing import Any, Final

from marshmallow import validates_schema

from framework.load.shapes.columns import SCALES
from framework.load.shapes.fields import (
    Number,
    OneOf,
    Text,
    Whole,
    Written,
    YesNo,
    refuse,
    words_of,
)
from framework.load.shapes.nesting import ListOf, Part, Shape, Texts
from framework.load.shapes.windows import ConditionField, Months
from framework.model.results import Rating


class DatedShape(Shape):
    """Which date puts a row in a period, or the two between which a row is open."""

    dated = Written(load_default=None)
    open = ListOf(Written(), load_default=None)
    wait = Months(load_default=0)

    @validates_schema
    def check_open(self, said: Any, **_kwargs: Any) -> None:
        if said["open"] is None:
            return
        if len(said["open"]) != 2:
            raise refuse("F210", "'open' needs two dates: [started, ended]")
        if said["dated"]:
            raise refuse("F503", "say 'dated' or 'open', not both", said["dated"])


class CountShape(DatedShape):
    """Rows."""

    where = ConditionField(load_default=None)


class DistinctShape(CountShape):
    """Different values of a column."""

    of = Written(required=True)


class NumberShape(CountShape):
    """The mean, median or sum of a number."""

    of = Written(required=True)


class PercentileShape(NumberShape):
    """The number that so many of 100 do not exceed."""

    at = Number(low=Decimal(1), high=Decimal(99), required=True)


class ProportionShape(CountShape):
    """100 x numerator / denominator."""

    numerator = ConditionField(required=True)
    denominator = ConditionField(load_default=None)


class RateShape(CountShape):
    """A count per people."""

    numerator = ConditionField(required=True)
    population = Written(required=True)
    population_where = Written(load_default=None)
    population_year = OneOf({"latest": "latest", "same": "same"}, load_default="latest")
    per = Whole(1, 10_000_000, required=True)


class RatioPartShape(Shape):
    """One side of a ratio: `{sum: EXPRESSION}` or `{count: CONDITION}`, with `where` if wanted."""

    sum = Written(load_default=None)
    count = ConditionField(load_default=None)
    where = ConditionField(load_default=None)

    @validates_schema
    def check_one(self, said: Any, **_kwargs: Any) -> None:
        if bool(said["sum"]) == bool(said["count"]):
            raise refuse("F211", "a side of a ratio is either {sum: ...} or {count: ...}")


class RatioShape(CountShape):
    """One sum or count over another."""

    numerator = Part(RatioPartShape(), required=True)
    denominator = Part(RatioPartShape(), required=True)
    per = Whole(1, 10_000_000, load_default=1)


class BandedShape(CountShape):
    """Counts by band of age, held against people by the same bands."""

    population = Written(required=True)
    population_where = Written(load_default=None)
    population_year = OneOf({"latest": "latest", "same": "same"}, load_default="latest")
    bands = Written(required=True)


class StandardisedRateShape(BandedShape):
    """A rate at the ages of a standard population."""

    numerator = ConditionField(required=True)
    ages = Written(load_default=None)
    standard = Written(required=True)
    per = Whole(1, 10_000_000, required=True)


class StandardisedRatioShape(BandedShape):
    """What was observed over what was to be expected at another area's rates."""

    numerator = ConditionField(required=True)
    ages = Written(load_default=None)
    reference = Written(load_default=None)
    as_ = OneOf({"ratio": False, "rate": True}, data_key="as", load_default=False)
    per = Whole(1, 10_000_000, required=True)


class LifeExpectancyShape(BandedShape):
    """Years that people of an age can expect to live."""

    deaths = ConditionField(required=True)
    at = Whole(0, 120, load_default=0)


class PublishedShape(Shape):
    """Values as someone published them, or re-made from published counts."""

    value = Written(load_default=None)
    numerator = Written(load_default=None)
    denominator = Written(load_default=None)
    per = Whole(1, 10_000_000, load_default=1)
    annual = YesNo(load_default=False)
    lower = Written(load_default=None)
    upper = Written(load_default=None)
    lower998 = Written(data_key="lower_998", load_default=None)
    upper998 = Written(data_key="upper_998", load_default=None)
    where = Written(load_default=None)
    scale = OneOf(SCALES, load_default=None)
    totals = Texts(Text(), load_default=None)
    rating = Written(load_default=None)
    ratings = Texts(OneOf(words_of(Rating)), load_default=None)

    @validates_schema
    def check_one(self, said: Any, **_kwargs: Any) -> None:
        counts = (said["numerator"], said["denominator"])
        if said["value"] and any(counts):
            raise refuse("F211", "say 'value', or 'numerator' and 'denominator', not both")
        if not said["value"] and not all(counts):
            raise refuse("F202", "say 'value', or both 'numerator' and 'denominator'")
        if said["annual"] and said["value"]:
            raise refuse(
                "F211", "'annual' goes with 'numerator' and 'denominator', not with 'value'"
            )
        if bool(said["lower"]) != bool(said["upper"]):
            raise refuse("F202", "'lower' and 'upper' belong together")
        if bool(said["lower998"]) != bool(said["upper998"]):
            raise refuse("F202", "'lower_998' and 'upper_998' belong together")
        if said["lower998"] and not said["lower"]:
            raise refuse("F202", "'lower_998' and 'upper_998' stand beside 'lower' and 'upper'")
        if bool(said["rating"]) != bool(said["ratings"]):
            raise refuse("F202", "'rating' (a column) and 'ratings' (its words) belong together")


MEASURES: Final = {
    "count": Part(CountShape(), short="where"),
    "distinct": Part(DistinctShape(), short="of"),
    "proportion": Part(ProportionShape()),
    "rate": Part(RateShape()),
    "mean": Part(NumberShape(), short="of"),
    "median": Part(NumberShape(), short="of"),
    "percentile": Part(PercentileShape()),
    "sum": Part(NumberShape(), short="of"),
    "ratio": Part(RatioShape()),
    "standardised_rate": Part(StandardisedRateShape()),
    "standardised_ratio": Part(StandardisedRatioShape()),
    "life_expectancy": Part(LifeExpectancyShape()),
    "published": Part(PublishedShape(), short="value"),
}
"""The measures by the key they stand under."""
