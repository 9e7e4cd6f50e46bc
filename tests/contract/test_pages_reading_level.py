"""Pages are written so that somebody of fifteen reads them without effort.

The measure is the automated readability index (Senter and Smith, 1967), which counts letters, words
and sentences; 9 is what a reader of fourteen or fifteen takes in.
"""

import re
from html.parser import HTMLParser

import pytest

from tests.frameworks.made_apps import make_client

PAGES = (
    "/",
    "/indicator/assessed_in_time",
    "/outcome/right_help",
    "/area?area=E07000901",
    "/signals",
    "/compare",
    "/inequalities",
    "/context",
    "/find",
    "/quality",
    "/status",
    "/accessibility",
    "/nothing-here",
)
SAID = {"p", "li", "dd", "figcaption"}
OTHERS = {"dt", "h1", "h2", "h3", "td", "th", "caption", "summary", "option", "svg", "table", "div"}
HARDEST = 9.0


class _Sentences(HTMLParser):
    """Gathers what the main part of a page says in sentences of five words at least, tables left out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._saying = False
        self._inside = False
        self._before = False  # whether something was being said where a drawing stands
        self._text: list[str] = []

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self._inside |= tag == "main"
        self._before = self._saying if tag == "svg" else False
        self._begin(tag, saying=tag in SAID)

    def handle_endtag(self, tag: str) -> None:
        self._begin(tag, saying=tag == "svg" and self._before)

    def handle_data(self, data: str) -> None:
        if self._inside and self._saying:
            self._text.append(data)

    def _begin(self, tag: str, *, saying: bool) -> None:
        if tag not in SAID | OTHERS:
            return
        text = " ".join("".join(self._text).split())
        self._text.clear()
        self._saying = saying
        for one in re.split(r"(?<=[.?!;:]) ", text):
            if len(one.split()) >= 5 and one.endswith((".", "?", "!")):
                self.found.append(one)


def readability(sentences: list[str]) -> float:
    words = [word for one in sentences for word in re.findall(r"[\w'’%.,/-]*\w", one)]
    letters = sum(len(re.sub(r"\W", "", word)) for word in words)
    return 4.71 * letters / len(words) + 0.5 * len(words) / len(sentences) - 21.43


def sentences(path: str) -> list[str]:
    reader = _Sentences()
    reader.feed(make_client().get(path).text)
    return list(dict.fromkeys(reader.found))


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_read_without_effort(path: str) -> None:
    found = sentences(path)
    assert found
    assert readability(found) <= HARDEST, (round(readability(found), 1), found)


def test_the_measure_tells_plain_words_from_jargon() -> None:
    plain = ["More families get help in time than a year ago.", "It is more than chance."]
    jargon = [
        "Notwithstanding heteroscedasticity, multidisciplinary safeguarding interventions demonstrated "
        "statistically insignificant longitudinal improvements across geographies."
    ]
    assert readability(plain) < HARDEST < readability(jargon)
