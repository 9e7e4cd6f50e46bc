"""Is a figure as new as it should be by now? Each source is held to its own promise."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from framework.model.derived import Composite, PeriodsOfParts
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator
from framework.model.measures import when_of
from framework.model.periods import Period, previous
from framework.model.promises import due_day
from framework.model.sources import Source

NEVER: Final = 1_000_000
READING_DAYS: Final = 14
"""A past month is read as the Board read it: by the middle of the month after."""


def reading_day(month: Period, today: date) -> date:
    """Give the day from which a month's panel looks: today, or the middle of the month after."""
    return min(today, month.end + timedelta(days=READING_DAYS))


def awaited_source(framework: Framework, indicator: Indicator) -> Source:
    """Give the source that an indicator waits for: of several parts' the one that is promised last.

    Without a promise of one of them there is none of what is made of it. An index of the latest of
    each is as new as they are and waits for nobody.
    """
    made_of_rows = [one for one in (indicator, *framework.rests_on(indicator)) if one.sources]
    own = [framework.source(one.source) for one in made_of_rows]
    last = max(own, key=lambda source: source.due.days if source.due else NEVER)
    measure = indicator.measure
    if isinstance(measure, Composite) and measure.periods is PeriodsOfParts.LATEST:
        return replace(last, due=None)
    return last


def newest_ended(indicator: Indicator, month: Period) -> Period:
    """Give the indicator's last home period that had ended by the end of a month."""
    found = indicator.period_of(month.start)
    return found if found.end <= month.end else previous(found)


def expected(indicator: Indicator, source: Source, month: Period, on: date) -> Period | None:
    """Give the period that an indicator should show for a month, looking from a day.

    A source without a promise (`due`) is never late.
    """
    if source.due is None:
        return None
    newest, wait = newest_ended(indicator, month), when_of(indicator.measure).wait
    while due_day(newest, source, wait) >= on:
        newest = previous(newest)
    return newest
