"""One thing a screen for meetings, and the month in short for another site's frame."""

import re

import pytest

from dashboard.access.embedding import read_origins
from dashboard.access.gate import Reach
from dashboard.access.viewers import OPEN_DEMO_VIEWER
from framework.errors import UserError
from tests.frameworks.made_apps import ASHBY_ONLY, make_app, make_client, read
from tests.frameworks.made_panels import panel

SITE = "https://intranet.midshire.gov.uk"
FRAMED = Reach(framers=(SITE,))


def slide(number: int) -> str:
    return make_client().get(f"/present?slide={number}").text


def test_every_exception_has_a_screen_and_each_leads_to_the_next() -> None:
    (total,) = {int(found) for found in re.findall(r"<span>1 of (\d+)</span>", slide(1))}
    titles = [
        re.search(r"<h1>(.*?)</h1>", slide(at + 1), re.DOTALL)[1]  # type: ignore[index]
        for at in range(total)
    ]
    for card in panel().attention:
        assert sum(card.title in title for title in titles) == 1
    for at in range(1, total):
        assert re.search(rf'rel="next" href="/present\?[^"]*&amp;slide={at + 1}"', slide(at))
    assert 'rel="next"' not in slide(total)
    assert 'rel="prev"' not in slide(1)


def test_a_screen_beyond_the_last_is_the_last_and_nonsense_is_no_page() -> None:
    assert "All outcomes" in slide(900)
    for wrong in ("0", "-1", "x", "9999"):
        assert make_client().get(f"/present?slide={wrong}").status_code == 404


def test_only_a_named_site_may_frame_the_month_in_short() -> None:
    app = make_app(reach=FRAMED)
    answer = app.test_client().get("/embed")
    words, tags = read(answer)
    assert panel().verdict in words
    assert f"frame-ancestors {SITE};" in answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers
    assert not any("dash" in str(found.get("src", "")) for tag, found in tags if tag == "script")
    other = app.test_client().get("/")
    assert "frame-ancestors 'none'" in other.headers["Content-Security-Policy"]
    assert other.headers["X-Frame-Options"] == "DENY"


def test_without_a_named_site_there_is_no_such_page() -> None:
    answer = make_client().get("/embed")
    assert answer.status_code == 404
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_the_frame_shows_nobody_what_they_may_not_see() -> None:
    assert make_app(viewer=None, reach=FRAMED).test_client().get("/embed").status_code == 403
    client = make_app(viewer=ASHBY_ONLY, reach=FRAMED).test_client()
    assert client.get("/embed?area=E07000902").status_code == 403
    assert client.get("/embed?area=E07000901").status_code == 200
    assert make_app(viewer=OPEN_DEMO_VIEWER, reach=FRAMED).test_client().post(
        "/embed"
    ).status_code in (
        403,
        405,
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        (f" {SITE}/ , {SITE}", (SITE,)),
        ("http://localhost:8099", ("http://localhost:8099",)),
    ],
)
def test_sites_are_read(text: str, found: tuple[str, ...]) -> None:
    assert read_origins(text) == found


@pytest.mark.parametrize(
    "text", ["*", "https://*", "http://intranet.example", f"{SITE}/page", "https://a;script-src *"]
)
def test_what_is_no_site_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="is no origin of a site"):
        read_origins(text)
