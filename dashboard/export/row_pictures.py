"""Figures that are tables on a page, drawn row by row: bars, spines, the heat map and signs."""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Final

from markupsafe import Markup

from dashboard.export.drawings import colour, settled, text_at
from dashboard.export.heat_colours import cell_colours, is_in_words
from dashboard.export.pictures import Drawn
from dashboard.figures.bars import bar, bar_frame
from dashboard.figures.icons import rating_icon
from dashboard.figures.signs import sign
from dashboard.figures.spine import spine
from dashboard.figures.svg import element, group, number
from dashboard.queries.area_views import ProfileRow
from dashboard.queries.heat_views import HeatCell, HeatMapView, HeatRow
from dashboard.queries.signal_views import SignalRow
from dashboard.queries.views import AreaBar, BreakdownRow

WIDTH: Final = 912.0
_ROW: Final = 42.0
_TALL_ROW: Final = 64.0
"""A row with words in three lines."""

_LINE: Final = 19.0
_SIGNS_WIDTH: Final = 1240.0
_CELL: Final = (104.0, 42.0)
_LETTER: Final = 7.2
_NAME: Final = 225.0
_TITLE: Final = 222.0
_SMALL: Final = 12


def bar_rows(
    rows: Sequence[AreaBar | BreakdownRow],
    *,
    target: float | None = None,
    benchmark: float | None = None,
) -> Drawn:
    """Draw bars on one scale, a row each, with name, figure and interval."""
    frame = bar_frame(rows, target=target, benchmark=benchmark)
    drawn = [
        group(
            (
                _words(_named(row), 0, _NAME),
                text_at(row.text, 340, 27, text_anchor="end", font_weight=650),
                _at(settled(bar(row, frame), width=370, height=_ROW), 356, 0),
                _words(_beside(row), 740, WIDTH - 740, quiet=True),
            )
        )
        for row in rows
    ]
    return _stacked(drawn, tall=_height([(_named(row), _NAME) for row in rows]))


def _named(row: AreaBar | BreakdownRow) -> str:
    return row.name if isinstance(row, AreaBar) else row.member


def _beside(row: AreaBar | BreakdownRow) -> str:
    return ". ".join(filter(None, (row.interval_text, row.note)))


def spine_rows(rows: Sequence[ProfileRow]) -> Drawn:
    """Draw spines, a row each, with the figure, what it is compared with, and the ends."""
    drawn = []
    for row in rows:
        ends = [_bare(text) for _, text in row.ends] or ["", ""]
        drawn.append(
            group(
                (
                    _at(settled(rating_icon(row.rating), width=20, height=20), 0, 9),
                    _words(row.title, 30, _TITLE),
                    text_at(row.text, 366, 27, text_anchor="end", font_weight=650),
                    _words(row.verdict.partition(":")[0], 382, 150, quiet=True),
                    text_at(ends[0], 596, 27, text_anchor="end"),
                    _at(settled(spine(row, height=int(_ROW)), width=230, height=_ROW), 606, 0),
                    text_at(ends[1], 846, 27),
                )
            )
        )
    return _stacked(drawn, tall=_height([(row.title, _TITLE) for row in rows]))


def sign_rows(rows: Sequence[SignalRow], questions: Sequence[str]) -> Drawn:
    """Draw the signs of each indicator under the questions that they answer."""
    wide = (_SIGNS_WIDTH - 350) / len(questions)
    heads = [
        _words(one, 350 + at * wide, wide - 12, quiet=True) for at, one in enumerate(questions)
    ]
    drawn = [group(heads)]
    for row in rows:
        answers = [
            _at(settled(sign(one.sign), width=40, height=24), 350 + at * wide, 9)
            + _words(one.text, 396 + at * wide, wide - 56)
            for at, one in enumerate(row.answers)
            if one is not None
        ]
        drawn.append(
            group(
                (
                    _at(settled(rating_icon(row.rating), width=20, height=20), 0, 9),
                    _words(row.title, 30, 215),
                    text_at(row.text, 336, 27, text_anchor="end", font_weight=650),
                    *(answers if not row.note else [_words(row.note, 350, 500, quiet=True)]),
                )
            )
        )
    return _stacked(drawn, wide=_SIGNS_WIDTH, tall=_TALL_ROW)


