"""A map of areas as their outlines, drawn on the server: no tiles, no request to anybody."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from dashboard.figures.icons import rating_icon, rating_name
from dashboard.figures.scales import present, tight_scale
from dashboard.figures.svg import element, group, number
from dashboard.queries.views import AreaMap, MappedArea
from framework.model.areas import Outline, Ring
from framework.model.results import Rating

WIDTH: Final = 640.0
_TALLEST: Final = 620.0
_EDGE: Final = 4.0
_TEXT: Final = 14
_LETTER: Final = 7.6  # how wide a letter of a name is, about
_SHADES: Final = 5


@dataclass(frozen=True, slots=True)
class _Frame:
    """From degrees or metres to the drawing; `squeeze` makes a degree east as long as one north."""

    left: float
    top: float
    squeeze: float
    scale: float
    height: float

    def place(self, x: float, y: float) -> tuple[float, float]:
        return (
            _EDGE + (x * self.squeeze - self.left) * self.scale,
            _EDGE + (self.top - y) * self.scale,
        )


def area_map(view: AreaMap) -> Markup:
    """Draw each area in the colour of its rating, with its letter; or shaded by value where none is rated."""
    frame = _frame([one.outline for one in view.areas])
    low_to_high = tight_scale(present(one.bar.value for one in view.areas))
    shades = [
        None
        if view.rated or one.bar.value is None
        else min(_SHADES - 1, int(low_to_high.share(one.bar.value) * _SHADES))
        for one in view.areas
    ]
    return element(
        "svg",
        group(_shape(one, frame, shade) for one, shade in zip(view.areas, shades, strict=True)),
        group(_label(one, frame, rated=view.rated) for one in view.areas),
        class_="area-map",
        view_box=f"0 0 {number(WIDTH)} {number(frame.height)}",
        role="img",
        aria_label=view.text,
    )


def _frame(outlines: Sequence[Outline]) -> _Frame:
    points = [point for outline in outlines for ring in outline for point in ring]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    degrees = max(map(abs, xs)) <= 180 and max(map(abs, ys)) <= 90
    squeeze = math.cos(math.radians((min(ys) + max(ys)) / 2)) if degrees else 1.0
    across = (max(xs) - min(xs)) * squeeze or 1.0
    up = (max(ys) - min(ys)) or 1.0
    scale = min((WIDTH - 2 * _EDGE) / across, (_TALLEST - 2 * _EDGE) / up)
    return _Frame(min(xs) * squeeze, max(ys), squeeze, scale, up * scale + 2 * _EDGE)


def _shape(one: MappedArea, frame: _Frame, shade: int | None) -> Markup:
    kind = f"shade-{shade}" if shade is not None else f"place-{rating_name(one.bar.rating)}"
    chosen = " chosen" if one.bar.chosen else ""
    return element(
        "path",
        class_=f"place {kind}{chosen}",
        fill_rule="evenodd",
        d="".join(_drawn(ring, frame) for ring in one.outline),
    )


def _drawn(ring: Ring, frame: _Frame) -> str:
    """Draw a ring, leaving out corners that fall on the one before at this size."""
    corners: list[str] = []
    for x, y in ring:
        at = frame.place(x, y)
        corner = f"{at[0]:.1f} {at[1]:.1f}"
        if not corners or corners[-1] != corner:
            corners.append(corner)
    return f"M{'L'.join(corners)}Z" if len(corners) > 2 else ""


def _label(one: MappedArea, frame: _Frame, *, rated: bool) -> Markup:
    """Write rating, name and figure where they have room; who cannot see them has the table."""
    largest = max(one.outline, key=lambda ring: abs(_area(ring)))
    x, y = frame.place(*_middle(largest))
    lines = (one.bar.name, one.bar.text)
    wide = max(map(len, lines)) * _LETTER
    room = [frame.place(*point)[0] for point in largest]
    fits = max(room) - min(room) >= wide
    letter = _icon(one.bar.rating, x, y, above=fits) if rated else Markup("")
    return letter + (group(_words(lines, x, y, rated=rated)) if fits else Markup(""))


def _icon(rating: Rating, x: float, y: float, *, above: bool) -> Markup:
    down = y - (30 if above else 9)
    drawn = element("svg", rating_icon(rating), x=x - 9, y=down, width=18, height=18)
    return element("g", drawn, class_="place-icon")


def _words(lines: tuple[str, str], x: float, y: float, *, rated: bool) -> Iterator[Markup]:
    down = 6.0 if rated else -2.0
    for place, line in enumerate(lines):
        yield element(
            "text",
            line,
            class_="place-name" if place == 0 else "place-figure",
            x=x,
            y=y + down,
            dy=f"{1.2 * place}em",
            text_anchor="middle",
            font_size=_TEXT,
        )


def _area(ring: Ring) -> float:
    """Give the signed area within a ring by the shoelace formula."""
    following = (*ring[1:], ring[0])
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, following, strict=True)) / 2


def _middle(ring: Ring) -> tuple[float, float]:
    """Give the middle of the widest stretch of a ring half-way up: it lies inside, as a centroid may not."""
    ys = [y for _, y in ring]
    level = (min(ys) + max(ys)) / 2
    crossings = sorted(_crossings(ring, level))
    stretches = list(zip(crossings[::2], crossings[1::2], strict=False))
    if not stretches:
        return ring[0]
    left, right = max(stretches, key=lambda ends: ends[1] - ends[0])
    return (left + right) / 2, level


def _crossings(ring: Ring, level: float) -> Iterator[float]:
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (y1 > level) is not (y2 > level):
            yield x1 + (level - y1) * (x2 - x1) / (y2 - y1)
