"""Serve the hand-made views for looking at: python -m tests.e2e.serve_views [PORT]."""

import sys

from werkzeug.serving import make_server

from dashboard.access.viewers import OPEN_DEMO_VIEWER
from dashboard.app import create_app
from tests.frameworks.views import HandMadePages


def main() -> None:
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8055
    app = create_app(HandMadePages(), lambda _request: OPEN_DEMO_VIEWER, secret=b"looking")
    print(f"http://127.0.0.1:{port}/")  # noqa: T201
    make_server("127.0.0.1", port, app, threaded=True).serve_forever()


if __name__ == "__main__":
    main()
