"""A small partnership built in code, with intake rows as connect leaves them: for tests of measures."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import polars as pl

from framework.model.areas import Area, Geography, Level, Membership
from framework.model.expressions import (
    Call,
    Column,
    Compare,
    Comparison,
    Expression,
    Function,
    IsNull,
    Not,
    Value,
)
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator, Kind, Polarity
from framework.model.measures import Measure
from framework.model.periods import Grain
from framework.model.reads import CsvFiles
from framework.model.sources import (
    AREA,
    AREA_WAS,
    FILE,
    PERIOD,
    ROW,
    STATUS,
    STATUS_SUFFIX,
    AreaFrom,
    ColumnType,
    Rows,
    Source,
    SourceColumn,
)
from indicators.measures.computed import Computed
from indicators.measures.computing import compute

CUTOFF: Final = date(2030, 12, 31)

LEVELS: Final = (
    Level("ward", "ward", "wards"),
    Level("district", "district", "districts"),
    Level("county", "county", "counties"),
)
AREAS: Final = (
    Area("C", "County", "county"),
    Area("D1", "First", "district"),
    Area("D2", "Second", "district"),
    Area("W1", "One", "ward"),
    Area("W2", "Two", "ward"),
    Area("W3", "Three", "ward"),
)
MEMBERSHIPS: Final = (
    Membership("W1", "D1"),
    Membership("W2", "D1"),
    Membership("W3", "D2"),
    Membership("D1", "C"),
    Membership("D2", "C"),
)
GEOGRAPHY: Final = Geography(LEVELS, AREAS, MEMBERSHIPS)

EPISODE_COLUMNS: Final = (
    SourceColumn("started", (), ColumnType.DATE),
    SourceColumn("ended", (), ColumnType.DATE),
    SourceColumn("person", (), private=True),
    SourceColumn("reason", (), one_of=("met", "moved")),
    SourceColumn("sex", (), one_of=("Female", "Male")),
    SourceColumn("age_band", (), order=("0-4", "5-9")),
    SourceColumn("cost", (), ColumnType.NUMBER, decimals=2),
    SourceColumn("open_case", (), ColumnType.TRUTH),
)

_DTYPES: Final[Mapping[ColumnType, type[pl.DataType]]] = {
    ColumnType.TEXT: pl.String,
    ColumnType.NUMBER: pl.Int64,
    ColumnType.DATE: pl.Date,
    ColumnType.TRUTH: pl.Boolean,
}


def source(
    id: str = "episodes",
    rows: Rows = Rows.EVENTS,
    columns: Sequence[SourceColumn] = EPISODE_COLUMNS,
    **more: Any,
) -> Source:
    read = CsvFiles(f"{id}.csv")
    return Source(id, id, "Data Officer", rows, read, tuple(columns), AreaFrom(("area",)), **more)


def indicator(
    measure: Measure, id: str = "one", source: str = "episodes", **more: Any
) -> Indicator:
    settings: dict[str, Any] = {"grain": Grain.MONTH} | more
    return Indicator(
        id,
        id,
        source,
        measure,
        kind=Kind.PERFORMANCE,
        polarity=Polarity.HIGH,
        unit="percent",
        **settings,
    )


def framework(
    indicators: Sequence[Indicator],
    sources: Sequence[Source] = (source(),),
    geography: Geography = GEOGRAPHY,
    **more: Any,
) -> Framework:
    return Framework(
        "small",
        "Small partnership",
        "Board",
        "C",
        geography,
        tuple(sources),
        tuple(indicators),
        (),
        **more,
    )


def write_rows(
    folder: Path, source: Source, rows: Sequence[Mapping[str, Any]], *, group: int | None = None
) -> Path:
    """Write rows as connect leaves them. `area`, `period`, `status` stand for the fixed columns."""
    published = source.rows is Rows.PUBLISHED
    schema: dict[str, Any] = {column.name: _dtype(column, published) for column in source.columns}
    schema |= {
        AREA: pl.String,
        AREA_WAS: pl.String,
        PERIOD: pl.String,
        STATUS: pl.String,
        ROW: pl.Int64,
        FILE: pl.String,
    }
    whys = {key for row in rows for key in row if key.startswith(STATUS_SUFFIX)}
    schema |= dict.fromkeys(sorted(whys), pl.String)
    fixed = {AREA: "area", AREA_WAS: "was", PERIOD: "period", STATUS: "status"}
    held = [
        {name: row.get(fixed.get(name, name)) for name in schema}
        | {ROW: row.get(ROW, place), FILE: f"{source.id}.csv"}
        for place, row in enumerate(rows, start=2)
    ]
    path = folder / f"{source.id}.parquet"
    pl.DataFrame(held, schema=schema).write_parquet(path, row_group_size=group)
    return path


def _dtype(column: SourceColumn, published: bool) -> type[pl.DataType]:
    if column.bands:
        return pl.String
    if published and column.type is ColumnType.NUMBER:
        return pl.Float64
    return _DTYPES[column.type]


def computed(
    folder: Path,
    indicators: Sequence[Indicator],
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    sources: Sequence[Source] = (source(),),
    geography: Geography = GEOGRAPHY,
    *,
    cutoff: date = CUTOFF,
    group: int | None = None,
    **more: Any,
) -> Computed:
    """Compute indicators from rows by source id."""
    made = framework(indicators, sources, geography, **more)
    intake = {
        one.id: write_rows(folder, one, rows[one.id], group=group)
        for one in sources
        if one.id in rows
    }
    return compute(made, intake, indicators, cutoff=cutoff, progress=lambda *_: None)


def series(
    result: Computed, column: str, area: str = "C", breakdown: str = "", id: str = "one"
) -> dict[str, Any]:
    """Give a column by period for one series."""
    frame = result.frame.filter(
        (pl.col("indicator") == id) & (pl.col("area") == area) & (pl.col("breakdown") == breakdown)
    )
    return dict(zip(frame["period"].to_list(), frame[column].to_list(), strict=True))


def equal(name: str, value: Any) -> Expression:
    return Comparison(Compare.EQUAL, Column(name), Value(value))


def present(name: str) -> Expression:
    return Not(IsNull(Column(name)))


def at_most(left: Expression, value: Any) -> Expression:
    return Comparison(Compare.AT_MOST, left, Value(value))


def days(first: str, last: str) -> Expression:
    return Call(Function.DAYS, (Column(first), Column(last)))
