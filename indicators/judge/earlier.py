"""The value of an earlier period, where holding a figure against it makes sense."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from framework.model.indicators import Indicator
from framework.model.periods import Basis, Period, previous, same_last_year

Periods = Mapping[str, Mapping[str, Period]]
"""Indicator -> {period code: Period}."""

_KEY: Final = ("indicator", "area", "breakdown")


def add_earlier(
    rows: pl.DataFrame, indicator: Indicator, periods: Mapping[str, Period]
) -> pl.DataFrame:
    """Add `previous` and `last_year` to the rows of one indicator: values, null where there is none.

    None lies across a break of the series, and what only grows has no `previous`.
    """
    was = rows.select(*_KEY, pl.col("period").alias("before"), pl.col("value").alias("was"))
    for name in ("previous", "last_year"):
        steps = {
            code: before.code
            for code, period in periods.items()
            if (before := period_before(indicator, period, name))
        }
        codes = pl.DataFrame(
            {"period": list(steps), "before": list(steps.values())},
            schema={"period": pl.String, "before": pl.String},
        )
        rows = (
            rows.join(codes, on="period", how="left")
            .join(was.rename({"was": name}), on=[*_KEY, "before"], how="left")
            .drop("before")
        )
    return rows


def period_before(indicator: Indicator, period: Period, which: str) -> Period | None:
    """Give the earlier period that a period may be held against, None where it makes no sense.

    `which` is 'previous' or 'last_year'. Nothing is held across a declared break. What only grows
    through a year is held against the same stage of last year alone; what grows from a fixed start
    has no two values at one stage.
    """
    if indicator.basis is Basis.CUMULATIVE:
        return None
    if which == "previous" and indicator.basis is Basis.YEAR_TO_DATE:
        return None
    before = previous(period) if which == "previous" else same_last_year(period)
    first, last = before.covers[0], period.covers[1]
    crosses = any(first < one.begins < last for one in indicator.breaks)
    return None if crosses else before


def stand_apart(before: Period, period: Period) -> bool:
    """Say whether two periods share no day, so that their intervals can be held side by side."""
    return before.covers[1] <= period.covers[0] or period.basis is Basis.AT_END
