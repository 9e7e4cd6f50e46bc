"""The same trend as a Plotly figure, for a person who wants to point at it and zoom.

Plotly reads a little HTML and its own templates in every text, so texts are escaped for both.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from dashboard.figures.scales import PERCENT
from dashboard.figures.series import runs, target_steps
from dashboard.queries.exploration import AreaSeries
from dashboard.queries.views import Beside, Point
from framework.model.visible import visible

Figure = dict[str, Any]
"""Plotly's own JSON: written by hand, so that the page need not import Plotly's Python."""

THEMES: Final = ("light", "dark")

_DASHES: Final = ("dash", "dot", "dashdot", "longdash")
_SYMBOLS: Final = ("square", "diamond", "triangle-up", "cross", "x", "star")
_BESIDE_PERIODS: Final = 4  # a comparator has a period of its own, so its line is short
_FONT: Final = '"Source Sans 3", system-ui, sans-serif'


@dataclass(frozen=True, slots=True)
class _Theme:
    ink: str
    quiet: str
    grid: str
    surface: str
    series: str
    band: str
    beside: str
    others: tuple[str, ...]


_COLOURS: Final = {
    "light": _Theme(
        ink="#0b0c0c",
        quiet="#48525c",
        grid="#d5dbe1",
        surface="#ffffff",
        series="#12436d",
        band="rgba(18, 67, 109, 0.14)",
        beside="#8a4b00",
        others=("#0077b8", "#c4520a", "#490092", "#0b7a75", "#a4122b", "#6b4500"),
    ),
    "dark": _Theme(
        ink="#e9eef4",
        quiet="#b4bfca",
        grid="#313b46",
        surface="#161b22",
        series="#8cc2f5",
        band="rgba(140, 194, 245, 0.18)",
        beside="#f2b366",
        others=("#4cc3ff", "#ff9d4d", "#c9a3ff", "#2fb5a8", "#ffb3bd", "#ffd166"),
    ),
}


def explore(
    points: Sequence[Point],
    *,
    name: str,
    unit: str,
    beside: Sequence[Beside],
    theme: str,
    others: Sequence[AreaSeries] = (),
) -> Figure:
    """Give a trend as a Plotly figure in one of THEMES. `name` is what the line is called.

    `others` stand in the legend and are drawn when somebody presses their names.
    """
    colours = _COLOURS[theme]
    labels = [_plain(point.label) for point in points]
    traces = [
        *_bands(points, labels, colours),
        *_targets(points, labels, colours),
        *(_beside(one, labels, colours) for one in beside if one.drawn and one.value is not None),
        *_series(points, labels, name, colours),
        *(trace for at, one in enumerate(others) for trace in _other(one, at, colours)),
    ]
    return {"data": traces, "layout": _layout(labels, unit, colours)}


def _plain(text: str) -> str:
    """Make a text literal for Plotly: no tags, no %{templates}, nothing that cannot be seen."""
    return escape(visible(text)).replace("%{", "%&#123;")


def _once(traces: Iterable[Figure]) -> list[Figure]:
    """Let traces that belong together share one entry of the legend."""
    return [{**trace, "showlegend": place == 0} for place, trace in enumerate(traces)]


def _series(points: Sequence[Point], labels: list[str], name: str, colours: _Theme) -> list[Figure]:
    """Draw one line a run, so that no line crosses a missing figure or a break."""
    return _once(
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": _plain(name),
            "legendgroup": "series",
            "x": [labels[index] for index in run],
            "y": [points[index].value for index in run],
            "line": {"color": colours.series, "width": 3},
            "marker": {
                "size": 8,
                "color": [
                    colours.surface if points[index].provisional else colours.series
                    for index in run
                ],
                "line": {"color": colours.series, "width": 2},
            },
            "hoverinfo": "text",
            "hovertext": [_hover(points[index]) for index in run],
        }
        for run in runs(points)
    )


def _hover(point: Point) -> str:
    parts = (
        f"{point.long_label}: {point.text}",
        point.count_text,
        f"95% interval {point.interval_text}" if point.interval_text else "",
        f"Target {point.target_text}" if point.target_text else "",
        "Provisional" if point.provisional else "",
        point.breaks,
    )
    return "<br>".join(_plain(part) for part in parts if part)


def _bands(points: Sequence[Point], labels: list[str], colours: _Theme) -> list[Figure]:
    """Draw the 95% interval of each run as one closed shape."""
    shapes = []
    for run in runs(points):
        known = [index for index in run if points[index].lower is not None]
        there, back = known, known[::-1]
        if len(known) > 1:
            shapes.append(
                {
                    "type": "scatter",
                    "mode": "lines",
                    "name": "95% interval",
                    "legendgroup": "interval",
                    "x": [labels[index] for index in there + back],
                    "y": [points[i].upper for i in there] + [points[i].lower for i in back],
                    "fill": "toself",
                    "fillcolor": colours.band,
                    "line": {"width": 0},
                    "hoverinfo": "skip",
                }
            )
    return _once(shapes)


def _targets(points: Sequence[Point], labels: list[str], colours: _Theme) -> list[Figure]:
    return _once(
        {
            "type": "scatter",
            "mode": "lines",
            "name": "Target",
            "legendgroup": "target",
            "x": labels[first : last + 1],
            "y": [target] * (last + 1 - first),
            "line": {"color": colours.ink, "width": 2, "dash": "dash"},
            "hoverinfo": "skip",
        }
        for first, last, target in target_steps(points)
    )


def _beside(one: Beside, labels: list[str], colours: _Theme) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": _plain(f"{one.title} {one.text}, {one.period}"),
        "x": labels[-_BESIDE_PERIODS:],
        "y": [one.value] * len(labels[-_BESIDE_PERIODS:]),
        "line": {"color": colours.beside, "width": 2, "dash": "dot"},
        "hoverinfo": "skip",
    }


def _other(one: AreaSeries, place: int, colours: _Theme) -> list[Figure]:
    """Draw another area's series, one line a run, when its name is pressed."""
    colour = colours.others[place % len(colours.others)]
    name = _plain(one.name)
    return _once(
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": name,
            "legendgroup": f"other {place}",
            "visible": "legendonly",
            "x": [_plain(one.points[index].label) for index in run],
            "y": [one.points[index].value for index in run],
            "line": {"color": colour, "width": 2, "dash": _DASHES[place % len(_DASHES)]},
            "marker": {"size": 7, "symbol": _SYMBOLS[place % len(_SYMBOLS)], "color": colour},
            "hoverinfo": "text",
            "hovertext": [f"{name}<br>{_hover(one.points[index])}" for index in run],
        }
        for run in runs(one.points)
    )


def _layout(labels: list[str], unit: str, colours: _Theme) -> Figure:
    axis: Figure = {
        "gridcolor": colours.grid,
        "linecolor": colours.grid,
        "zerolinecolor": colours.grid,
        "tickfont": {"color": colours.quiet},
        "automargin": True,
    }
    return {
        "font": {"family": _FONT, "size": 15, "color": colours.ink},
        "paper_bgcolor": colours.surface,
        "plot_bgcolor": colours.surface,
        "margin": {"l": 48, "r": 16, "t": 8, "b": 40},
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": colours.surface,
            "bordercolor": colours.quiet,
            "font": {"family": _FONT, "size": 15, "color": colours.ink},
        },
        "legend": {"orientation": "h", "y": -0.14, "x": 0},
        "xaxis": {
            **axis,
            "type": "category",
            "categoryorder": "array",
            "categoryarray": labels,
            "nticks": 9,
            "showgrid": False,
        },
        "yaxis": {**axis, "ticksuffix": "%" if unit == PERCENT else ""},
        "dragmode": "zoom",
    }
