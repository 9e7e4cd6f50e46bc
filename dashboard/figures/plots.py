"""The plot of a trend: which period stands where, in shares of the drawing, and over which values."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.figures.scales import Scale, present, round_scale
from dashboard.figures.svg import element, number
from dashboard.queries.chart_views import ChartView
from dashboard.queries.views import Beside, Point


@dataclass(frozen=True, slots=True)
class Plot:
    """A series with what is drawn over it, and the scale that has room for all of it."""

    points: Sequence[Point]
    chart: ChartView
    scale: Scale
    unit: str

    @property
    def count(self) -> int:
        """Give how many periods the plot is wide, those to come as well."""
        return len(self.points) + len(self.chart.ahead)

    @property
    def labels(self) -> list[str]:
        return [one.label for one in self.points] + [one.label for one in self.chart.ahead]

    def x(self, index: float) -> float:
        """Give the share of the width where a period stands, with air at both ends."""
        last = self.count - 1
        return 0.5 if last < 1 else 0.02 + 0.96 * min(last, max(0, index)) / last

    def y(self, value: float) -> float:
        """Give the share of the height where a value stands."""
        return 0.97 - 0.94 * self.scale.share(value)

    def height(self, index: int) -> float:
        """Give the share of the height of a point that has a value."""
        return self.y(self.points[index].value or 0.0)


def scale_of(
    points: Sequence[Point], chart: ChartView, beside: Sequence[Beside], unit: str
) -> Scale:
    """Give the scale with room for the figures and everything that is drawn over them."""
    shown = [end for p in points for end in (p.value, p.target, p.target_high)]
    if any(chart.marks):
        shown += [end for mark in chart.marks if mark for end in (mark.lower, mark.upper)]
    else:
        shown += [end for p in points for end in (p.lower, p.upper)]
    shown += [end for one in chart.ahead for end in (one.lower, one.upper, one.target)]
    return round_scale(present([*shown, *(one.value for one in beside)]), unit=unit)


def stretched(shapes: Markup) -> Markup:
    """Wrap paths whose places are 0 to 100 in a drawing that fills the plot."""
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


def ribbon(known: Sequence[tuple[float, float, float]], name: str) -> Markup:
    """Draw a band through (x, lower y, upper y), all shares, for `stretched`."""
    if len(known) < 2:
        return Markup("")
    up = [_pair(x, upper) for x, _, upper in known]
    down = [_pair(x, lower) for x, lower, _ in reversed(known)]
    return element("path", class_=name, d=f"M{'L'.join(up + down)}Z")


def _pair(x: float, y: float) -> str:
    return f"{number(100 * x)} {number(100 * y)}"
