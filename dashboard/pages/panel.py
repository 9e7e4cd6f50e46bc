"""The Board's panel: which parts stand where."""

from dataclasses import dataclass

from dashboard.pages.page import Asked, Page
from dashboard.queries.views import Card, Counts, OutcomePart, PanelView
from dashboard.templates import render
from framework.model.results import Rating


@dataclass(frozen=True, slots=True)
class CountKey:
    rating: Rating
    count: int
    change: int | None
    words: str


@dataclass(frozen=True, slots=True)
class PlacedOutcome:
    """An outcome: `above` are cards shown in full higher up, `folded_text` names what a phone folds."""

    outcome: OutcomePart
    above: tuple[Card, ...]
    cards: tuple[Card, ...]
    folded_text: str


def show_panel(view: PanelView, asked: Asked) -> Page:
    chrome = view.chrome
    html = render(
        "panel.html",
        view=view,
        chrome=chrome,
        here="panel",
        path=asked.path,
        query=f"?{chrome.query}",
        site=chrome.framework,
        context_text=f"{len(view.context)} for information" if view.context else "",
        keys=count_keys(view.counts),
        parts_of_panel=[_place(outcome, view) for outcome in view.outcomes],
    )
    return Page(f"Board panel, {chrome.area}, {chrome.month} – {chrome.framework}", html)


def count_keys(counts: Counts) -> tuple[CountKey, ...]:
    """Give what stands beside the coloured bar: each rating with its count, in words."""
    return (
        CountKey(Rating.RED, counts.red, counts.red_change, "off track"),
        CountKey(Rating.AMBER, counts.amber, counts.amber_change, "at risk"),
        CountKey(Rating.GREEN, counts.green, counts.green_change, "on track"),
        CountKey(Rating.NOT_RATED, counts.not_rated, counts.not_rated_change, "not rated"),
    )


def _place(outcome: OutcomePart, view: PanelView) -> PlacedOutcome:
    """Say a red once in full: its outcome keeps one line that points to it."""
    shown = {card.id for card in view.attention}
    rest = tuple(card for card in outcome.cards if card.id not in shown)
    return PlacedOutcome(
        outcome=outcome,
        above=tuple(card for card in outcome.cards if card.id in shown),
        cards=rest,
        folded_text=_folded_text(rest),
    )


def _folded_text(cards: tuple[Card, ...]) -> str:
    """Say what a small screen folds: what is on track, and what cannot be rated."""
    greens = sum(card.rating is Rating.GREEN for card in cards)
    others = sum(card.rating is Rating.NOT_RATED for card in cards)
    parts = ((greens, "on track"), (others, "not rated"))
    return ", ".join(f"{count} {words}" for count, words in parts if count)
