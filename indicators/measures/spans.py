"""Which months a source speaks of, and which of them each period of an indicator counts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from framework.errors import MeasureError
from framework.model.indicators import Indicator
from framework.model.periods import (
    Basis,
    Grain,
    Period,
    add_months,
    month_start,
    months_between,
    period_of,
    periods_between,
)
from framework.model.sources import Source

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The months of a source, from `first` (a first of month) on; `known` says which it speaks of.

    A source that lists tallies by period says nothing of a period it leaves out, so `known` may
    have holes. `edges` are the months at which its own periods begin (all, unless it has longer
    periods than months), counted from `first`, with the end of the last.
    """

    first: date
    known: tuple[bool, ...]
    edges: frozenset[int]

    @property
    def months(self) -> int:
        return len(self.known)

    def month_of(self, first_of_month: date) -> int:
        """Count the months from the first covered one; below zero before it."""
        return months_between(self.first, first_of_month)

    @property
    def end(self) -> date:
        """Give the first day after the last covered month."""
        return add_months(self.first, self.months)

    def last_day_of(self, month: int) -> date:
        return add_months(self.first, month + 1) - timedelta(days=1)

    def periods(self) -> tuple[Period, Period]:
        """Give the first and the last month."""
        last = add_months(self.first, self.months - 1)
        return period_of(self.first, Grain.MONTH), period_of(last, Grain.MONTH)


def cover_dates(source: Source, first: date, last: date, cutoff: date) -> Coverage | None:
    """Give the whole months from the first to the last day of rows that ended by the cutoff.

    `covers` of the source, where it is said, stands before what the rows show. None: no month.
    """
    begin = month_start(source.covers.first or first)
    end = min(month_start(source.covers.last or last), _last_ended(cutoff))
    count = months_between(begin, end) + 1
    if count < 1:
        return None
    return Coverage(begin, (True,) * count, frozenset(range(count + 1)))


def cover_periods(source: Source, periods: list[Period], cutoff: date) -> Coverage | None:
    """Give the months of the home periods that stand in a source; a period not listed is a hole.

    `covers` of the source, where it is said, fills the holes between its ends.
    """
    ended = [one for one in periods if month_start(one.last_day) <= _last_ended(cutoff)]
    if not ended:
        return None
    begin, end = min(ended).start, max(one.end for one in ended)
    if source.covers.first or source.covers.last:
        covered = cover_dates(source, begin, max(ended).last_day, cutoff)
        return covered and replace(covered, edges=_regular_edges(covered, ended[0]))
    known = np.zeros(months_between(begin, end), dtype=bool)
    edges: set[int] = set()
    for one in ended:
        at, until = months_between(begin, one.start), months_between(begin, one.end)
        known[at:until] = True
        edges |= {at, until}
    return Coverage(begin, tuple(known.tolist()), frozenset(edges))


@dataclass(frozen=True, slots=True)
class Windows:
    """The periods of an indicator with the months each counts: from `begins` up to `ends`.

    Both grow from period to period. For a position at the end of a period they hold one month.
    """

    periods: tuple[Period, ...]
    begins: Ints
    ends: Ints

    def holding(self, months: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Give, for each of some months, the first period that counts it and the first after it that
        no longer does. The two are equal where no period counts the month.
        """
        every = np.arange(months)
        start = np.searchsorted(self.ends, every, side="right")
        stop = np.searchsorted(self.begins, every, side="right")
        return start.astype(np.int32), np.maximum(start, stop).astype(np.int32)


def windows_of(
    indicator: Indicator, coverage: Coverage, *, stock: bool, followed: date, wait: int = 0
) -> Windows:
    """Give the periods of an indicator whose months are all known (they ended by the cutoff).

    Args:
        indicator: whose periods.
        coverage: the months its source speaks of.
        stock: whether it counts what is open.
        followed: the first day of which nothing is known any more of those it follows.
        wait: for how many months after a period they are followed; it is not given before.

    Raises:
        MeasureError: a stock has another basis than 'at end', or the source's own periods do not
            fit into the indicator's.
    """
    if stock and indicator.basis is not Basis.AT_END:
        reason = f"what is open is counted at the end of a period; write 'basis: {Basis.AT_END}'"
        raise MeasureError(indicator.id, reason)
    found = [
        (period, begin, end)
        for period, begin, end in _candidates(indicator, coverage)
        if begin >= 0
        and all(coverage.known[begin:end])
        and (not wait or add_months(period.end, wait) <= followed)
    ]
    _check_edges(indicator, coverage, [(begin, end) for _, begin, end in found])
    return Windows(
        tuple(period for period, _, _ in found),
        np.array([begin for _, begin, _ in found], dtype=np.int64),
        np.array([end for _, _, end in found], dtype=np.int64),
    )


def _candidates(indicator: Indicator, coverage: Coverage) -> Iterator[tuple[Period, int, int]]:
    last_month = add_months(coverage.first, coverage.months - 1)
    first, last = indicator.period_of(coverage.first), indicator.period_of(last_month)
    for period in periods_between(first, last):
        end = coverage.month_of(period.end)
        if end > coverage.months:
            return
        if indicator.basis is Basis.AT_END:
            yield period, end - 1, end
        elif period.months_before >= 0:
            yield period, coverage.month_of(period.covers[0]), end


def _check_edges(indicator: Indicator, coverage: Coverage, spans: list[tuple[int, int]]) -> None:
    at_end = indicator.basis is Basis.AT_END
    for begin, end in spans:
        if end not in coverage.edges or (not at_end and begin not in coverage.edges):
            reason = (
                f"its source '{indicator.source}' has longer periods, or other years, than a "
                f"{indicator.year_type} {indicator.grain}; say a grain and a year that they add up to"
            )
            raise MeasureError(indicator.id, reason)


def _regular_edges(coverage: Coverage, example: Period) -> frozenset[int]:
    step = example.grain.months
    offset = coverage.month_of(example.start) % step
    return frozenset(range(offset, coverage.months + 1, step))


def _last_ended(cutoff: date) -> date:
    """Give the first day of the last month whose last day is not after the cutoff."""
    return add_months(month_start(cutoff + timedelta(days=1)), -1)
