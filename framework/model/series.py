"""What is known of a whole series besides its points: its control chart and where it is heading.

Both are kept as one text each, so that a page reads them with one row a series.
"""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a control chart with limits of its own. `trial`: made of too few points."""

    first: str  # period code
    last: str  # period code
    mean: float
    lower: float
    upper: float
    trial: bool = False
    because: str = ""  # why the chart begins anew here


@dataclass(frozen=True, slots=True)
class PointLimits:
    """The limits of one period, for charts whose limits follow the denominator."""

    period: str
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Signal:
    """A point that is not chance: by which rule, and on which side of the mean."""

    period: str
    cause: str  # 'outside the limits', 'a trend', 'two of three', 'a shift'
    above: bool


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """A point of a chart that does not draw the indicator's own values: days between events."""

    period: str
    value: float


@dataclass(frozen=True, slots=True)
class ControlChart:
    """A control chart as drawn: XmR, p, u, c or days between.

    Where there is none, `kind` is 'none' and `reason` says why. Limits are in the unit of the
    values and are not cut: a page cuts those of a percentage at 0 and 100.
    """

    kind: str
    segments: tuple[Segment, ...]
    signals: tuple[Signal, ...] = ()
    limits: tuple[PointLimits, ...] = ()
    screened: int = 0  # how many moving ranges were left out of the limits as outliers
    warning: str = ""
    reason: str = ""
    points: tuple[ChartPoint, ...] = ()  # for days between only

    def text(self) -> str:
        """Write it for the store."""
        return _text(self)

    @classmethod
    def read(cls, text: str) -> "ControlChart":
        """Read back what `text` wrote."""
        said = {"segments": (), **json.loads(text)}
        kinds = {
            "segments": Segment,
            "signals": Signal,
            "limits": PointLimits,
            "points": ChartPoint,
        }
        return cls(**_with_parts(said, kinds))


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a series comes to by a later period if it goes on as it has."""

    period: str
    value: float
    lower: float  # 95%
    upper: float
    method: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """The recent trend with how it was found, and the forecast to the date of the target.

    `trend_reason` and `forecast_reason` say why there is none. `chance` is that of meeting
    the target in the last forecast period, 0 to 1.
    """

    trend_method: str = ""
    trend_statistic: float | None = None
    trend_slope: float | None = None  # in the indicator's unit a period
    trend_first: str = ""  # period code of the oldest point used
    trend_reason: str = ""
    forecasts: tuple[Forecast, ...] = ()
    forecast_reason: str = ""
    target: float | None = None
    chance: float | None = None
    left_out: str = ""  # period code of a first point that the forecast does not follow

    def text(self) -> str:
        """Write it for the store."""
        return _text(self)

    @classmethod
    def read(cls, text: str) -> "Outlook":
        """Read back what `text` wrote."""
        return cls(**_with_parts(json.loads(text), {"forecasts": Forecast}))


def _text(value: Any) -> str:
    """Write a value without what is empty or as usual: a store holds many of these."""
    return json.dumps(value, default=_filled, separators=(",", ":"), ensure_ascii=False)


def _filled(value: Any) -> dict[str, Any]:
    cells = ((name, getattr(value, name)) for name in value.__slots__)
    return {name: cell for name, cell in cells if cell is not None and cell not in ("", ())}


def _with_parts(said: dict[str, Any], kinds: dict[str, Any]) -> dict[str, Any]:
    return {
        name: tuple(kinds[name](**one) for one in cell) if name in kinds else cell
        for name, cell in said.items()
    }
