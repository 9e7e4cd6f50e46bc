"""Ratings, travel and comparisons: what a Board is told of a figure, and why."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from framework.model.indicators import Kind, Polarity, SeriesBreak
from framework.model.measures import Count
from framework.model.periods import Basis, Grain
from framework.model.results import Flag
from indicators.disclose.disclosing import Disclosed
from indicators.judge.judging import judge
from tests.frameworks_in_code import COUNTY, NORTH, framework, indicator, target

SCHEMA = {
    "indicator": pl.String,
    "area": pl.String,
    "breakdown": pl.String,
    "period": pl.String,
    "value": pl.Float64,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "lower998": pl.Float64,
    "upper998": pl.Float64,
    "flags": pl.Int32,
}


def row(value, period="2026-10", area=COUNTY, *, lower=None, upper=None, flags=0, denominator=400):
    return ("in_time", area, "", period, value, None, denominator, lower, upper, None, None, flags)


def judged(one, *rows):
    frame = pl.DataFrame(list(rows), schema=SCHEMA, orient="row")
    return judge(Disclosed(frame), framework(one))


def rating(one, *rows, period="2026-10", area=COUNTY):
    found = judged(one, *rows).judgements.filter(
        (pl.col("period") == period) & (pl.col("area") == area)
    )
    return found.row(0, named=True)


@pytest.mark.parametrize(
    ("polarity", "value", "colour"),
    [
        (Polarity.HIGH, 95.0, "green"),
        (Polarity.HIGH, 94.99, "amber"),
        (Polarity.HIGH, 90.0, "amber"),
        (Polarity.HIGH, 89.99, "red"),
        (Polarity.LOW, 95.0, "green"),
        (Polarity.LOW, 100.0, "amber"),
        (Polarity.LOW, 100.01, "red"),
        (Polarity.PLAN, 100.0, "green"),
        (Polarity.PLAN, 90.0, "green"),
        (Polarity.PLAN, 104.9, "amber"),
        (Polarity.PLAN, 84.9, "red"),
    ],
)
def test_a_value_against_a_target_of_95_with_5_points_of_amber(polarity, value, colour):
    one = indicator(polarity=polarity, targets=(target("95", "5"),))
    assert rating(one, row(value))["rating"] == colour


def test_the_edge_of_a_binary_fraction_is_still_inclusive():
    one = indicator(targets=(target("72.3"),))
    assert rating(one, row(0.1 + 0.2 + 72.0))["rating"] == "green"


@pytest.mark.parametrize(
    ("changes", "cells", "reason"),
    [
        ({"kind": Kind.CONTEXT}, {}, "context, shown for information"),
        ({"polarity": Polarity.NONE}, {}, "neither up nor down is good"),
        ({"targets": ()}, {}, "no target is in force"),
        ({"minimum_denominator": 500}, {}, "too few cases to rate"),
        ({}, {"flags": int(Flag.PROVISIONAL)}, "the figure is provisional"),
        ({}, {"value": None}, "no value"),
        ({}, {"value": None, "flags": int(Flag.SUPPRESSED)}, "the number is too small to show"),
    ],
)
def test_what_is_not_rated_says_why(changes, cells, reason):
    one = replace(indicator(targets=(target("95"),)), **changes)
    found = rating(one, row(**({"value": 99.0} | cells)))
    assert (found["rating"], found["reason"]) == ("not rated", reason)


def test_a_target_holds_only_for_its_own_year():
    one = indicator(targets=(target("95"),))
    assert rating(one, row(99.0, "2026-03"), period="2026-03")["reason"] == "no target is in force"
    assert rating(one, row(99.0, "2026-04"), period="2026-04")["rating"] == "green"


def test_a_target_passes_to_districts_only_when_said():
    own = indicator(targets=(target("95"),))
    passed = indicator(targets=(target("95", applies_to=("district",)),))
    assert rating(own, row(99.0, area=NORTH), area=NORTH)["rating"] == "not rated"
    assert rating(passed, row(99.0, area=NORTH), area=NORTH)["rating"] == "green"


def test_a_districts_own_target_wins_over_one_that_passes_down():
    one = indicator(
        targets=(target("95", applies_to=("district",)), target("80", area=NORTH)),
    )
    assert rating(one, row(85.0, area=NORTH), area=NORTH)["target"] == 80.0


def test_a_year_to_date_is_held_against_its_profile():
    plan = target("400", by_quarter=(Decimal(60), Decimal(150), Decimal(270), Decimal(400)))
    one = indicator(
        measure=Count(),
        grain=Grain.QUARTER,
        basis=Basis.YEAR_TO_DATE,
        unit="families",
        targets=(plan,),
    )
    found = rating(one, row(155.0, "2026/27 Q2 ytd"), period="2026/27 Q2 ytd")
    assert (found["target"], found["rating"]) == (150.0, "green")


def test_a_fall_is_better_where_low_is_good():
    one = indicator(polarity=Polarity.LOW)
    found = rating(one, row(20.0, "2026-09"), row(15.0))
    assert (found["short_change"], found["short_travel"]) == (-5.0, "better")


def test_a_change_that_rounds_to_nothing_is_no_change():
    found = rating(indicator(), row(20.0, "2026-09"), row(20.04))
    assert found["short_travel"] == "no change"


def test_a_change_is_real_when_the_intervals_part():
    apart = rating(
        indicator(), row(60.0, "2026-09", lower=55.0, upper=65.0), row(75.0, lower=70.0, upper=80.0)
    )
    meet = rating(
        indicator(), row(60.0, "2026-09", lower=55.0, upper=65.0), row(68.0, lower=63.0, upper=73.0)
    )
    assert (apart["short_real"], meet["short_real"]) == (True, False)


def test_nothing_is_called_real_where_two_rolling_years_share_months():
    one = indicator(basis=Basis.ROLLING_YEAR)
    found = rating(
        one,
        row(60.0, "2026-09 r12", lower=59.0, upper=61.0),
        row(75.0, "2026-10 r12", lower=74.0, upper=76.0),
        period="2026-10 r12",
    )
    assert (found["short_travel"], found["short_real"]) == ("better", None)


def test_travel_does_not_cross_a_break():
    one = indicator(breaks=(SeriesBreak(date(2026, 10, 1), "the standard changed"),))
    found = rating(one, row(60.0, "2026-09"), row(75.0))
    assert (found["short_change"], found["short_travel"]) == (None, "cannot say")


def test_a_year_to_date_is_held_against_the_same_stage_of_last_year_alone():
    one = indicator(measure=Count(), basis=Basis.YEAR_TO_DATE, unit="families")
    found = rating(
        one,
        row(100.0, "2025-10 ytd"),
        row(90.0, "2026-09 ytd"),
        row(120.0, "2026-10 ytd"),
        period="2026-10 ytd",
    )
    assert (found["short_travel"], found["long_change"]) == ("cannot say", 20.0)


def test_no_change_is_told_from_or_to_counts_that_cannot_be():
    names = list(SCHEMA)

    def counted(met, period):
        cells = dict(zip(names, row(met / 4.0, period), strict=True))
        return tuple((cells | {"numerator": met}).values())

    rows = counted(300.0, "2026-08"), counted(500.0, "2026-09"), counted(320.0, "2026-10")
    assert rating(indicator(), *rows, period="2026-09")["short_travel"] == "cannot say"
    assert rating(indicator(), *rows)["short_travel"] == "cannot say"
    assert rating(indicator(), *rows, period="2026-09")["reason"] == "its counts cannot be right"
    told = judged(indicator(), *rows)
    (series,) = told.series.rows(named=True)
    assert series["typical_change"] == 5.0
    assert told.warnings == (
        f"indicator 'in_time': the counts of {COUNTY} 2026-09 cannot be right: fewer than none, or "
        "more than there are; nothing is judged by them",
    )


def test_a_series_says_where_it_begins_and_how_much_it_moves():
    found = judged(indicator(), row(10.0, "2026-08"), row(14.0, "2026-09"), row(12.0)).series
    only = found.row(0, named=True)
    assert (only["first_period"], only["last_period"], only["points"]) == ("2026-08", "2026-10", 3)
    assert only["typical_change"] == 3.0
