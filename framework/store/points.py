"""Choosing facts by name at one generation, and reading them back as plain rows."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    FromClause,
    Table,
    and_,
    bindparam,
    literal_column,
    select,
)

from framework.model.results import (
    TOTAL,
    Assurance,
    Comparison,
    Flag,
    NotRated,
    Rating,
    Travel,
    Trend,
    Variation,
)
from framework.store import tables
from framework.store.codes import words_of
from framework.store.facts import COMPARISON, JUDGEMENT, RESULT, SERIES
from framework.store.rows import ComparisonRow, PointRow, SeriesRow, rows_of

_FLAGS: Final = {number: Flag(number) for number in range(2 * max(Flag))}
_TRUTH: Final = {0: False, 1: True, None: None}
_RATING: Final = words_of(Rating)
_REASON: Final = words_of(NotRated)
_TRAVEL: Final = words_of(Travel)
_OUTCOME: Final = words_of(Comparison)
_VARIATION: Final = words_of(Variation)
_ASSURANCE: Final = words_of(Assurance)
_TREND: Final = words_of(Trend)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: names, or None for all. `since` keeps periods that begin on that day or later."""

    indicators: Collection[str] | None = None
    areas: Collection[str] | None = None
    breakdowns: Collection[str] | None = None
    periods: Collection[str] | None = None
    since: date | None = None


