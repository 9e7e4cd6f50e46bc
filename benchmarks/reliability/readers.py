"""Readers at work while things break: each read must be wholly of one generation.

A reader proves every row of a generation when it first meets it, and of some reads after that. Of the others it
proves that they gave the very rows which the proved one gave: to hash all rows at each read would leave two cores
no time for the refresh.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from random import Random
from typing import Any, Final

from benchmarks.forking import CONTEXT

PROVED_AGAIN: Final = 0.02
"""Of the reads of a generation that was proved already."""


@dataclass(slots=True)
class Reads:
    """What one reader saw. `milliseconds` are of the reads, not of their proofs."""

    partial: list[str] = field(default_factory=list)
    locked: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    def add(self, other: "Reads") -> None:
        self.partial += other.partial
        self.locked += other.locked
        self.failed += other.failed
        self.milliseconds += other.milliseconds


@contextmanager
def reading_all_along(url: str, *, readers: int, area: str) -> Iterator[Reads]:
    """Keep so many readers reading; what they saw is there when the block has ended."""
    end = CONTEXT.Event()
    started = []
    for number in range(readers):
        ours, theirs = CONTEXT.Pipe()
        given = (url, area, number, end, theirs)
        process = CONTEXT.Process(target=_read_until, args=given, daemon=True)
        process.start()
        theirs.close()
        started.append((process, ours))
    seen = Reads()
    try:
        yield seen
    finally:
        end.set()
        for process, pipe in started:
            seen.add(pipe.recv())
            process.join()


def _read_until(url: str, area: str, number: int, end: Event, told: Connection) -> None:
    from framework.errors import BusyError, StoreError
    from framework.store.engines import open_store

    seen, dice, proved = Reads(), Random(number), {}
    engine = open_store(url)
    benchmark = parent_process()
    # who stops the benchmark from outside should not leave eight readers behind
    while not end.is_set() and benchmark is not None and benchmark.is_alive():
        try:
            _read_once(engine, area, seen, proved, dice)
        except BusyError as error:
            seen.locked.append(str(error))
        except StoreError as error:
            seen.failed.append(str(error))
        end.wait(dice.uniform(0.02, 0.1))  # as a person turns pages
    told.send(seen)


def _read_once(
    engine: Any, area: str, seen: Reads, proved: dict[int, tuple[Any, Any]], dice: Random
) -> None:
    """Read as a page does, and prove it; `proved` holds what a proved read of a generation gave."""
    from framework.store.reading import open_snapshot

    begun = time.perf_counter()
    with open_snapshot(engine) as snapshot:
        rows = snapshot.points(areas=[area]), snapshot.series(areas=[area])
        seen.milliseconds.append(1000 * (time.perf_counter() - begun))
        number = snapshot.generation.number
        if rows != proved.setdefault(number, rows):
            seen.partial.append(f"generation {number}: two reads of it differ")
        if proved[number] is rows or dice.random() < PROVED_AGAIN:
            seen.partial += _unproved(snapshot)


def _unproved(snapshot: Any) -> list[str]:
    from framework.store.verifying import compare_rows

    found = compare_rows(snapshot.connection, snapshot.generation.number)
    if found.problems or found.published_hash != snapshot.generation.published_hash:
        return [f"generation {found.generation}: {'; '.join(found.problems)}"]
    return []
