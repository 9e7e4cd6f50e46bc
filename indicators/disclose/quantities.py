"""The counts that a row of results shows, named so that two rows that show the same count can be seen to.

A proportion shows two counts, of its numerator and of its denominator; a mean shows how many rows
it rests on. Two indicators of one source that count the same rows show one quantity, and where
the conditions of one are among those of another, what is left over can be worked out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from framework.model.expressions import (
    Column,
    Compare,
    Comparison,
    Expression,
    IsNull,
    Not,
    OneOf,
    Value,
)
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator
from framework.model.measures import (
    Count,
    Distinct,
    LifeExpectancy,
    Mean,
    Median,
    Percentile,
    Proportion,
    Rate,
    Ratio,
    RatioPart,
    StandardisedRate,
    StandardisedRatio,
    Total,
    When,
)
from framework.model.results import TOTAL
from indicators.measures.primitives import canonical


@dataclass(frozen=True, slots=True)
class Quantity:
    """A count or a sum of rows. `column` is where computed rows hold it.

    `kind` and `timing` say what is counted and what puts a row in a period; `conditions` must all
    hold. `adds_up` says whether months add up to a year: people and stocks do not.
    """

    column: str
    kind: str
    timing: str
    conditions: frozenset[str]
    adds_up: bool

    @property
    def key(self) -> tuple[str, str, tuple[str, ...]]:
        """Give what two columns of two indicators share when they show the same count."""
        return self.kind, self.timing, tuple(sorted(self.conditions))

    def holds_more_than(self, other: "Quantity") -> bool:
        """Say whether every row of another is counted here too, and perhaps others."""
        alike = (self.kind, self.timing) == (other.kind, other.timing)
        return alike and self.conditions < other.conditions

    def within(self, breakdown: str) -> tuple[str, str, tuple[str, ...]]:
        """Give the key of the count of one member: `sex=F` is a condition like any other."""
        if breakdown == TOTAL:
            return self.key
        pairs = (part.partition("=") for part in breakdown.split(";"))
        members = {
            repr(Comparison(Compare.EQUAL, Column(name), Value(text))) for name, _, text in pairs
        }
        return self.kind, self.timing, tuple(sorted(self.conditions | members))


def quantities_of(framework: Framework, indicator: Indicator) -> tuple[Quantity, ...]:  # noqa: PLR0911
    """Give the counts and sums that each result of an indicator made of rows shows."""
    timing, flows = _timing(framework, indicator)

    def counted(column: str, kind: str, *conditions: Expression, adds_up: bool = True) -> Quantity:
        names = frozenset(map(repr, canonical(*conditions)))
        return Quantity(column, kind, timing, names, adds_up and flows)

    match indicator.measure:
        case Count(where):
            return (counted("numerator", "rows", where),)
        case Distinct(of, where):
            return (counted("numerator", f"different {of}", where, adds_up=False),)
        case Proportion(numerator, denominator):
            return (
                counted("numerator", "rows", denominator, numerator),
                counted("denominator", "rows", denominator),
            )
        case Rate(numerator):
            return (counted("numerator", "rows", numerator),)
        case Mean(of=of, where=where) | Median(of=of, where=where) | Percentile(of=of, where=where):
            return (counted("cases", "rows", where, Not(IsNull(of))),)
        case Total(of, where):
            return (
                counted("value", f"sum of {of!r}", where),
                counted("cases", "rows", where, Not(IsNull(of))),
            )
        case Ratio(over, under):
            return (
                counted("numerator", _kind_of(over), over.where),
                counted("denominator", _kind_of(under), under.where),
            )
        case StandardisedRate() | StandardisedRatio() | LifeExpectancy():
            return (counted("numerator", "rows", *_by_age(indicator.measure)),)
        case _:
            return ()


def _by_age(
    measure: StandardisedRate | StandardisedRatio | LifeExpectancy,
) -> tuple[Expression, Expression]:
    """Give what is counted, and that it lies in a band that counts."""
    match measure:
        case StandardisedRate(numerator, bands=bands, weights=weights):
            return numerator, _in(bands, [band for band, _ in weights])
        case StandardisedRatio(numerator, bands=bands, counted=counted):
            return numerator, _in(bands, counted)
        case LifeExpectancy(deaths, bands=bands, ages=ages):
            return deaths, _in(bands, [band for band, _ in ages])


def _in(column: str, members: Iterable[str]) -> Expression:
    """Say that a row lies in one of the bands that count."""
    return OneOf(Column(column), tuple(members))


def _kind_of(part: RatioPart) -> str:
    return "rows" if part.of is None else f"sum of {part.of!r}"


def _timing(framework: Framework, indicator: Indicator) -> tuple[str, bool]:
    """Say what puts a row in a period, and whether the rows of two periods are others."""
    when: When = getattr(indicator.measure, "when", When())
    if when.is_stock:
        return f"open {when.open_from} {when.open_to}", False
    source = framework.source(indicator.source)
    default = "period" if source.period_from else source.dated
    return f"dated {when.dated or default}", True


def nested(quantities: Iterable[Quantity]) -> Iterator[tuple[Quantity, Quantity]]:
    """Give every pair of which the second counts only rows that the first counts too."""
    known = sorted({one.key: one for one in quantities}.values(), key=lambda one: one.key)
    for more in known:
        yield from ((more, fewer) for fewer in known if more.holds_more_than(fewer))
