"""The four questions that a series answers, in words for a Board: nothing is computed here.

Is it really changing? As it runs, will it meet its target? Which way has it gone? Will it meet the
target in time? Where a fact is missing the answer says why.
"""

from dataclasses import replace
from operator import ge, le
from typing import Final

from dashboard.queries.chart_views import Answer
from dashboard.queries.charts import (
    possible,
    read_chart,
    read_outlook,
    signal_words,
    unusual_before,
)
from dashboard.queries.rules import way_there
from dashboard.queries.words import day_words, difference, figure, interval, rounds_away
from framework.model.charts import ChartKind, TrendMethod, steps_apart
from framework.model.indicators import Indicator, Kind, Polarity
from framework.model.periods import period_from_code
from framework.model.results import Assurance, Trend, Variation
from framework.model.series import ControlChart, Outlook
from framework.store.rows import PointRow, SeriesRow
from indicators.judge.sentence import odds, of_ten

CHANGING: Final = "Is it really changing?"
KEEPING: Final = "As it runs, will it meet its target?"
GOING: Final = "Which way has it been going?"
MEETING: Final = "Will it meet its target in time?"

VARIATION_WORDS: Final = {
    Variation.IMPROVING_HIGH: "Yes, for the better",
    Variation.IMPROVING_LOW: "Yes, for the better",
    Variation.CONCERNING_HIGH: "Yes, for the worse",
    Variation.CONCERNING_LOW: "Yes, for the worse",
    Variation.CHANGING_HIGH: "Yes, it is changing",
    Variation.CHANGING_LOW: "Yes, it is changing",
    Variation.COMMON_CAUSE: "No: only its usual ups and downs",
}
ASSURANCE_WORDS: Final = {
    Assurance.PASSES: "Yes: all of its usual range meets the target",
    Assurance.FAILS: "No: none of its usual range meets the target",
    Assurance.HIT_AND_MISS: "Sometimes: its usual range lies on both sides of the target",
}
_CHANGES: Final = "That cannot be told while it is changing"
_WIDE: Final = "Two of its figures differ by more than chance, and yet both are usual for it."
_AT_ODDS: Final = frozenset(
    {
        (Variation.IMPROVING_HIGH, Assurance.FAILS),
        (Variation.IMPROVING_LOW, Assurance.FAILS),
        (Variation.CONCERNING_HIGH, Assurance.PASSES),
        (Variation.CONCERNING_LOW, Assurance.PASSES),
    }
)
"""Where the last figures already say other than the usual range of all of them."""
_LEAVING: Final = {
    Variation.IMPROVING_HIGH: " for the better",
    Variation.IMPROVING_LOW: " for the better",
    Variation.CONCERNING_HIGH: " for the worse",
    Variation.CONCERNING_LOW: " for the worse",
    Variation.CHANGING_HIGH: "",
    Variation.CHANGING_LOW: "",
}
_TESTS: Final = {
    TrendMethod.FINGERTIPS.value: "The last five years, tested as England’s public health profiles do",
    TrendMethod.MANN_KENDALL.value: "Each figure {since} is held against every later one",
    TrendMethod.TWO_POINTS.value: "The two latest figures held against one another",
    TrendMethod.CHI_SQUARED.value: "The figures {since} are held against a steady change",
}
_FORECASTS: Final = {
    "naive": "It is taken to stay as it is now",
    "mean": "It is taken to stay about its mean",
    "drift": "It is carried on as it went from its first figure to its last",
    "linear": "A straight line through its figures is carried on",
    "smoothed": "It is taken to stay at its recent level",
    "smoothed trend": "Its recent direction is carried on and slowly fades",
    "seasonal": "Its line and its season of the year are carried on",
    "as earlier years": "It is taken to go on as earlier years went from this point of the year",
    "as its profile": "It is taken to go on beside its profile as it has so far",
}

_SLOPES: Final = frozenset({"drift", "linear", "smoothed trend", "seasonal"})
_CLEAR: Final = (Trend.INCREASING, Trend.DECREASING)
_MEETS: Final = {Polarity.HIGH: ge, Polarity.LOW: le}


def answers(
    indicator: Indicator, row: PointRow | None, facts: SeriesRow | None
) -> tuple[Answer, ...]:
    """Answer the questions for the figure that a page shows; none where there is no series.

    What is known of a series is known of its newest figure, so an older one gets one answer that
    says so.
    """
    if facts is None or row is None:
        return ()
    if facts.last_period != row.period:
        newest = period_from_code(facts.last_period or row.period).label
        text = f"This is said of the newest figure only, which is of {newest}"
        return (Answer(CHANGING, "", text, known=False),)
    outlook = read_outlook(facts)
    found = [_changing(indicator, row, facts, read_chart(facts))]
    if indicator.kind is not Kind.CONTEXT and row.target is not None:
        found.append(_keeping(facts))
    found.append(_going(indicator, facts, outlook))
    if indicator.kind is not Kind.CONTEXT and indicator.targets:
        found.append(_meeting(indicator, row, outlook, facts.trend))
    return tuple(found)


def _changing(
    indicator: Indicator, row: PointRow, facts: SeriesRow, chart: ControlChart | None
) -> Answer:
    if facts.variation is None or chart is None:
        why = chart.reason if chart else ""
        return _unknown(CHANGING, why)
    latest = next((one for one in chart.signals if one.period == facts.last_period), None)
    because = f"{signal_words(latest)}." if latest else ""
    if chart.kind == ChartKind.DAYS_BETWEEN.value:
        because = "Said of the days between events, which are few when events are many."
    elif before := unusual_before(indicator, facts):
        because = f"It was {before[1]}, and is back within its usual range."
    elif facts.variation is Variation.COMMON_CAUSE and any((row.short_real, row.long_real)):
        because = _WIDE
    return Answer(CHANGING, facts.variation.name.lower(), VARIATION_WORDS[facts.variation], because)


