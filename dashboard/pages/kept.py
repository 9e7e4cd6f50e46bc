"""Pages that were made once and hold until something is published, released or said, or a new day begins.

A panel costs fifty milliseconds to make and a quarter of one to find again. Nothing else than what
`stamp` tells changes a page: the figures of a generation are never edited.
"""

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Final

from dashboard.access.viewers import Viewer
from dashboard.pages.page import Page, Pages
from dashboard.pages.routing import page_at
from framework.errors import StoreError

MOST_KEPT: Final = 128
"""A page has about 100 KB, so all of them 13 MB."""

LONGEST_SEARCH: Final = 200
"""Longer questions are answered and not kept, so that nobody can fill the memory with them."""

NEVER_KEPT: Final = frozenset({"/status", "/quality"})
"""These tell of runs, deliveries and messages, which change without anything being published."""

Answer = Callable[[str, str, Viewer], Page]


def keeping_pages(pages: Pages, *, site: str) -> Answer:
    """Give what answers an address for a viewer: a page that still holds, or a new one."""

    @lru_cache(maxsize=MOST_KEPT)
    def kept(_stamp: Hashable, path: str, search: str, viewer: Viewer) -> Page:
        page = page_at(path, search, viewer, pages, site=site)
        if page.status != 200:
            raise _NotKeptError(page)
        return page

    def answer(path: str, search: str, viewer: Viewer) -> Page:
        stamp = None if path in NEVER_KEPT or len(search) > LONGEST_SEARCH else _stamp(pages)
        if stamp is None:
            return page_at(path, search, viewer, pages, site=site)
        try:
            return kept(stamp, path, search, viewer)
        except _NotKeptError as found:
            return found.page

    return answer


class _NotKeptError(Exception):
    """A page that says why there is none: it is made anew each time."""

    def __init__(self, page: Page) -> None:
        super().__init__(page.title)
        self.page = page


def _stamp(pages: Pages) -> Hashable | None:
    """Give what a page rests on, None where it cannot be told: then the page says so itself."""
    try:
        return pages.stamp()
    except StoreError:
        return None
