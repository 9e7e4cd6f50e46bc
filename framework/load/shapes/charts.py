"""What an indicator may say of its control chart, its trend and its forecast."""

from typing import Any, Final

from marshmallow import post_load

from framework.load.mistakes import shown
from framework.load.shapes.day_fields import FirstDay
from framework.load.shapes.fields import (
    OneOf,
    Said,
    Text,
    Whole,
    YesNo,
    none_of,
    one_word,
    refuse,
    words_of,
)
from framework.load.shapes.nesting import ListOf, Part, Shape
from framework.load.syntax.documents import Node, Table, Word
from framework.model.charts import ChartKind, ChartRules, ForecastMethod, Rebase

_FEWEST: Final = 3
_MOST: Final = 30
_MOST_IN_BASELINE: Final = 120
_ALL: Final = "all"
_NHS: Final[dict[str, Any]] = {"trend": 7, "shift": 7, "two_of_three": True}


class RuleLengthsShape(Shape):
    """How many points in a row make a trend and a shift, and whether two of three count."""

    trend = Whole(_FEWEST, _MOST, load_default=_NHS["trend"])
    shift = Whole(_FEWEST, _MOST, load_default=_NHS["shift"])
    two_of_three = YesNo(load_default=_NHS["two_of_three"])


class RulesField(Said[dict[str, Any]]):
    """`nhs`, or the length of each rule."""

    shape: Final = RuleLengthsShape()

    def read(self, value: Node) -> dict[str, Any]:
        if isinstance(value, Table):
            said: dict[str, Any] = self.shape.type_table(value)
            return said
        word = one_word(value)
        if word != "nhs":
            message = f"{shown(word)} is not allowed here; use nhs, or {{trend: 7, shift: 7, two_of_three: yes}}"
            raise refuse("F203", message)
        return dict(_NHS)


class BaselineField(Said[int]):
    """`all`, or how many first points of a segment make its limits. 0 stands for all."""

    def read_word(self, word: Word) -> int:
        return 0 if word == _ALL else Whole(1, _MOST_IN_BASELINE).read_word(word)


class RebaseShape(Shape):
    """A day from which a chart has new limits, why, and who agreed."""

    from_ = FirstDay(data_key="from", required=True)
    because = Text(required=True)
    approved = Text(required=True)

    @post_load
    def make(self, said: Any, **_kwargs: Any) -> Rebase:
        return Rebase(said["from_"], said["because"], said["approved"])


class ChartShape(Shape):
    """A control chart."""

    kind = OneOf(words_of(ChartKind), load_default=ChartKind.AUTO)
    rules = RulesField(load_default=_NHS)
    baseline = BaselineField(load_default=0)
    screen_outliers = YesNo(load_default=False)
    rebase = ListOf(Part(RebaseShape()), load_default=())

    @post_load
    def make(self, said: Any, **_kwargs: Any) -> ChartRules:
        return ChartRules(
            kind=said["kind"],
            **said["rules"],
            baseline=said["baseline"],
            screen_outliers=said["screen_outliers"],
            rebase=said["rebase"],
        )


class ForecastField(Said[ForecastMethod]):
    """`auto`, `none`, a method, or `{method: drift}`."""

    def read(self, value: Node) -> ForecastMethod:
        if isinstance(value, Table) and list(value) == ["method"]:
            value = value[Word("method")]
        word, known = one_word(value), words_of(ForecastMethod)
        if word not in known:
            raise none_of(word, known)
        return known[word]
