"""Where a source's rows begin: after the last long silence, since a date of long before is a slip.

1 January 1900 is what many programs write for no date. Counted from there, a source would have a true
nought in every month of a century, and no chart of it would say anything.
"""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Final

from framework.model.periods import add_months, month_start

LONGEST_SILENCE: Final = 120
"""So many months without any row are believed: a census comes every ten years."""


def first_of_run(days: Iterable[date]) -> date:
    """Give the first of the month with which the rows begin that go on to the last of some days."""
    months = sorted({month_start(one) for one in days})
    after_silence = [
        month
        for before, month in pairwise(months)
        if month > add_months(before, LONGEST_SILENCE + 1)
    ]
    return after_silence[-1] if after_silence else months[0]
