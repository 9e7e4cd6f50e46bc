"""Times the parts of a run by a clock that is given to it, so that nothing here looks at one."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from framework.model.time_spent import STAGES, Spent

Clock = Callable[[], tuple[float, float]]
"""Gives seconds by the clock, and seconds that all processors have worked for us."""

_DIGITS: Final = 4


def standing_still() -> tuple[float, float]:
    """The clock of whoever does not ask for time."""
    return 0.0, 0.0


class Stopwatch:
    """Adds up what parts of a run took; the same part may come many times."""

    def __init__(self, clock: Clock = standing_still) -> None:
        self._clock = clock
        self._sums: dict[tuple[str, str, str, str], list[float]] = {}

    @contextmanager
    def over(
        self, stage: str, source: str = "", *, scan: str = "", indicator: str = "", rows: int = 0
    ) -> Iterator[None]:
        """Time what is done meanwhile."""
        wall, cpu = self._clock()
        try:
            yield
        finally:
            now, worked = self._clock()
            self._add((stage, source, scan, indicator), now - wall, worked - cpu, rows)

    @contextmanager
    def shared(self, source: str, scan: str, shares: Mapping[str, float]) -> Iterator[None]:
        """Time a scan of a source, and give indicators their shares (of one in all) of it."""
        before = self.of("compute", source, scan)
        with self.over("compute", source, scan=scan):
            yield
        after = self.of("compute", source, scan)
        wall, cpu = after.wall - before.wall, after.cpu - before.cpu
        for indicator, share in shares.items():
            self._add(("compute", source, "", indicator), wall * share, cpu * share, 0)

    def saw(self, rows: int, stage: str, source: str, scan: str = "") -> None:
        """Note how many rows a part looked at."""
        self._add((stage, source, scan, ""), 0.0, 0.0, rows)

    def of(self, stage: str, source: str = "", scan: str = "", indicator: str = "") -> Spent:
        """Give what a part took so far."""
        key = stage, source, scan, indicator
        wall, cpu, rows = self._sums.get(key, (0.0, 0.0, 0))
        return Spent(*key, wall, cpu, int(rows))

    def spent(self) -> tuple[Spent, ...]:
        """Give every part, stage by stage: the whole first, then what took longest."""
        found = [
            Spent(*key, round(wall, _DIGITS), round(cpu, _DIGITS), int(rows))
            for key, (wall, cpu, rows) in self._sums.items()
        ]
        return tuple(sorted(found, key=_place))

    def _add(self, key: tuple[str, str, str, str], wall: float, cpu: float, rows: int) -> None:
        held = self._sums.setdefault(key, [0.0, 0.0, 0])
        held[0] += wall
        held[1] += cpu
        held[2] += rows


def _place(one: Spent) -> tuple[object, ...]:
    kind = bool(one.indicator), bool(one.scan), bool(one.source)
    return STAGES.index(one.stage), *kind, -one.cpu, one.source, one.scan, one.indicator
