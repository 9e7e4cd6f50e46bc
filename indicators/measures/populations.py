"""The people a rate is per: an annual estimate by area and breakdown, used as it is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from framework.errors import MeasureError
from framework.model.expressions import All, Column
from framework.model.frameworks import Framework
from framework.model.measures import PopulationPart, Standardised, population_of
from framework.model.periods import Grain, Period, add_months, period_from_code, step
from framework.model.sources import AREA, JOINT, PERIOD, Source
from indicators.measures.layouts import Layout, SeriesSet
from indicators.measures.members import text_of
from indicators.measures.places import Places
from indicators.measures.rendering import Renderer
from indicators.measures.unread import UnreadRows, unread_beside
from indicators.quality.unread import has_failed

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

_PEOPLE: Final = " people"
_LOST: Final = " lost"
_UNREAD: Final = " unread"
_NUMBERS: Final = {_PEOPLE: 0, _LOST: 0, _UNREAD: 1}
"""What stands beside each place, and what a row that could not be used adds to it."""
_AS_AT: Final = " as at"
_PLACE: Final = " area"
_CELL: Final = " cell"


@dataclass(frozen=True, slots=True)
class People:
    """The people of series: how many are `known` [series, periods], nan where nobody knows.

    `spoken` [series] says where the source speaks of a series at all (it may hide its number),
    `unread` [series, periods] where rows of it could not be used.
    """

    known: Floats
    spoken: Truths
    unread: Truths


@dataclass(frozen=True, slots=True)
class Population:
    """People by day of estimate, area and member: of those who meet the condition of a part.

    What is added up for one indicator is kept for the next.
    """

    part: PopulationPart
    frame: pl.DataFrame
    dimensions: frozenset[str]
    decimals: int
    _leaves: dict[date, "_Leaves"] = field(default_factory=dict)
    _added: dict[object, People] = field(default_factory=dict)
    _whole: dict[object, People] = field(default_factory=dict)

    def people_at(self, layout: Layout, periods: Sequence[Period], places: Places) -> People:
        """Give the people of every series at every period.

        An area for which the source has rows of its own takes those; others add up the largest
        areas inside them that have rows, so that nobody is counted at two levels. A pool of years
        has the people of all its years, as its numerator has their cases.
        """
        sets = tuple((one.key, tuple(d.members for d in one.dimensions)) for one in layout.sets)
        key = sets, tuple(periods)
        if key not in self._whole:
            self._whole[key] = self._people_of(layout, periods, places)
        return self._whole[key]

    def _people_of(self, layout: Layout, periods: Sequence[Period], places: Places) -> People:
        years = max((period.pooled_years for period in periods), default=1)
        held = [
            self._people_in(layout, [_years_before(period, back) for period in periods], places)
            for back in range(years)
        ]
        return People(
            np.add.reduce([one.known for one in held]),
            np.logical_or.reduce([one.spoken for one in held]),
            np.logical_or.reduce([one.unread for one in held]),
        )

    def _people_in(self, layout: Layout, periods: Sequence[Period], places: Places) -> People:
        days = sorted(self.frame[_AS_AT].unique().to_list())
        chosen = [_chosen(self.part, days, period) for period in periods]
        found = np.full((layout.count, len(periods)), np.nan)
        spoken, unread = np.zeros(layout.count, dtype=bool), np.zeros(found.shape, dtype=bool)
        for day in sorted({day for day in chosen if day is not None}):
            held = [self._people_on(day, one, places) for one in layout.sets]
            columns = [index for index, one in enumerate(chosen) if one == day]
            found[:, columns] = np.concatenate([one.known for one in held])[:, None]
            unread[:, columns] = np.concatenate([one.unread for one in held])[:, None]
            spoken |= np.concatenate([one.spoken for one in held])
        return People(found, spoken, unread)

    def lacks(self, wanted: SeriesSet) -> tuple[str, ...]:
        """Give the dimensions of a set by which these people are not known."""
        return tuple(one.name for one in wanted.dimensions if one.name not in self.dimensions)

    def _people_on(self, day: date, wanted: SeriesSet, places: Places) -> People:
        key = day, wanted.key, tuple(one.members for one in wanted.dimensions)
        if key not in self._added:
            self._added[key] = self._add(day, wanted, places)
        return self._added[key]

    def _add(self, day: date, wanted: SeriesSet, places: Places) -> People:
        if self.lacks(wanted):
            nobody = np.zeros(wanted.count, dtype=bool)
            return People(np.full(wanted.count, np.nan), nobody, nobody)
        rows = self.frame.filter(pl.col(_AS_AT) == day)
        if day not in self._leaves:
            self._leaves[day] = _leaves_of(places, rows[_PLACE].unique().to_list())
        leaves = self._leaves[day]
        added, lost, unread = (
            leaves.added(one, wanted) for one in _dense(rows, leaves.codes, wanted)
        )
        # Nobody knows the sum of people of whom some are hidden, or whose rows could not be used.
        known = np.where((lost > 0) | (unread > 0), np.nan, added / 10.0**self.decimals)
        return People(known, ~np.isnan(added), unread > 0)


@dataclass(frozen=True, slots=True)
class _Leaves:
    """For every area the largest coded areas inside it, with the share of each that lies there."""

    codes: tuple[str, ...]
    inside: Mapping[str, Mapping[str, float]]

    def added(self, people: Floats, wanted: SeriesSet) -> Floats:
        """Add people [codes, members] up to the areas of a set; nan where no coded area lies inside."""
        from scipy.sparse import csr_array

        place = {code: index for index, code in enumerate(self.codes)}
        held = [self.inside.get(area, {}) for area in wanted.areas]
        ends = np.cumsum([0, *(len(one) for one in held)])
        columns = np.array([place[code] for one in held for code in one], dtype=np.int64)
        shares = np.array([share for one in held for share in one.values()])
        matrix = csr_array((shares, columns, ends), shape=(len(held), len(self.codes)))
        found = matrix @ people
        found[np.diff(ends) == 0] = np.nan
        return np.asarray(found.reshape(-1), dtype=np.float64)


class Populations:
    """The populations of a framework, each part read when it is first asked for."""

    def __init__(self, framework: Framework, intake: Mapping[str, Path]) -> None:
        self._framework, self._intake = framework, intake
        self._read: dict[PopulationPart, Population] = {}

    def of(self, indicator: str, part: PopulationPart) -> Population:
        """Give the people that an indicator is per.

        Raises:
            MeasureError: the population was not read, or does not say how many and when.
        """
        if part not in self._read:
            path = self._intake.get(part.source)
            if path is None:
                raise MeasureError(indicator, f"its population '{part.source}' was not read")
            self._read[part] = self._people(indicator, part, path)
        return self._read[part]

    def _people(self, indicator: str, part: PopulationPart, path: Path) -> Population:
        source = self._framework.source(part.source)
        when = PERIOD if source.period_from else source.dated
        if source.how_many is None or when is None:
            reason = f"its population '{source.id}' says no 'how_many', or no period"
            raise MeasureError(indicator, reason)
        renderer = Renderer(self._framework, source)
        names = self._dimensions(source)
        people, decimals = renderer.number(Column(source.how_many))
        number = pl.col(_PEOPLE)
        counted = number.sum(), number.null_count().alias(_LOST), pl.lit(0).alias(_UNREAD)
        place = pl.col(when).alias(_AS_AT), pl.col(AREA).cast(pl.String).alias(_PLACE)
        rows = pl.scan_parquet(path)
        if not isinstance(part.where, All):
            rows = rows.filter(renderer.truth(part.where))
        table = (
            rows.select(*place, *(_member(source, name) for name in names), people.alias(_PEOPLE))
            .group_by(_AS_AT, _PLACE, *names)
            .agg(*counted)
            .collect()
        )
        unread = unread_beside(path, renderer)
        if unread:
            table = pl.concat([table, _unread_in(unread, part, source, when, table)])
        return Population(part, _with_days(table), frozenset(names), decimals)

    def _dimensions(self, source: Source) -> list[str]:
        """Give the columns by which some rate of the framework tells these people apart."""
        own = {column.name for column in source.columns}
        used: set[str] = set()
        for one in self._framework.indicators:
            people = population_of(one.measure)
            if people and people.source == source.id:
                used.update(name for names in one.by for name in names)
                if isinstance(one.measure, Standardised):
                    used.add(one.measure.bands)
        return sorted(own & used)


def _unread_in(
    unread: UnreadRows, part: PopulationPart, source: Source, when: str, read: pl.DataFrame
) -> pl.DataFrame:
    """Give a row like those `read` for each place where people may lack, for rows could not be used.

    Where what failed says when or who they are, that is every time or member of which others speak.
    """
    names = [one for one in read.columns if one not in (_AS_AT, _PLACE, *_NUMBERS)]
    asked = [(_AS_AT, when, pl.col(when)), *((name, name, _member(source, name)) for name in names)]
    columns = [pl.col(AREA).cast(pl.String).str.split(JOINT).alias(_PLACE)]
    for name, column, found in asked:
        every = read[name].unique().implode()
        texts = pl.when(has_failed(column)).then(pl.lit(every)).otherwise(pl.concat_list(found))
        columns.append(texts.alias(name))
    rows = unread.that_may_hold((part.where,)).select(columns)
    for name in (_PLACE, _AS_AT, *names):
        rows = rows.explode(name)
    numbers = [
        pl.lit(number).alias(name).cast(read.schema[name]) for name, number in _NUMBERS.items()
    ]
    return rows.with_columns(numbers).select(read.columns)


def _dense(
    rows: pl.DataFrame, codes: Sequence[str], wanted: SeriesSet
) -> tuple[Floats, Floats, Floats]:
    """Give people, hidden numbers and rows that could not be used: [codes, members] each.

    They are 0 where a code has none, nan where a member has none at all.
    """
    cell = pl.col(_PLACE).replace_strict(_ranks(codes), return_dtype=pl.Int64)
    known = pl.lit(value=True)
    for dimension in wanted.dimensions:
        ranks = _ranks(dimension.members)
        rank = pl.col(dimension.name).replace_strict(ranks, default=None, return_dtype=pl.Int64)
        known = known & rank.is_not_null()
        cell = cell * dimension.size + rank
    held = rows.filter(known).select(cell.alias(_CELL), *_NUMBERS)
    places = held[_CELL].to_numpy()
    size = len(codes) * wanted.members
    seen = np.bincount(places % wanted.members, minlength=wanted.members) > 0
    people, lost, unread = (
        np.bincount(places, held[name].to_numpy(), size)
        .reshape(-1, wanted.members)
        .astype(np.float64)
        for name in _NUMBERS
    )
    return np.where(seen, people, np.nan), np.where(seen, lost, np.nan), unread


def _ranks(names: Sequence[str]) -> Mapping[str, int]:
    return {name: index for index, name in enumerate(names)}


def _leaves_of(places: Places, codes: Iterable[str]) -> _Leaves:
    """Find the leaves: a code is none for an area in which it lies inside another coded area."""
    present = frozenset(codes)
    inside: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for code in sorted(present):
        reach = places.reach(code)
        holders = [holder for holder in reach if holder in present and holder != code]
        held = {area for holder in holders for area in places.reach(holder)}
        for area, share in reach.items():
            if area == code or area not in held:
                inside[area][code] = share
    return _Leaves(tuple(sorted(present)), inside)


def _chosen(part: PopulationPart, days: Sequence[date], period: Period) -> date | None:
    """Give the day of the estimate for a period.

    'latest' is the newest not after the period's end, 'same' that of the year in which it ends.
    """
    if part.year == "same":
        return max((day for day in days if day.year == period.last_day.year), default=None)
    return max((day for day in days if day <= period.last_day), default=None)


def _years_before(period: Period, years: int) -> Period:
    return step(period, -years * 12 // period.grain.months)


def _with_days(table: pl.DataFrame) -> pl.DataFrame:
    """Turn the code of a period into the day of its estimate: a year's is the middle of the year."""
    if table[_AS_AT].dtype == pl.Date:
        return table.drop_nulls(_AS_AT)
    table = table.with_columns(pl.col(_AS_AT).cast(pl.String)).drop_nulls(_AS_AT)
    codes = table[_AS_AT].unique().to_list()
    days = [_day_of(period_from_code(code)) for code in codes]
    return table.with_columns(pl.col(_AS_AT).replace_strict(codes, days, return_dtype=pl.Date))


def _day_of(period: Period) -> date:
    if period.grain is not Grain.YEAR:
        return period.last_day
    return add_months(period.start, 6) - timedelta(days=1)


def _member(source: Source, name: str) -> pl.Expr:
    text = text_of(source.column(name)).str.replace_all(";", ",", literal=True)
    return text.alias(name)
