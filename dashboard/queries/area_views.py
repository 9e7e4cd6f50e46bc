"""What the page of an area gets: each figure among those of the areas of its level.

Like all views they are frozen, disclosed and already in words; numbers are for drawing only.
"""

from dataclasses import dataclass

from dashboard.queries.chart_views import Sense
from dashboard.queries.views import Choice, Chrome
from framework.model.results import Comparison, Rating


@dataclass(frozen=True, slots=True)
class Spread:
    """The values of the areas of a level round the figure that they are compared with.

    `turned` says that high is worse, so high is drawn at the left.
    """

    low: float
    high: float
    middle: float
    value: float | None
    lower_quarter: float | None  # with the upper one, where there are more than 3 areas
    upper_quarter: float | None
    turned: bool


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One indicator of the area. `spread` is None where there is nothing to draw."""

    id: str
    title: str
    period: str
    rating: Rating
    rating_words: str
    text: str  # "76.1%" | "[c]" | "No data"
    count_text: str  # "305 of 401"
    beside_text: str  # "Midshire 78.2%" | ""
    beside_period: str  # only where it is another than the figure's own
    outcome: Comparison
    sense: Sense | None
    verdict: (
        str  # "Worse than Midshire" | "No comparison with England: ..." | "Nothing to compare with"
    )
    ends: tuple[tuple[str, str], ...]  # ("Worst", "64.0%"), ("Best", "88.1%"); Lowest and Highest
    spread: Spread | None
    target_text: str = ""  # "Target 95.0%" | ""

    @property
    def calm(self) -> bool:
        """Say whether a small screen may fold it: neither off track nor at risk, and not worse."""
        return self.rating in (Rating.GREEN, Rating.NOT_RATED) and self.sense is not Sense.WORSE


@dataclass(frozen=True, slots=True)
class ProfilePart:
    title: str
    rows: tuple[ProfileRow, ...]


@dataclass(frozen=True, slots=True)
class ProfileView:
    chrome: Chrome
    lead: str
    field: str  # "8 districts" | "" where it stands alone
    beside: tuple[Choice, ...]
    notes: tuple[str, ...]
    parts: tuple[ProfilePart, ...]
