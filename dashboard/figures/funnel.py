"""A funnel plot: areas by size and figure, within limits that narrow as areas grow."""

from typing import Final

from markupsafe import Markup

from dashboard.figures.chart_marks import SHAPES
from dashboard.figures.plots import ribbon, stretched
from dashboard.figures.scales import Scale, present, round_scale, tick_text
from dashboard.figures.svg import element, group, percent
from dashboard.queries.chart_views import FunnelPoint, FunnelView, Sense

HEIGHT: Final = 320
_TEXT: Final = 14
_LINE: Final = 0.055  # of the height, between names
_NEAR_END: Final = 0.75  # from here on names stand left of their points
_NAME_WIDTH: Final = 0.3  # of the width


def funnel_plot(view: FunnelView, *, unit: str) -> Markup:
    """Draw the areas as dots, those outside the limits as diamonds with their names."""
    ends = [end for one in view.contours for end in (one.lower, one.upper)]
    values = round_scale(present([*ends, *(one.value for one in view.points)]), unit=unit)
    last = view.contours[-1].size
    sizes = round_scale([0.0, last], unit="")
    across = Scale(0.0, max(last, sizes.ticks[-1]), sizes.ticks)
    return element(
        "svg",
        _grid(values, across, unit),
        _limits(view, values, across),
        _middle(view, values),
        _points(view, values, across),
        class_="trend funnel",
        width="100%",
        height=HEIGHT,
        role="img",
        aria_label=view.text,
    )


def _grid(values: Scale, across: Scale, unit: str) -> Markup:
    rows = group(
        element("line", class_="grid", x1="0%", x2="100%", y1=y, y2=y)
        + element(
            "text",
            tick_text(tick, values, unit=unit),
            x="0%",
            y=y,
            dx=-10,
            dy="0.35em",
            text_anchor="end",
            font_size=_TEXT,
        )
        for tick in values.ticks
        for y in (percent(_y(tick, values)),)
    )
    columns = group(
        element(
            "text",
            f"{tick:,.0f}",
            class_="date",
            x=percent(_x(tick, across)),
            y="100%",
            dy=20,
            text_anchor="middle",
            font_size=_TEXT,
        )
        for tick in across.ticks
    )
    return rows + columns


def _x(size: float, across: Scale) -> float:
    return 0.02 + 0.96 * across.share(size)


def _y(value: float, values: Scale) -> float:
    return 0.97 - 0.94 * values.share(value)


def _limits(view: FunnelView, values: Scale, across: Scale) -> Markup:
    outer = [
        (_x(one.size, across), _y(one.lower998, values), _y(one.upper998, values))
        for one in view.contours
    ]
    inner = [
        (_x(one.size, across), _y(one.lower, values), _y(one.upper, values))
        for one in view.contours
    ]
    return stretched(ribbon(outer, "range outer") + ribbon(inner, "range"))


def _middle(view: FunnelView, values: Scale) -> Markup:
    y = percent(_y(view.middle, values))
    return element("line", class_="mean", x1="0%", x2="100%", y1=y, y2=y) + element(
        "text",
        view.middle_text,
        class_="end",
        x="100%",
        y=y,
        dx=10,
        dy="0.35em",
        font_size=_TEXT,
    )


def _points(view: FunnelView, values: Scale, across: Scale) -> Markup:
    named = _named_points(view, values, across)
    return group(
        _dot(one, _x(one.size, across), _y(one.value, values), named=one.name in named)
        for one in view.points
    )


def _named_points(view: FunnelView, values: Scale, across: Scale) -> set[str]:
    """Choose whose names there is room for: the page's own area, then the furthest outside."""
    wanted = [one for one in view.points if one.outside or one.chosen]
    wanted.sort(key=lambda one: (not one.chosen, -abs(one.value - view.middle)))
    places = [(_x(one.size, across), _y(one.value, values)) for one in view.points]
    taken: list[tuple[float, float]] = []
    named = set()
    for one in wanted:
        x, y = _x(one.size, across), _y(one.value, values)
        far = all(abs(x - other) > _NAME_WIDTH or abs(y - line) > _LINE for other, line in taken)
        side = -1 if x > _NEAR_END else 1
        clear = not any(
            0 < (other - x) * side < _NAME_WIDTH / 2 and abs(y - line) < _LINE / 2
            for other, line in places
        )
        if (far and clear) or one.chosen:
            taken.append((x, y))
            named.add(one.name)
    return named


def _dot(one: FunnelPoint, x: float, y: float, *, named: bool) -> Markup:
    if one.outside:
        dot = element(
            "svg",
            SHAPES[Sense.CHANGE],
            class_="signal signal-change",
            x=percent(x),
            y=percent(y),
            overflow="visible",
        )
    else:
        name = "dot chosen" if one.chosen else "dot"
        dot = element("circle", class_=name, cx=percent(x), cy=percent(y), r=4.2)
    if not named:
        return dot
    near_end = x > _NEAR_END
    return dot + element(
        "text",
        one.name,
        class_="named",
        x=percent(x),
        y=percent(y),
        dx=-11 if near_end else 11,
        dy="0.35em",
        text_anchor="end" if near_end else "start",
        font_size=_TEXT,
    )
