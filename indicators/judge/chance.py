"""How likely it is that the true value behind a rated figure meets its target.

From the counts of a share or a rate where they are known, otherwise from the 95% interval. Meeting
the target is to be green by it. Figures that are not rated, or have no interval, get none.
"""

from enum import StrEnum
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from framework.model.charts import has_rates, has_shares
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator, IntervalMethod
from framework.model.measures import Count, Distinct
from framework.model.results import Rating
from indicators.disclose.rules import multiplier_of
from indicators.statistics.chance import chance_by_interval, chance_of_rate, chance_of_share

Floats = NDArray[np.float64]

_KEY: Final = ("indicator", "area", "period")
_EDGES: Final = ("green_low", "green_high")
_CELLS: Final = ("value", "numerator", "denominator", "lower", "upper", "multiplier", *_EDGES)


class _By(StrEnum):
    SHARE = "share"
    RATE = "rate"
    COUNT = "count"
    INTERVAL = "interval"


def add_chance(judged: pl.DataFrame, framework: Framework, targets: pl.DataFrame) -> pl.DataFrame:
    """Add chance, 0 to 1, to rated results with their judgements; null where it cannot be said.

    Args:
        judged: results with rating and target.
        framework: the indicators, for how their values are made.
        targets: the targets in force with the edges of green, as `targets_frame` gives them.
    """
    frame = judged.with_row_index("at")
    rated = (pl.col("rating") != Rating.NOT_RATED.value) & pl.col("target").is_not_null()
    rows = (
        frame.filter(rated)
        .join(_traits(framework), on="indicator")
        .join(targets.select(*_KEY, *_EDGES), on=_KEY)
    )
    parts = [_chances(rows.filter(pl.col("by") == by.value), by) for by in _By]
    return frame.join(pl.concat(parts), on="at", how="left", maintain_order="left").drop("at")


def _traits(framework: Framework) -> pl.DataFrame:
    rows = [
        (one.id, _by(one), multiplier_of(one.measure))
        for one in framework.indicators
        if one.interval is not IntervalMethod.NONE
    ]
    schema = {"indicator": pl.String, "by": pl.String, "multiplier": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _by(indicator: Indicator) -> str:
    measure, unit = indicator.measure, indicator.unit
    if indicator.interval is IntervalMethod.PUBLISHED:
        return _By.INTERVAL
    if has_shares(measure, unit):
        return _By.SHARE
    if has_rates(measure, unit):
        return _By.RATE
    return _By.COUNT if isinstance(measure, Count | Distinct) else _By.INTERVAL


def _chances(rows: pl.DataFrame, by: _By) -> pl.DataFrame:
    """Give `at` and `chance`: that of lying above the lower edge less that of passing the upper."""
    cells = {
        name: rows[name].cast(pl.Float64).fill_null(float("nan")).to_numpy() for name in _CELLS
    }
    above = _of_edge(cells, by, cells["green_low"], 1)
    below = _of_edge(cells, by, cells["green_high"], -1)
    chance = np.clip(above + below - 1, 0, 1)
    return pl.DataFrame(
        {"at": rows["at"], "chance": pl.Series(chance, dtype=pl.Float64).fill_nan(None)}
    )


def _of_edge(cells: dict[str, Floats], by: _By, edge: Floats, way: int) -> Floats:
    """Give the chance of keeping one edge of green; an edge without end is always kept."""
    x, n = cells["numerator"], cells["denominator"]
    goal = edge / cells["multiplier"]
    match by:
        case _By.SHARE:
            chance = chance_of_share(x, n, goal, way)
        case _By.RATE:
            chance = chance_of_rate(x, n, goal, way)
        case _By.COUNT:
            chance = chance_of_rate(cells["value"], 1.0, edge, way)
        case _By.INTERVAL:
            limits = cells["lower"], cells["upper"]
            chance = chance_by_interval(cells["value"], limits, edge, way)
    return np.where(np.isinf(edge), 1.0, chance)
