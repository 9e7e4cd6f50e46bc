"""What the store gives back: plain frozen rows, already in the words of the model."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from framework.model.periods import Period
from framework.model.results import (
    Assurance,
    Comparison,
    Flag,
    NotRated,
    Rating,
    Travel,
    Trend,
    Variation,
)


class LineRow(NamedTuple):
    """What a small line draws of a result, and what its words need. The rest of a row is not read."""

    period_start: date
    period: str
    value: float | None
    flags: Flag
    rating: Rating | None = None
    target: float | None = None
    target_high: float | None = None

    def without_figures(self, period: Period) -> "LineRow":
        """Give a row of another period without a figure; the target goes on as it was."""
        ends = self.target, self.target_high
        return LineRow(period.start, period.code, None, Flag.NONE, None, *ends)


class PointRow(NamedTuple):
    """One result with its judgement. What was not judged has None from `rating` on.

    `period_start` is the first day of the period's home span, to sort by. It is a tuple because a
    page reads thousands, and a frozen row of the other kind sets its fields one call at a time.
    """

    indicator: str
    area: str
    breakdown: str
    period: str
    value: float | None
    numerator: float | None
    denominator: float | None
    lower: float | None
    upper: float | None
    lower998: float | None
    upper998: float | None
    flags: Flag
    period_start: date
    rating: Rating | None = None
    reason: NotRated | None = None
    rule: str | None = None
    target: float | None = None
    target_id: str | None = None
    amber_edge: float | None = None
    short_change: float | None = None
    short_travel: Travel | None = None
    short_real: bool | None = None
    long_change: float | None = None
    long_travel: Travel | None = None
    long_real: bool | None = None
    target_high: float | None = None
    published_rating: Rating | None = None
    chance: float | None = None

    @property
    def drawn(self) -> LineRow:
        """Give what a small line draws of the row."""
        return LineRow(
            *(self.period_start, self.period, self.value, self.flags),
            *(self.rating, self.target, self.target_high),
        )

    def without_figures(self, period: Period) -> "PointRow":
        """Give a row of another period without a figure; the target goes on as it was."""
        key, nothing = (self.indicator, self.area, self.breakdown, period.code), (None,) * 7
        return PointRow(
            *(*key, *nothing, Flag.NONE, period.start),
            target=self.target,
            target_high=self.target_high,
        )


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """Where one result stands beside one comparator."""

    indicator: str
    area: str
    breakdown: str
    period: str
    period_start: date
    comparator: str
    value: float | None
    outcome: Comparison | None
    beside_period: str | None = None
    method: str | None = None
    rank: int | None = None
    out_of: int | None = None


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """What is known of a whole series. `chart` and `outlook` are texts of framework.model.series."""

    indicator: str
    area: str
    breakdown: str
    points: int | None
    first_period: str | None
    last_period: str | None
    typical_change: float | None
    variation: Variation | None = None
    assurance: Assurance | None = None
    trend: Trend | None = None
    chart: str | None = None
    outlook: str | None = None


class SourceCondition(StrEnum):
    """How a source does: `kept` is refused with good rows of before in use, `stopped` with none.

    A store holds only whether it is fresh or kept; the others are worked out on a day.
    """

    FRESH = "fresh"
    LATE = "late"
    KEPT = "kept"
    STOPPED = "stopped"
    UNREAD = "unread"


@dataclass(frozen=True, slots=True)
class SourceState:
    """How one source stood when a generation was published.

    `as_at` and `since` are texts for people; `since` says from when a failing source has been
    kept at its last good rows. `quality` is a text of indicators.quality.counts.
    """

    source: str
    state: str
    as_at: str = ""
    fingerprint: str = ""
    rows: int = 0
    reason: str = ""
    since: str = ""
    quality: str = ""


@dataclass(frozen=True, slots=True)
class GenerationInfo:
    """One complete publication. `framework_version` is the SHA-256 of the framework's files."""

    number: int
    run: int
    published_at: datetime
    published_hash: str
    framework_version: str
    code_version: str
    duration_seconds: float
    results: int
    indicators: int
    warnings: tuple[str, ...]
    plan: str


class RunState(StrEnum):
    RUNNING = "running"
    PUBLISHED = "published"
    NOTHING_TO_DO = "nothing to do"
    FAILED = "failed"
    INTERRUPTED = "interrupted"

    @property
    def ended_well(self) -> bool:
        return self in (RunState.PUBLISHED, RunState.NOTHING_TO_DO)

    @property
    def ended_badly(self) -> bool:
        return self in (RunState.FAILED, RunState.INTERRUPTED)


@dataclass(frozen=True, slots=True)
class RunInfo:
    """One refresh: when, on which machine, and how it ended. `generation` is what it published."""

    number: int
    started: datetime
    finished: datetime | None
    state: RunState
    host: str
    pid: int
    message: str
    generation: int | None
