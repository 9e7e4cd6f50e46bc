"""The web application: Dash on Flask, behind one gate, with every page written on the server.

The first answer carries the whole page, so it can be read before any script has come, and without
scripts at all. Dash then takes over: following a link fetches the next page by one callback.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from dash import Dash, Input, Output, State, dcc, html
from dash.exceptions import DependencyException
from flask import Flask, Request, Response, g, jsonify, make_response, request
from markupsafe import Markup
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from dashboard.access.callback_bodies import CallbackShape
from dashboard.access.embedding import EMBED
from dashboard.access.gate import (
    LOOPBACK,
    TOKEN_COOKIE,
    TOKEN_HEADER,
    Door,
    Reach,
    current_viewer,
    install_gate,
)
from dashboard.access.headers import content_policy
from dashboard.access.viewers import Viewer
from dashboard.api.answers import API
from dashboard.api.routes import ENDPOINTS, add_api
from dashboard.commands.uploading import Counter
from dashboard.export.downloads import DOWNLOAD_RULES, install_failing_rows
from dashboard.forms.upload import FORM_RULES, FORMS_PATH, UploadPages, install_upload_forms
from dashboard.pages.embedding import install_embedding
from dashboard.pages.exploring import explored
from dashboard.pages.files import VIEW_FILES, install_view_files
from dashboard.pages.kept import Answer, keeping_pages
from dashboard.pages.messages import broken, refused
from dashboard.pages.packed import compress_answers
from dashboard.pages.page import Page, Pages
from dashboard.pages.routing import unread
from dashboard.pages.served import Served
from dashboard.queries.library import Library
from dashboard.templates import render
from framework.errors import StoreError
from framework.model.visible import visible

ASSETS: Final = Path(__file__).parent / "assets"
SHOW: Final = CallbackShape(
    ("page", "shown"),
    inputs=(("where", "pathname"), ("where", "search")),
    state=(("page", "has"),),
)
EXPLORE: Final = CallbackShape(("explorer-content", "children"), (("page", "asked"),))


def create_app(
    pages: Pages,
    viewer_of_request: Callable[[Request], Viewer | None],
    *,
    secret: bytes,
    site: str = "Fingerpost",
    reach: Reach = LOOPBACK,
    counter: Counter | None = None,
    library: Library | None = None,
) -> Flask:
    """Make the WSGI application. With a library the API answers as well.

    `secret` signs the tokens of pages and should be new in every process. `site` is the name on
    pages that have no figures. Where there is a `counter`, partners' files are handed in there. Where
    `reach` names sites, they may show the month in short in a frame of theirs.
    """
    server = Flask("dashboard", static_folder=None)
    answer = keeping_pages(pages, site=site)
    dash = _Application(answer)
    _declare_callbacks(dash, pages, answer)
    policy = content_policy(dash.csp_hashes())
    shapes = {shape.key: shape for shape in (SHOW, EXPLORE)}
    forms = {**DOWNLOAD_RULES, **(FORM_RULES if counter else {})}
    endpoints = VIEW_FILES | (ENDPOINTS if library else frozenset[str]())
    endpoints |= {EMBED} if reach.framers else set()
    drawn = frozenset(one for one in VIEW_FILES if one.endswith((" as pdf", " as png")))
    door = Door(viewer_of_request, secret, policy, shapes, reach, forms, endpoints, drawn)
    install_gate(server, door)
    install_failing_rows(server, pages.failing_rows)
    install_view_files(server, pages, site=site)
    if counter:
        install_upload_forms(server, UploadPages(counter, _framed_form, site, secret))
    if library:
        add_api(server, library)
    if reach.framers:
        install_embedding(server, pages, framed, site=site)
    _finish(server, site)
    dash.init_app(server)
    return server


def _finish(server: Flask, site: str) -> None:
    """Say that the process is alive, put every error in words, and compress what is sent."""
    server.add_url_rule("/healthz", "healthz", lambda: Response("ok\n", mimetype="text/plain"))
    server.register_error_handler(HTTPException, lambda problem: _say(problem, site))
    server.register_error_handler(StoreError, lambda problem: _unread(problem, site))
    # Dash raises this for a script that no page asks for.
    server.register_error_handler(DependencyException, lambda _problem: _say(NotFound(), site))
    compress_answers(server)


class _Application(Dash):
    """Dash, whose first answer is already the page."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        super().__init__(
            "dashboard",
            server=False,
            assets_folder=str(ASSETS),
            assets_path_ignore=["first", "fonts", "paper"],
            update_title=None,  # type: ignore[arg-type]
            enable_mcp=False,
            csrf_token_name=TOKEN_COOKIE,
            csrf_header_name=TOKEN_HEADER,
            add_log_handler=False,
        )
        self.layout = _layout

    def index(self, *_args: object, **_kwargs: object) -> Response:
        search = request.query_string.decode("utf-8", "replace")
        g.page = self._answer(request.path, search, current_viewer())
        return make_response(super().index(), g.page.status)  # type: ignore[no-untyped-call]

    def interpolate_index(self, **parts: Any) -> str:  # type: ignore[override]
        """Put the page where Dash would put its word "Loading", with Dash's own scripts behind."""
        root = '<div id="react-entry-point"></div>'
        written = "\n".join((root, parts["config"], parts["scripts"], parts["renderer"]))
        return framed(g.page, Markup(written))  # noqa: S704 (Dash's own tags)


