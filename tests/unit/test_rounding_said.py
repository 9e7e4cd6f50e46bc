"""A percentage of few rounded people says how far it may be out, by what is shown alone."""

from dataclasses import replace
from decimal import Decimal

import pytest

from dashboard.queries.rounding import counts_said, is_rough
from framework.model.derived import Derived
from framework.model.expressions import Arithmetic, Column, Sum, Value
from framework.model.results import Flag, Rating
from framework.model.sources import Disclosure
from framework.store.rows import PointRow
from tests.frameworks_in_code import COUNTY, framework, indicator

ONE = indicator()


LATE = indicator(
    id="late",
    source="",
    measure=Derived(Sum(Arithmetic.MINUS, Value(Decimal(100)), Column(ONE.id))),
)


def said(numerator, denominator, base):
    plain = framework(ONE)
    rule = Disclosure(5, base)
    whole = replace(plain, sources=tuple(replace(s, disclosure=rule) for s in plain.sources))
    row = PointRow(
        **dict.fromkeys(PointRow._fields)
        | {
            "indicator": ONE.id,
            "area": COUNTY,
            "breakdown": "",
            "period": "2026-10",
            "value": 100 * numerator / denominator,
            "numerator": float(numerator),
            "denominator": float(denominator),
            "flags": Flag.NONE,
            "rating": Rating.NOT_RATED,
        }
    )
    return counts_said(whole, row, ONE), is_rough(whole, row, ONE)


@pytest.mark.parametrize(
    ("counted", "base", "words"),
    [
        ((35, 40), 5, "35 of 40; rounded, so up to 10 points out"),
        ((15, 15), 5, "15 of 15; rounded, so up to 24 points out"),
        ((350, 400), 5, "350 of 400"),
        ((35, 40), 1, "35 of 40"),
    ],
)
def test_few_rounded_people_say_how_far_their_share_may_be_out(counted, base, words):
    assert said(*counted, base) == (words, "rounded" in words)


@pytest.mark.parametrize(
    ("value", "base", "words"),
    [
        (0.0, 5, "made of rounded counts, so it need not be none"),
        (12.5, 5, "made of rounded counts"),
        (0.0, 1, ""),
    ],
)
def test_a_figure_made_of_rounded_ones_says_so_and_that_a_nought_may_be_a_false_one(
    value, base, words
):
    plain = framework(ONE, LATE)
    rule = Disclosure(5, base)
    whole = replace(plain, sources=tuple(replace(s, disclosure=rule) for s in plain.sources))
    none = dict.fromkeys(PointRow._fields)
    row = PointRow(**none | {"indicator": "late", "value": value, "flags": Flag.NONE})
    assert counts_said(whole, row, LATE) == words
