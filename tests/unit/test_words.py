"""Figures as a Board reads them."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard.queries.words import (
    counts,
    day_words,
    difference,
    figure,
    number,
    people_list,
    unit_words,
)
from framework.model.expressions import All
from framework.model.indicators import Indicator, Kind, Polarity
from framework.model.measures import Count, Median, PopulationPart, Proportion, Rate
from framework.model.periods import Basis, Grain


def indicator(unit: str, decimals: int = 1) -> Indicator:
    return Indicator(
        "one",
        "One",
        "s",
        Count(),
        Kind.OUTCOME,
        Polarity.HIGH,
        unit,
        Grain.MONTH,
        decimals=decimals,
    )


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "text"),
    [
        (76.05, "percent", 1, "76.1%"),
        (2603.4, "pounds", 0, "£2,603"),
        (-12.5, "pounds", 0, "-£13"),
        (29.0, "working days", 0, "29 working days"),
        (1.0, "working days", 0, "1 working day"),
        (138.25, "per 100,000", 1, "138.3"),
        (-0.04, "points", 1, "0.0 points"),
        (1234567.0, "children", 0, "1,234,567"),
    ],
)
def test_a_value_is_rounded_once_with_its_unit(value, unit, decimals, text):
    assert figure(value, indicator(unit, decimals)) == text


def test_a_change_of_a_percentage_is_in_points():
    assert difference(-2.06, indicator("percent")) == "2.1 points"


@pytest.mark.parametrize(
    ("change", "unit", "text"),
    [
        (0.4, "times", "0.4"),  # 'times higher' would say another thing
        (0.4, "rate", "0.4"),
        (0.4, "ratio", "0.4"),
        (0.4, "index", "0.4"),
        (8, "per 100,000", "8.0 per 100,000"),
    ],
)
def test_a_difference_says_its_unit_where_the_unit_says_something(change, unit, text):
    assert difference(change, indicator(unit)) == text


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("addresses", "1 address"),
        ("first offences", "1 first offence"),
        ("families", "1 family"),
        ("injuries", "1 injury"),
        ("cases per 1,000 people", "1 case per 1,000 people"),
        ("per 1,000 people", "1 per 1,000 people"),
    ],
)
def test_one_of_a_unit_is_said_in_the_singular(unit, text):
    assert difference(-1, indicator(unit, 0)) == text


def test_every_share_shows_its_counts():
    def of(measure, **more):
        return replace(indicator("percent"), measure=measure, **more)

    assert counts(305, 401, of(Proportion(All()))) == "305 of 401"
    assert counts(None, 312, of(Median(All()))) == "from 312 cases"
    rate = Rate(All(), PopulationPart("people"), 10_000)
    assert counts(1204, 133_020, of(rate)) == "1,204 among 133,020 people"
    pool = of(rate, basis=Basis.POOLED, pooled_years=3)
    assert counts(3504, 399_060, pool) == "3,504 among 399,060 people of 3 years"


def test_halves_round_away_from_zero_as_people_do():
    assert [number(x, 0) for x in (0.5, 1.5, 2.5, -2.5)] == ["1", "2", "3", "-3"]


def test_days_and_lists_read_as_people_write_them():
    assert day_words(date(2026, 10, 31)) == "31 October 2026"
    assert people_list(["a", "b", "c"]) == "a, b and c"


def test_a_plain_number_has_no_unit_behind_it():
    assert unit_words(indicator(unit="number")) == ""
    assert unit_words(indicator(unit="points")) == ""  # its figure says it: "12.3 points"
    assert unit_words(indicator(unit="children")) == "children"
