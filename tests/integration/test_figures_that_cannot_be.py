"""Figures that cannot be, or cannot be yet: the page names the reason, and nothing is judged by them."""

from collections.abc import Iterator

import pytest

from dashboard.access.viewers import OPEN_DEMO_VIEWER
from dashboard.queries.indicator import read_indicator
from dashboard.queries.library import Library
from dashboard.queries.views import IndicatorView
from tests.refresh_desk import NOON, tiny

ODD_SOURCE = """\
source: odd
title: Odd figures
owner: Insight Team
rows: published
read: {kind: csv, path: odd.csv}
columns:
  met: {type: number}
  near: {type: number}
  seen: {type: number}
area_from: {column: code}
period_from: {column: year, shape: year, grain: year, year: financial}
"""
SOME_PEOPLE = """\
source: some_people
title: People of one district
owner: Insight Team
rows: population
read: {kind: csv, path: some_people.csv}
columns: {people: {type: number}}
area_from: {column: code}
period_from: {column: year, shape: year, grain: year, year: calendar}
how_many: people
"""
ODD = """\
defaults: {kind: performance, polarity: high, unit: percent}
indicators:
  odd_share:
    title: A share of odd figures
    source: odd
    grain: year
    published: {numerator: met, denominator: seen, per: 100}
    interval: wilson
    targets: [{from: 2015-04, value: 62, amber: 5 points}]
    compare: [England]
  started_in_five_years:
    title: Episodes started in five years
    source: episodes
    grain: year
    basis: pooled 5 years
    unit: episodes
    count: all
  odd_share_missed:
    title: What the share of odd figures leaves
    kind: outcome
    polarity: low
    derived: "100 - odd_share"
    targets: [{from: 2015-04, value: 30}]
  near_share:
    title: A share just short of amber
    source: odd
    grain: year
    published: {numerator: near, denominator: seen, per: 100}
    targets: [{from: 2015-04, value: 62, amber: 5 points}]
  started_by_few:
    title: Episodes per people of one district
    source: episodes
    grain: month
    unit: per 1,000
    rate: {numerator: all, population: some_people, per: 1000}
"""
SOUTHING = "E07900002"
YEARS = [f"{year}-{year % 100 + 1:02d}" for year in range(2015, 2025)]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    desk = tiny(tmp_path_factory.mktemp("odd"))
    rows = [
        f"{code},{year},640,569.6,1000" for code in ("E10900001", "E92000001") for year in YEARS
    ]
    rows = [row.replace("2024-25,640", "2024-25,1500") for row in rows]
    (desk.folder / "data" / "odd.csv").write_text("\n".join(["code,year,met,near,seen", *rows]))
    (desk.folder / "sources" / "odd.yaml").write_text(ODD_SOURCE)
    (desk.folder / "data" / "some_people.csv").write_text("code,year,people\nE07900001,2023,500\n")
    (desk.folder / "sources" / "some_people.yaml").write_text(SOME_PEOPLE)
    (desk.folder / "indicators" / "odd.yaml").write_text(ODD)
    desk.exchange(
        "outcomes.yaml",
        "in_need_rate]",
        "in_need_rate, odd_share, started_in_five_years, odd_share_missed, near_share, started_by_few]",
    )
    assert desk.refresh().generation == 1
    yield Library(desk.engine, NOON.date)
    desk.engine.dispose()


def page(library: Library, indicator: str, area: str | None = None) -> IndicatorView:
    return read_indicator(library, OPEN_DEMO_VIEWER, indicator, area=area)


def test_more_counted_than_there_are_is_shown_and_named_and_nothing_is_judged_by_it(
    library: Library,
) -> None:
    view = page(library, "odd_share")
    assert view.card.text == "150.0%"
    assert view.card.rating_words == "Not rated: its counts cannot be right"
    assert view.card.short.text == "Cannot be compared"
    assert view.card.beside[0].words.startswith("not compared with England")


def test_nothing_is_made_of_a_figure_whose_counts_cannot_be(library: Library) -> None:
    view = page(library, "odd_share_missed")
    assert view.card.text == "[z]"
    assert view.card.rating_words == "Not rated: it cannot be calculated"
    assert "It is made of A share of odd figures: 150.0% (its counts cannot be right)." in view.why


def test_a_figure_that_shows_as_the_edge_it_missed_is_told_apart_from_it(library: Library) -> None:
    view = page(library, "near_share")
    assert "So 56.96% is red." in view.why


@pytest.mark.parametrize(
    ("indicator", "said"),
    [
        ("odd_share", "Nothing has been published for this area so far."),
        ("started_by_few", "There is no figure for this area: its population says nothing of it."),
    ],
)
def test_an_area_of_which_nothing_is_known_says_what_is_lacking(
    library: Library, indicator: str, said: str
) -> None:
    view = read_indicator(library, OPEN_DEMO_VIEWER, indicator, "2025-09", SOUTHING)
    assert view.card.sentence == said


def test_where_nothing_is_there_no_last_figure_is_promised_of_a_late_source(
    library: Library,
) -> None:
    sentence = page(library, "started_by_few", SOUTHING).card.sentence
    assert sentence == "Figures for October 2025 should be here and are not."


def test_a_pool_of_more_years_than_there_are_says_so_and_is_not_nought(library: Library) -> None:
    card = page(library, "started_in_five_years").card
    assert card.text == "No data"
    assert card.rating_words == "Not rated: no whole period yet"
    assert card.sentence == (
        "There is no figure yet: 2020/21 to 2024/25 begins before the rows do, "
        "which go back to April 2025."
    )
