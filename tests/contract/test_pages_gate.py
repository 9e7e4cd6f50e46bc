"""Nobody sees anything unless the gate lets them in, and nothing malformed reaches Dash."""

import json
import logging

import pytest

from dashboard.access.gate import Reach, refuse_open_viewer_beyond_loopback
from dashboard.access.viewers import Viewer
from framework.errors import PermissionDeniedError
from tests.frameworks.made_apps import (
    ASHBY_ONLY,
    CALLBACK,
    attacks,
    explore_body,
    make_app,
    make_client,
    post,
    show_body,
)

PATHS = [
    "/",
    "/heat-map",
    "/area",
    "/outcome/right_help",
    "/signals",
    "/signals?only=signs",
    "/compare",
    "/inequalities",
    "/context",
    "/find?q=assess",
    "/present?slide=2",
    "/status",
    "/quality",
    "/indicator/answered_in_time",
    "/accessibility",
    "/nothing-here",
    "/_dash-layout",
    "/_dash-dependencies",
    "/_reload-hash",
    "/_favicon.ico",
    "/_dash-component-suites/dash/deps/react@18.3.1.min.js",
    "/assets",
    "/healthz/",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("viewer", [None, Viewer("nobody", frozenset())])
def test_without_a_viewer_every_path_is_refused(path: str, viewer: Viewer | None) -> None:
    answer = make_client(viewer=viewer).get(path)
    assert answer.status_code == 403
    assert b"Midshire" not in answer.data


def test_without_a_viewer_a_callback_is_refused() -> None:
    answer = post(make_client(viewer=None), show_body("/", ""))
    assert answer.status_code == 403
    assert b"Midshire" not in answer.data


def test_health_and_assets_need_nobody() -> None:
    client = make_client(viewer=None)
    assert client.get("/healthz").text == "ok\n"
    with client.get("/assets/base.css") as sheet:
        assert sheet.status_code == 200


def test_assets_do_not_lead_out_of_their_folder() -> None:
    client = make_client(viewer=None)
    for path in ("/assets/../app.py", "/assets/%2e%2e/app.py", "/assets/..%2fapp.py"):
        assert client.get(path).status_code in (403, 404)


def test_an_area_that_is_not_mine_is_refused_by_page_and_by_callback() -> None:
    client = make_client(viewer=ASHBY_ONLY)
    assert client.get("/?area=E07000901").status_code == 200
    assert client.get("/?area=E07000902").status_code == 403
    answer = post(client, show_body("/", "?area=E07000902"), ASHBY_ONLY)
    assert "You may not see this" in answer.text
    assert "off track" not in answer.text
    asked = {"indicator": "rereferred", "search": "?area=E07000902", "theme": "light"}
    assert "cannot be shown" in post(client, explore_body(asked), ASHBY_ONLY).text


def test_a_callback_needs_the_token_of_our_own_pages() -> None:
    client = make_client()
    body = json.dumps(show_body("/", ""))
    assert client.post(CALLBACK, data=body, content_type="application/json").status_code == 403
    client.get("/")
    assert client.post(CALLBACK, data=body, content_type="application/json").status_code == 403
    token = client.get_cookie("_csrf_token")
    assert token
    answer = client.post(
        CALLBACK,
        data=body,
        content_type="application/json",
        headers={"X-CSRFToken": token.value},
    )
    assert answer.status_code == 200


def test_the_token_of_another_viewer_does_not_do() -> None:
    assert post(make_client(), show_body("/", ""), ASHBY_ONLY).status_code == 403


def test_a_token_that_is_no_text_of_ours_is_refused_plainly() -> None:
    client = make_client()
    client.set_cookie("_csrf_token", "é")
    answer = client.post(CALLBACK, data="{}", headers={"X-CSRFToken": "\xe9"})
    assert answer.status_code == 403


MALFORMED = [
    "",
    "null",
    "[]",
    "{}",
    '"x"',
    '{"output": "page.shown"}',
    '{"output": "page.shown", "inputs": "x", "changedPropIds": []}',
    '{"output": ["page.shown"]}',
    '{"output": "__class__.__init__", "outputs": {}, "inputs": []}',
    "[" * 100_000 + "]" * 100_000,
    '{"output": "page.shown", "outputs": {"id": "page", "property": "shown"}, "inputs": [1, 2]}',
    json.dumps(show_body("/", ["a"])),
    json.dumps(show_body({"a": {"b": 1}}, "")),
    json.dumps(show_body("/" * 3_000, "")),
    json.dumps({**show_body("/", ""), "state": [{"id": "x", "property": "y"}]}),
    json.dumps({**show_body("/", ""), "state": []}),
    json.dumps({**explore_body({}), "state": [{"id": "page", "property": "has", "value": ""}]}),
    json.dumps({**show_body("/", ""), "changedPropIds": [{}]}),
    json.dumps({**show_body("/", ""), "changedPropIds": ["where.hash"]}),
    json.dumps({**show_body("/", ""), "outputs": {"id": "page", "property": "asked"}}),
]


@pytest.mark.parametrize("body", [pytest.param(b, id=b[:60] or "empty") for b in MALFORMED])
def test_a_malformed_body_is_refused_in_plain_words(body: str) -> None:
    answer = post(make_client(), body)
    assert 400 <= answer.status_code < 500
    assert "Traceback" not in answer.text


@pytest.mark.real_data
def test_the_shared_malformed_bodies_are_refused() -> None:
    bodies = attacks("callback_bodies.json")
    if bodies is None:
        pytest.skip("../shared/attacks is not here")
    for output in ("page.shown", "explorer-content.children"):
        for body in bodies:
            assert 400 <= post(make_client(), body.replace("%OUT%", output)).status_code < 500


def test_a_malformed_body_is_logged_once_without_what_it_held(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        post(make_client(), {"output": "sleeping policeman"})
    assert len(caplog.records) == 1
    assert "policeman" not in caplog.text


def test_a_body_that_is_too_large_is_refused() -> None:
    answer = post(make_client(), json.dumps(show_body("/", "x" * 100_000)))
    assert answer.status_code == 413


def test_a_body_that_is_not_json_is_refused() -> None:
    client = make_client()
    client.get("/")
    token = client.get_cookie("_csrf_token")
    assert token
    answer = client.post(CALLBACK, data="a=b", headers={"X-CSRFToken": token.value})
    assert answer.status_code == 415


def test_a_chart_is_never_asked_for_with_nonsense() -> None:
    client = make_client()
    for asked in (None, "x", {}, {"indicator": "../x", "search": "?month=99", "theme": "<b>"}):
        answer = post(client, explore_body(asked))
        assert answer.status_code in (200, 400)
        assert "Traceback" not in answer.text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8050"])
def test_a_foreign_name_for_this_machine_is_not_answered(host: str) -> None:
    answer = make_client().get("/", headers={"Host": host})
    assert answer.status_code == 400
    assert b"Midshire" not in answer.data


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8050", "[::1]:8050", "LOCALHOST:1"])
def test_our_own_names_are_answered(host: str) -> None:
    assert make_client().get("/", headers={"Host": host}).status_code == 200


def test_a_service_with_its_own_sign_in_answers_to_any_name() -> None:
    client = make_app(reach=Reach(hosts=None)).test_client()
    assert client.get("/", headers={"Host": "board.example"}).status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]", "127.0.0.8"])
def test_the_open_viewer_may_be_served_on_this_machine(host: str) -> None:
    refuse_open_viewer_beyond_loopback(host)  # raises for what is not this machine's own


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "board.example", ""])  # noqa: S104
def test_the_open_viewer_is_not_served_to_other_machines(host: str) -> None:
    with pytest.raises(PermissionDeniedError, match=r"Use 127\.0\.0\.1 or localhost"):
        refuse_open_viewer_beyond_loopback(host)


