"""Declared rules: the first whose condition is true gives the colour.

Truth has three values. A rule that cannot be decided, because a number it speaks of is missing,
stops the search: nothing is rated by a rule that comes after it. As with targets, the last digits
of binary fractions are forgiven, so an edge is inclusive.
"""

from collections.abc import Mapping
from functools import reduce
from operator import and_, or_
from typing import Final

import polars as pl

from framework.model.expressions import (
    All,
    And,
    Arithmetic,
    Between,
    Column,
    Compare,
    Comparison,
    Expression,
    IsNull,
    Not,
    OneOf,
    Or,
    Sum,
    Value,
    columns_of,
)
from framework.model.ratings import RatingRule
from framework.model.results import NotRated
from indicators.judge.word_places import COLOURS, REASONS

_MISSING: Final[Mapping[str, NotRated]] = {
    "target": NotRated.NO_TARGET,
    "target_high": NotRated.NO_TARGET,
    "floor": NotRated.NO_TARGET,
    "lower": NotRated.NO_INTERVAL,
    "upper": NotRated.NO_INTERVAL,
    "previous": NotRated.NO_EARLIER,
    "last_year": NotRated.NO_EARLIER,
}
"""Why there is no rating where a rule speaks of a number that is missing."""

SLACK: Final = 1e-9
"""So large a part of a number is forgiven at an edge."""


def colour_by_rules(rows: pl.DataFrame, rule: RatingRule) -> pl.DataFrame:
    """Add colour, why and rule to the rows of one indicator.

    `rows` has a column for every name that the rules use. `why` is the reason where there is no
    colour. `rule` says which one decided, counted from 1: 'rules: 2'.
    """
    beside = frozenset(name for name, _ in rule.beside)
    names = [f"rules: {number}" for number in range(1, len(rule.rules) + 1)]
    no_colour, no_rule = pl.lit(None, dtype=COLOURS), pl.lit(None, dtype=pl.Enum(names))
    no_reason = pl.lit(None, dtype=REASONS)
    colour, which = no_colour, no_rule
    why = pl.lit(NotRated.NO_RULE.value, dtype=REASONS)
    for number, one in reversed(list(enumerate(rule.rules))):
        fits = pl.col(f"fits {number}")
        colour = _step(fits, no_colour, pl.lit(one.colour.value, dtype=COLOURS), colour)
        why = _step(fits, _missing(one.when, beside), no_reason, why)
        which = _step(fits, no_rule, pl.lit(names[number], dtype=pl.Enum(names)), which)
    tried = rows.with_columns(
        _truth(one.when).alias(f"fits {number}") for number, one in enumerate(rule.rules)
    )
    found = tried.select(colour.alias("colour"), why.alias("why"), which.alias("by_rule"))
    return rows.hstack(found)


def _step(fits: pl.Expr, unknown: pl.Expr, true: pl.Expr, false: pl.Expr) -> pl.Expr:
    return pl.when(fits.is_null()).then(unknown).when(fits).then(true).otherwise(false)


def _missing(condition: Expression, beside: frozenset[str]) -> pl.Expr:
    reasons = dict.fromkeys(beside, NotRated.NO_COMPARATOR) | dict(_MISSING)
    used = [name for name in reasons if name in columns_of(condition)]
    said = {name: pl.lit(reasons[name].value, dtype=REASONS) for name in used}
    found = [pl.when(pl.col(name).is_null()).then(said[name]) for name in used]
    return pl.coalesce(*found, pl.lit(NotRated.NO_RULE.value, dtype=REASONS))


def _truth(condition: Expression) -> pl.Expr:
    match condition:
        case And(parts) | Or(parts):
            joined = and_ if isinstance(condition, And) else or_
            return reduce(joined, map(_truth, parts))
        case Not(part):
            return ~_truth(part)
        case Value(value):
            return pl.lit(value)
        case All():
            return pl.lit(value=True)
        case _:
            return _test(condition)


def _test(condition: Expression) -> pl.Expr:
    """Hold numbers against each other."""
    match condition:
        case Comparison(operator, left, right):
            return _compared(operator, _number(left), _number(right))
        case Between(of, low, high):
            middle = _number(of)
            above = _compared(Compare.AT_LEAST, middle, _number(low))
            return above & _compared(Compare.AT_MOST, middle, _number(high))
        case OneOf(of, values):
            number = _number(of)
            same = (_compared(Compare.EQUAL, number, _number(Value(one))) for one in values)
            return reduce(or_, same)
        case IsNull(of):
            return _number(of).is_null()
        case _:
            raise ValueError(f"a rating rule cannot use {type(condition).__name__}")


def _number(expression: Expression) -> pl.Expr:
    match expression:
        case Column(name):
            return pl.col(name)
        case Sum(operator, left, right):
            return _arithmetic(operator, _number(left), _number(right))
        case Value(value):
            return pl.lit(float(str(value)), dtype=pl.Float64)
        case _:
            raise ValueError(f"a rating rule cannot use {type(expression).__name__}")


def _arithmetic(operator: Arithmetic, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    match operator:
        case Arithmetic.PLUS:
            return left + right
        case Arithmetic.MINUS:
            return left - right
        case Arithmetic.TIMES:
            return left * right
        case Arithmetic.OVER:
            return left / pl.when(right != 0.0).then(right)


def _compared(operator: Compare, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    gap = left - right
    slack = SLACK * pl.max_horizontal(right.abs(), pl.lit(1.0))
    match operator:
        case Compare.EQUAL:
            return gap.abs() <= slack
        case Compare.UNEQUAL:
            return gap.abs() > slack
        case Compare.LESS:
            return gap < -slack
        case Compare.AT_MOST:
            return gap <= slack
        case Compare.MORE:
            return gap > slack
        case Compare.AT_LEAST:
            return gap >= -slack
