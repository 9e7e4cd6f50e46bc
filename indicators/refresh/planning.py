"""What is stale: which indicators must be computed again, and why."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from framework import __version__
from framework.errors import SourceError, UserError
from framework.model.derived import parts_of
from framework.model.frameworks import Framework
from indicators.connect.fingerprints import fingerprint_source
from indicators.derive.families import in_order_of_parts, with_family
from indicators.refresh.versions import figure_version


@dataclass(frozen=True, slots=True)
class Places:
    """Where source files lie, and where typed copies of them are kept between runs."""

    data: Path
    intake: Path


@dataclass(frozen=True, slots=True)
class Choice:
    """What the person who starts a refresh asks for. None: everything.

    `accept` names sources whose files may be fewer or shorter than last time, this once.
    """

    force: bool = False
    indicators: frozenset[str] | None = None
    sources: frozenset[str] | None = None
    accept: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Made:
    """What each indicator's published figures were made from: one hash of all of it.

    `kept` are the sources that stand at their last good rows because they failed. `files` names
    the files of each source that were read last.
    """

    by_indicator: Mapping[str, str]
    kept: frozenset[str] = frozenset()
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str, kept: frozenset[str] = frozenset()) -> "Made":
        """Read back what `text` wrote; an empty text is a store without a generation."""
        if not text:
            return cls({}, kept)
        found = json.loads(text)
        files = {name: tuple(paths) for name, paths in found["files"].items()}
        return cls(found["indicators"], kept, files)

    def is_stale(self, key: str, wanted: str, sources: tuple[str, ...]) -> bool:
        """Say whether an indicator must be computed again.

        One whose source failed is tried again even when its file is the good one of before: only
        reading it can tell that the trouble is over.
        """
        troubled = not self.kept.isdisjoint(sources)
        return troubled or self.by_indicator.get(key) != wanted

    def text(self) -> str:
        indicators = dict(sorted(self.by_indicator.items()))
        return json.dumps({"indicators": indicators, "files": dict(sorted(self.files.items()))})


@dataclass(frozen=True, slots=True)
class Plan:
    """Which indicators are stale, which sources that needs, and what cannot be read at all."""

    stale: tuple[str, ...]
    sources: tuple[str, ...]
    unreadable: Mapping[str, tuple[str, ...]]
    fingerprints: Mapping[str, str]
    wanted: Made

    def made_by(
        self, indicators: tuple[str, ...], before: Made, files: Mapping[str, tuple[str, ...]]
    ) -> Made:
        """Give what the store's figures are made from once these indicators are published."""
        kept = {key: value for key, value in before.by_indicator.items() if key in self._all}
        made = kept | {key: self.wanted.by_indicator[key] for key in indicators}
        return Made(made, files={**before.files, **files})

    @property
    def _all(self) -> frozenset[str]:
        return frozenset(self.wanted.by_indicator)


def plan(
    framework: Framework, places: Places, before: Made, *, cutoff: date, choice: Choice
) -> Plan:
    """Compare what figures would be made from with what the published ones were made from.

    Raises:
        UserError: the choice names an indicator or a source that is not declared.
    """
    _check_choice(framework, choice)
    fingerprints, unreadable = _fingerprints(framework, places)
    wanted = _wanted(framework, fingerprints, cutoff)
    sources = {one.id: framework.sources_of(one) for one in framework.indicators}
    stale = {key for key in wanted if before.is_stale(key, wanted[key], sources[key])}
    chosen = {
        key
        for key in wanted
        if _is_chosen(key, sources[key], choice) and (choice.force or key in stale)
    }
    taken = with_family(framework, chosen, stale)
    needed = {name for key in taken for name in sources[key]}
    ordered = tuple(source.id for source in framework.sources if source.id in needed)
    return Plan(
        tuple(one.id for one in framework.indicators if one.id in taken),
        ordered,
        unreadable,
        fingerprints,
        Made(wanted),
    )


def _check_choice(framework: Framework, choice: Choice) -> None:
    known = {
        "indicator": (choice.indicators, {one.id for one in framework.indicators}),
        "source": (
            (choice.sources or frozenset()) | choice.accept,
            {one.id for one in framework.sources},
        ),
    }
    for word, (asked, declared) in known.items():
        unknown = sorted((asked or frozenset()) - declared)
        if unknown:
            raise UserError(f"there is no {word} '{unknown[0]}' in this framework")


def _is_chosen(key: str, sources: tuple[str, ...], choice: Choice) -> bool:
    if choice.indicators is not None and key not in choice.indicators:
        return False
    return choice.sources is None or not choice.sources.isdisjoint(sources)


def _fingerprints(
    framework: Framework, places: Places
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    found: dict[str, str] = {}
    unreadable: dict[str, tuple[str, ...]] = {}
    for source in framework.sources:
        try:
            found[source.id] = fingerprint_source(source, framework, places.data, places.intake)
        except SourceError as error:
            unreadable[source.id] = error.reasons
            found[source.id] = "unreadable"
    return found, unreadable


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
