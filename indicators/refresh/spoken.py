"""The times that a source's rows speak of, and the rows of times that can hardly be meant."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from framework.model.periods import Grain, month_start, period_from_code, period_of
from framework.model.sources import FILE, PERIOD, ROW, Rows, Source
from indicators.quality.strays import first_of_run
from indicators.quality.words import coded, first_places, header_of, how_many

if TYPE_CHECKING:
    from indicators.connect.rows import SourceRows
    from indicators.engines.held_rows import HeldRows

_SOME: Final = "some rows"
"""An engine counts days; it knows nothing of files and their rows."""

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
        ends = [last for first, last in map(_span, self.times) if first <= today]
        if not ends or self.source.period_from:
            return max(ends, default=None)
        return period_of(max(ends), Grain.MONTH).last_day

    def strays(self, today: date) -> tuple[str, ...]:
        """Tell of rows of days to come, and of rows of long before all others."""
        if self.source.rows is Rows.POPULATION:
            return ()  # people are projected for years to come
        return tuple(coded("S139", one) for one in (*self._to_come(today), *self._long_ago(today)))

    def _to_come(self, today: date) -> Iterator[str]:
        found = [one for one in self.times if _span(one)[0] > today]
        if found:
            what = "names a period that has not begun" if self._by_period else "lies in the future"
            yield self._said(found, what, "which no figure counts yet")

    def _long_ago(self, today: date) -> Iterator[str]:
        if self.source.covers.first or self._by_period:
            return
        begun = {
            one: rows
            for one, rows in self.times.items()
            if isinstance(one, date) and month_start(one) <= month_start(today)
        }
        run = first_of_run(begun) if begun else today
        found: list[date | str] = [one for one in begun if month_start(one) < run]
        if found:
            what = "lies more than ten years before the others"
            so = "and figures begin with the others, though what was open since then counts: 'covers' can say more"
            yield self._said(found, what, so)

    @property
    def _by_period(self) -> bool:
        return self.source.period_from is not None

    def _said(self, found: list[date | str], what: str, so: str) -> str:
        said = self.source.period_from
        name = said.column if said else header_of(self.source, self.source.dated or "")
        places = self.places(found)
        rows = _SOME if places is None else how_many(places.height, "row")
        where = "" if places is None else first_places(places)
        return f"'{name}' {what} in {rows}, {so}{where}"


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


def _span(of: date | str) -> tuple[date, date]:
    if isinstance(of, date):
        return of, of
    period = period_from_code(of)
    return period.start, period.last_day
