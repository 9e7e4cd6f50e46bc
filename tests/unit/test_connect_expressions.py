"""Conditions of the language mean in a frame what they say, missing values and exact numbers included."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from framework.model.expressions import (
    PERIOD_END,
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
    Literal,
    Not,
    OneOf,
    Or,
    Sum,
    Value,
)
from indicators.expressions import render, render_number, render_summable
from tests.sources_in_code import DATE, NUMBER, TRUTH, column

COLUMNS = {
    each.name: each
    for each in (
        column("t"),
        column("pounds", NUMBER, decimals=2),
        column("count", NUMBER, decimals=0),
        column("a", DATE),
        column("b", DATE),
        column("yes", TRUTH),
    )
}
HOLIDAYS = frozenset({date(2025, 4, 18), date(2025, 4, 21)})
NULL = pl.lit(None, pl.Boolean)


def one(expression: Expression, *, published: bool = False, **cells: object) -> object:
    """Evaluate an expression on one row of declared columns, missing unless given."""
    types = {"t": pl.String, "a": pl.Date, "b": pl.Date, "yes": pl.Boolean}
    numbers = pl.Float64 if published else pl.Int64
    frame = pl.DataFrame(
        {name: pl.Series([cells.get(name)], dtype=types.get(name, numbers)) for name in COLUMNS}
    )
    return frame.select(
        render(expression, COLUMNS, HOLIDAYS, published=published).alias("x")
    ).item()


def compare(left: Expression, sign: str, right: Literal) -> Comparison:
    return Comparison(Compare(sign), left, Value(right))


def pounds(sign: str, literal: str) -> Comparison:
    return compare(Column("pounds"), sign, Decimal(literal))


@pytest.mark.parametrize(
    ("sign", "literal", "expected"),
    [
        ("=", "1.1", True),
        ("=", "1.10", True),
        ("=", "1.101", False),
        ("!=", "1.101", True),
        (">", "1.0999999999", True),
        ("<", "1.1000000001", True),
        (">=", "1.1", True),
        ("<=", "1.09", False),
        ("<", "99999999999999999999999", True),
        (">", "-99999999999999999999999", True),
    ],
)
def test_numbers_are_compared_exactly(sign: str, literal: str, expected: bool) -> None:
    assert one(pounds(sign, literal), pounds=110) is expected


def test_numbers_of_different_decimals_are_compared_and_added_exactly() -> None:
    same = Comparison(Compare.EQUAL, Column("pounds"), Column("count"))
    assert one(same, pounds=300, count=3) is True
    assert one(same, pounds=301, count=3) is False
    tenth_and_fifth = Sum(Arithmetic.PLUS, Value(Decimal("0.1")), Value(Decimal("0.2")))
    assert one(Comparison(Compare.EQUAL, tenth_and_fifth, Value(Decimal("0.3")))) is True


def test_arithmetic_says_its_scale() -> None:
    product = Sum(Arithmetic.TIMES, Column("pounds"), Column("pounds"))
    number = render_number(product, COLUMNS, HOLIDAYS)
    large = pl.DataFrame({"pounds": [2**62]}).select(number.expr).item()
    assert (large, number.decimals) == (2**124, 4)
    difference = Sum(Arithmetic.MINUS, Column("pounds"), Column("count"))
    assert (one(difference, pounds=250, count=1)) == 150


def test_division_by_nought_is_missing() -> None:
    share = Sum(Arithmetic.OVER, Column("pounds"), Column("count"))
    assert one(share, pounds=150, count=2) == 0.75
    assert one(share, pounds=150, count=0) is None
    assert one(share, pounds=150, count=None) is None
    assert one(Comparison(Compare.EQUAL, share, Value(Decimal("0.45"))), pounds=45, count=1) is True


def test_quotients_are_whole_numbers_where_they_are_summed() -> None:
    third = Sum(Arithmetic.OVER, Column("count"), Value(Decimal(3)))
    expr, decimals = render_summable(third, COLUMNS, HOLIDAYS)
    assert (pl.DataFrame({"count": [2]}).select(expr).item(), decimals) == (666667, 6)


def test_published_numbers_are_compared_as_they_are() -> None:
    assert one(pounds("=", "0.1"), pounds=0.1, published=True) is True
    assert one(pounds(">", "0.1"), pounds=0.1, published=True) is False
    assert one(OneOf(Column("pounds"), (Decimal("0.1"),)), pounds=0.1, published=True) is True


@pytest.mark.parametrize(
    ("parts", "and_", "or_"),
    [
        ((True, None), None, True),
        ((False, None), False, None),
        ((None, None), None, None),
        ((True, False), False, True),
        ((True, True), True, True),
    ],
)
def test_truth_has_three_values(
    parts: Sequence[bool | None], and_: bool | None, or_: bool | None
) -> None:
    conditions = tuple(
        compare(Column("yes"), "=", True) if part is None else Value(part) for part in parts
    )
    assert one(And(conditions)) is and_
    assert one(Or(conditions)) is or_
    assert one(Not(compare(Column("yes"), "=", True))) is None


def test_what_is_compared_with_a_missing_value_is_unknown() -> None:
    for condition in (
        compare(Column("t"), "!=", "x"),
        OneOf(Column("t"), ("x", "y")),
        Not(OneOf(Column("t"), ("x", "y"))),
        pounds(">", "1"),
        OneOf(Column("count"), (Decimal(1), Decimal(2))),
        Between(Column("count"), Value(Decimal(1)), Value(Decimal(9))),
        Comparison(Compare.LESS, Column("a"), Column("b")),
    ):
        assert one(condition) is None
    assert one(IsNull(Column("t"))) is True
    assert one(Not(IsNull(Column("t"))), t="") is True


def test_lists_and_spans_include_their_ends() -> None:
    ages = Between(Column("count"), Value(Decimal(10)), Value(Decimal(17)))
    assert [one(ages, count=age) for age in (9, 10, 17, 18)] == [False, True, True, False]
    words = OneOf(Column("t"), ("step up", "moved away"))
    assert [one(words, t=word) for word in ("step up", "Step up")] == [True, False]
    days = OneOf(Column("a"), (date(2025, 4, 1),))
    assert [one(days, a=day) for day in (date(2025, 4, 1), date(2025, 4, 2))] == [True, False]
    halves = OneOf(Column("count"), (Decimal("0.5"), Decimal(2)))
    assert [one(halves, count=count) for count in (0, 2)] == [False, True]


def test_a_yes_or_no_column_is_a_condition_and_all_is_every_row() -> None:
    frame = pl.DataFrame({"yes": [True, False, None]})
    for expression, rows in (
        (Column("yes"), 1),
        (Not(Column("yes")), 1),
        (All(), 3),
        (Not(All()), 0),
    ):
        assert frame.filter(render(expression, COLUMNS, HOLIDAYS)).height == rows


def between(function: Function, start: str, end: str) -> object:
    call = Call(function, (Column("a"), Column("b")))
    return one(call, a=date.fromisoformat(start), b=date.fromisoformat(end))


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2025-04-14", "2025-04-14", 0),
        ("2025-04-14", "2025-04-15", 1),  # the start is left out, the end counts
        ("2025-04-11", "2025-04-14", 1),  # over a weekend
        ("2025-04-12", "2025-04-13", 0),  # inside a weekend
        ("2025-04-17", "2025-04-22", 1),  # Easter: Good Friday and Easter Monday do not count
        ("2025-04-18", "2025-04-22", 1),
        ("2025-04-22", "2025-04-17", -1),  # backwards
        ("2025-01-01", "2025-03-05", 45),
    ],
)
def test_working_days(start: str, end: str, days: int) -> None:
    assert between(Function.WORKING_DAYS, start, end) == days


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2025-01-31", "2025-02-28", 0),
        ("2025-01-31", "2025-03-31", 2),
        ("2025-01-15", "2025-02-14", 0),
        ("2025-01-15", "2025-02-15", 1),
        ("2025-02-15", "2025-01-15", -1),
        ("2025-02-14", "2025-01-15", 0),
        ("2023-11-30", "2025-11-30", 24),
    ],
)
def test_whole_months(start: str, end: str, months: int) -> None:
    assert between(Function.MONTHS, start, end) == months


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("2010-05-02", "2025-05-01", 14),
        ("2010-05-02", "2025-05-02", 15),
        ("2012-02-29", "2025-02-28", 12),
        ("2012-02-29", "2025-03-01", 13),
        ("2025-05-02", "2025-05-01", -1),  # not born yet
    ],
)
def test_ages(born: str, on: str, age: int) -> None:
    assert between(Function.AGE, born, on) == age


def test_days_and_years() -> None:
    assert between(Function.DAYS, "2024-02-28", "2024-03-01") == 2
    assert between(Function.DAYS, "2024-03-01", "2024-02-28") == -2
    assert one(Call(Function.YEAR, (Column("a"),)), a=date(2025, 12, 31)) == 2025
    assert one(Call(Function.DAYS, (Column("a"), Column("b"))), a=date(2025, 1, 1)) is None


def test_a_stock_may_ask_for_the_end_of_the_period() -> None:
    call = Call(Function.AGE, (Column("a"), Column(PERIOD_END)))
    adult = Comparison(Compare.AT_LEAST, call, Value(Decimal(18)))
    frame = pl.DataFrame(
        {"a": [date(2007, 4, 30), date(2007, 5, 1)], "end": [date(2025, 4, 30)] * 2}
    )
    for period_end in (pl.lit(date(2025, 4, 30)), pl.col("end")):
        found = frame.select(render(adult, COLUMNS, HOLIDAYS, period_end).alias("adult"))
        assert found["adult"].to_list() == [True, False]
