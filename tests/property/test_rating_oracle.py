"""Ratings and the targets in force, against a slow, plain reading of the rules one figure at a time."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np
import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from framework.model.areas import Area, Geography, Level
from framework.model.expressions import (
    All,
    And,
    Arithmetic,
    Column,
    Compare,
    Comparison,
    IsNull,
    Not,
    Or,
    Sum,
    Value,
)
from framework.model.indicators import Kind, Polarity
from framework.model.measures import Count, Proportion
from framework.model.periods import (
    Basis,
    Grain,
    period_from_code,
    period_of,
    previous,
    same_last_year,
    year_start,
)
from framework.model.ratings import ColourRule, RatedBy, RatingRule
from framework.model.results import Flag, Rating
from framework.model.targets import Target, Tolerance
from indicators.disclose.disclosing import Disclosed
from indicators.judge.judging import judge
from tests.frameworks_in_code import COUNTY, framework, indicator

DISTRICTS = tuple(f"D{number}" for number in range(5))
PLACES = Geography(
    (Level("district", "district", "districts"), Level("county", "county", "counties")),
    (Area(COUNTY, "Midshire", "county"), *(Area(one, one, "district") for one in DISTRICTS)),
    (),
)
MONTHS = tuple(date(2025 + month // 12, month % 12 + 1, 1) for month in range(22))
COLOURS = (Rating.GREEN, Rating.AMBER, Rating.RED)
NUMBERS = ("value", "target", "floor", "lower", "upper", "denominator", "previous", "last_year")
KEY = ("indicator", "area", "breakdown", "period")
SLACK = Fraction(1, 10**9)
SCHEMA = {
    **dict.fromkeys(("indicator", "area", "breakdown", "period"), pl.String),
    **dict.fromkeys(("value", "numerator", "denominator", "lower", "upper"), pl.Float64),
    **dict.fromkeys(("lower998", "upper998"), pl.Float64),
    "flags": pl.Int32,
}

# ------------------------------------------------------------------ anything that may be declared


def half(dice):
    return Decimal(dice.randint(0, 40)) / 2


def a_day(dice):
    """A first or a last day of a month, or any other."""
    day = dice.choice(MONTHS)
    return day - timedelta(days=dice.choice([0, 0, 1, 10]))


def a_target(dice, by, polarity, number):
    begins, ends = sorted((a_day(dice), a_day(dice) + timedelta(days=90)))
    value, kind = half(dice), dice.choice(["value", "value", "path", "range"])
    is_range = by is RatedBy.RANGE or (kind == "range" and polarity is Polarity.PLAN)
    path = ()
    if kind == "path" and not is_range:
        days = sorted({a_day(dice) for _ in range(3)})
        path = tuple((day, half(dice)) for day in days)
    points, share = (
        Tolerance(half(dice) / 4, relative=False),
        Tolerance(Decimal("0.1"), relative=True),
    )
    return Target(
        id=f"t{number}",
        value=path[-1][1] if path else value,
        begins=begins,
        ends=ends,
        label="",
        amber=dice.choice([None, points, points, share]),
        area=dice.choice([None, None, *DISTRICTS[:2]]),
        applies_to=dice.choice([(), ("district",), ("district",), ("county",)]),
        level=dice.choice(["local", "national"]),
        high=value + half(dice) / 2 + Decimal("0.5") if is_range else None,
        floor=dice.choice([None, half(dice) / 2, half(dice)])
        if polarity is not Polarity.PLAN
        else None,
        path=path,
    )


def a_number(dice, depth):
    if depth and dice.random() < 0.5:
        parts = a_number(dice, depth - 1), a_number(dice, depth - 1)
        return Sum(dice.choice(list(Arithmetic)), *parts)
    return dice.choice([Column(dice.choice(NUMBERS)), Column("value"), Value(half(dice))])


def a_condition(dice, depth):
    if depth and dice.random() < 0.5:
        parts = a_condition(dice, depth - 1), a_condition(dice, depth - 1)
        return dice.choice([And(parts), Or(parts), Not(parts[0])])
    if dice.random() < 0.2:
        return IsNull(Column(dice.choice(NUMBERS)))
    return Comparison(dice.choice(list(Compare)), a_number(dice, 1), a_number(dice, 1))


def an_indicator(dice, by, number):
    either = [Polarity.HIGH, Polarity.LOW]
    standing = by in (RatedBy.QUARTILE, RatedBy.PERCENTILES, RatedBy.RANGE)
    ends = (Decimal(20), Decimal(70)) if by is RatedBy.PERCENTILES else ()
    polarity = dice.choice(either if standing else [*either, *either, Polarity.PLAN, Polarity.NONE])
    rules = ()
    if by is RatedBy.RULES:
        one = [ColourRule(dice.choice(COLOURS), a_condition(dice, 1)) for _ in range(3)]
        rules = (*one, ColourRule(Rating.RED, All())) if dice.random() < 0.5 else tuple(one)
    ytd = dice.random() < 0.3
    return indicator(
        id=f"i{number}",
        kind=Kind.CONTEXT if dice.random() < 0.05 else Kind.PERFORMANCE,
        polarity=polarity,
        measure=Count() if ytd else Proportion(All()),
        basis=Basis.YEAR_TO_DATE if ytd else Basis.DURING,
        targets=tuple(a_target(dice, by, polarity, f"{number}:{place}") for place in range(4)),
        rated=RatingRule(by, rules=rules, percentiles=ends),
        minimum_denominator=dice.choice([0, 10]),
    )


def figures(dice, one):
    flags = (Flag.NONE,) * 8 + (Flag.PROVISIONAL, Flag.SUPPRESSED, Flag.UNAVAILABLE)
    for month in MONTHS:
        for area in (COUNTY, *DISTRICTS):
            if dice.random() < 0.1:
                continue
            value = None if dice.random() < 0.1 else half(dice)
            known = value is not None and dice.random() < 0.8
            yield {
                "indicator": one.id,
                "area": area,
                "breakdown": "sex=Female" if dice.random() < 0.05 else "",
                "period": period_of(month, Grain.MONTH, one.basis).code,
                "value": value,
                "denominator": dice.choice([None, Decimal(5), Decimal(10), Decimal(10)]),
                "lower": value - half(dice) / 2 if known else None,
                "upper": value + half(dice) / 2 if known else None,
                "flags": int(dice.choice(flags)),
            }


# ------------------------------------------------------------------ the plain reading


def path_value(path, day):
    if day <= path[0][0]:
        return Fraction(path[0][1])
    for (first, low), (last, high) in pairwise(path):
        if first <= day <= last:
            share = Fraction((day - first).days, (last - first).days)
            return Fraction(low) + (Fraction(high) - Fraction(low)) * share
    return Fraction(path[-1][1])


def standing_target(one, area, period):
    """Give the target in force: own before passed down, local before national, then as declared."""
    found = []
    for place, target in enumerate(one.targets):
        if not target.begins <= period.last_day < target.ends:
            continue
        level = PLACES.by_code[area].level
        own = (target.area or COUNTY) == area
        if own or level in target.applies_to:
            found.append((not own, target.level == "national", place, target))
    return min(found, key=lambda each: each[:3])[3] if found else None


def asked(one, target, period):
    """Give low, high, floor and the part of the year's target that is due."""
    part = Fraction(1)
    value = Fraction(target.value)
    floor = None if target.floor is None else Fraction(target.floor)
    if target.path:
        return path_value(target.path, period.last_day), None, floor, part
    if one.basis is Basis.YEAR_TO_DATE and isinstance(one.measure, Count):
        first = year_start(period.start, one.year_type)
        part = Fraction((period.end.year - first.year) * 12 + period.end.month - first.month, 12)
    high = None if target.high is None else Fraction(target.high) * part
    return value * part, high, None if floor is None else floor * part, part


