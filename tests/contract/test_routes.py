"""What `fingerpost routes` lists is what a server answers, and to whom."""

import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask, Request

from dashboard.access.gate import TOKEN_COOKIE, TOKEN_HEADER, Reach, token_of
from dashboard.access.routes import ANYBODY, MEMBERS, NOBODY, THIS_MACHINE, Route, routes_of
from dashboard.access.viewers import OPEN_DEMO_VIEWER, Role, Viewer
from dashboard.app import create_app
from dashboard.cli.commands import cli
from dashboard.commands.uploading import Counter
from dashboard.pages.probes import Probes, install_probes
from dashboard.pages.routing import PAGES
from dashboard.queries.library import Library
from dashboard.queries.pages import StorePages
from framework.settings import Settings
from framework.store.engines import open_store
from tests.frameworks.made_apps import SECRET, explore_body, make_app, show_body

FILLED = {"<id>": "assessed_in_time", "<path:filename>": "base.css"}
LISTED = routes_of(make_app(), PAGES)


def address_of(route: Route) -> str:
    address = route.address
    for name, value in FILLED.items():
        address = address.replace(name, value)
    return address.replace("/outcome/assessed_in_time", "/outcome/right_help")


ASKED = [one for one in LISTED if one.kind in ("page", "probe", "asset")]


@pytest.mark.parametrize("route", ASKED, ids=lambda one: one.address)
def test_who_is_not_named_is_refused_and_who_is_gets_an_answer(route: Route) -> None:
    with make_app(viewer=None).test_client().get(address_of(route)) as stranger:
        assert (stranger.status_code == 403) is (route.who != (ANYBODY,))
    with make_app(viewer=OPEN_DEMO_VIEWER).test_client().get(address_of(route)) as member:
        assert member.status_code == 200


def test_every_page_of_the_menu_is_listed() -> None:
    pages = {one.address for one in LISTED if one.kind == "page"}
    assert pages == set(PAGES)
    assert all(one.who == (MEMBERS,) for one in LISTED if one.kind in ("page", "callback"))


def test_the_command_needs_no_store_and_lists_all_kinds(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path / 'none.db'}"
    answer = CliRunner().invoke(cli, ["routes", "--json", "--store", store])
    assert answer.exit_code == 0
    listed = json.loads(answer.output)
    who = {one["address"]: one["who"] for one in listed}
    assert {one["kind"] for one in listed} >= {
        "page",
        "callback",
        "api",
        "download",
        "form",
        "probe",
    }
    assert who["/upload/<source_id>"] == ["operator", "performance officer"]
    assert who["/quality/<source_id>.csv"] == ["operator", "performance officer"]
    assert who["/api/v1/results"] == [MEMBERS]
    assert [one["address"] for one in listed if NOBODY in one["who"]] == [
        "/_favicon.ico",
        "/_reload-hash",
    ]
    assert not (tmp_path / "none.db").exists()


STRANGER = "a stranger"
VIEWERS = {role.value: Viewer(role.value, frozenset({role})) for role in Role}
NOON = datetime(2025, 11, 12, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Give all that can be served, upload, API, probes and embedding too, to whoever a request says it is from."""

    def viewer_of_request(request: Request) -> Viewer | None:
        return VIEWERS.get(request.headers["X-From"])

    folder = tmp_path_factory.mktemp("whole")
    settings = Settings(folder, folder, f"sqlite:///{folder / 'store.db'}")
    engine = open_store(settings.store)
    library = Library(engine, lambda: date(2025, 11, 12), lambda: NOON)
    server = create_app(
        StorePages(library),
        viewer_of_request,
        secret=SECRET,
        counter=Counter(settings, engine, lambda: NOON, lambda: date(2025, 11, 12)),
        library=library,
        reach=Reach(framers=("https://intranet.example",)),
    )
    install_probes(server, Probes(StorePages(library), ()))
    yield server
    engine.dispose()


def asked(server: Flask, route: Route, method: str, who: str, machine: str = "127.0.0.1") -> int:
    """Ask for a route as a page of ours would, with the token and the origin that it has."""
    client = server.test_client()
    token = token_of(VIEWERS[who], SECRET) if who in VIEWERS else ""
    client.set_cookie(TOKEN_COOKIE, token)
    headers = {"X-From": who, "Origin": "http://localhost", TOKEN_HEADER: token}
    address, more = re.sub(r"<[^>]*>", "one", route.address), {}
    if route.kind == "callback":
        address = "/_dash-update-component"
        shape = show_body("/", "") if route.address.startswith("page") else explore_body(None)
        more = {"json": shape}
    elif method == "POST":
        more = {"data": {"token": token, "file": (io.BytesIO(b"a"), "a.csv")}}
    if route.kind == "asset":
        address = "/assets/base.css"
    from_where = {"REMOTE_ADDR": machine}
    with client.open(
        address, method=method, headers=headers, environ_base=from_where, **more
    ) as answer:
        return answer.status_code


@pytest.mark.parametrize("who", [STRANGER, *VIEWERS])
def test_each_route_is_open_to_the_roles_that_are_listed_and_to_no_other(
    whole: Flask, who: str
) -> None:
    """Nothing is published here, so what is open says 404 or 503 where it has nothing; 403 is for others."""
    listed = routes_of(whole, PAGES)
    assert {one.kind for one in listed} >= {"page", "callback", "form", "download", "api", "probe"}
    for route in listed:
        for method in route.methods:
            answer = asked(whole, route, method, who)
            if route.who == (NOBODY,):
                assert answer in (403, 404), route
            else:
                allowed = who in route.who or {ANYBODY, THIS_MACHINE} & set(route.who)
                assert (answer != 403) is bool(allowed), (route, method, answer)
            if THIS_MACHINE in route.who:
                assert asked(whole, route, method, who, "203.0.113.9") == 403
