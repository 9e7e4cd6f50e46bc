"""Somebody who sees everything that is shown, and can calculate, cannot name a hidden small count.

The attacker here shares no code with what is tested. He thinks of the people themselves: how many
of each ward, sex and month there are, assessed in time or not. He writes down all that the figures
say of them, and asks an integer program for the least and the most that a hidden count can be.
"""

from itertools import product

import numpy as np
import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

from benchmarks.disclosure import attack
from framework.model.areas import Area, Geography, Level, Membership
from framework.model.expressions import Column, Compare, Comparison, Value
from framework.model.measures import Count, PopulationPart, Proportion, Rate, When
from framework.model.periods import Basis, Grain
from framework.model.sources import Disclosure
from indicators.disclose.disclosing import disclose
from indicators.measures.computed import COMPUTED_SCHEMA, Computed
from tests.frameworks_in_code import framework, indicator

LIMIT = 5
WARDS = {"n1": "north", "n2": "north", "s1": "south", "s2": "south", "w1": "west"}
AREAS = {
    **{ward: [ward] for ward in WARDS},
    **{place: [w for w, d in WARDS.items() if d == place] for place in ("north", "south", "west")},
    "county": list(WARDS),
}
MONTHS = ["2026-04", "2026-05"]
PERIODS = {"2026-04": [0], "2026-05": [1], "2026-04 ytd": [0], "2026-05 ytd": [0, 1]}
SEXES = ["F", "M"]
BREAKDOWNS = {"": SEXES, "sex=F": ["F"], "sex=M": ["M"]}
PEOPLE = list(product(WARDS, SEXES, range(len(MONTHS)), (True, False)))
IN_TIME = Comparison(Compare.EQUAL, Column("in_time"), Value("yes"))
DATED = When(dated="started")
MEASURES = {
    "all_of_them": Count(when=DATED),
    "in_time": Proportion(IN_TIME, when=DATED),
    "those_in_time": Count(IN_TIME, when=DATED),
    "rate_in_time": Rate(IN_TIME, PopulationPart("people"), 1000, when=DATED),
    "to_date": Count(when=DATED),
}
LEVELS = {"ward": list(WARDS), "district": ["north", "south", "west"], "county": ["county"]}


def place() -> Geography:
    levels = {area: level for level, areas in LEVELS.items() for area in areas}
    return Geography(
        levels=tuple(Level(level, "", "") for level in LEVELS),
        areas=tuple(Area(code, "", level) for code, level in levels.items()),
        memberships=(
            *(Membership(ward, district) for ward, district in WARDS.items()),
            *(Membership(district, "county") for district in ("north", "south", "west")),
        ),
    )


def who(area, breakdown, period, *, in_time=None):
    """Say which of PEOPLE a count counts, as ones and zeros."""
    return np.array(
        [
            ward in AREAS[area]
            and sex in BREAKDOWNS[breakdown]
            and month in PERIODS[period]
            and (in_time is None or in_time == timely)
            for ward, sex, month, timely in PEOPLE
        ],
        dtype=float,
    )


def rows_of(people, chosen):
    """Compute the results of {indicator: (levels, breakdowns)} from the people themselves."""
    rows = []
    for name, (levels, breakdowns) in chosen.items():
        codes = [code for code in PERIODS if ("ytd" in code) == (name == "to_date")]
        areas = [area for level in levels for area in LEVELS[level]]
        for area, breakdown, period in product(areas, breakdowns, codes):
            only = None if name in ("all_of_them", "to_date") else True
            row = dict.fromkeys(COMPUTED_SCHEMA) | {
                "indicator": name,
                "area": area,
                "breakdown": breakdown,
                "period": period,
                "flags": 0,
                "numerator": float(who(area, breakdown, period, in_time=only) @ people),
            }
            if name == "in_time":
                row["denominator"] = float(who(area, breakdown, period) @ people)
            elif name == "rate_in_time":
                row["denominator"] = 1000.0
            rows.append(row)
    return pl.DataFrame(rows, schema=COMPUTED_SCHEMA)


