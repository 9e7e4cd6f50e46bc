"""What readers saw, with what is declared no more: areas and indicators of the frameworks before.

Their figures stay known. What they count is still what they counted when they were declared, so they are
held beside what is shown now like any other figure that was shown before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from framework.model.frameworks import Framework
from framework.model.indicators import Indicator
from framework.store.facts import Kept
from framework.store.names import load_names
from framework.store.reading import open_snapshot
from indicators.disclose.late import Lost
from indicators.disclose.rules import can_be_worked_out
from indicators.refresh.holding import Known

if TYPE_CHECKING:
    import polars as pl
    from sqlalchemy import Engine


@dataclass(frozen=True, slots=True)
class SeenByReaders:
    """The `publications` that readers may have kept, by generation, the newest first, of what could be worked out.

    `framework` has the areas and indicators beside its own that they show and it declares no more.
    What was found in no framework of theirs is `lost`.
    """

    framework: Framework
    publications: Mapping[int, "pl.DataFrame"] = field(default_factory=dict)
    lost: Lost = field(default_factory=Lost)


def seen_by_readers(
    framework: Framework, engine: "Engine", generation: int, known: Known
) -> SeenByReaders:
    """Give what readers saw until a generation (0: none), where anything could be worked out at all.

    Only the frameworks of publications that show something that is declared no more are looked into.
    """
    if not generation or not _at_risk(framework):
        return SeenByReaders(framework)
    search = _Search(framework, set(_names(engine, generation)))
    lost: Lost | None = None
    while True:
        held = known.results(engine, generation, search.wanted())
        search.look_into(held, engine, known)
        before, lost = lost, search.lost_of(held)
        if lost == before:
            break
        # With fewer names the publications that differ may reach further back.
    if lost.indicators:
        held = known.results(engine, generation, _at_risk(search.whole))
    return SeenByReaders(search.whole, held, lost)


def _at_risk(framework: Framework) -> set[str]:
    return {one.id for one in framework.indicators if can_be_worked_out(framework, one)}


def _names(engine: "Engine", generation: int) -> Mapping[str, int]:
    with open_snapshot(engine, generation) as snapshot:
        return load_names(snapshot.connection).ids[Kept.INDICATOR]


@dataclass(slots=True)
class _Search:
    """The framework with what was found so far (`whole`), and the indicators that tell nothing (`harmless`)."""

    whole: Framework
    published: set[str]
    harmless: set[str] = field(default_factory=set)

    def wanted(self) -> set[str]:
        declared = {one.id for one in self.whole.indicators}
        return _at_risk(self.whole) | (self.published - declared - self.harmless)

    def look_into(self, held: "Mapping[int, pl.DataFrame]", engine: "Engine", known: Known) -> None:
        """Take what these publications show and is missing from the frameworks that they were made with."""
        for number, frame in held.items():
            if self.lost_of({number: frame}) == Lost():
                continue
            earlier = known.framework_of(engine, number)
            if earlier is not None:
                self._add(earlier)

    def lost_of(self, held: "Mapping[int, pl.DataFrame]") -> Lost:
        """Say what these publications show and nothing that was looked into declares."""
        indicators = {key for one in held.values() for key in one["indicator"].unique()}
        areas = {code for one in held.values() for code in one["area"].unique()}
        indicators -= {one.id for one in self.whole.indicators} | self.harmless
        areas -= set(self.whole.geography.by_code)
        return Lost(tuple(sorted(indicators)), tuple(sorted(areas)))

    def _add(self, earlier: Framework) -> None:
        declared = {one.id for one in self.whole.indicators}
        sources = {one.id for one in self.whole.sources}
        found: list[Indicator] = []
        for one in earlier.indicators:
            if one.id in declared:
                continue
            is_there = set(one.sources) <= sources
            if not can_be_worked_out(self.whole if is_there else earlier, one):
                self.harmless.add(one.id)
            elif is_there:
                found.append(one)
        self.whole = _with(self.whole, found, earlier)


def _with(whole: Framework, indicators: list[Indicator], earlier: Framework) -> Framework:
    """Add indicators, and the areas that only an earlier framework has, with what they were part of."""
    geography, before = whole.geography, earlier.geography
    gone = set(before.by_code) - set(geography.by_code)
    return replace(
        whole,
        indicators=(*whole.indicators, *indicators),
        geography=replace(
            geography,
            areas=(*geography.areas, *(one for one in before.areas if one.code in gone)),
            memberships=(
                *geography.memberships,
                *(one for one in before.memberships if one.child in gone),
            ),
        ),
    )
