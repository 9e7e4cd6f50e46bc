"""The whole open LAIT set, from DfE's files to ratings, held against LAIT's rules.

Imported, checked and refreshed by the commands a person types; every rating, rank and neighbour mean
of the latest year of every measure is then worked out again by slow plain Python.
"""

import csv
import math
from datetime import date

import polars as pl
import pytest
from click.testing import CliRunner

from dashboard.access.viewers import OPEN_DEMO_VIEWER
from dashboard.app import create_app
from dashboard.cli.commands import cli
from dashboard.queries.library import Library
from dashboard.queries.pages import StorePages
from framework.model.results import Flag, Rating
from framework.store.engines import open_store
from framework.store.reading import open_snapshot
from tests.lait_oracle import (
    DATA,
    POLARITIES,
    band_by_hand,
    dictionary,
    has_bands,
    latest_values,
    neighbours_by_number,
    rank_by_hand,
)

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"no published files: {DATA} is not there"),
]
FILES = ("lait_data_dictionary.csv", "bds_long.parquet", "sn_may_2025.xlsx", "sn_april_2021.xlsx")
SINCE = date(2015, 1, 1)
COLOURS = {1: Rating.GREEN, 2: Rating.AMBER, 3: Rating.AMBER, 4: Rating.RED}


def run(*words):
    done = CliRunner().invoke(cli, list(map(str, words)))
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lait")
    config, store = folder / "config", f"sqlite:///{folder / 'store.db'}"
    said = run("import", "lait", *(DATA / name for name in FILES), "--into", config)
    assert "13 outcomes, 315 indicators, 3 sources, 173 areas. 0 warnings." in said
    run("check", config)
    said = run("refresh", "--config", config, "--data", DATA, "--store", store)
    assert "Published generation 1: 315 indicators" in said
    engine = open_store(store)
    yield config, engine
    engine.dispose()


@pytest.fixture(scope="module")
def codes(desk):
    with (desk[0] / "areas" / "codes" / "dfe_number.csv").open(newline="") as file:
        return {int(row["code"]): row["area"] for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def key_of(desk):
    """Give the tool's key of each imported indicator, as its table says."""
    keys = {}
    for path in (desk[0] / "indicators").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            keys |= {row["indicator"]: row["key"] for row in csv.DictReader(file)}
    return keys


@pytest.fixture(scope="module")
def latest(desk):
    return latest_values()


@pytest.fixture(scope="module")
def shown(desk, key_of):
    """Give what is published of the newest year of each measure: figures, and what each is held beside."""
    with (desk[0] / "areas" / "areas.csv").open(newline="") as file:
        councils = [row["code"] for row in csv.DictReader(file) if row["level"] == "authority"]
    figures, beside = {}, {}
    with open_snapshot(desk[1]) as snapshot:
        for name, key in key_of.items():
            rows = snapshot.points((name,), councils, breakdowns=("",), since=SINCE)
            newest = max((row.period_start for row in rows), default=SINCE)
            figures |= {(key, row.area): row for row in rows if row.period_start == newest}
            for row in snapshot.comparisons((name,), councils, breakdowns=("",), since=newest):
                beside[key, row.area, row.comparator] = row
    return figures, beside


def test_every_measure_of_the_file_is_an_indicator(key_of):
    keys = set(pl.read_parquet(DATA / "bds_long.parquet", columns=["Short Desc"])["Short Desc"])
    assert sorted(key_of.values()) == sorted(keys)
    assert len(keys) == 315


def test_every_published_value_of_the_newest_year_is_that_of_the_file(latest, codes, shown):
    figures, _ = shown
    expected = {
        (key, codes[number]): value
        for key, values in latest.items()
        for number, value in values.items()
    }
    found = {place: row.value for place, row in figures.items() if row.value is not None}
    assert len(expected) > 40_000
    assert found == pytest.approx(expected)


def test_every_rating_band_and_rank_is_laits(latest, codes, shown):
    """Band A is green and band D red; B and C, which have no colour in LAIT, are amber.

    Figures that LAIT marks as provisional have their band, and are not rated here.
    """
    figures, beside = shown
    wrong, rated = [], 0
    for key, row in dictionary().items():
        values = latest.get(key, {})
        polarity = POLARITIES.get(row["Polarity"])
        if polarity is None or row["No_Quartile"] == "N":
            wrong += [
                (key, area)
                for (one, area), point in figures.items()
                if one == key
                and (point.rating != Rating.NOT_RATED or (key, area, "among_authority") in beside)
            ]
            continue
        every = list(values.values())
        for number, value in values.items():
            point = figures[key, codes[number]]
            among = beside[key, codes[number], "among_authority"]
            band = band_by_hand(value, every, polarity) if len(every) > 3 else None
            told = f"band {band}" if band and has_bands(every) else "not compared"
            colour = COLOURS.get(band, Rating.NOT_RATED) if has_bands(every) else Rating.AMBER
            if point.flags & Flag.PROVISIONAL:
                colour = Rating.NOT_RATED
            rank = rank_by_hand(value, every, polarity), len(every)
            rated += colour is not Rating.NOT_RATED
            if (point.rating, among.outcome, among.rank, among.out_of) != (colour, told, *rank):
                wrong.append((key, number, point.rating, among, colour, told, rank))
    assert wrong == []
    assert rated > 25_000


def test_every_neighbour_mean_is_the_plain_mean_of_those_with_a_figure(latest, codes, shown):
    _, beside = shown
    neighbours, wrong, means = neighbours_by_number(), [], 0
    for key, values in latest.items():
        for number in values:
            row = beside.get((key, codes[number], "neighbours_sn_may_2025"))
            others = [values[one] for one in neighbours.get(number, ()) if one in values]
            if not others:
                # of a neighbour without a figure this year an earlier year may be shown, not compared
                assert row is None or row.value is None or row.beside_period != row.period
                continue
            means += 1
            mean = math.fsum(others) / len(others)
            if row.out_of != len(others) or not math.isclose(row.value, mean, abs_tol=1e-9):
                wrong.append((key, number, row.value, mean))
    assert wrong == []
    assert means > 40_000


PAGES = (
    "/",
    "/heat-map",
    "/area",
    "/compare",
    "/inequalities",
    "/context",
    "/signals",
    "/find",
    "/quality",
)


def test_every_page_shows_the_whole_set_and_stays_light(desk, key_of):
    library = Library(desk[1], lambda: date(2026, 11, 12))
    app = create_app(StorePages(library), lambda _request: OPEN_DEMO_VIEWER, secret=b"x" * 16)
    client = app.test_client()
    for path in PAGES:
        answer = client.get(path, headers={"Accept-Encoding": "br"})
        assert answer.status_code == 200, path
        assert len(answer.data) < 200_000, path
    named = client.get("/find").text
    assert sum(f"/indicator/{name}?" in named for name in key_of) == len(key_of)
    some = sorted(key_of)[::40]
    assert all(client.get(f"/indicator/{name}").status_code == 200 for name in some)
