"""The value of an earlier period, where holding a figure against it makes sense."""

from collections.abc import Mapping
from typing import Final

import polars as pl

from framework.model.indicators import Indicator
from framework.model.periods import Basis, Period, previous, same_last_year

_GROWING: Final = frozenset({Basis.YEAR_TO_DATE, Basis.CUMULATIVE})
_KEY: Final = ("indicator", "area", "breakdown")


def add_earlier(
    rows: pl.DataFrame, indicator: Indicator, periods: Mapping[str, Period]
) -> pl.DataFrame:
    """Add `previous` and `last_year` to the rows of one indicator: values, null where there is none.

    None lies across a break of the series, and what only grows has no `previous`.
    """
    was = rows.select(*_KEY, pl.col("period").alias("before"), pl.col("value").alias("was"))
    for name, go in (("previous", previous), ("last_year", same_last_year)):
        steps = {
            code: before.code
            for code, period in periods.items()
            if _is_comparable(indicator, before := go(period), period, name)
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


def _is_comparable(indicator: Indicator, before: Period, period: Period, name: str) -> bool:
    if name == "previous" and indicator.basis in _GROWING:
        return False
    first, last = before.covers[0], period.covers[1]
    return not any(first < one.begins < last for one in indicator.breaks)
