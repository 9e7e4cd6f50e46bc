"""Whatever the rows, every measure says what a slow and plain reading in fractions says."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framework.model.areas import Area, Geography, Level, Membership
from framework.model.expressions import (
    All,
    And,
    Arithmetic,
    Between,
    Call,
    Column,
    Compare,
    Comparison,
    Expression,
    Function,
    IsNull,
    Not,
    OneOf,
    Or,
    Sum,
    Value,
)
from framework.model.indicators import Indicator
from framework.model.measures import (
    Count,
    Distinct,
    Mean,
    Measure,
    Median,
    Percentile,
    PopulationPart,
    Proportion,
    Rate,
    Ratio,
    RatioPart,
    Total,
    When,
)
from framework.model.periods import Basis, Grain, YearType
from framework.model.sources import (
    ColumnType,
    PeriodFrom,
    PeriodShape,
    Rows,
    SourceColumn,
)
from indicators.measures import by_value, cubing, gathered, intake, scanning, stretches
from indicators.measures.computed import COMPUTED_COLUMNS, Computed
from tests.measures_oracle import Expected, Key, expected, matched
from tests.rows_in_code import computed, framework, indicator, source

LEVELS = tuple(Level(name, name, name) for name in ("ward", "force", "district", "county"))
AREAS = (
    Area("C", "County", "county"),
    *(Area(code, code, "district") for code in ("D1", "D2")),
    Area("P", "Police", "force"),
    *(Area(code, code, "ward") for code in ("W1", "W2", "W3")),
)
PARENTS = (
    *(("W1", "D1"), ("W2", "D1"), ("W2", "P"), ("W3", "D2"), ("W3", "P")),
    *(("D1", "C"), ("D2", "C"), ("P", "C")),
)
GEOGRAPHY = Geography(LEVELS, AREAS, tuple(Membership(*pair) for pair in PARENTS))
"""Wards lie in districts, and some in a police area too: two ways up to the county."""

EPISODES = source(dated="started")
PEOPLE = source(
    "mid_year",
    Rows.POPULATION,
    (
        SourceColumn("people", (), ColumnType.NUMBER, decimals=0),
        SourceColumn("sex", (), one_of=("Female", "Male")),
    ),
    how_many="people",
    period_from=PeriodFrom("year", PeriodShape.YEAR, Grain.YEAR, YearType.CALENDAR),
)
POPULATION = [
    {"area": ward, "period": year, "sex": sex, "people": 100 * place + int(year) % 7 + len(sex)}
    for place, ward in enumerate(("W1", "W2", "W3"))
    for year in ("2022", "2024")
    for sex in ("Female", "Male")
]

STARTED, CUTOFF = When("started"), date(2025, 6, 17)
OPEN = When(open_from="started", open_to="ended")
DAYS_OPEN = Call(Function.DAYS, (Column("started"), Column("ended")))
DAYS_SO_FAR = Call(Function.DAYS, (Column("started"), Column("period_end")))

days = st.dates(date(2023, 11, 1), date(2025, 7, 31))
some_days = st.one_of(days, days, days, st.none())
row = st.fixed_dictionaries(
    {
        "area": st.sampled_from(["W1", "W1", "W2", "W3", "D1", "D2", "C", "P", "not_known"]),
        "started": some_days,
        "ended": some_days,
        "person": st.sampled_from([None, *"abcdefgh"]),
        "reason": st.none() | st.sampled_from(["met", "moved"]),
        "sex": st.none() | st.sampled_from(["Female", "Male"]),
        "age_band": st.sampled_from(["0-4", "5-9"]),
        "cost": st.none() | st.integers(-300, 3000) | st.integers(-(10**17), 10**17),
        "open_case": st.none() | st.booleans(),
    }
)
# A list drawn freely is nearly always short; few rows hide mistakes.
rows = st.integers(0, 30).flatmap(lambda size: st.lists(row, min_size=size, max_size=size))


def is_(name: str, value: Any) -> Expression:
    return Comparison(Compare.EQUAL, Column(name), Value(value))


atoms = st.sampled_from(
    [
        All(),
        is_("reason", "met"),
        Not(is_("reason", "met")),
        OneOf(Column("reason"), ("met", "moved")),
        IsNull(Column("ended")),
        is_("open_case", value=True),
        Comparison(Compare.AT_MOST, DAYS_OPEN, Value(Decimal(45))),
        Comparison(Compare.MORE, Column("cost"), Value(Decimal("9.5"))),
        Between(Column("started"), Value(date(2024, 1, 1)), Value(date(2024, 12, 31))),
    ]
)
COSTS, DAYS = (-1, 0, 1, 1000, 2999, None), (date(2024, 3, 31), date(2024, 4, 1), None)
"""Few hundredths of pounds and few days, so that the ends of stretches are met."""
close_rows = st.lists(
    st.builds(
        lambda held, cost, started: held | {"cost": cost, "started": started},
        row,
        st.sampled_from(COSTS),
        st.sampled_from(DAYS),
    ),
    min_size=20,
    max_size=30,
)
amounts = st.sampled_from(
    [Decimal(amount) for amount in ("-0.01", "0", "0.005", "0.01", "10", "10.004", "1e30")]
).map(Value)
operators = st.sampled_from(list(Compare))
stretched = (
    st.builds(Comparison, operators, st.just(Column("cost")), amounts)
    | st.builds(Between, st.just(Column("cost")), amounts, amounts)
    | st.builds(
        Comparison, operators, st.just(Column("started")), st.sampled_from(DAYS[:2]).map(Value)
    )
)
"""Conditions on numbers and days of one column, as many as one likes that no two share."""
conditions = st.just(All()) | st.recursive(
    atoms,
    lambda inner: (
        st.builds(And, st.tuples(inner, inner))
        | st.builds(Or, st.tuples(inner, inner))
        | st.builds(Not, inner)
    ),
    max_leaves=4,
)
numbers = st.sampled_from(
    [
        Column("cost"),
        DAYS_OPEN,
        Sum(Arithmetic.PLUS, Column("cost"), DAYS_OPEN),
        Sum(Arithmetic.TIMES, DAYS_OPEN, Value(Decimal("0.25"))),
    ]
)
shares = st.sampled_from([Decimal(part) for part in ("0", "12.5", "50", "90", "100")])
parts = st.builds(RatioPart, st.none() | numbers, conditions)
flows = (
    st.builds(Count, conditions, st.just(STARTED))
    | st.builds(Distinct, st.sampled_from(["person", "ended"]), conditions, st.just(STARTED))
    | st.builds(Proportion, conditions, conditions, st.just(When("ended")))
    | st.builds(Mean, numbers, conditions, st.just(STARTED))
    | st.builds(Median, numbers, conditions, st.just(When("ended")))
    | st.builds(Percentile, numbers, shares, conditions, st.just(When("ended")))
    | st.builds(Total, numbers, conditions, st.just(STARTED))
    | st.builds(Ratio, parts, parts, st.just(7), st.just(STARTED))
    | st.builds(
        Rate,
        conditions,
        st.builds(PopulationPart, st.just("mid_year"), year=st.sampled_from(["latest", "same"])),
        st.just(1000),
        st.just(STARTED),
    )
)
long_open = Comparison(Compare.AT_LEAST, DAYS_SO_FAR, Value(Decimal(20)))
stock_conditions = (
    conditions | st.just(long_open) | st.builds(And, st.tuples(conditions, st.just(long_open)))
)
stocks = (
    st.builds(Count, stock_conditions, st.just(OPEN))
    | st.builds(Count, conditions, st.just(When(open_from="started")))
    | st.builds(Distinct, st.just("person"), stock_conditions, st.just(OPEN))
    | st.builds(Proportion, stock_conditions, conditions, st.just(OPEN))
    | st.builds(Mean, numbers, stock_conditions, st.just(OPEN))
    | st.builds(Median, numbers | st.just(DAYS_SO_FAR), conditions, st.just(OPEN))
    | st.builds(Percentile, numbers, shares, conditions, st.just(OPEN))
)
SETS: tuple[tuple[tuple[str, ...], ...], ...] = ((), (("sex",),), (("sex",), ("age_band", "sex")))


def indicators(measures: st.SearchStrategy[Measure], *bases: Basis) -> Any:
    return st.builds(
        lambda measure, basis, grain, by, levels: indicator(
            measure,
            basis=basis,
            grain=grain,
            since=date(2024, 4, 1) if basis is Basis.CUMULATIVE else None,
            # A rate by a column that its population lacks is not calculable.
            by=tuple(b for b in by if not isinstance(measure, Rate) or b == ("sex",)),
            levels=levels,
            by_levels=levels,
        ),
        measures,
        st.sampled_from(bases),
        st.sampled_from(list(Grain)),
        st.sampled_from(SETS),
        st.sampled_from([(), ("district", "county"), ("ward", "force")]),
    )


of_flows = indicators(
    flows,
    Basis.DURING,
    Basis.YEAR_TO_DATE,
    Basis.ROLLING_YEAR,
    Basis.POOLED,
    Basis.CUMULATIVE,
)
of_stocks = indicators(stocks, Basis.AT_END)
every = of_flows | of_stocks


def results(found: Computed) -> Mapping[Key, dict[str, Any]]:
    held = found.frame.to_dicts()
    return {(row["area"], row["breakdown"], row["period"]): row for row in held}


def close(got: float | None, wanted: Fraction | None) -> bool:
    if got is None or wanted is None:
        return got is None and wanted is None
    return got == pytest.approx(float(wanted), rel=1e-12, abs=0)


def assert_agrees(got: Mapping[Key, dict[str, Any]], wanted: Mapping[Key, Expected]) -> None:
    assert got.keys() == wanted.keys()
    for key, one in wanted.items():
        for name in ("numerator", "denominator", "value", "spread"):
            assert close(got[key][name], getattr(one, name)), (key, name, got[key], one)
        assert got[key]["cases"] == one.cases, (key, got[key], one)


def compute_one(
    one: Indicator, held: Sequence[Mapping[str, Any]], group: int | None = None
) -> Computed:
    rows_by_source = {"episodes": held, "mid_year": POPULATION}
    with TemporaryDirectory() as folder:
        return computed(
            Path(folder),
            [one],
            rows_by_source,
            (EPISODES, PEOPLE),
            GEOGRAPHY,
            cutoff=CUTOFF,
            group=group,
        )


QUIET = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def check(one: Indicator, held: list[dict[str, Any]]) -> None:
    made = framework([one], (EPISODES, PEOPLE), GEOGRAPHY)
    found = compute_one(one, held)
    assert_agrees(results(found), expected(made, one, held, CUTOFF, POPULATION))
    assert found.matched[one.id] == matched(made, one, held, CUTOFF)


@QUIET
@given(of_flows, rows)
def test_what_happens_in_periods_agrees_with_a_plain_reading(
    one: Indicator, held: list[dict[str, Any]]
) -> None:
    check(one, held)


@QUIET
@given(of_stocks, rows)
def test_what_is_open_at_their_end_agrees_with_a_plain_reading(
    one: Indicator, held: list[dict[str, Any]]
) -> None:
    check(one, held)


@settings(QUIET, max_examples=40)
@given(every, rows, st.randoms(use_true_random=False))
def test_order_batches_and_cubes_do_not_change_a_bit(
    one: Indicator, held: list[dict[str, Any]], order: Any
) -> None:
    """Limits are made small here, so that a test need not hold millions of rows.

    Percentiles, of which few rows are put in order, are read off counts here.
    """
    before = compute_one(one, held).frame
    order.shuffle(held)
    with pytest.MonkeyPatch.context() as limits:
        limits.setattr(intake, "ROWS_AT_ONCE", 3)
        limits.setattr(cubing, "CROSSED_CELLS", 0)
        limits.setattr(scanning, "MEMORY_BUDGET", 1)
        limits.setattr(scanning, "PIECE_ROWS", 2)
        limits.setattr(gathered, "MOST_HELD_BYTES", 1)
        limits.setattr(by_value, "COUNTS_A_ROW", 2**20)
        after = compute_one(one, held, group=2).frame
    assert after.equals(before)
    assert after.columns == list(COMPUTED_COLUMNS)


def named(several: Sequence[Indicator]) -> list[Indicator]:
    return [replace(one, id=f"i{place}") for place, one in enumerate(several)]


of_stretches = indicators(
    st.builds(Count, stretched, st.just(STARTED))
    | st.builds(
        Proportion, stretched, st.builds(And, st.tuples(stretched, atoms)), st.just(STARTED)
    )
    | st.builds(Mean, numbers, st.builds(And, st.tuples(stretched, stretched)), st.just(STARTED))
    | st.builds(Total, numbers, stretched, st.just(When("ended"))),
    Basis.DURING,
)


@settings(QUIET, max_examples=30)
@given(st.lists(of_stretches, min_size=1, max_size=4, unique_by=repr), close_rows)
def test_stretches_of_a_column_counted_along_it_are_what_each_is_by_itself(
    several: list[Indicator], held: list[dict[str, Any]]
) -> None:
    """Rows are put in order for the first of such conditions here, not for the eighth."""
    rows_by_source = {"episodes": held, "mid_year": POPULATION}
    made = named(several)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as limits:
        limits.setattr(stretches, "FEWEST_MEMBERS", 1)
        limits.setattr(stretches, "COST_OF_WALK", -1e9)
        limits.setattr(intake, "ROWS_AT_ONCE", 7)
        along = computed(
            Path(folder),
            made,
            rows_by_source,
            (EPISODES, PEOPLE),
            GEOGRAPHY,
            cutoff=CUTOFF,
            group=5,
        )
    for one in made:
        alone = compute_one(one, held)
        assert along.frame.filter(pl.col("indicator") == one.id).equals(alone.frame)
        assert along.matched[one.id] == alone.matched[one.id]


@settings(QUIET, max_examples=25)
@given(st.lists(every, min_size=2, max_size=6, unique_by=repr), rows)
def test_indicators_together_are_what_each_is_alone(
    several: list[Indicator], held: list[dict[str, Any]]
) -> None:
    made = named(several)
    rows_by_source = {"episodes": held, "mid_year": POPULATION}
    with TemporaryDirectory() as folder:
        together = computed(
            Path(folder), made, rows_by_source, (EPISODES, PEOPLE), GEOGRAPHY, cutoff=CUTOFF
        )
    for one in made:
        alone = compute_one(one, held)
        mine = together.frame.filter(pl.col("indicator") == one.id)
        assert mine.equals(alone.frame)
        assert together.matched[one.id] == alone.matched[one.id]
