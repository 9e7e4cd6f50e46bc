"""A page on paper and its figures as pictures: the same words and figures, alone, for who may see them."""

import io
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from ctypes import create_string_buffer
from dataclasses import replace
from html import unescape
from itertools import pairwise
from pathlib import Path
from threading import Barrier, get_ident
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image
from pypdfium2 import PdfBitmap, PdfDocument, PdfPage
from pypdfium2.raw import FPDFText_GetFontInfo
from weasyprint import HTML

from dashboard.export.drawings import colour
from dashboard.export.laying_out import png_of, pngs_can_be_made
from dashboard.pages.files import _DESK, TAKEN
from dashboard.pages.page import Asked
from dashboard.queries.area_views import ProfileView
from dashboard.queries.heat_views import HeatMapView, HeatRow
from dashboard.queries.status_views import StatusView
from dashboard.queries.views import IndicatorView
from framework.model.results import Rating
from tests.frameworks.made_apps import make_app, make_client, read
from tests.frameworks.made_heat_maps import heat_map
from tests.frameworks.made_hostile import ATTACKS, poison
from tests.frameworks.made_indicators import indicator
from tests.frameworks.made_panels import panel
from tests.frameworks.views import HandMadePages

PAGES = (
    *("/", "/heat-map", "/area?area=E07000901", "/compare", "/inequalities", "/context"),
    *("/signals", "/outcome/right_help", "/indicator/assessed_in_time"),
)
TREND = "/download/indicator/assessed_in_time/trend"
SVG = "{http://www.w3.org/2000/svg}"


def drawing_of(text: str | bytes) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 (our own answers)


def links_of(path: str) -> list[str]:
    _, tags = read(make_client().get(path))
    found = [str(had.get("href")) for tag, had in tags if tag == "a"]
    return [unescape(one) for one in found if one.startswith("/download/")]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_with_figures_offers_each_as_a_picture_that_stands_alone(path: str) -> None:
    offered = links_of(path)
    drawings = [one for one in offered if ".svg?" in one]
    assert len(drawings) == len([one for one in offered if ".png?" in one]) > 0
    chrome = panel().chrome
    for address in (drawings[0], drawings[-1]):
        answer = make_client().get(address)
        assert answer.status_code == 200
        drawn = drawing_of(answer.data)
        assert [one.tag for one in drawn.iter(f"{SVG}svg")] == [f"{SVG}svg"]
        words = "".join(drawn.itertext())
        assert "var(" not in words
        assert not re.search(r'="[\d.]+%"|href|url\(', answer.text)
        assert chrome.published in " ".join(words.split())
        assert chrome.notice in " ".join(words.split())


@pytest.mark.parametrize("path", PAGES)
def test_every_table_and_workbook_that_a_page_offers_is_there(path: str) -> None:
    offered = [one for one in links_of(path) if ".xlsx?" in one or ".csv?" in one]
    assert len(offered) == 2
    assert all(make_client().get(one).status_code == 200 for one in offered)


def test_a_file_is_of_the_areas_and_groups_that_the_page_was_asked_for() -> None:
    asked = "?month=2026-10&area=E10000099&with=E07000901&with=E07000902"
    assert all("with=E07000901&with=E07000902" in one for one in links_of(f"/compare{asked}"))
    assert all("by=sex" in one for one in links_of("/inequalities?by=sex"))
    assert all("show=changes" in one for one in links_of("/heat-map?show=changes"))


def test_a_picture_has_the_figures_of_the_page_and_hides_what_the_page_hides() -> None:
    drawn = drawing_of(make_client().get(f"{TREND}.svg").data)
    shown = {one.text for one in drawn.iter(f"{SVG}text")}
    view = indicator("assessed_in_time")
    assert f"{view.card.title}, over time" in shown
    assert view.trend[-1].text in shown
    areas = drawing_of(make_client().get(TREND.replace("trend", "areas") + ".svg").data)
    told = [one.text for one in areas.iter(f"{SVG}text")]
    assert all(area.text in told for area in view.areas)


def lacking(value: object) -> object:
    """Give a page of which rows are missing, where a new series begins and beside an interval."""
    if not isinstance(value, IndicatorView):
        return value
    said = {"note": "Rows are missing"}
    trend = tuple(replace(one, breaks="the standard changed", **said) for one in value.trend)
    areas = tuple(replace(one, interval_text="46.1% to 53.2%", **said) for one in value.areas)
    return replace(value, trend=trend, areas=areas)


