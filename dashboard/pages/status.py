"""The page of how things stand: what is wrong, sources, runs, what comes next, who was told."""

from urllib.parse import urlencode

from dashboard.pages.page import Asked, Page
from dashboard.pages.taking import files_of
from dashboard.queries.status_views import StatusView
from dashboard.templates import render


def show_status(view: StatusView, asked: Asked) -> Page:
    site = view.framework or asked.site
    html = render(
        "status.html",
        view=view,
        chrome=None,
        here="status",
        path=asked.path,
        query=_kept(asked),
        site=site,
        files=files_of("status", None, asked),
    )
    return Page(f"How things stand – {site}", html)


def _kept(asked: Asked) -> str:
    """Give the month and the area that the reader came with, so that the menu leads back to them."""
    named = (("month", asked.month), ("area", asked.area))
    kept = urlencode([(name, value) for name, value in named if value])
    return f"?{kept}" if kept else ""
