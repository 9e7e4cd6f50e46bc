"""Text that people typed is shown as they typed it, whatever it is."""

import re
from html import unescape

import pytest
from markupsafe import escape

from framework.model.visible import visible
from tests.frameworks.made_apps import attacks, explore_body, make_client, post, read, show_body
from tests.frameworks.made_hostile import ATTACKS, poison
from tests.frameworks.views import HandMadePages

PATHS = [
    "/",
    "/indicator/assessed_in_time",
    "/heat-map",
    "/area?area=E07000901",
    "/outcome/right_help",
    "/signals",
    "/signals?only=signs",
    "/compare",
    "/inequalities",
    "/context",
    "/find?q=assess",
    "/present?slide=2",
    "/quality",
    "/status",
]
OURS = re.compile(r"/assets/|/_dash-component-suites/")


def scripts_and_handlers(tags: object) -> list[object]:
    return [
        (tag, found)
        for tag, found in tags  # type: ignore[attr-defined]
        if tag in ("iframe", "img", "object", "embed", "base")
        or (tag == "script" and "src" in found and not OURS.search(found["src"]))
        or any(name.startswith("on") for name in found)
        or any(str(found.get(name, "")).startswith("javascript:") for name in ("href", "action"))
    ]


@pytest.mark.parametrize("text", ATTACKS)
def test_no_text_becomes_markup(text: str) -> None:
    client = make_client(HandMadePages(change=poison(text)))
    for path in PATHS:
        answer = client.get(path)
        assert answer.status_code == 200
        _, tags = read(answer)
        assert scripts_and_handlers(tags) == []
        assert str(escape(visible(text))) in answer.text
        place, mark, search = path.partition("?")
        fetched = post(client, show_body(place, mark + search)).get_json()["response"]["page"][
            "shown"
        ]
        assert "<script" not in fetched["html"]
        assert "<img" not in fetched["html"]


@pytest.mark.real_data
def test_the_shared_attacks_stay_words() -> None:
    texts = attacks("xss_text.json")
    if texts is None:
        pytest.skip("../shared/attacks is not here")
    client = make_client(HandMadePages(change=poison(" ".join(texts))))
    for path in PATHS:
        _, tags = read(client.get(path))
        assert scripts_and_handlers(tags) == []


UNSEEN = "\u202e\u2066\u200f\u061c\u200b\u00ad\ufeff\u3164\U000e0041\x1b\x9b\u2028"


def unseen_in(words: str) -> set[str]:
    """Give the marks of UNSEEN that stand in an answer, as they are or as JSON writes them."""
    found = {mark for mark in UNSEEN if mark in words}
    return found | {mark for mark in UNSEEN if f"\\u{ord(mark):04x}" in words.lower()}


def test_what_cannot_be_seen_reaches_no_page_figure_or_file() -> None:
    client = make_client(HandMadePages(change=poison(f"a{UNSEEN}b")))
    for path in PATHS:
        place, mark, search = path.partition("?")
        answers = [client.get(path), post(client, show_body(place, mark + search))]
        files = re.findall(r'href="(/download/[^"]*\.(?:svg|csv)[^"]*)"', answers[0].text)
        answers += [client.get(unescape(one)) for one in files[:3]]
        for answer in answers:
            assert answer.status_code == 200
            assert unseen_in(answer.text) == set(), (path, answer.request.path)
    asked = {"indicator": "assessed_in_time", "search": "", "theme": "light"}
    assert unseen_in(post(client, explore_body(asked)).text) == set()


def test_the_chart_for_exploring_holds_no_markup() -> None:
    text = "<img src=x onerror=window.attacked=1>"
    client = make_client(HandMadePages(change=poison(text)))
    asked = {"indicator": "assessed_in_time", "search": "", "theme": "light"}
    graph = post(client, explore_body(asked)).get_json()
    figure = graph["response"]["explorer-content"]["children"][2]["props"]["children"]
    assert "<img" not in str(figure)


def test_an_address_is_never_written_into_a_page_as_markup() -> None:
    for path in ("/%3Cscript%3Ealert(1)%3C/script%3E", "/?month=%22%3E%3Cscript%3E", "/?x=<b>"):
        answer = make_client().get(path)
        assert "<script>alert" not in answer.text
        assert '"><script>' not in answer.text
