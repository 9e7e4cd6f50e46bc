"""Telling people once of each change: what went wrong, what is still wrong, what is right again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from dashboard.queries.status_views import StatusView
from dashboard.telling.addresses import Reach
from dashboard.telling.concerns import REFRESH, SCHEDULE, Trouble, troubles_of
from dashboard.telling.sending import Sent, send
from framework.model.frameworks import Framework
from framework.store.telling import (
    Concern,
    Draft,
    Message,
    Opening,
    last_messages,
    mark_sent,
    mark_unsent,
    messages_of,
    open_concerns,
    record_changes,
    take_message,
    waiting_messages,
)

if TYPE_CHECKING:
    from sqlalchemy import Engine

RECOVERY: Final = "recovery"
TEST: Final = "test"
_FIRST: Final = "trouble"
_TRIES: Final = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 1440, 1440, 1440))
"""How long to wait after each try that failed. Then the message is given up."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was sent and what was not."""

    message: Message
    sent: Sent


def tell_people(
    engine: "Engine",
    view: StatusView,
    framework: Framework | None,
    reach: Reach,
    *,
    now: datetime,
) -> tuple[Told, ...]:
    """Record what began and what ended since last time, and send every message that waits.

    Raises:
        StoreError: the store cannot be read or written.
    """
    troubles = troubles_of(view, framework, reach.roles)
    called = {REFRESH: "the refresh", SCHEDULE: "the scheduler"}
    called |= {source.name: source.title for source in view.sources}
    _record(engine, view.framework, troubles, called, now)
    return deliver(engine, reach, clock=lambda: now)


def send_test(engine: "Engine", role: str, site: str, reach: Reach, *, now: datetime) -> Told:
    """Send a test message to a role at once, and once, and keep it as told.

    Raises:
        StoreError: the store cannot be written.
    """
    body = (
        f"This is a test. It says that messages of {site or 'Fingerpost'} reach the role {role}.\n\n"
        "Nothing is wrong and nothing need be done.\n"
    )
    draft = Draft(TEST, role, f"{site or 'Fingerpost'}: a test message", body)
    opening = Opening(TEST, TEST, "a test message was asked for", (draft,))
    record_changes(engine, now=now, began=[opening])
    ended = [one.number for one in open_concerns(engine) if one.subject == TEST]
    record_changes(engine, now=now, ended=ended)
    (message,) = last_messages(engine, limit=1)
    return _try(engine, message, reach, lambda: now)


def deliver(engine: "Engine", reach: Reach, *, clock: Callable[[], datetime]) -> tuple[Told, ...]:
    """Send every message that waits. A failure is kept with the message, which is tried again."""
    return tuple(
        _try(engine, message, reach, clock)
        for message in waiting_messages(engine, now=clock())
        if take_message(engine, message, until=clock() + _TRIES[0])
    )


def _try(engine: "Engine", message: Message, reach: Reach, clock: Callable[[], datetime]) -> Told:
    sent = send(message, reach)
    problem = "; ".join(sent.problems)
    if sent.reached:
        mark_sent(engine, message.number, at=clock(), problem=problem)
    else:
        more = message.occasion != TEST and message.tries < len(_TRIES)
        again = clock() + _TRIES[message.tries] if more else None
        mark_unsent(engine, message.number, problem=problem, next_try=again)
    return Told(message, sent)


def _record(
    engine: "Engine",
    site: str,
    troubles: Sequence[Trouble],
    called: Mapping[str, str],
    now: datetime,
) -> None:
    known = {(one.subject, one.trouble): one for one in open_concerns(engine)}
    messages = messages_of(engine, [one.number for one in known.values()])
    present = {one.key: one for one in troubles}
    record_changes(
        engine,
        now=now,
        began=[
            Opening(one.subject, one.trouble, one.happened, _drafts(one, site, ()))
            for one in troubles
            if one.key not in known
        ],
        more=_further(known, present, messages, site)
        + _recoveries(known, present, messages, site, called),
        ended=[one.number for key, one in known.items() if key not in present],
        reworded={
            one.number: present[key].happened
            for key, one in known.items()
            if key in present and present[key].happened != one.words
        },
    )


def _further(
    known: Mapping[tuple[str, str], Concern],
    present: Mapping[tuple[str, str], Trouble],
    messages: Sequence[Message],
    site: str,
) -> list[tuple[int, Draft]]:
    """Give what is to be said of concerns that last: the steps that were not reached before."""
    found = []
    for key, concern in known.items():
        if key in present:
            said = tuple(one for one in messages if one.concern == concern.number)
            found += [(concern.number, draft) for draft in _drafts(present[key], site, said)]
    return found


def _recoveries(
    known: Mapping[tuple[str, str], Concern],
    present: Mapping[tuple[str, str], Trouble],
    messages: Sequence[Message],
    site: str,
    called: Mapping[str, str],
) -> list[tuple[int, Draft]]:
    """Tell those who heard of a trouble that it is over. Who never heard of it hears nothing."""
    found = []
    for key, concern in known.items():
        if key in present:
            continue
        what = called.get(concern.subject, concern.subject)
        heard = [one.role for one in messages if one.concern == concern.number and one.sent]
        found += [
            (concern.number, _over(concern, role, site, what)) for role in dict.fromkeys(heard)
        ]
    return found


def _drafts(trouble: Trouble, site: str, said: Sequence[Message]) -> tuple[Draft, ...]:
    """Give the messages of every step that was reached and whose role has not heard of it."""
    heard = {(one.occasion, one.role) for one in said}
    found = []
    for step in trouble.steps:
        occasion = _FIRST if not step.after_days else f"after {step.after_days} days"
        if trouble.days < step.after_days:
            continue
        found += [
            _draft(trouble, occasion, role, site)
            for role in step.roles
            if (occasion, role) not in heard
        ]
    return tuple(found)


def _draft(trouble: Trouble, occasion: str, role: str, site: str) -> Draft:
    title = trouble.title
    if occasion != _FIRST:  # only lateness has steps
        title = f"{trouble.still} {occasion}"
    body = (
        f"What happened\n{trouble.happened}\n\n"
        f"What stands\n{trouble.stands}\n\n"
        f"What to do\n{trouble.todo}\n\n"
        f"This went to the role {role}, once. You hear again when it is right.\n"
    )
    return Draft(occasion, role, f"{site or 'Fingerpost'}: {title}", body)


def _over(concern: Concern, role: str, site: str, what: str) -> Draft:
    body = (
        f"What happened\nWhat was wrong since {concern.since:%Y-%m-%d %H:%M} UTC is right again. It was this:\n"
        f"{concern.words}\n\n"
        "What stands\nThe pages show what the last refresh published.\n\n"
        "What to do\nNothing.\n\n"
        f"This went to the role {role}, who heard of the trouble.\n"
    )
    return Draft(RECOVERY, role, f"{site or 'Fingerpost'}: {what} is right again", body)
