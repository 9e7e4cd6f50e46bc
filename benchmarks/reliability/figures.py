"""What is asked of the catalogue and what it answers: figures, each reached or not."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

FULL: Final = 200
"""The points of a full run. Fewer points make every part smaller by the same share."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How much to do, with which seed, on which engines, and until when (of the monotonic clock)."""

    folder: Path
    seed: int = 1
    points: int = FULL
    engines: tuple[str, ...] = ("sqlite", "postgres")
    until: float = float("inf")

    def share(self, full: int) -> int:
        """Give this run's part of a number that a full run does, at least 1."""
        return max(1, round(full * self.points / FULL))

    def dice(self, part: str) -> Random:
        """Give the dice of one part: the same for the same seed, whatever ran before."""
        return Random(f"{self.seed} {part}")

    def is_over(self) -> bool:
        return time.monotonic() > self.until


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the catalogue: what was wanted, what was found, and whether that is enough.

    `is_timed` figures say as much of the machine as of the code.
    """

    id: str
    wanted: str
    found: str
    reached: bool
    seconds: float = 0.0
    stopped_early: bool = False
    troubles: tuple[str, ...] = ()
    is_timed: bool = False


MOST_TOLD: Final = 10


def told(troubles: Iterable[str]) -> tuple[str, ...]:
    """Give the first of many troubles, each once."""
    return tuple(dict.fromkeys(troubles))[:MOST_TOLD]


def percentile(numbers: Iterable[float], share: float) -> float:
    """Give the number that a share of all do not exceed; 0 of none."""
    ordered = sorted(numbers)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0
