"""The month on a screen in a meeting: one thing at a time, in large type, moved on by a key."""

from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.pages.page import Asked, Page
from dashboard.pages.panel import CountKey, asked_text, count_keys
from dashboard.queries.follow_up_views import FollowUp
from dashboard.queries.views import Card, Moved, OutcomePart, PanelView
from dashboard.templates import render
from dashboard.templates.words import sentence_case


@dataclass(frozen=True, slots=True)
class Slide:
    """One screen. Only what belongs to its `kind` is there."""

    kind: str  # "verdict" | "late" | "asked" | "card" | "moved" | "outcomes"
    title: str
    lead: str = ""
    keys: tuple[CountKey, ...] = ()
    card: Card | None = None
    sentences: tuple[str, ...] = ()
    got_worse: tuple[Moved, ...] = ()
    improved: tuple[Moved, ...] = ()
    outcomes: tuple[OutcomePart, ...] = ()
    asked: tuple[FollowUp, ...] = ()


def show_present(view: PanelView, asked: Asked) -> Page:
    """Give one screen of the month. A number that is too high gives the last."""
    chrome, slides = view.chrome, tuple(slides_of(view))
    at = min(asked.slide, len(slides))
    html = render(
        "present.html",
        chrome=chrome,
        site=chrome.framework,
        slide=slides[at - 1],
        at=at,
        total=len(slides),
        path=asked.path,
    )
    return Page(f"{slides[at - 1].title}, {at} of {len(slides)} – {chrome.framework}", html)


def slides_of(view: PanelView) -> Iterator[Slide]:
    """Give the screens of a meeting: the verdict, what was asked before, exceptions, changes, outcomes."""
    where = f"{view.chrome.area}, {view.chrome.month}"
    yield Slide("verdict", where, view.verdict, count_keys(view.counts))
    if view.late_sources:
        title = "Figures that should be here and are not"
        yield Slide("late", title, sentences=view.late_sources)
    if view.follow_ups:
        lead = f"{sentence_case(asked_text(view.follow_ups))}."
        yield Slide("asked", "What was asked before", lead, asked=view.follow_ups)
    for card in view.attention:
        yield Slide("card", card.title, card=card)
    if view.got_worse or view.improved:
        title = "Ratings that changed since last month"
        yield Slide("moved", title, got_worse=view.got_worse, improved=view.improved)
    yield Slide("outcomes", "All outcomes", outcomes=view.outcomes)
