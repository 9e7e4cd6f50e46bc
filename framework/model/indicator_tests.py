"""Tests that stand beside an indicator: what is given, and the figures that it must give."""

from dataclasses import dataclass, field
from decimal import Decimal

from framework.model.periods import Period


@dataclass(frozen=True, slots=True)
class GivenRows:
    """Rows of a source as (column, text) pairs, the text as the source's files would hold it.

    `area` (a code) and `period` may stand among the columns.
    """

    source: str
    rows: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True)
class ExpectedFigure:
    """What a result must be. `figures` holds what was said: (value, numerator or denominator, number).

    None for a number: there must be none. A number is compared to as many decimals as it has.
    """

    period: Period
    area: str
    breakdown: str
    figures: tuple[tuple[str, Decimal | None], ...]


@dataclass(frozen=True, slots=True)
class GivenFigure:
    """A result of an indicator that another one is made of. A value of None is missing."""

    indicator: str
    period: Period
    area: str
    breakdown: str
    value: Decimal | None
    denominator: Decimal | None = None


@dataclass(frozen=True, slots=True)
class IndicatorTest:
    """Rows, or figures of parts, and the figures they must give. `at` is 'file:line' of the test."""

    given: tuple[GivenRows | GivenFigure, ...]
    expect: tuple[ExpectedFigure, ...]
    title: str = ""
    at: str = field(default="", compare=False)
