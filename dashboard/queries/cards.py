"""An indicator on the panel: the figure a month shows, how it is rated, how it moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from dashboard.queries.changes import long_change, short_change, unknown_change
from dashboard.queries.chart_views import Sense
from dashboard.queries.charts import read_outlook, unusual_before
from dashboard.queries.chrome import Place
from dashboard.queries.comparators import besides
from dashboard.queries.freshness import awaited_source, newest_ended
from dashboard.queries.library import Reading
from dashboard.queries.never_counted import is_nought, too_early
from dashboard.queries.points import (
    flags_of,
    line_point,
    newest_periods,
    reason_text,
    value_text,
)
from dashboard.queries.rounding import counts_said
from dashboard.queries.rules import held_against, missed_edge, target_words
from dashboard.queries.shown import Shown, shown_in
from dashboard.queries.views import Beside, Card, Change, Freshness, LinePoint
from dashboard.queries.words import (
    day_words,
    figure,
    good_words,
    rating_words,
    shortfall,
    unit_words,
)
from framework.model import comparators as declared
from framework.model.derived import AreasWithin, Composite, Inequality
from framework.model.indicators import Indicator, Kind, Polarity
from framework.model.measures import Published, population_of, when_of
from framework.model.periods import MONTHS, Period, period_from_code, previous, same_last_year, step
from framework.model.promises import due_day
from framework.model.ratings import RatedBy
from framework.model.results import Comparison, Rating, Travel, Variation
from framework.store.rows import ComparisonRow, LineRow, PointRow, SeriesRow
from indicators.judge.sentence import Said, is_wide, reconcile, seen_by_chart_only

SPARK_POINTS = 24
NOUGHT: Final = "Nothing has been counted here so far, so the figure is 0."

_GOODNESS: Final = {Sense.BETTER: 1, Sense.WORSE: -1}
_SIGN_WORDS: Final = {
    Variation.IMPROVING_HIGH: "Changing for the better",
    Variation.IMPROVING_LOW: "Changing for the better",
    Variation.CONCERNING_HIGH: "Changing for the worse",
    Variation.CONCERNING_LOW: "Changing for the worse",
    Variation.CHANGING_HIGH: "Changing, and high",
    Variation.CHANGING_LOW: "Changing, and low",
    Variation.COMMON_CAUSE: "Usual ups and downs",
}


@dataclass(frozen=True, slots=True)
class Held:
    """What the store holds of an indicator in one area, oldest first; comparisons by period.

    The line is whole. `rows` have at least the one that the page's month shows.
    """

    rows: Sequence[PointRow]
    line: Sequence[LineRow]
    comparisons: Mapping[str, Sequence[ComparisonRow]]
    facts: SeriesRow | None


def build_card(
    reading: Reading, indicator: Indicator, held: Held, *, number: str, at: Place
) -> Card:
    """Give an indicator's card for a month."""
    month, shown = at.month, shown_in(held.rows, indicator, at.month, reading)
    row, period, facts = shown.row, _period(shown, indicator, month), held.facts
    spark = _spark(held.line, indicator, month)
    beside = _besides(reading, indicator, row, held.comparisons)
    (short, long), (sign, sign_text) = _changes(row, period, indicator), _sign(shown, facts)
    nought, early = _without_row(reading, shown, indicator, at, period)
    return Card(
        *(indicator.id, number, indicator.title),
        rating=shown.rating,
        rating_words=_rating_text(shown, indicator, early=bool(early)),
        good=good_words(indicator),
        text=_value_text(row, indicator, nought=nought),
        count_text=_count_text(reading, row, indicator),
        unit=unit_words(indicator) if row and row.value is not None else "",
        period=period.label,
        target_text=_target_text(row, indicator),
        short=short,
        long=long,
        beside=beside,
        freshness=_freshness(reading, shown, indicator, month),
        spark=spark,
        spark_text=spark_words(spark),
        sentence=NOUGHT if nought else early or _sentence(shown, indicator, beside, facts),
        owner=indicator.owner,
        flags=_flags(row, indicator, month),
        because=_distance(shown, indicator),
        sign=sign,
        sign_text=sign_text,
    )


