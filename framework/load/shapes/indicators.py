"""What an indicator may say."""

import re
from collections.abc import Iterable
from typing import Any, ClassVar, Final

from marshmallow import post_load, validates_schema

from framework.load.mistakes import listed, shown
from framework.load.shapes.bases import BasisField, SaidBasis
from framework.load.shapes.charts import ChartShape, ForecastField
from framework.load.shapes.columns import SCALES
from framework.load.shapes.comparators import ComparatorField
from framework.load.shapes.day_fields import Day, FirstDay
from framework.load.shapes.derived import DERIVED
from framework.load.shapes.fields import (
    LongText,
    OneOf,
    Said,
    Text,
    Whole,
    Written,
    one_word,
    refuse,
    words_of,
)
from framework.load.shapes.indicator_tests import IndicatorTestShape
from framework.load.shapes.links import Link
from framework.load.shapes.measures import MEASURES
from framework.load.shapes.nesting import ListOf, Part, Shape, Texts
from framework.load.shapes.ratings import RatedByField, WrittenRating
from framework.load.shapes.targets import TargetShape
from framework.load.syntax.documents import Items, Node, Word
from framework.model.charts import BY_GRAIN, ForecastMethod, TrendMethod
from framework.model.indicators import (
    Boundaries,
    Definition,
    IntervalMethod,
    Kind,
    Polarity,
    SeriesBreak,
)
from framework.model.periods import Basis, Grain, YearType
from framework.model.ratings import RatedBy

MEASURE_KEYS: Final = frozenset(MEASURES) | frozenset(DERIVED)
"""The keys of an indicator that are measures."""


class BreakShape(Shape):
    """A day from which the series is another."""

    from_ = FirstDay(data_key="from", required=True)
    because = Text(required=True)

    @post_load
    def make(self, said: Any, **_kwargs: Any) -> SeriesBreak:
        return SeriesBreak(said["from_"], said["because"])


class DefinitionShape(Shape):
    """Words for people."""

    numerator = LongText(load_default="")
    denominator = LongText(load_default="")
    why_it_matters = LongText(load_default="")
    caveats = LongText(load_default="")
    link = Link(load_default="")

    @post_load
    def make(self, said: Any, **_kwargs: Any) -> Definition:
        return Definition(**said)


class DimensionsField(Said[tuple[Word, ...]]):
    """A column to break down by, or a list of columns to cross."""

    def read(self, value: Node) -> tuple[Word, ...]:
        words = value if isinstance(value, Items) else [value]
        if not words:
            raise refuse("F210", "at least 1 must be listed here")
        return tuple(one_word(word) for word in words)


class Unit(Text):
    """What is counted, or what a share is of."""

    def some(self) -> tuple[str, ...]:
        """Give units of which no measure fits all."""
        return ("percent", "number", "per 10,000")


class LastPeriods(Said[int]):
    """'last 1': how many periods at the end are provisional."""

    def read_word(self, word: Word) -> int:
        found = re.fullmatch(r"last (\d{1,2})", word)
        if not found:
            raise refuse("F209", f"{shown(word)} is not allowed here; write it as 'last 1'")
        return int(found[1])


class IndicatorShape(Shape):
    """One indicator with all defaults filled in. The measures come from their own table."""

    title = Text(required=True)
    short_title = Text(load_default="")
    like = Written(load_default=None)
    source = Written(required=True)
    kind = OneOf(words_of(Kind), required=True)
    polarity = OneOf(words_of(Polarity), required=True)
    unit = Unit(required=True)
    grain = OneOf(words_of(Grain), required=True)
    basis = BasisField(load_default=SaidBasis(Basis.DURING))
    year = OneOf(words_of(YearType), load_default=None)
    decimals = Whole(0, 6, load_default=None)
    by = ListOf(DimensionsField(), alone="allowed", load_default=())
    interval = OneOf(words_of(IntervalMethod), load_default=None)
    where = Written(load_default=None)
    scale = OneOf(SCALES, load_default=None)
    totals = Texts(Text(), load_default=None)
    targets = ListOf(Part(TargetShape()), load_default=())
    rated_by = RatedByField(load_default=WrittenRating(RatedBy.TARGET))
    compare = ListOf(ComparatorField(), alone="allowed", load_default=())
    breaks = ListOf(Part(BreakShape()), load_default=())
    chart = Part(ChartShape(), short="kind", load_default=BY_GRAIN)
    trend = OneOf(words_of(TrendMethod), load_default=TrendMethod.AUTO)
    forecast = ForecastField(load_default=ForecastMethod.AUTO)
    minimum_denominator = Whole(0, 1_000_000, load_default=0)
    provisional = LastPeriods(load_default=0)
    levels = ListOf(Written(), at_least=1, alone="allowed", load_default=())
    by_levels = ListOf(Written(), at_least=1, alone="allowed", load_default=())
    boundaries = OneOf(words_of(Boundaries), load_default=Boundaries.NOW)
    owner = Text(load_default="")
    definition = Part(DefinitionShape(), load_default=Definition())
    next_review = Day(load_default=None)
    tests = ListOf(Part(IndicatorTestShape()), load_default=())

    class Meta(Shape.Meta):
        """The measures are keys of an indicator like the others."""

        include: ClassVar[dict[str, Any]] = {**MEASURES, **DERIVED}

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def need_one_measure(self, _said: Any, original: Any, **_kwargs: Any) -> None:
        written = [key for key in original if key in MEASURE_KEYS]
        if not written:
            raise refuse("F211", f"a measure is missing; say one of {listed(MEASURES | DERIVED)}")
        if len(written) > 1:
            message = f"an indicator has one measure, and here are {listed(written, 'and')}"
            raise refuse("F211", message, written[1])


def measure_keys(keys: Iterable[str]) -> set[str]:
    """Give those keys that are measures."""
    return {key for key in keys if key in MEASURE_KEYS}