def test_tables_and_pictures_say_that_rows_are_missing_beside_all_else_that_they_say() -> None:
    client = make_client(HandMadePages(change=lacking))
    table = client.get(TREND.replace("/trend", ".csv")).text
    assert "Rows are missing. New series: the standard changed" in table
    drawn = drawing_of(client.get(TREND.replace("trend", "areas") + ".svg").data)
    told = " ".join(one.text or "" for one in drawn.iter(f"{SVG}text"))
    assert "46.1% to 53.2%. Rows are missing" in told


def test_a_rated_cell_of_the_heat_map_has_letters_that_can_be_read_on_its_colour() -> None:
    drawn = drawing_of(make_client().get("/download/heat-map/map.svg").data)
    cells = [one for one in drawn.iter(f"{SVG}text") if (one.text or "").startswith("R ")]
    assert cells
    assert {one.attrib["style"] for one in cells} == {f"fill:{colour('red-ink')}"}
    assert all("fill" not in one.attrib for one in drawn.iter(f"{SVG}text"))


@pytest.mark.parametrize("text", [*ATTACKS, "a\x0bb\x1f"])
def test_no_text_becomes_markup_in_a_picture(text: str) -> None:
    client = make_client(HandMadePages(change=poison(text)))
    drawn = drawing_of(client.get(f"{TREND}.svg").data)
    assert {one.tag.removeprefix(SVG) for one in drawn.iter()} <= {
        *("svg", "g", "path", "rect", "circle", "line", "text", "style")
    }
    assert not [key for one in drawn.iter() for key in one.attrib if key.startswith("on")]


LONG = "Children who were referred to a service for which their families had waited long before"


def lengthened(value: object) -> object:
    """Give every row of an area's profile a title of three lines."""
    if not isinstance(value, ProfileView):
        return value
    parts = (
        replace(part, rows=tuple(replace(row, title=LONG) for row in part.rows))
        for part in value.parts
    )
    return replace(value, parts=tuple(parts))


def test_long_titles_of_a_picture_lie_on_no_other_words() -> None:
    client = make_client(HandMadePages(change=lengthened))
    drawn = drawing_of(client.get("/download/area/part_1.svg?area=E07000901").data)
    rows = [
        one for one in drawn.iter(f"{SVG}g") if one.get("transform", "").startswith("translate(0 ")
    ]
    feet = [
        float(row.attrib["transform"].split()[1].rstrip(")")) + float(text.attrib["y"])
        for row in rows
        for text in row.findall(f"{SVG}text")
        if text.get("x") == "30"
    ]
    assert len(feet) > 2
    assert min(below - above for above, below in pairwise(sorted(feet))) > 15


def test_a_png_is_the_same_picture_twice_as_sharp() -> None:
    drawn = drawing_of(make_client().get(f"{TREND}.svg").data)
    image = Image.open(io.BytesIO(make_client().get(f"{TREND}.png").data)).convert("RGB")
    wanted = [2 * float(drawn.attrib[key]) for key in ("width", "height")]
    assert [abs(got - want) <= 2 for got, want in zip(image.size, wanted, strict=True)] == [
        True
    ] * 2
    colours = {colour for _, colour in image.getcolors(maxcolors=2**24) or []}
    assert {(255, 255, 255), (18, 67, 109)} <= colours  # the ground, and the series


def test_a_page_on_paper_has_its_words_its_figures_and_says_whose_it_is() -> None:
    made = make_client().get("/download/indicator/assessed_in_time.pdf")
    assert made.mimetype == "application/pdf"
    document = PdfDocument(made.data)
    words = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    view = indicator("assessed_in_time")
    for said in (view.card.sentence, view.why[0], view.chrome.published, view.trend[-1].label):
        assert " ".join(said.split()) in words
    assert "Explore this chart" not in words


def fonts_of(letters: str, sheet: PdfPage) -> set[str]:
    """Give the fonts in which letters are set on a sheet."""
    text = sheet.get_textpage()
    found = set()
    for at, letter in enumerate(text.get_text_range()):
        if letter in letters:
            name = create_string_buffer(100)
            FPDFText_GetFontInfo(text.raw, at, name, 100, None)
            found.add(name.value.decode())
    return found


def welsh(value: object) -> object:
    if not isinstance(value, IndicatorView):
        return value
    return replace(value, card=replace(value.card, title="Plant yn Ŵyl a Thŷ Bach"))


def test_welsh_letters_on_paper_are_of_our_own_font() -> None:
    client = make_client(HandMadePages(change=welsh))
    sheet = PdfDocument(client.get("/download/indicator/assessed_in_time.pdf").data)[0]
    found = fonts_of("Ŵŷ", sheet)
    assert found
    assert all("Source-Sans-3" in name for name in found), found


