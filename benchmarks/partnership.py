"""A made-up partnership of any size: events in Parquet, as connect leaves them, and its framework.

Wards lie in localities, districts and 1 county. What is asked of the events: benchmarks.workloads.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from framework.model.areas import Area, Geography, Level, Membership
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator
from framework.model.periods import Grain, YearType, add_months
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
WARDS: Final = 200
CATEGORIES, SETTINGS = 24, 10
AGES: Final = ("0-4", "5-10", "11-15", "16-17", "18-24", "25+")
SEXES: Final = ("Female", "Male")
FLAGS: Final = tuple(f"flag_{number}" for number in range(8))


LEVELS: Final = ("ward", "locality", "district", "county")


@dataclass(frozen=True, slots=True)
class Size:
    """How large a partnership is: 5 wards make a locality, 5 localities a district."""

    rows: int
    months: int = 60
    wards: int = WARDS

    @property
    def places(self) -> tuple[tuple[str, int, str], ...]:
        """Give the letter, the number and the level of areas, the largest first."""
        localities = max(1, self.wards // 5)
        wards = "W", self.wards, "ward"
        return ("D", max(1, localities // 5), "district"), ("L", localities, "locality"), wards


def make_framework(made: Sequence[Indicator], size: Size) -> Framework:
    """Declare the partnership with some indicators."""
    geography = Geography(
        tuple(Level(level, level, f"{level}s") for level in LEVELS),
        tuple(_areas(size)),
        tuple(_memberships(size)),
    )
    made = tuple(made)
    sources = (_events(), _population())
    return Framework("made_up", "Made up", "Board", "C", geography, sources, made, ())


def write_events(path: Path, size: Size, seed: int) -> None:
    """Write events, a million at a time."""
    import pyarrow.parquet as pq

    random = np.random.default_rng(seed)
    writer = None
    for start in range(0, size.rows, 1_000_000):
        table = _rows(random, min(1_000_000, size.rows - start), start, size).to_arrow()
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table, row_group_size=250_000)
    if writer:
        writer.close()


def write_population(path: Path, size: Size, seed: int) -> None:
    """Write a mid-year estimate by ward, age band and sex for every year."""
    random = np.random.default_rng(seed)
    years = range(FIRST.year - 1, add_months(FIRST, size.months).year + 1)
    held = [
        (f"W{ward}", str(year), age, sex)
        for year in years
        for ward in range(size.wards)
        for age in AGES
        for sex in SEXES
    ]
    frame = pl.DataFrame(held, schema=[AREA, PERIOD, "age_band", "sex"], orient="row")
    people = pl.Series("people", random.integers(50, 900, frame.height))
    frame.with_columns(people).write_parquet(path)


def needed_columns() -> list[str]:
    """Give the columns that the indicators read: what a bare scan has to touch at least."""
    return [AREA, *(column.name for column in _events().columns if column.name != "person")]


def _areas(size: Size) -> Iterator[Area]:
    yield Area("C", "County", "county")
    for kind, count, level in size.places:
        yield from (Area(f"{kind}{number}", f"{kind}{number}", level) for number in range(count))


def _memberships(size: Size) -> Iterator[Membership]:
    above = "C", 1
    for kind, count, _level in size.places:
        for number in range(count):
            parent = "C" if above[0] == "C" else f"{above[0]}{number * above[1] // count}"
            yield Membership(f"{kind}{number}", parent)
        above = kind, count


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


def _rows(random: np.random.Generator, count: int, start: int, size: Size) -> pl.DataFrame:
    span = (add_months(FIRST, size.months) - FIRST).days
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
            AREA: text("W", size.wards),
            PERIOD: pl.Series([None], dtype=pl.String).new_from_index(0, count),
            ROW: np.arange(start + 2, start + 2 + count),
            FILE: pl.Series(["events.csv"]).new_from_index(0, count),
        }
    )
