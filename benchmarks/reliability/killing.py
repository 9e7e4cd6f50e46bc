"""Refreshes killed with SIGKILL at seeded points under readers, each made good by the next one.

The points are before each step that a refresh takes (a statement that writes, a commit, a block of
COPY, a file made, moved or gone) and at seeded moments, for what one step does inside.
"""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

import psutil
from sqlalchemy import Engine

from benchmarks.reliability.commands import Ended, run, start
from benchmarks.reliability.figures import Asked, Figure, percentile, told
from benchmarks.reliability.made_partnership import HOME, Partnership
from benchmarks.reliability.readers import Reads, reading_all_along
from benchmarks.reliability.steps import Stop
from framework.store.engines import open_store
from framework.store.rows import RunState
from framework.store.runs import current_generation, last_runs
from framework.store.verifying import verify

READERS: Final = 8
"""Of a full run; a short one has fewer, whose reading takes the refresh no time."""
FEWEST_READERS: Final = 2
STEPS_AT_MOST: Final = 0.75
"""Of the points; the others are moments."""


@dataclass(frozen=True, slots=True)
class Point:
    """Where a refresh is killed: before a step, or so many seconds after its start."""

    step: int = 0
    after: float = 0.0

    def __str__(self) -> str:
        return f"step {self.step}" if self.step else f"{self.after:.3f} s"


@dataclass(slots=True)
class Tally:
    """What came of the points so far."""

    points: int = 0
    killed: int = 0
    lost: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    not_recovered: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)

    def troubles(self) -> list[str]:
        return [*self.lost, *self.damaged, *self.not_recovered, *self.orphans]


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """What refreshes that nothing disturbs publish of each version, their steps, their seconds."""

    hashes: tuple[str, str]
    steps: tuple[str, ...]
    seconds: float


def warm_up(partnership: Partnership) -> Undisturbed:
    """Refresh until both versions have been published twice, so that all that moves is revised.

    Afterwards version 0 stands.

    Raises:
        RuntimeError: an undisturbed refresh fails, or does not publish the same twice.
    """
    hashes: list[str] = []
    for version in (0, 1, 0, 1):
        partnership.put(version)
        hashes.append(refreshed(partnership))
    log = partnership.folder / "steps.txt"
    partnership.put(0)
    begun = time.monotonic()
    again = refreshed(partnership, Stop(0, signal.SIGKILL, log))
    seconds = time.monotonic() - begun
    if (again, hashes[3]) != (hashes[2], hashes[1]):
        raise RuntimeError("an undisturbed refresh did not publish the same again")
    steps = tuple(log.read_text(encoding="utf-8").splitlines())
    log.unlink()
    return Undisturbed((hashes[2], hashes[3]), steps, seconds)


def refreshed(partnership: Partnership, stop: Stop | None = None) -> str:
    """Refresh and give the published hash.

    Raises:
        RuntimeError: it failed.
    """
    ended = run("refresh", *partnership.places, folder=partnership.folder, stop=stop)
    if ended.code:
        raise RuntimeError(ended.said)
    with engine_of(partnership) as engine:
        return published(engine)


@contextmanager
def engine_of(partnership: Partnership) -> Iterator[Engine]:
    engine = open_store(partnership.url)
    yield engine
    engine.dispose()


def published(engine: Engine) -> str:
    """Give the hash that readers see; nothing before the first generation."""
    found = current_generation(engine)
    return found.published_hash if found else ""


def choose_points(calm: Undisturbed, count: int, dice: Random) -> list[Point]:
    """Take every step if they are few enough, else a sample of them, and moments for the rest."""
    steps = range(1, len(calm.steps) + 1)
    most = max(1, int(count * STEPS_AT_MOST))
    chosen = list(steps) if len(steps) <= most else dice.sample(steps, most)
    points = [Point(step=step) for step in chosen]
    points += [Point(after=dice.uniform(0, 1.1 * calm.seconds)) for _ in range(count - len(points))]
    dice.shuffle(points)
    return points


def kill_refreshes(
    partnership: Partnership, calm: Undisturbed, points: list[Point], asked: Asked
) -> Tally:
    """Kill a refresh at each point, look at the store, and let the next refresh end."""
    tally = Tally()
    standing = 0
    with engine_of(partnership) as engine:
        for point in points:
            if asked.is_over():
                break
            standing = 1 - standing
            partnership.put(standing)
            _kill_once(partnership, engine, point, calm, tally, version=standing)
            tally.points += 1
    tally.orphans += [f"left over: {path.name}" for path in _left_over(partnership.folder)]
    return tally


