"""A spine: where an area stands between the worst and the best, the comparator at the centre."""

from typing import Final

from markupsafe import Markup

from dashboard.figures.chart_marks import signal_shape
from dashboard.figures.svg import element, percent
from dashboard.queries.area_views import ProfileRow, Spread

_AIR: Final = 0.94
"""How much of each half is drawn in, so that a marker at an end is not cut."""


def spine(row: ProfileRow, *, height: int = 40) -> Markup:
    """Draw one row: all areas, their middle half, the centre line and the area's own mark.

    Both halves have one scale, and worse is always left. It is hidden from screen readers: the
    figures stand in the same row.
    """
    spread = row.spread
    if spread is None:
        return Markup("")
    return element(
        "svg",
        _span(spread, spread.low, spread.high, "spread"),
        _span(spread, spread.lower_quarter, spread.upper_quarter, "quarters"),
        element("line", class_="benchmark", x1="50%", x2="50%", y1="0%", y2="100%"),
        _mark(spread, row),
        class_="spine",
        width="100%",
        height=height,
        aria_hidden="true",
    )


def place_on(spread: Spread, value: float) -> float:
    """Give where a value stands from 0 (left, worse) to 1; the comparator is at a half."""
    ends = [spread.low, spread.high, spread.middle]
    if spread.value is not None:
        ends.append(spread.value)
    half = max(abs(end - spread.middle) for end in ends)
    away = (value - spread.middle) / half if half else 0.0
    return 0.5 + (-away if spread.turned else away) * _AIR / 2


def _span(spread: Spread, low: float | None, high: float | None, name: str) -> Markup:
    if low is None or high is None:
        return Markup("")
    left, right = sorted((place_on(spread, low), place_on(spread, high)))
    return element(
        "rect",
        class_=name,
        x=percent(left),
        y="30%",
        width=percent(right - left),
        height="40%",
        rx=1.5,
    )


def _mark(spread: Spread, row: ProfileRow) -> Markup:
    if spread.value is None:
        return Markup("")
    x = percent(place_on(spread, spread.value))
    return element("svg", spine_mark(row), x=x, y="50%", overflow="visible")


def spine_mark(row: ProfileRow) -> Markup:
    """Draw the area's mark round 0, 0: its shape says better, worse, another, similar or not known."""
    if row.sense:
        return element(
            "g", signal_shape(row.sense.value), class_=f"signal signal-{row.sense.value}"
        )
    judged = row.verdict and row.outcome.value != "not compared"
    return element("circle", class_="dot" if judged else "dot unjudged", r=5.5)
