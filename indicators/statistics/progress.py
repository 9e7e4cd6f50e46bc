"""How growth so far compares with the growth that a dated target needs; arrays of any shape.

Sources: Eurostat, Sustainable development in the European Union, for observed against required
annual growth; Open SDG for the bounds between the verdicts. The bounds are those of an early draft
of Open SDG's method.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]

RATIO_BOUNDS: Final = (0.95, 0.60)
"""From here on growth is substantial, and moderate, as a share of the growth required."""


class Path(IntEnum):
    """How a value gets from base to target: by an equal share, or an equal amount, each year."""

    GROWTH = 0
    LINEAR = 1


class Progress(IntEnum):
    """How far along a value is."""

    CANNOT_SAY = 0
    ACHIEVED = 1
    SUBSTANTIAL = 2
    MODERATE = 3
    LIMITED = 4
    DETERIORATION = 5


class ProgressReason(IntEnum):
    """Why progress cannot be said."""

    SAID = 0
    MISSING = 1
    TIMES_OUT_OF_ORDER = 2
    BASE_NOT_ABOVE_ZERO = 3
    NOT_ABOVE_ZERO = 4
    NOTHING_REQUIRED = 5
    NO_DIRECTION = 6


_GROWTH_UNDEFINED: Final = (ProgressReason.BASE_NOT_ABOVE_ZERO, ProgressReason.NOT_ABOVE_ZERO)


@dataclass(frozen=True, slots=True)
class ProgressMade:
    """Growth observed and required in one unit of time, their ratio, and the verdict.

    A share of the value on a path of growth (0.02 is 2%), an amount on a linear one. `progress` and
    `reason` are codes of `Progress` and `ProgressReason`. Figures are nan where there are none.
    """

    observed: Floats
    required: Floats
    ratio: Floats
    progress: Codes
    reason: Codes


@np.errstate(all="ignore")
def growth_observed(
    base: ArrayLike, latest: ArrayLike, years: ArrayLike, path: Path = Path.GROWTH
) -> Floats:
    """Give the growth in a year from base to latest.

    Growth as a share is nan unless both values are above 0: from nothing, or across it, no equal
    share leads. So it is where no time has passed.
    """
    v0, v1, span = _floats(base, latest, years)
    span = np.where(span > 0, span, np.nan)
    if path is Path.LINEAR:
        return (v1 - v0) / span
    fit = (v0 > 0) & (v1 > 0)
    grown: Floats = np.where(fit, v1, np.nan) / np.where(fit, v0, np.nan)
    return grown ** (1 / span) - 1


@np.errstate(all="ignore")
def progress_to_target(
    base: ArrayLike,
    latest: ArrayLike,
    target: ArrayLike,
    *,
    years_passed: ArrayLike,
    years_in_all: ArrayLike,
    direction: ArrayLike,
    path: Path = Path.GROWTH,
) -> ProgressMade:
    """Hold growth since the base against the growth that the target needs; arguments broadcast.

    Use the linear path for shares.

    Args:
        base: the value at the start.
        latest: the value now.
        target: the value to reach.
        years_passed: from the start until now, above 0.
        years_in_all: until the target's date, at least the years passed.
        direction: 1 where more is better, -1 where less is.
        path: by equal shares or by equal amounts.
    """
    v0, v1, goal, passed, whole, way = _floats(
        base, latest, target, years_passed, years_in_all, direction
    )
    way = np.sign(way)
    passed = np.where(whole < passed, 0.0, passed + 0 * whole)  # 0 and nan are refused below
    observed, required = (
        growth_observed(v0, later, span, path) for later, span in ((v1, passed), (goal, whole))
    )
    met = way * (v1 - goal) >= 0
    nothing_to_do = ~(way * (goal - v0) > 0)
    ratio = np.where(nothing_to_do, np.nan, observed / required)
    reason = _reasons((v0, v1, goal), passed, way, growing=path is Path.GROWTH)
    reason[nothing_to_do & ~met & (reason == ProgressReason.SAID)] = ProgressReason.NOTHING_REQUIRED
    # That a target is met is said even where growth is not defined.
    reason[met & np.isin(reason, _GROWTH_UNDEFINED)] = ProgressReason.SAID
    verdict = np.where(met, Progress.ACHIEVED, _banded(ratio, RATIO_BOUNDS))
    return _made(observed, required, ratio, verdict, reason)


def _reasons(values: tuple[Floats, ...], passed: Floats, way: Floats, *, growing: bool) -> Codes:
    """Say what stands in the way of a verdict; base first among the values."""
    lowest = np.min(values, axis=0)
    codes = np.select(
        [
            ~np.isfinite(np.sum(values, axis=0) + passed + way),
            way == 0,
            passed <= 0,
            growing & (values[0] <= 0),
            growing & (lowest <= 0),
        ],
        [
            ProgressReason.MISSING,
            ProgressReason.NO_DIRECTION,
            ProgressReason.TIMES_OUT_OF_ORDER,
            ProgressReason.BASE_NOT_ABOVE_ZERO,
            ProgressReason.NOT_ABOVE_ZERO,
        ],
        ProgressReason.SAID,
    )
    return codes.astype(np.int8)


def _made(
    observed: Floats, required: Floats, ratio: Floats, verdict: Codes, reason: Codes
) -> ProgressMade:
    progress = np.where(reason == ProgressReason.SAID, verdict, Progress.CANNOT_SAY)
    return ProgressMade(observed, required, ratio, progress.astype(np.int8), reason)


def _banded(share: Floats, bounds: tuple[float, float]) -> Codes:
    codes = np.select(
        [share >= bounds[0], share >= bounds[1], share >= 0],
        [Progress.SUBSTANTIAL, Progress.MODERATE, Progress.LIMITED],
        Progress.DETERIORATION,
    )
    return codes.astype(np.int8)


def _floats(*arrays: ArrayLike) -> tuple[Floats, ...]:
    given = (np.atleast_1d(np.asarray(part, np.float64)) for part in arrays)
    return tuple(np.broadcast_arrays(*given))
