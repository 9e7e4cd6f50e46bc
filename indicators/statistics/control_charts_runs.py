"""Runs and crossings of a centre line: a test for change that needs no limits.

Sources: Anhoej and Olesen (2014), PLoS ONE 9(11), for the two rules; Schilling (2012) for the
longest run.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.statistics.control_charts import by_point
from indicators.statistics.control_charts_segments import Segments

Floats = NDArray[np.float64]
Whole = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of each series, all arrays [series].

    `useful` counts the points off the centre line. There is a signal where the longest run is
    longer than `longest_by_chance`, or the crossings are fewer than `crossings_by_chance`.
    """

    useful: Whole
    longest: Whole
    longest_by_chance: Floats
    crossings: Whole
    crossings_by_chance: Floats
    signal: NDArray[np.bool_]


@np.errstate(all="ignore")
def median_line(values: ArrayLike) -> Floats:
    """Give the centre line of a run chart: each series' median at every point; [series, point].

    Raises:
        ValueError: the values are not two-dimensional.
    """
    x = by_point(values)
    return Segments.of(~np.isnan(x), None, None).medians(x).T


@np.errstate(all="ignore")
def runs_about(values: ArrayLike, centre: ArrayLike) -> Runs:
    """Count the runs and crossings of each series about its centre line.

    Missing points, and points on the line, are left out: they neither end a run nor lengthen it.

    Args:
        values: [series, point]; nan is missing.
        centre: the centre line; broadcasts to [series, point].

    Raises:
        ValueError: the values are not two-dimensional.
    """
    x = by_point(values)
    line = np.broadcast_to(np.asarray(centre, np.float64), x.shape[::-1]).T
    above, below = x > line, x < line
    series = x.shape[1]
    useful, crossings, longest, run, last = (np.zeros(series, np.intp) for _ in range(5))
    for point in range(len(x)):
        side = above[point].astype(np.intp) - below[point]
        counted = side != 0
        crossed = counted & (last != 0) & (side != last)
        run = np.where(crossed, 1, run + counted)
        longest = np.maximum(longest, run)
        crossings += crossed
        useful += counted
        last = np.where(counted, side, last)
    expected = np.where(useful > 0, np.round(np.log2(useful)) + 3, np.nan)
    least = _fewest_crossings(useful)
    signal = (longest > expected) | (crossings < least)
    return Runs(useful, longest, expected, crossings, least, signal)


def _fewest_crossings(useful: Whole) -> Floats:
    """Give the 5% point of a binomial of useful - 1 throws of a fair coin."""
    from scipy.special import bdtr

    distinct, place = np.unique(useful, return_inverse=True)
    fewest = np.full(len(distinct), np.nan)
    for index, points in enumerate(distinct):
        if points > 0:
            chances = bdtr(np.arange(points, dtype=np.float64), int(points) - 1, 0.5)
            fewest[index] = float(np.argmax(chances >= 0.05))
    return fewest[place]
