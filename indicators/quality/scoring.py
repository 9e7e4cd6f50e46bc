"""How good a source's data is, in four parts. See docs/reference/data-quality.md for each formula."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from framework.model.promises import due_and_here
from framework.model.sources import Source
from indicators.quality.counts import Counts

PARTS: Final = ("completeness", "validity", "timeliness", "consistency")


@dataclass(frozen=True, slots=True)
class Score:
    """Shares from 0 to 1. A part that nothing declared can tell is None: it was not asked."""

    completeness: float | None = None
    validity: float | None = None
    timeliness: float | None = None
    consistency: float | None = None

    def part(self, name: str) -> float | None:
        """Give one of PARTS."""
        found: float | None = getattr(self, name)
        return found

    @property
    def lowest(self) -> str | None:
        """Name the part that is lowest: data is as good as its weakest part. None: nothing was asked."""
        known = [name for name in PARTS if self.part(name) is not None]
        return min(known, key=lambda name: self.part(name) or 0.0) if known else None


def score_of(counts: Counts | None, source: Source, as_at: date | None, on: date) -> Score:
    """Score a source from what was counted of its rows, and from its promise on a day."""
    due = due_and_here(source, as_at, on) if as_at else None
    timeliness = due[1] / due[0] if due else None
    if counts is None:
        return Score(timeliness=timeliness)
    return Score(
        completeness=_lower(
            _share(counts.empty, counts.needed), _share(counts.lacking, counts.expected)
        ),
        validity=_share(counts.invalid, counts.rows_in),
        timeliness=timeliness,
        consistency=_share(counts.inconsistent, counts.compared),
    )


def lowest_of(scores: Iterable[Score]) -> Score:
    """Score what rests on several sources: each part is that of the source where it is lowest."""
    every = list(scores)
    return Score(**{name: _lower(*(one.part(name) for one in every)) for name in PARTS})


def share_words(share: float | None) -> str:
    """Say a share in percent, rounded down: only a whole is 100%."""
    if share is None:
        return "not asked"
    tenths = int(share * 1000 + 1e-9)
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths / 10:.1f}%"


def _share(failed: int, asked: int) -> float | None:
    return (asked - failed) / asked if asked else None


def _lower(*shares: float | None) -> float | None:
    return min((one for one in shares if one is not None), default=None)
