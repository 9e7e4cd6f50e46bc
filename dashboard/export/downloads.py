"""The list of a source's failing rows as a file, for officers and operators."""

from collections.abc import Callable
from typing import Final

from flask import Flask, Response, abort

from dashboard.access.gate import FormRule, current_viewer
from dashboard.access.viewers import ROW_READERS, Viewer
from dashboard.export.failing_rows import as_file
from framework.errors import PermissionDeniedError
from indicators.quality.report import Report

DOWNLOAD: Final = "failing_rows"
DOWNLOAD_RULES: Final = {DOWNLOAD: FormRule(ROW_READERS)}
"""Who may fetch the list. The gate knows no other."""


def install_failing_rows(server: Flask, report_of: Callable[[Viewer, str], Report]) -> None:
    """Add the address of the lists to a server. The gate decides who reaches it."""
    server.add_url_rule(
        "/quality/<source_id>.csv", DOWNLOAD, lambda source_id: _send(report_of, source_id)
    )


def _send(report_of: Callable[[Viewer, str], Report], source_id: str) -> Response:
    try:
        report = report_of(current_viewer(), source_id)
    except PermissionDeniedError:
        abort(403, "This list is not yours to see.")
    except KeyError:
        abort(404, "There is no list of such a source.")
    name = f"{source_id}-failing-rows.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(as_file(report, name), mimetype="text/csv", headers=headers)
