"""Pages that are their view and nothing more: a template, a place in the menu and a title."""

from dataclasses import dataclass
from typing import Final, Protocol

from dashboard.pages.page import Asked, Page
from dashboard.queries.views import Chrome
from dashboard.templates import render


class Framed(Protocol):
    """A view with its frame."""

    @property
    def chrome(self) -> Chrome: ...


@dataclass(frozen=True, slots=True)
class Plain:
    """`here` is the entry of the menu; `placed` says whether the title names the area and month."""

    template: str
    here: str
    title: str
    placed: bool = True


AREA_PROFILE: Final = Plain("area_profile.html", "area profile", "Area profile")
COMPARE: Final = Plain("compare.html", "compare", "Compare areas")
CONTEXT: Final = Plain("context.html", "context", "Demand and context")
FIND: Final = Plain("find.html", "find", "Find an indicator", placed=False)
INEQUALITIES: Final = Plain("inequalities.html", "inequalities", "Inequalities")
QUALITY: Final = Plain("quality.html", "quality", "Data quality", placed=False)
SIGNALS: Final = Plain("signals.html", "signals", "Real changes")


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
    )
    where = f", {chrome.area}, {chrome.month}" if kind.placed else ""
    return Page(f"{kind.title}{where} – {chrome.framework}", html)
