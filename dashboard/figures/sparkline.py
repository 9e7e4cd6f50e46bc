"""The small trend of a card, at its true size: line, target, ends of the scale, first and last dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from markupsafe import Markup

from dashboard.figures.scales import Scale, present, tight_scale
from dashboard.figures.series import current, runs, target_steps
from dashboard.figures.svg import element, group, number
from dashboard.queries.views import LinePoint

FEW_POINTS: Final = 9
"""So few points are drawn each with a dot: yearly figures must not look monthly."""

_LETTER: Final = 7.3  # about the width of a figure at 14 pixels
_TEXT: Final = 14
_DATES: Final = 20  # the height of the line of dates
_EDGE: Final = 7  # room for half a line of text and for the last dot


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the plot stands in the drawing, in pixels."""

    left: float
    right: float
    top: float
    bottom: float
    scale: Scale
    count: int

    def x(self, index: float) -> float:
        if self.count < 2:
            return (self.left + self.right) / 2
        place = self.left + index * (self.right - self.left) / (self.count - 1)
        return min(self.right, max(self.left, place))

    def y(self, value: float) -> float:
        return self.bottom - self.scale.share(value) * (self.bottom - self.top)


def sparkline(
    points: Sequence[LinePoint], *, label: str, width: int = 192, height: int = 88
) -> Markup:
    """Draw a series with its target. `label` says it in words. Nothing is drawn without a value."""
    values = present(point.value for point in points)
    if not values:
        return Markup("")
    scale = tight_scale(values + present(point.target for point in points))
    top, bottom = _scale_words(points, scale)
    left = max(len(top), len(bottom)) * _LETTER + 9
    frame = _Frame(left, width - _EDGE, _EDGE, height - _DATES - _EDGE, scale, len(points))
    return element(
        "svg",
        _scale_ends(frame, top, bottom),
        _targets(points, frame),
        _lines(points, frame),
        _dots(points, frame),
        _dates(points, frame, width=width, height=height),
        class_="spark",
        width=width,
        height=height,
        view_box=f"0 0 {width} {height}",
        role="img",
        aria_label=label,
    )


def _scale_words(points: Sequence[LinePoint], scale: Scale) -> tuple[str, str]:
    """Find the texts of the highest and lowest figure: a scale is read in the figures' own words."""
    words: dict[float, str] = {}
    for point in points:
        if point.target is not None:
            words[point.target] = point.target_text.partition(" ")[0]
        if point.value is not None:
            words[point.value] = point.text.partition(" ")[0]
    return words[scale.high], words[scale.low] if scale.high != scale.low else ""


def _scale_ends(frame: _Frame, top: str, bottom: str) -> Markup:
    ends = ((frame.top, top), (frame.bottom, bottom))
    return group(
        element("line", class_="grid", x1=frame.left, x2=frame.right, y1=y, y2=y)
        + element("text", text, x=frame.left - 8, y=y + 4.5, text_anchor="end", font_size=_TEXT)
        for y, text in ends
        if text
    )


def _targets(points: Sequence[LinePoint], frame: _Frame) -> Markup:
    return group(
        element(
            "line",
            class_="target",
            x1=frame.x(first - 0.5),
            x2=frame.x(last + 0.5),
            y1=frame.y(target),
            y2=frame.y(target),
        )
        for first, last, target in target_steps(points)
    )


def _lines(points: Sequence[LinePoint], frame: _Frame) -> Markup:
    """Draw the joined points; what leads to a provisional figure is dashed."""
    firm: list[str] = []
    loose: list[str] = []
    for run in runs(points):
        for before, after in pairwise(run):
            step = f"M{_at(points, frame, before)}L{_at(points, frame, after)}"
            (loose if points[after].provisional else firm).append(step)
    return group(
        element("path", class_=name, d="".join(steps))
        for name, steps in (("line", firm), ("line provisional", loose))
        if steps
    )


def _at(points: Sequence[LinePoint], frame: _Frame, index: int) -> str:
    return f"{number(frame.x(index))} {number(frame.y(points[index].value or 0.0))}"


def _dots(points: Sequence[LinePoint], frame: _Frame) -> Markup:
    """Draw the last point, lonely points and provisional ones; every point where there are few."""
    last = current(points)
    lonely = {run[0] for run in runs(points) if len(run) == 1}
    every = len(points) <= FEW_POINTS
    return group(
        element(
            "circle",
            class_="dot provisional" if point.provisional else "dot",
            cx=frame.x(index),
            cy=frame.y(point.value),
            r=4.5 if index == last else 3.0,
        )
        for index, point in enumerate(points)
        if point.value is not None
        and (every or point.provisional or index == last or index in lonely)
    )


def _dates(points: Sequence[LinePoint], frame: _Frame, *, width: int, height: int) -> Markup:
    """Name the first and the last period, below the plot where there is room for both."""
    first, last = points[0].label, points[-1].label
    room = width - frame.left - (len(first) + len(last) + 1) * _LETTER
    begin = element("text", first, x=frame.left if room > 0 else 0, y=height - 3, font_size=_TEXT)
    if len(points) == 1:
        return begin
    end = element("text", last, x=width, y=height - 3, text_anchor="end", font_size=_TEXT)
    return begin + end
