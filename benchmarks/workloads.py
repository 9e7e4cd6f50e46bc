"""What is asked of the made-up events: indicators that share conditions, and indicators that do not.

Of 40 indicators 16 are proportions, 8 rates, 5 means, 3 medians, 5 shares within a number of days
and 3 directly standardised rates; each at every level, the county too, and told apart by age band and sex.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from benchmarks.partnership import AGES, CATEGORIES, FLAGS, LEVELS, SETTINGS
from framework.model.expressions import (
    And,
    Call,
    Column,
    Compare,
    Comparison,
    Expression,
    Function,
    IsNull,
    Not,
    Value,
)
from framework.model.indicators import Indicator, Kind, Polarity
from framework.model.measures import (
    Mean,
    Measure,
    Median,
    PopulationPart,
    Proportion,
    Rate,
    StandardisedRate,
    When,
)
from framework.model.periods import Grain

PROPORTION, RATE, MEAN, MEDIAN, WITHIN, STANDARDISED = range(6)
_KINDS: Final = (
    *([PROPORTION] * 16 + [RATE] * 8 + [MEAN] * 5),
    *([MEDIAN] * 3 + [WITHIN] * 5 + [STANDARDISED] * 3),
)
SUMS: Final = frozenset({PROPORTION, RATE, MEAN, WITHIN})
"""Kinds whose figures are made of sums of sums and the simplest arithmetic."""

_STARTED: Final = When("started")


def kind_of(number: int) -> int:
    return _KINDS[number % len(_KINDS)]


def sharing(number: int) -> Indicator:
    """Give an indicator of one of 24 categories or 10 settings, as those of a real framework are."""
    group = _is("category", f"c{number % CATEGORIES}")
    if number % 3 == 0:
        group = _is("setting", f"s{number % SETTINGS}")
    return _indicator(number, group)


def apart(number: int) -> Indicator:
    """Give an indicator whose condition no other one has: a span of costs of its own."""
    low = Decimal(number * 173 % 25_000)
    cost = Column("cost")
    above = Comparison(Compare.AT_LEAST, cost, Value(low))
    below = Comparison(Compare.LESS, cost, Value(low + 20_000))
    return _indicator(number, And((above, below)))


def condition_words(number: int, make: str) -> str:
    """Give the condition of an indicator as SQL has it, in the numbers as they are stored."""
    if make == "apart":
        low = number * 173 % 25_000
        return f"cost >= {low * 100} AND cost < {(low + 20_000) * 100}"
    if number % 3 == 0:
        return f"setting = 's{number % SETTINGS}'"
    return f"category = 'c{number % CATEGORIES}'"


def only_sums(count: int, make: Callable[[int], Indicator]) -> tuple[Indicator, ...]:
    """Give those of so many indicators that are made of sums alone."""
    return tuple(make(number) for number in range(count) if kind_of(number) in SUMS)


def everything(count: int, make: Callable[[int], Indicator]) -> tuple[Indicator, ...]:
    return tuple(map(make, range(count)))


WORKLOADS: Final[Mapping[str, Callable[[int], tuple[Indicator, ...]]]] = {
    "sums": lambda count: only_sums(count, sharing),
    "all": lambda count: everything(count, sharing),
    "apart": lambda count: everything(count, apart),
}


def _indicator(number: int, group: Expression) -> Indicator:
    by = (("age_band",), ("sex",))
    return Indicator(
        f"i{number}",
        f"Indicator {number}",
        "events",
        _measure(number, group),
        Kind.PERFORMANCE,
        Polarity.HIGH,
        "percent",
        Grain.MONTH,
        by=by[1:] if kind_of(number) == STANDARDISED else by,
        levels=LEVELS,
        by_levels=LEVELS,
    )


def _measure(number: int, group: Expression) -> Measure:
    flag = Comparison(Compare.EQUAL, Column(FLAGS[number % len(FLAGS)]), Value(value=True))
    part = PopulationPart("mid_year")
    match kind_of(number):
        case 0:
            return Proportion(flag, group, _STARTED)
        case 1:
            return Rate(And((group, flag)), part, 10_000, _STARTED)
        case 2:
            return Mean(Column("cost" if number % 2 else "score"), group, _STARTED)
        case 3:
            return Median(_days("started", "planned"), group, When("planned"))
        case 4:
            assessed = And((group, _present("assessed")))
            return Proportion(_within(number), assessed, When("assessed"))
        case _:
            weights = tuple((band, 4_000 + 500 * place) for place, band in enumerate(AGES))
            return StandardisedRate(And((group, flag)), part, "age_band", weights, 10_000, _STARTED)


def _is(name: str, value: Any) -> Expression:
    return Comparison(Compare.EQUAL, Column(name), Value(value))


def _present(name: str) -> Expression:
    return Not(IsNull(Column(name)))


def _days(first: str, last: str) -> Expression:
    return Call(Function.DAYS, (Column(first), Column(last)))


def _within(number: int) -> Expression:
    function = Function.WORKING_DAYS if number % 2 else Function.DAYS
    between = Call(function, (Column("started"), Column("assessed")))
    return Comparison(Compare.AT_MOST, between, Value(Decimal(30 + number % 3 * 15)))
