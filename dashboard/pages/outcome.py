"""The page of an outcome: what is off track in full, then the rest, the worst first."""

from dashboard.pages.page import Asked, Page
from dashboard.pages.panel import count_keys
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
        keys=count_keys(view.counts),
        reds=[card for card in outcome.cards if card.rating is Rating.RED],
        rest=[card for card in outcome.cards if card.rating is not Rating.RED],
    )
    return Page(f"{outcome.title}, {chrome.area}, {chrome.month} – {chrome.framework}", html)
