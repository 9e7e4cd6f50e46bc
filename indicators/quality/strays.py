"""Where a source's rows begin: a few rows of long before all others are slips.

1 January 1900 is what many programs write for no date. Counted from there, a source would have a true
nought in every month of a century, and no chart of it would say anything.
"""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Final

from framework.model.periods import add_months, month_start

LONGEST_SILENCE: Final = 120
"""So many months without any row are believed."""
SLIPS_IN: Final = 10
"""One row in so many, at most, is taken for a slip. Where more lie before a silence, it was one."""


def first_of_run(days: Mapping[date, int]) -> date:
    """Give the first of the month with which rows begin, by how many there are of each day.

    Rows before a silence of more than ten years begin nothing where they are few.
    """
    held: dict[date, int] = {}
    for day, count in sorted(days.items()):
        held[month_start(day)] = held.get(month_start(day), 0) + count
    first, before, rows = min(held), 0, sum(held.values())
    for month, later in pairwise(held):
        before += held[month]
        if later > add_months(month, LONGEST_SILENCE + 1) and before * SLIPS_IN <= rows:
            first = later
    return first
