"""Choosing facts by name at one generation, and reading them back as plain rows."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import repeat
from operator import attrgetter, itemgetter
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
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
    NotRated,
    Rating,
    Travel,
    Trend,
    Variation,
)
from framework.store import tables
from framework.store.codes import FLAGS, words_of
from framework.store.facts import COMPARISON, JUDGEMENT, RESULT, SERIES, Fact
from framework.store.known import Known
from framework.store.rows import ComparisonRow, LineRow, PointRow, SeriesRow

_TRUTH: Final = {0: False, 1: True, None: None}
_RATING: Final = words_of(Rating)
_REASON: Final = words_of(NotRated)
_TRAVEL: Final = words_of(Travel)
_OUTCOME: Final = words_of(Comparison)
_VARIATION: Final = words_of(Variation)
_ASSURANCE: Final = words_of(Assurance)
_TREND: Final = words_of(Trend)

_LINE_JUDGED: Final = ("rating", "target", "target_high")

_BY_TIME: Final = itemgetter(0, 1)

_IN_ORDER: Final = attrgetter("indicator", "area", "breakdown", "period_start", "period")


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
    codes: Mapping[int | None, str]


@dataclass(frozen=True, slots=True)
class _Shape:
    """By what a statement chooses its rows. Each is made once: to make it takes as long as to run it."""

    by_indicator: bool
    by_area: bool
    by_breakdown: bool
    totals: bool
    by_period: bool
    is_map: bool


def read_points(known: Known, wanted: Wanted, *, generation: int) -> list[PointRow]:
    """Read results with their judgements, by indicator, area, breakdown, then time."""
    found = _look_up(known, wanted)
    query = _select_points(_shape_of(wanted, found))
    points = _points(_rows(known, query, found, generation), found)
    points.sort(key=_IN_ORDER)
    return points


def read_lines(known: Known, wanted: Wanted, *, generation: int) -> dict[str, list[LineRow]]:
    """Read what small lines draw of one area and breakdown, by indicator, oldest first."""
    found = _look_up(known, wanted)
    query, periods = _select_lines(_shape_of(wanted, found)), found.periods
    rows = _rows(known, query, found, generation)
    cells = [
        (periods[p][1], periods[p][0], value, FLAGS[flags], _RATING[rating], target, high)
        for _, p, value, flags, rating, target, high in rows
    ]
    lines: dict[int, list[LineRow]] = defaultdict(list)
    for row, line_row in zip(rows, map(tuple.__new__, repeat(LineRow), cells), strict=True):
        lines[row[0]].append(line_row)
    for line in lines.values():
        line.sort(key=_BY_TIME)
    return {found.indicators[one]: line for one, line in lines.items()}


def read_comparisons(known: Known, wanted: Wanted, *, generation: int) -> list[ComparisonRow]:
    """Read where results stand beside their comparators, in the order of points."""
    found = _look_up(known, wanted)
    query = _select_facts(COMPARISON, _shape_of(wanted, found))
    compared = [_compared(row, found) for row in _rows(known, query, found, generation)]
    compared.sort(
        key=lambda c: (c.indicator, c.area, c.breakdown, c.period_start, c.period, c.comparator)
    )
    return compared


def read_series(known: Known, wanted: Wanted, *, generation: int) -> list[SeriesRow]:
    """Read what is known of whole series, by indicator, area and breakdown."""
    found = _look_up(known, wanted)
    query = _select_facts(SERIES, _shape_of(wanted, found))
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
        for i, a, b, n, f, t, c, variation, assurance, trend, chart, outlook in _rows(
            known, query, found, generation
        )
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


def _shape_of(wanted: Wanted, found: _Lookups) -> _Shape:
    names = wanted.breakdowns
    return _Shape(
        # An area leads nowhere unless the indicator is named too: it is first in the key and before
        # it in the index.
        by_indicator=wanted.indicators is not None or wanted.areas is not None,
        by_area=wanted.areas is not None,
        by_breakdown=names is not None,
        totals=names is not None and set(names) == {TOTAL},
        # Where every period is wanted, naming hundreds of them would only cost.
        by_period=len(found.periods) < len(found.codes),
        is_map=wanted.periods is not None and (wanted.indicators is None or wanted.areas is None),
    )


@cache
def _select_points(shape: _Shape) -> Select[Any]:
    return _select_judged(shape, [*RESULT.key_columns, *RESULT.payload], JUDGEMENT.payload)


@cache
def _select_lines(shape: _Shape) -> Select[Any]:
    return _select_judged(shape, ("indicator_id", "period_id", "value", "flags"), _LINE_JUDGED)


def _select_judged(shape: _Shape, own: Sequence[str], judged: Sequence[str]) -> Select[Any]:
    result, judgement = tables.result, tables.judgement
    same = [result.c[name] == judgement.c[name] for name in RESULT.key_columns]
    joined = result.outerjoin(judgement, and_(*same, *_standing(judgement)))
    columns = [*(result.c[name] for name in own), *(judgement.c[name] for name in judged)]
    return select(*columns).select_from(joined).where(*_chosen(result, shape))


@cache
def _select_facts(fact: Fact, shape: _Shape) -> Select[Any]:
    columns = [fact.table.c[column.column] for column in fact.columns]
    return select(*columns).where(*_chosen(fact.table, shape))


def _chosen(table: Table, shape: _Shape) -> list[ColumnElement[bool]]:
    conditions = _standing(table)
    if shape.by_indicator:
        conditions.append(table.c.indicator_id.in_(_ids("indicators")))
    if shape.by_area:
        conditions.append(table.c.area_id.in_(_ids("areas")))
    if shape.totals:
        # Written out, not bound: an index over totals is used only where SQL names the total.
        conditions.append(table.c.breakdown_id == literal_column(str(tables.TOTAL_ID)))
    elif shape.by_breakdown:
        conditions.append(table.c.breakdown_id.in_(_ids("breakdowns")))
    if shape.by_period and "period_id" in table.c:
        # An index over periods helps a map of all areas; it would lead a panel off its key.
        key = table.c.period_id if shape.is_map else table.c.period_id + 0
        conditions.append(key.in_(_ids("periods")))
    return conditions


def _ids(name: str) -> BindParameter[Sequence[int]]:
    # One parameter for the whole list: a page names hundreds, and each would be looked at alone.
    return bindparam(name, expanding=True)


def _standing(table: Table) -> list[ColumnElement[bool]]:
    generation: BindParameter[int] = bindparam("generation", type_=Integer)
    return [table.c.valid_from <= generation, table.c.valid_to > generation]


def _rows(known: Known, query: Select[Any], found: _Lookups, generation: int) -> Sequence[Any]:
    # What a statement does not ask for is not used.
    given = {
        "generation": generation,
        "indicators": list(found.indicators),
        "areas": list(found.areas),
        "breakdowns": list(found.breakdowns),
        "periods": list(found.periods),
    }
    return known.connection.execute(query, given).all()


def _points(rows: Sequence[Any], found: _Lookups) -> list[PointRow]:
    indicators, areas, breakdowns = found.indicators, found.areas, found.breakdowns
    periods, words = found.periods, found.words
    # fmt: off
    cells = [
        (
            indicators[i], areas[a], breakdowns[b], periods[p][0],
            value, over, under, low, high, low998, high998, FLAGS[flags], periods[p][1],
            _RATING[rating], _REASON[reason], words[rule], target, words[target_word], amber,
            short, _TRAVEL[short_way], _TRUTH[short_real],
            long, _TRAVEL[long_way], _TRUTH[long_real], target_high, _RATING[said], chance,
        )
        for i, a, b, p, value, over, under, low, high, low998, high998, flags,
        rating, reason, rule, target, target_word, amber, short, short_way, short_real,
        long, long_way, long_real, target_high, said, chance in rows
    ]
    # fmt: on
    # Made without a call for each: a page asks for thousands of rows.
    return [*map(tuple.__new__, repeat(PointRow), cells)]


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
