"""Windows: whether the same person has another row so soon after, or before, as columns of truth.

They are worked out once for all rows of a source, before anything is counted. From then on a window
is a column like any other, so what counts rows knows nothing of windows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from framework.errors import MeasureError
from framework.model.expressions import Column, Window
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator
from framework.model.measures import windows_in
from framework.model.sources import FILE, ROW, ColumnType, Source, SourceColumn
from framework.model.written import written
from indicators.measures.intake import Intake
from indicators.measures.rendering import Renderer
from indicators.measures.unread import UnreadRows, unread_beside
from indicators.quality.unread import FAILED, has_failed, named

T = TypeVar("T")
Ints = NDArray[np.int64]
Truths = NDArray[np.bool_]

_KEY: Final = "key"
_DAY: Final = "day"
_FIRST: Final = "first"
_LAST: Final = "last"
_CODE: Final = "code"
_COUNTS: Final = "counts"
_ANYBODYS: Final = "anybody's"


def with_windows(
    framework: Framework,
    source: Source,
    intake: Intake,
    paths: Mapping[str, Path],
    indicators: Sequence[Indicator],
) -> tuple[Source, Intake, tuple[Indicator, ...]]:
    """Turn every window of some indicators of a source into a column of it.

    Args:
        framework: where the sources of the other rows are declared.
        source: the source of the indicators.
        intake: its rows.
        paths: the intake files by source id.
        indicators: all of them of that source.

    Raises:
        MeasureError: the source of the other rows was not read.
    """
    asked = {window: one.id for one in reversed(indicators) for window in windows_in(one.measure)}
    if not asked:
        return source, intake, tuple(indicators)
    columns, added, doubts = {}, [], []
    for window, indicator in sorted(asked.items(), key=lambda pair: repr(pair[0])):
        if window.source not in paths:
            raise MeasureError(indicator, f"the other rows, '{window.source}', were not read")
        columns[window] = written(window)
        found, doubt = _found(framework, window, source, paths)
        added.append(found.alias(columns[window]))
        if doubt is not None and doubt.any():
            doubts.append(doubt.alias(columns[window]))
    made = tuple(SourceColumn(name, (), ColumnType.TRUTH) for name in columns.values())
    without = [replace(one, measure=_without(one.measure, columns)) for one in indicators]
    wider = replace(source, columns=(*source.columns, *made))
    in_doubt = _rows_in_doubt(paths[source.id], doubts) if doubts else None
    return wider, intake.with_columns(pl.DataFrame(added), in_doubt), tuple(without)


def _rows_in_doubt(path: Path, doubts: Sequence[pl.Series]) -> pl.DataFrame:
    """Give the rows that may have another row which could not be used, like rows of which cells failed."""
    some = reduce(or_, doubts)
    rows = pl.scan_parquet(path).filter(some).collect().drop(FILE, ROW, strict=False)
    unknown = [pl.lit(None, dtype=pl.Boolean).alias(one.name) for one in doubts]
    failed = pl.lit("".join(named(one.name) for one in doubts)).alias(FAILED)
    return rows.with_columns(*unknown, failed)


def _without(part: T, columns: Mapping[Window, str]) -> T:
    """Put a column in the place of every window."""
    found: Any = part
    if isinstance(part, Window):
        found = Column(columns[part])
    elif isinstance(part, tuple):
        found = tuple(_without(one, columns) for one in part)
    elif is_dataclass(part) and not isinstance(part, type):
        held = {one.name: getattr(part, one.name) for one in fields(part) if one.init}
        found = replace(part, **{name: _without(one, columns) for name, one in held.items()})
    return found  # type: ignore[no-any-return]


def _found(
    framework: Framework, window: Window, source: Source, paths: Mapping[str, Path]
) -> tuple[pl.Series, pl.Series | None]:
    """Say of every row whether its window holds another row; null without a person or a date.

    Beside it stands whether it might, had another row been used; None where all were.
    """
    own = _own_rows(window, paths[source.id])
    others = _other_rows(framework, window, paths[window.source])
    counts = _found_of(own, others.filter(_COUNTS))
    if window.source == source.id:
        counts -= _itself(own, others)
    held, asks = pl.Series(counts > 0), own[_KEY].is_not_null() & own[_DAY].is_not_null()
    answer = pl.select(pl.when(asks).then(held)).to_series()
    renderer = Renderer(framework, framework.source(window.source))
    unread = unread_beside(paths[window.source], renderer)
    return answer, None if unread is None else asks & ~held & _may_be_found(own, window, unread)


def _found_of(own: pl.DataFrame, known: pl.DataFrame) -> Ints:
    """Count for every row the known rows of its person that lie in its window."""
    codes = known.select(pl.col(_KEY).unique()).with_row_index(_CODE)
    coded = known.join(codes, on=_KEY)
    asking = own.join(codes, on=_KEY, how="left", maintain_order="left")
    some = asking[_CODE].is_not_null() & asking[_DAY].is_not_null()
    counts = np.zeros(own.height, dtype=np.int64)
    if some.any():
        counts[some.to_numpy()] = _counts(asking.filter(some), coded)
    return counts


def _may_be_found(own: pl.DataFrame, window: Window, unread: UnreadRows) -> pl.Series:
    """Say which rows would find one that could not be used; one whose person failed is anybody's."""
    rows = unread.that_may_hold((window.where,)).select(
        pl.col(window.their_key).alias(_KEY),
        pl.col(window.their_date).alias(_DAY),
        has_failed(window.their_date).alias(_COUNTS),
        has_failed(window.their_key).alias(_ANYBODYS),
    )
    everybody = pl.lit(0).alias(_KEY)
    anybodys = rows.filter(_ANYBODYS).with_columns(everybody)
    return _may_lie(own, rows.drop_nulls(_KEY)) | _may_lie(own.with_columns(everybody), anybodys)


