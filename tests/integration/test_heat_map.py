"""The heat map as it is asked for, from the rows of a small refreshed store."""

from collections.abc import Iterator
from datetime import date

import pytest

from dashboard.access.viewers import OPEN_DEMO_VIEWER
from dashboard.queries.exploration import read_exploration
from dashboard.queries.heat import read_heat_map
from dashboard.queries.heat_looks import LOOK, HeatWish
from dashboard.queries.heat_views import HeatMapView, HeatRow
from dashboard.queries.indicator import read_indicator
from dashboard.queries.library import Library
from dashboard.queries.panel import read_panel
from framework.model.results import Rating
from tests.refresh_desk import NOON, Desk, tiny

MONTH = "2025-10"
COLON = "Southing: coast and islands"
OLDER = "".join(
    f"{area},{year},in need,Persons,,,,{children},48000\n"
    for year in ("2021-22", "2022-23")
    for area, children in (("E10900001", 1500), ("E07900001", 700))
)
"""Years of the county and of Northing, which then has none of 2023-24."""
RED_OR_AMBER = (Rating.RED, Rating.AMBER)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    made = tiny(tmp_path_factory.mktemp("heat"))
    made.exchange("areas/areas.csv", "Southing", COLON)
    last = "E07900001,2024-25 prov,in need"
    made.exchange("data/official.csv", last, f"{OLDER}{last}")
    made.refresh()
    yield made
    made.engine.dispose()


def library(desk: Desk, day: date = date(2025, 11, 12)) -> Library:
    return Library(desk.engine, lambda: day, lambda: NOON)


def asked(desk: Desk, **wish: str) -> HeatMapView:
    return read_heat_map(library(desk), OPEN_DEMO_VIEWER, MONTH, wish=HeatWish(**wish))


def rows_of(view: HeatMapView) -> list[HeatRow]:
    return [row for part in view.parts for row in part.rows]


def test_figures_are_darker_the_higher_they_are_in_their_row(desk):
    looks = set()
    for row in rows_of(asked(desk, show="figures")):
        known = [cell for cell in row.cells if cell.value is not None]
        assert all(cell.look == "none" for cell in row.cells if cell not in known)
        ordered = sorted(known, key=lambda cell: cell.value or 0.0)
        assert [cell.look for cell in ordered] == sorted(cell.look for cell in known)
        looks.update(cell.look for cell in known)
    assert {"shade-0", "shade-4"} <= looks


def test_changes_are_those_of_each_areas_own_page(desk):
    seen = set()
    view = asked(desk, show="changes")
    assert COLON in view.areas
    for row in rows_of(view):
        for name, cell in zip(view.areas, row.cells, strict=True):
            area = cell.href.rpartition("area=")[2]
            long = read_indicator(library(desk), OPEN_DEMO_VIEWER, row.id, MONTH, area).card.long
            if cell.value is not None:
                assert cell.words.startswith(f"{name}: {long.text.lower()}")
            if cell.value is not None and long.arrow:
                assert cell.text.lower() in f"{long.text} ".lower()
                assert cell.look == (
                    long.travel.value if long.travel.value in ("better", "worse") else "none"
                )
                seen.add(cell.look)
    assert seen


def test_rows_are_those_of_one_outcome_or_those_that_need_a_look(desk):
    whole = asked(desk)
    for choice in whole.outcomes[1:]:
        (part,) = asked(desk, outcome=choice.value).parts
        assert part in whole.parts
    needs = [row for row in rows_of(whole) if any(c.rating in RED_OR_AMBER for c in row.cells)]
    assert 0 < len(needs) < len(rows_of(whole))
    assert rows_of(asked(desk, only=LOOK)) == needs
    with pytest.raises(KeyError):
        asked(desk, outcome="nothing")


def test_a_yearly_figure_that_is_years_old_is_there_as_on_the_panel(desk):
    later = library(desk, date(2027, 12, 5))
    panel = read_panel(later, OPEN_DEMO_VIEWER)
    cards = {card.id: card for part in panel.outcomes for card in part.cards}
    for row in rows_of(read_heat_map(later, OPEN_DEMO_VIEWER)):
        has = cards[row.id].text != "No data"
        assert (row.cells[0].text != "No data") is has, row.id
        assert row.period == cards[row.id].period or not has


def test_each_row_says_the_unit_that_its_cells_leave_out(desk):
    units = {row.id: row.unit for row in rows_of(asked(desk))}
    assert units["assessed_in_time"] == ""
    assert set(units.values()) >= {"working days", "per 10,000"}


def test_a_card_knows_what_its_bare_figure_is_of(desk):
    panel = read_panel(library(desk), OPEN_DEMO_VIEWER, MONTH)
    cards = {card.id: card for part in panel.outcomes for card in part.cards}
    assert cards["assessed_in_time"].unit == ""
    assert "per 10,000" in {card.unit for card in cards.values()}


@pytest.mark.parametrize("asked_of", ["assessed_in_time", "in_need_rate"])
def test_exploring_an_indicator_shows_the_lines_of_each_areas_own_page(desk, asked_of):
    """A line has a gap where the area has no figure, as on its own page."""
    found = read_exploration(library(desk), OPEN_DEMO_VIEWER, asked_of, MONTH)
    assert found.page == read_indicator(library(desk), OPEN_DEMO_VIEWER, asked_of, MONTH)
    codes = {one.name: one.code for one in found.page.areas}
    first = found.page.trend[0].period
    assert len(found.others) > 0
    for one in found.others:
        own = read_indicator(library(desk), OPEN_DEMO_VIEWER, asked_of, MONTH, codes[one.name])
        periods = [point.period for point in own.trend]
        start = periods.index(first) if first in periods else 0
        assert one.points == own.trend[start:]
