"""What sources/ID.yaml may say."""

from typing import Any

from marshmallow import post_load, validates_schema

from framework.load.mistakes import shown
from framework.load.shapes.any_read import ReadField
from framework.load.shapes.arrivals import ArrivesShape
from framework.load.shapes.bases import PeriodShapeField
from framework.load.shapes.columns import ColumnPart, Columns, ColumnShape
from framework.load.shapes.day_fields import FirstDay, LastDay
from framework.load.shapes.dues import DueField, Moment
from framework.load.shapes.expectations import ExpectShape
from framework.load.shapes.fields import (
    LongText,
    OneOf,
    Said,
    Text,
    Whole,
    Written,
    refuse,
    words_of,
)
from framework.load.shapes.links import Link
from framework.load.shapes.nesting import ListOf, Named, Part, Shape, Texts
from framework.load.syntax.documents import Word
from framework.model.engines import Engine
from framework.model.periods import Grain, YearType
from framework.model.sources import (
    Arrives,
    CellStatus,
    Covers,
    Rows,
)


class AreaFromShape(Shape):
    """Which column of the files holds the area."""

    column = ListOf(Text(), at_least=1, alone="allowed", load_default=())
    codes = Written(load_default=None)
    unknown_ = OneOf(
        {word: word for word in ("refuse", "not known", "leave out")},
        data_key="unknown",
        load_default="refuse",
    )
    splits = OneOf({word: word for word in ("refuse", "by weight")}, load_default="refuse")
    joint = OneOf({word: word for word in ("refuse", "each")}, load_default="refuse")
    fixed = Written(load_default=None)

    @validates_schema
    def need_column_or_fixed(self, said: Any, **_kwargs: Any) -> None:
        if bool(said["column"]) == bool(said["fixed"]):
            raise refuse("F202", "say either 'column' or 'fixed' here, and not both")
        if said["fixed"] and said["codes"]:
            raise refuse("F201", "'codes' goes with 'column', not with 'fixed'")


class PeriodFromShape(Shape):
    """Which column of the files holds the period, and how it is written."""

    column = Text(required=True)
    shape = PeriodShapeField(required=True)
    grain = OneOf(words_of(Grain), load_default=None)
    year = OneOf(words_of(YearType), load_default=None)
    suffixes = Texts(OneOf({**words_of(CellStatus), "remark": None}), load_default=None)
    footnotes = OneOf({"strip": True, "tell": False}, load_default=False)


class NotesShape(Shape):
    """A column of notes beside the numbers."""

    column = Text(required=True)
    meanings = Texts(OneOf({**words_of(CellStatus), "remark": None}), at_least=1, required=True)
    of = ListOf(Written(), at_least=1, alone="allowed", load_default=())


class LeaveOutShape(Shape):
    """Rows that are known and not wanted."""

    where = Written(required=True)
    because = Text(required=True)


class CoversShape(Shape):
    """The days of which a source speaks."""

    from_ = FirstDay(data_key="from", load_default=None)
    to = LastDay(load_default=None)

    @post_load
    def make(self, said: Any, **_kwargs: Any) -> Covers:
        first, last = said["from_"], said["to"]
        if first and last and last < first:
            raise refuse("F205", f"'to' ({last}) is before 'from' ({first})")
        return Covers(first, last)


class SmallCounts(Said[int]):
    """'1-5': counts from 1 to 5 are hidden. 'none' hides nothing."""

    def read_word(self, word: Word) -> int:
        if word == "none":
            return 0
        low, dash, high = word.replace("–", "-").partition("-")
        if low != "1" or not dash or not high.isdecimal() or not 1 <= int(high[:5]) <= 1000:
            message = f"{shown(word)} is not a span of small counts; write it as 1-5, or none"
            raise refuse("F209", message)
        return int(high)


class DisclosureShape(Shape):
    """Which counts are hidden and how the others are rounded. What is not said follows from the rows."""

    suppress = SmallCounts(load_default=None)
    round_to = Whole(1, 1000, load_default=None)


class SourceShape(Shape):
    """sources/ID.yaml."""

    source = Written(required=True)
    like = Written(load_default=None)
    title = Text(required=True)
    owner = Text(required=True)
    rows = OneOf(words_of(Rows), required=True)
    read = ReadField(required=True)
    columns = Columns(ColumnPart(ColumnShape()), at_least=1, required=True)
    area_from = Part(AreaFromShape(), required=True)
    period_from = Part(PeriodFromShape(), load_default=None)
    terms = Named(Written(), load_default=dict)
    missing = Texts(OneOf(words_of(CellStatus)), load_default=None)
    notes = Part(NotesShape(), load_default=None)
    leave_out = ListOf(Part(LeaveOutShape()), load_default=())
    how_many = Written(load_default=None)
    dated = Written(load_default=None)
    due = DueField(load_default=None)
    engine = OneOf(words_of(Engine), load_default=None)
    releases = ListOf(Moment(), alone="allowed", load_default=())
    covers = Part(CoversShape(), load_default=Covers())
    disclosure = Part(DisclosureShape(), load_default=None)
    expect = Part(ExpectShape(), load_default=None)
    arrives = Part(ArrivesShape(), load_default=Arrives())
    note = LongText(load_default="")
    link = Link(load_default="")
    licence = Text(load_default="")
