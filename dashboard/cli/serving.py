"""`serve`: the panels in a browser, on this computer alone."""

import click

from dashboard.access.gate import refuse_open_viewer_beyond_loopback
from dashboard.access.viewers import OPEN_DEMO_VIEWER
from dashboard.cli.stores import open_library
from framework.errors import UserError
from framework.settings import Settings


def serve_panels(settings: Settings, *, host: str, port: int) -> None:
    """Serve until stopped.

    Raises:
        PermissionDeniedError: the host is not this computer.
        StoreError: the store cannot be read.
        UserError: the port is taken.
    """
    refuse_open_viewer_beyond_loopback(host)
    library = open_library(settings)

    import secrets

    from waitress.server import create_server

    from dashboard.app import create_app
    from dashboard.queries.pages import StorePages

    with library.open() as reading:
        site = reading.framework.title
    server = create_app(
        StorePages(library),
        lambda _request: OPEN_DEMO_VIEWER,
        secret=secrets.token_bytes(32),
        site=site,
    )
    try:
        listener = create_server(server, host=host, port=port, threads=8, ident="fingerpost")
    except OSError as error:
        raise UserError(
            f"cannot listen on port {port}: {error.strerror or error}. Choose another with --port"
        ) from error
    click.echo(f"{site}: open http://{host}:{port}/ in a browser. Press Ctrl+C to stop.")
    listener.run()
