"""Pages as workbooks and CSV: the words of the page, nothing that runs, and only for who may see it."""

import csv
import io
import re
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from dashboard.queries.views import PanelView
from framework.errors import StoreSilentError
from tests.frameworks.made_apps import make_app, make_client
from tests.frameworks.made_explained import explained
from tests.frameworks.made_heat_maps import heat_map
from tests.frameworks.made_hostile import poison
from tests.frameworks.made_indicators import indicator
from tests.frameworks.made_panels import panel
from tests.frameworks.views import HandMadePages

FILES = (
    *("/download/panel", "/download/heat-map", "/download/area", "/download/compare"),
    *("/download/inequalities", "/download/signals", "/download/context", "/download/find"),
    *("/download/quality", "/download/outcome/right_help", "/download/indicator/assessed_in_time"),
    *("/download/status", "/download/explain/assessed_in_time"),
)
FORMULA = '=HYPERLINK("http://x")'


@pytest.mark.parametrize("address", [f"{name}.{end}" for name in FILES for end in ("xlsx", "csv")])
def test_a_stranger_gets_no_file_and_a_member_gets_one(address: str) -> None:
    assert make_app(viewer=None).test_client().get(address).status_code == 403
    answer = make_client().get(address)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_panel_is_in_the_workbook_with_sparklines_and_its_origin() -> None:
    packed = make_client().get("/download/panel.xlsx").data
    book = CalamineWorkbook.from_filelike(io.BytesIO(packed))
    view = panel()
    text = str(book.get_sheet_by_name("Panel").to_python())
    cards = [card for part in view.outcomes for card in part.cards]
    for words in (*(card.title for card in cards), *(card.rating_words for card in cards)):
        assert words in text
    for words in (view.verdict, view.chrome.published, view.chrome.notice):
        assert words in text
    assert len(book.get_sheet_by_name("Series").to_python()) > len(cards)
    assert sparklines_in(packed) > 0


def test_the_panels_workbook_has_numbers_what_was_said_and_the_periods_of_its_lines() -> None:
    packed = make_client().get("/download/panel.xlsx").data
    book = CalamineWorkbook.from_filelike(io.BytesIO(packed))
    rows = book.get_sheet_by_name("Panel").to_python()
    heads = next(row for row in rows if row[0] == "Outcome")
    cards = {card.title: card for part in panel().outcomes for card in part.cards}
    own = {row[2]: dict(zip(heads, row, strict=True)) for row in rows if row[2] in cards}
    for title, card in cards.items():
        assert own[title]["Value"] == (card.spark[-1].value or "")
        assert own[title]["Target value"] == (card.spark[-1].target or "")
        assert own[title]["Why"] == (card.said.cause if card.said else "")
    first = book.get_sheet_by_name("Series").to_python()[1]
    card = cards[first[0]]
    assert first[1:3] == [card.spark[0].long_label, card.spark[-1].long_label]
    assert first[3 : 3 + len(card.spark)] == [point.value for point in card.spark]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_panels_files_say_of_a_change_and_of_a_figure_all_that_its_page_says(
    ending: str,
) -> None:
    packed = make_client().get(f"/download/panel.{ending}").data
    if ending == "csv":
        rows = list(csv.reader(io.StringIO(packed.decode("utf-8-sig"))))
    else:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(packed)).get_sheet_by_name("Panel")
        rows = [[str(cell) for cell in row] for row in sheet.to_python()]
    heads = next(row for row in rows if row and row[0] == "Outcome")
    cards = {card.title: card for part in panel().outcomes for card in part.cards}
    own = {
        row[2]: dict(zip(heads, row, strict=True))
        for row in rows
        if len(row) > 2 and row[2] in cards
    }
    assert {card.short.real_text for card in cards.values()} > {"could be chance"}
    for title, card in cards.items():
        assert own[title]["Change"].endswith(card.short.real_text)
        assert own[title]["Change in a year"].endswith(card.long.real_text)
        assert own[title]["In short"].startswith(card.sentence)
        assert own[title]["Signs of change"] == card.sign_text
        assert all(flag in own[title]["To be known"] for flag in card.flags)
        assert own[title]["What came of it"] == (card.said.done if card.said else "")


