"""What the page of an outcome gets: frozen, disclosed and already in words."""

from dataclasses import dataclass

from dashboard.queries.views import Card, Chrome, Counts, Moved, OutcomePart


@dataclass(frozen=True, slots=True)
class OutcomeLink:
    """Another outcome of the framework, to go on to."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class OutcomeView:
    chrome: Chrome
    outcome: OutcomePart
    because: str  # why it matters, as the framework says
    verdict: str
    counts: Counts
    got_worse: tuple[Moved, ...]
    improved: tuple[Moved, ...]
    context: tuple[Card, ...]
    others: tuple[OutcomeLink, ...]
