"""What pages get of a series besides its points: its usual range, its signals and what lies ahead.

Like all views they are frozen, disclosed and already in words; numbers are for drawing only.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Sense(StrEnum):
    """What a signal means to a reader: a change for the better, for the worse, or just a change."""

    BETTER = "better"
    WORSE = "worse"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a control chart says of one period. Limits are cut at 0 and 100 where it is a share."""

    stretch: int  # points of one stretch have limits of their own
    mean: float
    lower: float
    upper: float
    range_text: str  # "70.9% to 82.1%"
    signal: Sense | None = None
    signal_text: str = ""  # "Below the usual range"


@dataclass(frozen=True, slots=True)
class Ahead:
    """One period that has not come yet: what the series comes to if it goes on as it has."""

    label: str  # "Mar 2027"
    long_label: str
    value: float
    lower: float
    upper: float
    target: float | None
    text: str
    interval_text: str
    target_text: str


@dataclass(frozen=True, slots=True)
class ChartView:
    """What is drawn over a series. `marks` has one entry a point; none where there is no chart."""

    marks: tuple[Mark | None, ...] = ()
    ahead: tuple[Ahead, ...] = ()
    renewed: tuple[str, ...] = ()  # "New usual range from April 2026: the team was merged."
    notes: tuple[str, ...] = ()  # cautions, and why there is no usual range


NO_CHART: Final = ChartView()


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the questions that a series answers. `sign` names the icon beside it, or is empty.

    Where it has no answer, `text` says why.
    """

    question: str
    sign: str
    text: str
    because: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """One area of a funnel plot: how large it is and what its figure is."""

    name: str
    chosen: bool
    size: float
    value: float
    outside: bool
    words: str  # "Dunmoor 65.9% of 240, below what chance would explain"


@dataclass(frozen=True, slots=True)
class Contour:
    """The limits round the comparator for an area of one size: 95% within 99.8%."""

    size: float
    lower: float
    upper: float
    lower998: float
    upper998: float


@dataclass(frozen=True, slots=True)
class FunnelView:
    """Areas by size and figure, with the limits that chance alone seldom passes."""

    points: tuple[FunnelPoint, ...]
    contours: tuple[Contour, ...]
    middle: float
    middle_text: str  # "Midshire 76.1%"
    size_text: str  # "Size: how many each figure is out of"
    text: str  # the finding, in words
