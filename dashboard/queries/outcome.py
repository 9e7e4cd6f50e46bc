"""One outcome of the framework: how its indicators do in an area, and what changed."""

from dashboard.access.viewers import Viewer
from dashboard.queries.chrome import chrome, place
from dashboard.queries.library import Library, Reading
from dashboard.queries.outcome_views import OutcomeLink, OutcomeView
from dashboard.queries.panel import (
    cards_of,
    count_ratings,
    has_rating,
    moved_ratings,
    outcome_parts,
    ratings_before,
    read_series,
    verdict_of,
)
from dashboard.queries.views import OutcomePart
from framework.model.frameworks import Outcome


def read_outcome(
    library: Library,
    viewer: Viewer,
    outcome_id: str,
    month: str | None = None,
    area: str | None = None,
) -> OutcomeView:
    """Give an outcome's page for an area and a month, in the words of the panel.

    Raises:
        KeyError: there is no such outcome, month or area.
        PermissionDeniedError: the viewer may not see the area.
        StoreError: nothing has been published yet.
    """
    with library.open_month(month) as reading:
        outcome = _find(reading, outcome_id)
        at = place(reading, viewer, month, area)
        series = read_series(reading, at)
        cards = cards_of(reading, series, at)
        before = ratings_before(reading, series, at)
        parts = {one.id: one for one in outcome_parts(reading, cards)}
        part = parts.get(outcome.id) or _without_cards(reading, outcome)
        return OutcomeView(
            chrome=chrome(reading, viewer, at),
            outcome=part,
            because=outcome.because,
            verdict=verdict_of(part.cards, before, at),
            counts=count_ratings(part.cards, before),
            got_worse=moved_ratings(part.cards, before, worse=True),
            improved=moved_ratings(part.cards, before, worse=False),
            context=tuple(
                cards[key]
                for key in outcome.indicators
                if key in cards and not has_rating(reading, key)
            ),
            others=tuple(
                OutcomeLink(key, one.title) for key, one in parts.items() if key != outcome.id
            ),
        )


def _find(reading: Reading, outcome_id: str) -> Outcome:
    for outcome in reading.framework.outcomes:
        if outcome.id == outcome_id:
            return outcome
    raise KeyError(outcome_id)


def _without_cards(reading: Reading, outcome: Outcome) -> OutcomePart:
    number = reading.framework.outcomes.index(outcome) + 1
    return OutcomePart(outcome.id, number, outcome.title, "", (), ())
