"""When a source's rows should be here: its promise (`due`), held against the calendar."""

from dataclasses import dataclass
from datetime import date, timedelta

from framework.model.periods import Grain, Period, YearType, add_months, period_of, previous, step
from framework.model.sources import Source

MONTHS_LOOKED_BACK = 12


@dataclass(frozen=True, slots=True)
class Lateness:
    """What a source promised and has not sent: the newest period due, and since when it is behind."""

    newest: Period
    ends: date
    days: int


def due_day(period: Period, source: Source, wait: int = 0) -> date:
    """Give the last day on which a period's rows are still in time, followed for some months."""
    days = source.due.days if source.due else 0
    return add_months(period.end, wait) + timedelta(days=days - 1)


def newest_due(source: Source, on: date) -> Period | None:
    """Give the newest period whose rows should be here by a day; None for a source without `due`.

    Periods are those of `period_from`, else months.
    """
    if source.due is None:
        return None
    said = source.period_from
    grain, kind = (said.grain, said.year_type) if said else (Grain.MONTH, YearType.FINANCIAL)
    newest = period_of(on, grain, year_type=kind)
    while due_day(newest, source) >= on:
        newest = previous(newest)
    return newest


def lateness_of(source: Source, as_at: str, today: date) -> Lateness | None:
    """Say how late a source is; None where it keeps its promise, or made none.

    `as_at` is the last day that its rows speak of, empty where none were read.
    """
    newest = newest_due(source, today)
    if newest is None or not as_at:
        return None
    ends = date.fromisoformat(as_at)
    if ends >= newest.last_day:
        return None
    first = newest
    while previous(first).last_day > ends:
        first = previous(first)
    return Lateness(newest, ends, (today - due_day(first, source)).days)


def awaited(source: Source, as_at: str, on: date) -> Period | None:
    """Give the period that is waited for: the newest overdue, else the first whose rows are not here.

    `as_at` is the last day that the source's rows speak of, empty where none were read. None for a
    source without `due`.
    """
    newest = newest_due(source, on)
    if newest is None or not as_at or lateness_of(source, as_at, on):
        return newest
    found = step(newest, 1)
    while found.last_day <= date.fromisoformat(as_at):
        found = step(found, 1)
    return found


def due_and_here(source: Source, as_at: date, on: date) -> tuple[int, int] | None:
    """Count the periods that fell due in the last 12 months, and those of them that are here.

    `as_at` is the last day that the source's rows speak of. None for a source without `due`.
    """
    newest = newest_due(source, on)
    if newest is None:
        return None
    count = MONTHS_LOOKED_BACK // newest.grain.months
    wanted = [step(newest, -back) for back in range(count)]
    return count, sum(one.last_day <= as_at for one in wanted)
