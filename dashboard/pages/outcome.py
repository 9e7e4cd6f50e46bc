"""The page of an outcome: what is off track in full, then the rest, the worst first."""

from collections.abc import Iterator

from dashboard.export.page_pictures import card_pictures
from dashboard.export.pictures import Picture
from dashboard.pages.page import Asked, Page
from dashboard.pages.panel import count_keys
from dashboard.pages.taking import files_of
from dashboard.queries.outcome_views import OutcomeView
from dashboard.templates import render
from framework.model.results import Rating


def show_outcome(view: OutcomeView, asked: Asked) -> Page:
    chrome, outcome = view.chrome, view.outcome
    html = render(
        "outcome.html",
        view=view,
        chrome=chrome,
        here="outcome",
        path=asked.path,
        query=f"?{chrome.query}",
        site=chrome.framework,
        files=files_of(f"outcome/{outcome.id}", chrome, asked, outcome_pictures(view)),
        keys=count_keys(view.counts),
        reds=[card for card in outcome.cards if card.rating is Rating.RED],
        rest=[card for card in outcome.cards if card.rating is not Rating.RED],
    )
    return Page(f"{outcome.title}, {chrome.area}, {chrome.month} – {chrome.framework}", html)


def outcome_pictures(view: OutcomeView) -> Iterator[Picture]:
    """Give the small trends of an outcome's cards."""
    return card_pictures((*view.outcome.cards, *view.context), view.chrome)