def protected(people, chosen, rule, *earlier):
    """Give what is shown, with the exact rows beside it."""
    exact, found = disclosed(people, chosen, rule, *earlier)
    return exact, found.frame


def disclosed(people, chosen, rule, *earlier, **more):
    exact = rows_of(people, chosen)
    made = [
        indicator(
            id=name,
            measure=MEASURES[name],
            grain=Grain.MONTH,
            basis=Basis.YEAR_TO_DATE if name == "to_date" else Basis.DURING,
        )
        for name in chosen
    ]
    whole = framework(*made, disclosure=rule, geography=place(), home_area="county")
    return exact, disclose(Computed(exact, {}, {}), whole, earlier, **more)


def block_of(row):
    """Name what is withdrawn together: an indicator's level and kind of breakdown in a period."""
    level = next(level for level, areas in LEVELS.items() if row["area"] in areas)
    return row["indicator"], row["period"], level, row["breakdown"].partition("=")[0]


def said(shown, round_to):
    """Give what figures say of the people: (which, least, most).

    A true zero is shown, so what is hidden beside shown figures is no zero. Where a whole block is
    withdrawn its zeros are hidden as well.
    """
    facts = []
    standing = {block_of(row) for row in shown.rows(named=True) if not row["flags"] & 1}
    for row in shown.rows(named=True):
        where = row["area"], row["breakdown"], row["period"]
        everybody, timely = who(*where), who(*where, in_time=True)
        counts_all = row["indicator"] in ("all_of_them", "to_date")
        top = everybody if counts_all else timely
        if row["flags"] & 1:
            at_least_one = everybody if row["indicator"] == "in_time" else top
            facts.append((at_least_one, int(block_of(row) in standing), np.inf))
            continue
        facts.append((top, *within(row["numerator"], round_to)))
        if row["indicator"] == "in_time":
            facts.append((everybody, *within(row["denominator"], round_to)))
    return facts


def within(figure, round_to):
    if round_to == 1 or figure == 0:
        return figure, figure
    return max(np.ceil(figure - round_to / 2), 1), np.ceil(figure + round_to / 2) - 1


def possible_values(count, facts, size):
    """Give how many values, up to three, a count can have, whatever the attacker calculates."""
    table = np.array([which for which, _, _ in facts])
    least = np.array([low for _, low, _ in facts])
    most = np.array([high for _, _, high in facts])

    def solve(goal, *more):
        rules = [LinearConstraint(table, least, most), *more]
        found = milp(goal, integrality=np.ones(size), bounds=Bounds(0, 500), constraints=rules)
        return None if found.x is None else round(float(count @ found.x))

    low, high = solve(count), solve(-count)
    assert low is not None, "the attacker must be able to think of the truth"
    if high - low < 2:
        return high - low + 1
    between = LinearConstraint(count[None, :], low + 1, high - 1)
    return 2 + (solve(np.zeros(size), between) is not None)


def small_and_hidden(exact, shown):
    """Give the small counts in rows that are hidden: what nobody may find out."""
    joined = exact.join(
        shown.select("indicator", "area", "breakdown", "period", pl.col("flags").alias("shown")),
        on=["indicator", "area", "breakdown", "period"],
    )
    for row in joined.rows(named=True):
        if not row["shown"] & 1:
            continue
        where = row["area"], row["breakdown"], row["period"]
        counts_all = row["indicator"] in ("all_of_them", "to_date")
        counts = [who(*where) if counts_all else who(*where, in_time=True)]
        if row["indicator"] == "in_time":
            counts += [who(*where), who(*where, in_time=False)]
        yield from counts


