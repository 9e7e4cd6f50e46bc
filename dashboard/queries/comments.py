"""What was said of the figures of an area, in the words of a page."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from dashboard.queries.chrome import Place
from dashboard.queries.library import Reading
from dashboard.queries.views import CommentView
from dashboard.queries.words import day_words
from framework.model.periods import months_between, period_from_code
from framework.store.comments import Asks, Comment, standing

MONTHS_LONG: Final = 6
"""What was said longer ago is not shown: it is of other figures."""

_ASKED: Final = {
    Asks.NOTE: "to note this",
    Asks.DECIDE: "to decide",
    Asks.ESCALATE: "to take this further",
}


def said_of(reading: Reading, at: Place) -> Mapping[str, CommentView]:
    """Give what stands of each indicator of the page's area, by indicator.

    An edition keeps what had been said when it was released.
    """
    month = f"{at.month.start:%Y-%m}"
    return {
        key: _words(one, month, reading) for key, one in standing(said_by_then(reading, at)).items()
    }


def said_by_then(reading: Reading, at: Place) -> Sequence[Comment]:
    """Give what was said of the area for the page's month and the few before it, oldest first."""
    month, edition = f"{at.month.start:%Y-%m}", reading.release
    return [
        one
        for one in reading.snapshot.comments(at.area.code, until=month)
        if months_between(period_from_code(one.month).start, at.month.start) < MONTHS_LONG
        and (edition is None or one.at <= edition.at)
    ]


def as_at_of(reading: Reading) -> date:
    """Give the day by which a page judges that a day has passed: an edition's own."""
    return reading.release.at.date() if reading.release else reading.today


def asked_words(one: Comment, *, was: bool) -> str:
    """Give 'The Board is asked to decide.', or was asked where that is over; nothing if it asks nothing."""
    what = _ASKED.get(one.asks)
    return f"The Board {'was' if was else 'is'} asked {what}." if what else ""


def is_overdue(one: Comment, as_at: date) -> bool:
    return one.due is not None and one.due < as_at and not one.done


def due_text(one: Comment, as_at: date) -> str:
    """Give 'By 1 December 2026', with word of it when that has passed; nothing without a day."""
    if one.due is None:
        return ""
    passed = ", which has passed" if is_overdue(one, as_at) else ""
    return f"By {day_words(one.due)}{passed}"


def _words(one: Comment, month: str, reading: Reading) -> CommentView:
    of = period_from_code(one.month).label
    earlier = one.month != month
    as_at = as_at_of(reading)
    return CommentView(
        cause=one.cause,
        action=one.action,
        due=due_text(one, as_at),
        owner=one.owner,
        asked=asked_words(one, was=earlier or bool(one.decided)),
        month=f"Said of {of}; the figure is newer" if earlier else f"Said of {of}",
        earlier=earlier,
        overdue=is_overdue(one, as_at),
        decided=one.decided,
        done=one.done,
    )
