"""What the pages that hold areas, or groups of people, beside one another get."""

from dataclasses import dataclass

from dashboard.queries.rows_shown import RowsShown
from dashboard.queries.views import AreaBar, BreakdownRow, Choice, Chrome


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One indicator in the chosen areas, the page's own area first."""

    id: str
    title: str
    good: str  # "Higher is better"
    period: str
    bars: tuple[AreaBar, ...]
    differences: tuple[str, ...]  # one a further area: "Dunmoor is 10.1 points lower, worse; ..."
    target: float | None
    target_text: str


@dataclass(frozen=True, slots=True)
class ComparedPart:
    title: str
    rows: tuple[ComparedRow, ...]


@dataclass(frozen=True, slots=True)
class CompareView:
    """`others` are the selectors of the further areas, each with all areas that may be chosen.

    One of `outcomes` may be chosen; `rows` says what is left out where all would be too many to read.
    """

    chrome: Chrome
    lead: str
    areas: tuple[str, ...]
    others: tuple[tuple[Choice, ...], ...]
    parts: tuple[ComparedPart, ...]
    outcomes: tuple[Choice, ...] = ()
    rows: RowsShown | None = None


@dataclass(frozen=True, slots=True)
class InequalityRow:
    """One indicator among the groups of one breakdown."""

    id: str
    title: str
    good: str
    period: str
    total_text: str  # "76.1%"
    total: float | None
    groups: tuple[BreakdownRow, ...]
    gap_text: str  # "Highest for 16-17, 45.0%; lowest for 0-4, 20.1%: 24.9 points apart"
    then_text: str  # "A year ago they were 27.3 points apart" | ""
    hidden_text: str  # "2 groups are hidden because the number is small" | ""


@dataclass(frozen=True, slots=True)
class InequalitiesView:
    chrome: Chrome
    lead: str
    by: tuple[Choice, ...]
    rows: tuple[InequalityRow, ...]
