"""Sums over indicators, and the gap between two groups of one: values first, then limits."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from framework.model.derived import Derived, Gap
from framework.model.expressions import Arithmetic, Column, Expression, Sum, Value
from framework.model.indicators import Indicator, IntervalMethod
from framework.model.results import TOTAL
from indicators.derive.beside import as_results, side_by_side
from indicators.statistics.mover import limits_of_difference, limits_of_ratio

Floats = NDArray[np.float64]
Limits = Callable[
    [Floats, tuple[Floats, Floats], Floats, tuple[Floats, Floats]], tuple[Floats, Floats]
]

_LIMITS: Final[Mapping[Arithmetic, Limits]] = {
    Arithmetic.MINUS: limits_of_difference,
    Arithmetic.OVER: limits_of_ratio,
}
ONE: Final = "one"
OTHER: Final = "other"


def calculate(
    indicator: Indicator, measure: Derived, parts: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """Give the results of a sum over indicators, for everybody and for each breakdown of its own."""
    wanted = (TOTAL, *(";".join(crossed) for crossed in indicator.by))
    own = {name: rows.filter(_dimensions().is_in(wanted)) for name, rows in sorted(parts.items())}
    frame = side_by_side(own).with_columns(_value(measure.of).alias("value"))
    if measure.pair and indicator.interval is IntervalMethod.MOVER:
        frame = _with_limits(frame, *measure.pair)
    return as_results(frame, indicator, tuple(own))


def gap(indicator: Indicator, measure: Gap, rows: pl.DataFrame) -> pl.DataFrame:
    """Give the value of one group minus, or over, that of another, for each area and period."""
    own = {
        name: rows.filter(pl.col("breakdown") == breakdown).with_columns(
            pl.lit(TOTAL).alias("breakdown")
        )
        for name, breakdown in ((ONE, measure.one), (OTHER, measure.other))
    }
    sign = Arithmetic.OVER if measure.relative else Arithmetic.MINUS
    frame = side_by_side(own).with_columns(
        _value(Sum(sign, Column(ONE), Column(OTHER))).alias("value")
    )
    if measure.are_apart and indicator.interval is IntervalMethod.MOVER:
        frame = _with_limits(frame, ONE, sign, OTHER)
    return as_results(frame, indicator, tuple(own))


def _dimensions() -> pl.Expr:
    """Give the dimensions of a breakdown without their members: 'sex=Female;age=0-4' is 'sex;age'."""
    return pl.col("breakdown").str.replace_all("=[^;]*", "")


def _value(expression: Expression) -> pl.Expr:
    """Give an expression over the values of parts. Division by zero is missing."""
    match expression:
        case Column(name):
            return pl.col(f"value:{name}")
        case Value(value):
            return pl.lit(float(str(value)), dtype=pl.Float64)
        case Sum(operator, left, right):
            return _joined(operator, _value(left), _value(right))
        case _:
            raise TypeError(f"{type(expression).__name__} is no arithmetic over indicators")


def _joined(operator: Arithmetic, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    match operator:
        case Arithmetic.PLUS:
            return left + right
        case Arithmetic.MINUS:
            return left - right
        case Arithmetic.TIMES:
            return left * right
        case Arithmetic.OVER:
            return left / pl.when(right != 0).then(right)


def _with_limits(frame: pl.DataFrame, one: str, sign: Arithmetic, other: str) -> pl.DataFrame:
    found = []
    for low, high in (("lower", "upper"), ("lower998", "upper998")):
        numbers = [
            _floats(frame, f"{name}:{part}")
            for part in (one, other)
            for name in ("value", low, high)
        ]
        limits = _LIMITS[sign](
            numbers[0], (numbers[1], numbers[2]), numbers[3], (numbers[4], numbers[5])
        )
        found += [pl.Series(low, limits[0]), pl.Series(high, limits[1])]
    return frame.with_columns(found)


def _floats(frame: pl.DataFrame, name: str) -> Floats:
    return frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy(writable=True)
