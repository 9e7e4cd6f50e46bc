"""The indicators of an area by their two signs: is it changing, and will it meet its target."""

from collections.abc import Sequence
from typing import Final

from dashboard.queries.answers import CHANGING, KEEPING
from dashboard.queries.signal_views import GridCell, GridRow, SignalPart, SignalRow, SignGrid

_CHANGES: Final = (
    ("concerning", "concerning_low", "Changing for the worse"),
    ("changing", "changing_high", "Changing, where neither way is good"),
    ("common", "common_cause", "Only its usual ups and downs"),
    ("improving", "improving_high", "Changing for the better"),
    ("", "", "Cannot be said"),
)
"""Of each row: how the names of its signs begin, the sign that stands for it, and its words."""

_KEEPS: Final = (
    ("fails", "Keeps missing its target"),
    ("hit_and_miss", "May meet or miss it"),
    ("passes", "Keeps meeting its target"),
    ("", "No target, or cannot be said"),
)


def sign_grid(parts: Sequence[SignalPart]) -> SignGrid:
    """Put each indicator in one cell. Those that nothing can be said of stand in the last row."""
    rows = [row for part in parts for row in part.rows]
    return SignGrid(
        heads=tuple(_KEEPS),
        rows=tuple(
            GridRow(sign, words, tuple(_cell(rows, begins, keeps) for keeps, _ in _KEEPS))
            for begins, sign, words in _CHANGES
        ),
    )


def _cell(rows: Sequence[SignalRow], begins: str, keeps: str) -> GridCell:
    return GridCell(
        tuple(
            row
            for row in rows
            if _sign(row, CHANGING).partition("_")[0] == begins and _sign(row, KEEPING) == keeps
        )
    )


def _sign(row: SignalRow, question: str) -> str:
    found = (one for one in row.answers if one is not None and one.question == question)
    return next((one.sign for one in found if one.known), "")