def test_every_answer_says_what_may_run_and_is_not_kept() -> None:
    client = make_client()
    for answer in (client.get("/"), client.get("/nope"), post(client, show_body("/", ""))):
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-eval" not in policy
        scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
        assert "unsafe-inline" not in scripts
        assert "'sha256-" in scripts
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "no-store"


def test_assets_with_a_stamp_are_kept_and_others_are_not() -> None:
    client = make_client()
    for path, kept in (("base.css?m=1", True), ("base.css", False), ("none.css?m=1", False)):
        with client.get(f"/assets/{path}") as answer:
            assert ("immutable" in answer.headers["Cache-Control"]) is kept


def test_only_the_methods_that_pages_use_are_answered() -> None:
    client = make_client()
    for method in ("PUT", "DELETE", "PATCH", "POST"):
        assert client.open("/", method=method).status_code == 405


def test_dash_offers_nothing_beside_its_pages() -> None:
    client = make_client()
    assert client.post("/_mcp", json={}).status_code in (403, 404, 405)
    for path in ("/_reload-hash", "/_mcp"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["os/path.py", "dash/dash.py", "dash/../../app.py"])
def test_a_script_that_no_page_asks_for_is_not_found(path: str) -> None:
    answer = make_client().get(f"/_dash-component-suites/{path}")
    assert answer.status_code == 404


@pytest.mark.parametrize("value", [5, True, {"a": 1}])
def test_an_address_that_is_no_text_is_refused(value: object) -> None:
    client = make_client()
    body = show_body("/", "")
    body["inputs"][0]["value"] = value
    assert post(client, body).status_code == 400


@pytest.mark.parametrize(
    "address", ["/download/indicator/nothing.pdf", "/download/panel/nothing.png"]
)
def test_another_site_may_lead_a_person_to_a_drawn_file_but_never_have_one_drawn(
    address: str,
) -> None:
    client = make_client()
    statuses = [
        client.get(address, headers={f"Sec-Fetch-{key}": value for key, value in sent}).status_code
        for sent in (
            (("Site", "cross-site"), ("Mode", "no-cors"), ("Dest", "image")),
            (("Site", "cross-site"),),
            (("Site", "cross-site"), ("Mode", "navigate"), ("Dest", "iframe")),
            (("Site", "cross-site"), ("Mode", "navigate"), ("Dest", "document")),
            (("Site", "same-origin"), ("Mode", "no-cors"), ("Dest", "image")),
            (),
        )
    ]
    # what is let in hears that there is no such file: nothing need be drawn to tell
    assert statuses == [403, 403, 403, 404, 404, 404]
