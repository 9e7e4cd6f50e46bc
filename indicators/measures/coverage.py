"""Which months a source of rows speaks of, and a word about months in which it has none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from framework.model.frameworks import Framework
from framework.model.periods import add_months, month_start, period_from_code
from framework.model.sources import PERIOD, Source
from indicators.measures.elsewhere import AnyRows
from indicators.measures.primitives import date_columns
from indicators.measures.spans import Coverage, cover_dates, cover_periods
from indicators.quality.strays import first_of_run

_ROWS_EXPECTED: Final = 30
"""With so many rows in a month that has any, one with none is more likely a lost file."""
_MONTHS_NAMED: Final = 6


@dataclass(frozen=True, slots=True)
class Found:
    """The months of a source, None where it has no dated row by the cutoff; and what seems odd."""

    coverage: Coverage | None
    warnings: tuple[str, ...] = ()


def find_coverage(
    framework: Framework,
    source: Source,
    intake: AnyRows,
    cutoff: date,
    today: date | None = None,
) -> Found:
    """Find the months a source speaks of.

    They depend on the source, not on the indicators that happen to be computed: its `dated`
    column where it has one, else every date column by which an indicator of the framework lays
    its rows. A few `dated` rows of long before all others begin no month, unless `covers` says
    so, and those dated after today say nothing of the months before it: where no day is given,
    those dated after the month of the cutoff.
    """
    if source.period_from:
        codes = intake.texts_in([PERIOD]).get(PERIOD)
        periods = [period_from_code(code) for code in (codes.values if codes else ())]
        return Found(cover_periods(source, periods, cutoff))
    days = intake.days_in(_dated(framework, source))
    if not days:
        return Found(None)
    to_come = today + timedelta(days=1) if today else add_months(month_start(cutoff), 1)
    begun = {day: count for day, count in days.items() if day < to_come} or days
    first = first_of_run(begun) if source.dated else min(begun)
    coverage = cover_dates(source, first, max(begun), cutoff)
    return Found(coverage, _empty_months(source, coverage, days) if coverage else ())


def _dated(framework: Framework, source: Source) -> Iterable[str]:
    if source.dated:
        return (source.dated,)
    return date_columns(framework.indicators, source.id)


def _empty_months(source: Source, coverage: Coverage, days: Mapping[date, int]) -> tuple[str, ...]:
    held: dict[date, int] = {}
    for day, count in days.items():
        held[month_start(day)] = held.get(month_start(day), 0) + count
    months = [add_months(coverage.first, index) for index in range(coverage.months)]
    empty = [month for month in months if month not in held]
    if not empty or sum(held.values()) < _ROWS_EXPECTED * len(held):
        return ()
    named = ", ".join(f"{month:%Y-%m}" for month in empty[:_MONTHS_NAMED])
    more = f" and {len(empty) - _MONTHS_NAMED} more" if len(empty) > _MONTHS_NAMED else ""
    return (
        f"source '{source.id}' has no row at all in {named}{more}: they count as true zeros; "
        "if rows are missing, send them; if dates are wrong, say 'covers' in the source",
    )
