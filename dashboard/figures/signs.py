"""Small signs of a control chart: is it changing, does it keep its target. Words always stand beside.

Each shows the usual range as a band. A change leaves the band, as a diamond where it is for the
better, a square where it is for the worse, a triangle where it is neither. A target is a dashed
line with a tick, a cross or a question mark.
"""

from functools import lru_cache
from typing import Final

from markupsafe import Markup

from dashboard.figures.icons import arrow_icon
from dashboard.figures.svg import element, group

_BAND: Final = Markup('<rect class="range" x="1" y="7" width="38" height="10" rx="1"/>')
_HIGH: Final = (13.0, 10.5, 14.0, 5.0, 4.0)
_LOW: Final = (11.0, 13.5, 10.0, 19.0, 20.0)
_WITHIN: Final = (13.5, 10.0, 14.0, 10.5, 12.5)
_SHAPES: Final = {
    "improving": "M0-4.2 4.2 0 0 4.2-4.2 0z",
    "concerning": "M-3.3-3.3H3.3V3.3H-3.3z",
    "changing": "M0-4 4 3H-4z",
}
_CLASSES: Final = {"improving": "better", "concerning": "worse", "changing": "change"}
_ANSWERS: Final = {
    "passes": ("M25 12l4 4.2L36 6.5", "better"),
    "fails": ("M26.5 7l9 10m0-10-9 10", "worse"),
    "hit_and_miss": (
        "M27.5 9.2a3.6 3.6 0 1 1 5.4 3.1c-1.3.8-1.8 1.3-1.8 2.6m0 3v.6",
        "change",
    ),
}
_PLACES: Final = (5.0, 12.0, 19.0, 27.0, 34.5)


@lru_cache(maxsize=32)
def sign(name: str) -> Markup:
    """Draw a sign by the name of a variation, an assurance or an arrow; nothing for any other word."""
    if name in _ANSWERS:
        return _target_sign(name)
    kind, _, side = name.partition("_")
    if name == "common_cause":
        return _drawing(_BAND + _dots(_WITHIN, 5))
    if kind in _SHAPES and side in ("high", "low"):
        return _changing_sign(kind, _HIGH if side == "high" else _LOW)
    return arrow_icon(name)


def _changing_sign(kind: str, heights: tuple[float, ...]) -> Markup:
    marks = group(
        element("path", d=_SHAPES[kind], transform=f"translate({_PLACES[at]} {heights[at]})")
        for at in (3, 4)
    )
    marked = element("g", marks, class_=f"signal signal-{_CLASSES[kind]}")
    return _drawing(_BAND + _dots(heights, 3) + marked)


def _target_sign(name: str) -> Markup:
    path, word = _ANSWERS[name]
    line = element("line", class_="target", x1=1, x2=22, y1=12, y2=12)
    return _drawing(line + element("path", class_=f"answer answer-{word}", d=path))


def _dots(heights: tuple[float, ...], count: int) -> Markup:
    return group(element("circle", cx=_PLACES[at], cy=heights[at], r=2.0) for at in range(count))


def _drawing(inside: Markup) -> Markup:
    return element("svg", inside, class_="sign", view_box="0 0 40 24", aria_hidden="true")
