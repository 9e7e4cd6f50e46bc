"""The page of how things stand: what is wrong, sources, runs, what comes next, who was told."""

from dashboard.pages.page import Asked, Page
from dashboard.queries.status_views import StatusView
from dashboard.templates import render


def show_status(view: StatusView, asked: Asked) -> Page:
    site = view.framework or asked.site
    html = render(
        "status.html", view=view, chrome=None, here="status", path=asked.path, query="", site=site
    )
    return Page(f"How things stand – {site}", html)