def widths(target, part, low, high):
    if target.amber is None:
        return 0, 0
    amount = Fraction(target.amber.amount)
    if target.amber.relative:
        return abs(low) * amount, abs(high) * amount
    return amount * part, amount * part


def bands(one, target, low, high, part):
    """Give green and amber as two spans, None on an open side."""
    if one.rated.by is RatedBy.RANGE:
        if one.polarity is Polarity.HIGH:
            return (high, None), (low, None)
        return (None, low), (None, high)
    top = low if high is None else high
    below, above = widths(target, part, low, top)
    if high is not None:
        return (low, high), (low - below, high + above)
    if one.polarity is Polarity.HIGH:
        return (low, None), (low - below, None)
    if one.polarity is Polarity.LOW:
        return (None, low), (None, low + above)
    return (low - below, low + above), (low - 2 * below, low + 2 * above)


def within(value, span, slack):
    low, high = span
    return (low is None or value >= low - slack) and (high is None or value <= high + slack)


def by_interval(lower, upper, span, slack):
    low, high = span
    if (low is None or lower >= low - slack) and (high is None or upper <= high + slack):
        return "green"
    if (low is not None and upper < low - slack) or (high is not None and lower > high + slack):
        return "red"
    return "amber"


def number(expression, known):
    match expression:
        case Column(name):
            return known[name]
        case Value(value):
            return Fraction(value)
        case Sum(operator, left, right):
            one, other = number(left, known), number(right, known)
            if one is None or other is None or (operator is Arithmetic.OVER and not other):
                return None
            return {
                Arithmetic.PLUS: lambda: one + other,
                Arithmetic.MINUS: lambda: one - other,
                Arithmetic.TIMES: lambda: one * other,
                Arithmetic.OVER: lambda: one / other,
            }[operator]()


