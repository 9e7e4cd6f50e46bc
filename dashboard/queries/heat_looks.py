"""What the cells of a heat map show: ratings, figures shaded by size, or how they moved in a year."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from dashboard.queries.changes import long_change
from dashboard.queries.heat_views import HeatCell, HeatRow
from dashboard.queries.views import Change
from framework.model.indicators import Indicator
from framework.model.periods import period_from_code
from framework.model.results import Travel
from framework.store.rows import PointRow

RATINGS: Final = "ratings"
FIGURES: Final = "figures"
CHANGES: Final = "changes"
SHOWS: Final = {
    RATINGS: "Figures and ratings",
    FIGURES: "Figures, darker is higher",
    CHANGES: "Change on the year before",
}
_SHADES: Final = 5
_LOOKS: Final = {Travel.BETTER: "better", Travel.WORSE: "worse"}


@dataclass(frozen=True, slots=True)
class HeatWish:
    """How a heat map is asked for: what cells show, of which outcome, and whether only what needs a look."""

    show: str = RATINGS
    outcome: str = ""
    only: str = ""


WHOLE_MAP: Final = HeatWish()
LOOK: Final = "look"
"""Only rows of which some area is off track or at risk."""


def with_looks(
    row: HeatRow,
    shown: Sequence[tuple[str, PointRow | None]],
    indicator: Indicator,
    show: str,
) -> HeatRow:
    """Give a row of the map with its cells as asked for. `shown` has each area's name and what is shown of it."""
    if show == FIGURES:
        return replace(row, cells=_shaded(row.cells))
    if show == CHANGES:
        moved = (
            _moved(cell, area, one, indicator)
            for cell, (area, one) in zip(row.cells, shown, strict=True)
        )
        return replace(row, cells=tuple(moved))
    return _note_once(row)


def _note_once(row: HeatRow) -> HeatRow:
    """Say beside the title what all cells would say, where there is no target to stand there."""
    notes = {cell.note for cell in row.cells if cell.note}
    known = [cell for cell in row.cells if cell.value is not None]
    if row.target_text or len(notes) != 1 or any(not cell.note for cell in known):
        return row
    cells = tuple(replace(cell, note="") for cell in row.cells)
    return replace(row, target_text=notes.pop(), cells=cells)


def _shaded(cells: Sequence[HeatCell]) -> tuple[HeatCell, ...]:
    known = [cell.value for cell in cells if cell.value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 0.0)

    def look(value: float | None) -> str:
        if value is None:
            return "none"
        share = (value - low) / (high - low) if high > low else 0.0
        return f"shade-{min(_SHADES - 1, int(share * _SHADES))}"

    return tuple(replace(cell, look=look(cell.value), note="") for cell in cells)


def _moved(cell: HeatCell, area: str, row: PointRow | None, indicator: Indicator) -> HeatCell:
    if row is None or cell.value is None:
        return replace(cell, look="none", note="")
    change = long_change(row, period_from_code(row.period), indicator)
    words = f"{area}: {change.in_full[:1].lower()}{change.in_full[1:]}; now {cell.text}"
    return replace(
        cell,
        text=change.brief or "–",
        note=_judged(change),
        look=_LOOKS.get(change.travel, "none"),
        words=words,
    )


def _judged(change: Change) -> str:
    word = _LOOKS.get(change.travel, "")
    return f"{word}, real" if word and change.real else word
