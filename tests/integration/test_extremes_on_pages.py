"""Every page of a framework that is as small or as odd as one may be: declared, refreshed and fetched."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard.access.viewers import OPEN_DEMO_VIEWER
from dashboard.app import create_app
from dashboard.queries.library import Library
from dashboard.queries.pages import StorePages
from framework.store.engines import open_store
from tests.refresh_desk import NOON, Desk

PLACES = ("Ynys Môn", "Rhondda Cynon Taf", "Pen-y-bont ar Ogwr", "Y Ŵyl", "Sir Gaerfyrddin")
LONG = (
    "Children and young people aged 0 to 25 with an education, health and care plan who were "
    "without a place at any school, college or other setting on the last day of the period"
)
FRAMEWORK = """\
framework: odd
title: Odd Partnership
board: Odd Board
home: C0
year: calendar
levels:
  - {district: [district, districts]}
  - {county: [county, counties]}
today: 2025-11-12
"""
SOURCE = """\
source: given
title: Figures as given
owner: A Team
rows: published
read: {kind: csv, path: given.csv}
columns:
  key: {}
  value: {type: number}
area_from: {column: area}
period_from: {column: month, shape: month, grain: month}
missing: {x: unavailable}
"""
DEFAULTS = "defaults: {source: given, grain: month, owner: A Team}\nindicators:\n"
INDICATOR = """\
  %s:
    title: "%s"
    kind: outcome
    polarity: high
    unit: points
    decimals: 1
    published: {value: value, where: key = '%s'}
    targets: [{for: "2000 to 2030", value: 3, amber: 2 points, set_by: Board}]
    compare: [parent, {among: district}]
"""
PAGES = (
    "/",
    "/heat-map",
    "/heat-map?show=changes",
    "/heat-map?show=figures",
    "/area",
    "/area?area=%s",
    "/compare",
    "/inequalities",
    "/context",
    "/signals",
    "/signals?only=signs",
    "/find?q=children",
    "/quality",
    "/status",
    "/present?slide=2",
    "/outcome/all",
    "/indicator/one",
    "/indicator/one?area=%s",
    "/indicator/one/explain",
)
EXPLAINED = PAGES[-1]


@contextmanager
def served(
    folder: Path, places: Sequence[str], titles: Sequence[str], rows: Sequence[str]
) -> Iterator[FlaskClient]:
    """Refresh a framework with as many places and indicators as there are names, and serve its pages."""
    names = ["one", *(f"one_{at}" for at in range(1, len(titles)))]
    indicators = "".join(
        INDICATOR % (name, title, name) for name, title in zip(names, titles, strict=True)
    )
    lines = [f"D{at},{name},district,C0,," for at, name in enumerate(places)]
    texts = {
        "framework.yaml": FRAMEWORK,
        "outcomes.yaml": f"outcomes:\n  all: {{title: All, indicators: [{', '.join(names)}]}}\n",
        "areas/areas.csv": "\n".join(
            ["code,name,level,parent,valid_from,valid_to", "C0,Y Sir,county,,,", *lines, ""]
        ),
        "sources/given.yaml": SOURCE,
        "indicators/all.yaml": DEFAULTS + indicators,
        "data/given.csv": "\n".join(["area,month,key,value", *rows, ""]),
    }
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    desk = Desk(folder, open_store(f"sqlite:///{folder / 'store.db'}"))
    desk.refresh()
    library = Library(desk.engine, lambda: date(2025, 11, 12), lambda: NOON)
    app = create_app(StorePages(library), lambda _request: OPEN_DEMO_VIEWER, secret=b"x" * 16)
    yield app.test_client()
    desk.engine.dispose()


def months(count: int) -> list[str]:
    last = 2025 * 12 + 9  # October 2025
    return [f"{at // 12}-{at % 12 + 1:02d}" for at in range(last - count + 1, last + 1)]


def every_page(client: FlaskClient, area: str) -> dict[str, str]:
    found = {}
    for path in PAGES:
        answer = client.get(path.replace("%s", area))
        if path == EXPLAINED and EXPLAINED not in found["/indicator/one"]:
            continue  # there is no figure to explain, and no link that promises it
        assert answer.status_code == 200, path
        assert "went wrong" not in answer.text, path
        found[path] = unescape(answer.text)
    return found


def test_one_indicator_one_area_and_three_periods(tmp_path: Path) -> None:
    rows = [f"C0,{month},one,{value}" for month, value in zip(months(3), (1, 2, 4), strict=True)]
    with served(tmp_path, (), ["Only this"], rows) as client:
        pages = every_page(client, "C0")
    assert "The one rated indicator is on track." in pages["/"]
    assert "4.0 points" in pages["/indicator/one"]
    assert "No other area of its kind" in pages["/area"]


def test_240_periods_of_negative_figures_in_welsh_places_under_a_long_title(tmp_path: Path) -> None:
    rows = [
        f"{area},{month},one,{(at * 7 + place) % 9 - 6}.5"
        for place, area in enumerate(("C0", *(f"D{n}" for n in range(len(PLACES)))))
        for at, month in enumerate(months(240))
    ]
    with served(tmp_path, PLACES, [LONG], rows) as client:
        pages = every_page(client, "D0")
        old = client.get("/indicator/one?month=2024-01")
    for name in PLACES:
        assert name in pages["/heat-map"]
        assert name in pages["/indicator/one"]
    assert LONG in pages["/"]
    assert any(f"-{n}.5 points" in pages["/indicator/one"] for n in range(7))
    assert "worst of 5" in pages["/indicator/one"]
    assert old.status_code == 200


def test_no_figure_at_all_is_said_on_every_page(tmp_path: Path) -> None:
    rows = ["D0,2025-10,one,x"]
    with served(tmp_path, PLACES[:2], ["Nothing yet", "Nor this"], rows) as client:
        pages = every_page(client, "D1")
    (verdict,) = set(re.findall(r"No indicator could be rated[^<]*", pages["/"]))
    assert (
        verdict.strip()
        == "No indicator could be rated for Y Sir in October 2025: nothing counted here."
    )
    assert "No data" in pages["/"]
    assert EXPLAINED not in pages


def test_why_nothing_is_rated_is_said_where_most_indicators_say_the_same(tmp_path: Path) -> None:
    rows = ["C0,2025-10,one_2,x"]
    with served(tmp_path, PLACES[:2], ["Nothing yet", "Nor this", "Not to be had"], rows) as client:
        page = client.get("/").text
    assert "rated for Y Sir in October 2025: mostly nothing counted here." in page


@pytest.mark.parametrize("title", ["<script>window.attacked=1</script>", "{{ 7 * 7 }}"])
def test_a_title_that_is_code_stays_words_from_the_declaration_to_every_page(
    tmp_path: Path, title: str
) -> None:
    rows = [f"{area},{month},one,2" for area in ("C0", "D0") for month in months(3)]
    with served(tmp_path, [f"Place {title}"], [title], rows) as client:
        for path in PAGES:
            text = client.get(path.replace("%s", "D0")).text
            assert "<script>window" not in text, path
            assert "49" not in text.partition("<main")[2].partition("</h1>")[0], path
        assert title in unescape(client.get("/indicator/one").text)