def truth(condition, known):
    match condition:
        case All():
            return True
        case Comparison(operator, left, right):
            one, other = number(left, known), number(right, known)
            if one is None or other is None:
                return None
            same = abs(one - other) <= SLACK * max(abs(other), 1)
            return {
                Compare.EQUAL: same,
                Compare.UNEQUAL: not same,
                Compare.LESS: one < other and not same,
                Compare.AT_MOST: one < other or same,
                Compare.MORE: one > other and not same,
                Compare.AT_LEAST: one > other or same,
            }[operator]
        case And(parts):
            all_of = [truth(part, known) for part in parts]
            return False if False in all_of else None if None in all_of else True
        case Or(parts):
            any_of = [truth(part, known) for part in parts]
            return True if True in any_of else None if None in any_of else False
        case Not(part):
            inner = truth(part, known)
            return None if inner is None else not inner
        case IsNull(of):
            return number(of, known) is None


def by_rules(one, known):
    for place, rule in enumerate(one.rated.rules, start=1):
        fits = truth(rule.when, known)
        if fits is None:
            return "not rated", "not rated"
        if fits:
            return rule.colour.value, f"rules: {place}"
    return "not rated", "not rated"


def by_standing(one, cell, cells):
    level = PLACES.by_code[cell["area"]].level
    places = [area.code for area in PLACES.areas if area.level == level]
    beside = [cells.get((one.id, place, "", cell["period"])) for place in places]
    field = [float(other["value"]) for other in beside if other and other["value"] is not None]
    if len(field) < 4:
        return "not rated"
    shares = [float(end) / 100 for end in one.rated.percentiles] or [0.25, 0.75]
    first, third = (np.quantile(field, share, method="linear") for share in shares)
    value = float(cell["value"])
    if first == third:
        return "amber"
    low, high = value <= first, value > third
    if one.rated.percentiles and one.polarity is Polarity.HIGH:
        low, high = value < first, value >= third
    best, worst = (high, low) if one.polarity is Polarity.HIGH else (low, high)
    return "green" if best else "red" if worst else "amber"