@st.composite
def frameworks(draw):
    """Draw which indicators there are, with the levels and the breakdowns of each."""
    names = draw(st.lists(st.sampled_from(sorted(MEASURES)), min_size=1, max_size=3, unique=True))
    return {
        name: (
            draw(st.lists(st.sampled_from(sorted(LEVELS)), min_size=1, unique=True)),
            draw(st.sampled_from([[""], list(BREAKDOWNS)])),
        )
        for name in names
    }


people = st.lists(
    st.one_of(st.integers(0, 3), st.integers(0, 30)), min_size=len(PEOPLE), max_size=len(PEOPLE)
).map(lambda counts: np.array(counts, dtype=float))


def assert_safe(truths, exact, shown, facts):
    checked = set()
    for count in small_and_hidden(exact, shown):
        true = count @ truths
        if not 1 <= true <= LIMIT or count.tobytes() in checked:
            continue
        checked.add(count.tobytes())
        assert possible_values(count, facts, len(truths)) >= 3


@settings(max_examples=15)
@given(people, frameworks(), st.sampled_from([1, 1, 3]))
def test_no_hidden_small_count_can_be_worked_out(truths, chosen, round_to):
    rule = Disclosure(suppress_to=LIMIT, round_to=round_to)
    exact, shown = protected(truths, chosen, rule)
    assert_safe(truths, exact, shown, said(shown, round_to))


EVERYTHING = {
    "all_of_them": (list(LEVELS), list(BREAKDOWNS)),
    "in_time": (list(LEVELS), list(BREAKDOWNS)),
    "to_date": (list(LEVELS), list(BREAKDOWNS)),
}


@settings(max_examples=4)
@given(people, st.sampled_from([1, 3000]))
def test_what_cannot_be_proved_within_the_budget_is_withdrawn(truths, budget):
    exact, found = disclosed(truths, EVERYTHING, Disclosure(suppress_to=LIMIT), budget=budget)
    assert_safe(truths, exact, found.frame, said(found.frame, 1))


def test_the_breakdown_goes_before_the_level_and_the_level_before_the_total():
    """Two women of the first ward came late, all others are many; nothing may be spent."""
    truths = np.full(len(PEOPLE), 30.0)
    truths[1] = 2.0
    rule = Disclosure(suppress_to=LIMIT)
    exact, proved = disclosed(truths, EVERYTHING, rule)
    _, found = disclosed(truths, EVERYTHING, rule, budget=1)
    assert (proved.unproved, found.unproved) == ((), ("episodes",))
    assert_safe(truths, exact, found.frame, said(found.frame, 1))
    shown = found.frame.filter((pl.col("flags") & 1) == 0)
    assert set(shown["breakdown"]) == {""}
    assert "county" in set(shown["area"])
    was_shown = proved.frame.filter((pl.col("flags") & 1) == 0)
    assert len(shown) < len(was_shown)


WITHDRAWN = np.zeros(len(PEOPLE))
WITHDRAWN[[29, 32]] = 1.0


# Nobody shows all men of the ward or the men in time of the district: one lies within the other still.
LATE_MAN = np.array(
    [
        *(9, 2, 1, 3, 1, 10, 27, 6, 21, 26, 3, 2, 2, 1, 28, 0, 2, 17, 1, 1),
        *(3, 24, 5, 25, 17, 0, 10, 15, 2, 2, 2, 26, 30, 3, 28, 8, 0, 1, 10, 0),
    ],
    dtype=float,
)


