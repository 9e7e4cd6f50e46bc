"""Is a figure as new as it should be by now? Each source is held to its own promise."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from framework.model.indicators import Indicator
from framework.model.periods import Period, add_months, period_of, previous, step
from framework.model.sources import Source

READING_DAYS: Final = 14
"""A past month is read as the Board read it: by the middle of the month after."""


@dataclass(frozen=True, slots=True)
class Expected:
    """The newest period that should be here on a day, and the day on which the next is due."""

    period: Period | None
    due: date | None


def reading_day(month: Period, today: date) -> date:
    """Give the day from which a month's panel looks: today, or the middle of the month after."""
    return min(today, month.end + timedelta(days=READING_DAYS))


def newest_ended(indicator: Indicator, month: Period) -> Period:
    """Give the indicator's last home period that had ended by the end of a month."""
    found = period_of(month.start, indicator.grain, indicator.basis, indicator.year_type)
    return found if found.end <= month.end else previous(found)


def expected(indicator: Indicator, source: Source, month: Period, on: date) -> Expected:
    """Give the period that an indicator should show for a month, looking from a day.

    A source without a promise (`due`) is never late.
    """
    if source.due is None:
        return Expected(None, None)
    newest = newest_ended(indicator, month)
    while due_day(newest, source) > on:
        newest = previous(newest)
    return Expected(newest, due_day(step(newest, 1), source))


def due_day(period: Period, source: Source) -> date:
    """Give the last day on which a period's rows are still in time."""
    days = source.due.days if source.due else 0
    return period.last_day + timedelta(days=days)


def months_before(first_of_month: date, count: int) -> date:
    return add_months(first_of_month, -count)
