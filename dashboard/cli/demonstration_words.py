"""What people of the made-up partnership said of its figures: something for each thing a Board may read."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

from sqlalchemy import Engine

from framework.store.comments import Asks, Comment, all_comments, record_comment

_SAYS: Final = "the demonstration"
_HOME: Final = "E10000099"


_BEFORE: Final = datetime(2026, 11, 12, tzinfo=UTC)
_STORY: Final = (
    Comment(
        "days_to_plan",
        _HOME,
        "2026-08",
        cause="Plans wait for a first meeting with the school, and schools were closed.",
        action="Team managers look each week at who waits for a plan.",
        due=date(2026, 12, 31),
        owner="Head of Early Help",
        asks=Asks.NOTE,
        at=_BEFORE,
        who=_SAYS,
    ),
    Comment(
        "persistent_absence",
        _HOME,
        "2026-09",
        cause="Two large secondary schools have more than doubled their absence since 2024.",
        action="The Chair writes to both trusts.",
        due=date(2026, 10, 31),
        owner="Head of School Attendance",
        asks=Asks.ESCALATE,
        at=_BEFORE,
        who=_SAYS,
        decided="The Chair writes, and asks both trusts to the November meeting.",
        done="Both letters went on 20 October. Both trusts come on 24 November.",
    ),
    Comment(
        "temporary_homes",
        _HOME,
        "2026-09",
        cause="Rents rose, and two landlords left the market.",
        action="The six councils work out what 20 leased homes would cost.",
        due=date(2026, 11, 6),
        owner="Head of Housing Needs",
        asks=Asks.DECIDE,
        at=_BEFORE,
        who=_SAYS,
        decided="Bring a plan with costs in November.",
    ),
    Comment(
        "assessed_in_time",
        _HOME,
        "2026-10",
        cause="Three of nine posts were vacant from May, and requests grew by a tenth.",
        action="Two posts are filled from 1 December. A duty rota covers leave until then.",
        due=date(2026, 12, 1),
        owner="Head of Early Help",
        asks=Asks.NOTE,
        at=_BEFORE,
        who=_SAYS,
    ),
    Comment(
        "persistent_absence",
        _HOME,
        "2026-10",
        cause="Absence stays high in two secondary schools; elsewhere it is as it was.",
        action="The Board hears both trusts on 24 November.",
        due=date(2026, 11, 24),
        owner="Head of School Attendance",
        asks=Asks.DECIDE,
        at=_BEFORE,
        who=_SAYS,
    ),
)


def say_the_story(engine: Engine, at: datetime) -> None:
    """Keep the words of the story, unless something was said already. One red is left without a word."""
    if not all_comments(engine):
        for one in _STORY:
            record_comment(engine, replace(one, at=at))
