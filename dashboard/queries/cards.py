"""An indicator on the panel: the figure a month shows, how it is rated, how it moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.queries.changes import long_change, short_change, unknown_change
from dashboard.queries.comparators import besides
from dashboard.queries.freshness import due_day, expected, newest_ended, reading_day
from dashboard.queries.library import Reading
from dashboard.queries.points import flags_of, point, rating_of, reason_text, value_text
from dashboard.queries.views import Card, Freshness, Point
from dashboard.queries.words import (
    GOOD_WORDS,
    counts,
    day_words,
    difference,
    figure,
    rating_words,
    unit_words,
)
from framework.model.indicators import Indicator, Kind, Polarity
from framework.model.periods import Period, period_from_code, previous, same_last_year, step
from framework.model.results import NotRated, Rating, Travel
from framework.model.sources import Source
from framework.store.rows import ComparisonRow, PointRow
from indicators.judge.sentence import reconcile

SPARK_POINTS = 24


@dataclass(frozen=True, slots=True)
class Shown:
    """Which row of a series a month shows, and what should have been there."""

    row: PointRow | None
    late: Period | None

    @property
    def rating(self) -> Rating:
        """Give the row's rating; a figure that should be newer by now is not rated."""
        return rating_of(self.row) if self.row and not self.late else Rating.NOT_RATED

    @property
    def reason(self) -> NotRated | None:
        return self.row.reason if self.row else None


def shown_in(
    rows: Sequence[PointRow], indicator: Indicator, month: Period, reading: Reading
) -> Shown:
    """Give the last period that had ended by a month, and the newer one that is late, if any."""
    ended = [row for row in rows if period_from_code(row.period).end <= month.end]
    row = ended[-1] if ended else None
    source = reading.framework.source(indicator.source)
    want = expected(indicator, source, month, reading_day(month, reading.today))
    has = period_from_code(row.period) if row else None
    behind = want is not None and (has is None or has.start < want.start)
    return Shown(row, want if behind and not _covers(reading, source, want) else None)


def _covers(reading: Reading, source: Source, period: Period | None) -> bool:
    """Say whether a source's rows speak of a period: then no figure means that nothing happened."""
    as_at = reading.as_at.get(source.id)
    return as_at is not None and period is not None and as_at >= period.last_day


def build_card(
    reading: Reading,
    indicator: Indicator,
    rows: Sequence[PointRow],
    comparisons: Mapping[str, Sequence[ComparisonRow]],
    *,
    number: str,
    month: Period,
) -> Card:
    """Give an indicator's card for a month. `rows` is its series in one area, oldest first."""
    shown = shown_in(rows, indicator, month, reading)
    ended = [row for row in rows if period_from_code(row.period).end <= month.end]
    spark = tuple(point(row, indicator) for row in ended[-SPARK_POINTS:])
    period = _period(shown, indicator, month)
    row = shown.row
    short = short_change(row, period, indicator) if row else unknown_change(previous(period))
    long = long_change(row, period, indicator) if row else unknown_change(same_last_year(period))
    return Card(
        id=indicator.id,
        number=number,
        title=indicator.title,
        rating=shown.rating,
        rating_words=_rating_text(shown),
        good=_good(indicator),
        text=value_text(row, indicator) if row else "No data",
        count_text=_count_text(row, indicator),
        period=period.label,
        target_text=_target_text(row, indicator),
        short=short,
        long=long,
        beside=besides(reading, indicator, comparisons.get(row.period, ()) if row else ()),
        freshness=_freshness(reading, shown, indicator, month),
        spark=spark,
        spark_text=spark_words(spark),
        sentence=_sentence(shown),
        owner=indicator.owner,
        flags=_flags(row, indicator, month),
        because=_distance(shown, indicator),
    )


def _period(shown: Shown, indicator: Indicator, month: Period) -> Period:
    return period_from_code(shown.row.period) if shown.row else newest_ended(indicator, month)


def _rating_text(shown: Shown) -> str:
    if shown.late:
        return f"Not rated: figures for {shown.late.label} have not arrived"
    if shown.row is None:
        return "Not rated: nothing counted here"
    return rating_words(shown.rating, shown.reason)


def _good(indicator: Indicator) -> str:
    if indicator.kind is Kind.CONTEXT:
        return "Shown for information, not rated"
    return GOOD_WORDS[indicator.polarity]


def _count_text(row: PointRow | None, indicator: Indicator) -> str:
    if row is None:
        return ""
    if row.value is None:
        return reason_text(row)
    parts = (unit_words(indicator), counts(row.numerator, row.denominator, indicator.measure))
    return "; ".join(part for part in parts if part)


def _target_text(row: PointRow | None, indicator: Indicator) -> str:
    if indicator.kind is Kind.CONTEXT or indicator.polarity is Polarity.NONE:
        return ""
    if row is None or row.target is None:
        return "No target"
    return f"Target {figure(row.target, indicator)}"


def _distance(shown: Shown, indicator: Indicator) -> str:
    """Say how far a rated value is from its target: '12.0 points short of the target.'"""
    row = shown.row
    if shown.rating not in (Rating.RED, Rating.AMBER) or row is None:
        return ""
    if row.value is None or row.target is None:
        return ""
    off = row.value - row.target
    beyond = "short of" if off < 0 else "over"
    return f"It is {difference(off, indicator)} {beyond} the target."


def _sentence(shown: Shown) -> str:
    row = shown.row
    if shown.late:
        return f"Figures for {shown.late.label} should be here and are not; the last one is shown."
    if row is None:
        return "Nothing has been counted here so far."
    return reconcile(
        shown.rating,
        shown.reason,
        short=(row.short_travel or Travel.CANNOT_SAY, row.short_real),
        long=(row.long_travel or Travel.CANNOT_SAY, row.long_real),
    )


def _freshness(reading: Reading, shown: Shown, indicator: Indicator, month: Period) -> Freshness:
    source = reading.framework.source(indicator.source)
    if shown.late:
        due = due_day(shown.late, source)
        text = f"Late: figures for {shown.late.label} were due by {day_words(due)}"
        return Freshness("late", text)
    if shown.row is None:
        return Freshness("no data", "No figures yet")
    period = period_from_code(shown.row.period)
    as_at = f"As at {day_words(period.last_day)}"
    if source.due and newest_ended(indicator, month).start > period.start:
        return Freshness("due", f"{as_at}; next due {day_words(due_day(step(period, 1), source))}")
    return Freshness("fresh", as_at)


def spark_words(spark: Sequence[Point]) -> str:
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
