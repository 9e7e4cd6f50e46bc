"""The pages of a store, asked for as a browser would, without a port."""

from typing import Any

from dashboard.access.viewers import OPEN_DEMO_VIEWER
from dashboard.app import create_app
from dashboard.cli.stores import today
from dashboard.queries.library import Library
from dashboard.queries.pages import StorePages
from framework.store.engines import open_store


def browser_of(url: str) -> Any:
    """Give a client of the web application on a store. Call `get` with the path of a page."""
    pages = StorePages(Library(open_store(url), today))
    app = create_app(pages, lambda _request: OPEN_DEMO_VIEWER, secret=bytes(32))
    return app.test_client()
