"""The panel, an indicator and the heat map as files, for whoever may read the pages."""

import re
from collections.abc import Callable
from typing import Final, Protocol

from flask import Flask, Response, abort, request

from dashboard.access.gate import current_viewer
from dashboard.access.viewers import Viewer
from dashboard.export.view_tables import Tables, heat_map_tables, indicator_tables, panel_tables
from dashboard.export.workbooks import as_csv, as_workbook
from dashboard.queries.views import HeatMapView, IndicatorView, PanelView
from framework.errors import PermissionDeniedError, StoreError
from framework.model.areas import AREA_CODE

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_ENDINGS: Final = ("xlsx", "csv")
VIEW_FILES: Final = frozenset(
    f"{view} as {ending}" for view in ("panel", "heat map", "indicator") for ending in _ENDINGS
)
"""The endpoints of these files, for the gate."""


class Views(Protocol):
    """Where the views of the three pages come from."""

    def panel(self, viewer: Viewer, month: str | None, area: str | None) -> PanelView: ...

    def indicator(
        self, viewer: Viewer, indicator_id: str, month: str | None, area: str | None
    ) -> IndicatorView: ...

    def heat_map(
        self, viewer: Viewer, month: str | None, area: str | None, sort: str
    ) -> HeatMapView: ...


def install_view_files(server: Flask, views: Views) -> None:
    """Add the addresses of the files to a server. The gate decides who reaches them."""

    def panel() -> Tables:
        return panel_tables(views.panel(current_viewer(), *_asked()))

    def heat_map() -> Tables:
        return heat_map_tables(views.heat_map(current_viewer(), *_asked(), "outcome"))

    def indicator(indicator_id: str) -> Tables:
        return indicator_tables(views.indicator(current_viewer(), indicator_id, *_asked()))

    for ending in _ENDINGS:
        _add(server, f"/download/panel.{ending}", f"panel as {ending}", panel)
        _add(server, f"/download/heat-map.{ending}", f"heat map as {ending}", heat_map)
        address = f"/download/indicator/<indicator_id>.{ending}"
        _add(server, address, f"indicator as {ending}", indicator)


def _add(server: Flask, address: str, endpoint: str, read: Callable[..., Tables]) -> None:
    def answer(**named: str) -> Response:
        try:
            return _file(read(**named), address.rpartition(".")[2])
        except KeyError:
            abort(404, "There is no such page.")
        except PermissionDeniedError:
            abort(403, "This is not yours to see.")
        except StoreError:
            abort(503, "There is nothing to show just now.")

    server.add_url_rule(address, endpoint, answer)


def _asked() -> tuple[str | None, str | None]:
    """Give the month and the area of an address.

    Raises:
        KeyError: one of them cannot name anything.
    """
    month, area = request.args.get("month"), request.args.get("area")
    for text, form in ((month, _MONTH), (area, AREA_CODE)):
        if text and not form.fullmatch(text):
            raise KeyError(text)
    return month or None, area or None


def _file(view: Tables, ending: str) -> Response:
    body: bytes | str = as_workbook(view) if ending == "xlsx" else as_csv(view)
    headers = {"Content-Disposition": f'attachment; filename="{view.name}.{ending}"'}
    kind = _XLSX if ending == "xlsx" else "text/csv"
    return Response(body, mimetype=kind, headers=headers)
