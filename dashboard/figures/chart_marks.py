"""What a control chart and a forecast add to a trend: usual range, mean, signals, what lies ahead."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from markupsafe import Markup

from dashboard.figures.plots import Plot, ribbon, stretched
from dashboard.figures.series import current
from dashboard.figures.svg import element, group, percent
from dashboard.queries.chart_views import Mark, Sense

SHAPES: Final = {
    Sense.BETTER: Markup('<path d="M0-7.5 7.5 0 0 7.5-7.5 0z"/>'),
    Sense.WORSE: Markup('<path d="M-5.6-5.6H5.6V5.6H-5.6z"/>'),
    Sense.CHANGE: Markup('<path d="M0-7 7 5.5H-7z"/>'),
}
"""Better is a diamond, worse a square, a change that is neither a triangle."""


def signal_shape(sense: str) -> Markup:
    """Give the shape of a signal by the name of its sense, for a legend."""
    return SHAPES[Sense(sense)]


def usual_range(plot: Plot) -> Markup:
    """Draw the limits as one band a stretch, half a period beyond its first and last point."""
    return stretched(group(_band(plot, stretch) for stretch in _stretches(plot)))


def _stretches(plot: Plot) -> Iterator[list[tuple[int, Mark]]]:
    known = [(index, mark) for index, mark in enumerate(plot.chart.marks) if mark]
    for _, found in groupby(known, key=lambda one: one[1].stretch):
        yield list(found)


def _band(plot: Plot, stretch: list[tuple[int, Mark]]) -> Markup:
    (first, begins), (last, ends) = stretch[0], stretch[-1]
    places = [(first - 0.5, begins), *stretch, (last + 0.5, ends)]
    known = [(plot.x(index), plot.y(mark.lower), plot.y(mark.upper)) for index, mark in places]
    return ribbon(known, "range")


def means(plot: Plot) -> Markup:
    """Draw the mean of each stretch."""
    return group(
        element(
            "line",
            class_="mean",
            x1=percent(plot.x(stretch[0][0] - 0.5)),
            x2=percent(plot.x(stretch[-1][0] + 0.5)),
            y1=percent(plot.y(stretch[-1][1].mean)),
            y2=percent(plot.y(stretch[-1][1].mean)),
        )
        for stretch in _stretches(plot)
    )


def renewals(plot: Plot) -> Markup:
    """Draw a line where the usual range begins anew, unless a new series is marked there already."""
    firsts = [stretch[0][0] for stretch in _stretches(plot)]
    return group(
        element("line", class_="break", x1=x, x2=x, y1="0%", y2="100%")
        + element("text", "new range", x=x, y="0%", dx=6, dy=24, font_size=14, class_="note")
        for index in firsts[1:]
        if not plot.points[index].breaks
        for x in (percent(plot.x(index - 0.5)),)
    )


def signals(plot: Plot) -> Markup:
    """Draw each point that is more than chance as the shape of what it means."""
    return group(
        element(
            "svg",
            SHAPES[mark.signal],
            class_=f"signal signal-{mark.signal.value}",
            x=percent(plot.x(index)),
            y=percent(plot.height(index)),
            overflow="visible",
        )
        for index, mark in enumerate(plot.chart.marks)
        if mark and mark.signal and plot.points[index].value is not None
    )


def ahead_band(plot: Plot) -> Markup:
    """Draw the 95% interval of the forecast, which opens from the last figure."""
    begin = current(plot.points)
    if begin is None or not plot.chart.ahead:
        return Markup("")
    now = plot.height(begin)
    later = [
        (plot.x(begin + count), plot.y(one.lower), plot.y(one.upper))
        for count, one in enumerate(plot.chart.ahead, start=1)
    ]
    return stretched(ribbon([(plot.x(begin), now, now), *later], "band ahead"))


def ahead_line(plot: Plot) -> Markup:
    """Draw the forecast as a dashed line with a hollow end."""
    begin = current(plot.points)
    if begin is None or not plot.chart.ahead:
        return Markup("")
    places = [(plot.x(begin), plot.height(begin))]
    places += [
        (plot.x(begin + count), plot.y(one.value))
        for count, one in enumerate(plot.chart.ahead, start=1)
    ]
    steps = group(
        element(
            "line",
            class_="line ahead",
            x1=percent(places[at][0]),
            x2=percent(places[at + 1][0]),
            y1=percent(places[at][1]),
            y2=percent(places[at + 1][1]),
        )
        for at in range(len(places) - 1)
    )
    x, y = places[-1]
    end = element("circle", class_="dot provisional", cx=percent(x), cy=percent(y), r=4.0)
    return steps + end
