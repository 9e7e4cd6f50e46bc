"""The rating of an outcome: only by a declared rule, and never a silent average."""

from decimal import Decimal

import pytest

from framework.model.ratings import RollUp, RollUpBy
from framework.model.results import Rating
from indicators.judge.outcomes import roll_up

GREEN, AMBER, RED, NONE = Rating.GREEN, Rating.AMBER, Rating.RED, Rating.NOT_RATED
TITLES = {"a": "Assessed in time", "b": "Goals met", "c": "Came back"}


def rated(rule, *ratings):
    return roll_up(rule, dict(zip("abc", ratings, strict=False)), TITLES)


def weighted(**weights):
    return RollUp(
        RollUpBy.WEIGHTED, weights=tuple((name, Decimal(one)) for name, one in weights.items())
    )


def test_the_worst_counts_and_what_is_not_rated_is_said():
    found = rated(RollUp(RollUpBy.WORST), GREEN, AMBER, NONE)
    assert found.rating is AMBER
    assert found.sentence == "Rated by the worst of its indicators; 1 of 3 could not be rated."
    assert rated(RollUp(RollUpBy.WORST), GREEN, RED, AMBER).rating is RED


def test_the_headline_stands_for_all():
    found = rated(RollUp(RollUpBy.HEADLINE, headline="b"), RED, GREEN, RED)
    assert (found.rating, found.sentence) == (
        GREEN,
        "Rated by its headline indicator: Goals met.",
    )


def test_a_headline_that_is_not_rated_is_not_said_to_rate():
    hidden = rated(RollUp(RollUpBy.HEADLINE, headline="b"), RED, NONE)
    assert (hidden.rating, hidden.sentence) == (
        NONE,
        "Its headline indicator could not be rated: Goals met.",
    )
    elsewhere = rated(RollUp(RollUpBy.HEADLINE, headline="c"), RED, GREEN)
    assert (elsewhere.rating, elsewhere.sentence) == (
        NONE,
        "Its headline indicator has no figures for such areas: Came back.",
    )


def test_no_number_of_unrated_indicators_hides_a_red_one_from_the_worst():
    one_red = rated(RollUp(RollUpBy.WORST), RED, NONE, NONE)
    assert (one_red.rating, one_red.sentence) == (
        RED,
        "Rated by the worst of its indicators; 2 of 3 could not be rated.",
    )
    assert rated(RollUp(RollUpBy.WORST), AMBER, NONE, NONE).rating is NONE


@pytest.mark.parametrize(
    ("weights", "ratings", "colour"),
    [
        ({"a": 1, "b": 1}, (GREEN, AMBER), GREEN),  # 1.5
        ({"a": 1, "b": 2}, (GREEN, AMBER), AMBER),  # 1.33
        ({"a": 1, "b": 1}, (AMBER, RED), AMBER),  # 0.5
        ({"a": 1, "b": 2}, (AMBER, RED), RED),  # 0.33
        ({"a": 3, "b": 1}, (GREEN, RED), GREEN),  # 1.5
        ({"a": 1}, (GREEN, RED, RED), GREEN),  # the others are not named
    ],
)
def test_a_weighted_mean_is_put_back_into_colours(weights, ratings, colour):
    assert rated(weighted(**weights), *ratings).rating is colour


def test_a_weighted_mean_says_how_many_indicators_count():
    some = rated(weighted(a=3, c=1), GREEN, RED, AMBER)
    assert some.sentence == "Rated by the weighted mean of 2 of its 3 indicators."
    every = rated(weighted(a=1, b=1), GREEN, RED)
    assert every.sentence == "Rated by the weighted mean of its indicators."


def test_a_weighted_mean_needs_half_of_the_weight():
    assert rated(weighted(a=1, b=1), GREEN, NONE).rating is GREEN
    assert rated(weighted(a=1, b=2), GREEN, NONE).rating is NONE


def test_indicators_without_a_weight_never_stand_in_for_those_that_have_one():
    found = rated(weighted(c=3), RED, GREEN)
    assert (found.rating, found.sentence) == (
        NONE,
        "None of the indicators that rate it has figures for such areas.",
    )


def test_where_nothing_is_rated_the_outcome_is_not():
    assert rated(RollUp(RollUpBy.WORST), NONE, NONE).rating is NONE
    assert rated(weighted(a=1), NONE).rating is NONE
