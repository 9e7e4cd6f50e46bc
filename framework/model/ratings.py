"""Which rule gives an indicator its colour, and how an outcome comes by one."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from framework.model.expressions import Expression
from framework.model.results import Rating


class RatedBy(StrEnum):
    """What a value is held against to be green, amber or red."""

    TARGET = "target"
    INTERVAL = "interval against target"  # the whole interval beyond it: green or red
    COMPARATOR = "comparator"  # better, similar, worse
    QUARTILE = "quartile"  # of the areas of its level in the period
    PERCENTILES = "percentiles"  # two of them, of the areas of its level in the period
    RANGE = "range"  # red beyond one end, green beyond the other
    RULES = "rules"  # declared one by one, the first that fits


RULE_NUMBERS: Final = (
    "value",
    "target",
    "target_high",
    "floor",
    "lower",
    "upper",
    "denominator",
    "previous",
    "last_year",
)
"""The numbers that a declared rule may speak of, besides the values of comparators."""


@dataclass(frozen=True, slots=True)
class ColourRule:
    """A colour and the condition that gives it, with its text; `All` is `otherwise`."""

    colour: Rating
    when: Expression
    text: str = ""


@dataclass(frozen=True, slots=True)
class RatingRule:
    """How an indicator is rated.

    `comparator` is the id of what it is held against. `rules` are tried in order; `beside` pairs
    each name of a comparator in them with that comparator's id. `percentiles` are the lower and the
    higher one.
    """

    by: RatedBy = RatedBy.TARGET
    comparator: str = ""
    rules: tuple[ColourRule, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()
    percentiles: tuple[Decimal, ...] = ()


BY_TARGET: Final = RatingRule()
"""The rule of an indicator that names none."""


class RollUpBy(StrEnum):
    """How the ratings of an outcome's indicators become one."""

    WORST = "worst"
    WEIGHTED = "weighted"
    HEADLINE = "headline"


@dataclass(frozen=True, slots=True)
class RollUp:
    """A declared rule for the rating of an outcome; without one there are counts only.

    `weights` are for `weighted`: an indicator that is not named does not count. `headline` is the
    one indicator that stands for all.
    """

    by: RollUpBy
    weights: tuple[tuple[str, Decimal], ...] = ()
    headline: str = ""
