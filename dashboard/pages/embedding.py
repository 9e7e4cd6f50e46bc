"""The month in short, for a frame on another site such as the partnership's intranet."""

from collections.abc import Callable

from flask import Flask, Response, abort, make_response, request

from dashboard.access.embedding import EMBED
from dashboard.access.gate import current_viewer
from dashboard.pages.page import Asked, Page, Pages
from dashboard.pages.panel import count_keys
from dashboard.pages.routing import answered, read_address
from dashboard.queries.views import PanelView
from dashboard.templates import render

ADDRESS = "/embed"


def install_embedding(
    server: Flask, pages: Pages, framed: Callable[[Page], str], *, site: str
) -> None:
    """Answer /embed. The gate lets it through and says which sites may frame it."""
    server.add_url_rule(ADDRESS, EMBED, lambda: _embedded(pages, framed, site))


def _embedded(pages: Pages, framed: Callable[[Page], str], site: str) -> Response:
    search = request.query_string.decode("utf-8", "replace")
    viewer = current_viewer()

    def read() -> Callable[[], Page]:
        asked = read_address(ADDRESS, search, site=site)
        view = pages.panel(viewer, asked.month, asked.area)
        return lambda: show_embedded(view, asked)

    page = answered(read, site=site)
    if page.status >= 400:
        abort(page.status, page.title)
    return make_response(framed(page), page.status)


def show_embedded(view: PanelView, asked: Asked) -> Page:
    chrome = view.chrome
    html = render(
        "embed.html",
        view=view,
        chrome=chrome,
        site=chrome.framework,
        keys=count_keys(view.counts),
        path=asked.path,
    )
    return Page(f"{chrome.area}, {chrome.month} – {chrome.framework}", html)
