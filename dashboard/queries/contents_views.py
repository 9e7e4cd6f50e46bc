"""What the pages of everything that is measured, and of context, get."""

from dataclasses import dataclass

from dashboard.queries.views import Card, Chrome


@dataclass(frozen=True, slots=True)
class ListedIndicator:
    id: str
    number: str  # "1.3"
    title: str
    kind: str  # "Rated" | "Context: not rated"
    good: str  # "Higher is better"
    measured: str  # "Monthly, percent"
    definition: str  # the declared words, or ""
    source: str  # the titles of its sources
    owner: str
    review: str  # "Next review 1 April 2026" | ""


@dataclass(frozen=True, slots=True)
class ListedOutcome:
    id: str
    title: str
    because: str
    indicators: tuple[ListedIndicator, ...]


@dataclass(frozen=True, slots=True)
class ListedSource:
    title: str
    owner: str
    used_by: str  # "12 indicators"


@dataclass(frozen=True, slots=True)
class ListedArea:
    code: str
    name: str
    level: str  # "District"


@dataclass(frozen=True, slots=True)
class ContentsView:
    """`asked` is what was searched for; without it everything is listed, and no areas."""

    chrome: Chrome
    asked: str
    lead: str
    outcomes: tuple[ListedOutcome, ...]
    sources: tuple[ListedSource, ...]
    areas: tuple[ListedArea, ...]


@dataclass(frozen=True, slots=True)
class ContextPart:
    title: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class ContextView:
    chrome: Chrome
    lead: str
    parts: tuple[ContextPart, ...]
