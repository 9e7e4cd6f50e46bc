"""Open what was published: one snapshot of the store with the framework it was made by."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Final

from framework.load.framework import Loaded, load_framework
from framework.model.frameworks import Framework
from framework.model.periods import Grain, month_start, period_of, previous
from framework.store.reading import Snapshot, open_snapshot
from framework.store.releases import Release, edition_of
from indicators.quality.counts import read_kept

if TYPE_CHECKING:
    from sqlalchemy import Engine

_MOST_KNOWN: Final = 4
NOON: Final = time(12)


@dataclass(frozen=True, slots=True)
class Reading:
    """One generation, the framework that made it, and the day on which it is read.

    `as_at` and `begins` give the last and the first day of which each source's rows speak. `release`
    is set where this is the edition of a released month.
    """

    snapshot: Snapshot
    framework: Framework
    today: date
    as_at: Mapping[str, date]
    release: Release | None = None
    begins: Mapping[str, date] = field(default_factory=dict)


class Library:
    """Gives readings of one store. Frameworks are parsed once a version and kept."""

    def __init__(
        self,
        engine: "Engine",
        clock: Callable[[], date],
        moment: Callable[[], datetime] | None = None,
    ) -> None:
        self.engine = engine
        self._clock = clock
        self._moment = moment
        self._loaded: Loaded | None = None
        self._known: dict[tuple[str, date], Framework] = {}

    def turn_to(self, engine: "Engine", loaded: Loaded | None = None) -> None:
        """Read another store from now on. `loaded` is a framework of it that is parsed already."""
        self.engine, self._loaded = engine, loaded

    def moment(self) -> datetime:
        """Give the present moment; with a clock of days alone, the noon of today."""
        if self._moment is not None:
            return self._moment()
        return datetime.combine(self._clock(), NOON, tzinfo=UTC)

    @contextmanager
    def open(self, generation: int | None = None) -> Iterator[Reading]:
        """Open one read transaction at a generation (the current one when none is said).

        Raises:
            StoreError: nothing has been published yet, or the store cannot be reached.
        """
        with open_snapshot(self.engine, generation) as snapshot:
            yield self._reading(snapshot)

    @contextmanager
    def open_month(self, month: str | None) -> Iterator[Reading]:
        """Open what a month's pages show: its edition where it was released, else the current one.

        `month` is as in an address, None for the last that has ended.

        Raises:
            StoreError: nothing has been published yet, or the store cannot be reached.
        """
        with open_snapshot(self.engine) as snapshot:
            current = self._reading(snapshot)
            newest = previous(period_of(month_start(current.today), Grain.MONTH)).code
            edition = edition_of(snapshot.releases(), month or newest)
            if edition is None or edition.generation == snapshot.generation.number:
                yield replace(current, release=edition)
            else:
                yield self._reading(snapshot.at(edition.generation), edition)

    def stamp(self) -> Hashable:
        """Give what readings rest on: what is published, released and said, and the day.

        Raises:
            StoreError: nothing has been published yet, or the store cannot be reached.
        """
        with open_snapshot(self.engine) as snapshot:
            said = snapshot.newest_comment()
            return snapshot.generation, snapshot.releases(), said, self._clock()

    def _reading(self, snapshot: Snapshot, edition: Release | None = None) -> Reading:
        day = self._clock()
        # An edition keeps the areas that it was released with.
        framework = self._framework(snapshot, edition.at.date() if edition else day)
        states = snapshot.source_states()
        as_at = {one.source: date.fromisoformat(one.as_at) for one in states if one.as_at}
        kept = {one.source: read_kept(one.quality) for one in states}
        begins = {
            name: date.fromisoformat(one.first) for name, one in kept.items() if one and one.first
        }
        return Reading(snapshot, framework, framework.today or day, as_at, edition, begins)

    def _framework(self, snapshot: Snapshot, day: date) -> Framework:
        """Give the framework of a generation, its areas as they stand on a day."""
        key = snapshot.generation.framework_version, day
        if key not in self._known:
            found = self._parsed(snapshot).framework
            geography = found.geography.as_at(found.today or day)
            # A few at a time: a server reads the current one, and editions that people look up.
            latest = list(self._known.items())[-_MOST_KNOWN:]
            self._known = {**dict(latest), key: replace(found, geography=geography)}
        return self._known[key]

    def _parsed(self, snapshot: Snapshot) -> Loaded:
        if self._loaded and self._loaded.version == snapshot.generation.framework_version:
            return self._loaded
        return load_framework(snapshot.framework_files())
