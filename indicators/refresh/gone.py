"""What readers saw and is declared no more: areas and indicators of the frameworks before.

Their figures stay known. What they count is still what they counted when they were declared, so they are
held beside what is shown now like any other figure that was shown before.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from framework.errors import ConfigurationError
from framework.load.framework import load_framework
from framework.model.frameworks import Framework
from framework.store.facts import Kept
from framework.store.names import load_names
from framework.store.reading import open_snapshot
from framework.store.runs import generations
from indicators.disclose.rules import can_be_worked_out

if TYPE_CHECKING:
    from sqlalchemy import Engine

_FRAMEWORKS: Final = 3
"""How many earlier frameworks are looked into, the newest first."""


def with_what_is_gone(framework: Framework, engine: "Engine", generation: int) -> Framework:
    """Add areas and indicators that were published until a generation (0: none) and are declared no more.

    Nothing is added where no source shows exact counts, or where the framework of then does not fit
    this version's rules any more.
    """
    exact = any(can_be_worked_out(framework, one) for one in framework.indicators)
    if not generation or not exact or not _is_something_gone(framework, engine, generation):
        return framework
    whole = framework
    for earlier in _frameworks_before(engine, generation):
        whole = _joined(whole, earlier)
    return whole


def _is_something_gone(framework: Framework, engine: "Engine", generation: int) -> bool:
    with open_snapshot(engine, generation) as snapshot:
        known = load_names(snapshot.connection).ids
    indicators = {one.id for one in framework.indicators}
    areas = {one.code for one in framework.geography.areas}
    return not (set(known[Kept.INDICATOR]) <= indicators and set(known[Kept.AREA]) <= areas)


def _frameworks_before(engine: "Engine", generation: int) -> Iterator[Framework]:
    newest: dict[str, int] = {}
    for one in generations(engine):
        if one.number <= generation:
            newest.setdefault(one.framework_version, one.number)
    for number in list(newest.values())[:_FRAMEWORKS]:
        with open_snapshot(engine, number) as snapshot:
            files = snapshot.framework_files()
        try:
            yield load_framework(files).framework
        except ConfigurationError:
            continue


def _joined(framework: Framework, earlier: Framework) -> Framework:
    """Add to a framework what only an earlier one has, of the sources and parents that both have."""
    geography, before = framework.geography, earlier.geography
    codes = {one.code for one in geography.areas}
    gone = {one.code for one in before.areas} - codes
    known, sources = {one.id for one in framework.indicators}, {one.id for one in framework.sources}
    indicators = (
        one
        for one in earlier.indicators
        if one.id not in known
        and set(one.sources) <= sources
        and not one.is_derived
        and can_be_worked_out(framework, one)
    )
    return replace(
        framework,
        indicators=(*framework.indicators, *indicators),
        geography=replace(
            geography,
            areas=(*geography.areas, *(one for one in before.areas if one.code in gone)),
            memberships=(
                *geography.memberships,
                *(one for one in before.memberships if one.child in gone),
            ),
        ),
    )
