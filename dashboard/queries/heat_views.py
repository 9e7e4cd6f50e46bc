"""What the heat map gets: a row an indicator, a cell an area, frozen and already in words."""

from dataclasses import dataclass

from dashboard.queries.rows_shown import RowsShown
from dashboard.queries.views import Change, Choice, Chrome
from framework.model.results import Rating


@dataclass(frozen=True, slots=True)
class HeatCell:
    text: str
    rating: Rating
    words: str  # "Dunmoor: 65.9%, red, off track" for the reader of a screen reader
    href: str
    note: str = ""  # why it is not rated, in a word or two: "no target", "few cases"; else ""
    value: float | None = None
    look: str = ""  # "shade-3" | "better" | "worse" | "none"; that of the rating where empty


@dataclass(frozen=True, slots=True)
class HeatRow:
    id: str
    title: str
    period: str
    target_text: str
    cells: tuple[HeatCell, ...]
    short: Change | None = None  # the first area's travel since the last period
    unit: str = ""  # what the bare figures of its cells are of: 'thousand pounds', 'working days'

    @property
    def held_against(self) -> str:
        """Say its target in words: 'target 85.0%', or what it is rated beside where it has none."""
        is_figure = self.target_text.startswith(tuple("-£0123456789"))
        return f"target {self.target_text}" if is_figure else self.target_text


@dataclass(frozen=True, slots=True)
class HeatPart:
    title: str
    rows: tuple[HeatRow, ...]


@dataclass(frozen=True, slots=True)
class HeatMapView:
    chrome: Chrome
    areas: tuple[str, ...]
    parts: tuple[HeatPart, ...]
    sort: str  # "outcome" | "worst"
    shows: tuple[Choice, ...] = ()  # what the cells may show
    outcomes: tuple[Choice, ...] = ()
    only: str = ""  # "look": only rows of which some area is off track or at risk
    left_out: int = 0  # so many areas, where all would be too many to read
    rows: RowsShown | None = None  # where all would be too many to read
