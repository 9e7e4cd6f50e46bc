"""A series without any row: is that a true nought, or is there simply nothing to know it by?"""

from datetime import date, timedelta

from dashboard.queries.library import Reading
from framework.model.indicators import Indicator
from framework.model.measures import Count, Distinct, when_of
from framework.model.periods import MONTHS, Basis, Period, add_months


def is_nought(reading: Reading, indicator: Indicator, area: str, period: Period) -> bool:
    """Say whether no row means that nothing happened.

    So it does of a count, in the home area and what lies in it, where every source that is counted
    speaks of the whole period and of the time for which its rows are followed.
    """
    if not isinstance(indicator.measure, Count | Distinct):
        return False
    if begins_after(reading, indicator, period):
        return False
    framework = reading.framework
    at_home = area == framework.home_area or framework.home_area in (
        framework.geography.ancestors_of(area)
    )
    spoken = (reading.as_at.get(name) for name in indicator.sources)
    wanted = add_months(period.end, when_of(indicator.measure).wait) - timedelta(days=1)
    return at_home and all(day is not None and day >= wanted for day in spoken)


def too_early(reading: Reading, indicator: Indicator, period: Period) -> str:
    """Say why there is no figure of a period that begins before the rows do; nothing where it does not."""
    begins = begins_after(reading, indicator, period)
    if begins is None:
        return ""
    return (
        f"{period.label} begins before the rows do, which go back to "
        f"{MONTHS[begins.month - 1]} {begins.year}"
    )


def begins_after(reading: Reading, indicator: Indicator, period: Period) -> date | None:
    """Give the first day of the source whose rows begin latest, where that is within a period.

    Then the period is not whole, and there is no figure of it, whatever was counted.
    """
    needed = period.last_day if period.basis is Basis.AT_END else period.covers[0]
    known = (reading.begins.get(name) for name in indicator.sources)
    late = [day for day in known if day is not None and day > needed]
    return max(late, default=None)
