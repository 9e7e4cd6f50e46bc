"""What is stale: which indicators must be computed again, and why."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path

from framework import __version__
from framework.errors import SourceError, UserError
from framework.load.mistakes import suggestion
from framework.model.derived import parts_of
from framework.model.engines import Engine
from framework.model.frameworks import Framework
from framework.model.periods import Period, month_start
from framework.store.accepting import digest_of
from framework.store.seen import SeenFile, seen_files
from indicators.connect.arriving import refuse_arriving
from indicators.connect.fetching import fetch_source
from indicators.connect.fingerprints import fingerprint_of
from indicators.connect.outside import Outside
from indicators.derive.families import in_order_of_parts, with_family
from indicators.disclose.rules import computed_together
from indicators.engines.marks import hashes_of
from indicators.measures.memory import Memory
from indicators.measures.sum_limits import SumLimits
from indicators.refresh.rows_met import KEY, RowsMet, as_plain, read_rows_met
from indicators.refresh.versions import figure_version


@dataclass(frozen=True, slots=True)
class Places:
    """Where source files lie, where typed copies of them are kept, and what lies outside of both.

    `kept` is where copies of the files go, if the framework wants them; None keeps none. `sums` says how
    many sums of single files stay in the intake, `memory` how much counting may take.
    """

    data: Path
    intake: Path
    outside: Outside = field(default_factory=Outside)
    kept: Path | None = None
    sums: SumLimits = field(default_factory=SumLimits)
    memory: Memory = field(default_factory=Memory)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the person who starts a refresh asks for. None: everything that is stale.

    `since` leaves periods that ended before it began as they are published. `backfill` computes
    what is chosen again, stale or not. `as_of` is the day that it pretends to be. `rejudge` is the
    reason why released months are judged again; empty leaves them as they were. `renamed_from` is
    the id that the published framework had, where this one is the same under a new name.
    """

    indicators: frozenset[str] | None = None
    sources: frozenset[str] | None = None
    since: Period | None = None
    backfill: bool = False
    as_of: date | None = None
    rejudge: str = ""
    renamed_from: str = ""

    @property
    def is_again(self) -> bool:
        """Say whether what is chosen is computed again even where nothing changed."""
        return self.backfill or bool(self.rejudge)


@dataclass(frozen=True, slots=True)
class At:
    """When a run takes place: the day it computes for, and the moment it looks at files."""

    day: date
    moment: datetime

    @property
    def cutoff(self) -> date:
        """Give the first day that is too new: months count when they have ended."""
        return month_start(self.day)


@dataclass(frozen=True, slots=True)
class Made:
    """What each indicator's published figures were made from: one hash of all of it.

    `kept` are the sources that stand at their last good rows because they failed. `files` gives
    the files of each source that were read last, as they were. `met` says how many rows the conditions of
    each indicator kept.
    """

    by_indicator: Mapping[str, str]
    kept: frozenset[str] = frozenset()
    files: Mapping[str, Mapping[str, SeenFile]] = field(default_factory=dict)
    met: Mapping[str, RowsMet] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str, kept: frozenset[str] = frozenset()) -> "Made":
        """Read back what `text` wrote; an empty text is a store without a generation."""
        if not text:
            return cls({}, kept)
        return cls(json.loads(text)["indicators"], kept, seen_files(text), read_rows_met(text))

    def is_stale(self, key: str, wanted: str, sources: tuple[str, ...]) -> bool:
        """Say whether an indicator must be computed again.

        One whose source failed is tried again even when its file is the good one of before: only
        reading it can tell that the trouble is over.
        """
        troubled = not self.kept.isdisjoint(sources)
        return troubled or self.by_indicator.get(key) != wanted

    def text(self, run: Mapping[str, object]) -> str:
        """Write it down for the next run, and for whoever asks what a generation rests on."""
        files = {
            name: {path: asdict(seen) for path, seen in sorted(paths.items())}
            for name, paths in sorted(self.files.items())
        }
        indicators = dict(sorted(self.by_indicator.items()))
        met = as_plain(self.met)
        return json.dumps({"indicators": indicators, "files": files, "run": run, KEY: met})


