"""The targets that series are held against: at their last point and in the periods after it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from framework.model.indicators import Polarity
from framework.model.periods import Grain, Period, step
from indicators.judge.earlier import Periods
from indicators.judge.series_grid import Floats, Places, SeriesGrid

MOST_AHEAD: Final = {Grain.MONTH: 12, Grain.QUARTER: 8, Grain.YEAR: 5}
"""So many periods ahead a forecast goes at most."""


@dataclass(frozen=True, slots=True)
class TargetsAhead:
    """The edges of green, [series, step]: step 0 is the last point, later ones the periods after it.

    nan where no target stands; infinite on a side that has no edge. `steps` is how many periods
    lie between the last point and the end of the target that stands next, 0 where none does.
    """

    low: Floats
    high: Floats
    target: Floats
    steps: Places

    def at(self, steps: Places) -> tuple[Floats, Floats, Floats]:
        """Give the edges and the target of one step of each series."""
        row = np.arange(len(steps))
        return self.low[row, steps], self.high[row, steps], self.target[row, steps]


def with_ahead(periods: Periods) -> dict[str, dict[str, Period]]:
    """Give each indicator's periods and those after them for which a forecast may be made."""
    longer = {}
    for indicator, known in periods.items():
        last = max(known.values(), key=lambda one: one.start)
        later = (step(last, count) for count in range(1, MOST_AHEAD[last.grain] + 1))
        longer[indicator] = {**known, **{one.code: one for one in later}}
    return longer


def find_targets(grid: SeriesGrid, targets: pl.DataFrame) -> TargetsAhead:
    """Find the targets of a grid's series among those of `targets_frame`, made `with_ahead`."""
    most = MOST_AHEAD[grid.periods[0].grain]
    spans = (*grid.periods, *(step(grid.periods[-1], count) for count in range(1, most + 1)))
    low, high, target, slot = (np.full((len(grid.which), most + 1), np.nan) for _ in range(4))
    ends = {
        one.id: one.ends.toordinal() for indicator in grid.indicators for one in indicator.targets
    }
    found = _of_grid(grid, targets, {one.code: place for place, one in enumerate(spans)})
    rows, columns = (found[name].to_numpy().astype(np.intp) for name in ("row", "column"))
    ahead = columns - grid.last[rows]
    near = (ahead >= 0) & (ahead <= most)
    rows, ahead, found = rows[near], ahead[near], found.filter(pl.Series(near, dtype=pl.Boolean))
    for cells, name in ((low, "green_low"), (high, "green_high"), (target, "target")):
        cells[rows, ahead] = found[name].to_numpy()
    slot[rows, ahead] = found["target_id"].replace_strict(ends, return_dtype=pl.Float64).to_numpy()
    finish = np.array([one.end.toordinal() for one in spans], np.float64)
    return TargetsAhead(low, high, target, _steps(slot[:, 1], finish, grid.last, most))


def _of_grid(grid: SeriesGrid, targets: pl.DataFrame, columns: dict[str, int]) -> pl.DataFrame:
    """Give the targets of the grid's series of everybody, with the row and the column of each.

    Where neither way is good a target is not used.
    """
    series = grid.keys.select("indicator", "area").with_row_index("row").filter(grid.total)
    ids = [one.id for one in grid.indicators if one.polarity is not Polarity.NONE]
    codes = pl.DataFrame(
        {"period": list(columns), "column": list(columns.values())},
        schema={"period": pl.String, "column": pl.Int64},
    )
    return (
        targets.lazy()
        .filter(pl.col("indicator").is_in(ids))
        .select("indicator", "area", "period", "target", "target_id", "green_low", "green_high")
        .join(series.lazy(), on=["indicator", "area"])
        .join(codes.lazy(), on="period")
        .collect()
    )


def _steps(ends: Floats, finish: NDArray[np.float64], last: Places, most: int) -> NDArray[np.intp]:
    """Give how many periods after each last point end by the day on which its next target ends."""
    whole = np.searchsorted(finish, np.nan_to_num(ends), side="right") - 1 - last
    return np.where(np.isnan(ends), 0, np.clip(whole, 0, most)).astype(np.intp)
