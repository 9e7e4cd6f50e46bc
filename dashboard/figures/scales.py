"""From a value to its place on a chart, and the round numbers that an axis shows."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from dashboard.figures.svg import number

PERCENT: Final = "percent"

_NICE_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """A span of values, the lowest first, with the round numbers to label in it."""

    low: float
    high: float
    ticks: tuple[float, ...] = ()

    def share(self, value: float) -> float:
        """Give where a value stands from 0 (the low end) to 1, clipped to the chart."""
        if self.high == self.low:
            return 0.5
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))


def present(values: Iterable[float | None]) -> list[float]:
    """Leave out what is missing."""
    return [value for value in values if value is not None and math.isfinite(value)]


def tight_scale(values: Sequence[float]) -> Scale:
    """Span the values and nothing more, for a sparkline. No values give the span 0 to 1."""
    if not values:
        return Scale(0.0, 1.0)
    return Scale(min(values), max(values))


def round_scale(values: Sequence[float], *, unit: str, about: int = 5) -> Scale:
    """Span the values with round ends and about so many labelled steps; a percentage stays in 0 to 100.

    round_scale([71.7, 95.0], unit="percent") runs from 70 to 95 in steps of 5.
    """
    if not values:
        return Scale(0.0, 1.0, (0.0, 1.0))
    low, high = min(values), max(values)
    step = _round_step((high - low) or abs(high) or 1.0, about)
    first, last = math.floor(low / step), math.ceil(high / step)
    if first == last:
        first, last = first - 1, last + 1
    if unit == PERCENT and low >= 0 and high <= 100:
        first, last = max(first, 0), min(last, math.floor(100 / step))
        last = last if last * step >= high else last + 1
    elif low >= 0:
        first = max(first, 0)
    ticks = tuple(round(index * step, 10) for index in range(first, last + 1))
    high_end = min(ticks[-1], 100.0) if unit == PERCENT and high <= 100 else ticks[-1]
    return Scale(ticks[0], high_end, tuple(tick for tick in ticks if tick <= high_end))


def bar_scale(values: Sequence[float]) -> Scale:
    """Span the values and zero, with a little air at the far end: bars always begin at zero."""
    if not values:
        return Scale(0.0, 1.0)
    low, high = min(0.0, *values), max(0.0, *values)
    air = (high - low) * 0.03
    return Scale(low - (air if low < 0 else 0.0), high + (air if high > 0 else 0.0))


def tick_text(tick: float, scale: Scale, *, unit: str) -> str:
    """Write an axis label with as many decimals as its steps need. 72.5 of steps of 2.5 is '72.5%'."""
    step = scale.ticks[1] - scale.ticks[0] if len(scale.ticks) > 1 else 1.0
    decimals = max(0, len(number(step).partition(".")[2]))
    text = f"{tick:,.{decimals}f}"
    if unit == PERCENT:
        return f"{text}%"
    return f"£{text}" if unit == "pounds" else text


def _round_step(span: float, about: int) -> float:
    rough = span / about
    size = 10.0 ** math.floor(math.log10(rough))
    return next(size * nice for nice in _NICE_STEPS if size * nice >= rough * 0.999)
