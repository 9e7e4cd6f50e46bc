"""What framework.yaml and outcomes.yaml may say."""

from typing import Any

from marshmallow import post_load, validates_schema

from framework.load.mistakes import shown
from framework.load.shapes.day_fields import Day
from framework.load.shapes.fields import (
    ID_FORM,
    Id,
    LongText,
    OneOf,
    Said,
    Text,
    Whole,
    Written,
    YesNo,
    not_an_id,
    one_word,
    refuse,
    words_of,
)
from framework.load.shapes.nesting import ListOf, Named, Part, Shape
from framework.load.shapes.places import is_written
from framework.load.shapes.ratings import RollUpField
from framework.load.shapes.remote_reads import Host
from framework.load.shapes.schedules import ScheduleShape, TellShape
from framework.load.syntax.documents import Items, Node, Table
from framework.model.areas import Level
from framework.model.engines import Engine
from framework.model.frameworks import Keep
from framework.model.periods import YearType
from framework.model.schedules import TellRoles


class LevelField(Said[Level]):
    """`{ward: [ward, wards]}`: the id of a level with the words for one and for many."""

    def read(self, value: Node) -> Level:
        if not isinstance(value, Table) or len(value) != 1:
            raise refuse("F208", "a level is written as {ward: [ward, wards]}")
        ((key, words),) = value.items()
        if not ID_FORM.fullmatch(key):
            raise refuse("F207", not_an_id(key), key)
        if not isinstance(words, Items) or len(words) != 2:
            message = f"level {shown(key)} needs the words for one and for many: [ward, wards]"
            raise refuse("F208", message, key)
        one, many = (str(one_word(word)) for word in words)
        return Level(str(key), one, many)


class Raw(Said[Table]):
    """A table that is kept as written, because its meaning depends on where it is used."""

    def __init__(self, example: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.example = example

    def read(self, value: Node) -> Table:
        if not isinstance(value, Table):
            raise refuse(
                "F208", f"keys with values belong here, such as '{self.example}', not a list"
            )
        return value


class KeepShape(Shape):
    """How long what was published is kept."""

    generations = Whole(1, 100_000, load_default=None)
    files = YesNo(load_default=False)

    @post_load
    def make(self, said: Any, **_kwargs: Any) -> Keep:
        return Keep(said["generations"], said["files"])


class FrameworkShape(Shape):
    """framework.yaml."""

    framework = Id(required=True)
    title = Text(required=True)
    board = Text(required=True)
    home = Written(required=True)
    year = OneOf(words_of(YearType), load_default=YearType.FINANCIAL)
    levels = ListOf(LevelField(), at_least=1, required=True)
    today = Day(load_default=None)
    notice = Text(load_default="")
    defaults = Raw("decimals: 1", load_default=None)
    keep = Part(KeepShape(), load_default=Keep())
    schedule = Part(ScheduleShape(), load_default=None)
    tell = Part(TellShape(), load_default=TellRoles())
    engine = OneOf(words_of(Engine), load_default=Engine.POLARS)
    fetch_from = ListOf(Host(), load_default=())


class OutcomeShape(Shape):
    """One outcome."""

    title = Text(required=True)
    short_title = Text(load_default="")
    because = LongText(load_default="")
    indicators = ListOf(Written(), load_default=())
    rating = RollUpField(load_default=None)


class OutcomesShape(Shape):
    """outcomes.yaml."""

    outcomes = Named(Part(OutcomeShape()), at_least=1, required=True)


class IndicatorFileShape(Shape):
    """indicators/ANY.yaml, before the defaults are filled in."""

    defaults = Raw("decimals: 1", load_default=None)
    indicators = Raw("open_cases: {title: ...}", load_default=None)
    from_table = ListOf(Raw("file: measures.csv"), at_least=1, alone="allowed", load_default=())

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def need_some(self, _said: Any, original: Any, **_kwargs: Any) -> None:
        if not any(is_written(original, key) for key in ("indicators", "from_table")):
            raise refuse("F202", "'indicators' is missing and needed, or 'from_table'")