def plainly(one, cell, cells):
    """Give the rating and the rule of one figure."""
    nothing = ("not rated", "not rated")
    if one.kind is Kind.CONTEXT or one.polarity is Polarity.NONE or cell["value"] is None:
        return nothing
    if cell["flags"] in (Flag.SUPPRESSED, Flag.PROVISIONAL):
        return nothing
    if cell["denominator"] is not None and cell["denominator"] < one.minimum_denominator:
        return nothing
    if cell["breakdown"]:
        return nothing
    period, value = period_from_code(cell["period"]), Fraction(cell["value"])
    target = standing_target(one, cell["area"], period)
    low = high = floor = None
    if target is not None:
        low, high, floor, part = asked(one, target, period)
        slack = SLACK * max(abs(low), 1)
        if floor is not None:
            is_worse = (
                value > floor + slack if one.polarity is Polarity.LOW else value < floor - slack
            )
            if is_worse:
                return "red", "floor"
    if one.rated.by in (RatedBy.QUARTILE, RatedBy.PERCENTILES):
        found = by_standing(one, cell, cells)
        return (found, one.rated.by.value) if found != "not rated" else nothing
    limits = [None if cell[name] is None else Fraction(cell[name]) for name in ("lower", "upper")]
    if one.rated.by is RatedBy.RULES:
        count = cell["denominator"]
        known = {
            **dict.fromkeys(NUMBERS),
            "value": value,
            "target": low,
            "floor": floor,
            "lower": limits[0],
            "upper": limits[1],
            "denominator": None if count is None else Fraction(count),
        }
        for name, step in (("previous", previous), ("last_year", same_last_year)):
            if name == "previous" and one.basis is Basis.YEAR_TO_DATE:
                continue
            other = cells.get((one.id, cell["area"], "", step(period).code))
            if other and other["value"] is not None:
                known[name] = Fraction(other["value"])
        return by_rules(one, known)
    if target is None or (one.rated.by is RatedBy.INTERVAL and None in limits):
        return nothing
    green, amber = bands(one, target, low, high, part)
    if one.rated.by is RatedBy.INTERVAL:
        return by_interval(*limits, green, slack), one.rated.by.value
    shade = (
        "green"
        if within(value, green, slack)
        else "amber"
        if within(value, amber, slack)
        else "red"
    )
    return shade, one.rated.by.value


@settings(max_examples=25)
@given(seed=st.integers(0, 2**32))
@example(seed=598)  # a profile whose first and later targets are both nothing
def test_every_figure_is_rated_as_a_plain_reading_of_its_rules_rates_it(seed):
    dice = random.Random(seed)
    ways = [one for one in RatedBy if one is not RatedBy.COMPARATOR]
    indicators = [an_indicator(dice, by, number) for number, by in enumerate(ways)]
    cells = {
        (cell["indicator"], cell["area"], cell["breakdown"], cell["period"]): cell
        for one in indicators
        for cell in figures(dice, one)
    }
    rows = [{name: as_float(cell.get(name)) for name in SCHEMA} for cell in cells.values()]
    frame = pl.DataFrame(rows, schema=SCHEMA)
    made = judge(Disclosed(frame), replace(framework(*indicators), geography=PLACES)).judgements
    found = {tuple(row[name] for name in KEY): row for row in made.iter_rows(named=True)}
    assert found.keys() == cells.keys()
    by_id = {one.id: one for one in indicators}
    for key, cell in cells.items():
        check(by_id[cell["indicator"]], cell, cells, found[key])


def check(one, cell, cells, row):
    rating, rule = plainly(one, cell, cells)
    assert (row["rating"], row["rule"]) == (rating, rule), (cell, one)
    assert (row["reason"] is None) == (rating != "not rated")
    period = period_from_code(cell["period"])
    target = standing_target(one, cell["area"], period)
    if target is None or cell["breakdown"] or one.kind is Kind.CONTEXT:
        assert (row["target"], row["target_id"]) == (None, None)
        return
    low, high, _, _ = asked(one, target, period)
    assert row["target_id"] == target.id
    assert abs(row["target"] - float(low)) < 1e-9
    assert row["target_high"] == (None if high is None else float(high))


def as_float(value):
    return float(value) if isinstance(value, Decimal) else value
