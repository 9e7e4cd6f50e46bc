"""Which way a value went, whether that is good, and whether it is more than chance.

Short travel is since the period before, long since the same period last year. Neither crosses a
declared break. A change is real when the two 95% intervals do not overlap; where the two spans
share days (a rolling year and the one before it) the test would be false, so nothing is said.
"""

from typing import Final

import polars as pl

from framework.model.frameworks import Framework
from framework.model.indicators import Kind, Polarity
from framework.model.results import Travel
from indicators.judge.earlier import Periods, period_before, stand_apart

_WHICH: Final = {"short": "previous", "long": "last_year"}
_STEPS_SCHEMA: Final = {
    "indicator": pl.String,
    "period": pl.String,
    "before": pl.String,
    "apart": pl.Boolean,
}


def add_travel(rated: pl.DataFrame, framework: Framework, periods: Periods) -> pl.DataFrame:
    """Add change, travel and real, short and long, to rated results."""
    frame = rated.join(_signs(framework), on="indicator", how="left")
    for name in ("short", "long"):
        frame = _one_travel(frame, _steps(framework, periods, name), name)
    return frame.drop("polarity", "decimals")


def _signs(framework: Framework) -> pl.DataFrame:
    """Give each indicator's polarity, none for context, whose ups and downs are not judged."""
    rows = [
        {
            "indicator": one.id,
            "polarity": (Polarity.NONE if one.kind is Kind.CONTEXT else one.polarity).value,
            "decimals": one.decimals,
        }
        for one in framework.indicators
    ]
    schema = {"indicator": pl.String, "polarity": pl.String, "decimals": pl.Int64}
    return pl.DataFrame(rows, schema=schema)


def _steps(framework: Framework, periods: Periods, name: str) -> pl.DataFrame:
    """Give, for every period that has an earlier one to be held against, the earlier one's code."""
    rows = []
    for indicator in framework.indicators:
        for code, period in periods.get(indicator.id, {}).items():
            before = period_before(indicator, period, _WHICH[name])
            if before is not None:
                apart = stand_apart(before, period)
                rows.append((indicator.id, code, before.code, apart))
    return pl.DataFrame(rows, schema=_STEPS_SCHEMA, orient="row")


def _one_travel(frame: pl.DataFrame, steps: pl.DataFrame, name: str) -> pl.DataFrame:
    earlier = frame.select(
        "indicator",
        "area",
        "breakdown",
        pl.col("period").alias("before"),
        pl.col("value").alias("was"),
        pl.col("lower").alias("was_lower"),
        pl.col("upper").alias("was_upper"),
        pl.col("target").alias("was_target"),
    )
    frame = frame.join(steps, on=["indicator", "period"], how="left").join(
        earlier, on=["indicator", "area", "breakdown", "before"], how="left"
    )
    frame = frame.with_columns((pl.col("value") - pl.col("was")).alias(f"{name}_change"))
    frame = frame.with_columns(_travel(f"{name}_change").alias(f"{name}_travel"), _real(name))
    return frame.drop("before", "apart", "was", "was_lower", "was_upper", "was_target")


def _travel(change_name: str) -> pl.Expr:
    change = pl.col(change_name)
    # Half up, as figures are shown: a change counts when the two shown figures differ.
    unit = pl.lit(10.0).pow(pl.col("decimals"))
    shown, was = ((pl.col(name) * unit + 0.5).floor() for name in ("value", "was"))
    closer = (pl.col("value") - pl.col("target")).abs() - (
        pl.col("was") - pl.col("was_target")
    ).abs()
    good = (
        pl.when(pl.col("polarity") == Polarity.HIGH.value)
        .then(change > 0)
        .when(pl.col("polarity") == Polarity.LOW.value)
        .then(change < 0)
        .when(pl.col("polarity") == Polarity.PLAN.value)
        .then(closer < 0)
    )
    neither = pl.when(change > 0).then(pl.lit(Travel.UP.value)).otherwise(pl.lit(Travel.DOWN.value))
    return (
        pl.when(change.is_null())
        .then(pl.lit(Travel.CANNOT_SAY.value))
        .when((shown == was) | ((pl.col("polarity") == Polarity.PLAN.value) & (closer == 0)))
        .then(pl.lit(Travel.SAME.value))
        .when(good.is_null())
        .then(neither)
        .when(good)
        .then(pl.lit(Travel.BETTER.value))
        .otherwise(pl.lit(Travel.WORSE.value))
    )


def _real(name: str) -> pl.Expr:
    parted = (pl.col("lower") > pl.col("was_upper")) | (pl.col("upper") < pl.col("was_lower"))
    return pl.when(pl.col("apart")).then(parted).otherwise(None).alias(f"{name}_real")
