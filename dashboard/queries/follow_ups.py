"""What the Board was asked about earlier months, what it decided, and what came of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from dashboard.queries.chrome import Place
from dashboard.queries.comments import as_at_of, asked_words, due_text, is_overdue, said_by_then
from dashboard.queries.follow_up_views import FollowUp
from dashboard.queries.library import Reading
from dashboard.queries.points import value_text
from dashboard.queries.shown import last_ended, rating_in
from dashboard.queries.views import Card
from framework.model.periods import period_from_code
from framework.store.comments import Asks, Comment, last_of_each_month
from framework.store.rows import LineRow

_STATES: Final = ("overdue", "open", "done")


def follow_ups(
    reading: Reading,
    at: Place,
    cards: Mapping[str, Card],
    lines: Mapping[str, Sequence[LineRow]],
) -> tuple[FollowUp, ...]:
    """Give what was asked or promised for months before the page's: what is overdue first, done last.

    Words that ask nothing and promise nothing have nothing to follow up, and hide nothing that is open.
    """
    month = f"{at.month.start:%Y-%m}"
    earlier = [one for one in said_by_then(reading, at) if one.month < month]
    found = [
        _follow_up(reading, one, cards[one.indicator], lines.get(one.indicator, ()))
        for one in _to_follow_up(earlier)
        if one.indicator in cards
    ]
    # Months of one indicator stay in their order: the oldest has waited longest.
    return tuple(sorted(found, key=lambda one: (_STATES.index(one.state), one.title)))


def _to_follow_up(earlier: Sequence[Comment]) -> Iterator[Comment]:
    """Give the last question or promise of each indicator, and each earlier one that is still owed."""
    said = [one for one in last_of_each_month(earlier) if one.asks or one.action or one.decided]
    newest = {one.indicator: one for one in said}
    return (one for one in said if one is newest[one.indicator] or _is_owed(one))


def _is_owed(said: Comment) -> bool:
    return not said.done and bool(said.action or said.decided or _wants_answer(said))


def _wants_answer(said: Comment) -> bool:
    return said.asks in (Asks.DECIDE, Asks.ESCALATE) and not said.decided


def _follow_up(reading: Reading, said: Comment, card: Card, line: Sequence[LineRow]) -> FollowUp:
    indicator, of = reading.framework.indicator(said.indicator), period_from_code(said.month)
    then = last_ended(line, of)
    return FollowUp(
        id=card.id,
        title=card.title,
        of=of.label,
        asked=asked_words(said, was=True),
        decided=said.decided,
        action=said.action,
        due="" if said.done else due_text(said, as_at_of(reading)),
        owner=said.owner,
        done=said.done,
        state=_state(said, reading),
        then=rating_in(then, indicator, of, reading),
        then_text=value_text(then, indicator) if then else "No data",
        now=card.rating,
        now_text=card.text,
        unanswered=_wants_answer(said),
    )


def _state(said: Comment, reading: Reading) -> str:
    if said.done:
        return "done"
    return "overdue" if is_overdue(said, as_at_of(reading)) else "open"