def test_what_stands_small_in_a_cell_of_the_heat_map_stands_in_its_table_too() -> None:
    text = make_client().get("/download/heat-map.csv").text
    notes = {
        cell.note
        for part in heat_map().parts
        for row in part.rows
        for cell in row.cells
        if cell.note
    }
    assert "few cases" in notes
    assert all(f" ({note})" in text for note in notes)


def sparklines_in(packed: bytes) -> int:
    with ZipFile(io.BytesIO(packed)) as book:
        return book.read("xl/worksheets/sheet1.xml").count(b"<x14:sparkline>")


def test_an_indicators_workbook_has_a_native_chart_and_numbers() -> None:
    packed = make_client().get("/download/indicator/assessed_in_time.xlsx").data
    with ZipFile(io.BytesIO(packed)) as book:
        assert any(name.startswith("xl/charts/chart") for name in book.namelist())
    sheet = load_workbook(io.BytesIO(packed))["Trend"]
    numbers = [
        cell for row in sheet.iter_rows() for cell in row if cell.data_type == "n" and cell.value
    ]
    assert numbers
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_an_indicators_workbook_has_what_its_page_has_of_chart_forecast_and_comparisons() -> None:
    packed = make_client().get("/download/indicator/assessed_in_time.xlsx").data
    book = CalamineWorkbook.from_filelike(io.BytesIO(packed))
    view = indicator("assessed_in_time")
    rows = book.get_sheet_by_name("Trend").to_python()
    told = {str(row[0]): row for row in rows}
    marked = [(p, m) for p, m in zip(view.trend, view.chart.marks, strict=False) if m]
    assert marked
    for point, mark in marked:
        assert told[point.long_label][9:13] == [mark.mean, mark.lower, mark.upper, mark.signal_text]
    assert [row[1] for row in rows if row[8] == "Forecast"] == [
        one.text for one in view.chart.ahead
    ]
    beside = str(book.get_sheet_by_name("Comparisons").to_python())
    assert all(one.words in beside for one in view.card.beside)


def test_the_heat_map_as_csv_has_a_column_an_area_and_says_what_it_is() -> None:
    rows = list(csv.reader(io.StringIO(make_client().get("/download/heat-map.csv").text)))
    view = heat_map()
    assert rows[0][5:] == list(view.areas)
    assert rows.index([]) - 1 == sum(len(p.rows) for p in view.parts)
    assert rows[rows.index([]) + 1][0].startswith("Heat map: ")


@pytest.mark.parametrize(
    "address",
    [
        "/download/panel.xlsx?month=never",
        "/download/indicator/nothing.csv",
        "/download/panel.csv?area=%3C",
    ],
)
def test_what_is_not_there_is_said_to_be_missing(address: str) -> None:
    assert make_client().get(address).status_code == 404


class Restarting(HandMadePages):
    """A store that does not answer just now."""

    def panel(self, *_asked: object) -> PanelView:
        raise StoreSilentError("the store does not answer")


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        (HandMadePages(empty=True), "There are no figures to show yet"),
        (Restarting(), "The data store is restarting"),
    ],
)
@pytest.mark.parametrize("address", ["/", "/download/panel.csv"])
def test_where_the_store_cannot_be_read_a_file_says_what_its_page_says(
    pages: HandMadePages, said: str, address: str
) -> None:
    answer = make_client(pages).get(address)
    assert answer.status_code == 503
    assert said in answer.text


