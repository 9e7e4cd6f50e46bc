"""What people say of a figure of a month: why it is so, what is done about it, what the Board is asked.

Later they say what it decided and what came of it. Nothing is edited: who says something anew leaves what
was said before on record.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection, Engine, func, insert, select

from framework.store import people_tables
from framework.store.transactions import next_id, reading, writing


class Asks(StrEnum):
    """What the Board is asked to do about a figure."""

    NOTHING = ""
    NOTE = "note"
    DECIDE = "decide"
    ESCALATE = "escalate"


@dataclass(frozen=True, slots=True)
class Comment:
    """What was said of an indicator in an area for a month ('2026-10'). All texts empty: it was taken back."""

    indicator: str
    area: str
    month: str
    cause: str
    action: str
    due: date | None
    owner: str
    asks: Asks
    at: datetime
    who: str
    decided: str = ""
    done: str = ""
    number: int = field(default=0, compare=False)

    @property
    def is_taken_back(self) -> bool:
        return not (self.cause or self.action or self.asks or self.decided or self.done)


def record_comment(engine: Engine, comment: Comment) -> None:
    """Keep what somebody said; of several of a month the last one stands."""
    row = asdict(comment)
    del row["number"]
    row |= {"due": comment.due.isoformat() if comment.due else "", "asks": comment.asks.value}
    with writing(engine) as connection:
        number = next_id(connection, people_tables.comment)
        connection.execute(insert(people_tables.comment).values(id=number, **row))


def read_comments(
    connection: Connection, area: str | None = None, *, until: str = ""
) -> tuple[Comment, ...]:
    """Give everything that was said, oldest first: of an area, of months up to one."""
    table = people_tables.comment
    wanted = select(table).order_by(table.c.id)
    if area is not None:
        wanted = wanted.where(table.c.area == area)
    if until:
        wanted = wanted.where(table.c.month <= until)
    return tuple(_comment(row) for row in connection.execute(wanted))


def newest_comment(connection: Connection) -> int:
    """Give the number of what was said last, 0 before anything was."""
    return connection.execute(select(func.max(people_tables.comment.c.id))).scalar() or 0


def all_comments(engine: Engine) -> tuple[Comment, ...]:
    """Give everything that was ever said, oldest first."""
    with reading(engine) as connection:
        return read_comments(connection)


def standing(comments: Iterable[Comment]) -> Mapping[str, Comment]:
    """Give of each indicator of one area what was said last of its newest month, unless taken back."""
    return {one.indicator: one for one in last_of_each_month(comments)}


def last_of_each_month(comments: Iterable[Comment]) -> Sequence[Comment]:
    """Give what was said last of each month and indicator of one area, unless taken back, oldest month first."""
    last: dict[tuple[str, str], Comment] = {}
    for one in comments:
        last[one.month, one.indicator] = one
    return [one for _, one in sorted(last.items()) if not one.is_taken_back]


def _comment(row: object) -> Comment:
    kept = dict(row._mapping)  # type: ignore[attr-defined]
    number = kept.pop("id")
    kept |= {
        "due": date.fromisoformat(kept["due"]) if kept["due"] else None,
        "asks": Asks(kept["asks"]),
    }
    return Comment(**kept, number=number)
