"""What each measure may say. Every one stands under its own key of an indicator."""

from typing import Any, Final

from marshmallow import validates_schema

from framework.load.shapes.columns import SCALES
from framework.load.shapes.fields import OneOf, Text, Whole, Written, refuse
from framework.load.shapes.nesting import ListOf, Part, Shape, Texts


class DatedShape(Shape):
    """Which date puts a row in a period, or the two between which a row is open."""

    dated = Written(load_default=None)
    open = ListOf(Written(), load_default=None)

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

    where = Written(load_default=None)


class DistinctShape(CountShape):
    """Different values of a column."""

    of = Written(required=True)


class NumberShape(CountShape):
    """The mean, median or sum of a number."""

    of = Written(required=True)


class ProportionShape(CountShape):
    """100 x numerator / denominator."""

    numerator = Written(required=True)
    denominator = Written(load_default=None)


class RateShape(CountShape):
    """A count per people."""

    numerator = Written(required=True)
    population = Written(required=True)
    population_where = Written(load_default=None)
    population_year = OneOf({"latest": "latest", "same": "same"}, load_default="latest")
    per = Whole(1, 10_000_000, required=True)


class RatioPartShape(Shape):
    """One side of a ratio: `{sum: EXPRESSION}` or `{count: CONDITION}`, with `where` if wanted."""

    sum = Written(load_default=None)
    count = Written(load_default=None)
    where = Written(load_default=None)

    @validates_schema
    def check_one(self, said: Any, **_kwargs: Any) -> None:
        if bool(said["sum"]) == bool(said["count"]):
            raise refuse("F211", "a side of a ratio is either {sum: ...} or {count: ...}")


class RatioShape(CountShape):
    """One sum or count over another."""

    numerator = Part(RatioPartShape(), required=True)
    denominator = Part(RatioPartShape(), required=True)
    per = Whole(1, 10_000_000, load_default=1)


class PublishedShape(Shape):
    """Values as someone published them, or re-made from published counts."""

    value = Written(load_default=None)
    numerator = Written(load_default=None)
    denominator = Written(load_default=None)
    per = Whole(1, 10_000_000, load_default=1)
    lower = Written(load_default=None)
    upper = Written(load_default=None)
    where = Written(load_default=None)
    scale = OneOf(SCALES, load_default=None)
    totals = Texts(Text(), load_default=None)

    @validates_schema
    def check_one(self, said: Any, **_kwargs: Any) -> None:
        counts = (said["numerator"], said["denominator"])
        if said["value"] and any(counts):
            raise refuse("F211", "say 'value', or 'numerator' and 'denominator', not both")
        if not said["value"] and not all(counts):
            raise refuse("F202", "say 'value', or both 'numerator' and 'denominator'")
        if bool(said["lower"]) != bool(said["upper"]):
            raise refuse("F202", "'lower' and 'upper' belong together")


MEASURES: Final = {
    "count": Part(CountShape(), short="where"),
    "distinct": Part(DistinctShape(), short="of"),
    "proportion": Part(ProportionShape()),
    "rate": Part(RateShape()),
    "mean": Part(NumberShape(), short="of"),
    "median": Part(NumberShape(), short="of"),
    "sum": Part(NumberShape(), short="of"),
    "ratio": Part(RatioShape()),
    "published": Part(PublishedShape(), short="value"),
}
"""The measures by the key they stand under."""
