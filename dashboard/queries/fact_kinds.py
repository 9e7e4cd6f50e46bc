"""Plain facts of what is published, frozen: what the API, notebooks and exported tables get."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from framework.model.results import TOTAL

EVERY: Final = "all"
"""Asks for every breakdown; the one of everybody is given otherwise."""


@dataclass(frozen=True, slots=True)
class Publication:
    """Which generation the facts are of, and the day on which they are read."""

    generation: int
    published_at: datetime
    published_hash: str
    framework: str
    notice: str
    read_on: date


@dataclass(frozen=True, slots=True)
class OutcomeFact:
    id: str
    title: str
    because: str
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndicatorFact:
    """A declared indicator, as far as readers may know it."""

    id: str
    title: str
    kind: str
    polarity: str
    unit: str
    grain: str
    basis: str
    decimals: int
    outcomes: tuple[str, ...]
    sources: tuple[str, ...]
    breakdowns: tuple[str, ...]
    owner: str
    numerator: str
    denominator: str
    why_it_matters: str
    caveats: str
    link: str
    next_review: date | None


@dataclass(frozen=True, slots=True)
class AreaFact:
    code: str
    name: str
    level: str
    parents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparisonFact:
    """`with_` is an area's code, or what else it is held beside."""

    with_: str
    value: float | None
    outcome: str | None
    period: str | None
    method: str | None
    rank: int | None
    out_of: int | None


@dataclass(frozen=True, slots=True)
class ResultFact:
    """One published figure with everything judged of it. Missing values have flags that say why."""

    indicator: str
    area: str
    area_name: str
    breakdown: str
    period: str
    period_label: str
    period_start: date
    period_end: date
    value: float | None
    numerator: float | None
    denominator: float | None
    lower_95: float | None
    upper_95: float | None
    lower_998: float | None
    upper_998: float | None
    interval_was_published: bool
    flags: tuple[str, ...]
    rating: str | None
    not_rated_because: str | None
    rule: str | None
    target: float | None
    target_high: float | None
    amber_edge: float | None
    published_rating: str | None
    chance_of_target: float | None
    change: float | None
    change_is: str | None
    change_is_real: bool | None
    change_in_a_year: float | None
    change_in_a_year_is: str | None
    change_in_a_year_is_real: bool | None
    comparisons: tuple[ComparisonFact, ...] = ()


@dataclass(frozen=True, slots=True)
class SeriesFact:
    """What is known of a whole series."""

    indicator: str
    area: str
    breakdown: str
    points: int | None
    first_period: str | None
    last_period: str | None
    variation: str | None
    assurance: str | None
    trend: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which results: ids and codes, or None for all that the viewer may see."""

    indicators: tuple[str, ...] | None = None
    areas: tuple[str, ...] | None = None
    breakdowns: tuple[str, ...] = (TOTAL,)
    since: date | None = None
    comparisons: bool = False
