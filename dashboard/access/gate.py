"""The one door of the web application: nobody comes in unseen, and nothing comes in malformed.

Every request passes here before any other code. What is not on the list of open endpoints needs
a viewer; whatever changes or computes needs a token that only our own pages hold. A form takes a post from
its own roles alone, from our own origin, with that token; no other address takes one but Dash's.
"""

import hashlib
import hmac
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final, cast
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, g, request
from werkzeug.exceptions import MethodNotAllowed, SecurityError

from dashboard.access.callback_bodies import CallbackShape, fault_in
from dashboard.access.headers import protect
from dashboard.access.viewers import Role, Viewer
from framework.errors import PermissionDeniedError

TOKEN_COOKIE: Final = "_csrf_token"  # noqa: S105 (Dash reads the cookie of this name)
TOKEN_HEADER: Final = "X-CSRFToken"  # noqa: S105
OPEN_ENDPOINTS: Final = frozenset({"_dash_assets.static", "healthz", "readyz", "metrics"})
"""Nobody signs in to these. `metrics` has a rule of its own, see dashboard/pages/probes.py."""
VIEWER_ENDPOINTS: Final = frozenset(
    {
        "/",
        "/<path:path>",  # pages, and the page that says there is no such page
        "/_dash-layout",
        "/_dash-dependencies",
        "/_dash-update-component",
        "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
    }
)
LOOPBACK_HOSTS: Final = frozenset({"localhost", "127.0.0.1", "::1"})
DOOR: Final = "fingerpost door"
"""Under this name a server keeps its door, so that what it lets in can be listed."""
LARGEST_BODY: Final = 64 * 1024
TOKEN_FIELD: Final = "token"  # noqa: S105 (the name of a hidden field)
MOST_FIELDS: Final = 5

_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_CALLBACKS: Final = "/_dash-update-component"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FormRule:
    """Who may open a form and post it, and how many bytes a post may have."""

    roles: frozenset[Role]
    largest: int = LARGEST_BODY


@dataclass(frozen=True, slots=True)
class Reach:
    """The names under which a server answers (None: any), and the sites that may frame its one page for it."""

    hosts: frozenset[str] | None = LOOPBACK_HOSTS
    framers: tuple[str, ...] = ()


LOOPBACK: Final = Reach()


@dataclass(frozen=True, slots=True)
class Door:
    """Who comes in and what they may send.

    `secret` makes the tokens of this process. `callbacks` are the shapes of Dash's callbacks by
    their keys. `forms` are the endpoints of forms, `endpoints` those that a viewer may read besides
    the pages; an endpoint that is not listed is not there. `drawn` are those whose answers take
    seconds to make: another site's page cannot ask for them.
    """

    viewer_of_request: Callable[[Request], Viewer | None]
    secret: bytes
    policy: str
    callbacks: Mapping[str, CallbackShape]
    reach: Reach = LOOPBACK
    forms: Mapping[str, FormRule] = field(default_factory=dict)
    endpoints: frozenset[str] = frozenset()
    drawn: frozenset[str] = frozenset()


def refuse_open_viewer_beyond_loopback(host: str) -> None:
    """Refuse to listen for other machines while everybody is let in as the demonstration's viewer.

    Raises:
        PermissionDeniedError: the address is not one of this machine's own.
    """
    if _is_loopback(host):
        return
    raise PermissionDeniedError(
        f"'{host}' can be reached from other machines, and until sign-in exists everybody would "
        "see the figures. Use 127.0.0.1 or localhost."
    )


def _is_loopback(host: str) -> bool:
    name = host.strip().strip("[]").lower()
    if name in LOOPBACK_HOSTS:
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def install_gate(server: Flask, door: Door) -> None:
    """Put the gate before every other handler of a server, and the headers behind."""
    server.extensions[DOOR] = door
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    server.before_request(lambda: _admit(door))
    server.after_request(lambda response: _release(response, door))


def current_viewer() -> Viewer:
    """Give the viewer that the gate let in."""
    return cast(Viewer, g.viewer)


def token_of(viewer: Viewer, secret: bytes) -> str:
    """Give the token of a viewer's pages. Nobody without the secret can make it."""
    return hmac.new(secret, viewer.name.encode(), hashlib.sha256).hexdigest()


