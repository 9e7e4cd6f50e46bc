"""Who starts a refresh, and what it came to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from framework.model.time_spent import Spent
from framework.store.rows import RunState
from indicators.stopwatch import Clock, standing_still


@dataclass(frozen=True, slots=True)
class Starter:
    """Who starts a refresh, on which machine, at what time.

    `begins` hears the number of the run; `clock` times its parts.
    """

    who: str
    host: str
    pid: int
    now: Callable[[], datetime]
    today: date
    wait_seconds: float = 0.0
    begins: Callable[[int], None] = lambda _run: None
    clock: Clock = standing_still


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a refresh came to. `generation` is the one that readers see now.

    `empty_handed` says which sources are kept where something was stale and none of it could be
    computed. Such a run has failed, though a new generation may mark what is kept. `as_before` says
    that all it looked at was as the refresh before had found it, so that nothing else was asked;
    `late` are the sources that were late then, and are.
    """

    state: RunState
    generation: int
    published_hash: str
    indicators: int
    results: int
    failed: Mapping[str, tuple[str, ...]]
    warnings: tuple[str, ...]
    empty_handed: str = ""
    spent: tuple[Spent, ...] = ()
    as_before: bool = False
    late: tuple[str, ...] = ()
