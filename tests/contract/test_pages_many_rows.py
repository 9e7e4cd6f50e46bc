"""Pages of more rows than anybody reads: they open with what needs a look first, and say so."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import cycle, islice

import pytest
from flask.testing import FlaskClient

from dashboard.export.heat_rug import MOST_COLUMNS
from dashboard.pages.files import TAKEN
from dashboard.pages.routing import read_address
from dashboard.queries.area_views import ProfileView
from dashboard.queries.comparing_views import CompareView
from dashboard.queries.first_rows import FIRST_ROWS, MOST_ROWS
from dashboard.queries.heat_views import HeatMapView
from dashboard.queries.signal_views import SignalsView
from framework.model.results import Rating
from tests.frameworks.made_apps import make_client
from tests.frameworks.made_heat_maps import heat_map
from tests.frameworks.views import HandMadePages

PAGES = ("/heat-map", "/compare")
MANY = MOST_ROWS + 10
NAME = re.compile(r'<th scope="row"><a href="/indicator/(\w+)\?|<h3><a href="/indicator/(\w+)\?')


def with_rows(view: object, count: int, worst: Sequence[int] = ()) -> object:
    """Give a heat map or a comparison with so many rows, all green but the worst, a red in each area."""
    if not isinstance(view, HeatMapView | CompareView):
        return view
    rated = "cells" if isinstance(view, HeatMapView) else "bars"
    first = view.parts[0].rows[0]

    def row(at: int) -> object:
        rating = Rating.RED if at in worst else Rating.GREEN
        marked = tuple(replace(one, rating=rating) for one in getattr(first, rated))
        return replace(first, **{"id": f"row_{at}", "title": f"Row {at}", rated: marked})

    part = replace(view.parts[0], rows=tuple(map(row, range(count))))  # type: ignore[type-var]
    return replace(view, parts=(part,))


def client_of(count: int, worst: Sequence[int] = ()) -> FlaskClient:
    return make_client(HandMadePages(change=partial(with_rows, count=count, worst=worst)))


def rows_of(html: str) -> list[str]:
    wide = html.partition('class="heat-list"')[
        0
    ]  # what follows has the same rows for narrow screens
    return [first or second for first, second in NAME.findall(wide)]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_many_rows_opens_with_the_worst_and_its_address_can_ask_for_all(
    path: str,
) -> None:
    client = client_of(MANY, worst=(MANY - 1, 140))
    html = client.get(path).text
    assert f"Showing {FIRST_ROWS} of {MANY} indicators, worst first." in html
    assert rows_of(html)[:3] == ["row_140", f"row_{MANY - 1}", "row_0"]
    assert len(rows_of(html)) == FIRST_ROWS
    (every,) = re.findall(rf'<a href="([^"]*)" data-spa>Show all {MANY}', html)
    whole = client.get(every.replace("&amp;", "&")).text
    assert rows_of(whole) == [f"row_{at}" for at in range(MANY)]
    (back,) = re.findall(r'<a href="([^"]*)" data-spa>Show only the worst', whole)
    assert rows_of(client.get(back.replace("&amp;", "&")).text) == rows_of(html)


@pytest.mark.parametrize("path", PAGES)
def test_whoever_asked_for_every_row_keeps_them_when_something_else_is_chosen(path: str) -> None:
    client = client_of(MANY)
    kept = '<input type="hidden" name="rows" value="all">'
    assert kept in client.get(f"{path}?rows=all").text
    assert kept not in client.get(path).text


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_can_be_read_has_every_row_in_its_order_and_says_nothing(path: str) -> None:
    html = client_of(MOST_ROWS, worst=(3,)).get(path).text
    assert rows_of(html) == [f"row_{at}" for at in range(MOST_ROWS)]
    assert "worst first." not in html
    assert "Show all" not in html


@pytest.mark.parametrize("path", PAGES)
def test_a_table_to_take_away_has_every_row(path: str) -> None:
    client = client_of(MANY)
    assert "The workbook and the table below have all of them." in client.get(path).text
    lines = csv.reader(io.StringIO(client.get(f"/download{path}.csv").text))
    assert sum(any(cell.startswith("Row ") for cell in line) for line in lines) == MANY


def test_a_map_that_opens_worst_first_leads_to_all_rows_by_outcome() -> None:
    html = client_of(MANY).get("/heat-map?show=changes").text
    assert 'data-spa aria-current="true">Worst first' in html
    (by_outcome,) = re.findall(r'<a href="/heat-map\?([^"]*)" data-spa>By outcome', html)
    assert {"rows=all", "show=changes"} <= set(by_outcome.split("&amp;"))
    assert "sort=worst" not in by_outcome


def test_the_paper_of_a_map_has_the_rows_of_its_page_and_every_area() -> None:
    wide = with_rows(heat_map(), MANY)
    assert isinstance(wide, HeatMapView)
    many = MOST_COLUMNS * 10
    part = wide.parts[0]
    rows = tuple(replace(row, cells=tuple(islice(cycle(row.cells), many))) for row in part.rows)
    names = tuple(f"Place {at}" for at in range(many))
    view = replace(wide, areas=names, parts=(replace(part, rows=rows),))
    drawn = TAKEN["heat-map"].more(view, read_address("/heat-map", "", site="x"))
    assert all(f">Place {at}</text>" in drawn for at in range(many))
    assert drawn.count(">Row ") // drawn.count("<figcaption>Areas 1 ") >= 1
    assert ">Row 49</text>" in drawn
    assert ">Row 50</text>" not in drawn


def lengthened(view: object, times: int) -> object:
    if not isinstance(view, ProfileView | SignalsView):
        return view
    parts = tuple(replace(part, rows=part.rows * times) for part in view.parts)
    return replace(view, parts=parts)


@pytest.mark.parametrize("path", ["/area?area=E07000901", "/signals"])
def test_each_part_of_hundreds_of_rows_is_a_line_that_opens_on_a_small_screen(path: str) -> None:
    few = make_client().get(path).text
    many = make_client(HandMadePages(change=partial(lengthened, times=20))).get(path).text
    lines = r"<summary>\d+ indicators</summary>"
    assert not re.findall(lines, few)
    assert len(re.findall(lines, many)) == len(re.findall('<h2 id="part-', many))
