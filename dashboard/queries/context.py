"""Demand and context: what surrounds the outcomes, shown and never rated."""

from collections.abc import Iterator, Mapping

from dashboard.access.viewers import Viewer
from dashboard.queries.chrome import Place, chrome, place
from dashboard.queries.contents_views import ContextPart, ContextView
from dashboard.queries.library import Library, Reading
from dashboard.queries.panel import cards_of, has_rating, read_series
from dashboard.queries.views import Card
from dashboard.queries.words import how_many


def read_context(
    library: Library, viewer: Viewer, month: str | None = None, area: str | None = None
) -> ContextView:
    """Give the context indicators of an area, by outcome.

    Raises:
        KeyError: there is no such month or area.
        PermissionDeniedError: the viewer may not see the area.
        StoreError: nothing has been published yet.
    """
    with library.open_month(month) as reading:
        at = place(reading, viewer, month, area)
        cards = cards_of(reading, read_series(reading, at), at)
        parts = tuple(_parts(reading, cards))
        return ContextView(chrome(reading, viewer, at), _lead(parts, at), parts)


def _parts(reading: Reading, cards: Mapping[str, Card]) -> Iterator[ContextPart]:
    """Give the outcomes in their order; an indicator stands under the first that names it."""
    seen: set[str] = set()
    for outcome in reading.framework.outcomes:
        keys = [
            key
            for key in outcome.indicators
            if key in cards and key not in seen and not has_rating(reading, key)
        ]
        seen.update(keys)
        if keys:
            yield ContextPart(outcome.title, tuple(cards[key] for key in keys))


def _lead(parts: tuple[ContextPart, ...], at: Place) -> str:
    total = sum(len(part.cards) for part in parts)
    if not total:
        return f"No figure of demand or context is kept for {at.area.name}."
    many = how_many(total, "figure", "figures")
    return (
        f"{many} of {at.area.name} that say what it has to meet. They have no targets and no "
        "ratings: more or fewer is neither good nor bad by itself."
    )
