"""What happened: the generation that readers see, each source's state, and what needs a look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dashboard.access.viewers import Role, Viewer, require
from dashboard.queries.chrome import newest_month
from dashboard.queries.freshness import expected
from dashboard.queries.library import Library, Reading
from dashboard.queries.words import day_words
from framework.model.indicators import Indicator
from framework.model.periods import Period
from framework.model.sources import Source
from framework.store.rows import SourceState


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One source: fresh, late (its promise is past), kept (the last good data stands), or unread.

    `accepted` says who let its files through although they were unusual, and why.
    """

    name: str
    title: str
    state: str
    as_at: str
    reason: str
    rows: int
    accepted: str = ""


@dataclass(frozen=True, slots=True)
class StatusView:
    """What `status` says of the current generation."""

    framework: str
    generation: int
    published_at: str
    published_hash: str
    indicators: int
    results: int
    sources: tuple[SourceStatus, ...]
    warnings: tuple[str, ...]


def read_status(library: Library, viewer: Viewer) -> StatusView:
    """Give the state of what is published.

    Raises:
        PermissionDeniedError: the viewer is nobody.
        StoreError: nothing has been published yet.
    """
    require(viewer, Role.BOARD_MEMBER)
    with library.open() as reading:
        generation = reading.snapshot.generation
        states = {one.source: one for one in reading.snapshot.source_states()}
        return StatusView(
            framework=reading.framework.title,
            generation=generation.number,
            published_at=generation.published_at.isoformat(timespec="seconds"),
            published_hash=generation.published_hash,
            indicators=generation.indicators,
            results=generation.results,
            sources=tuple(_source(reading, one, states) for one in reading.framework.sources),
            warnings=generation.warnings,
        )


def _source(reading: Reading, source: Source, states: Mapping[str, SourceState]) -> SourceStatus:
    state = states.get(source.id)
    if state is None:
        return SourceStatus(source.id, source.title, "unread", "", "no indicator uses it", 0)
    late = _lateness(reading, source, state)
    kept = state.state != "fresh"
    return SourceStatus(
        name=source.id,
        title=source.title,
        state=state.state if kept else ("late" if late else "fresh"),
        as_at=state.as_at,
        reason=state.reason
        if kept
        else "; ".join(words for words in (late, state.reason) if words),
        rows=state.rows,
        accepted=_accepted(reading, source),
    )


def _accepted(reading: Reading, source: Source) -> str:
    found = reading.snapshot.accepted().get(source.id)
    if found is None:
        return ""
    return f"accepted by {found.who} on {day_words(found.at.date())}: {found.reason}"


def _lateness(reading: Reading, source: Source, state: SourceState) -> str:
    """Say what a source promised and has not sent; nothing when it keeps its promise."""
    want = _expected(reading, source)
    if want is None or not state.as_at:
        return ""
    if date.fromisoformat(state.as_at) >= want.last_day:
        return ""
    ends = day_words(date.fromisoformat(state.as_at))
    return f"figures for {want.label} are due and its rows end on {ends}"


def _expected(reading: Reading, source: Source) -> Period | None:
    using = [one for one in reading.framework.indicators if source.id in one.sources[:1]]
    if not using:
        return None
    finest: Indicator = min(using, key=lambda one: one.grain.months)
    return expected(finest, source, newest_month(reading.today), reading.today)