def _admit(door: Door) -> None:
    _check_host(door)
    g.viewer = None
    if request.endpoint in OPEN_ENDPOINTS:
        return
    viewer = door.viewer_of_request(request)
    if viewer is None or not viewer.roles:
        abort(403, "You are not signed in, so nothing is shown.")
    form = door.forms.get(request.endpoint or "")
    if form is not None:
        _admit_to_form(viewer, door, form)
        return
    if Role.BOARD_MEMBER not in viewer.roles:
        abort(403, f"This needs the role {Role.BOARD_MEMBER}.")
    known = VIEWER_ENDPOINTS | door.endpoints
    if request.endpoint is not None and request.endpoint not in known:
        abort(404, "There is nothing at this address.")
    if request.endpoint in door.drawn:
        _check_site()
    if request.method not in _SAFE_METHODS:
        if isinstance(request.routing_exception, MethodNotAllowed):
            raise request.routing_exception  # nothing at this address takes it
        _check_token(viewer, door)
        _check_body(door)
    g.viewer = viewer


def _admit_to_form(viewer: Viewer, door: Door, form: FormRule) -> None:
    """Let the roles of a form in. Nothing of a body is read before its sender is known to be ours."""
    if viewer.roles.isdisjoint(form.roles):
        abort(403, f"This needs the role {' or '.join(sorted(form.roles))}.")
    if request.method not in _SAFE_METHODS:
        _check_origin()
        request.max_content_length = form.largest
        request.max_form_parts = MOST_FIELDS
        sent = (request.cookies.get(TOKEN_COOKIE, ""), request.form.get(TOKEN_FIELD, ""))
        _check_same(sent, viewer, door)
    g.viewer = viewer


def _check_origin() -> None:
    """Every browser says from which origin a form is posted; another site's form says its own."""
    try:
        origin = urlsplit(request.headers.get("Origin", ""))
    except ValueError:
        origin = urlsplit("")
    ours = origin.scheme in ("http", "https") and origin.netloc == request.host
    if not ours or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        abort(403, "This was not sent from a page of ours.")


def _check_site() -> None:
    """Let another site lead a person to an address, and refuse what its page asks for by itself."""
    said = request.headers
    led = said.get("Sec-Fetch-Mode") == "navigate"
    led = (
        led and said.get("Sec-Fetch-Dest", "document") == "document"
    )  # not into a frame of its own
    if said.get("Sec-Fetch-Site") == "cross-site" and not led:
        abort(403, "This was not asked for from a page of ours.")


def _check_host(door: Door) -> None:
    """A page elsewhere can point its own name at this machine; we answer only to ours."""
    try:
        host = request.host
    except SecurityError:
        abort(400, "The address of the request is malformed.")
    name = host.rpartition("]")[0].strip("[]") if "[" in host else host.partition(":")[0]
    if door.reach.hosts is not None and name.lower() not in door.reach.hosts:
        abort(400, "This address is not served here.")


def _check_token(viewer: Viewer, door: Door) -> None:
    sent = (request.cookies.get(TOKEN_COOKIE, ""), request.headers.get(TOKEN_HEADER, ""))
    _check_same(sent, viewer, door)


def _check_same(sent: tuple[str, str], viewer: Viewer, door: Door) -> None:
    expected = token_of(viewer, door.secret).encode()
    for given in sent:
        if not hmac.compare_digest(given.encode(), expected):
            abort(403, "The page is out of date. Load it again.")


def _check_body(door: Door) -> None:
    if request.path != _CALLBACKS:
        return
    if not request.is_json:
        abort(415, "The body is not JSON.")
    fault = fault_in(_json(), door.callbacks)
    if fault:
        _log.warning("a callback was refused: %s", fault)
        abort(400, f"The request cannot be read: {fault}.")


def _json() -> object:
    try:
        return request.get_json(silent=True)
    except RecursionError:  # a body of nothing but brackets
        return None


def _release(response: Response, door: Door) -> Response:
    viewer = g.get("viewer")
    if viewer is not None and response.mimetype == "text/html":
        token = token_of(viewer, door.secret)
        if request.cookies.get(TOKEN_COOKIE) != token:
            # Dash's script reads the cookie, so it cannot be HttpOnly; it is no session.
            response.set_cookie(TOKEN_COOKIE, token, samesite="Strict", secure=request.is_secure)
    return protect(response, request, door.policy, door.reach.framers)
