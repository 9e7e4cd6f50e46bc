"""What the page of real changes gets: four questions asked of every indicator of an area."""

from dataclasses import dataclass

from dashboard.queries.chart_views import Answer
from dashboard.queries.views import Chrome
from framework.model.results import Rating


@dataclass(frozen=True, slots=True)
class SignalRow:
    """One indicator. `answers` has one entry a question, None where it is not asked of it.

    `note` says why it has no answers at all, else it is empty.
    """

    id: str
    title: str
    rating: Rating
    rating_words: str
    text: str
    period: str
    answers: tuple[Answer | None, ...]
    needs_look: bool
    note: str


@dataclass(frozen=True, slots=True)
class SignalPart:
    title: str
    rows: tuple[SignalRow, ...]


@dataclass(frozen=True, slots=True)
class GridCell:
    rows: tuple[SignalRow, ...]


@dataclass(frozen=True, slots=True)
class GridRow:
    sign: str
    words: str
    cells: tuple[GridCell, ...]

    @property
    def count(self) -> int:
        return sum(len(cell.rows) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class SignGrid:
    """`heads` are the sign and the words of each column, in the order of every row's cells."""

    heads: tuple[tuple[str, str], ...]
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class SignalsView:
    """`grid` is there where the indicators are shown by their signs."""

    chrome: Chrome
    lead: str
    only: str  # "look" | "signs" | ""
    questions: tuple[str, ...]
    parts: tuple[SignalPart, ...]
    grid: SignGrid | None = None
