"""Rendered conditions agree with a plain walk of the tree in Python, row by row."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from framework.model.expressions import (
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
from indicators.expressions import render
from tests.sources_in_code import DATE, NUMBER, column

COLUMNS = {
    each.name: each
    for each in (
        column("t"),
        column("m", NUMBER, decimals=2),
        column("n", NUMBER, decimals=0),
        column("a", DATE),
        column("b", DATE),
    )
}
DAYS = st.dates(date(2024, 1, 1), date(2026, 1, 1))
HOLIDAYS = frozenset(date(2024, 1, 1) + timedelta(days=17 * step) for step in range(40))
WORDS = st.sampled_from(["", "x", "y", "step up"])
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "t": st.none() | WORDS,
            "m": st.none() | st.integers(-500, 500),
            "n": st.none() | st.integers(-5, 5),
            "a": st.none() | DAYS,
            "b": st.none() | DAYS,
        }
    ),
    min_size=1,
    max_size=12,
)
LITERALS = st.decimals(-6, 6, places=3).map(Value)
CALLS = st.sampled_from([Function.DAYS, Function.WORKING_DAYS, Function.MONTHS, Function.AGE]).map(
    lambda function: Call(function, (Column("a"), Column("b")))
)
PLAIN = st.sampled_from([Column("m"), Column("n")]) | LITERALS | CALLS
NUMBERS = st.recursive(
    PLAIN,
    lambda inner: st.builds(
        Sum, st.sampled_from([Arithmetic.PLUS, Arithmetic.MINUS, Arithmetic.TIMES]), inner, inner
    ),
    max_leaves=3,
)
SIGNS = st.sampled_from(list(Compare))
BASE = st.one_of(
    st.builds(Comparison, SIGNS, NUMBERS, NUMBERS),
    st.builds(Between, NUMBERS, LITERALS, LITERALS),
    st.builds(Comparison, SIGNS, st.just(Column("t")), WORDS.map(Value)),
    st.builds(OneOf, st.just(Column("t")), st.lists(WORDS, min_size=1).map(tuple)),
    st.builds(OneOf, NUMBERS, st.lists(LITERALS.map(lambda v: v.value), min_size=1).map(tuple)),
    st.builds(Comparison, SIGNS, st.just(Column("a")), DAYS.map(Value)),
    st.sampled_from(["t", "m", "a"]).map(Column).map(IsNull),
)
CONDITIONS = st.recursive(
    BASE,
    lambda inner: st.one_of(
        st.builds(And, st.tuples(inner, inner)),
        st.builds(Or, st.tuples(inner, inner)),
        st.builds(Not, inner),
    ),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None)
@given(CONDITIONS, ROWS)
def test_a_condition_is_what_a_plain_reading_gives(
    condition: Expression, rows: list[dict[str, object]]
) -> None:
    schema = {"t": pl.String, "m": pl.Int64, "n": pl.Int64, "a": pl.Date, "b": pl.Date}
    frame = pl.DataFrame(rows, schema=schema)
    made = frame.select("t", render(condition, COLUMNS, HOLIDAYS).alias("x"))["x"].to_list()
    assert made == [plain(condition, row) for row in rows]


def plain(node: Expression, row: dict[str, object]) -> object:
    match node:
        case Sum(sign, left, right):
            return calculated(sign, plain(left, row), plain(right, row))
        case Call(function, (first, last)):
            return called(function, plain(first, row), plain(last, row))
        case Column("m"):
            return None if row["m"] is None else Fraction(row["m"], 100)
        case Column(name):
            return row[name]
        case Value(value):
            return literal(value)
        case _:
            return plain_truth(node, row)


def plain_truth(node: Expression, row: dict[str, object]) -> object:
    match node:
        case And(parts) | Or(parts):
            return kleene([plain(part, row) for part in parts], decides=isinstance(node, Or))
        case Not(part):
            inner = plain(part, row)
            return None if inner is None else not inner
        case IsNull(of):
            return plain(of, row) is None
        case Between(of, low, high):
            ends = (Comparison(Compare.AT_LEAST, of, low), Comparison(Compare.AT_MOST, of, high))
            return plain(And(ends), row)
        case OneOf(of, values):
            one = plain(of, row)
            return None if one is None else one in [literal(value) for value in values]
        case Comparison(sign, left, right):
            return compared(sign, plain(left, row), plain(right, row))
    raise AssertionError(node)


def literal(value: object) -> object:
    return Fraction(value) if isinstance(value, Decimal) else value


def kleene(parts: list[object], *, decides: bool) -> object:
    if decides in parts:
        return decides
    return None if None in parts else not decides


def compared(sign: Compare, left: object, right: object) -> object:
    if left is None or right is None:
        return None
    return {
        Compare.EQUAL: left == right,
        Compare.UNEQUAL: left != right,
        Compare.LESS: left < right,
        Compare.AT_MOST: left <= right,
        Compare.MORE: left > right,
        Compare.AT_LEAST: left >= right,
    }[sign]


def calculated(sign: Arithmetic, left: object, right: object) -> object:
    if left is None or right is None:
        return None
    signs = {Arithmetic.PLUS: left + right, Arithmetic.MINUS: left - right}
    return signs.get(sign, left * right)


def called(function: Function, start: object, end: object) -> object:
    if start is None or end is None:
        return None
    match function:
        case Function.DAYS:
            return (end - start).days
        case Function.WORKING_DAYS:
            return worked(start, end) if start <= end else -worked(end, start)
        case Function.MONTHS:
            return passed(start, end) if start <= end else -passed(end, start)
    birthday_to_come = (end.month, end.day) < (start.month, start.day)
    return end.year - start.year - birthday_to_come


def worked(start: date, end: date) -> int:
    days = [start + timedelta(days=step) for step in range(1, (end - start).days + 1)]
    return sum(1 for day in days if day.weekday() < 5 and day not in HOLIDAYS)


def passed(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
