"""What is wrong with data and figures under a change, held beside what was known: only what differs is told."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import polars as pl

from framework.model.frameworks import Framework
from framework.model.periods import period_from_code

if TYPE_CHECKING:
    from indicators.refresh.reading import ReadSources
    from indicators.refresh.standing import Standing
    from indicators.refresh.telling import Teller


@dataclass(frozen=True, slots=True)
class ProblemChanges:
    """Sentences that a change would bring, those it would take away, and how many stand as they were."""

    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    same: int = 0


NO_PROBLEMS: Final = ProblemChanges()


@dataclass(slots=True)
class KeepsRows:
    """Shows how far the work is, and keeps what is said of single rows until it is known what is new."""

    teller: "Teller"
    events: list[str] = field(default_factory=list)

    def stage(self, name: str, done: int, total: int) -> None:
        self.teller.stage(name, done, total)

    def event(self, message: str) -> None:
        self.events.append(message)

    def tell_of(self, sources: Iterable[str]) -> None:
        """Say what was kept of the rows of some sources."""
        starts = tuple(f"source '{name}'" for name in sources)
        for message in self.events:
            if message.startswith(starts):
                self.teller.event(message)


def compare_problems(
    stands: "Standing", sources: "ReadSources", told: Collection[str], touched: Collection[str]
) -> ProblemChanges:
    """Hold what is said under a change beside what the published generation says.

    `told` is said of declarations and figures; of what is published the rest can only be gone where
    it names an indicator that was `touched`.
    """
    new: list[str] = [one for one in dict.fromkeys(told) if one not in stands.warnings]
    same = len(set(told)) - len(new)
    named = [f"'{name}'" for name in touched]
    gone = [
        one for one in stands.warnings if one not in told and any(name in one for name in named)
    ]
    for name in sources.rows:
        state = stands.states.get(name)
        before = state.reason if state else ""
        for note in sources.notes(name):
            if note in before:
                same += 1
                before = before.replace(note, "", 1)
            else:
                new.append(f"source '{name}': {note}")
        if left := before.strip("; "):
            gone.append(f"source '{name}': {left}")
    return ProblemChanges(tuple(new), tuple(gone), same)


def targets_before_figures(
    before: Framework | None, after: Framework, results: pl.DataFrame, indicators: Iterable[str]
) -> tuple[str, ...]:
    """Say which new targets end before the first figure. `check` knows it only where a source says `covers`."""
    known = {one.id: one.targets for one in before.indicators} if before else {}
    found = []
    for key in indicators:
        new = [one for one in after.indicator(key).targets if one not in known.get(key, ())]
        shown = results.filter(pl.col("indicator") == key)["period"].unique() if new else ()
        first = min((period_from_code(code) for code in shown), default=None)
        found += [
            f"target '{one.label}' of '{key}' ends before the first figure, that of {first.label}, so "
            "it is never used"
            for one in new
            if first and one.ends <= first.last_day
        ]
    return tuple(found)


def with_new_notes(stands: "Standing", sources: "ReadSources") -> Collection[str]:
    """Give the sources of whose rows something is said that was not said before."""
    known = {name: state.reason for name, state in stands.states.items()}
    return [
        name
        for name in sources.rows
        if any(note not in known.get(name, "") for note in sources.notes(name))
    ]