def heat_grid(view: HeatMapView) -> Drawn:
    """Draw the heat map: a row an indicator, a column an area, letter and figure in each cell."""
    wide = 330 + len(view.areas) * _CELL[0]
    heads = [
        _words(name, 330 + at * _CELL[0], _CELL[0] - 8, quiet=True)
        for at, name in enumerate(view.areas)
    ]
    parts, down = [group(heads)], 46.0
    for part in view.parts:
        if part.title:
            down += 26
            parts.append(text_at(part.title, 0, down - 8, font_size=16, font_weight=700))
        for row in part.rows:
            parts.append(_at(_heat_row(row), 0, down))
            down += _CELL[1] + 8
    return Drawn(group(parts), max(WIDTH, wide), down)


def _heat_row(row: HeatRow) -> Markup:
    cells = [_heat_cell(cell, 330 + at * _CELL[0]) for at, cell in enumerate(row.cells)]
    title = f"{row.title} ({row.unit})" if row.unit else row.title
    lines = wrap(title, 46, max_lines=2, placeholder=" …")
    first = 26 - 13 * len(lines) / 2
    quiet = colour("ink-2")
    named = [text_at(line, 0, first + 15 * at, font_size=14) for at, line in enumerate(lines)]
    when = text_at(
        _period_and_target(row), 0, first + 15 * len(lines), font_size=_SMALL, fill=quiet
    )
    return group((*named, when, *cells))


def _period_and_target(row: HeatRow) -> str:
    return ", ".join(filter(None, (row.period, row.held_against)))


def _heat_cell(cell: HeatCell, left: float) -> Markup:
    colours = cell_colours(cell)
    look: dict[str, object] = {"fill": colour(colours.ground), "fill_opacity": colours.share}
    if colours.ground == "surface":
        look |= {"stroke": colour("edge"), "stroke_dasharray": "3 3"}
    box = element("rect", x=left, y=0, width=_CELL[0] - 6, height=_CELL[1], rx=3, **look)
    lines = _cell_lines(cell, colours.letter)
    first = _CELL[1] / 2 + 5 - 7 * (len(lines) - 1)
    middle = {"text_anchor": "middle", "fill": colour(colours.ink), "font_weight": 600}
    return box + group(
        text_at(line, left + _CELL[0] / 2 - 3, first + 15 * at, font_size=size, **middle)
        for at, (line, size) in enumerate(lines)
    )


def _cell_lines(cell: HeatCell, letter: str) -> list[tuple[str, int]]:
    """Give the lines of a cell with their sizes: a figure or a change, then why no rating or whether good."""
    if is_in_words(cell):
        words = wrap(cell.text, 16)[: 1 if cell.note else 2]
        return [(line, _SMALL) for line in (*words, cell.note) if line]
    figure = f"{letter} {_bare(cell.text)}".strip()
    return [(figure, 15), *([(cell.note, _SMALL)] if cell.note else [])]


def _stacked(rows: Sequence[Markup], *, wide: float = WIDTH, tall: float = _ROW) -> Drawn:
    def lines() -> Iterator[Markup]:
        for place, row in enumerate(rows):
            if place:
                y = number(place * tall)
                yield element("line", x1=0, x2=wide, y1=y, y2=y, stroke=colour("line"))
            yield _at(row, 0, place * tall + (tall - _ROW) / 2)

    return Drawn(group(lines()), wide, len(rows) * tall)


def _height(texts: Sequence[tuple[str, float]]) -> float:
    """Say how tall rows have to be for their longest words, each with the room that they have."""
    return _TALL_ROW if any(len(_lines(words, wide)) > 2 for words, wide in texts) else _ROW


def _bare(figure: str) -> str:
    """Give a figure without the words of its unit, for where there is little room; other words stay."""
    return figure.partition(" ")[0] if any(sign.isdigit() for sign in figure[:2]) else figure


def _at(inside: Markup, x: float, y: float) -> Markup:
    return element("g", inside, transform=f"translate({number(x)} {number(y)})")


def _words(words: str, x: float, wide: float, *, quiet: bool = False) -> Markup:
    """Write words in up to three lines round the middle of a row."""
    lines = _lines(words, wide)
    first = 27 - (len(lines) - 1) * _LINE / 2
    look = {"fill": colour("ink-2")} if quiet else {}
    return group(
        text_at(line, x, first + at * _LINE, font_size=15, **look) for at, line in enumerate(lines)
    )


def _lines(words: str, wide: float) -> list[str]:
    return wrap(words, max(6, int(wide / _LETTER)), max_lines=3, placeholder=" …")
