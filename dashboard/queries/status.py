"""What happened: the generation that readers see, each source's state, and what needs a look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dashboard.access.viewers import Role, Viewer, require
from dashboard.queries.chrome import newest_month
from dashboard.queries.freshness import expected
from dashboard.queries.library import Library, Reading
from dashboard.queries.operations import Operations, read_operations
from dashboard.queries.status_views import FRESH, LATE, UNREAD, SourceStatus, StatusView
from dashboard.queries.words import day_words
from framework.model.indicators import Indicator
from framework.model.periods import Period, previous, step
from framework.model.promises import due_day
from framework.model.sources import Source
from framework.store.rows import SourceState
from framework.store.runs import current_generation, first_shown


def read_status(library: Library, viewer: Viewer) -> StatusView:
    """Give how things stand: what is published, and how the machinery behind it does.

    Raises:
        PermissionDeniedError: the viewer is nobody.
        StoreError: there is no store, or it cannot be reached.
    """
    require(viewer, Role.BOARD_MEMBER)
    now = library.moment()
    operations = read_operations(library.engine, now)
    if current_generation(library.engine) is None:
        return _view(operations, now, None)
    with library.open() as reading:
        return _view(operations, now, reading)


def _view(operations: Operations, now: datetime, reading: Reading | None) -> StatusView:
    generation = reading.snapshot.generation if reading else None
    return StatusView(
        framework=reading.framework.title if reading else "",
        board=reading.framework.board if reading else "",
        generation=generation.number if generation else 0,
        published_at=_written(generation.published_at) if generation else "",
        published_hash=generation.published_hash if generation else "",
        indicators=generation.indicators if generation else 0,
        results=generation.results if generation else 0,
        sources=_sources(reading, operations, now) if reading else (),
        warnings=generation.warnings if generation else (),
        runs=operations.runs,
        last_seconds=operations.last_seconds,
        usual_seconds=operations.usual_seconds,
        duration_text=operations.duration_text,
        schedule=operations.schedule,
        next_retry=operations.next_retry,
        concerns=operations.concerns,
        told=operations.told,
        disk_free=operations.disk_free,
        disk_text=operations.disk_text,
        as_at=_written(now),
    )


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is known of every source: its state, when looked at, and since when its rows are shown."""

    states: Mapping[str, SourceState]
    looked: str
    shown: Mapping[str, datetime]
    now: datetime


def _sources(reading: Reading, operations: Operations, now: datetime) -> tuple[SourceStatus, ...]:
    states = {one.source: one for one in reading.snapshot.source_states()}
    shown = first_shown(reading.snapshot.connection, reading.snapshot.generation.number)
    seen = _Seen(states, operations.looked, shown, now)
    return tuple(_source(reading, one, seen) for one in reading.framework.sources)


def _source(reading: Reading, source: Source, seen: _Seen) -> SourceStatus:
    state = seen.states.get(source.id)
    release = _next_release(reading, source, seen.now)
    if state is None:
        return SourceStatus(
            source.id, source.title, source.owner, UNREAD, "", "no indicator uses it", 0
        )
    want = _expected(reading, source)
    late, days = _lateness(reading, source, state, want)
    kept = state.state != FRESH
    since = seen.shown.get(source.id)
    return SourceStatus(
        name=source.id,
        title=source.title,
        owner=source.owner,
        state=state.state if kept else (LATE if late else FRESH),
        as_at=state.as_at,
        reason=state.reason
        if kept
        else "; ".join(words for words in (late, state.reason) if words),
        rows=state.rows,
        expected=_expected_words(source, want, late=bool(late)),
        next_release=release,
        last_seen=seen.looked,
        last_good=_written(since) if since else "",
        late=late,
        late_days=days,
        accepted=_accepted(reading, source),
    )


def _accepted(reading: Reading, source: Source) -> str:
    found = reading.snapshot.accepted().get(source.id)
    if found is None:
        return ""
    return f"accepted by {found.who} on {day_words(found.at.date())}: {found.reason}"


def _lateness(
    reading: Reading, source: Source, state: SourceState, want: Period | None
) -> tuple[str, int]:
    """Say what a source promised and has not sent, and for how many days; nothing when it keeps it."""
    if want is None or not state.as_at:
        return "", 0
    ends = date.fromisoformat(state.as_at)
    if ends >= want.last_day:
        return "", 0
    words = f"figures for {want.label} are due and its rows end on {day_words(ends)}"
    while previous(want).last_day > ends:
        want = previous(want)
    return words, (reading.today - due_day(want, source)).days


def _expected(reading: Reading, source: Source) -> Period | None:
    using = [one for one in reading.framework.indicators if source.id in one.sources[:1]]
    if not using:
        return None
    finest: Indicator = min(using, key=lambda one: one.grain.months)
    return expected(finest, source, newest_month(reading.today), reading.today)


def _expected_words(source: Source, want: Period | None, *, late: bool) -> str:
    """Say what is awaited: what is overdue, else what comes next."""
    if want is None:
        return ""
    awaited = want if late else step(want, 1)
    return f"{awaited.label} by {day_words(due_day(awaited, source))}"


def _next_release(reading: Reading, source: Source, now: datetime) -> str:
    schedule = reading.framework.schedule
    zone = ZoneInfo(schedule.time_zone if schedule else "UTC")
    ahead = [one for one in source.releases if one.replace(tzinfo=zone) > now]
    return f"{ahead[0]:%Y-%m-%d %H:%M}" if ahead else ""
