"""A control chart and a forecast as pages draw them: by point, in words, cut where a share must be."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dashboard.queries.chart_views import Ahead, ChartView, Mark, Sense
from dashboard.queries.views import GapsView, Point
from dashboard.queries.words import figure, how_many, interval, number
from framework.model.charts import ChartKind
from framework.model.indicators import Indicator, Polarity
from framework.model.measures import Count, Distinct, Proportion, Rate, Ratio
from framework.model.periods import Period, period_from_code, step
from framework.model.results import Rating, Variation
from framework.model.series import ControlChart, Outlook, Segment, Signal
from framework.store.rows import PointRow, SeriesRow
from indicators.judge.targets import in_force

_SIGNALS: Final = {
    ("outside the limits", True): "Above its usual range",
    ("outside the limits", False): "Below its usual range",
    ("a trend", True): "Part of a steady rise",
    ("a trend", False): "Part of a steady fall",
    ("two of three", True): "Two of three near the top of its usual range",
    ("two of three", False): "Two of three near the bottom of its usual range",
    ("a shift", True): "Part of a long run above its mean",
    ("a shift", False): "Part of a long run below its mean",
}
_CHARTS: Final = {
    ChartKind.XMR: "an XmR chart",
    ChartKind.P: "a p chart",
    ChartKind.U: "a u chart",
    ChartKind.C: "a c chart",
    ChartKind.DAYS_BETWEEN: "a t chart of the days between events",
}
_NOT_OF_PERIODS: Final = (ChartKind.NONE.value, ChartKind.DAYS_BETWEEN.value)
_TRIAL: Final = "Its usual range is made of few figures, so it will move as more come."


def read_chart(facts: SeriesRow | None) -> ControlChart | None:
    """Give the control chart of a series, which may say why there is none; None without facts."""
    return ControlChart.read(facts.chart) if facts and facts.chart else None


def read_outlook(facts: SeriesRow | None) -> Outlook:
    """Give the trend and the forecast of a series; an empty one without facts."""
    return Outlook.read(facts.outlook) if facts and facts.outlook else Outlook()


def chart_words(indicator: Indicator, facts: SeriesRow | None) -> str:
    """Say by which chart the newest figure is judged, since when, and its numbers; nothing without one."""
    chart = read_chart(facts)
    if chart is None or not chart.segments or chart.kind not in _CHARTS:
        return ""
    last = chart.segments[-1]
    low, high = (last.lower, last.upper)
    if chart.limits:
        low, high = chart.limits[-1].lower, chart.limits[-1].upper
    gaps = chart.kind == ChartKind.DAYS_BETWEEN.value

    def said(value: float) -> str:
        return _days(max(value, 0.0)) if gaps else figure(value, indicator)

    return (
        f"{_CHARTS[ChartKind(chart.kind)]} from {period_from_code(last.first).label} on: mean "
        f"{said(last.mean)}, limits {said(low)} and {said(high)}"
    )


def chart_cautions(chart: ControlChart) -> tuple[str, ...]:
    """Say what to know of a usual range before it is relied on, a sentence each."""
    said = [_TRIAL] if chart.segments and chart.segments[-1].trial else []
    if chart.screened:
        moves = how_many(chart.screened, "very large move", "very large moves")
        said.append(f"{moves} between figures did not count when its usual range was made.")
    if chart.warning:
        said.append(f"Take care: {chart.warning}.")
    return tuple(said)


def sense_of(signal: Signal, indicator: Indicator, *, gaps: bool = False) -> Sense:
    """Say what a signal means to a reader; of gaps between events, long ones are few events."""
    if not indicator.has_good_way:
        return Sense.CHANGE
    good = (indicator.polarity is Polarity.HIGH) is (signal.above is not gaps)
    return Sense.BETTER if good else Sense.WORSE


def signal_words(signal: Signal) -> str:
    """Say a signal in plain words: 'Below its usual range'."""
    return _SIGNALS.get((signal.cause, signal.above), signal.cause)


def unusual_before(indicator: Indicator, facts: SeriesRow | None) -> tuple[Sense, str] | None:
    """Give the period before the newest where it alone lay outside the usual range: 'unusually low in May 2026'.

    The newest is then back within the range of the same stretch of the chart. None where it is not so.
    """
    chart = read_chart(facts)
    if facts is None or facts.last_period is None or facts.variation is not Variation.COMMON_CAUSE:
        return None
    if chart is None or chart.kind in _NOT_OF_PERIODS or not chart.segments:
        return None
    before = step(period_from_code(facts.last_period), -1)
    if before.start < period_from_code(chart.segments[-1].first).start:
        return None
    outside = {one.period: one for one in chart.signals if one.cause == "outside the limits"}
    found = outside.get(before.code)
    if found is None or step(before, -1).code in outside:
        return None
    way = "high" if found.above else "low"
    return sense_of(found, indicator), f"unusually {way} in {before.label}"


def chart_view(
    indicator: Indicator, rows: Sequence[PointRow], facts: SeriesRow | None
) -> ChartView:
    """Give what is drawn over the rows of a trend, oldest first; no forecast for a past month."""
    chart = read_chart(facts)
    if chart is None or not rows or facts is None:
        return ChartView()
    newest = facts.last_period == rows[-1].period
    ahead = _ahead(indicator, read_outlook(facts), rows[-1]) if newest else ()
    if chart.kind in _NOT_OF_PERIODS:
        why = chart.reason or "the chart is of the days between events"
        return ChartView(ahead=ahead, notes=(f"No usual range is drawn: {why}.",))
    marks = _marks(indicator, chart, [row.period for row in rows])
    return ChartView(marks, ahead, _renewed(chart, marks), _notes(chart, indicator, newest=newest))


def gaps_view(indicator: Indicator, facts: SeriesRow | None) -> GapsView | None:
    """Give the chart of days between events where that is the declared one."""
    chart = read_chart(facts)
    if chart is None or chart.kind != ChartKind.DAYS_BETWEEN.value or facts is None:
        return None
    points = tuple(_gap(one.period, one.value) for one in chart.points)
    marks = _marks(indicator, chart, [point.period for point in points], days=True)
    longest = max(points, key=lambda one: one.value or 0.0)
    text = f"{points[-1].text} at the last of them; the longest was {longest.text}"
    view = ChartView(marks, (), _renewed(chart, marks), _notes(chart, indicator, newest=True))
    return GapsView(points, view, text)


def _gap(code: str, days: float) -> Point:
    period = period_from_code(code)
    return Point(
        period=code,
        label=period.short_label,
        long_label=period.label,
        value=days,
        lower=None,
        upper=None,
        target=None,
        text=_days(days),
        count_text="",
        interval_text="",
        target_text="",
        rating=Rating.NOT_RATED,
        provisional=False,
        breaks="",
        note="",
    )


def _days(days: float) -> str:
    text = number(days, 0)
    return f"{text} {'day' if text == '1' else 'days'}"


def _marks(
    indicator: Indicator, chart: ControlChart, periods: Sequence[str], *, days: bool = False
) -> tuple[Mark | None, ...]:
    signals = {one.period: one for one in chart.signals}
    limits = {one.period: (one.lower, one.upper) for one in chart.limits}
    starts = [(period_from_code(one.first).start, at) for at, one in enumerate(chart.segments)]
    found: list[Mark | None] = []
    for code in periods:
        begun = [at for start, at in starts if start <= period_from_code(code).start]
        if not begun:
            found.append(None)
            continue
        segment = chart.segments[begun[-1]]
        low, high = limits.get(code, (segment.lower, segment.upper))
        mark = _mark(indicator, segment, (low, high), stretch=begun[-1], days=days)
        found.append(_signalled(mark, signals.get(code), indicator, days=days))
    return tuple(found)


def _mark(
    indicator: Indicator,
    segment: Segment,
    limits: tuple[float, float],
    *,
    stretch: int,
    days: bool,
) -> Mark:
    least, most = (0.0, math.inf) if days else _ends(indicator)
    low, high = (min(most, max(least, limit)) for limit in limits)

    def said(value: float) -> str:
        return _days(value) if days else figure(value, indicator)

    return Mark(stretch, segment.mean, low, high, f"{said(low)} to {said(high)}")


def possible(value: float, indicator: Indicator) -> float:
    """Cut a figure off where no value can be: a share below 0% or above 100%, a count below 0."""
    least, most = _ends(indicator)
    return min(most, max(least, value))


def _ends(indicator: Indicator) -> tuple[float, float]:
    """Give the least and the most that a value can be, where that is known."""
    counted = isinstance(indicator.measure, Count | Distinct | Proportion | Rate | Ratio)
    if indicator.unit == "percent" and not indicator.is_derived:
        return 0.0, 100.0
    return (0.0 if counted else -math.inf), math.inf


def _signalled(mark: Mark, signal: Signal | None, indicator: Indicator, *, days: bool) -> Mark:
    if signal is None:
        return mark
    sense = sense_of(signal, indicator, gaps=days)
    return replace(mark, signal=sense, signal_text=signal_words(signal))


def _renewed(chart: ControlChart, marks: Sequence[Mark | None]) -> tuple[str, ...]:
    """Say why each stretch that is drawn, but the first of all, has a usual range of its own."""
    drawn = {mark.stretch for mark in marks if mark}
    return tuple(
        f"New usual range from {period_from_code(one.first).label}"
        + (f": {one.because}." if one.because else ".")
        for at, one in enumerate(chart.segments)
        if at and at in drawn
    )


def _notes(chart: ControlChart, indicator: Indicator, *, newest: bool) -> tuple[str, ...]:
    notes = []
    if chart.segments:
        notes.append(_made_of(chart.segments[-1], indicator, newest=newest))
    ends = [end for one in chart.segments for end in (one.lower, one.upper)]
    ends += [end for one in chart.limits for end in (one.lower, one.upper)]
    least, most = _ends(indicator)
    if any(not least <= end <= most for end in ends):
        no_further = "0% and 100%" if most < math.inf else "0"
        notes.append(f"Its usual range is drawn no further than {no_further}.")
    return (*notes, *chart_cautions(chart))


def _made_of(segment: Segment, indicator: Indicator, *, newest: bool) -> str:
    """Say of which figures the usual range is made that stands at the end."""
    first, last = (period_from_code(code).label for code in (segment.first, segment.last))
    first_few = indicator.chart.baseline
    if first_few:
        return (
            f"Its usual range is that of the first {first_few} figures from {first}, and is kept."
        )
    known = "" if newest else ", all that are known now"
    return f"Its usual range is made of the figures from {first} to {last}{known}."


def _ahead(indicator: Indicator, outlook: Outlook, last: PointRow) -> tuple[Ahead, ...]:
    """Give the periods to come, each with the target that is set for it already."""
    found = []
    for one in outlook.forecasts:
        period = period_from_code(one.period)
        value, low, high = (
            possible(number, indicator) for number in (one.value, one.lower, one.upper)
        )
        final = one is outlook.forecasts[-1]
        target = outlook.target if final else _target_then(indicator, period, last)
        found.append(
            Ahead(
                label=period.short_label,
                long_label=period.label,
                value=value,
                lower=low,
                upper=high,
                target=target,
                text=figure(value, indicator),
                interval_text=interval(low, high, indicator),
                target_text="" if target is None else figure(target, indicator),
            )
        )
    return tuple(found)


def _target_then(indicator: Indicator, period: Period, last: PointRow) -> float | None:
    """Give the target of a later period: the present one or the one that follows it for this area."""
    now = next((one for one in indicator.targets if one.id == last.target_id), None)
    if now is None:
        return None
    following = [
        one
        for one in indicator.targets
        if (one.area, one.level, one.applies_to) == (now.area, now.level, now.applies_to)
        and one.begins <= period.last_day < one.ends
    ]
    return float(in_force(following[0], indicator, period).value) if following else None
