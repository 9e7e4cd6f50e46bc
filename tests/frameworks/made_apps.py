"""The web application on hand-made views, and clients that come in through its gate."""

import json
from collections.abc import Sequence
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

from flask import Flask, Request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.access.gate import LOOPBACK, TOKEN_HEADER, Reach, token_of
from dashboard.access.viewers import OPEN_DEMO_VIEWER, Role, Viewer
from dashboard.app import create_app
from tests.frameworks.views import HandMadePages

SECRET = b"a secret of the tests"
ASHBY_ONLY = Viewer("Ashby", frozenset({Role.BOARD_MEMBER}), frozenset({"E07000901"}))
CALLBACK = "/_dash-update-component"


@lru_cache
def make_app(
    pages: HandMadePages | None = None,
    viewer: Viewer | None = OPEN_DEMO_VIEWER,
    reach: Reach = LOOPBACK,
) -> Flask:
    def viewer_of_request(_request: Request) -> Viewer | None:
        return viewer

    app = create_app(pages or HandMadePages(), viewer_of_request, secret=SECRET, reach=reach)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


def make_client(
    pages: HandMadePages | None = None, viewer: Viewer | None = OPEN_DEMO_VIEWER
) -> FlaskClient:
    return make_app(pages, viewer).test_client()


def show_body(path: object, search: object, has: object = None) -> dict[str, object]:
    """Give the body that a browser sends to fetch a page."""
    return {
        "output": "page.shown",
        "outputs": {"id": "page", "property": "shown"},
        "inputs": [
            {"id": "where", "property": "pathname", "value": path},
            {"id": "where", "property": "search", "value": search},
        ],
        "state": [{"id": "page", "property": "has", "value": has}],
        "changedPropIds": ["where.pathname"],
    }


def explore_body(asked: object) -> dict[str, object]:
    """Give the body that a browser sends to fetch a chart for exploring."""
    return {
        "output": "explorer-content.children",
        "outputs": {"id": "explorer-content", "property": "children"},
        "inputs": [{"id": "page", "property": "asked", "value": asked}],
        "changedPropIds": ["page.asked"],
    }


def post(client: FlaskClient, body: object, viewer: Viewer = OPEN_DEMO_VIEWER) -> TestResponse:
    """Send a body with the token that our own pages hold."""
    token = token_of(viewer, SECRET)
    client.set_cookie("_csrf_token", token)
    text = body if isinstance(body, str) else json.dumps(body)
    return client.post(
        CALLBACK, data=text, content_type="application/json", headers={TOKEN_HEADER: token}
    )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not {"script", "style", "option"} & set(self.open):
            self.texts.append(data)


def read(response: TestResponse) -> tuple[str, Sequence[tuple[str, dict[str, str | None]]]]:
    """Give what a page says, with single spaces, and its tags with their attributes."""
    reader = _Reader()
    reader.feed(response.get_data(as_text=True))
    return " ".join(" ".join(reader.texts).split()), reader.tags


def attacks(name: str) -> list[str] | None:
    """Give one of the shared lists of attacks, or None where they are not at hand."""
    path = Path(__file__).parents[3] / "shared" / "attacks" / name
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None
