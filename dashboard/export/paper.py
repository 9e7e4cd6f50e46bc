"""A page as a PDF: the same words and the same figures, laid out for A4."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from markupsafe import Markup, escape

from dashboard.export.drawings import ASSETS, SIGNS, colour, settled, svg_of
from dashboard.export.laying_out import FONT_FACE, pdf_of
from dashboard.figures.svg import element

_STYLE: Final = ASSETS / "paper" / "paper.css"
_SIZES: Final = {"trend": (500.0, 300.0), "bar": (210.0, 30.0), "spine": (150.0, 30.0)}
"""How large a drawing is on paper that takes what width there is on a screen."""

_ROOM: Final = (50.0, 6.0, 115.0, 32.0)
"""Of a trend: how far its words hang over the edges of its plot, left, above, right and below."""

_WIDE: Final = re.compile(r'class="[^"]*\bon-(heat-map|signals)\b')
"""Pages of many columns, for which the paper is turned."""

_MAP: Final = 380.0
_NOTHING: Final = Markup("")
_TAG: Final = re.compile(r"<(/?)svg\b[^>]*>")
_GIVEN: Final = re.compile(r'(class|width|height|viewBox)="([^"]*)"')


@lru_cache(maxsize=8)
def as_pdf(title: str, page: str, origin: tuple[str, ...], more: Markup = _NOTHING) -> bytes:
    """Lay a page of ours out for paper. `origin` says whose figures these are; it stands at the end.

    `more` is what paper has and the page has not.

    A PDF takes seconds of processor time, so the same page is not laid out twice.
    """
    lines = "".join(f"<p>{escape(line)}</p>" for line in origin)
    turned = ' class="wide"' if _WIDE.search(page) else ""
    written = (
        f'<!doctype html><html lang="en"><head><title>{escape(title)}</title>'
        f"<style>{FONT_FACE}{_style()}</style></head><body{turned}>{''.join(_redrawn(page))}{more}"
        f'<div class="origin">{lines}</div></body></html>'
    )
    return pdf_of(written)


def _style() -> str:
    text = _STYLE.read_text(encoding="utf-8")
    return re.sub(r"var\(--([\w-]+)\)", lambda found: colour(found[1]), text)


def _redrawn(page: str) -> Iterator[str]:
    """Give the page with each of its drawings in the size that it has on paper."""
    depth, begun, last = 0, 0, 0
    for tag in _TAG.finditer(page):
        if tag[1]:
            depth -= 1
            if depth == 0:
                yield page[last:begun]
                yield _on_paper(page[begun : tag.end()])
                last = tag.end()
        else:
            begun = begun if depth else tag.start()
            depth += 1
    yield page[last:]


def _on_paper(drawing: str) -> str:
    given = dict(reversed(_GIVEN.findall(drawing.partition(">")[0])))
    kind = given.get("class", "").partition(" ")[0]
    if kind == "settled":  # drawn for paper already
        return drawing
    if kind in _SIZES and not given.get("width", "%").isdigit():
        wide, high = _SIZES[kind]
        drawing = re.sub(r' (width|height)="[^"]*"', "", drawing, count=2)
    elif "viewBox" in given and kind not in SIGNS and "width" not in given:
        _, _, across, down = map(float, given["viewBox"].split())
        wide, high = _MAP, _MAP * down / across
    else:
        own = SIGNS.get(kind, (28.0, 14.0))
        wide, high = float(given.get("width", own[0])), float(given.get("height", own[1]))
    inside = settled(Markup(drawing), width=wide, height=high)  # noqa: S704 (our own markup)
    left, above, right, below = _ROOM if kind == "trend" else (0.0, 0.0, 0.0, 0.0)
    moved = element("g", inside, transform=f"translate({left:g} {above:g})")
    made = svg_of(moved, width=left + wide + right, height=above + high + below)
    return str(made).replace("<svg ", f'<svg class="drawn drawn-{escape(kind)}" ', 1)
