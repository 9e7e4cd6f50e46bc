"""Choosing facts by name at one generation, and reading them back as plain rows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Table,
    and_,
    literal_column,
    select,
)

from framework.model.results import TOTAL, Comparison, Flag, NotRated, Rating, Travel
from framework.store import tables
from framework.store.codes import words_of
from framework.store.facts import JUDGEMENT, RESULT
from framework.store.rows import ComparisonRow, PointRow, SeriesRow, rows_of

_FLAGS: Final = {number: Flag(number) for number in range(1024)}
_TRUTH: Final = {0: False, 1: True, None: None}
_RATING: Final = words_of(Rating)
_REASON: Final = words_of(NotRated)
_TRAVEL: Final = words_of(Travel)
_OUTCOME: Final = words_of(Comparison)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: names, or None for all. `since` keeps periods that begin on that day or later."""

    indicators: Collection[str] | None = None
    areas: Collection[str] | None = None
    breakdowns: Collection[str] | None = None
    periods: Collection[str] | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class _Lookups:
    """Id -> name for what a query may give back, and the conditions that keep it to that."""

    indicators: Mapping[int, str]
    areas: Mapping[int, str]
    breakdowns: Mapping[int, str]
    periods: Mapping[int, tuple[str, date]]
    words: Mapping[int | None, str | None]


def read_points(connection: Connection, wanted: Wanted, *, generation: int) -> list[PointRow]:
    """Read results with their judgements, by indicator, area, breakdown, then time."""
    found = _look_up(connection, wanted)
    result, judgement = tables.result, tables.judgement
    same = [result.c[name] == judgement.c[name] for name in RESULT.key_columns]
    joined = result.outerjoin(judgement, and_(*same, *_standing(judgement, generation)))
    columns = [result.c[column.column] for column in RESULT.columns]
    judged = [judgement.c[name] for name in JUDGEMENT.payload]
    rows = _select(
        connection, joined, [*columns, *judged], _chosen(result, wanted, found, generation)
    )
    points = _points(rows, found)
    points.sort(key=lambda p: (p.indicator, p.area, p.breakdown, p.period_start, p.period))
    return points


def read_comparisons(
    connection: Connection, wanted: Wanted, *, generation: int
) -> list[ComparisonRow]:
    """Read where results stand beside their comparators, in the order of points."""
    found = _look_up(connection, wanted)
    table = tables.comparison
    columns = [*(table.c[name] for name in RESULT.key_columns), table.c.comparator_id]
    rows = _select(
        connection,
        table,
        [*columns, table.c.value, table.c.outcome],
        _chosen(table, wanted, found, generation),
    )
    compared = [_compared(row, found) for row in rows]
    compared.sort(
        key=lambda c: (c.indicator, c.area, c.breakdown, c.period_start, c.period, c.comparator)
    )
    return compared


def read_series(connection: Connection, wanted: Wanted, *, generation: int) -> list[SeriesRow]:
    """Read what is known of whole series, by indicator, area and breakdown."""
    found = _look_up(connection, wanted)
    table = tables.series_fact
    columns = [
        table.c.indicator_id,
        table.c.area_id,
        table.c.breakdown_id,
        table.c.points,
        table.c.first_period_id,
        table.c.last_period_id,
        table.c.typical_change,
    ]
    rows = _select(connection, table, columns, _chosen(table, wanted, found, generation))
    codes = {number: code for number, (code, _) in _periods(connection).items()}
    series = [
        SeriesRow(
            found.indicators[i],
            found.areas[a],
            found.breakdowns[b],
            n,
            codes.get(f),
            codes.get(t),
            c,
        )
        for i, a, b, n, f, t, c in rows
    ]
    series.sort(key=lambda s: (s.indicator, s.area, s.breakdown))
    return series


def _look_up(connection: Connection, wanted: Wanted) -> _Lookups:
    word = tables.word
    words: dict[int | None, str | None] = {None: None}
    words.update(
        (number, text) for number, text in connection.execute(select(word.c.id, word.c.text))
    )
    return _Lookups(
        indicators=_named(connection, tables.indicator, "key", wanted.indicators),
        areas=_named(connection, tables.area, "code", wanted.areas),
        breakdowns=_named(connection, tables.breakdown, "code", wanted.breakdowns),
        periods=_wanted_periods(connection, wanted),
        words=words,
    )


def _named(
    connection: Connection, table: Table, column: str, names: Collection[str] | None
) -> dict[int, str]:
    query = select(table.c.id, table.c[column])
    if names is not None:
        query = query.where(table.c[column].in_(list(names)))
    return {row[0]: row[1] for row in connection.execute(query)}


def _periods(connection: Connection) -> dict[int, tuple[str, date]]:
    period = tables.period
    found = connection.execute(select(period.c.id, period.c.code, period.c.start))
    return {number: (code, start) for number, code, start in found}


def _wanted_periods(connection: Connection, wanted: Wanted) -> dict[int, tuple[str, date]]:
    return {
        number: (code, start)
        for number, (code, start) in _periods(connection).items()
        if (wanted.periods is None or code in wanted.periods)
        and (wanted.since is None or start >= wanted.since)
    }


def _chosen(
    table: Table, wanted: Wanted, found: _Lookups, generation: int
) -> list[ColumnElement[bool]]:
    conditions = _standing(table, generation)
    # An area without a period leads nowhere unless the key's first column is named too.
    of_an_area = wanted.areas is not None and wanted.periods is None
    if wanted.indicators is not None or of_an_area:
        conditions.append(table.c.indicator_id.in_(list(found.indicators)))
    if wanted.areas is not None:
        conditions.append(table.c.area_id.in_(list(found.areas)))
    if wanted.breakdowns is not None:
        conditions.append(_breakdowns(table, wanted.breakdowns, found))
    by_period = wanted.periods is not None or wanted.since is not None
    if by_period and "period_id" in table.c:
        # An index over periods helps a map of all areas; it would lead a panel off its key.
        is_map = wanted.periods is not None and (wanted.indicators is None or wanted.areas is None)
        key = table.c.period_id if is_map else table.c.period_id + 0
        conditions.append(key.in_(list(found.periods)))
    return conditions


def _breakdowns(table: Table, names: Collection[str], found: _Lookups) -> ColumnElement[bool]:
    if set(names) == {TOTAL}:
        # Written out, not bound: an index over totals is used only where SQL names the total.
        return table.c.breakdown_id == literal_column(str(tables.TOTAL_ID))
    return table.c.breakdown_id.in_(list(found.breakdowns))


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
        long, long_way, long_real = zip(*rows, strict=True)  # fmt: skip
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
        ),
        len(rows),
    )


def _compared(row: tuple[Any, ...], found: _Lookups) -> ComparisonRow:
    i, a, b, p, comparator, value, outcome = row
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
    )
