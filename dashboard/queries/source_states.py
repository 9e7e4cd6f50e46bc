"""How a source does on a day: held against its own promise, with what the store knows of it."""

from dataclasses import dataclass
from datetime import date

from framework.model.periods import Period, previous
from framework.model.promises import due_day, newest_due
from framework.model.sources import Source
from framework.store.rows import SourceCondition, SourceState


@dataclass(frozen=True, slots=True)
class Lateness:
    """What a source promised and has not sent: the newest period due, and since when it is behind."""

    newest: Period
    ends: date
    days: int


def lateness_of(source: Source, state: SourceState | None, today: date) -> Lateness | None:
    """Say how late a source is; None where it keeps its promise, or made none."""
    newest = newest_due(source, today)
    if newest is None or state is None or not state.as_at:
        return None
    ends = date.fromisoformat(state.as_at)
    if ends >= newest.last_day:
        return None
    first = newest
    while previous(first).last_day > ends:
        first = previous(first)
    return Lateness(newest, ends, (today - due_day(first, source)).days)


def state_of(state: SourceState | None, *, late: bool, stopped: bool = False) -> SourceCondition:
    """Say how a source does. `stopped` is that its newest reading, published or not, was refused."""
    if state is None:
        return SourceCondition.STOPPED if stopped else SourceCondition.UNREAD
    if state.state != SourceCondition.FRESH or stopped:
        return SourceCondition.KEPT if state.fingerprint else SourceCondition.STOPPED
    return SourceCondition.LATE if late else SourceCondition.FRESH
