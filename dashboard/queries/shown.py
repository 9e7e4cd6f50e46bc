"""Which row of a series a month shows, how it is rated there, and what is late beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.queries.freshness import awaited_source, expected, reading_day
from dashboard.queries.library import Reading
from dashboard.queries.points import Row, rating_of
from framework.model.indicators import Indicator
from framework.model.periods import Period, period_from_code
from framework.model.results import NotRated, Rating
from framework.model.sources import Source
from framework.store.rows import LineRow, PointRow


@dataclass(frozen=True, slots=True)
class Shown:
    """Which row of a series a month shows, and what should have been there."""

    row: PointRow | None
    late: Period | None

    @property
    def rating(self) -> Rating:
        """Give the row's rating; a figure that should be newer by now is not rated."""
        return rating_of(self.row) if self.row and not self.late else Rating.NOT_RATED

    @property
    def reason(self) -> NotRated | None:
        if self.late:
            return NotRated.STALE if self.row else NotRated.UNAVAILABLE
        return self.row.reason if self.row else None


def shown_in(
    rows: Sequence[PointRow], indicator: Indicator, month: Period, reading: Reading
) -> Shown:
    """Give the last period that had ended by a month, and the newer one that is late, if any."""
    row = last_ended(rows, month)
    return Shown(row, _late_beside(row, indicator, month, reading))


def rating_in(row: LineRow | None, indicator: Indicator, month: Period, reading: Reading) -> Rating:
    """Give the rating that a month shows of its last row, which is none where a newer one is late."""
    late = _late_beside(row, indicator, month, reading)
    return rating_of(row) if row and not late else Rating.NOT_RATED


def last_ended(rows: Sequence[Row], month: Period) -> Row | None:
    """Give the last row, of some that are in order of time, whose period had ended by a month."""
    return next(
        (row for row in reversed(rows) if period_from_code(row.period).end <= month.end), None
    )


def _late_beside(
    row: LineRow | PointRow | None, indicator: Indicator, month: Period, reading: Reading
) -> Period | None:
    """Give the period that should be there by a month, newer than the last row and not covered."""
    source = awaited_source(reading.framework, indicator)
    want = expected(indicator, source, month, reading_day(month, reading.today))
    has = period_from_code(row.period) if row else None
    behind = want is not None and (has is None or has.start < want.start)
    return want if behind and not _covers(reading, source, want) else None


def _covers(reading: Reading, source: Source, period: Period | None) -> bool:
    """Say whether a source's rows speak of a period: then no figure means that nothing happened."""
    as_at = reading.as_at.get(source.id)
    return as_at is not None and period is not None and as_at >= period.last_day
