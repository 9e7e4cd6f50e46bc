"""The chart for exploring: loaded when somebody asks for it, for Plotly is larger than the rest."""

from collections.abc import Sequence
from typing import Any, Final

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.access.viewers import Viewer
from dashboard.figures.explore import THEMES, explore
from dashboard.pages.page import Pages
from dashboard.pages.routing import read_address
from dashboard.queries.exploration import AreaSeries
from dashboard.queries.views import IndicatorView
from framework.errors import UserError
from framework.model.visible import visible

_CANNOT: Final = "This chart cannot be shown. Close it and load the page again."


def explored(asked: object, viewer: Viewer, pages: Pages) -> list[Component]:
    """Give the content of the dialog. `asked` has indicator, search and theme, all from a browser."""
    if not isinstance(asked, dict):
        return [html.P(_CANNOT)]
    try:
        place = read_address("", str(asked.get("search", "")), site="")
        found = pages.exploration(viewer, str(asked.get("indicator", "")), place.month, place.area)
    except (KeyError, UserError):
        return [html.P(_CANNOT)]
    view, others = found.page, found.others
    graph = _graph(view, str(asked.get("theme")), others)
    hint = " Press the name of an area below it to show or hide its line." if others else ""
    return [
        html.H2(visible(view.card.title), id="explorer-title"),
        html.P(
            f"{visible(view.chrome.area)}. Drag across the chart to zoom in, double-click to zoom out.{hint}"
        ),
        html.Div(graph, className="explored", **_described(view)),
    ]


def _described(view: IndicatorView) -> dict[str, Any]:
    label = f"{visible(view.trend_text)}. The table on the page has the same figures."
    return {"role": "img", "aria-label": label}


def _graph(view: IndicatorView, theme: str, others: Sequence[AreaSeries]) -> Component:
    return dcc.Graph(
        figure=explore(
            view.trend,
            name=view.chrome.area,
            unit=view.unit,
            beside=view.card.beside,
            others=others,
            theme=theme if theme in THEMES else THEMES[0],
        ),
        config={"displayModeBar": False, "responsive": True},
        responsive=True,
        style={"height": "100%"},
    )
