"""The page of data quality: every source, held against its own promise."""

from dashboard.pages.page import Asked, Page
from dashboard.queries.qualities import QualityView
from dashboard.templates import render


def show_quality(view: QualityView, asked: Asked) -> Page:
    chrome = view.chrome
    html = render(
        "quality.html",
        view=view,
        chrome=chrome,
        here="quality",
        path=asked.path,
        query=f"?{chrome.query}",
        site=chrome.framework,
    )
    return Page(f"Data quality – {chrome.framework}", html)
