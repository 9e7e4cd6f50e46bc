"""What is wrong at present, and who was told: kept, so that nobody is told the same thing twice.

A concern begins when something goes wrong and ends when it is right again. Messages wait here until
they are sent, so that a mail server that is down delays them and loses none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from framework.store import tables
from framework.store.transactions import next_id, reading, writing


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that is wrong: of what (`subject`), of which kind (`trouble`), in which words."""

    number: int
    subject: str
    trouble: str
    words: str
    since: datetime
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to a role. `occasion` is 'trouble', 'still late after 14 days', 'recovery' or the like."""

    occasion: str
    role: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it is kept. Not sent: `problem` says why, and `next_try` when it is tried again."""

    number: int
    concern: int
    occasion: str
    role: str
    title: str
    body: str
    made: datetime
    sent: datetime | None
    tries: int
    next_try: datetime | None
    problem: str


@dataclass(frozen=True, slots=True)
class Opening:
    """A concern that begins, with what is said of it."""

    subject: str
    trouble: str
    words: str
    drafts: tuple[Draft, ...]


def open_concerns(engine: Engine) -> tuple[Concern, ...]:
    """Give what is wrong at present, as it was last recorded, oldest first."""
    concern = tables.concern
    query = select(concern).where(concern.c.ended.is_(None)).order_by(concern.c.id)
    with reading(engine) as connection:
        return tuple(_concern(row) for row in connection.execute(query))


def record_changes(
    engine: Engine,
    *,
    now: datetime,
    began: Sequence[Opening] = (),
    more: Sequence[tuple[int, Draft]] = (),
    ended: Sequence[int] = (),
    reworded: Mapping[int, str] = MappingProxyType({}),
) -> None:
    """Write at once what began, what ended, and every message that follows from it.

    `more` are further messages about concerns that are there already; `reworded` says what is wrong
    by now where that is something else than when it began.
    """
    if not (began or more or ended or reworded):
        return
    concern = tables.concern
    with writing(engine) as connection:
        drafts = list(more)
        for opening in began:
            number = next_id(connection, concern)
            connection.execute(
                insert(concern).values(
                    id=number,
                    subject=opening.subject,
                    trouble=opening.trouble,
                    words=opening.words,
                    since=now,
                )
            )
            drafts += [(number, draft) for draft in opening.drafts]
        for number, words in reworded.items():
            connection.execute(update(concern).where(concern.c.id == number).values(words=words))
        if ended:
            _give_up_unsent(connection, ended)
            connection.execute(update(concern).where(concern.c.id.in_(ended)).values(ended=now))
        _write_drafts(connection, drafts, now)


def _give_up_unsent(connection: Connection, concerns: Sequence[int]) -> None:
    message = tables.message
    connection.execute(
        update(message)
        .where(message.c.concern_id.in_(concerns), message.c.sent.is_(None))
        .where(message.c.occasion != "test")
        .values(next_try=None, problem="it was over before this could be sent")
    )


def _write_drafts(
    connection: Connection, drafts: Sequence[tuple[int, Draft]], now: datetime
) -> None:
    for number, (concern, draft) in enumerate(drafts, start=next_id(connection, tables.message)):
        connection.execute(
            insert(tables.message).values(
                id=number,
                concern_id=concern,
                occasion=draft.occasion,
                role=draft.role,
                title=draft.title,
                body=draft.body,
                made=now,
                tries=0,
                next_try=now,
                problem="",
            )
        )


def waiting_messages(engine: Engine, *, now: datetime) -> tuple[Message, ...]:
    """Give the messages that should be sent by now, oldest first."""
    message = tables.message
    query = (
        select(message)
        .where(message.c.sent.is_(None), message.c.next_try <= now)
        .order_by(message.c.id)
    )
    with reading(engine) as connection:
        return tuple(_message(row) for row in connection.execute(query))


def messages_of(engine: Engine, concerns: Sequence[int]) -> tuple[Message, ...]:
    """Give every message about some concerns, oldest first."""
    message = tables.message
    query = select(message).where(message.c.concern_id.in_(concerns)).order_by(message.c.id)
    with reading(engine) as connection:
        return tuple(_message(row) for row in connection.execute(query))


def last_messages(engine: Engine, *, limit: int = 10) -> tuple[Message, ...]:
    """Give the latest messages, newest first."""
    message = tables.message
    query = select(message).order_by(message.c.id.desc()).limit(limit)
    with reading(engine) as connection:
        return tuple(_message(row) for row in connection.execute(query))


def take_message(engine: Engine, message: Message, *, until: datetime) -> bool:
    """Take a waiting message to send it. False when another process has taken it meanwhile.

    Should this process die before it says what became of it, the message waits again from `until`.
    """
    table = tables.message
    with writing(engine) as connection:
        done = connection.execute(
            update(table)
            .where(
                table.c.id == message.number,
                table.c.sent.is_(None),
                table.c.next_try == message.next_try,
            )
            .values(next_try=until)
        )
        return done.rowcount == 1


def mark_sent(engine: Engine, number: int, *, at: datetime, problem: str = "") -> None:
    """Write that a message has gone, and to which of its addresses it could not go."""
    message = tables.message
    with writing(engine) as connection:
        connection.execute(
            update(message)
            .where(message.c.id == number)
            .values(sent=at, tries=message.c.tries + 1, next_try=None, problem=problem)
        )


def mark_unsent(engine: Engine, number: int, *, problem: str, next_try: datetime | None) -> None:
    """Write why a message has not gone, and when it is tried again (None: no more)."""
    message = tables.message
    with writing(engine) as connection:
        connection.execute(
            update(message)
            .where(message.c.id == number)
            .values(tries=message.c.tries + 1, next_try=next_try, problem=problem)
        )


def _concern(row: Any) -> Concern:
    return Concern(row.id, row.subject, row.trouble, row.words, row.since, row.ended)


def _message(row: Any) -> Message:
    return Message(
        number=row.id,
        concern=row.concern_id,
        occasion=row.occasion,
        role=row.role,
        title=row.title,
        body=row.body,
        made=row.made,
        sent=row.sent,
        tries=row.tries,
        next_try=row.next_try,
        problem=row.problem,
    )
