"""A figure of a page as a picture: with its title, its legend, and the lines that say what it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from textwrap import wrap
from typing import Final

from markupsafe import Markup

from dashboard.export.drawings import colour, settled, svg_of, text_at
from dashboard.export.laying_out import FONT_FACE, MOST_PIXELS, SHARPNESS, png_of
from dashboard.figures.svg import element, group, number
from framework.errors import UserError

WIDTH: Final = 960.0
MARGIN: Final = 24.0
_LETTER: Final = 0.46  # of its size, the width of a letter on the average


@dataclass(frozen=True, slots=True)
class Drawn:
    """Shapes with every place in pixels from their own left upper corner."""

    inside: Markup
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure of a page. `name` stands in its address, `keys` are the signs and words of its legend."""

    name: str
    title: str
    under: str
    draw: Callable[[], Drawn]
    keys: tuple[tuple[Markup, str], ...] = ()
    sources: tuple[str, ...] = ()


def as_svg(picture: Picture, origin: Sequence[str]) -> Markup:
    """Give a picture as an SVG that needs nothing else. `origin` says whose figures these are."""
    return _whole(picture, origin)[0]


def as_png(picture: Picture, origin: Sequence[str]) -> bytes:
    """Give a picture as a PNG, drawn by the same program that makes PDFs. See `pngs_can_be_made`.

    Raises:
        UserError: it would have more than `MOST_PIXELS`.
    """
    svg, wide, high = _whole(picture, origin)
    across, down = round(wide * SHARPNESS), round(high * SHARPNESS)
    if across * down > MOST_PIXELS:
        raise UserError(
            f"This picture is too large for a PNG: {across:,} by {down:,} pixels. Take it as SVG, "
            "which may be of any size, or choose fewer areas or rows first."
        )
    return _png_of(str(svg), wide, high)


@lru_cache(maxsize=16)
def _png_of(svg: str, wide: float, high: float) -> bytes:
    page = f"@page{{size:{number(wide)}px {number(high)}px;margin:0}}body{{margin:0}}svg{{display:block}}"
    return png_of(f"<style>{FONT_FACE}{page}</style>{svg}")


def _whole(picture: Picture, origin: Sequence[str]) -> tuple[Markup, float, float]:
    """Draw a picture with its title, legend and foot; gives the SVG, its width and its height."""
    drawn = picture.draw()
    wide = max(WIDTH, drawn.width + 2 * MARGIN)
    above, top = _heading(picture, wide)
    below, high = _foot(picture, origin, top + drawn.height, wide)
    ground = element("rect", width=wide, height=high, fill=colour("surface"))
    moved = element("g", drawn.inside, transform=f"translate({number(MARGIN)} {number(top)})")
    return svg_of(group((ground, above, moved, below)), width=wide, height=high), wide, high


def _heading(picture: Picture, wide: float) -> tuple[Markup, float]:
    """Write title, period and legend; gives where the drawing begins."""
    down = 18.0
    lines: list[Markup] = []
    for line in _wrapped(picture.title, 24, wide):
        down += 28
        lines.append(text_at(line, MARGIN, down, font_size=24, font_weight=700))
    for line in _wrapped(picture.under, 16, wide):
        down += 22
        lines.append(text_at(line, MARGIN, down, font_size=16, fill=colour("ink-2")))
    across, down = MARGIN, down + 26
    for sign, words in picture.keys:
        room = 38 + len(words) * 15 * (_LETTER + 0.03)
        if across > MARGIN and across + room > wide - MARGIN:
            across, down = MARGIN, down + 22
        place = f"translate({number(across)} {number(down - 12)})"
        lines.append(element("g", settled(sign, width=28, height=14), transform=place))
        lines.append(text_at(words, across + 36, down, fill=colour("ink-2")))
        across += room + 18
    return group(lines), down + 16 if picture.keys else down - 8


def _foot(
    picture: Picture, origin: Sequence[str], down: float, wide: float
) -> tuple[Markup, float]:
    """Write whose figures these are below the drawing; gives how high the picture is."""
    said = "; ".join(picture.sources)
    lines: list[Markup] = []
    down += 18
    for words in (f"Sources: {said}." if said else "", *origin):
        for line in _wrapped(words, 13, wide):
            down += 18
            lines.append(text_at(line, MARGIN, down, font_size=13, fill=colour("ink-2")))
    return group(lines), down + 16


def _wrapped(words: str, size: int, wide: float) -> list[str]:
    return wrap(words, int((wide - 2 * MARGIN) / (size * _LETTER))) if words else []
