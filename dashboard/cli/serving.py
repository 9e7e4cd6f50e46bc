"""`serve`: the panels in a browser, on this computer alone."""

import os
from typing import TYPE_CHECKING, Final

from dashboard.access.embedding import read_origins
from dashboard.access.gate import LARGEST_BODY, Reach, refuse_open_viewer_beyond_loopback
from dashboard.access.viewers import UPLOADERS, Role, local_viewer
from dashboard.cli.saying import say
from dashboard.cli.stores import now, open_library, today
from framework.errors import NothingPublishedError, UserError
from framework.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from flask import Flask
    from waitress.server import BaseWSGIServer

    from dashboard.queries.library import Library

METRICS_FROM: Final = "FINGERPOST_METRICS_FROM"
EMBED_IN: Final = "FINGERPOST_EMBED_IN"
UNNAMED: Final = "Fingerpost"
_ROOM: Final = 64 * 1024


def serve_panels(
    settings: Settings, *, host: str, port: int, role: Role = Role.BOARD_MEMBER
) -> None:
    """Serve until stopped. Whoever uses this computer has the role.

    Raises:
        PermissionDeniedError: the host is not this computer.
        StoreError: the store cannot be read.
        UserError: the port is taken.
    """
    refuse_open_viewer_beyond_loopback(host)
    library = open_library(settings)
    title = _title(library)
    site = title or UNNAMED
    listener = listen(make_application(settings, library, site, role), host, port, role)
    address = f"http://{host}:{port or listener.effective_port}"
    upload = f" Partners' files: {address}/upload." if role in UPLOADERS else ""
    say(f"{site}: open {address}/ in a browser.{upload} Press Ctrl+C to stop.")
    if not title:
        say("Nothing has been published yet: the pages say so until `fingerpost refresh`.")
    listener.run()


def _title(library: "Library") -> str | None:
    """Give what stands on every page. There is none before the first refresh, and nothing to wait for."""
    try:
        with library.open() as reading:
            return reading.framework.title
    except NothingPublishedError:
        return None


def listen(server: "WSGIApplication", host: str, port: int, role: Role) -> "BaseWSGIServer":
    """Take the port. A body is laid aside before the gate sees it, so no larger one is taken at all.

    Raises:
        UserError: the port is taken.
    """
    from waitress.server import create_server

    from dashboard.forms.upload import FORM_RULES

    forms = [rule.largest for rule in FORM_RULES.values() if role in rule.roles]

    try:
        return create_server(
            server,
            host=host,
            port=port,
            threads=8,
            # Waitress takes less than this, the gate as much: the gate speaks first, and plainer.
            max_request_body_size=max([LARGEST_BODY, *forms]) + _ROOM,
            ident="fingerpost",
            # The metrics refuse what a proxy passed on, so they must see that it was.
            clear_untrusted_proxy_headers=False,
        )
    except OSError as error:
        raise UserError(
            f"cannot listen on port {port}: {error.strerror or error}. Choose another, such as "
            f"--port {port + 1}"
        ) from error


def make_application(settings: Settings, library: "Library", site: str, role: Role) -> "Flask":
    """Make the web application of a store, with its probes."""
    import secrets

    from dashboard.app import create_app
    from dashboard.commands.uploading import Counter
    from dashboard.pages.probes import Probes, install_probes, read_networks
    from dashboard.queries.pages import StorePages
    from framework.store.engines import open_store

    pages = StorePages(library, settings.intake)
    server = create_app(
        pages,
        lambda _request: local_viewer(role),
        secret=secrets.token_bytes(32),
        site=site,
        counter=Counter(settings, open_store(settings.store), now, today),
        library=library,
        reach=Reach(framers=read_origins(os.environ.get(EMBED_IN, ""))),
    )
    install_probes(server, Probes(pages, read_networks(os.environ.get(METRICS_FROM, ""))))
    return server
