"""Areas by size: which of them differ from the whole by more than chance gives an area of their size."""

from collections.abc import Mapping, Sequence
from typing import Final

from dashboard.queries.areas import Neighbours
from dashboard.queries.chart_views import Contour, FunnelPoint, FunnelView
from dashboard.queries.views import AreaBar
from dashboard.queries.words import number, people_list
from framework.model.charts import has_rates, has_shares
from framework.model.indicators import Indicator
from indicators.disclose.rules import multiplier_of

FEWEST_AREAS: Final = 10
"""A funnel of fewer areas is a row of bars."""
_STEPS: Final = 40
_NAMED: Final = 6


def funnel(indicator: Indicator, neighbours: Neighbours) -> FunnelView | None:
    """Give the funnel of areas round the figure of the area that they lie in.

    None where there are fewer than ten areas with a figure and a denominator, no figure of the
    whole, or values that are neither shares nor rates.
    Limits are those of `compare: funnel`: Wilson for shares, exact Poisson for rates.
    """
    middle, sizes = neighbours.parent_value, neighbours.sizes
    shares = has_shares(indicator.measure, indicator.unit)
    if middle is None or not (shares or has_rates(indicator.measure, indicator.unit)):
        return None
    known = [bar for bar in neighbours.bars if bar.value is not None and sizes.get(bar.code)]
    if len(known) < FEWEST_AREAS:
        return None
    per = multiplier_of(indicator.measure)
    contours = _contours(middle, per, [sizes[bar.code] for bar in known], shares=shares)
    places = _places(known, sizes, (middle, per), shares=shares)
    points = tuple(
        _point(bar, sizes[bar.code], place) for bar, place in zip(known, places, strict=True)
    )
    return FunnelView(
        points=points,
        contours=contours,
        middle=middle,
        middle_text=neighbours.parent_text,
        size_text="How many each figure is out of",
        text=_finding(points, places, neighbours),
    )


def _contours(
    middle: float, per: float, sizes: Sequence[float], *, shares: bool
) -> tuple[Contour, ...]:
    import numpy as np

    from indicators.statistics.funnels import proportion_limits, rate_limits

    low, high = min(sizes) * 0.8, max(sizes) * 1.05
    grid = np.geomspace(max(low, 1.0), high, _STEPS)
    limits = proportion_limits if shares else rate_limits
    inner, outer = (limits(middle / per, grid, level) for level in (0.95, 0.998))
    columns = (grid, *(side * per for side in (*inner, *outer)))
    return tuple(Contour(*row) for row in zip(*(one.tolist() for one in columns), strict=True))


def _places(
    bars: Sequence[AreaBar],
    sizes: Mapping[str, float],
    middle: tuple[float, float],
    *,
    shares: bool,
) -> list[int]:
    """Give -2 to 2 for each area: below or above the limits of 99.8% (2) or 95% (1), 0 within."""
    import numpy as np

    from indicators.statistics.funnels import proportion_limits, rate_limits

    value, per = middle
    size = np.array([sizes[bar.code] for bar in bars])
    own = np.array([bar.value for bar in bars], np.float64) / per
    limits = proportion_limits if shares else rate_limits
    found = np.zeros(len(bars), np.int64)
    for level in (0.95, 0.998):
        lower, upper = limits(value / per, size, level)
        found += (own > upper).astype(np.int64) - (own < lower).astype(np.int64)
    return [int(place) for place in found]


_WORDS: Final = {
    -2: "far below what chance gives",
    -1: "below what chance gives",
    0: "within what chance gives",
    1: "above what chance gives",
    2: "far above what chance gives",
}


def _point(bar: AreaBar, size: float, place: int) -> FunnelPoint:
    words = f"{bar.name} {bar.text} of {number(size, 0)}: {_WORDS[place]}"
    return FunnelPoint(bar.name, bar.chosen, size, bar.value or 0.0, place != 0, words)


def _finding(points: Sequence[FunnelPoint], places: Sequence[int], whole: Neighbours) -> str:
    outside = sum(place != 0 for place in places)
    if not outside:
        return (
            f"None of the {len(points)} differs from {whole.parent_text} by more than chance gives."
        )
    said = []
    for sign, word in ((1, "above"), (-1, "below")):
        pairs = zip(points, places, strict=True)
        names = [point.name for point, place in pairs if place * sign > 0]
        if names:
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            shown = ", ".join(names[:_NAMED]) + more if more else people_list(names)
            said.append(f"{word}: {shown}")
    return (
        f"{outside} of the {len(points)} differ from {whole.parent_text} by more than chance gives; "
        f"{'; '.join(said)}."
    )
