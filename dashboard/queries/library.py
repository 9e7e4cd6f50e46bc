"""Open what was published: one snapshot of the store with the framework it was made by."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from framework.load.framework import load_framework
from framework.model.frameworks import Framework
from framework.store.reading import Snapshot, open_snapshot

if TYPE_CHECKING:
    from sqlalchemy import Engine


@dataclass(frozen=True, slots=True)
class Reading:
    """One generation, the framework that made it, and the day on which it is read.

    `as_at` gives the last day of which each source's rows speak.
    """

    snapshot: Snapshot
    framework: Framework
    today: date
    as_at: Mapping[str, date]


class Library:
    """Gives readings of one store. Frameworks are parsed once a version and kept."""

    def __init__(self, engine: "Engine", clock: Callable[[], date]) -> None:
        self._engine = engine
        self._clock = clock
        self._known: dict[tuple[str, date], Framework] = {}

    @contextmanager
    def open(self, generation: int | None = None) -> Iterator[Reading]:
        """Open one read transaction at a generation (the current one when none is said).

        Raises:
            StoreError: nothing has been published yet, or the store cannot be reached.
        """
        with open_snapshot(self._engine, generation) as snapshot:
            day = self._clock()
            framework = self._framework(snapshot, day)
            as_at = {
                state.source: date.fromisoformat(state.as_at)
                for state in snapshot.source_states()
                if state.as_at
            }
            yield Reading(snapshot, framework, framework.today or day, as_at)

    def _framework(self, snapshot: Snapshot, day: date) -> Framework:
        """Give the framework of a generation, its areas as they stand on a day."""
        key = snapshot.generation.framework_version, day
        if key not in self._known:
            found = load_framework(snapshot.framework_files()).framework
            geography = found.geography.as_at(found.today or day)
            # One version at a time: a server reads the current one, and it changes monthly.
            self._known = {key: replace(found, geography=geography)}
        return self._known[key]