def framed(page: Page, scripts: Markup | None = None) -> str:
    """Put a page in the frame of every first answer."""
    sheets = [_asset(path.name) for path in sorted(ASSETS.glob("*.css"))]
    address = request.full_path if request.query_string else request.path
    return render(
        "index.html", page=page, address=address, asset=_asset, sheets=sheets, scripts=scripts or ""
    )


def _framed_form(page: Page) -> str:
    """Put a form in the frame, with the script of the theme's button and without Dash."""
    return framed(page, Markup('<script src="{}"></script>').format(_asset("page.js")))


def _asset(path: str, *, stamped: bool = True) -> str:
    """Give an asset's address, with the time of its last change so that browsers may keep it."""
    stamp = f"?m={(ASSETS / path).stat().st_mtime}" if stamped else ""
    return f"/assets/{path}{stamp}"


def _layout() -> html.Div:
    named: dict[str, Any] = {"aria-labelledby": "explorer-title"}
    return html.Div(
        [
            dcc.Location(id="where", refresh=False),
            Served(id="page"),
            html.Dialog(
                [
                    html.Button("Close", id="explorer-close", type="button", className="button"),
                    html.Div(html.P("The chart is on its way."), id="explorer-content"),
                ],
                id="explorer",
                **named,
            ),
        ]
    )


def _declare_callbacks(dash: Dash, pages: Pages, answer: Answer) -> None:
    @dash.callback(
        Output(*SHOW.output),
        *(Input(*pair) for pair in SHOW.inputs),
        *(State(*pair) for pair in SHOW.state),
    )
    def show(path: str | None, search: str | None, has: object) -> dict[str, str]:
        address = f"{path or '/'}{search or ''}"
        if has == address:  # the first answer, which the browser holds already
            return {"address": address}
        page = answer(path or "/", search or "", current_viewer())
        return {"address": address, "title": visible(page.title), "html": str(page.html)}

    @dash.callback(
        Output(*EXPLORE.output),
        *(Input(*pair) for pair in EXPLORE.inputs),
        prevent_initial_call=True,
    )
    def show_chart(asked: object) -> Any:
        return explored(asked, current_viewer(), pages)


def _unread(problem: StoreError, site: str) -> Response:
    """Answer for a file what its page would say where the store cannot be read."""
    page = unread(problem, site=site)
    return make_response(framed(page), page.status)


def _say(problem: HTTPException, site: str) -> Response:
    """Answer an error in plain words: a page for people, JSON or a line for programs. Never a traceback."""
    status = problem.code or 500
    words = problem.description or ""
    if request.path == API or request.path.startswith(f"{API}/"):
        answer = make_response(jsonify(status=status, message=words), status)
    elif request.method not in ("GET", "HEAD") and not request.path.startswith(FORMS_PATH):
        answer = Response(f"{words}\n", status, mimetype="text/plain")
    else:
        page = broken(site) if status >= 500 else refused(site, status, words)
        answer = make_response(framed(page), status)
    if isinstance(problem, MethodNotAllowed):
        answer.headers["Allow"] = ", ".join(sorted(problem.valid_methods or ()))
    return answer