@dataclass(frozen=True, slots=True)
class Plan:
    """Which indicators are stale, which sources that needs, and what cannot be read at all.

    `accepted` are sources whose files, as they are now, somebody let through.
    """

    stale: tuple[str, ...]
    sources: tuple[str, ...]
    unreadable: Mapping[str, tuple[str, ...]]
    fingerprints: Mapping[str, str]
    wanted: Made
    accepted: frozenset[str] = frozenset()
    is_whole: bool = True

    def made_by(
        self,
        indicators: tuple[str, ...],
        before: Made,
        files: Mapping[str, Mapping[str, SeenFile]],
        met: Mapping[str, RowsMet],
    ) -> Made:
        """Give what the store's figures are made from once these indicators are published.

        Of a run that left earlier periods alone the indicators stay stale: the next whole run
        brings those up to date.
        """
        kept = {key: value for key, value in before.by_indicator.items() if key in self._all}
        new = {key: self.wanted.by_indicator[key] if self.is_whole else "" for key in indicators}
        stays = {key: one for key, one in before.met.items() if key in self._all}
        return Made(kept | new, files={**before.files, **files}, met={**stays, **met})

    @property
    def _all(self) -> frozenset[str]:
        return frozenset(self.wanted.by_indicator)


def plan(
    framework: Framework,
    places: Places,
    before: Made,
    *,
    at: At,
    choice: Choice,
    accepted: Collection[tuple[str, str]] = (),
) -> Plan:
    """Compare what figures would be made from with what the published ones were made from.

    `accepted` are (source, digest of its files) that somebody let through.

    Raises:
        UserError: the choice names an indicator or a source that is not declared.
    """
    check_choice(framework, choice)
    found = _look_at_files(framework, places, at, choice)
    wanted = _wanted(framework, found.fingerprints, at.cutoff)
    sources = {one.id: framework.sources_of(one) for one in framework.indicators}
    stale = {key for key in wanted if before.is_stale(key, wanted[key], sources[key])}
    chosen = {
        key
        for key in wanted
        if _is_chosen(key, sources[key], choice) and (choice.is_again or key in stale)
    }
    taken = with_family(framework, computed_together(framework, chosen), stale)
    needed = {name for key in taken for name in sources[key]}
    digests = {(name, digest_of(hashes)) for name, hashes in found.hashes.items()}
    return Plan(
        tuple(one.id for one in framework.indicators if one.id in taken),
        tuple(source.id for source in framework.sources if source.id in needed),
        found.unreadable,
        found.fingerprints,
        Made(wanted),
        frozenset(name for name, _ in digests.intersection(accepted)),
        choice.since is None,
    )


def check_choice(framework: Framework, choice: Choice) -> None:
    """Refuse a choice of what is not declared.

    Raises:
        UserError: it names an indicator or a source that is not declared.
    """
    known = {
        "indicator": (choice.indicators, {one.id for one in framework.indicators}),
        "source": (choice.sources, {one.id for one in framework.sources}),
    }
    for word, (asked, declared) in known.items():
        unknown = sorted((asked or frozenset()) - declared)
        if unknown:
            close = suggestion(unknown[0], declared)
            raise UserError(f"there is no {word} '{unknown[0]:.40}' in this framework{close}")


def _is_chosen(key: str, sources: tuple[str, ...], choice: Choice) -> bool:
    if choice.indicators is not None and key not in choice.indicators:
        return False
    return choice.sources is None or not choice.sources.isdisjoint(sources)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the files of every source are: their fingerprints, their hashes, why there are none."""

    fingerprints: Mapping[str, str]
    hashes: Mapping[str, Mapping[str, str]]
    unreadable: Mapping[str, tuple[str, ...]]


def _look_at_files(framework: Framework, places: Places, at: At, choice: Choice) -> _Found:
    found: dict[str, str] = {}
    hashes: dict[str, Mapping[str, str]] = {}
    unreadable: dict[str, tuple[str, ...]] = {}
    for source in framework.sources:
        try:
            refuse_arriving(source, places.data, at.moment)
            if source.engine is Engine.POLARS and source.id in (choice.sources or {source.id}):
                fetch_source(source, framework, places.intake, places.outside)
            look = source, places.data, places.intake, places.outside
            hashes[source.id] = hashes_of(*look)
            found[source.id] = fingerprint_of(source, framework, hashes[source.id])
        except SourceError as error:
            unreadable[source.id] = error.reasons
            found[source.id] = "unreadable"
    return _Found(found, hashes, unreadable)


def _wanted(framework: Framework, fingerprints: Mapping[str, str], cutoff: date) -> dict[str, str]:
    """Give, for each indicator, one hash of all that its figures would be made from now.

    That of a derived one holds those of its parts: whatever makes a part stale makes it stale.
    """
    found: dict[str, str] = {}
    for indicator in in_order_of_parts(framework.indicators):
        parts = (
            __version__,
            cutoff.isoformat(),
            figure_version(framework, indicator),
            [fingerprints[name] for name in indicator.sources],
            *(found[part] for part in parts_of(indicator.measure)),
        )
        found[indicator.id] = hashlib.sha256(repr(parts).encode()).hexdigest()
    return found