@settings(max_examples=8)
@example(
    LATE_MAN,
    {"those_in_time": (["county"], list(BREAKDOWNS))},
    {
        "in_time": (["county", "district", "ward"], [""]),
        "rate_in_time": (["county", "ward"], list(BREAKDOWNS)),
        "to_date": (["district", "county"], list(BREAKDOWNS)),
    },
)
@example(
    WITHDRAWN,
    {"all_of_them": (["county"], [""])},
    {
        "to_date": (["county"], [""]),
        "all_of_them": (["county"], [""]),
        "in_time": (["county", "district", "ward"], list(BREAKDOWNS)),
    },
)
@given(people, frameworks(), frameworks())
def test_what_was_shown_before_does_not_help_where_a_framework_grows(truths, first, second):
    """What was published before is known for ever."""
    grown = {
        name: tuple(
            sorted({*first.get(name, ([], []))[at], *second.get(name, ([], []))[at]})
            for at in (0, 1)
        )
        for name in first | second
    }
    rule = Disclosure(suppress_to=LIMIT)
    _, before = protected(truths, first, rule)
    exact, shown = protected(truths, grown, rule, before)
    known = said(before, 1)
    checked = said(shown, 1) + known
    secret = list(small_and_hidden(exact, shown))
    for count in secret:
        if 1 <= count @ truths <= LIMIT and possible_values(count, known, len(truths)) >= 3:
            assert possible_values(count, checked, len(truths)) >= 3


def test_random_tables_keep_their_secrets():
    """Crossed breakdowns, means and limits; all of it is in benchmarks/disclosure.py."""
    found = attack(range(6), seed=2, generations=1)
    assert found.asked > 50
    assert (found.exact, found.narrowed) == (0, 0)
    assert found.over < 40.0


def test_late_rows_do_not_tell_what_was_hidden_before_them():
    found = attack(range(4), seed=3, generations=2)
    assert found.asked > 50
    assert (found.exact, found.narrowed) == (0, 0)


def test_whoever_keeps_the_last_publication_and_takes_it_that_rows_are_only_added_learns_no_more():
    """What was added to hidden counts is bounded by what was added to their whole."""
    found = attack((8, 25), seed=1, generations=2)
    assert found.asked > 200
    assert (found.exact, found.narrowed) == (0, 0)


def test_years_to_date_that_are_taken_apart_from_their_months_tell_nothing():
    """Where too much hangs together they are shown only where all their months are."""
    found = attack((3, 6), seed=41, generations=2, together=0)
    assert found.asked > 80
    assert (found.exact, found.narrowed) == (0, 0)


def test_whoever_keeps_three_publications_learns_no_more_than_from_the_last():
    """What lies within a whole has grown by no more than the whole, whatever stands between."""
    found = attack((2,), seed=11, generations=3)
    assert found.asked > 100
    assert (found.exact, found.narrowed) == (0, 0)


def test_who_is_told_apart_by_age_and_by_sex_is_guarded_beside_more_who_are_so_by_both():
    """Those of an age in time have grown by no more than the boys in time and the girls of that age."""
    found = attack((5,), seed=21, generations=4)
    assert found.asked > 80
    assert (found.exact, found.narrowed) == (0, 0)


def test_where_the_search_for_what_was_hidden_before_ends_early_all_that_hangs_together_is_hidden(
    monkeypatch,
):
    """Nobody knows then what the last publication tells beside this one."""
    truths = np.full(len(PEOPLE), 30.0)
    truths[[0, 1, 4, 5]] = 1.0, 1.0, 0.0, 0.0
    chosen = {"all_of_them": (list(LEVELS), [""])}
    rule = Disclosure(suppress_to=LIMIT)
    _, before = protected(truths, chosen, rule)
    truths[0] += 1.0
    _, found = disclosed(truths, chosen, rule, before)
    assert found.unproved == ()
    monkeypatch.setattr("scipy.optimize.milp", ends_early)
    _, found = disclosed(truths, chosen, rule, before)
    assert found.unproved == ("episodes",)
    shown = found.frame.filter((pl.col("flags") & 1) == 0)
    assert set(shown.filter(pl.col("value") > 0)["period"]) == {"2026-05"}


def ends_early(*goal, constraints, **more):
    """Find nothing and prove nothing, as a limit of nodes does, where sums are not nought."""
    if np.any(constraints.lb):
        return OptimizeResult(x=None, status=1, message="Time limit reached.")
    return milp(*goal, constraints=constraints, **more)
