"""A source's own ratings are kept beside the computed ones, and where they differ is said."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from framework.model.indicators import IntervalMethod
from framework.model.measures import Published
from framework.model.periods import Grain, YearType
from framework.model.results import Rating
from framework.model.sources import ColumnType, PeriodFrom, PeriodShape, Rows, SourceColumn
from framework.model.targets import Target, Tolerance
from indicators.disclose.disclosing import disclose
from indicators.judge.judging import judge
from tests.rows_in_code import computed, equal, framework, indicator, source

HART = Path(__file__).parents[3] / "shared" / "data" / "district_kpis_hart" / "hart_kpis_2014.csv"
COLUMNS = (
    SourceColumn("key", ()),
    SourceColumn("sex", (), order=("Female",)),
    SourceColumn("light", (), labels={"lg": "G", "la": "A", "lr": "R", "lu": "-"}),
    SourceColumn("rate", (), ColumnType.NUMBER),
)
PERIOD = PeriodFrom("year", PeriodShape.QUARTER, Grain.QUARTER, YearType.FINANCIAL)
SCORECARD = source("scorecard", Rows.PUBLISHED, COLUMNS, period_from=PERIOD)
LIGHTS = (
    ("G", Rating.GREEN),
    ("A", Rating.AMBER),
    ("R", Rating.RED),
    ("-", Rating.NOT_RATED),
)


def kpi(code, value):
    return indicator(
        Published("rate", where=equal("key", code), rating="light", ratings=LIGHTS),
        id=code.lower(),
        source="scorecard",
        grain=Grain.QUARTER,
        interval=IntervalMethod.NONE,
        targets=(
            Target(
                f"{code}:t",
                Decimal(value),
                date(2014, 4, 1),
                date(2015, 4, 1),
                "2014/15",
                amber=Tolerance(Decimal("0.1"), relative=True),
            ),
        ),
    )


def row(code, rate, light, **more):
    plain = {"area": "C", "period": "2014/15 Q2", "key": code, "rate": rate, "light": light}
    return plain | more


def judged(folder, kpis, rows):
    made = computed(folder, kpis, {"scorecard": rows}, (SCORECARD,))
    whole = framework(kpis, (SCORECARD,))
    return made, judge(disclose(made, whole), whole)


def test_both_ratings_stand_side_by_side_and_the_difference_is_said(tmp_path):
    rows = [
        row("A1", 95.0, "G"),
        row("A1", 85.0, "G", period="2014/15 Q1"),
        row("A1", 86.0, "R", period="2014/15 Q3"),
        row("B1", 50.0, "R"),
    ]
    _, found = judged(tmp_path, [kpi("A1", 90), kpi("B1", 90)], rows)
    beside = {
        (one["indicator"], one["period"]): (one["rating"], one["published_rating"])
        for one in found.judgements.iter_rows(named=True)
    }
    assert beside == {
        ("a1", "2014/15 Q1"): ("amber", "green"),
        ("a1", "2014/15 Q2"): ("green", "green"),
        ("a1", "2014/15 Q3"): ("amber", "red"),
        ("b1", "2014/15 Q2"): ("red", "red"),
    }
    assert found.warnings == (
        "indicator 'a1': the source says red where the rule 'target' gives amber, "
        "for C 2014/15 Q3 (and 1 more: `fingerpost export data` lists both colours of each)",
    )


@pytest.mark.parametrize(
    ("scale", "rates", "odd"),
    [
        (100, (0.234, 0.31, 2.333), False),  # one place has pupils from elsewhere
        (100, (23.4, 31, 0.9), True),
        (1, (234, 310, 9), False),
    ],
)
def test_shares_that_look_like_percentages_already_are_told(tmp_path, scale, rates, odd):
    share = Published("rate", multiply=Decimal(scale))
    one = indicator(share, id="a1", source="scorecard", grain=Grain.QUARTER)
    rows = [row("A1", rate, "G", period=f"2014/15 Q{n}") for n, rate in enumerate(rates, 1)]
    _, found = judged(tmp_path, [one], rows)
    told = (
        "indicator 'a1': most of its figures are above 150%; where the file writes 23.4 for 23.4%, "
        "say `scale: percent 0-100`"
    )
    assert found.warnings == ((told,) if odd else ())


def test_what_either_side_does_not_rate_is_no_difference(tmp_path):
    rows = [row("A1", 95.0, "-"), row("A1", 95.0, "G", period="2013/14 Q4"), row("B1", None, "R")]
    _, found = judged(tmp_path, [kpi("A1", 90), kpi("B1", 90)], rows)
    kept = found.judgements.sort("indicator", "period")["published_rating"].to_list()
    assert kept == ["green", "not rated", None]
    assert found.warnings == ()


def test_a_word_that_is_no_rating_is_said_and_kept_from_the_page(tmp_path):
    made, found = judged(tmp_path, [kpi("A1", 90)], [row("A1", 95.0, "B")])
    assert found.judgements["published_rating"].to_list() == [None]
    assert made.warnings == ("indicator 'a1': the source's rating 'B' is not in 'ratings'",)


@pytest.mark.real_data
@pytest.mark.skipif(not HART.is_file(), reason=f"no published scorecard: {HART} is not there")
def test_the_traffic_lights_of_a_district_follow_from_its_targets(tmp_path):
    """Percentages of Hart District Council, 2014, where more is better and amber is within 10%.

    Left out: a 0 stands for 'not yet reported'; what is cumulative has another target each quarter.
    """
    with HART.open(encoding="utf-8-sig", newline="") as file:
        lines = [
            one
            for one in csv.DictReader(file)
            if one["unit"] == "%"
            and float(one["this_quarter"])
            and "cumulative" not in one["description"]
        ]
    rows = [row(one["code"], float(one["this_quarter"]), letter(one["status"])) for one in lines]
    kpis = [kpi(one["code"], one["target"]) for one in lines]
    _, found = judged(tmp_path, kpis, rows)
    assert found.judgements.height == len(lines) == 30
    assert (found.judgements["rating"] == found.judgements["published_rating"]).sum() == 29
    # Published as 97.0 against a target of 97.0: amber can only come of digits that were cut.
    assert found.warnings == (
        "indicator 'fi06': the source says amber where the rule 'target' gives green, "
        "for C 2014/15 Q2",
    )
    assert found.judgements.filter(pl.col("rating") == "red").height == 3


def letter(status):
    return {"lg": "G", "la": "A", "lr": "R", "lu": "-"}[status]
