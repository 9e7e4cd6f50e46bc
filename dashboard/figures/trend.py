"""The trend of an indicator: figures with their intervals, the target in steps, breaks, gaps.

Places are shares of the drawing, so the chart takes any width and its text keeps its size. Room
for the labels left of and right of the plot is the stylesheet's: they hang over its edges.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from markupsafe import Markup

from dashboard.figures.chart_marks import (
    ahead_band,
    ahead_line,
    means,
    renewals,
    signals,
    usual_range,
)
from dashboard.figures.plots import Plot, ribbon, scale_of, stretched
from dashboard.figures.scales import present, tick_text
from dashboard.figures.series import current, level_steps, runs
from dashboard.figures.svg import element, group, percent
from dashboard.queries.chart_views import NO_CHART, ChartView
from dashboard.queries.views import Beside, Point

HEIGHT: Final = 320
MOST_DATES: Final = 9

_TEXT: Final = 14
_LINE_APART: Final = 0.062  # of the height, between labels at the right end
_LETTERS: Final = 17  # of a name at the right end
_ROOM_ABOVE: Final = 0.12  # of the height, for a figure above its point
_BESIDE_WIDTH: Final = 0.14  # a comparator has a period of its own, so its line is short


def trend(
    points: Sequence[Point],
    *,
    unit: str,
    label: str,
    beside: Sequence[Beside] = (),
    chart: ChartView = NO_CHART,
) -> Markup:
    """Draw a series for the indicator page. Nothing is drawn without a value.

    With a usual range the 95% intervals give way to it: two bands would be read as one.
    """
    if not present(point.value for point in points):
        return Markup("")
    plot = Plot(points, chart, scale_of(points, chart, beside, unit), unit)
    return element(
        "svg",
        _grid(plot),
        _dates(plot),
        usual_range(plot) if any(chart.marks) else _bands(plot),
        ahead_band(plot),
        _breaks(plot),
        renewals(plot),
        means(plot),
        _targets(plot),
        _besides(plot, beside),
        _lines(plot),
        ahead_line(plot),
        _dots(plot),
        signals(plot),
        _gaps(plot),
        _end_labels(plot, beside),
        class_="trend",
        width="100%",
        height=HEIGHT,
        role="img",
        aria_label=label,
    )


def starts_at_zero(
    points: Sequence[Point],
    *,
    unit: str,
    beside: Sequence[Beside] = (),
    chart: ChartView = NO_CHART,
) -> bool:
    """Say whether the chart's scale begins at zero; the page says so when it does not."""
    return scale_of(points, chart, beside, unit).low == 0


def _grid(plot: Plot) -> Markup:
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


def _dates(plot: Plot) -> Markup:
    """Name periods below the plot, evenly and always the last; every second gives way on a phone."""
    labels = plot.labels
    step = max(1, -(-len(labels) // MOST_DATES))
    return group(
        element(
            "text",
            labels[index],
            class_="date" if place % 3 == 0 else "date often",
            x=percent(plot.x(index)),
            y="100%",
            dy=20,
            text_anchor="middle",
            font_size=_TEXT,
        )
        for place, index in enumerate(range(len(labels) - 1, -1, -step))
    )


def _bands(plot: Plot) -> Markup:
    """Draw the 95% intervals as one band a run."""
    return stretched(group(_band(plot, run) for run in runs(plot.points)))


def _band(plot: Plot, run: Sequence[int]) -> Markup:
    known = [
        (plot.x(i), plot.y(point.lower), plot.y(point.upper))
        for i in run
        for point in (plot.points[i],)
        if point.lower is not None and point.upper is not None
    ]
    return ribbon(known, "band")


def _breaks(plot: Plot) -> Markup:
    """Draw a line before each new series. The page lists the reasons below the chart."""
    return group(
        element("line", class_="break", x1=x, x2=x, y1="0%", y2="100%")
        + element("text", "new series", x=x, y="0%", dx=6, dy=24, font_size=_TEXT, class_="note")
        for index, point in enumerate(plot.points)
        if point.breaks and index
        for x in (percent(plot.x(index - 0.5)),)
    )


def _targets(plot: Plot) -> Markup:
    """Draw the target in steps, also for periods to come; of a range both ends."""
    ahead = plot.chart.ahead
    low = [*(point.target for point in plot.points), *(one.target for one in ahead)]
    high = [point.target_high for point in plot.points]
    return group(
        element(
            "line",
            class_="target",
            x1=percent(plot.x(first - 0.5)),
            x2="100%" if last == plot.count - 1 else percent(plot.x(last + 0.5)),
            y1=percent(plot.y(target)),
            y2=percent(plot.y(target)),
        )
        for levels in (low, high)
        for first, last, target in level_steps(levels)
    )


def _besides(plot: Plot, beside: Sequence[Beside]) -> Markup:
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


def _lines(plot: Plot) -> Markup:
    return group(
        element(
            "line",
            class_="line provisional" if plot.points[after].provisional else "line",
            x1=percent(plot.x(before)),
            x2=percent(plot.x(after)),
            y1=percent(plot.height(before)),
            y2=percent(plot.height(after)),
        )
        for run in runs(plot.points)
        for before, after in pairwise(run)
    )


def _dots(plot: Plot) -> Markup:
    last = current(plot.points)
    return group(
        element(
            "circle",
            class_="dot provisional" if point.provisional else "dot",
            cx=percent(plot.x(index)),
            cy=percent(plot.height(index)),
            r=5.0 if index == last else 3.2,
        )
        for index, point in enumerate(plot.points)
        if point.value is not None
    )


def _gaps(plot: Plot) -> Markup:
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


def _end_labels(plot: Plot, beside: Sequence[Beside]) -> Markup:
    """Name the lines at their right end, moved apart where they would meet."""
    wanted = [
        (plot.y(one.value), _short(one.title), f"beside-{place}")
        for place, one in enumerate(beside)
        if one.value is not None
    ]
    last, ahead = current(plot.points), plot.chart.ahead
    target = ahead[-1].target if ahead else plot.points[-1].target
    if target is not None:
        wanted.append((plot.y(target), "Target", "target"))
    if ahead:
        end = ahead[-1]
        wanted.append((plot.y(end.value), f"Forecast {end.text}", "ahead"))
    elif last is not None:
        wanted.append((plot.height(last), plot.points[last].text, "latest"))
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
    ) + _latest(plot)


def _short(title: str) -> str:
    """Cut a name to what fits beside the plot; the legend has it whole."""
    return title if len(title) <= _LETTERS else f"{title[: _LETTERS - 1].rstrip()}…"


def _latest(plot: Plot) -> Markup:
    """Name the last figure above its point where a forecast goes on from it."""
    last = current(plot.points)
    if last is None or not plot.chart.ahead:
        return Markup("")
    y = plot.height(last)
    return element(
        "text",
        plot.points[last].text,
        class_="end end-latest",
        x=percent(plot.x(last)),
        y=percent(y),
        dy=-14 if y > _ROOM_ABOVE else 28,
        text_anchor="middle",
        font_size=_TEXT,
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
