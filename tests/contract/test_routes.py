"""What `fingerpost routes` lists is what a server answers, and to whom."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.access.routes import ANYBODY, MEMBERS, NOBODY, Route, routes_of
from dashboard.access.viewers import OPEN_DEMO_VIEWER
from dashboard.cli.commands import cli
from dashboard.pages.routing import PAGES
from tests.frameworks.made_apps import make_app

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
