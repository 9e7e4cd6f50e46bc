"""The trend of an indicator: figures with their intervals, the target in steps, breaks, gaps.

Places are shares of the drawing, so the chart takes any width and its text keeps its size. Room
for the labels left of and right of the plot is the stylesheet's: they hang over its edges.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from markupsafe import Markup

from dashboard.figures.scales import Scale, present, round_scale, tick_text
from dashboard.figures.series import current, runs, target_steps
from dashboard.figures.svg import element, group, number, percent
from dashboard.queries.views import Beside, Point

HEIGHT: Final = 320
MOST_DATES: Final = 9

_TEXT: Final = 14
_LINE_APART: Final = 0.062  # of the height, between labels at the right end
_BESIDE_WIDTH: Final = 0.14  # a comparator has a period of its own, so its line is short


@dataclass(frozen=True, slots=True)
class _Plot:
    points: Sequence[Point]
    scale: Scale
    unit: str

    def x(self, index: float) -> float:
        """Give the share of the width where a period stands, with air at both ends."""
        count = len(self.points)
        return 0.5 if count < 2 else 0.02 + 0.96 * min(count - 1, max(0, index)) / (count - 1)

    def y(self, value: float) -> float:
        """Give the share of the height where a value stands."""
        return 0.97 - 0.94 * self.scale.share(value)


def trend(
    points: Sequence[Point], *, unit: str, label: str, beside: Sequence[Beside] = ()
) -> Markup:
    """Draw a series for the indicator page. Nothing is drawn without a value."""
    if not present(point.value for point in points):
        return Markup("")
    plot = _Plot(points, _scale(points, beside, unit), unit)
    return element(
        "svg",
        _grid(plot),
        _dates(plot),
        _bands(plot),
        _breaks(plot),
        _targets(plot),
        _besides(plot, beside),
        _lines(plot),
        _dots(plot),
        _gaps(plot),
        _end_labels(plot, beside),
        class_="trend",
        width="100%",
        height=HEIGHT,
        role="img",
        aria_label=label,
    )


def starts_at_zero(points: Sequence[Point], *, unit: str, beside: Sequence[Beside] = ()) -> bool:
    """Say whether the chart's scale begins at zero; the page says so when it does not."""
    return _scale(points, beside, unit).low == 0


def _scale(points: Sequence[Point], beside: Sequence[Beside], unit: str) -> Scale:
    shown = [number for p in points for number in (p.value, p.lower, p.upper, p.target)]
    return round_scale(present([*shown, *(one.value for one in beside)]), unit=unit)


def _grid(plot: _Plot) -> Markup:
    return group(
        element("line", class_="grid", x1="0%", x2="100%", y1=y, y2=y)
        + element(
            "text",
            tick_text(tick, plot.scale, unit=plot.unit),
            x="0%",
            y=y,
            dx=-10,
            dy="0.35em",
            text_anchor="end",
            font_size=_TEXT,
        )
        for tick in plot.scale.ticks
        for y in (percent(plot.y(tick)),)
    )


