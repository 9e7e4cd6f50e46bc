"""The Board's panel: which parts stand where."""

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Final

from dashboard.export.page_pictures import card_pictures
from dashboard.export.pictures import Picture
from dashboard.pages.page import Asked, Page
from dashboard.pages.taking import files_of
from dashboard.queries.follow_up_views import FollowUp
from dashboard.queries.views import Card, Counts, OutcomePart, PanelView
from dashboard.templates import render
from framework.model.results import Rating

MOST_CARDS: Final = 60
"""A panel of more has a line an indicator: hundreds of cards are read by nobody and weigh a megabyte."""

MOST_IN_FULL: Final = 12
"""How many of those that are off track such a panel still shows in full."""

_STATES: Final = ("overdue", "open", "done")


@dataclass(frozen=True, slots=True)
class CountKey:
    rating: Rating
    count: int
    change: int | None
    words: str


@dataclass(frozen=True, slots=True)
class PlacedOutcome:
    """An outcome: `lines` are cards that have a line each, `calm_text` names what a phone has in one line."""

    outcome: OutcomePart
    lines: tuple[Card, ...]
    cards: tuple[Card, ...]
    calm_text: str


def show_panel(view: PanelView, asked: Asked) -> Page:
    chrome, many = view.chrome, has_many(view)
    full = view.attention[:MOST_IN_FULL] if many else view.attention
    shown = frozenset(card.id for card in full)
    html = render(
        "panel.html",
        view=view,
        chrome=chrome,
        here="panel",
        path=asked.path,
        query=f"?{chrome.query}",
        site=chrome.framework,
        files=files_of("panel", chrome, asked, panel_pictures(view)),
        context_text=f"{len(view.context)} for information" if view.context else "",
        asked_text=asked_text(view.follow_ups),
        keys=count_keys(view.counts),
        full=full,
        shown=shown,
        many=many,
        parts_of_panel=[_place(outcome, shown, many=many) for outcome in view.outcomes],
    )
    return Page(f"Board panel, {chrome.area}, {chrome.month} – {chrome.framework}", html)


def panel_pictures(view: PanelView) -> Iterator[Picture]:
    """Give the small trends of the cards that the panel shows."""
    every = [card for part in view.outcomes for card in part.cards]
    shown = view.attention[:MOST_IN_FULL] if has_many(view) else (*every, *view.context)
    return card_pictures(shown, view.chrome)


def count_keys(counts: Counts) -> tuple[CountKey, ...]:
    """Give what stands beside the coloured bar: each rating with its count, in words."""
    return (
        CountKey(Rating.RED, counts.red, counts.red_change, "off track"),
        CountKey(Rating.AMBER, counts.amber, counts.amber_change, "at risk"),
        CountKey(Rating.GREEN, counts.green, counts.green_change, "on track"),
        CountKey(Rating.NOT_RATED, counts.not_rated, counts.not_rated_change, "not rated"),
    )


def asked_text(found: Sequence[FollowUp]) -> str:
    """Say how what was asked before stands: '1 overdue, 2 open, 1 done'."""
    counted = Counter(one.state for one in found)
    return ", ".join(f"{counted[state]} {state}" for state in _STATES if counted[state])


def has_many(view: PanelView) -> bool:
    return sum(len(outcome.cards) for outcome in view.outcomes) > MOST_CARDS


def _place(outcome: OutcomePart, shown: Set[str], *, many: bool) -> PlacedOutcome:
    """Say a red once in full: its outcome keeps one line that points to it."""
    rest = tuple(card for card in outcome.cards if card.id not in shown and not many)
    return PlacedOutcome(
        outcome=outcome,
        lines=tuple(card for card in outcome.cards if many or card.id in shown),
        cards=rest,
        calm_text=_calm_text(rest),
    )


def _calm_text(cards: tuple[Card, ...]) -> str:
    """Say what a small screen has in one line: what is on track, and what cannot be rated."""
    greens = sum(card.rating is Rating.GREEN for card in cards)
    others = sum(card.rating is Rating.NOT_RATED for card in cards)
    parts = ((greens, "on track"), (others, "not rated"))
    return ", ".join(f"{count} {words}" for count, words in parts if count)
