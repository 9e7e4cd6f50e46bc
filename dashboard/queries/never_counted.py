"""A series without any row: is that a true nought, or is there simply nothing to know it by?"""

from dashboard.queries.library import Reading
from framework.model.indicators import Indicator
from framework.model.measures import Count, Distinct
from framework.model.periods import Period


def is_nought(reading: Reading, indicator: Indicator, area: str, period: Period) -> bool:
    """Say whether no row means that nothing happened.

    So it does of a count, in the home area and what lies in it, where every source that is counted
    speaks of the whole period.
    """
    if not isinstance(indicator.measure, Count | Distinct):
        return False
    framework = reading.framework
    at_home = area == framework.home_area or framework.home_area in (
        framework.geography.ancestors_of(area)
    )
    spoken = (reading.as_at.get(name) for name in indicator.sources)
    return at_home and all(day is not None and day >= period.last_day for day in spoken)
