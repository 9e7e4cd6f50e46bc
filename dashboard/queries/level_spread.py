"""How the figures of an area's level spread: their ends, their middle half, and what is drawn of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Final

from dashboard.access.viewers import Viewer
from dashboard.queries.area_views import Spread
from dashboard.queries.chrome import Place, alike
from dashboard.queries.library import Reading
from dashboard.queries.shown import Shown
from dashboard.queries.words import figure
from framework.model.areas import Area
from framework.model.indicators import Indicator, Polarity
from framework.model.results import TOTAL
from framework.store.rows import PointRow

QUARTERS_NEED: Final = 4
"""Below that many areas a middle half says nothing. Source: Fingertips shows none of 3 or fewer."""


@dataclass(frozen=True, slots=True)
class LevelFigures:
    """The areas of a level that may be seen, with their values by indicator and period."""

    areas: tuple[Area, ...]
    values: Mapping[tuple[str, str], Sequence[float]]

    def of(self, row: PointRow | None) -> Sequence[float]:
        """Give the values of the whole level that a figure stands among."""
        return self.values.get((row.indicator, row.period), ()) if row else ()


def read_level(
    reading: Reading, viewer: Viewer, at: Place, shown: Mapping[str, Shown]
) -> LevelFigures:
    """Read what the areas of the level have in the periods that the area itself shows."""
    areas = alike(reading, viewer, at.area.level)
    wanted = {(key, one.row.period) for key, one in shown.items() if one.row}
    if len(areas) < 2 or not wanted:
        return LevelFigures(areas, {})
    rows = reading.snapshot.points(
        sorted({key for key, _ in wanted}),
        [one.code for one in areas],
        breakdowns=[TOTAL],
        periods=sorted({period for _, period in wanted}),
    )
    values: dict[tuple[str, str], list[float]] = {}
    for row in rows:
        if row.value is not None and (row.indicator, row.period) in wanted:
            values.setdefault((row.indicator, row.period), []).append(row.value)
    return LevelFigures(areas, values)


def spread_of(
    row: PointRow | None, middle: float | None, values: Sequence[float], indicator: Indicator
) -> Spread | None:
    """Give what is drawn round a middle: nothing without one, or where no other area has a figure.

    Quarters are quantiles of R's type 7, as in Fingertips.
    """
    if row is None or middle is None or len(values) < 2:
        return None
    enough = len(values) >= QUARTERS_NEED
    lower, _, upper = quantiles(values, n=4, method="inclusive") if enough else (None, None, None)
    turned = indicator.has_good_way and indicator.polarity is Polarity.LOW
    return Spread(min(values), max(values), middle, row.value, lower, upper, turned)


def ends_of(values: Sequence[float], indicator: Indicator) -> tuple[tuple[str, str], ...]:
    """Give the ends of the level with their names; a comparator is not needed to know them."""
    if len(values) < 2:
        return ()
    low, high = figure(min(values), indicator), figure(max(values), indicator)
    if not indicator.has_good_way:
        return ("Lowest", low), ("Highest", high)
    turned = indicator.polarity is Polarity.LOW
    return ("Worst", high if turned else low), ("Best", low if turned else high)
