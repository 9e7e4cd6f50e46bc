"""Is a figure as new as it should be by now? Each source is held to its own promise."""

from datetime import date, timedelta
from typing import Final

from framework.model.indicators import Indicator
from framework.model.periods import Period, period_of, previous
from framework.model.sources import Source

READING_DAYS: Final = 14
"""A past month is read as the Board read it: by the middle of the month after."""


def reading_day(month: Period, today: date) -> date:
    """Give the day from which a month's panel looks: today, or the middle of the month after."""
    return min(today, month.end + timedelta(days=READING_DAYS))


def newest_ended(indicator: Indicator, month: Period) -> Period:
    """Give the indicator's last home period that had ended by the end of a month."""
    found = period_of(month.start, indicator.grain, indicator.basis, indicator.year_type)
    return found if found.end <= month.end else previous(found)


def expected(indicator: Indicator, source: Source, month: Period, on: date) -> Period | None:
    """Give the period that an indicator should show for a month, looking from a day.

    A source without a promise (`due`) is never late.
    """
    if source.due is None:
        return None
    newest = newest_ended(indicator, month)
    while due_day(newest, source) >= on:
        newest = previous(newest)
    return newest


def due_day(period: Period, source: Source) -> date:
    """Give the last day on which a period's rows are still in time."""
    days = source.due.days if source.due else 0
    return period.last_day + timedelta(days=days)
