"""What `status`, the page of the same name, the metrics and the telling of people all see."""

from dataclasses import dataclass
from typing import Final

from dashboard.queries.row_words import rows_words
from framework.model.time_spent import Spent
from framework.store.rows import RunState, SourceCondition

REFUSED: Final = (SourceCondition.KEPT, SourceCondition.STOPPED)


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One source.

    `expected` is what should be here by now or comes next, `next_release` when its publisher's
    rows are looked for; `last_good` when rows that are shown now first were. `late_days` counts
    from the promise that was broken first. `accepted` says who let its files through although they
    were unusual, and why. `rows` are rounded where small counts are hidden, None where too few to tell.
    """

    name: str
    title: str
    owner: str
    state: SourceCondition
    as_at: str
    reason: str
    rows: int | None
    expected: str = ""
    next_release: str = ""
    last_good: str = ""
    late: str = ""
    late_days: int = 0
    accepted: str = ""

    @property
    def rows_words(self) -> str:
        return rows_words(self.rows)


@dataclass(frozen=True, slots=True)
class RunStatus:
    """One refresh: when it began, how long it took, how it ended and why."""

    number: int
    started: str
    seconds: float | None
    state: RunState
    reason: str
    generation: int | None


@dataclass(frozen=True, slots=True)
class TimeSpent:
    """Where the time of the last refresh that computed something went. `run` 0: none said so.

    `stages` are whole, in their order; the others are parts of them, the costliest first.
    """

    run: int = 0
    stages: tuple[Spent, ...] = ()
    sources: tuple[Spent, ...] = ()
    scans: tuple[Spent, ...] = ()
    indicators: tuple[Spent, ...] = ()


@dataclass(frozen=True, slots=True)
class ScheduleStatus:
    """Who starts refreshes by the clock. `alive` is None where no sign of life is to be expected."""

    kind: str
    host: str
    since: str
    last_seen: str
    seconds_silent: float
    alive: bool | None
    next_run: str
    next_what: str
    text: str


@dataclass(frozen=True, slots=True)
class ConcernStatus:
    """Something that is wrong and since when."""

    subject: str
    trouble: str
    words: str
    since: str


@dataclass(frozen=True, slots=True)
class ToldStatus:
    """One message to a role: sent, waiting for another try, or given up, and why."""

    made: str
    role: str
    title: str
    state: str
    sent: str
    next_try: str
    problem: str


@dataclass(frozen=True, slots=True)
class Operations:
    """What a store knows of its own running. `ended_well` is when a refresh last did.

    `last_seconds` is how long the last published refresh took, `usual_seconds` the middle of those
    before it. `disk_free` is in bytes where the store is a file. `is_slow` and `is_short_of_room`
    ask for a look.
    """

    runs: tuple[RunStatus, ...]
    ended_well: str
    last_seconds: float | None
    usual_seconds: float | None
    duration_text: str
    schedule: ScheduleStatus | None
    next_retry: str
    concerns: tuple[ConcernStatus, ...]
    told: tuple[ToldStatus, ...]
    disk_free: int | None
    disk_text: str
    is_slow: bool = False
    is_short_of_room: bool = False
    time_spent: TimeSpent = TimeSpent()

    @property
    def failed_run(self) -> RunStatus | None:
        """Give the last refresh that ended if it ended badly."""
        ended = next((run for run in self.runs if run.state is not RunState.RUNNING), None)
        return ended if ended and ended.state.ended_badly else None

    @property
    def is_silent(self) -> bool:
        """Say whether a scheduler that should be alive gives no sign of life."""
        return self.schedule is not None and self.schedule.alive is False


@dataclass(frozen=True, slots=True)
class StatusView:
    """How things stand. `generation` is 0 and its words are empty before the first publication."""

    framework: str
    board: str
    generation: int
    published_at: str
    published_hash: str
    indicators: int
    results: int
    sources: tuple[SourceStatus, ...]
    warnings: tuple[str, ...]
    operations: Operations
    as_at: str

    @property
    def lead(self) -> str:
        """Say in one sentence whether anything needs somebody."""
        wrong = [
            *(["a refresh that failed"] if self.operations.failed_run else []),
            *(["the scheduler"] if self.operations.is_silent else []),
            *(one.title for one in self.stale),
        ]
        if not self.generation:
            return "Nothing has been published yet."
        if not wrong:
            rest = f" {len(self.warnings)} notes stand below." if self.warnings else ""
            return f"All is well: the last refresh ended well and no source is late.{rest}"
        return f"Somebody should look: {', '.join(wrong)}."

    @property
    def stale(self) -> tuple[SourceStatus, ...]:
        """Give the sources that are late or were refused."""
        return tuple(one for one in self.sources if one.late or one.state in REFUSED)
