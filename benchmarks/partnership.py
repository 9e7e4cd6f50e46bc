"""A made-up partnership of any size: events in Parquet, as connect leaves them, and its framework.

200 wards lie in 40 localities, 8 districts and 1 county. Of 20 indicators 8 are proportions, 4
rates, 3 means, 2 shares within a number of days, 2 medians and 1 a count of open cases; each is
told apart by age band and by sex at every level.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl

from framework.model.areas import Area, Geography, Level, Membership
from framework.model.expressions import (
    And,
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
from framework.model.measures import (
    Count,
    Mean,
    Measure,
    Median,
    PopulationPart,
    Proportion,
    Rate,
    When,
)
from framework.model.periods import Basis, Grain, YearType, add_months
from framework.model.reads import CsvFiles
from framework.model.sources import (
    AREA,
    FILE,
    PERIOD,
    ROW,
    AreaFrom,
    ColumnType,
    PeriodFrom,
    PeriodShape,
    Rows,
    Source,
    SourceColumn,
)

FIRST: Final = date(2021, 4, 1)
WARDS, LOCALITIES, DISTRICTS = 200, 40, 8
CATEGORIES, SETTINGS = 24, 10
AGES: Final = ("0-4", "5-10", "11-15", "16-17", "18-24", "25+")
SEXES: Final = ("Female", "Male")
FLAGS: Final = tuple(f"flag_{number}" for number in range(8))


def make_framework(indicators: int) -> Framework:
    """Declare the partnership with so many indicators."""
    levels = ("ward", "locality", "district", "county")
    geography = Geography(
        tuple(Level(level, level, f"{level}s") for level in levels),
        tuple(_areas()),
        tuple(_memberships()),
    )
    made = tuple(_indicator(number, levels) for number in range(indicators))
    sources = (_events(), _population())
    return Framework("made_up", "Made up", "Board", "C", geography, sources, made, ())


def write_events(path: Path, rows: int, months: int, seed: int) -> None:
    """Write events, a million at a time."""
    import pyarrow.parquet as pq

    random = np.random.default_rng(seed)
    writer = None
    for start in range(0, rows, 1_000_000):
        table = _rows(random, min(1_000_000, rows - start), start, months).to_arrow()
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table, row_group_size=250_000)
    if writer:
        writer.close()


def write_population(path: Path, months: int, seed: int) -> None:
    """Write a mid-year estimate by ward, age band and sex for every year."""
    random = np.random.default_rng(seed)
    years = range(FIRST.year - 1, add_months(FIRST, months).year + 1)
    held = [
        (f"W{ward}", str(year), age, sex)
        for year in years
        for ward in range(WARDS)
        for age in AGES
        for sex in SEXES
    ]
    frame = pl.DataFrame(held, schema=[AREA, PERIOD, "age_band", "sex"], orient="row")
    people = pl.Series("people", random.integers(50, 900, frame.height))
    frame.with_columns(people).write_parquet(path)


def needed_columns() -> list[str]:
    """Give the columns that the indicators read: what a bare scan has to touch at least."""
    return [AREA, *(column.name for column in _events().columns if column.name != "person")]


def _areas() -> Iterator[Area]:
    yield Area("C", "County", "county")
    for kind, count, level in (
        ("D", DISTRICTS, "district"),
        ("L", LOCALITIES, "locality"),
        ("W", WARDS, "ward"),
    ):
        yield from (Area(f"{kind}{number}", f"{kind}{number}", level) for number in range(count))


def _memberships() -> Iterator[Membership]:
    for ward in range(WARDS):
        yield Membership(f"W{ward}", f"L{ward * LOCALITIES // WARDS}")
    for locality in range(LOCALITIES):
        yield Membership(f"L{locality}", f"D{locality * DISTRICTS // LOCALITIES}")
    for district in range(DISTRICTS):
        yield Membership(f"D{district}", "C")


def _events() -> Source:
    text, number, day = ColumnType.TEXT, ColumnType.NUMBER, ColumnType.DATE
    columns = [
        SourceColumn("started", (), day, required=True),
        *(SourceColumn(name, (), day) for name in ("assessed", "planned", "ended")),
        SourceColumn("category", (), text, one_of=tuple(f"c{n}" for n in range(CATEGORIES))),
        SourceColumn("setting", (), text, one_of=tuple(f"s{n}" for n in range(SETTINGS))),
        SourceColumn("age_band", (), text, one_of=AGES),
        SourceColumn("sex", (), text, one_of=SEXES),
        SourceColumn("cost", (), number, decimals=2),
        SourceColumn("score", (), number, decimals=0),
        *(SourceColumn(name, (), ColumnType.TRUTH) for name in FLAGS),
        SourceColumn("person", (), text, private=True),
    ]
    read = CsvFiles("events.csv")
    return Source(
        "events",
        "Events",
        "Owner",
        Rows.EVENTS,
        read,
        tuple(columns),
        AreaFrom(("ward",)),
        dated="started",
    )


def _population() -> Source:
    columns = (
        SourceColumn("people", (), ColumnType.NUMBER, decimals=0),
        SourceColumn("age_band", (), one_of=AGES),
        SourceColumn("sex", (), one_of=SEXES),
    )
    period = PeriodFrom("year", PeriodShape.YEAR, Grain.YEAR, YearType.CALENDAR)
    return Source(
        "mid_year",
        "Mid-year estimates",
        "Owner",
        Rows.POPULATION,
        CsvFiles("mid_year.csv"),
        columns,
        AreaFrom(("ward",)),
        period_from=period,
        how_many="people",
    )


def _rows(random: np.random.Generator, count: int, start: int, months: int) -> pl.DataFrame:
    span = (add_months(FIRST, months) - FIRST).days
    started = np.datetime64(FIRST) + random.integers(0, span, count)

    def later(most: int) -> pl.Series:
        return pl.Series(started + random.integers(0, most, count)).cast(pl.Date)

    def text(prefix: str, most: int) -> pl.Series:
        names = pl.Series([f"{prefix}{number}" for number in range(most)])
        return names.gather(random.integers(0, most, count))

    def some(column: pl.Series, share: float) -> pl.Series:
        return column.to_frame("x").select(
            pl.when(pl.Series(random.random(count) < share)).then(pl.col("x"))
        )["x"]

    return pl.DataFrame(
        {
            "started": pl.Series(started).cast(pl.Date),
            "assessed": some(later(90), 0.9),
            "planned": some(later(60), 0.8),
            "ended": some(later(300), 0.7),
            "category": text("c", CATEGORIES),
            "setting": text("s", SETTINGS),
            "age_band": pl.Series(AGES).gather(random.integers(0, len(AGES), count)),
            "sex": pl.Series(SEXES).gather(random.integers(0, 2, count)),
            "cost": random.integers(0, 5_000_000, count),
            "score": random.integers(0, 100, count),
            **{name: random.random(count) < 0.1 * (i + 1) for i, name in enumerate(FLAGS)},
            "person": pl.Series("person", random.integers(0, count, count)).cast(pl.String),
            AREA: text("W", WARDS),
            PERIOD: pl.Series([None], dtype=pl.String).new_from_index(0, count),
            ROW: np.arange(start + 2, start + 2 + count),
            FILE: pl.Series(["events.csv"]).new_from_index(0, count),
        }
    )


def _indicator(number: int, levels: tuple[str, ...]) -> Indicator:
    basis = Basis.DURING
    kind = number % 20
    group = _is("category", f"c{number % CATEGORIES}")
    if number % 3 == 0:
        group = _is("setting", f"s{number % SETTINGS}")
    flag = Comparison(Compare.EQUAL, Column(FLAGS[number % len(FLAGS)]), Value(value=True))
    measure: Measure
    if kind < 8:
        measure = Proportion(flag, group, When("started"))
    elif kind < 12:
        part = PopulationPart("mid_year")
        measure = Rate(And((group, flag)), part, 10_000, When("started"))
    elif kind < 15:
        of = Column("cost" if number % 2 else "score")
        measure = Mean(of, group, When("started"))
    elif kind < 17:
        measure = Proportion(_within(number), And((group, _present("assessed"))), When("assessed"))
    elif kind < 19:
        measure = Median(_days("started", "planned"), group, When("planned"))
    else:
        measure = Count(group, When(open_from="started", open_to="ended"))
        basis = Basis.AT_END
    return Indicator(
        f"i{number}",
        f"Indicator {number}",
        "events",
        measure,
        Kind.PERFORMANCE,
        Polarity.HIGH,
        "percent",
        Grain.MONTH,
        basis=basis,
        by=(("age_band",), ("sex",)),
        levels=levels,
        by_levels=levels,
    )


def _is(name: str, value: Any) -> Expression:
    return Comparison(Compare.EQUAL, Column(name), Value(value))


def _present(name: str) -> Expression:
    return Not(IsNull(Column(name)))


def _days(first: str, last: str) -> Expression:
    return Call(Function.DAYS, (Column(first), Column(last)))


def _within(number: int) -> Expression:
    function = Function.WORKING_DAYS if number % 2 else Function.DAYS
    between = Call(function, (Column("started"), Column("assessed")))
    return Comparison(Compare.AT_MOST, between, Value(Decimal(30 + number % 3 * 15)))
