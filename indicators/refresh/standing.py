"""What stands in the store before a refresh: the last generation and what it was made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from framework.store.accepting import acceptances
from framework.store.reading import open_snapshot
from framework.store.releases import released_until
from framework.store.rows import SourceCondition, SourceState
from framework.store.runs import current_generation
from framework.store.seen import SeenFile
from indicators.refresh.planning import Made

if TYPE_CHECKING:
    from sqlalchemy import Engine


@dataclass(frozen=True, slots=True)
class LastTime:
    """What a source held when it was last good: how many rows, in which files."""

    rows: int
    files: Mapping[str, SeenFile]


@dataclass(frozen=True, slots=True)
class Standing:
    """The generation that readers see; `generation` is 0 when there is none yet.

    `accepted` are (source, digest of its files) that were let through; `released` is the day on
    which the newest released month ends.
    """

    generation: int
    published_hash: str
    framework_version: str
    indicators: int
    results: int
    made: Made
    states: Mapping[str, SourceState]
    warnings: tuple[str, ...]
    accepted: frozenset[tuple[str, str]] = frozenset()
    released: date | None = None

    def last_time(self, name: str) -> LastTime:
        """Give what a source held when it was last good."""
        state = self.states.get(name)
        return LastTime(state.rows if state else 0, self.made.files.get(name, {}))

    def reads_already(self, name: str, hashes: Mapping[str, str]) -> bool:
        """Say whether a source stands fresh, read from the very files that have these hashes."""
        state = self.states.get(name)
        read = {path: seen.sha256 for path, seen in self.made.files.get(name, {}).items()}
        return state is not None and state.state == SourceCondition.FRESH and read == hashes

    @property
    def notes(self) -> tuple[str, ...]:
        """Say what was left out of sources that were read, a sentence each."""
        return tuple(
            f"source '{name}': {state.reason}"
            for name, state in self.states.items()
            if state.reason and state.state == SourceCondition.FRESH
        )


def what_stands(engine: "Engine", generation: int | None = None) -> Standing:
    """Read the last generation of a store, or another one that is kept; 0 is before the first.

    Raises:
        StoreError: the generation is not kept.
    """
    accepted = frozenset((one.source, one.sha256) for one in acceptances(engine))
    if generation == 0 or current_generation(engine) is None:
        return Standing(0, "", "", 0, 0, Made.read(""), {}, (), accepted)
    with open_snapshot(engine, generation) as snapshot:
        found = snapshot.generation
        states = {state.source: state for state in snapshot.source_states()}
        kept = frozenset(
            name for name, state in states.items() if state.state == SourceCondition.KEPT
        )
        return Standing(
            generation=found.number,
            published_hash=found.published_hash,
            framework_version=found.framework_version,
            indicators=found.indicators,
            results=found.results,
            made=Made.read(found.plan, kept),
            states=states,
            warnings=found.warnings,
            accepted=accepted,
            released=released_until(engine),
        )
