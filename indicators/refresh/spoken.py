"""The times that a source's rows speak of, as they are read from its clean rows or asked of its engine."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from framework.model.periods import Grain, period_from_code, period_of
from framework.model.sources import FILE, PERIOD, ROW, Source

if TYPE_CHECKING:
    from indicators.connect.rows import SourceRows
    from indicators.engines.held_rows import HeldRows

Times = Mapping[date | str, int]


@dataclass(frozen=True, slots=True)
class Spoken:
    """The days or the codes of periods that stand in a source, and how many rows have each.

    `places` gives where the rows of some of them stand (FILE, ROW), None where rows have no place.
    """

    source: Source
    times: Times
    places: Callable[[list[date | str]], pl.DataFrame | None]

    def newest(self, today: date) -> date | None:
        """Give the last day of the newest period that rows speak of; what is to come says nothing."""
        ends = [last for first, last in map(span_of, self.times) if first <= today]
        if not ends or self.source.period_from:
            return max(ends, default=None)
        return period_of(max(ends), Grain.MONTH).last_day


def spoken_of(source: Source, rows: "SourceRows", held: "HeldRows | None") -> Spoken:
    """Find the times of a source's rows; none where neither a period nor a date is declared.

    Raises:
        SourceError: its engine does not answer.
    """
    name = PERIOD if source.period_from else source.dated
    if name is None:
        return Spoken(source, {}, lambda _: None)
    if held is not None:
        found: Times = dict.fromkeys(held.periods.meaning.values(), 1)
        if not source.period_from:
            found = dict(held.days_in([name]).items())
        return Spoken(source, found, lambda _: None)
    scan = pl.scan_parquet(rows.path)
    value = pl.col(name).cast(pl.String) if source.period_from else pl.col(name)
    counted = scan.select(value.drop_nulls().alias("of")).group_by("of").len().collect()

    def places(of: list[date | str]) -> pl.DataFrame:
        return scan.filter(value.is_in(of)).select(FILE, ROW).collect()

    return Spoken(source, dict(counted.iter_rows()), places)


def span_of(of: date | str) -> tuple[date, date]:
    """Give the first and the last day of a day or of a period's code."""
    if isinstance(of, date):
        return of, of
    period = period_from_code(of)
    return period.start, period.last_day
