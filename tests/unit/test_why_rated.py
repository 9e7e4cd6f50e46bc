"""What a page says of a rating: the target, the rule, and enough digits to tell a miss from a hit."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dashboard.queries.points import point, reason_text, value_text
from dashboard.queries.rules import (
    held_against,
    missed_edge,
    next_target,
    rule_steps,
    target_words,
    value_words,
)
from dashboard.queries.words import edge_figure, shortfall
from framework.model.comparators import Beside, Comparator
from framework.model.expressions import All, Column, Compare, Comparison
from framework.model.indicators import Polarity
from framework.model.measures import PopulationPart, Rate, StandardisedRate
from framework.model.ratings import ColourRule, RatedBy, RatingRule
from framework.model.results import Flag, Rating
from framework.store.rows import PointRow
from tests.frameworks_in_code import COUNTY, indicator, target


def at_least(left, right):
    return Comparison(Compare.AT_LEAST, Column(left), Column(right))


def row(value, **changes):
    plain = {
        "indicator": "in_time",
        "area": COUNTY,
        "breakdown": "",
        "period": "2026-10",
        **dict.fromkeys(("numerator", "denominator", "lower", "upper", "lower998", "upper998")),
        "flags": Flag.NONE,
        "period_start": date(2026, 10, 1),
        "rating": Rating.RED,
        "rule": "target",
        "target": 85.0,
        "target_id": "to_85",
    }
    return PointRow(value=value, **{**plain, **changes})


@pytest.mark.parametrize(
    ("measure", "why"),
    [
        (Rate(All(), PopulationPart("mid_year"), 1000), "how many people it is per is not known"),
        (
            StandardisedRate(All(), PopulationPart("mid_year"), "age", (("0+", 1),), 1000),
            "not all cases and people by age are known",
        ),
    ],
)
def test_a_rate_whose_people_are_not_known_says_so(measure, why):
    lacking = row(None, numerator=5.0, flags=Flag.UNAVAILABLE)
    assert reason_text(lacking, indicator(measure=measure)) == f"not available: {why}"
    unread = row(None, flags=Flag.UNAVAILABLE | Flag.INCOMPLETE)
    assert reason_text(unread, indicator(measure=measure)).endswith("its rows could not be used")


def test_a_value_that_misses_by_less_than_its_rounding_has_more_digits():
    one = indicator(targets=(target("85"),))
    assert value_words(row(84.96), one) == "84.96%"
    assert shortfall(84.96, 85.0, one) == "0.04 points"
    assert value_words(row(80.0), one) == "80.0%"


def test_every_place_that_shows_it_has_those_digits_and_no_other_has_them():
    one = indicator(targets=(target("85"),))
    assert value_text(row(84.96), one) == "84.96%"
    assert point(row(84.96), one).text == "84.96%"
    assert value_text(row(84.96, rating=Rating.GREEN, target=84.0), one) == "85.0%"
    assert value_text(row(84.96, rating=Rating.NOT_RATED), one) == "85.0%"


def test_a_range_is_said_with_both_ends_and_missed_at_the_nearer():
    kept = indicator(polarity=Polarity.PLAN, targets=(target("60", high=Decimal(80)),))
    said = row(82.0, target=60.0, target_high=80.0)
    assert target_words(said, kept) == "60.0% to 80.0%"
    assert missed_edge(said, kept) == 80.0
    assert missed_edge(row(50.0, target=60.0, target_high=80.0), kept) == 60.0
    aimed = indicator(rated=RatingRule(RatedBy.RANGE))
    assert missed_edge(said, aimed) == 80.0


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (
            indicator(targets=(target("85", "5"),)),
            "Green is 85.0% or more. Amber is 80.0% or more. Beyond that is red.",
        ),
        (
            indicator(polarity=Polarity.LOW, targets=(target("85"),)),
            "Green is 85.0% or less. There is no amber: anything else is red.",
        ),
        (
            indicator(polarity=Polarity.PLAN, targets=(target("85", "2"),)),
            "Green is 83.0% to 87.0%. Amber is 81.0% to 89.0%. Beyond that is red.",
        ),
        (
            indicator(targets=(target("85", high=Decimal(90)),), rated=RatingRule(RatedBy.RANGE)),
            "Green is 90.0% or more. Amber is 85.0% or more. Beyond that is red.",
        ),
    ],
)
def test_the_edges_are_said_in_the_units_of_the_figure(one, said):
    assert rule_steps(row(70.0, target_id=one.targets[0].id), one) == [said]


def test_a_floor_says_that_it_decided():
    one = indicator(targets=(target("85", floor=Decimal(60)),))
    assert rule_steps(row(59.0, rule="floor"), one) == [
        "The floor is 60.0%: less than that is red, whatever the target."
    ]


def test_a_declared_rule_is_quoted_with_its_number():
    rules = (
        ColourRule(Rating.GREEN, at_least("value", "england"), "value >= england"),
        ColourRule(Rating.RED, All(), "otherwise"),
    )
    beside = (("england", "E92000001"),)
    one = indicator(rated=RatingRule(RatedBy.RULES, rules=rules, beside=beside))
    assert rule_steps(row(70.0, rule="rules: 2"), one, {"E92000001": 81.25}) == [
        "The rules speak of england 81.25% and the figure 70.0%.",
        "Rule 1 of 2 does not fit: green when value >= england.",
        "Rule 2 of 2 is the first that fits: red otherwise.",
    ]


def test_only_rules_that_were_tried_are_told_and_a_missing_number_is_said():
    rules = (
        ColourRule(Rating.GREEN, at_least("value", "previous"), "value >= previous"),
        ColourRule(Rating.RED, All(), "otherwise"),
    )
    one = indicator(rated=RatingRule(RatedBy.RULES, rules=rules))
    assert rule_steps(row(70.0, rule="rules: 1", short_change=2.5), one) == [
        "The rules speak of the figure of the period before 67.5% and the figure 70.0%.",
        "Rule 1 of 2 is the first that fits: green when value >= previous.",
    ]
    assert "period before (none)" in rule_steps(row(70.0, rule="rules: 1"), one)[0]


def test_a_floor_that_was_not_reached_is_told_before_the_target():
    one = indicator(targets=(target("85", floor=Decimal(60)),))
    steps = rule_steps(row(70.0), one)
    assert steps[0] == "The floor is 60.0%, and the figure is not below it."
    assert steps[1].startswith("Green is 85.0% or more.")


def test_a_comparator_and_a_quarter_are_named():
    england = Comparator("E92000001", "England", Beside.AREA, area="E92000001")
    rated = RatingRule(RatedBy.COMPARATOR, comparator="E92000001")
    beside = indicator(compare=(england,), rated=rated)
    assert "beside England" in rule_steps(row(70.0, rule="comparator"), beside)[0]
    assert (held_against(beside), held_against(indicator())) == (
        "Rated beside England",
        "No target",
    )
    among = indicator(rated=RatingRule(RatedBy.QUARTILE))
    assert "best quarter" in rule_steps(row(70.0, rule="quartile"), among)[0]
    unsure = indicator(rated=RatingRule(RatedBy.INTERVAL))
    said = rule_steps(row(70.0, lower=65.0, upper=75.0), unsure)[0]
    assert "from 65.0% to 75.0% with 95% certainty" in said


def test_an_edge_that_no_decimals_say_exactly_has_those_declared_unless_a_figure_would_meet_it():
    yearly = indicator(
        polarity=Polarity.LOW, decimals=0, unit="exclusions", targets=(target("44"),)
    )
    third = 44 / 3
    assert edge_figure(third, 12.0, yearly) == "15"
    assert edge_figure(third, 15.0, yearly) == "14.7"
    assert edge_figure(17.6, 12.0, yearly) == "17.6"


def test_the_target_that_follows_is_told_beside_the_one_in_force():
    now = target("85")
    then = {"begins": date(2027, 4, 1), "ends": date(2028, 4, 1)}
    later, last = target("90", **then), target("95", begins=date(2028, 4, 1), ends=date.max)
    shown = row(80.0, target_id="to_85", target=85.0)
    told = next_target(shown, indicator(targets=(now, last, later)))
    assert told == "From 1 April 2027 it is 90.0%."
    on_a_path = replace(later, path=((date(2027, 4, 1), Decimal(85)),))
    assert next_target(shown, indicator(targets=(now, on_a_path))) == (
        "From 1 April 2027 it begins a path to 90.0%."
    )
    elsewhere = replace(later, area="E07000901"), replace(later, level="national")
    for other in (*elsewhere, replace(later, applies_to=("ward",))):
        assert next_target(shown, indicator(targets=(now, other))) == ""
    assert next_target(shown, indicator(targets=(now,))) == ""