def _without_row(
    reading: Reading, shown: Shown, indicator: Indicator, at: Place, period: Period
) -> tuple[bool, str]:
    """Say whether no row means nought, or else that the period begins too early to have one."""
    if shown.row or shown.late:
        return False, ""
    nought = is_nought(reading, indicator, at.area.code, period)
    why = "" if nought else too_early(reading, indicator, period)
    return nought, f"There is no figure yet: {why}." if why else ""


def _besides(
    reading: Reading,
    indicator: Indicator,
    row: PointRow | None,
    comparisons: Mapping[str, Sequence[ComparisonRow]],
) -> tuple[Beside, ...]:
    found = comparisons.get(row.period, ()) if row else ()
    has_figure = row is not None and row.value is not None
    return besides(reading, indicator, found, has_figure=has_figure)


def _changes(row: PointRow | None, period: Period, indicator: Indicator) -> tuple[Change, Change]:
    """Give the travel since the period before and since the same period last year."""
    if row is None:
        return unknown_change(previous(period)), unknown_change(same_last_year(period))
    return short_change(row, period, indicator), long_change(row, period, indicator)


def _sign(shown: Shown, facts: SeriesRow | None) -> tuple[str, str]:
    """Give the control chart's sign of the figure that is shown, with its words; of no older one."""
    row = shown.row
    if row is None or shown.late or facts is None or facts.last_period != row.period:
        return "", ""
    if facts.variation is None:
        return "", ""
    said = Said(
        shown.rating,
        short=(row.short_travel or Travel.CANNOT_SAY, row.short_real),
        long=(row.long_travel or Travel.CANNOT_SAY, row.long_real),
        variation=facts.variation,
    )
    text = _SIGN_WORDS[facts.variation]
    if is_wide(said):
        text += ", which are wide"
    elif seen_by_chart_only(said):
        text += ": its chart shows it, two figures alone do not"
    return facts.variation.name.lower(), text


def _spark(line: Sequence[LineRow], indicator: Indicator, month: Period) -> tuple[LinePoint, ...]:
    ended = [row for row in line if period_from_code(row.period).end <= month.end]
    return tuple(line_point(row, indicator) for row in newest_periods(ended, SPARK_POINTS))


def _period(shown: Shown, indicator: Indicator, month: Period) -> Period:
    return period_from_code(shown.row.period) if shown.row else newest_ended(indicator, month)


def _rating_text(shown: Shown, indicator: Indicator, *, early: bool) -> str:
    if shown.row is None and not shown.late:
        if early:
            return "Not rated: no whole period yet"
        index = isinstance(indicator.measure, Composite | Inequality)
        return (
            f"Not rated: {'there is no index for this area' if index else 'nothing counted here'}"
        )
    return rating_words(shown.rating, shown.reason)


def _count_text(reading: Reading, row: PointRow | None, indicator: Indicator) -> str:
    if row is None:
        return ""
    if row.value is None:
        return reason_text(row, indicator)
    parts = (unit_words(indicator), counts_said(reading.framework, row, indicator))
    return "; ".join(part for part in parts if part)


def _value_text(row: PointRow | None, indicator: Indicator, *, nought: bool) -> str:
    if row is None:
        return figure(0.0, indicator) if nought else "No data"
    return value_text(row, indicator)


def _target_text(row: PointRow | None, indicator: Indicator) -> str:
    if indicator.kind is Kind.CONTEXT or indicator.polarity is Polarity.NONE:
        return ""
    if row is None or row.target is None:
        return held_against(indicator)
    words = f"Target {target_words(row, indicator)}"
    by_target = indicator.rated.by in (RatedBy.TARGET, RatedBy.RANGE, RatedBy.INTERVAL)
    return words if by_target else f"{words}. {held_against(indicator)}"


def _distance(shown: Shown, indicator: Indicator) -> str:
    """Say how far a rated value is from its target: '12.0 points short of the target.'"""
    row = shown.row
    if shown.rating not in (Rating.RED, Rating.AMBER) or row is None:
        return ""
    edge = missed_edge(row, indicator)
    if row.value is None or edge is None or row.value == edge:
        return ""
    beyond = "short of" if row.value < edge else "over"
    return f"It is {shortfall(row.value, edge, indicator)} {beyond} the target."


