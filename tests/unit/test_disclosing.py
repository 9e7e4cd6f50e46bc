"""Small numbers: hidden, rounded, and never to be worked out from what is shown."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework.model.expressions import All, Column
from framework.model.indicators import IntervalMethod
from framework.model.measures import (
    Count,
    Mean,
    PopulationPart,
    Proportion,
    Published,
    Rate,
    StandardisedRate,
    StandardisedRatio,
    Total,
)
from framework.model.results import Flag
from framework.model.sources import Disclosure
from indicators.disclose.disclosing import disclose, mostly_hidden
from indicators.measures.computed import COMPUTED_SCHEMA, Computed
from tests.frameworks_in_code import COUNTY, framework, indicator

RULE = Disclosure(suppress_to=5, round_to=5)


def disclosed(measure, rule=RULE, interval=IntervalMethod.NONE, **cells):
    plain = dict.fromkeys(COMPUTED_SCHEMA) | {
        "indicator": "in_time",
        "area": COUNTY,
        "breakdown": "",
        "period": "2026-10",
        "flags": 0,
    }
    frame = pl.DataFrame([plain | cells], schema=COMPUTED_SCHEMA)
    one = indicator(measure=measure, interval=interval)
    computed = Computed(frame, {}, {})
    return disclose(computed, framework(one, disclosure=rule)).frame.row(0, named=True)


@pytest.mark.parametrize("count", [1, 3, 5])
def test_a_small_count_is_hidden_with_its_reason(count):
    found = disclosed(Count(), numerator=count)
    assert (found["value"], found["numerator"], found["flags"]) == (None, None, Flag.SUPPRESSED)


def test_a_true_zero_stays_zero():
    assert disclosed(Count(), numerator=0)["value"] == 0.0


def test_counts_are_rounded_and_the_value_is_made_from_the_rounded_ones():
    found = disclosed(Proportion(All()), numerator=33, denominator=98)
    assert (found["numerator"], found["denominator"]) == (35.0, 100.0)
    assert found["value"] == 35.0


def test_the_few_who_are_left_over_are_hidden_where_nothing_is_rounded():
    rule = Disclosure(suppress_to=5)
    assert disclosed(Proportion(All()), rule, numerator=97, denominator=100)["value"] is None
    assert disclosed(Proportion(All()), rule, numerator=100, denominator=100)["value"] == 100.0


def test_a_rate_rounds_its_count_and_not_its_population():
    rate = Rate(All(), PopulationPart("people"), 10_000)
    found = disclosed(rate, numerator=33, denominator=10_001)
    assert (found["numerator"], found["denominator"]) == (35.0, 10_001.0)
    assert found["value"] == pytest.approx(350_000 / 10_001)


def test_a_mean_of_few_is_hidden():
    assert disclosed(Mean(All()), value=12.0, cases=4)["value"] is None
    assert disclosed(Mean(All()), value=12.0, cases=6)["value"] == 12.0


def test_a_small_sum_may_be_a_count_of_people_and_is_hidden():
    assert disclosed(Total(All()), value=3.0, cases=40)["value"] is None
    assert disclosed(Total(All()), value=300.0, cases=40)["value"] == 300.0


def test_published_figures_were_disclosed_by_whoever_published_them():
    found = disclosed(Published("v"), value=2.0, lower=1.0, upper=3.0)
    assert (found["value"], found["lower"]) == (2.0, 1.0)
    assert found["flags"] == Flag.PUBLISHED_INTERVAL


def test_nothing_out_of_nothing_cannot_be_calculated():
    found = disclosed(Proportion(All()), numerator=0, denominator=0)
    assert (found["value"], found["flags"]) == (None, Flag.NOT_APPLICABLE)


def test_an_interval_is_made_from_the_rounded_counts():
    found = disclosed(
        Proportion(All()), Disclosure(), IntervalMethod.WILSON, numerator=81, denominator=263
    )
    assert found["lower"] == pytest.approx(25.529, abs=1e-3)
    assert found["upper"] == pytest.approx(36.621, abs=1e-3)


@given(st.integers(0, 60), st.integers(0, 60))
def test_every_share_that_rests_on_one_to_five_is_hidden_and_no_other(part, rest):
    found = disclosed(Proportion(All()), numerator=part, denominator=part + rest)
    small = any(1 <= count <= 5 for count in (part, part + rest))
    assert bool(found["flags"] & Flag.SUPPRESSED) == small
    assert (found["numerator"] is None) == small


def test_a_sum_beside_a_mean_does_not_name_the_count_where_counts_are_rounded():
    total = disclosed(Total(Column("cost")), value=4600.0, cases=23)
    mean = disclosed(Mean(Column("cost")), value=200.0, cases=23)
    assert total["denominator"] == mean["denominator"] == 25.0
    assert total["value"] / mean["value"] == pytest.approx(25)


def test_an_exact_sum_is_given_where_counts_are_exact():
    assert disclosed(Total(Column("cost")), Disclosure(), value=4600.0, cases=23)["value"] == 4600.0


def test_a_standardised_value_follows_the_rounded_count_and_its_limits_do_not_tell_the_exact_one():
    measure = StandardisedRatio(All(), PopulationPart("people"), "age", (), COUNTY, 100)
    cells = {"numerator": 23, "denominator": 1000, "value": 92.0, "lower": 60.0, "upper": 130.0}
    found = disclosed(measure, interval=IntervalMethod.BYAR, **cells)
    assert (found["numerator"], found["value"]) == (25.0, 100.0)
    assert (found["lower"], found["upper"]) == (None, None)
    exact = disclosed(measure, Disclosure(), interval=IntervalMethod.BYAR, **cells)
    assert (exact["value"], exact["lower"]) == (92.0, 60.0)


@pytest.mark.parametrize(
    "measure",
    [
        StandardisedRatio(All(), PopulationPart("people"), "age", (), COUNTY, 100),
        StandardisedRate(All(), PopulationPart("people"), "age", (("0-4", 5000),), 1000),
    ],
)
def test_an_exact_value_made_by_age_is_an_equation_in_small_counts_and_is_hidden(measure):
    cells = {"numerator": 23, "denominator": 1000, "value": 92.0}
    assert disclosed(measure, Disclosure(suppress_to=5), **cells)["value"] is None
    assert disclosed(measure, RULE, **cells)["value"] == 100.0


def test_both_levels_of_limits_are_made_of_what_is_shown():
    found = disclosed(
        Proportion(All()), Disclosure(), IntervalMethod.WILSON, numerator=81, denominator=263
    )
    assert found["lower"] == pytest.approx(25.529, abs=0.001)
    assert found["lower998"] < found["lower"] < found["upper"] < found["upper998"]


def test_a_source_that_hides_nearly_everything_is_named_with_a_remedy():
    cells = dict.fromkeys(COMPUTED_SCHEMA) | {"indicator": "in_time", "breakdown": "", "flags": 0}
    rows = [
        cells | {"area": COUNTY, "period": f"2026-{m:02}", "numerator": 2} for m in range(1, 11)
    ]
    frame = pl.DataFrame(rows, schema=COMPUTED_SCHEMA)
    whole = framework(indicator(measure=Count()), disclosure=Disclosure(suppress_to=5))
    [said] = mostly_hidden(disclose(Computed(frame, {}, {}), whole), whole)
    assert said.startswith("source 'episodes': 10 of 10 figures are hidden")
    assert "say round_to" in said
