"""The colours and letters of heat-map cells on paper and in pictures, in one table."""

from dataclasses import dataclass
from typing import Final

from dashboard.queries.heat_views import HeatCell
from framework.model.results import Rating


@dataclass(frozen=True, slots=True)
class CellColours:
    """How a cell is drawn: colours of its ground and ink, how much of the ground, its letter or sign.

    `letter` is written before a figure; `strokes` is the same, or a sign, as a path of lines.
    """

    ground: str
    ink: str
    letter: str = ""
    strokes: str = ""
    share: float = 1.0


_RATED: Final = {
    Rating.RED: CellColours(
        "red", "red-ink", "R", "v-9h3.5a2.4 2.4 0 0 1 0 4.8h-3.5m2.4 0l3.4 4.2"
    ),
    Rating.AMBER: CellColours("amber", "amber-ink", "A", "l3.4-9l3.4 9m-1.2-3h-4.4"),
    Rating.GREEN: CellColours(
        "green-tint", "green-text", "G", "m6.4-7a3.6 4.2 0 1 0 0 4.6v-1.6h-2.4"
    ),
    Rating.NOT_RATED: CellColours("surface", "none-ink", strokes="m0.6-4.2h5"),
}
_MOVED: Final = {
    "better": CellColours("green-tint", "green-text", strokes="m0-4.4h6.4m-3.2-3.2v6.4"),
    "worse": CellColours("red-tint", "red-text", strokes="m0-4.4h6.4"),
    "none": CellColours("surface", "none-ink"),
}
_SHADED: Final = {
    f"shade-{at}": CellColours("series", "ink", share=share)
    for at, share in enumerate((0.06, 0.13, 0.2, 0.27, 0.34))  # as in assets/tables.css
}


def is_in_words(cell: HeatCell) -> bool:
    """Say whether a cell holds words, how a figure moved or why there is none, and not a figure."""
    return cell.look in _MOVED


def cell_colours(cell: HeatCell) -> CellColours:
    """Give how a cell is drawn, by what its map shows: movement, values or ratings."""
    return _MOVED.get(cell.look) or _SHADED.get(cell.look) or _RATED[cell.rating]
