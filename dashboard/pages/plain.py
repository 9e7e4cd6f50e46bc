"""Pages that are their view and nothing more: a template, a place in the menu and a title."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Protocol

from dashboard.export import page_pictures as drawn
from dashboard.export.pictures import Picture
from dashboard.pages.page import EVERY_ROW, Asked, Page
from dashboard.pages.taking import files_of, other_rows
from dashboard.queries.comparing_views import CompareView
from dashboard.queries.contents_views import ContextView
from dashboard.queries.first_rows import open_page, worst_beside
from dashboard.queries.views import Chrome
from dashboard.templates import render


class Framed(Protocol):
    """A view with its frame."""

    @property
    def chrome(self) -> Chrome: ...


@dataclass(frozen=True, slots=True)
class Plain:
    """`here` is the entry of the menu, `word` stands in the addresses of the page's files, and `placed`
    says whether the title names the area and month.
    """

    template: str
    here: str
    title: str
    word: str
    pictures: Callable[[Any], Iterable[Picture]] = lambda _view: ()
    placed: bool = True


def context_pictures(view: ContextView) -> Iterable[Picture]:
    """Give the small trends of the context's cards."""
    return drawn.card_pictures((card for part in view.parts for card in part.cards), view.chrome)


AREA_PROFILE: Final = Plain(
    "area_profile.html", "area profile", "Area profile", "area", drawn.profile_pictures
)
COMPARE: Final = Plain(
    "compare.html", "compare", "Compare areas", "compare", drawn.compare_pictures
)
CONTEXT: Final = Plain("context.html", "context", "Demand and context", "context", context_pictures)
FIND: Final = Plain("find.html", "find", "Find an indicator", "find", placed=False)
INEQUALITIES: Final = Plain(
    *("inequalities.html", "inequalities", "Inequalities", "inequalities"),
    drawn.inequalities_pictures,
)
QUALITY: Final = Plain("quality.html", "quality", "Data quality", "quality", placed=False)
SIGNALS: Final = Plain("signals.html", "signals", "Real changes", "signals", drawn.signals_pictures)


def show_compared(view: CompareView, asked: Asked) -> Page:
    whole = asked.rows == EVERY_ROW
    return show_plain(COMPARE, open_page(view, worst_beside, whole=whole), asked)


def show_plain(kind: Plain, view: Framed, asked: Asked) -> Page:
    chrome = view.chrome
    html = render(
        kind.template,
        view=view,
        chrome=chrome,
        here=kind.here,
        path=asked.path,
        query=f"?{chrome.query}",
        site=chrome.framework,
        files=files_of(kind.word, chrome, asked, kind.pictures(view)),
        other_rows=other_rows(chrome, asked),
    )
    where = f", {chrome.area}, {chrome.month}" if kind.placed else ""
    return Page(f"{kind.title}{where} – {chrome.framework}", html)
