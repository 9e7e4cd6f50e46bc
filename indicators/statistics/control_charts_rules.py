"""Special cause: which points of a control chart the NHS rules single out. Arrays [series, point].

Sources: Shewhart (1931), Economic control of quality; NHS England, Making Data Count, for the
rules and the order in which they are tried.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Signs = NDArray[np.int8]
Flags = NDArray[np.bool_]
Whole = NDArray[np.intp]


class Cause(IntEnum):
    """Why a point is not mere chance, in the order in which the rules are tried."""

    NONE = 0
    OUTSIDE = 1
    TREND = 2
    TWO_OF_THREE = 3
    SHIFT = 4


@dataclass(frozen=True, slots=True)
class Rules:
    """How many points in a row make a trend (seven points are six moves) and a shift.

    `two_of_three` says whether two of three points beyond a warning line count.
    """

    trend: int = 7
    shift: int = 7
    two_of_three: bool = True

    def __post_init__(self) -> None:
        """Refuse rules that every pair of points would meet.

        Raises:
            ValueError: a length is under 3.
        """
        if min(self.trend, self.shift) < 3:
            raise ValueError("a trend and a shift are at least 3 points long")


NHS_RULES: Final = Rules()


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a chart, each [point, series]: the centre, the limits and the warning lines."""

    centre: Floats
    lower: Floats
    upper: Floats
    lower_warning: Floats
    upper_warning: Floats


def find_causes(values: Floats, lines: Lines, segment: Whole, rules: Rules) -> tuple[Signs, Signs]:
    """Give each point's cause (codes of `Cause`) and side, all arrays [point, series].

    The side is that of the centre line on which the point lies; of a trend, the way it goes.
    A run ends at a missing point, at a point on the centre line and where a segment ends.
    Where two trends meet, the turning point belongs to the earlier one.
    """
    side = _signs(values - lines.centre)
    same_segment = segment[1:] == segment[:-1]
    outside = (values < lines.lower) | (values > lines.upper)
    near = ((values < lines.lower_warning) | (values > lines.upper_warning)) & ~outside
    trend = _trends(values, same_segment, rules.trend)
    pair = _two_of_three(near & rules.two_of_three, side, same_segment)
    shift = _run_lengths(side, same_segment) >= rules.shift
    cause = np.zeros(values.shape, np.int8)
    for flags, code in (
        (shift, Cause.SHIFT),
        (pair, Cause.TWO_OF_THREE),
        (trend != 0, Cause.TREND),
        (outside, Cause.OUTSIDE),
    ):
        cause[flags] = code
    cause_side = np.where(cause == Cause.TREND, trend, side)
    cause_side[cause == Cause.NONE] = 0
    return cause, cause_side


def _signs(differences: Floats) -> Signs:
    """Give 1, 0 or -1; 0 also where there is no difference to speak of."""
    return (differences > 0).astype(np.int8) - (differences < 0).astype(np.int8)


def _run_lengths(signs: Signs, joined: Flags) -> NDArray[np.int32]:
    """Give the length of the run of equal signs that each point stands in, 0 for a sign of 0."""
    same = joined & (signs[1:] == signs[:-1])
    lengths: NDArray[np.int32] = (signs != 0).astype(np.int32)
    for point in range(1, len(signs)):
        lengths[point] *= 1 + lengths[point - 1] * same[point - 1]
    for point in range(len(signs) - 2, -1, -1):
        lengths[point] = np.where(same[point], lengths[point + 1], lengths[point])
    lengths[signs == 0] = 0
    return lengths


def _trends(values: Floats, same_segment: Flags, length: int) -> Signs:
    """Give 1 for the points of a rise of `length` points, -1 for those of a fall, 0 for others."""
    trend = np.zeros(values.shape, np.int8)
    if len(values) < length:
        return trend
    moves = _signs(np.diff(values, axis=0)) * same_segment
    long = moves * (_run_lengths(moves, np.ones_like(same_segment[1:])) >= length - 1)
    trend[1:] = long
    trend[:-1] = np.where(trend[:-1] != 0, trend[:-1], long)
    return trend


def _two_of_three(near: Flags, side: Signs, same_segment: Flags) -> Flags:
    """Flag the near points of three in a row, all on one side, of which two or more are near."""
    found = np.zeros(near.shape, np.bool_)
    if len(near) < 3:
        return found
    one_side = (side[1:] == side[:-1]) & (side[1:] != 0) & same_segment
    together = one_side[1:] & one_side[:-1]
    first, second, third = near[:-2], near[1:-1], near[2:]
    window = together & ((first & second) | (first & third) | (second & third))
    for offset in range(3):
        found[offset : len(near) - 2 + offset] |= window
    return found & near
