"""When a refresh is due by the clock: cron expressions and release dates, in the zone they are meant in.

Only moments are worked out here. Whoever keeps the schedule reads the clock and starts the refresh.
A clock change is treated as Debian's cron treats it: what falls into the skipped hour runs once,
just after it, and what falls into the doubled hour runs once, unless its hour is `*`.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Final
from zoneinfo import ZoneInfo

from cronsim import CronSim

from framework.errors import UserError
from framework.model.frameworks import Framework
from framework.model.schedules import Schedule, Work
from framework.store.scheduling import ScheduledRun

_MOST_COUNTED: Final = 1000
_MOST_TRIES_OF_A_CRASH: Final = 3


@dataclass(frozen=True, slots=True, order=True)
class Ahead:
    """A moment at which something is due, in UTC, and what."""

    at: datetime
    what: Work


@dataclass(frozen=True, slots=True)
class Turn:
    """What is to be run now. `missed` earlier moments are made up for by this one run."""

    due: datetime
    what: Work
    tries: int = 1
    missed: int = 0

    @property
    def arguments(self) -> tuple[str, ...]:
        """Give what `fingerpost refresh` is to be told."""
        return tuple(word for source in self.what.sources for word in ("--source", source))


def schedule_of(framework: Framework) -> Schedule:
    """Give the schedule of a framework.

    Raises:
        UserError: none is declared.
    """
    if framework.schedule is None:
        raise UserError(
            "framework.yaml declares no schedule; add one, such as "
            'schedule: {time_zone: Europe/London, refresh: "15 2 * * *"}'
        )
    return framework.schedule


def moments(framework: Framework, after: datetime) -> Iterator[Ahead]:
    """Give every moment after one at which something is due, in order, without end.

    Raises:
        UserError: no schedule is declared.
    """
    schedule = schedule_of(framework)
    zone = ZoneInfo(schedule.time_zone)
    local = after.astimezone(zone)
    clocks = [
        (Ahead(found.astimezone(UTC), Work()) for found in CronSim(cron, local))
        for cron in schedule.refresh
    ]
    # A release in a skipped hour is looked for when the hour would have been over.
    releases = sorted(
        Ahead(moment.replace(tzinfo=zone).astimezone(UTC), Work((source.id,)))
        for source in framework.sources
        for moment in source.releases
    )
    return heapq.merge(*clocks, (one for one in releases if one.at > after))


def due_turn(
    framework: Framework, *, since: datetime, now: datetime, last: ScheduledRun | None
) -> Turn | None:
    """Give what is to be run now, or None.

    `since` is when the schedule was last looked at: what came due after it is made up for by one
    run. `last` is the last run that the schedule started.
    """
    found = []
    for one in takewhile(lambda ahead: ahead.at <= now, moments(framework, since)):
        found.append(one)
        if len(found) == _MOST_COUNTED:
            break
    if not found:
        return _second_try(schedule_of(framework), now, last)
    if not all(one.what.sources for one in found):
        return Turn(found[-1].at, Work(), missed=len(found) - 1)
    sources = tuple(sorted({source for one in found for source in one.what.sources}))
    return Turn(found[-1].at, Work(sources), missed=len(found) - len(sources))


def next_turn(framework: Framework, *, now: datetime, last: ScheduledRun | None) -> Ahead:
    """Give what comes next: the next moment, or a second try if that is earlier."""
    ahead = next(moments(framework, now))
    retry = retry_at(schedule_of(framework), last)
    if retry is None or last is None or retry >= ahead.at:
        return ahead
    return Ahead(max(retry, now), replace(Work.read(last.what), again=True))


def retry_at(schedule: Schedule, last: ScheduledRun | None) -> datetime | None:
    """Say when a run that failed is tried again, or None.

    A run that never told its end (the machine died) is tried again at once, a few times.
    """
    if last is None or last.exit_code == 0:
        return None
    if last.finished is None:
        return last.started if last.tries < _MOST_TRIES_OF_A_CRASH else None
    if schedule.retry is None or last.tries > schedule.retry.times:
        return None
    return last.finished + timedelta(minutes=schedule.retry.after_minutes)


def _second_try(schedule: Schedule, now: datetime, last: ScheduledRun | None) -> Turn | None:
    at = retry_at(schedule, last)
    if last is None or at is None or at > now:
        return None
    return Turn(last.due, Work.read(last.what), tries=last.tries + 1)