def _kill_once(
    partnership: Partnership,
    engine: Engine,
    point: Point,
    calm: Undisturbed,
    tally: Tally,
    *,
    version: int,
) -> None:
    killed, family = _killed(partnership, point)
    if killed.is_killed:
        tally.killed += 1
    elif killed.code or not killed.is_plain:
        tally.not_recovered.append(f"{point}: it ended with {killed.code}: {killed.said}")
    found = verify(engine)
    tally.damaged += [f"{point}: {problem}" for problem in found.problems]
    if found.published_hash not in calm.hashes:
        tally.lost.append(f"{point}: readers see {found.published_hash or 'nothing'}")
    again = run("refresh", *partnership.places, folder=partnership.folder)
    if again.code or published(engine) != calm.hashes[version]:
        tally.not_recovered.append(f"{point}: the next run ended with {again.code}: {again.said}")
    if any(one.state is RunState.RUNNING for one in last_runs(engine, limit=5)):
        tally.not_recovered.append(f"{point}: a run is left that seems to run")
    tally.orphans += [f"{point}: process {one.pid} lives on" for one in family if _is_alive(one)]


def _is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _killed(partnership: Partnership, point: Point) -> tuple[Ended, list[psutil.Process]]:
    stop = Stop(point.step, signal.SIGKILL) if point.step else None
    command = start("refresh", *partnership.places, folder=partnership.folder, stop=stop)
    if stop is not None:
        return command.wait(), []
    time.sleep(point.after)
    family = command.children()
    command.send(signal.SIGKILL)
    return command.wait(), family


def _left_over(folder: Path) -> list[Path]:
    return list(folder.rglob(".reading-*"))


def points_figures(name: str, asked: Asked, make: Partnership, wanted_p99: float) -> list[Figure]:
    """Give the figures of one engine: the points, the reads, and how quick the reads were."""
    begun = time.monotonic()
    calm = warm_up(make)
    points = choose_points(calm, asked.points, asked.dice(name))
    readers = max(FEWEST_READERS, asked.share(READERS))
    with reading_all_along(make.url, readers=readers, area=HOME) as reads:
        tally = kill_refreshes(make, calm, points, asked)
    seconds = time.monotonic() - begun
    early = tally.points < len(points)
    return [
        _killed_figure(name, tally, points, calm, seconds, early=early),
        _reads_figure(name, reads, readers, seconds, early=early),
        _speed_figure(name, reads, wanted_p99),
    ]


def _killed_figure(
    name: str,
    tally: Tally,
    points: list[Point],
    calm: Undisturbed,
    seconds: float,
    *,
    early: bool,
) -> Figure:
    steps = sum(bool(point.step) for point in points)
    troubles = tally.troubles()
    return Figure(
        name,
        "0 rows lost, 0 damaged, every next run completes",
        f"{tally.points} points ({steps} of the {len(calm.steps)} steps, the others moments), "
        f"{tally.killed} killed: {len(tally.lost)} lost, {len(tally.damaged)} damaged, "
        f"{len(tally.not_recovered)} not recovered, {len(tally.orphans)} left over",
        reached=not troubles,
        seconds=seconds,
        stopped_early=early,
        troubles=told(troubles),
    )


def _reads_figure(name: str, reads: Reads, readers: int, seconds: float, *, early: bool) -> Figure:
    troubles = [*reads.partial, *reads.locked, *reads.failed]
    return Figure(
        name,
        f"{readers} readers: 0 partial, 0 locked, 0 failed",
        f"{len(reads.milliseconds):,} reads: {len(reads.partial)} partial, "
        f"{len(reads.locked)} locked, {len(reads.failed)} failed",
        reached=bool(reads.milliseconds) and not troubles,
        seconds=seconds,
        stopped_early=early,
        troubles=told(troubles),
    )


def _speed_figure(name: str, reads: Reads, wanted: float) -> Figure:
    half, most = percentile(reads.milliseconds, 0.5), percentile(reads.milliseconds, 0.99)
    found = f"p50 {half:.0f} ms, p99 {most:.0f} ms"
    want = f"read p99 under {wanted:.0f} ms"
    return Figure(name, want, found, reached=most < wanted, is_timed=True)