def test_a_stranger_gets_neither_paper_nor_picture() -> None:
    stranger = make_app(viewer=None).test_client()
    for address in ("/download/panel.pdf", f"{TREND}.svg", f"{TREND}.png"):
        assert stranger.get(address).status_code == 403


@pytest.fixture
def without_png(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    pngs_can_be_made.cache_clear()
    yield
    pngs_can_be_made.cache_clear()


@pytest.mark.usefixtures("without_png")
def test_where_no_png_can_be_made_the_svg_is_offered_alone() -> None:
    offered = links_of("/indicator/assessed_in_time")
    assert [one for one in offered if ".svg?" in one]
    assert not [one for one in offered if ".png?" in one]
    answer = make_client().get(f"{TREND}.png")
    assert answer.status_code == 404
    assert "A PNG needs WeasyPrint, Pango and pypdfium2, which are not here." in answer.text


def _watched(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note at each call into WeasyPrint and PDFium how many threads are within one of their calls."""
    inside: set[int] = set()
    counts: list[int] = []

    def watch(owner: type, name: str) -> None:
        real = getattr(owner, name)

        def called(*given: Any, **named: Any) -> Any:
            outermost = get_ident() not in inside
            inside.add(get_ident())
            counts.append(len(inside))
            try:
                return real(*given, **named)
            finally:
                if outermost:
                    inside.discard(get_ident())

        monkeypatch.setattr(owner, name, called)

    for owner, name in (
        (HTML, "write_pdf"),
        (PdfDocument, "__init__"),
        (PdfDocument, "close"),
        (PdfPage, "render"),
        (PdfBitmap, "to_pil"),
    ):
        watch(owner, name)
    return counts


def test_several_people_may_ask_for_pngs_and_paper_but_one_is_drawn_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counts = _watched(monkeypatch)
    addresses = (
        f"{TREND}.png?area=E07000901",
        f"{TREND}.png?area=E07000902",
        "/download/quality.pdf",
    )
    together = Barrier(len(addresses))

    def take(address: str) -> int:
        client = make_client()
        together.wait()
        return client.get(address).status_code

    with ThreadPoolExecutor(len(addresses)) as pool:
        assert list(pool.map(take, addresses)) == [200] * len(addresses)
    assert len(counts) >= 2 * 5 + 1
    assert set(counts) == {1}


def test_what_becomes_pixels_reads_no_file_but_our_own_font(tmp_path: Path) -> None:
    beside = tmp_path / "beside.png"
    Image.new("RGB", (8, 8), (255, 0, 0)).save(beside)
    drawn = (
        f'<svg width="8" height="8"><image href="{beside.as_uri()}" width="8" height="8"/></svg>'
    )
    made = png_of(f"<style>@page{{size:20px 20px;margin:0}}</style>{drawn}")
    image = Image.open(io.BytesIO(made)).convert("RGB")
    assert [found for _, found in image.getcolors() or []] == [(255, 255, 255)]


MANY = 600


def widened(value: object) -> object:
    """Give a heat map 600 areas, of which the page leaves out those with the fewest reds."""
    if not isinstance(value, HeatMapView):
        return value

    def row_of_many(row: HeatRow) -> HeatRow:
        return replace(row, cells=(row.cells[0], *[row.cells[1]] * (MANY - 1)))

    parts = tuple(
        replace(part, rows=tuple(row_of_many(row) for row in part.rows)) for part in value.parts
    )
    names = tuple(f"P{at}" for at in range(1, MANY))
    return replace(value, areas=(value.areas[0], *names), parts=parts)


def test_a_heat_map_too_large_for_a_page_has_every_area_in_its_picture_paper_and_table() -> None:
    client = make_client(HandMadePages(change=widened))
    names = [f"P{at}" for at in range(1, MANY)]
    page = client.get("/heat-map").text
    shown = re.findall(r'<th scope="col">(P\d+)</th>', page)
    assert len(shown) < MANY - 1
    assert f"{MANY - 1 - len(shown)} of {MANY} areas are left out" in page
    drawn = drawing_of(client.get("/download/heat-map/map.svg").data)
    told = [one.text or "" for one in drawn.iter(f"{SVG}text")]
    assert [one for one in told if re.fullmatch(r"P\d+", one)] == names
    assert names[-1] in client.get("/download/heat-map.csv").text


def narrowed(value: object) -> object:
    """Give a heat map 40 areas and two rows: more areas than a table on paper has room for."""
    found = widened(value)
    if not isinstance(found, HeatMapView):
        return value
    rows = tuple(replace(row, cells=row.cells[:40]) for row in found.parts[0].rows[:2])
    return replace(found, areas=found.areas[:40], parts=(replace(found.parts[0], rows=rows),))


def test_the_paper_of_a_heat_map_has_every_area() -> None:
    client = make_client(HandMadePages(change=narrowed))
    paper = PdfDocument(client.get("/download/heat-map.pdf").data)
    read = "".join(page.get_textpage().get_text_range() for page in paper)
    assert not [f"P{at}" for at in range(1, 40) if f"P{at}" not in read]
    assert "svg" not in read


def place_of(words: str, sheet: PdfPage) -> tuple[float, float]:
    """Say where words stand on a sheet: their right edge and their foot."""
    text = sheet.get_textpage()
    at, length = text.search(words).get_next() or pytest.fail(f"{words} is not on the sheet")
    last = text.get_charbox(at + length - 1)
    return last[2], last[1]


def test_the_table_of_a_heat_map_stands_on_its_paper_to_the_last_area() -> None:
    sheet = PdfDocument(make_client().get("/download/heat-map.pdf").data)[0]
    assert place_of(heat_map().areas[-1], sheet)[0] < sheet.get_width()


def test_on_paper_what_a_small_screen_has_in_lines_is_whole_and_cards_stand_in_twos() -> None:
    paper = PdfDocument(make_client().get("/download/outcome/right_help.pdf").data)
    read = " ".join(" ".join(one.get_textpage().get_text_range() for one in paper).split())
    cards = [card for part in panel().outcomes if part.id == "right_help" for card in part.cards]
    assert not [card.title for card in cards if card.title not in read]
    assert "Changes and comparisons" not in read
    second = [card for card in cards if card.rating is not Rating.RED][1]
    sheet = next(one for one in paper if second.title[:20] in one.get_textpage().get_text_range())
    assert place_of(second.title[:20], sheet)[0] > sheet.get_width() / 2


def test_what_the_page_of_a_heat_map_leaves_out_is_added_to_its_paper() -> None:
    many = widened(heat_map())
    drawn = TAKEN["heat-map"].more(many, Asked("/heat-map", None, None, "outcome", "Midshire"))
    assert all(f">P{at}</text>" in drawn for at in range(1, MANY))


def test_a_paper_of_too_many_sheets_is_refused_in_words_that_say_what_to_do() -> None:
    def huge(value: object) -> object:
        found = widened(value)
        if not isinstance(found, HeatMapView):
            return value
        return replace(found, parts=found.parts * 3)

    answer = make_client(HandMadePages(change=huge)).get("/download/heat-map.pdf")
    assert answer.status_code == 413
    assert "sheets, and at most 80 are made. Choose an outcome first" in answer.text


def test_a_picture_that_is_not_there_is_answered_with_those_that_are() -> None:
    answer = make_client().get("/download/indicator/assessed_in_time/trends.png")
    assert answer.status_code == 404
    assert "This page has no picture &#39;trends&#39;. It has trend, " in answer.text


def test_a_png_that_is_too_large_is_refused_in_words_that_offer_the_drawing() -> None:
    client = make_client(HandMadePages(change=widened))
    answer = client.get("/download/heat-map/map.png")
    assert answer.status_code == 413
    assert re.search(r"too large for a PNG: [\d,]+ by [\d,]+ pixels. Take it as SVG", answer.text)


def test_who_finds_every_drawing_place_taken_is_told_to_try_again() -> None:
    with ExitStack() as taken:
        while _DESK.acquire(blocking=False):
            taken.callback(_DESK.release)
        answer = make_client().get(f"{TREND}.png")
    assert answer.status_code == 429
    assert "Other files are being made just now. Try again in a moment." in answer.text


def test_a_paper_of_this_minute_is_given_again_though_every_drawing_place_is_taken() -> None:
    """How things stand is asked for again and again: it must not keep other readers from their papers."""
    seconds = iter(range(10, 60))

    def a_second_later(value: object) -> object:
        if not isinstance(value, StatusView):
            return value
        return replace(value, as_at=f"2026-11-12T09:00:{next(seconds)}+00:00")

    client = make_client(HandMadePages(change=a_second_later))
    first = client.get("/download/status.pdf")
    assert first.status_code == 200
    with ExitStack() as taken:
        while _DESK.acquire(blocking=False):
            taken.callback(_DESK.release)
        again = client.get("/download/status.pdf")
        assert client.get("/download/status.xlsx").status_code == 200
    assert again.data == first.data
