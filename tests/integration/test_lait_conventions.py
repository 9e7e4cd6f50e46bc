"""Quartile bands, ranks and neighbour means over every measure of DfE's open LAIT data.

The product's comparisons are held against LAIT's rules written out in slow, plain Python: quantiles
of R's type 7, ties that share the better rank, a plain mean of the neighbours that have a figure.
"""

import math
from dataclasses import replace

import polars as pl
import pytest

from framework.model.areas import Area, Geography, Level
from framework.model.comparators import Beside, Comparator, Method, Neighbour
from framework.model.indicators import Polarity
from framework.model.measures import Published
from framework.model.periods import Grain
from framework.model.results import RESULT_COLUMNS
from indicators.judge.comparison import compare
from tests.frameworks_in_code import framework, indicator
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
PERIOD = "2025"


@pytest.fixture(scope="module")
def latest():
    return latest_values()


@pytest.fixture(scope="module")
def polarities():
    return {
        name: POLARITIES.get(row["Polarity"], Polarity.NONE) for name, row in dictionary().items()
    }


@pytest.fixture(scope="module")
def neighbours():
    return neighbours_by_number()


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
