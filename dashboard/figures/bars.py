"""One bar with its interval beside the bars of its siblings: all rows of a table share a scale."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.figures.scales import Scale, bar_scale, present
from dashboard.figures.svg import element, percent
from dashboard.queries.views import AreaBar, BreakdownRow


@dataclass(frozen=True, slots=True)
class BarFrame:
    """What every bar of a table shares: the scale, the target line and the line to compare with."""

    scale: Scale
    target: float | None = None
    benchmark: float | None = None


def bar_frame(
    rows: Sequence[AreaBar | BreakdownRow],
    *,
    target: float | None = None,
    benchmark: float | None = None,
) -> BarFrame:
    """Make the frame in which the bars of all rows are drawn, from zero."""
    ends = [number for row in rows for number in (row.value, row.lower, row.upper)]
    return BarFrame(bar_scale(present([*ends, target, benchmark])), target, benchmark)


def bar(row: AreaBar | BreakdownRow, frame: BarFrame, *, height: int = 40) -> Markup:
    """Draw one row. It is hidden from screen readers: the figures stand in the same row."""
    return element(
        "svg",
        _fill(row, frame),
        _line(frame.benchmark, frame, "benchmark"),
        _line(frame.target, frame, "target"),
        _whisker(row, frame),
        _line(0.0, frame, "axis"),
        class_="bar",
        width="100%",
        height=height,
        aria_hidden="true",
    )


def _fill(row: AreaBar | BreakdownRow, frame: BarFrame) -> Markup:
    if row.value is None:
        return Markup("")
    zero, end = sorted((frame.scale.share(0.0), frame.scale.share(row.value)))
    chosen = isinstance(row, AreaBar) and row.chosen
    return element(
        "rect",
        class_="fill chosen" if chosen else "fill",
        x=percent(zero),
        y="22%",
        width=percent(end - zero),
        height="56%",
        rx=1.5,
    )


def _whisker(row: AreaBar | BreakdownRow, frame: BarFrame) -> Markup:
    if row.lower is None or row.upper is None:
        return Markup("")
    low, high = percent(frame.scale.share(row.lower)), percent(frame.scale.share(row.upper))
    caps = [element("line", x1=x, x2=x, y1="38%", y2="62%") for x in (low, high)]
    return element(
        "g", element("line", x1=low, x2=high, y1="50%", y2="50%"), *caps, class_="whisker"
    )


def _line(value: float | None, frame: BarFrame, name: str) -> Markup:
    if value is None:
        return Markup("")
    x = percent(frame.scale.share(value))
    return element("line", class_=name, x1=x, x2=x, y1="0%", y2="100%")