def _nothing_here(indicator: Indicator) -> str:
    """Say why an area has no row, though it is not too early for one."""
    match indicator.measure:
        case Composite():
            return "There is no index for this area."
        case Inequality(over=AreasWithin()):
            return "There is no index for this area: it takes five areas within it, or more."
    if indicator.is_derived:
        return "Its parts are not kept for this area."
    if isinstance(indicator.measure, Published):
        return "Nothing has been published for this area so far."
    if population_of(indicator.measure):
        return "There is no figure for this area: its population says nothing of it."
    return "Nothing has been counted here so far."


def _sentence(
    shown: Shown, indicator: Indicator, beside: Sequence[Beside], facts: SeriesRow | None
) -> str:
    row = shown.row
    if shown.late:
        tail = "; the last one is shown" if row is not None else ""
        return f"Figures for {shown.late.label} should be here and are not{tail}."
    if row is None:
        return _nothing_here(indicator)
    past = {one.title for one in indicator.compare if one.kind is declared.Beside.HISTORY}
    compared = ((one.outcome, one.title) for one in beside if one.title not in past)
    said = Said(
        shown.rating,
        shown.reason,
        indicator.polarity,
        short=(row.short_travel or Travel.CANNOT_SAY, row.short_real),
        long=(row.long_travel or Travel.CANNOT_SAY, row.long_real),
        comparison=next((one for one in compared if one[0] is not Comparison.NOT_COMPARED), None),
        flags=row.flags,
    )
    if facts is None or facts.last_period != row.period:
        return reconcile(said)  # the facts are of a later figure
    outlook, before = read_outlook(facts), unusual_before(indicator, facts)
    last = period_from_code(outlook.forecasts[-1].period).last_day if outlook.forecasts else None
    return reconcile(
        replace(
            said,
            variation=facts.variation,
            assurance=facts.assurance,
            trend=facts.trend,
            chance=outlook.chance,
            by_when=f"{MONTHS[last.month - 1]} {last.year}" if last else "",
            unusual=(_GOODNESS.get(before[0], 0), before[1]) if before else None,
        )
    )


def _freshness(reading: Reading, shown: Shown, indicator: Indicator, month: Period) -> Freshness:
    source = awaited_source(reading.framework, indicator)
    wait = when_of(indicator.measure).wait
    if shown.late:
        due = due_day(shown.late, source, wait)
        text = f"Late: figures for {shown.late.label} were due by {day_words(due)}"
        return Freshness("late", text)
    if shown.row is None:
        return Freshness("no data", "No figures yet")
    period = period_from_code(shown.row.period)
    as_at = f"As at {day_words(period.last_day)}"
    if source.due and newest_ended(indicator, month).start > period.start:
        due = due_day(step(period, 1), source, wait)
        return Freshness("due", f"{as_at}; next due {day_words(due)}")
    return Freshness("fresh", as_at)


def spark_words(spark: Sequence[LinePoint]) -> str:
    """Say in words what a small chart shows: its ends, its lowest and its highest."""
    known = [one for one in spark if one.value is not None]
    if not known:
        return "No figures yet"
    if len(known) == 1:
        return f"{known[0].text} in {known[0].label}"
    low = min(known, key=lambda one: one.value or 0.0)
    high = max(known, key=lambda one: one.value or 0.0)
    return (
        f"From {known[0].text} in {known[0].label} to {known[-1].text} in {known[-1].label}; "
        f"lowest {low.text}, highest {high.text}"
    )


def _flags(row: PointRow | None, indicator: Indicator, month: Period) -> tuple[str, ...]:
    cautions = flags_of(row) if row else ()
    recent = [one for one in indicator.breaks if one.begins < month.end]
    if recent and (month.end - recent[-1].begins).days < 366:
        begins = recent[-1].begins
        cautions = (*cautions, f"New series from {begins:%B %Y}: {recent[-1].because}")
    return cautions
