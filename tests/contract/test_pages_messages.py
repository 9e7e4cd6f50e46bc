"""Where there is nothing to see, the page says why in plain words and what to do."""

import pytest

from tests.frameworks.made_apps import make_client, post, read, show_body
from tests.frameworks.views import HandMadePages


def broken(_view: object) -> object:
    raise RuntimeError("the very secret detail")


@pytest.mark.parametrize(
    "path",
    [
        "/nope",
        "/indicator/no_such_thing",
        "/outcome/no_such_thing",
        "/outcome/",
        "/area?beside=nobody",
        "/area?beside=%3Cscript%3E",
        "/indicator/Not%20An%20Id",
        "/indicator/../heat-map",
        "/?month=banana",
        "/?month=2026-13",
        "/?month=1999-01",
        "/?area=E00",
        "/?area=%27%3B+drop+table",
        "/?" + "&".join(f"a{n}=1" for n in range(50)),
        "/.env",
    ],
)
def test_what_does_not_exist_is_not_found(path: str) -> None:
    answer = make_client().get(path)
    assert answer.status_code == 404
    assert "There is no such page" in read(answer)[0]


def test_a_page_fetched_by_callback_says_it_too() -> None:
    assert "There is no such page" in post(make_client(), show_body("/nope", "")).text


def test_before_anything_is_published_the_page_says_so_and_names_no_file() -> None:
    for path in (
        "/",
        "/heat-map",
        "/indicator/rereferred",
        "/area",
        "/outcome/safe",
        "/signals",
        "/quality",
    ):
        answer = make_client(HandMadePages(empty=True)).get(path)
        assert answer.status_code == 503
        assert "There are no figures to show yet" in read(answer)[0]
        assert "/secret/path" not in answer.text


def test_a_fault_of_ours_shows_no_detail_and_no_traceback() -> None:
    client = make_client(HandMadePages(change=broken))
    for answer in (client.get("/"), post(client, show_body("/", ""))):
        assert answer.status_code == 500
        assert "Traceback" not in answer.text
        assert "secret detail" not in answer.text
    assert "Something went wrong on our side" in client.get("/").text


def test_every_message_is_a_page_with_a_way_onward() -> None:
    for answer in (
        make_client().get("/nope"),
        make_client(viewer=None).get("/"),
        make_client(HandMadePages(change=broken)).get("/"),
        make_client(HandMadePages(empty=True)).get("/"),
    ):
        words, tags = read(answer)
        assert ("html", {"lang": "en"}) in tags
        assert [tag for tag, _ in tags].count("h1") == 1
        assert any(tag == "main" for tag, _ in tags)
        assert any(tag == "link" and "base.css" in str(found.get("href")) for tag, found in tags)
        assert "Go to the Board panel" in words or "Try again" in words


def test_the_accessibility_page_leads_back_to_where_the_reader_was() -> None:
    html = make_client().get("/accessibility?month=2026-09&area=E07000904").text
    assert 'href="/?month=2026-09&amp;area=E07000904"' in html


def test_the_accessibility_page_needs_no_figures() -> None:
    answer = make_client(HandMadePages(empty=True)).get("/accessibility")
    assert answer.status_code == 200
    assert "Web Content Accessibility Guidelines 2.2" in read(answer)[0]
