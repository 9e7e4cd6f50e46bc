"""Rows of the store as points of a chart and a table, with every figure in words."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final, TypeVar

from dashboard.queries.rules import target_words, value_words
from dashboard.queries.views import LinePoint, Point
from dashboard.queries.words import counts, figure, interval
from framework.model.indicators import Indicator
from framework.model.measures import (
    Standardised,
    StandardisedRate,
    StandardisedRatio,
    population_of,
)
from framework.model.periods import (
    Basis,
    Grain,
    Period,
    months_between,
    period_from_code,
    step,
)
from framework.model.results import SYMBOLS, Flag, Rating
from framework.store.rows import LineRow, PointRow
from indicators.statistics.reasons import FEWEST_CASES

Row = TypeVar("Row", PointRow, LineRow)

_REASONS: Final = {
    Flag.SUPPRESSED: "hidden because the number is small",
    Flag.UNAVAILABLE: "not available",
    Flag.NOT_APPLICABLE: "cannot be calculated",
    Flag.ROUNDS_TO_ZERO: "rounds to zero",
    Flag.LOW_RELIABILITY: "not reliable enough to show",
}

FLAG_WORDS: Final = {
    Flag.PROVISIONAL: "Provisional",
    Flag.REVISED: "Revised",
    Flag.LOW_RELIABILITY: "Low reliability",
    Flag.INCOMPLETE: "Rows are missing",
}


def value_text(row: PointRow | LineRow, indicator: Indicator) -> str:
    """Give the value with its unit, or the symbol that says why there is none.

    One that missed its target by less than its rounding has as many digits as tell the two apart.
    """
    if row.value is not None:
        missed = row.rating in (Rating.RED, Rating.AMBER)
        return value_words(row, indicator) if missed else figure(row.value, indicator)
    for flag, symbol in SYMBOLS.items():
        if flag in _REASONS and row.flags & flag:
            return symbol
    return "No data"


def reason_text(row: PointRow, indicator: Indicator) -> str:
    """Give why there is no value, in words; nothing when there is one."""
    if row.value is not None:
        return ""
    if row.flags & Flag.LOW_RELIABILITY and isinstance(
        indicator.measure, StandardisedRate | StandardisedRatio
    ):
        return f"fewer than {FEWEST_CASES} cases, too few for a standardised rate"
    if row.flags & Flag.NOT_APPLICABLE and row.denominator is not None and row.denominator <= 0:
        none = row.denominator == 0
        why = "there is nothing to divide by" if none else "what it is divided by is below nought"
        return f"cannot be calculated: {why}"
    if row.flags & Flag.INCOMPLETE and row.flags & Flag.UNAVAILABLE:
        return "not available: its rows could not be used"
    if row.flags & Flag.UNAVAILABLE and row.denominator is None:
        return f"not available{_without_people(indicator)}"
    return next((words for flag, words in _REASONS.items() if row.flags & flag), "no data")


def _without_people(indicator: Indicator) -> str:
    """Say what is not known where there is no denominator; nothing of a measure without people."""
    if isinstance(indicator.measure, Standardised):
        return ": not all cases and people by age are known"
    return ": how many people it is per is not known" if population_of(indicator.measure) else ""


def note_text(row: PointRow, indicator: Indicator) -> str:
    """Give why there is no value, or that rows are missing in the one there is."""
    lacks = row.value is not None and row.flags & Flag.INCOMPLETE
    return FLAG_WORDS[Flag.INCOMPLETE] if lacks else reason_text(row, indicator)


def with_gaps(rows: Sequence[Row]) -> Sequence[Row]:
    """Give a series, oldest first, with a row without figures for each period of which there is none.

    A line that runs across them would say that they are known. Where figures only come every other
    year, a year between two is no gap: the smallest step is the usual one.
    """
    periods = [period_from_code(row.period) for row in rows]
    apart = [months_between(one.start, other.start) for one, other in pairwise(periods)]
    usual = min((months for months in apart if months > 0), default=0)
    found = list(rows[:1])
    for row, before, months, period in zip(rows[1:], periods, apart, periods[1:], strict=False):
        if months > usual:
            between = step(before, usual // before.grain.months)
            while before.start < between.start < period.start:
                found.append(found[-1].without_figures(between))
                between = step(between, usual // before.grain.months)
        found.append(row)
    return found


def newest_periods(rows: Sequence[Row], most: int) -> Sequence[Row]:
    """Give at most so many of the newest periods of a series, oldest first, gaps among them but not before them.

    One figure of long ago would else stand before a century of gaps.
    """
    found, known = with_gaps(rows)[-most:], {row.period for row in rows}
    begins = next((at for at, row in enumerate(found) if row.period in known), 0)
    return found[begins:]


def left_out_words(rows: Sequence[PointRow], shown: Sequence[PointRow]) -> tuple[str, ...]:
    """Say before when a series has figures that are not shown; nothing where it has none."""
    if not shown or rows[0].period == shown[0].period:
        return ()
    return (f"Figures from before {period_from_code(shown[0].period).label} are not shown.",)


def line_point(row: PointRow | LineRow, indicator: Indicator) -> LinePoint:
    """Give one period of a small line."""
    return LinePoint(**_drawn(row, indicator))


def point(row: PointRow, indicator: Indicator) -> Point:
    """Give one period of a series."""
    return Point(
        **_drawn(row, indicator),
        lower=row.lower,
        upper=row.upper,
        count_text=counts(row.numerator, row.denominator, indicator),
        interval_text=interval(row.lower, row.upper, indicator),
        note=note_text(row, indicator),
    )


def _drawn(row: PointRow | LineRow, indicator: Indicator) -> dict[str, Any]:
    period = period_from_code(row.period)
    return {
        "period": row.period,
        "label": period.short_label,
        "long_label": period.label,
        "value": row.value,
        "target": row.target,
        "text": value_text(row, indicator),
        "target_text": target_words(row, indicator),
        "rating": rating_of(row),
        "provisional": bool(row.flags & Flag.PROVISIONAL),
        "breaks": _break_words(row, indicator),
        "target_high": row.target_high,
        "counts_from": _counts_from(period),
    }


def _counts_from(period: Period) -> str:
    """Give the first day that a year to date counts; a whole year is one figure that lines may join."""
    running = period.basis is Basis.YEAR_TO_DATE and period.grain is not Grain.YEAR
    return period.covers[0].isoformat() if running else ""


def _break_words(row: PointRow | LineRow, indicator: Indicator) -> str:
    if not row.flags & Flag.BREAK:
        return ""
    first, last = period_from_code(row.period).covers
    return next(
        (one.because for one in indicator.breaks if first <= one.begins < last),
        indicator.breaks[-1].because if indicator.breaks else "the definition changed",
    )


def rating_of(row: PointRow | LineRow) -> Rating:
    """Give a row's rating; what was never judged is not rated."""
    return row.rating or Rating.NOT_RATED


def flags_of(row: PointRow) -> tuple[str, ...]:
    """Give the cautions that stand beside a figure, in words."""
    flags = row.flags if row.value is not None else row.flags & ~Flag.INCOMPLETE
    return tuple(words for flag, words in FLAG_WORDS.items() if flags & flag)
