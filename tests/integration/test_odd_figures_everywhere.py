"""Counts of nothing, below nothing, above all, endless or missing: from files through a refresh to every reader.

Each of them has a figure or a reason, and no reader meets a number that is none.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any, NoReturn

import pytest
from flask.testing import FlaskClient

from dashboard.access.viewers import OPEN_DEMO_VIEWER
from dashboard.app import create_app
from dashboard.queries.library import Library
from dashboard.queries.pages import StorePages
from framework.store.engines import open_store
from tests.refresh_desk import NOON, Desk

ODD: Mapping[str, tuple[str, str]] = {
    # what the last two of fourteen months say (met, seen), the others being sound
    "nothing": ("0", "0"),
    "below_nothing": ("5", "-10"),
    "fewer_than_none": ("-5", "10"),
    "more_than_all": ("15", "10"),
    "without_whole": ("5", ""),
    "without_part": ("", "10"),
    "endless": ("inf", "10"),
    "huge": ("1000000000000000", "2000000000000000"),
}
WHY: Mapping[str, str | None] = {
    "nothing": "Not rated: it cannot be calculated",
    "below_nothing": "Not rated: its counts cannot be right",
    "fewer_than_none": "Not rated: its counts cannot be right",
    "more_than_all": "Not rated: its counts cannot be right",
    "without_whole": "Not rated: the figure is not available",
    "without_part": "Not rated: the figure is not available",
    "endless": "Not rated: the figure is not available",
    "huge": None,
    "always_nothing": "Not rated: it cannot be calculated",
    "always_none": None,
    "always_all": None,
    "always_missing": "Not rated: the figure is not available",
    "alone": None,
}
MONTHS = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)][8:22]
AREAS = ("E92", "C1", "D1", "D2", "D3", "D4")
NO_NUMBER = re.compile(r"(?<![\w.-])(nan|NaN|-?inf|-?Infinity|None|-0(\.0+)?%?)(?![\w.])")
FRAMEWORK = """\
framework: odd
title: Odd Partnership
board: Odd Board
home: C1
year: calendar
levels:
  - {district: [district, districts]}
  - {county: [county, counties]}
  - {country: [country, countries]}
today: 2025-11-12
"""
SOURCE = """\
source: given
title: Counts as given
owner: A Team
rows: published
read: {kind: csv, path: given.csv}
columns:
  key: {}
  met: {type: number}
  seen: {type: number}
area_from: {column: area}
period_from: {column: month, shape: month}
"""
HEAD = """\
defaults:
  {source: given, grain: month, owner: A Team, kind: outcome, polarity: high, unit: percent}
indicators:
"""
SHARE = """\
  %(key)s:
    title: Share %(key)s
    interval: wilson
    published: {numerator: met, denominator: seen, per: 100, where: key = '%(key)s'}
    chart: p
    trend: chi squared
    targets: [{from: 2024-01, value: 30, amber: 5 points, applies_to: district}]
    compare: [{with: England, by: funnel}, parent, own history, {among: district}]
  made_of_%(key)s:
    title: Made of %(key)s
    unit: points
    difference: {of: sound, minus: %(key)s}
  rate_%(key)s:
    like: %(key)s
    title: Rate %(key)s
    polarity: low
    interval: poisson
    unit: per 1,000
    published: {per: 1000}
    chart: u
    trend: mann kendall
    rated_by: quartile
    compare: [{with: England, by: two levels}, {with: parent, by: double interval}, {average: district}]
"""


@dataclass(frozen=True)
class Served:
    client: FlaskClient

    def text(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, path
        return unescape(answer.text.partition("<main")[2])

    def facts(self, path: str) -> Any:
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.text)
        return json.loads(answer.text, parse_constant=no_such_number)


def no_such_number(name: str) -> NoReturn:
    raise AssertionError(f"{name} is no number")


def cells(key: str, place: int) -> tuple[str, str] | None:
    """Give what stands for one month of a key; nothing where it has no row."""
    last_two = place >= len(MONTHS) - 2
    if key in ODD and last_two:
        return ODD[key]
    whole = 50 + 10 * (place % 4)
    sound = str(whole // 3 + place % 5), str(whole)
    always = {
        "always_nothing": ("0", "0"),
        "always_none": ("0", str(whole)),
        "always_all": (str(whole), str(whole)),
        "always_missing": ("", ""),
    }
    if key == "alone":
        return sound if place == len(MONTHS) - 1 else None
    return always.get(key, sound)


def rows(key: str) -> Iterator[str]:
    for place, month in enumerate(MONTHS):
        found = cells(key, place)
        if found:
            yield from (f"{area},{month},{key},{','.join(found)}" for area in AREAS)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("odd")
    names = [name for key in WHY for name in (key, f"made_of_{key}", f"rate_{key}")]
    sound = "  sound: {title: Sound, interval: wilson, published: {numerator: met, "
    sound += "denominator: seen, per: 100, where: key = 'sound'}}\n"
    areas = [f"{code},District {code},district,C1,," for code in AREAS[2:]]
    texts = {
        "framework.yaml": FRAMEWORK,
        "outcomes.yaml": f"outcomes:\n  all: {{title: All, indicators: [sound, {', '.join(names)}]}}\n",
        "areas/areas.csv": "\n".join(
            [
                "code,name,level,parent,valid_from,valid_to",
                "E92,England,country,,,",
                "C1,Odd,county,E92,,",
                *areas,
                "",
            ]
        ),
        "sources/given.yaml": SOURCE,
        "indicators/all.yaml": HEAD + sound + "".join(SHARE % {"key": key} for key in WHY),
        "data/given.csv": "\n".join(
            ["area,month,key,met,seen", *rows("sound"), *(row for key in WHY for row in rows(key))]
        ),
    }
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    desk = Desk(folder, open_store(f"sqlite:///{folder / 'store.db'}"))
    assert desk.refresh().generation == 1
    library = Library(desk.engine, lambda: date(2025, 11, 12), lambda: NOON)
    app = create_app(
        StorePages(library), lambda _request: OPEN_DEMO_VIEWER, secret=b"x" * 16, library=library
    )
    yield Served(app.test_client())
    desk.engine.dispose()


@pytest.mark.parametrize(("key", "why"), WHY.items())
def test_each_has_a_figure_or_a_reason_and_no_page_shows_a_number_that_is_none(
    served: Served, key: str, why: str | None
) -> None:
    for name in (key, f"made_of_{key}", f"rate_{key}"):
        page = served.text(f"/indicator/{name}?area=D1")
        assert not NO_NUMBER.search(page), (name, NO_NUMBER.search(page))
        if name == key:
            assert ("Not rated" not in page.partition("</h1>")[2][:400]) is (why is None)
            assert why is None or why in page
    made = served.facts(f"/api/v1/results?indicator=made_of_{key}&area=D1&since=2025-10-01")
    [odd] = made["rows"]
    assert (odd["value"] is None) is (why is not None)
    assert served.facts(f"/api/v1/explain/{key}?area=D1")


def test_no_list_no_table_and_no_file_holds_a_number_that_is_none(served: Served) -> None:
    for path in ("/", "/heat-map?show=figures", "/compare", "/signals", "/area?area=D1"):
        assert not NO_NUMBER.search(served.text(path)), path
    for path in ("panel", "indicator/rate_nothing", "indicator/always_none"):
        file = served.client.get(f"/download/{path}.csv?area=D1").text
        assert not NO_NUMBER.search(file), path
    for kind in ("series", "comparisons"):
        for name in ("always_none", "rate_nothing", "more_than_all"):
            assert served.facts(f"/api/v1/{kind}?indicator={name}&area=D1")["rows"]
