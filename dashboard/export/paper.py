"""A page as a PDF: the same words and the same figures, laid out for A4."""

import re
from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, nullcontext
from threading import Lock
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


class _Papers:
    """The papers that were made last, by all that stands on them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: dict[Hashable, bytes] = {}
        self._lock = Lock()

    def find(self, wanted: Hashable) -> bytes | None:
        with self._lock:
            found = self._made.pop(wanted, None)
            if found is not None:
                self._made[wanted] = found  # asked for last, so forgotten last
            return found

    def keep(self, wanted: Hashable, made: bytes) -> None:
        with self._lock:
            self._made[wanted] = made
            while len(self._made) > self._most:
                del self._made[next(iter(self._made))]


_KEPT: Final = _Papers(8)


def as_pdf(
    title: str,
    page: str,
    origin: tuple[str, ...],
    more: Markup = _NOTHING,
    *,
    place: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> bytes:
    """Lay a page of ours out for paper. `origin` says whose figures these are; it stands at the end.

    `more` is what paper has and the page has not. `place` is entered where there is something to do.

    A PDF takes seconds of processor time, so the same page is not laid out twice.
    """
    wanted = (title, page, origin, more)
    made = _KEPT.find(wanted)
    if made is None:
        with place():
            made = pdf_of(_document(*wanted))
        _KEPT.keep(wanted, made)
    return made


def _document(title: str, page: str, origin: tuple[str, ...], more: Markup) -> str:
    lines = "".join(f"<p>{escape(line)}</p>" for line in origin)
    turned = ' class="wide"' if _WIDE.search(page) else ""
    return (
        f'<!doctype html><html lang="en"><head><title>{escape(title)}</title>'
        f"<style>{FONT_FACE}{_style()}</style></head><body{turned}>{''.join(_redrawn(page))}{more}"
        f'<div class="origin">{lines}</div></body></html>'
    )


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
