"""What a measure that is made of other indicators may say, under its own key of an indicator."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from framework.load.mistakes import shown
from framework.load.shapes.fields import (
    Number,
    OneOf,
    Percent,
    Said,
    Written,
    one_word,
    refuse,
    words_of,
)
from framework.load.shapes.nesting import Named, Part, Shape
from framework.load.syntax.documents import Items, Node, Table, Word
from framework.model.derived import Index, PeriodsOfParts, Score

EVERYBODY: Final = "everybody"
LARGEST_WEIGHT: Final = Decimal(1_000_000)
MOST_AT_AN_END: Final = Decimal("0.5")


class GroupField(Said[dict[Word, Word]]):
    """`{sex: Male}`, a breakdown; or `everybody`, which is none."""

    def read(self, value: Node) -> dict[Word, Word]:
        if isinstance(value, Table) and value:
            return {key: one_word(member) for key, member in value.items()}
        if isinstance(value, Table | Items) or value.is_blank or value != EVERYBODY:
            raise refuse("F208", "a group is written as {sex: Male}, or as everybody")
        return {}


class DerivedShape(Shape):
    """A sum over indicators."""

    of = Written(required=True)


class DifferenceShape(Shape):
    """One indicator minus another."""

    of = Written(required=True)
    minus = Written(required=True)


class GapShape(Shape):
    """One group of an indicator minus another."""

    of = Written(required=True)
    in_ = GroupField(data_key="in", required=True)
    minus = GroupField(required=True)


class GapRatioShape(Shape):
    """One group of an indicator over another."""

    of = Written(required=True)
    in_ = GroupField(data_key="in", required=True)
    over = GroupField(required=True)


class AreasShape(Shape):
    """The areas of a level, ordered by another indicator."""

    level = Written(required=True)
    by = Written(required=True)
    worst = OneOf({"highest": True, "lowest": False}, load_default=True)


@dataclass(frozen=True, slots=True)
class SaidAreas:
    """Areas of a level, ordered by an indicator; the worst off has its highest value, or its lowest."""

    level: Word
    by: Word
    highest_first: bool


class OverField(Said[Word | SaidAreas]):
    """A breakdown, or areas ordered by another indicator."""

    shape: Final = AreasShape()

    def read(self, value: Node) -> Word | SaidAreas:
        if not isinstance(value, Table):
            return one_word(value)
        said = self.shape.type_table(value)
        return SaidAreas(said["level"], said["by"], said["worst"])


class InequalityShape(Shape):
    """The slope or the relative index of inequality."""

    of = Written(required=True)
    over = OverField(required=True)
    index = OneOf(words_of(Index), load_default=Index.SLOPE)


class PartShape(Shape):
    """A part of an index, when more than its weight is said."""

    weight = Number(low=Decimal(0), high=LARGEST_WEIGHT, load_default=Decimal(1))
    score = OneOf({"rises": True, "falls": False}, load_default=None)


@dataclass(frozen=True, slots=True)
class SaidPart:
    """A weight, and whether the score rises with the value where that is said."""

    weight: Decimal
    rises: bool | None = None


class PartField(Said[SaidPart]):
    """`2`, a weight; or `{weight: 2, score: falls}`."""

    shape: Final = PartShape()
    weight: Final = Number(low=Decimal(0), high=LARGEST_WEIGHT)

    def read(self, value: Node) -> SaidPart:
        if not isinstance(value, Table):
            said = SaidPart(self.weight.read(value))
        else:
            table = self.shape.type_table(value)
            said = SaidPart(table["weight"], table["score"])
        if said.weight == 0:
            raise refuse("F204", "a part of weight 0 counts for nothing; leave it out")
        return said


class LeastShare(Said[Decimal]):
    """`no score` where any part is missing, or `at least 60%` of the weights must be there."""

    def read_word(self, word: Word) -> Decimal:
        if word == "no score":
            return Decimal(1)
        found = re.fullmatch(r"at least (\d{1,3}(?:\.\d{1,4})?) ?%", word)
        if not found or not 0 < Decimal(found[1]) <= 100:
            message = (
                f"{shown(word)} is no rule for what is missing; write no score or at least 60%"
            )
            raise refuse("F209", message)
        return Decimal(found[1]) / 100


class EndShare(Percent):
    """'5%' of the areas at each end, less than half of them."""

    def read_word(self, word: Word) -> Decimal:
        share = super().read_word(word)
        if share >= MOST_AT_AN_END:
            raise refuse("F204", f"{shown(word)} is out of range; less than 50% at each end")
        return share


class CompositeShape(Shape):
    """A weighted mean of scores."""

    parts = Named(PartField(), at_least=1, required=True)
    score = OneOf(words_of(Score), load_default=Score.Z)
    against = Written(required=True)
    period = OneOf(words_of(PeriodsOfParts), load_default=PeriodsOfParts.SAME)
    if_missing = LeastShare(load_default=Decimal(1))
    winsorise = EndShare(load_default=Decimal(0))


DERIVED: Final = {
    "derived": Part(DerivedShape(), short="of"),
    "difference": Part(DifferenceShape()),
    "gap": Part(GapShape()),
    "gap_ratio": Part(GapRatioShape()),
    "inequality": Part(InequalityShape()),
    "composite": Part(CompositeShape()),
}
"""The measures made of other indicators, by the key they stand under."""

NOT_FROM_DEFAULTS: Final = frozenset(
    {"source", "grain", "basis", "year", "by", "interval", "where", "scale", "totals"}
)
"""What such an indicator takes from its parts or says itself: defaults speak of rows."""

ONLY_OF_ROWS: Final = ("source", "where", "scale", "totals")
"""What such an indicator cannot say: it has no rows of its own."""
