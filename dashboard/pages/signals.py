"""The page of real changes: the four questions, asked of every indicator."""

from dashboard.pages.page import Asked, Page
from dashboard.queries.signal_views import SignalsView
from dashboard.templates import render


def show_signals(view: SignalsView, asked: Asked) -> Page:
    chrome = view.chrome
    html = render(
        "signals.html",
        view=view,
        chrome=chrome,
        here="signals",
        path=asked.path,
        query=f"?{chrome.query}",
        site=chrome.framework,
    )
    return Page(f"Real changes, {chrome.area}, {chrome.month} – {chrome.framework}", html)
