"""What stands over a made-up series: a usual range, signals, a forecast, the answers, a funnel."""

import math
from dataclasses import replace

from dashboard.queries.chart_views import (
    Ahead,
    Answer,
    ChartView,
    Contour,
    FunnelPoint,
    FunnelView,
    Mark,
    Sense,
)
from dashboard.queries.views import GapsView, Point
from framework.model.results import Rating
from tests.frameworks.made_series import Spec, point

AHEAD = (("Nov 2026", "November 2026"), ("Dec 2026", "December 2026"), ("Jan 2027", "January 2027"))


def chart(spec: Spec, points: tuple[Point, ...]) -> ChartView:
    """Give months a usual range made anew at the break, and years the reason why they have none."""
    if spec.grain == "year":
        return ChartView(notes=("No usual range is drawn: years are too few for limits.",))
    marks = tuple(_mark(spec, points, at) for at in range(len(points)))
    renewed = ("New usual range from April 2026: the team was merged.",) if spec.breaks else ()
    notes = ("Its usual range is drawn no further than 0% and 100%.",)
    last = points[-1].value
    ahead = () if last is None or spec.target is None else _ahead(spec, last)
    return ChartView(marks, ahead, renewed, notes)


def _mark(spec: Spec, points: tuple[Point, ...], at: int) -> Mark | None:
    stretch = int(bool(spec.breaks) and at >= 17)
    middle = (spec.start + spec.end) / 2 + stretch
    half = abs(spec.end - spec.start) * 0.4
    value = points[at].value
    sense = None
    if value is not None and abs(value - middle) > half:
        good = (value > middle) is (spec.better == "high")
        sense = Sense.CHANGE if spec.better == "none" else Sense.BETTER if good else Sense.WORSE
    side = "Above" if value is not None and value > middle else "Below"
    return Mark(
        stretch,
        middle,
        middle - half,
        middle + half,
        f"{spec.form(middle - half)} to {spec.form(middle + half)}",
        sense,
        f"{side} its usual range" if sense else "",
    )


def _ahead(spec: Spec, last: float) -> tuple[Ahead, ...]:
    return tuple(
        Ahead(
            label=short,
            long_label=long,
            value=last,
            lower=last * (1 - step / 50),
            upper=last * (1 + step / 50),
            target=spec.target,
            text=spec.form(last),
            interval_text=f"{spec.form(last * (1 - step / 50))} to {spec.form(last * (1 + step / 50))}",
            target_text=spec.form(spec.target or 0),
        )
        for step, (short, long) in enumerate(AHEAD, start=1)
    )


def answers(spec: Spec) -> tuple[Answer, ...]:
    if spec.grain == "year":
        return (Answer("Is it really changing?", "", "Cannot be said: too few years", known=False),)
    return (
        Answer(
            "Is it really changing?", "concerning_low", "Yes, for the worse", "Below its range."
        ),
        Answer("As it runs, will it meet its target?", "hit_and_miss", "Sometimes"),
        Answer(
            "Which way has it been going?",
            "down",
            "Getting worse: falling",
            "By all of its figures.",
        ),
        Answer(
            "Will it meet its target in time?", "", "Unlikely to meet it by March 2027: 2 in 10"
        ),
    )


def gaps() -> GapsView:
    """Give a chart of days between events, of which one gap is far longer than usual."""
    days = (20, 31, 25, 40, 28, 190)
    points = tuple(
        replace(point(float(one), f"Gap {at}"), text=f"{one} days", rating=Rating.NOT_RATED)
        for at, one in enumerate(days)
    )
    marks = tuple(
        Mark(0, 30.0, 2.0, 95.0, "2 days to 95 days")
        if one < 95
        else Mark(
            0,
            30.0,
            2.0,
            95.0,
            "2 days to 95 days",
            Sense.BETTER,
            "Above its usual range",
        )
        for one in days
    )
    return GapsView(
        points, ChartView(marks), "190 days at the last of them; the longest was 190 days"
    )


def funnel(count: int = 12) -> FunnelView:
    """Give a funnel in which the first area alone lies outside."""
    sizes = [50.0 * (at + 1) for at in range(count)]
    contours = tuple(
        Contour(size, 76 - 600 / math.sqrt(size) / 3, 76 + 600 / math.sqrt(size) / 3, 0.0, 100.0)
        for size in sizes
    )
    points = tuple(
        FunnelPoint(
            name=f"Place {at}",
            chosen=at == 3,
            size=size,
            value=40.0 if at == 0 else 76.0,
            outside=at == 0,
            words=f"Place {at} of {size:.0f}",
        )
        for at, size in enumerate(sizes)
    )
    return FunnelView(
        points=points,
        contours=contours,
        middle=76.0,
        middle_text="Midshire 76.0%",
        size_text="How many each figure is out of",
        text="1 of the 12 differ from Midshire 76.0% by more than chance gives; below: Place 0.",
    )
