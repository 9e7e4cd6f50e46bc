"""Made-up early help episodes of any areas, so that a new framework has something to show."""

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from io import StringIO
from typing import Final

from framework.model.periods import add_months, month_start
from indicators.demonstration.dice import Dice

MONTHS: Final = 30
_MOST: Final = 6_000
_SEED: Final = 2026
_REASONS: Final = {"outcomes met": 66.0, "step up": 14.0, "moved away": 20.0}
HEADER: Final = ("start_date", "assessment_date", "end_date", "end_reason", "age", "area_code")


def sample_episodes(areas: Sequence[str], today: date) -> str:
    """Give CSV text of episodes begun in the 30 whole months before a day, spread over areas.

    The same areas and day give the same text. Nobody in it is real.
    """
    last = month_start(today)
    first = add_months(last, -MONTHS)
    each = min(14.0, _MOST / (MONTHS * len(areas)))
    rows = [
        row for area in sorted(areas) for row in _episodes(area, first, last, round(each * MONTHS))
    ]
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(sorted(rows))
    return out.getvalue()


def _episodes(area: str, first: date, last: date, count: int) -> list[tuple[str, ...]]:
    dice = Dice(_SEED, area)
    starts = dice.whole(0, (last - first).days - 1, count)
    # Assessments come sooner from year to year, so that the first panel has a change to show.
    waits = dice.whole(12, 58, count) - starts * 10 // (last - first).days
    lasts = dice.whole(60, 300, count)
    ages = dice.whole(0, 17, count)
    reasons = dice.choose(_REASONS, count)
    made: list[tuple[str, ...]] = []
    for start, wait, length, age, reason in zip(starts, waits, lasts, ages, reasons, strict=True):
        begun = first + timedelta(days=int(start))
        assessed = begun + timedelta(days=max(2, int(wait)))
        ended = begun + timedelta(days=int(length))
        made.append(
            (
                begun.isoformat(),
                assessed.isoformat() if assessed < last else "",
                ended.isoformat() if ended < last else "",
                reason if ended < last else "",
                str(age),
                area,
            )
        )
    return made