def _unknown(question: str, why: str) -> Answer:
    return Answer(question, "", f"Cannot be said: {why}" if why else "Cannot be said", known=False)


def _keeping(facts: SeriesRow) -> Answer:
    if facts.assurance is None:
        return _unknown(KEEPING, "there is no usual range to hold it against")
    if (facts.variation, facts.assurance) in _AT_ODDS:
        said = ASSURANCE_WORDS[facts.assurance].partition(": ")[2]
        return Answer(KEEPING, "", _CHANGES, f"{said[:1].upper()}{said[1:]}, but it is leaving it.")
    words = ASSURANCE_WORDS[facts.assurance]
    if facts.assurance is Assurance.HIT_AND_MISS and facts.variation in _LEAVING:
        words = f"Sometimes, by its usual range; but it is leaving it{_LEAVING[facts.variation]}"
    return Answer(KEEPING, facts.assurance.name.lower(), words)


def _going(indicator: Indicator, facts: SeriesRow, outlook: Outlook) -> Answer:
    if facts.trend in (None, Trend.CANNOT_SAY):
        return _unknown(GOING, outlook.trend_reason)
    since = f"since {period_from_code(outlook.trend_first).label}" if outlook.trend_first else ""
    test = _TESTS.get(outlook.trend_method, outlook.trend_method).format(since=since).strip()
    if facts.trend is Trend.NO_CHANGE:
        return Answer(GOING, "level", "No clear way: its moves could be chance", f"{test}.")
    rising = facts.trend is Trend.INCREASING
    slope = _slope(indicator, outlook)
    text = _direction(indicator, rising=rising)
    arrow = "up" if rising else "down"
    return Answer(GOING, arrow, text, f"By about {slope}. {test}." if slope else f"{test}.")


def _direction(indicator: Indicator, *, rising: bool) -> str:
    number = "rising" if rising else "falling"
    if not indicator.has_good_way:
        return number.capitalize()
    good = rising is (indicator.polarity is Polarity.HIGH)
    return f"{'Getting better' if good else 'Getting worse'}: {number}"


def _slope(indicator: Indicator, outlook: Outlook) -> str:
    """Give the size of the slope: '1.6 points a month'. Nothing where it rounds to nothing."""
    apart = steps_apart(indicator.grain, indicator.basis, indicator.pooled_years)
    if outlook.trend_slope is None or apart is None:
        return ""
    if rounds_away(outlook.trend_slope, indicator):
        return ""
    size = difference(outlook.trend_slope, indicator)
    months = apart * indicator.grain.months
    spans = {1: "a month", 3: "a quarter", 12: "a year"}
    return f"{size} {spans.get(months, f'in {months // 12} years')}"


def _meeting(indicator: Indicator, row: PointRow, outlook: Outlook, trend: Trend | None) -> Answer:
    way = way_there(row, indicator)
    if not outlook.forecasts or outlook.chance is None:
        return replace(_unknown(MEETING, outlook.forecast_reason), because=way)
    last = outlook.forecasts[-1]
    by_when = day_words(period_from_code(last.period).last_day).partition(" ")[2]
    target = "" if outlook.target is None else f" of {figure(outlook.target, indicator)}"
    words = f"{odds(outlook.chance)[1]} it by {by_when}: {of_ten(outlook.chance)}"
    text = words[:1].upper() + words[1:]
    value, low, high = (
        possible(number, indicator) for number in (last.value, last.lower, last.upper)
    )
    heading = f"Heading for {figure(value, indicator)}"
    spread = interval(low, high, indicator)
    because = f"{heading} ({spread}) against a target{target}. {_FORECASTS.get(last.method, '')}."
    because = f"{because} {way}".strip()
    if trend is Trend.NO_CHANGE and last.method in _SLOPES:
        because = f"{because} Its line may be chance: no clear way is found in its figures."
    if trend in _CLEAR:
        because = f"{because} {_beside_pace(indicator, row, outlook)}".strip()
    if outlook.left_out:
        odd = period_from_code(outlook.left_out).label
        because = f"{because} Its first figure, of {odd}, is unlike the others and is left out."
    return Answer(MEETING, "", text, because)


def _beside_pace(indicator: Indicator, row: PointRow, outlook: Outlook) -> str:
    """Say where the pace of the trend would lead, where that reads as if it denied the forecast.

    So it does where the two lie on different sides of the target, or of the figure as it is now. Both
    may be right, for a trend is that of the recent figures and a forecast has a line of its own.
    """
    once_a_step = steps_apart(indicator.grain, indicator.basis, indicator.pooled_years) == 1
    if outlook.trend_slope is None or row.value is None or not once_a_step:
        return ""
    ahead = possible(outlook.forecasts[-1].value, indicator)
    paced = possible(row.value + outlook.trend_slope * len(outlook.forecasts), indicator)
    ends = {_end(value, row.value, outlook.target, indicator) for value in (ahead, paced)}
    if len(ends) == 1 or rounds_away(paced - ahead, indicator):
        return ""
    since = period_from_code(outlook.trend_first).label
    return (
        f"At the pace of its figures since {since} alone it would be at {figure(paced, indicator)} by "
        "then; the forecast does not go by that pace."
    )


def _end(value: float, now: float, target: float | None, indicator: Indicator) -> tuple[str, bool]:
    """Give on which side of the present figure a later one lies, and whether it meets the target."""
    way = "up" if value > now else "down"
    meets = _MEETS.get(indicator.polarity)
    met = meets is not None and target is not None and meets(value, target)
    return ("level" if rounds_away(value - now, indicator) else way), met