class Known:
    """What every reading of one snapshot looks names up by, read when first asked for."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._named: dict[tuple[str, tuple[str, ...] | None], dict[int, str]] = {}

    def named(self, table: Table, column: str, names: Collection[str] | None) -> Mapping[int, str]:
        """Give id -> name of the named rows of a table, or of all; asked of the store once."""
        asked = table.name, None if names is None else tuple(names)
        if asked not in self._named:
            query = select(table.c.id, table.c[column])
            if names is not None:
                query = query.where(table.c[column].in_(list(names)))
            found = self.connection.execute(query)
            self._named[asked] = {row.id: row[1] for row in found}
        return self._named[asked]

    @cached_property
    def words(self) -> Mapping[int | None, str | None]:
        word = tables.word
        found: dict[int | None, str | None] = {None: None}
        rows = self.connection.execute(select(word.c.id, word.c.text))
        found.update((number, text) for number, text in rows)
        return found

    @cached_property
    def periods(self) -> Mapping[int, tuple[str, date]]:
        period = tables.period
        rows = self.connection.execute(select(period.c.id, period.c.code, period.c.start))
        return {number: (code, start) for number, code, start in rows}

    @cached_property
    def codes(self) -> Mapping[int | None, str]:
        return {number: code for number, (code, _) in self.periods.items()}


@dataclass(frozen=True, slots=True)
class _Lookups:
    """Id -> name for what a query may give back, and the conditions that keep it to that."""

    indicators: Mapping[int, str]
    areas: Mapping[int, str]
    breakdowns: Mapping[int, str]
    periods: Mapping[int, tuple[str, date]]
    words: Mapping[int | None, str | None]
    codes: Mapping[int | None, str]


def read_points(known: Known, wanted: Wanted, *, generation: int) -> list[PointRow]:
    """Read results with their judgements, by indicator, area, breakdown, then time."""
    found = _look_up(known, wanted)
    result, judgement = tables.result, tables.judgement
    same = [result.c[name] == judgement.c[name] for name in RESULT.key_columns]
    joined = result.outerjoin(judgement, and_(*same, *_standing(judgement, generation)))
    columns = [result.c[column.column] for column in RESULT.columns]
    judged = [judgement.c[name] for name in JUDGEMENT.payload]
    rows = _select(
        known.connection, joined, [*columns, *judged], _chosen(result, wanted, found, generation)
    )
    points = _points(rows, found)
    points.sort(key=lambda p: (p.indicator, p.area, p.breakdown, p.period_start, p.period))
    return points


def read_comparisons(known: Known, wanted: Wanted, *, generation: int) -> list[ComparisonRow]:
    """Read where results stand beside their comparators, in the order of points."""
    found = _look_up(known, wanted)
    table = tables.comparison
    columns = [table.c[column.column] for column in COMPARISON.columns]
    rows = _select(
        known.connection,
        table,
        columns,
        _chosen(table, wanted, found, generation),
    )
    compared = [_compared(row, found) for row in rows]
    compared.sort(
        key=lambda c: (c.indicator, c.area, c.breakdown, c.period_start, c.period, c.comparator)
    )
    return compared


def read_series(known: Known, wanted: Wanted, *, generation: int) -> list[SeriesRow]:
    """Read what is known of whole series, by indicator, area and breakdown."""
    found = _look_up(known, wanted)
    table = tables.series_fact
    columns = [table.c[column.column] for column in SERIES.columns]
    rows = _select(known.connection, table, columns, _chosen(table, wanted, found, generation))
    series = [
        SeriesRow(
            found.indicators[i],
            found.areas[a],
            found.breakdowns[b],
            n,
            found.codes.get(f),
            found.codes.get(t),
            c,
            _VARIATION[variation],
            _ASSURANCE[assurance],
            _TREND[trend],
            chart,
            outlook,
        )
        for i, a, b, n, f, t, c, variation, assurance, trend, chart, outlook in rows
    ]
    series.sort(key=lambda s: (s.indicator, s.area, s.breakdown))
    return series


def _look_up(known: Known, wanted: Wanted) -> _Lookups:
    periods = known.periods
    return _Lookups(
        indicators=known.named(tables.indicator, "key", wanted.indicators),
        areas=known.named(tables.area, "code", wanted.areas),
        breakdowns=known.named(tables.breakdown, "code", wanted.breakdowns),
        periods={number: periods[number] for number in _wanted_ids(periods, wanted)},
        words=known.words,
        codes=known.codes,
    )


def _wanted_ids(periods: Mapping[int, tuple[str, date]], wanted: Wanted) -> list[int]:
    return [
        number
        for number, (code, start) in periods.items()
        if (wanted.periods is None or code in wanted.periods)
        and (wanted.since is None or start >= wanted.since)
    ]


def _chosen(
    table: Table, wanted: Wanted, found: _Lookups, generation: int
) -> list[ColumnElement[bool]]:
    conditions = _standing(table, generation)
    # An area leads nowhere unless the indicator is named too: it is first in the key and before it in the index.
    if wanted.indicators is not None or wanted.areas is not None:
        conditions.append(table.c.indicator_id.in_(_ids("indicators", found.indicators)))
    if wanted.areas is not None:
        conditions.append(table.c.area_id.in_(_ids("areas", found.areas)))
    if wanted.breakdowns is not None:
        conditions.append(_breakdowns(table, wanted.breakdowns, found))
    # Where every period is wanted, naming hundreds of them would only cost.
    by_period = len(found.periods) < len(found.codes)
    if by_period and "period_id" in table.c:
        # An index over periods helps a map of all areas; it would lead a panel off its key.
        is_map = wanted.periods is not None and (wanted.indicators is None or wanted.areas is None)
        key = table.c.period_id if is_map else table.c.period_id + 0
        conditions.append(key.in_(_ids("periods", found.periods)))
    return conditions


def _breakdowns(table: Table, names: Collection[str], found: _Lookups) -> ColumnElement[bool]:
    if set(names) == {TOTAL}:
        # Written out, not bound: an index over totals is used only where SQL names the total.
        return table.c.breakdown_id == literal_column(str(tables.TOTAL_ID))
    return table.c.breakdown_id.in_(_ids("breakdowns", found.breakdowns))


def _ids(name: str, ids: Iterable[int]) -> BindParameter[Sequence[int]]:
    # One parameter for the whole list: a page names hundreds, and each would be looked at alone.
    return bindparam(name, list(ids), expanding=True)


def _standing(table: Table, generation: int) -> list[ColumnElement[bool]]:
    return [table.c.valid_from <= generation, table.c.valid_to > generation]


def _select(
    connection: Connection,
    of: FromClause,
    columns: list[Any],
    conditions: list[ColumnElement[bool]],
) -> Sequence[Any]:
    query = select(*columns).select_from(of).where(*conditions)
    return connection.execute(query).all()


def _points(rows: Sequence[Any], found: _Lookups) -> list[PointRow]:
    # Column by column: a page asks for thousands of rows, and a call for each cell would be felt.
    if not rows:
        return []
    i, a, b, period, *figures, flags, rating, reason, rule, target, word, amber, short, way, real, \
        long, long_way, long_real, high, said, chance = zip(*rows, strict=True)  # fmt: skip
    codes, starts = zip(*map(found.periods.__getitem__, period), strict=True)
    return rows_of(
        PointRow,
        (
            map(found.indicators.__getitem__, i),
            map(found.areas.__getitem__, a),
            map(found.breakdowns.__getitem__, b),
            codes,
            *figures,
            map(_FLAGS.__getitem__, flags),
            starts,
            map(_RATING.__getitem__, rating),
            map(_REASON.__getitem__, reason),
            map(found.words.__getitem__, rule),
            target,
            map(found.words.__getitem__, word),
            amber,
            short,
            map(_TRAVEL.__getitem__, way),
            map(_TRUTH.__getitem__, real),
            long,
            map(_TRAVEL.__getitem__, long_way),
            map(_TRUTH.__getitem__, long_real),
            high,
            map(_RATING.__getitem__, said),
            chance,
        ),
        len(rows),
    )


def _compared(row: tuple[Any, ...], found: _Lookups) -> ComparisonRow:
    i, a, b, p, comparator, value, outcome, beside, method, rank, out_of = row
    code, start = found.periods[p]
    return ComparisonRow(
        found.indicators[i],
        found.areas[a],
        found.breakdowns[b],
        code,
        start,
        found.words[comparator] or "",
        value,
        _OUTCOME[outcome],
        found.codes.get(beside),
        found.words[method],
        rank,
        out_of,
    )
