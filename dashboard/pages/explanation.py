"""The page that shows how one figure came about, from the figure back to the rows."""

from dashboard.pages.page import Asked, Page
from dashboard.pages.taking import files_of
from dashboard.queries.explain import ExplanationView
from dashboard.templates import render


def show_explanation(view: ExplanationView, asked: Asked) -> Page:
    chrome, found = view.chrome, view.found
    html = render(
        "explanation.html",
        found=found,
        chrome=chrome,
        here="explanation",
        path=asked.path,
        query=f"?{chrome.query}",
        site=chrome.framework,
        files=files_of(f"explain/{found.indicator}", chrome, asked),
    )
    title = f"How this figure came about: {found.title}, {chrome.area} – {chrome.framework}"
    return Page(title, html)