def _may_lie(own: pl.DataFrame, rows: pl.DataFrame) -> pl.Series:
    """Say in whose window one of some rows may lie; one without its date may lie on any day."""
    undated = rows.filter(_COUNTS)[_KEY].implode()
    dated = _found_of(own, rows.drop_nulls(_DAY)) > 0
    return pl.Series(dated) | own[_KEY].is_in(undated).fill_null(value=False)


def _own_rows(window: Window, path: Path) -> pl.DataFrame:
    """Give every row's person and date, with the first and the last day of its window."""
    day = pl.col(_DAY)
    length = f"{window.months}mo" if window.months else f"{window.days}d"
    near = 0 if window.same_day else 1
    first, last = (
        (day.dt.offset_by(f"{near}d"), day.dt.offset_by(length))
        if window.later
        else (day.dt.offset_by(f"-{length}"), day.dt.offset_by(f"-{near}d"))
    )
    keys = pl.col(window.own_key).alias(_KEY), pl.col(window.own_date).alias(_DAY)
    rows = pl.scan_parquet(path).select(*keys)
    return rows.with_columns(first.alias(_FIRST), last.alias(_LAST)).collect()


def _other_rows(framework: Framework, window: Window, path: Path) -> pl.DataFrame:
    """Give person and date of every row that may be found, and whether it counts."""
    truth = Renderer(framework, framework.source(window.source)).truth(window.where)
    key, day = pl.col(window.their_key), pl.col(window.their_date)
    counts = truth & key.is_not_null() & day.is_not_null()
    columns = key.alias(_KEY), day.alias(_DAY), counts.alias(_COUNTS)
    return pl.scan_parquet(path).select(*columns).collect()


def _counts(asking: pl.DataFrame, known: pl.DataFrame) -> Ints:
    """Count, for every row that asks, the known rows of its person in its window."""
    days = _numbers(known[_DAY])
    first, size = int(days.min()), int(days.max()) - int(days.min()) + 3
    # One line for each person, a day apart from the next, so that one sorted array holds them all.
    line = np.sort(_numbers(known[_CODE]) * size + (days - first + 1))
    begin = _numbers(asking[_CODE]) * size

    def place(name: str) -> Ints:
        offsets: Ints = np.clip(_numbers(asking[name]) - first + 1, 0, size - 1)
        return begin + offsets

    low, high = place(_FIRST), place(_LAST)
    # In the order of the line each search begins where the last one ended: several times faster.
    order = np.argsort(low)
    found = np.empty_like(low)
    ends = np.searchsorted(line, high[order], "right")
    found[order] = ends - np.searchsorted(line, low[order], "left")
    return found


def _itself(own: pl.DataFrame, others: pl.DataFrame) -> Truths:
    """Say which rows would find themselves: the two frames hold the same rows in the same order."""
    day = others[_DAY]
    # Under `called` a row's two persons differ, as a rule, and then it does not find itself.
    inside = (day >= own[_FIRST]) & (day <= own[_LAST]) & (own[_KEY] == others[_KEY])
    return (others[_COUNTS] & inside.fill_null(value=False)).to_numpy()


def _numbers(column: pl.Series) -> Ints:
    return column.to_physical().cast(pl.Int64).to_numpy()