@pytest.mark.parametrize("address", FILES)
def test_no_text_of_any_page_is_a_formula_in_its_files(address: str) -> None:
    client = make_client(HandMadePages(change=poison(FORMULA)))
    with ZipFile(io.BytesIO(client.get(f"{address}.xlsx").data)) as book:
        sheets = [book.read(one) for one in book.namelist() if "worksheets/sheet" in one]
    assert sheets
    assert not [sheet for sheet in sheets if b"<f>" in sheet or b"<c:f>" in sheet]
    text = client.get(f"{address}.csv").text
    assert f'"{FORMULA[:10]}' not in text
    assert f"\"'{FORMULA[:10]}" in text


@pytest.mark.parametrize("title", ["=[evil.xlsx]Sheet1!$A$1", "evil!A1"])
def test_the_title_of_a_chart_is_text_and_never_a_reference_to_a_cell(title: str) -> None:
    client = make_client(HandMadePages(change=poison(title)))
    packed = client.get("/download/indicator/assessed_in_time.xlsx").data
    with ZipFile(io.BytesIO(packed)) as book:
        charts = [book.read(one).decode() for one in book.namelist() if "charts/chart" in one]
    assert charts
    assert all(re.search(r"<a:t>[^<]*evil", chart) for chart in charts)
    assert not [chart for chart in charts if re.search(r"<c:f>[^<]*evil", chart)]


@pytest.mark.parametrize("address", [one for one in FILES if not one.endswith("status")])
def test_every_file_says_its_period_whose_it_is_and_under_which_terms(address: str) -> None:
    chrome = panel().chrome
    text = make_client().get(f"{address}.csv").text
    assert chrome.published in text
    assert chrome.notice in text
    if not address.endswith(("find", "quality")):  # these two are of no month
        assert chrome.month in text


@pytest.mark.parametrize("name", ["compare", "inequalities"])
def test_areas_and_groups_stand_beside_one_another_in_a_workbook_as_columns(name: str) -> None:
    packed = make_client().get(f"/download/{name}.xlsx").data
    assert sparklines_in(packed) > 0
    with ZipFile(io.BytesIO(packed)) as book:
        assert b'type="column"' in book.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("name", ["panel", "area"])
def test_what_is_hidden_on_a_page_is_hidden_in_its_table(name: str) -> None:
    rows = list(csv.DictReader(io.StringIO(make_client().get(f"/download/{name}.csv").text)))
    hidden = [row for row in rows if row["Figure"] == "[c]"]
    assert hidden
    assert all(row["Value"] == "" for row in hidden)


def test_how_things_stand_is_a_sheet_for_each_part_of_its_page_and_says_as_at_when() -> None:
    packed = make_client().get("/download/status.xlsx").data
    book = CalamineWorkbook.from_filelike(io.BytesIO(packed))
    assert book.sheet_names[:2] == ["Sources", "Needs a look"]
    text = "".join(str(book.get_sheet_by_name(one).to_python()) for one in book.sheet_names)
    for words in (
        "As at 2026-11-12 09:00 UTC.",
        "Somebody should look: Children waiting for support, Recorded crime.",
        "crime_2026_10.csv has 90% fewer rows than last time",
        "stopped without a word",
        "days_to_plan",
        "the mail server cannot be reached",
    ):
        assert words in text, words


def test_why_a_figure_is_rated_so_is_a_table_of_the_steps_that_its_page_has() -> None:
    address = "/download/explain/assessed_in_time"
    rows = list(csv.reader(io.StringIO(make_client().get(f"{address}.csv").text)))
    found = explained(indicator("assessed_in_time")).found
    assert [row[1] for row in rows if row and row[0] == "Why this rating"] == list(found.steps)
    assert ["Figure", found.value] in rows


@pytest.mark.parametrize("page", ["/status", "/indicator/assessed_in_time/explain"])
def test_these_pages_too_name_their_files(page: str) -> None:
    text = make_client().get(page).text
    word = "status" if page == "/status" else "explain/assessed_in_time"
    for ending in ("xlsx", "csv", "pdf"):
        assert f'href="/download/{word}.{ending}' in text
