"""A figure of a page as a picture: with its title, its legend, and the lines that say what it is."""

import io
from collections.abc import Callable, Sequence
from ctypes import CDLL
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from textwrap import wrap
from typing import Final

from markupsafe import Markup

from dashboard.export.drawings import ASSETS, colour, settled, svg_of, text_at
from dashboard.figures.svg import element, group, number

WIDTH: Final = 960.0
MARGIN: Final = 24.0
SHARPNESS: Final = 2
"""Pixels of a PNG for each of the SVG, so that it is sharp on paper and in a presentation."""

FONT_FACE: Final = (
    '@font-face{font-family:"Source Sans 3";'
    f"src:url({(ASSETS / 'fonts' / 'source-sans-3-latin-wght-normal.woff2').as_uri()})}}"
)
_PANGO: Final = (
    *("libpango-1.0-0", "pango-1.0-0", "pango-1.0"),
    *("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
)
"""What systems call the library. Asking for it costs nothing; to load WeasyPrint takes seconds."""

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
    drawn = picture.draw()
    wide = max(WIDTH, drawn.width + 2 * MARGIN)
    above, top = _heading(picture, wide)
    below, high = _foot(picture, origin, top + drawn.height, wide)
    ground = element("rect", width=wide, height=high, fill=colour("surface"))
    moved = element("g", drawn.inside, transform=f"translate({number(MARGIN)} {number(top)})")
    return svg_of(group((ground, above, moved, below)), width=wide, height=high)


def as_png(picture: Picture, origin: Sequence[str]) -> bytes:
    """Give a picture as a PNG, drawn by the same program that makes PDFs. See `pngs_can_be_made`."""
    return _png_of(str(as_svg(picture, origin)))


@lru_cache(maxsize=16)
def _png_of(svg: str) -> bytes:
    from pypdfium2 import PdfDocument
    from weasyprint import HTML

    wide, high = (svg.split(f' {key}="', 1)[1].partition('"')[0] for key in ("width", "height"))
    page = f"@page{{size:{wide}px {high}px;margin:0}}body{{margin:0}}svg{{display:block}}"
    document = HTML(string=f"<style>{FONT_FACE}{page}</style>{svg}").write_pdf()
    image = PdfDocument(document)[0].render(scale=SHARPNESS * 96 / 72).to_pil()
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


@lru_cache(maxsize=1)
def pdfs_can_be_made() -> bool:
    """Say whether what lays out PDFs is here, with the library that it writes text with."""
    return find_spec("weasyprint") is not None and any(map(_opens, _PANGO))


@lru_cache(maxsize=1)
def pngs_can_be_made() -> bool:
    """Say whether what makes a PNG of a drawing is here as well."""
    return find_spec("pypdfium2") is not None and pdfs_can_be_made()


def _opens(library: str) -> bool:
    try:
        CDLL(library)
    except OSError:
        return False
    return True


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
