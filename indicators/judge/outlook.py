"""Where a series will be when its target's time is over, and how likely it then meets the target.

The target is the one that stands in the period after the last point. The forecast goes to the end
of that target's time, or 12 months, 8 quarters or 5 years, whichever is sooner; that of a year to
date to the end of its year. It speaks for everybody only. Series that are short, have a gap or
overlap otherwise get none, with the reason.
"""

import math
from typing import Final

import numpy as np

from framework.model.charts import ForecastMethod, overlaps
from framework.model.periods import Basis, step
from framework.model.series import Forecast, Outlook
from indicators.judge.ahead import MOST_AHEAD, TargetsAhead
from indicators.judge.carrying_on import DIGITS, carry_on
from indicators.judge.drawing import OVERLAP
from indicators.judge.series_grid import SeriesGrid
from indicators.judge.trending import Trends
from indicators.judge.year_end import finish_years

_NO_TARGET: Final = "no target is set for a later period"
_NOT_DECLARED: Final = "no forecast is declared"


def write_outlooks(grid: SeriesGrid, found: Trends | None, ahead: TargetsAhead) -> list[str | None]:
    """Write the trend and the forecast of each series of everybody; None for those of breakdowns."""
    refused = _refused(grid)
    to_date = grid.indicators[0].basis is Basis.YEAR_TO_DATE
    made = None
    if not refused:
        made = finish_years(grid, ahead) if to_date else carry_on(grid, ahead, found)
    said = _trends(grid, found)
    later = _later(grid)
    texts: list[str | None] = [None] * len(grid.which)
    for row in np.flatnonzero(grid.total).tolist():
        at = None if made is None else made.place.get(row)
        if made is None or at is None:
            outlook = Outlook(*said[row], forecast_reason=refused or _NO_TARGET)
        elif made.reason[at]:
            outlook = Outlook(*said[row], forecast_reason=made.reason[at], target=made.target[at])
        else:
            first = int(grid.last[row]) + 1
            codes = later[first : first + int(ahead.steps[row])]
            path = tuple(
                Forecast(code, mean, low, high, made.method[at])
                for code, mean, low, high in zip(
                    codes, made.mean[at], made.lower[at], made.upper[at], strict=False
                )
            )
            odd = made.left_out[at]
            outlook = Outlook(
                *said[row],
                path,
                "",
                made.target[at],
                made.chance[at],
                left_out=later[odd] if odd >= 0 else "",
            )
        texts[row] = outlook.text()
    return texts


def _refused(grid: SeriesGrid) -> str:
    """Give why an indicator of this kind has no forecast at all, or nothing."""
    one = grid.indicators[0]
    if one.forecast is ForecastMethod.NONE:
        return _NOT_DECLARED
    to_date = one.basis is Basis.YEAR_TO_DATE and one.forecast is ForecastMethod.AUTO
    return OVERLAP if overlaps(one.basis) and not to_date else ""


def _later(grid: SeriesGrid) -> list[str]:
    """Give the codes of a grid's periods and of those after them."""
    last = grid.periods[-1]
    after = [step(last, count).code for count in range(1, MOST_AHEAD[last.grain] + 1)]
    return [*(one.code for one in grid.periods), *after]


def _trends(
    grid: SeriesGrid, found: Trends | None
) -> list[tuple[str, float | None, float | None, str, str]]:
    """Give the first cells of each series' Outlook: how its trend was found."""
    if found is None:
        return [("", None, None, "", "")] * len(grid.which)
    codes = [one.code for one in grid.periods]
    cells = zip(
        np.round(found.statistic, DIGITS).tolist(),
        np.round(found.slope, DIGITS).tolist(),
        found.first.tolist(),
        found.reason,
        strict=True,
    )
    return [
        (found.method, _known(statistic), _known(slope), "" if why else codes[first], why)
        for statistic, slope, first, why in cells
    ]


def _known(number: float) -> float | None:
    return None if math.isnan(number) else number
