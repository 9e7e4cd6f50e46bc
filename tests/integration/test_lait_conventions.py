"""Quartile bands, ranks and neighbour means over every measure of DfE's open LAIT data.

The product's comparisons are held against LAIT's rules written out in slow, plain Python: quantiles
of R's type 7, ties that share the better rank, a plain mean of the neighbours that have a figure.
"""

import csv
import math
import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from framework.model.areas import Area, Geography, Level
from framework.model.comparators import Beside, Comparator, Method, Neighbour
from framework.model.indicators import Polarity
from framework.model.measures import Published
from framework.model.periods import Grain
from framework.model.results import RESULT_COLUMNS
from indicators.judge.comparison import compare
from tests.frameworks_in_code import framework, indicator

DATA = Path(__file__).parents[3] / "shared" / "data" / "lait_open"
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"no published files: {DATA} is not there"),
]
POLARITIES = {"High": Polarity.HIGH, "Low": Polarity.LOW}
LAST_COUNCIL = 1000
PERIOD = "2025"


@pytest.fixture(scope="module")
def latest():
    """Give {measure: {council's number: value of the latest year}}, in figures that can be read."""
    rows = pl.read_parquet(DATA / "bds_long.parquet").filter(
        pl.col("Years").str.contains(r"^\d{4}")
    )
    newest = rows.group_by("Short Desc").agg(pl.col("Years").max())
    found: dict[str, dict[int, float]] = {}
    for row in rows.join(newest, on=["Short Desc", "Years"]).iter_rows(named=True):
        number, written = int(row["LA Number"]), row["Values"] or ""
        is_number = re.fullmatch(r"-?[\d.]+(E-?\d+)?", written, re.IGNORECASE)
        if number < LAST_COUNCIL and is_council(row) and is_number:
            found.setdefault(row["Short Desc"], {})[number] = float(written)
    return found


def is_council(row):
    return row["Region"] not in (None, "NA")


@pytest.fixture(scope="module")
def polarities():
    with (DATA / "lait_data_dictionary.csv").open(encoding="utf-8-sig", newline="") as file:
        return {
            row["Measure_short"]: POLARITIES.get(row["Polarity"], Polarity.NONE)
            for row in csv.DictReader(file)
        }


@pytest.fixture(scope="module")
def neighbours():
    sheet = CalamineWorkbook.from_path(DATA / "sn_may_2025.xlsx").get_sheet_by_index(0)
    heads, *rows = sheet.to_python()[2:]
    at = [place for place, head in enumerate(heads) if re.fullmatch(r"SN\d+", str(head))]
    return {
        int(row[0]): [int(row[place]) for place in at if row[place] != ""] for row in rows if row[0]
    }


@pytest.fixture(scope="module")
def compared(latest, polarities, neighbours):
    numbers = sorted({number for values in latest.values() for number in values})
    codes = {number: f"LA{number}" for number in numbers}
    among = Comparator("among", "all", Beside.AMONG, Method.QUARTILES, level="council")
    like = Comparator("like", "like", Beside.NEIGHBOURS, neighbours="may_2025")
    measures = {f"m{at}": name for at, name in enumerate(sorted(latest))}
    indicators = [
        indicator(
            id=key,
            measure=Published("value"),
            polarity=polarities.get(name, Polarity.NONE),
            grain=Grain.YEAR,
            compare=(among, like),
        )
        for key, name in measures.items()
    ]
    pairs = tuple(
        Neighbour(codes[one], codes[other])
        for one, others in neighbours.items()
        for other in others
        if one in codes and other in codes
    )
    places = tuple(Area(code, code, "council") for code in codes.values())
    whole = replace(
        framework(*indicators, neighbours={"may_2025": pairs}),
        geography=Geography((Level("council", "council", "councils"),), places, ()),
    )
    rows = [
        {"indicator": key, "area": codes[number], "breakdown": "", "period": PERIOD, "value": value}
        for key, name in measures.items()
        for number, value in latest[name].items()
    ]
    frame = pl.DataFrame(rows).with_columns(
        pl.lit(None, dtype=pl.Float64).alias(name) for name in RESULT_COLUMNS[5:-1]
    )
    found = compare(frame.with_columns(flags=pl.lit(0, pl.Int32)).select(RESULT_COLUMNS), whole)
    return {
        (measures[row["indicator"]], int(row["area"][2:]), row["comparator"]): row
        for row in found.iter_rows(named=True)
    }


def quantile_7(values, share):
    """R's default: between the two values that stand round place (n - 1) x share."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def band_by_hand(value, values, polarity):
    bounds = [quantile_7(values, share) for share in (0.25, 0.5, 0.75)]
    upwards = next((at for at, bound in enumerate(bounds, start=1) if value <= bound), 4)
    return 5 - upwards if polarity is Polarity.HIGH else upwards


def has_bands(values):
    """Say whether quarters can be told apart: LAIT's rule would call the best of alike areas last."""
    return len(values) > 3 and quantile_7(values, 0.25) < quantile_7(values, 0.75)


def rank_by_hand(value, values, polarity):
    ahead = [v for v in values if (v > value if polarity is Polarity.HIGH else v < value)]
    return len(ahead) + 1


def test_the_whole_set_is_there(latest):
    assert len(latest) > 300
    assert sum(map(len, latest.values())) > 40_000


def test_every_band_and_every_rank_is_laits(latest, polarities, compared):
    wrong = []
    for name, values in latest.items():
        polarity = polarities.get(name, Polarity.NONE)
        every = list(values.values())
        for number, value in values.items():
            row = compared[name, number, "among"]
            band = (
                f"band {band_by_hand(value, every, polarity)}"
                if has_bands(every)
                else "not compared"
            )
            told = (row["outcome"], row["rank"], row["out_of"])
            if told != (band, rank_by_hand(value, every, polarity), len(every)):
                wrong.append((name, number, told, band))
    assert wrong == []
    alike = [
        name
        for name, values in latest.items()
        if len(values) > 3 and not has_bands(values.values())
    ]
    assert alike == ["LAC_SGO_FFC_Oth%"]  # all of its figures are 0


def test_every_neighbour_mean_is_the_plain_mean_of_those_with_a_figure(
    latest, neighbours, compared
):
    wrong, means = [], 0
    for name, values in latest.items():
        for number in values:
            others = [values[one] for one in neighbours.get(number, ()) if one in values]
            row = compared.get((name, number, "like"))
            if not others:
                assert row is None or row["value"] is None
                continue
            means += 1
            mean = math.fsum(others) / len(others)
            if row["out_of"] != len(others) or not math.isclose(
                row["value"], mean, rel_tol=1e-12, abs_tol=1e-12
            ):
                wrong.append((name, number, row["value"], mean))
    assert wrong == []
    assert means > 40_000