def _dates(plot: _Plot) -> Markup:
    """Name periods below the plot, evenly and always the last; every second gives way on a phone."""
    count = len(plot.points)
    step = max(1, -(-count // MOST_DATES))
    return group(
        element(
            "text",
            plot.points[index].label,
            class_="date" if place % 3 == 0 else "date often",
            x=percent(plot.x(index)),
            y="100%",
            dy=20,
            text_anchor="middle",
            font_size=_TEXT,
        )
        for place, index in enumerate(range(count - 1, -1, -step))
    )


def _bands(plot: _Plot) -> Markup:
    """Draw the 95% intervals as one band a run, in a drawing that is stretched to the plot."""
    shapes = group(_band(plot, run) for run in runs(plot.points) if len(run) > 1)
    if not shapes:
        return shapes
    return element(
        "svg",
        shapes,
        width="100%",
        height="100%",
        view_box="0 0 100 100",
        preserve_aspect_ratio="none",
    )


def _band(plot: _Plot, run: Sequence[int]) -> Markup:
    known = [
        (plot.x(i), point.lower, point.upper)
        for i in run
        for point in (plot.points[i],)
        if point.lower is not None and point.upper is not None
    ]
    if len(known) < 2:
        return Markup("")
    up = [_pair(x, plot.y(upper)) for x, _, upper in known]
    down = [_pair(x, plot.y(lower)) for x, lower, _ in reversed(known)]
    return element("path", class_="band", d=f"M{'L'.join(up + down)}Z")


def _pair(x: float, y: float) -> str:
    return f"{number(100 * x)} {number(100 * y)}"


def _breaks(plot: _Plot) -> Markup:
    """Draw a line before each new series. The page lists the reasons below the chart."""
    return group(
        element("line", class_="break", x1=x, x2=x, y1="0%", y2="100%")
        + element("text", "new series", x=x, y="0%", dx=6, dy=24, font_size=_TEXT, class_="note")
        for index, point in enumerate(plot.points)
        if point.breaks and index
        for x in (percent(plot.x(index - 0.5)),)
    )


def _targets(plot: _Plot) -> Markup:
    return group(
        element(
            "line",
            class_="target",
            x1=percent(plot.x(first - 0.5)),
            x2="100%" if last == len(plot.points) - 1 else percent(plot.x(last + 0.5)),
            y1=percent(plot.y(target)),
            y2=percent(plot.y(target)),
        )
        for first, last, target in target_steps(plot.points)
    )


def _besides(plot: _Plot, beside: Sequence[Beside]) -> Markup:
    return group(
        element(
            "line",
            class_=f"beside beside-{place}",
            x1=percent(1 - _BESIDE_WIDTH),
            x2="100%",
            y1=percent(plot.y(one.value)),
            y2=percent(plot.y(one.value)),
        )
        for place, one in enumerate(beside)
        if one.value is not None
    )


def _lines(plot: _Plot) -> Markup:
    return group(
        element(
            "line",
            class_="line provisional" if plot.points[after].provisional else "line",
            x1=percent(plot.x(before)),
            x2=percent(plot.x(after)),
            y1=percent(_height(plot, before)),
            y2=percent(_height(plot, after)),
        )
        for run in runs(plot.points)
        for before, after in pairwise(run)
    )


def _height(plot: _Plot, index: int) -> float:
    return plot.y(plot.points[index].value or 0.0)


def _dots(plot: _Plot) -> Markup:
    last = current(plot.points)
    return group(
        element(
            "circle",
            class_="dot provisional" if point.provisional else "dot",
            cx=percent(plot.x(index)),
            cy=percent(_height(plot, index)),
            r=5.0 if index == last else 3.2,
        )
        for index, point in enumerate(plot.points)
        if point.value is not None
    )


def _gaps(plot: _Plot) -> Markup:
    """Write the symbol of a missing figure where it would have stood, at the foot of the plot."""
    return group(
        element(
            "text",
            point.text if point.text.startswith("[") else "–",
            class_="note",
            x=percent(plot.x(index)),
            y="97%",
            dy=-6,
            text_anchor="middle",
            font_size=_TEXT,
        )
        for index, point in enumerate(plot.points)
        if point.value is None
    )


def _end_labels(plot: _Plot, beside: Sequence[Beside]) -> Markup:
    """Name the lines at their right end, moved apart where they would meet."""
    wanted = [
        (plot.y(one.value), one.title, f"beside-{place}")
        for place, one in enumerate(beside)
        if one.value is not None
    ]
    final = plot.points[-1]
    if final.target is not None:
        wanted.append((plot.y(final.target), "Target", "target"))
    last = current(plot.points)
    if last is not None:
        wanted.append((_height(plot, last), plot.points[last].text, "latest"))
    wanted.sort(key=lambda one: one[0])
    heights = spread([y for y, _, _ in wanted], apart=_LINE_APART)
    return group(
        element(
            "text",
            text,
            class_=f"end end-{name}",
            x="100%",
            y=percent(y),
            dx=10,
            dy="0.35em",
            font_size=_TEXT,
        )
        for y, (_, text, name) in zip(heights, wanted, strict=True)
    )


def spread(places: Sequence[float], *, apart: float, end: float = 1.0) -> list[float]:
    """Move sorted places just far enough apart, downwards first and back up from the end.

    spread([0.5, 0.5], apart=0.1) is [0.5, 0.6].
    """
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + apart) if moved else place)
    limit = end
    for index in range(len(moved) - 1, -1, -1):
        moved[index] = min(moved[index], limit)
        limit = moved[index] - apart
    return moved
