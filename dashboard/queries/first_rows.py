"""Which rows a page opens with where it has more than anybody reads: those that need a look first."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

from dashboard.queries.comparing_views import ComparedRow, CompareView
from dashboard.queries.heat_views import HeatMapView, HeatRow
from dashboard.queries.panel import WORST_FIRST
from dashboard.queries.rows_shown import RowsShown
from framework.model.results import Rating

MOST_ROWS: Final = 150
"""A page of more opens with its first few: hundreds of indicators are tens of metres of page."""

FIRST_ROWS: Final = 50

_BADNESS: Final = {Rating.RED: 3, Rating.AMBER: 1}

View = TypeVar("View", HeatMapView, CompareView)


def open_page(view: View, worst: Callable[[Any], Any], *, whole: bool) -> View:
    """Give a page its first rows where it has too many, by a key that puts the worst first.

    Whoever asks for the whole page gets it. Workbook and table have every row.
    """
    rows = [row for part in view.parts for row in part.rows]
    if len(rows) <= MOST_ROWS:
        return view
    if whole:
        return replace(view, rows=RowsShown(len(rows), len(rows)))
    first = tuple(sorted(rows, key=worst)[:FIRST_ROWS])
    part = replace(view.parts[0], title="Worst first", rows=first)
    return replace(view, parts=(part,), rows=RowsShown(FIRST_ROWS, len(rows)))


def worst_anywhere(row: HeatRow) -> tuple[int, int]:
    """Put first what is red or amber in most areas, and of as many what is worst in the first area."""
    return (-badness(row), WORST_FIRST.index(row.cells[0].rating))


def worst_beside(row: ComparedRow) -> tuple[int, int]:
    """Put first what is worst in the page's own area, and of those what is best in the areas beside it."""
    own, *others = (bar.rating for bar in row.bars)
    return (WORST_FIRST.index(own), _sum(others))


def badness(row: HeatRow) -> int:
    """Say how much of a row needs a look: nothing at 0."""
    return _sum([cell.rating for cell in row.cells])


def _sum(ratings: Sequence[Rating]) -> int:
    return sum(_BADNESS.get(one, 0) for one in ratings)
