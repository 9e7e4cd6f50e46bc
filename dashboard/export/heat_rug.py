"""A heat map of many areas for paper and pictures: a small coloured square a cell, with its letter.

A table of so many columns would leave the sheet. Letters are drawn as lines, for text in so many places
takes minutes to lay out. Figures are in the workbook and the CSV.
"""

from collections.abc import Iterable, Iterator, Sequence
from textwrap import shorten, wrap
from typing import Final

from markupsafe import Markup

from dashboard.export.drawings import colour, svg_of, text_at
from dashboard.export.heat_colours import CellColours, cell_colours
from dashboard.export.pictures import Drawn
from dashboard.figures.svg import element, group, number
from dashboard.queries.heat_cut import readable
from dashboard.queries.heat_views import HeatCell, HeatMapView, HeatRow
from framework.errors import UserError

MOST_COLUMNS: Final = 14
"""Of a table on paper. A map of more areas is drawn."""

MOST_SHEETS: Final = 80
"""Of paper: each takes half a second of processor time, and nobody else's is made meanwhile."""

_SETTLED: Final = Markup('<svg class="settled" ')  # the paper takes it as it is
_ACROSS, _DOWN = 38, 21
"""Areas and rows of one sheet of A4, on its side."""

_TITLES, _HEADS, _SQUARE, _ROW = 312.0, 150.0, 18.0, 24.0


def is_wide(view: HeatMapView) -> bool:
    """Say whether a map has more areas than a table on paper, or a page, has room for."""
    return len(view.areas) > MOST_COLUMNS or readable(view).left_out > 0


def paper_of(view: HeatMapView) -> Markup:
    """Give what the paper of a map has in place of its table: nothing where the table has room.

    Raises:
        UserError: it would have more than `MOST_SHEETS`.
    """
    if not is_wide(view):
        return Markup("")
    sheets = -(-len(view.areas) // _ACROSS) * -(-len(_lines(view)) // _DOWN)
    if sheets > MOST_SHEETS:
        raise UserError(
            f"The paper of this map would have {sheets} sheets, and at most {MOST_SHEETS} are made. "
            "Choose an outcome first, or take the workbook, which has every area and row."
        )
    return rug_sheets(view)


def rug(view: HeatMapView) -> Drawn:
    """Draw all areas and rows of a map as one figure."""
    rows = _lines(view)
    wide = _TITLES + len(view.areas) * _SQUARE
    return Drawn(_block(view.areas, rows, 0, len(view.areas)), wide, _HEADS + len(rows) * _ROW)


def rug_sheets(view: HeatMapView) -> Markup:
    """Give the map as drawings that each fit a sheet of paper: every area beside every row."""
    rows, areas = _lines(view), len(view.areas)
    across = -(-areas // -(-areas // _ACROSS))  # the sheets beside one another are as wide
    return group(
        _sheet(view, rows[top : top + _DOWN], left, min(left + across, areas))
        for top in range(0, len(rows), _DOWN)
        for left in range(0, areas, across)
    )


def _sheet(view: HeatMapView, rows: Sequence["_Line"], left: int, right: int) -> Markup:
    inside = _block(view.areas[left:right], rows, left, right)
    wide, high = _TITLES + _ACROSS * _SQUARE, _HEADS + len(rows) * _ROW
    drawing = svg_of(inside, width=wide, height=high).replace("<svg ", _SETTLED, 1)
    label = f"Areas {left + 1} to {right} of {len(view.areas)}, {view.areas[left]} to {view.areas[right - 1]}"
    caption = element("figcaption", label)
    return element("figure", caption, element("div", drawing), class_="rug-sheet")


_Line = str | HeatRow
"""A row of the drawing: the title of an outcome, or an indicator."""


def _lines(view: HeatMapView) -> list[_Line]:
    return [
        line for part in view.parts for line in (*((part.title,) if part.title else ()), *part.rows)
    ]


def _block(areas: Sequence[str], rows: Sequence[_Line], left: int, right: int) -> Markup:
    parts = [_head(name, at) for at, name in enumerate(areas)]
    cells: list[tuple[float, float, HeatCell]] = []
    for at, row in enumerate(rows):
        top = _HEADS + at * _ROW
        if isinstance(row, str):
            look = {"font_size": 14, "font_weight": 700}
            parts.append(text_at(shorten(row, 130, placeholder=" …"), 0, top + 17, **look))
            continue
        parts.append(_title(row, top))
        found = enumerate(row.cells[left:right])
        cells += [(_TITLES + place * _SQUARE, top, cell) for place, cell in found]
    return group((*parts, *_squares(cells)))


def _head(name: str, at: int) -> Markup:
    x, y = number(_TITLES + at * _SQUARE + 13), number(_HEADS - 6)
    words = text_at(shorten(name, 24, placeholder=" …"), 0, 0, font_size=12)
    return element("g", words, transform=f"translate({x} {y}) rotate(-90)")


def _title(row: HeatRow, top: float) -> Markup:
    words = f"{row.title} ({row.unit})" if row.unit else row.title
    lines = wrap(words, 56, max_lines=2, placeholder=" …")
    first = top + (16 if len(lines) == 1 else 11)
    return group(text_at(line, 0, first + 11 * at, font_size=11.5) for at, line in enumerate(lines))


def _squares(cells: Iterable[tuple[float, float, HeatCell]]) -> Iterator[Markup]:
    """Draw the squares of one look, and their letters, as one path each."""
    by_colours: dict[CellColours, list[tuple[float, float]]] = {}
    for x, y, cell in cells:
        by_colours.setdefault(cell_colours(cell), []).append((x, y))
    side = _SQUARE - 2
    for drawn, places in by_colours.items():
        boxes = "".join(f"M{number(x)} {number(y + 3)}h{side}v{side}h-{side}z" for x, y in places)
        look: dict[str, object] = {"fill": colour(drawn.ground)}
        if drawn.ground == "surface":
            look |= {"stroke": colour("line")}
        yield element("path", d=boxes, **look, fill_opacity=drawn.share)
        if drawn.strokes:
            path = "".join(
                f"M{number(x + 4.6)} {number(y + 15.6)}{drawn.strokes}" for x, y in places
            )
            yield element("path", d=path, fill="none", stroke=colour(drawn.ink), stroke_width=1.5)
