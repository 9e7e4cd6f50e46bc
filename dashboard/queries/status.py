"""What happened: the generation that readers see, each source's state, and what needs a look."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from dashboard.access.viewers import Role, Viewer, require
from dashboard.queries.library import Library, Reading
from dashboard.queries.operations import read_operations, written
from dashboard.queries.row_words import is_untold, reason_words, rows_shown
from dashboard.queries.source_states import state_of
from dashboard.queries.status_views import REFUSED, Operations, SourceStatus, StatusView
from dashboard.queries.words import day_words
from framework.model.promises import Lateness, awaited, due_day, lateness_of
from framework.model.sources import Source
from framework.store.rows import SourceCondition, SourceState
from framework.store.runs import current_generation


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
        return _view(operations, now, None, viewer)
    with library.open() as reading:
        return _view(operations, now, reading, viewer)


def _view(
    operations: Operations, now: datetime, reading: Reading | None, viewer: Viewer
) -> StatusView:
    generation = reading.snapshot.generation if reading else None
    return StatusView(
        framework=reading.framework.title if reading else "",
        board=reading.framework.board if reading else "",
        generation=generation.number if generation else 0,
        published_at=written(generation.published_at) if generation else "",
        published_hash=generation.published_hash if generation else "",
        indicators=generation.indicators if generation else 0,
        results=generation.results if generation else 0,
        sources=_sources(reading, now, viewer) if reading else (),
        warnings=tuple(dict.fromkeys(reason_words(one, viewer) for one in generation.warnings))
        if generation
        else (),
        operations=_heard(operations, viewer),
        as_at=written(now),
    )


def _heard(operations: Operations, viewer: Viewer) -> Operations:
    """Leave out what a viewer may not hear of single rows."""
    return replace(
        operations,
        runs=tuple(
            replace(one, reason=reason_words(one.reason, viewer)) for one in operations.runs
        ),
        concerns=tuple(
            one
            if one.trouble == SourceCondition.LATE
            else replace(one, words=reason_words(one.words, viewer))
            for one in operations.concerns
        ),
    )


def _sources(reading: Reading, now: datetime, viewer: Viewer) -> tuple[SourceStatus, ...]:
    # Of what a source says alone words are left out: when its figures are late is for everybody.
    states = {
        one.source: replace(one, reason=reason_words(one.reason, viewer))
        for one in reading.snapshot.source_states()
    }
    shown = reading.snapshot.first_shown()
    return tuple(
        _as_heard(_source(reading, one, states.get(one.id), shown.get(one.id), now), one, viewer)
        for one in reading.framework.sources
    )


def _as_heard(status: SourceStatus, source: Source, viewer: Viewer) -> SourceStatus:
    """Leave out how many rows a source has that hides small counts."""
    rows = rows_shown(status.rows or 0, untold=is_untold(source, viewer))
    return replace(status, rows=rows)


def _source(
    reading: Reading,
    source: Source,
    state: SourceState | None,
    since: datetime | None,
    now: datetime,
) -> SourceStatus:
    """Say how a source does. `since` is from when on the rows in use are shown."""
    late = lateness_of(source, state.as_at if state else "", reading.today)
    said = state_of(state, late=late is not None)
    if state is None:
        return SourceStatus(
            source.id, source.title, source.owner, said, "", "no indicator uses it", 0
        )
    words = _late_words(late) if late else ""
    reasons = (state.reason,) if said in REFUSED else (words, state.reason)
    return SourceStatus(
        name=source.id,
        title=source.title,
        owner=source.owner,
        state=said,
        as_at=state.as_at,
        reason="; ".join(filter(None, reasons)),
        rows=state.rows,
        expected=_expected_words(source, state.as_at, reading.today),
        next_release=_next_release(reading, source, now),
        last_good=written(since),
        late=words,
        late_days=late.days if late else 0,
        accepted=_accepted(reading, source),
    )


def _accepted(reading: Reading, source: Source) -> str:
    found = reading.snapshot.accepted().get(source.id)
    if found is None:
        return ""
    return f"accepted by {found.who} on {day_words(found.at.date())}: {found.reason}"


def _late_words(late: Lateness) -> str:
    return f"figures for {late.newest.label} are due and its rows end on {day_words(late.ends)}"


def _expected_words(source: Source, as_at: str, today: date) -> str:
    """Say what is awaited: what is overdue, else the next that is not here."""
    period = awaited(source, as_at, today)
    return f"{period.label} by {day_words(due_day(period, source))}" if period else ""


def _next_release(reading: Reading, source: Source, now: datetime) -> str:
    schedule = reading.framework.schedule
    zone = ZoneInfo(schedule.time_zone if schedule else "UTC")
    ahead = [one for one in source.releases if one.replace(tzinfo=zone) > now]
    return f"{ahead[0]:%Y-%m-%d %H:%M}" if ahead else ""
