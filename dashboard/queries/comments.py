"""What was said of the figures of an area, in the words of a page."""

from collections.abc import Mapping
from typing import Final

from dashboard.queries.chrome import Place
from dashboard.queries.library import Reading
from dashboard.queries.views import CommentView
from dashboard.queries.words import day_words
from framework.model.periods import month_start, period_from_code
from framework.store.comments import Asks, Comment, standing

MONTHS_LONG: Final = 6
"""What was said longer ago is not shown: it is of other figures."""

_ASKED: Final = {
    Asks.NOTE: "The Board is asked to note this.",
    Asks.DECIDE: "The Board is asked to decide.",
    Asks.ESCALATE: "The Board is asked to take this further.",
}


def said_of(reading: Reading, at: Place) -> Mapping[str, CommentView]:
    """Give what stands of each indicator of the page's area, by indicator.

    An edition keeps what had been said when it was released.
    """
    month, edition = f"{at.month.start:%Y-%m}", reading.release
    comments = [
        one
        for one in reading.snapshot.comments(at.area.code, until=month)
        if edition is None or one.at <= edition.at
    ]
    return {
        key: _words(one, month, reading)
        for key, one in standing(comments).items()
        if _months_between(one.month, month) < MONTHS_LONG
    }


def _words(one: Comment, month: str, reading: Reading) -> CommentView:
    of = period_from_code(one.month).label
    earlier = one.month != month
    as_at = reading.release.at.date() if reading.release else reading.today
    overdue = one.due is not None and one.due < as_at
    due = f"By {day_words(one.due)}" if one.due else ""
    return CommentView(
        cause=one.cause,
        action=one.action,
        due=f"{due}, which has passed" if overdue else due,
        owner=one.owner,
        asked=_ASKED.get(one.asks, ""),
        month=f"Said of {of}; the figure is newer" if earlier else f"Said of {of}",
        earlier=earlier,
        overdue=overdue,
    )


def _months_between(earlier: str, later: str) -> int:
    first, second = (month_start(period_from_code(one).start) for one in (earlier, later))
    return (second.year - first.year) * 12 + second.month - first.month
