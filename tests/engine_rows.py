"""Rows that are hard to count, in a table of every engine and in a file: for tests that these agree."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from framework.model.engines import Engine
from framework.model.expectations import Expect
from framework.model.expressions import (
    All,
    And,
    Arithmetic,
    Between,
    Call,
    Column,
    Compare,
    Comparison,
    Expression,
    Function,
    IsNull,
    Not,
    OneOf,
    Or,
    Sum,
    Value,
)
from framework.model.indicators import Indicator
from framework.model.measures import (
    Count,
    Distinct,
    Mean,
    Measure,
    Median,
    Percentile,
    Proportion,
    Ratio,
    RatioPart,
    Total,
    When,
)
from framework.model.periods import Basis, Grain
from framework.model.reads import ParquetFiles
from framework.model.remote_reads import DuckdbRead, SecretFrom, SqlRead
from framework.model.sources import AreaFrom, Band, ColumnType, LeaveOut, Source, SourceColumn
from tests.rows_in_code import indicator, source

SEED: Final = 20_260_601
HOSTILE: Final = "it's \\' \"; -- 100% :x {y}"
REASONS: Final = ("met", "moved", "déménagé à Zürich", "搬走了", HOSTILE, "Met")
URL: Final = "FINGERPOST_SOURCE_ENGINE_TEST"

COLUMNS: Final = (
    SourceColumn("started", ("started",), ColumnType.DATE),
    SourceColumn("ended", ("ended",), ColumnType.DATE),
    SourceColumn("born", ("born",), ColumnType.DATE),
    SourceColumn("person", ("person",), private=True),
    SourceColumn("reason", ("reason",)),
    SourceColumn("sex", ("sex",), one_of=("Female", "Male"), labels={"F": "Female", "M": "Male"}),
    SourceColumn("age_band", ("age",), bands=(Band("0-4", 0, 4), Band("5-9", 5, 9))),
    SourceColumn("cost", ("cost",), ColumnType.NUMBER, decimals=2, low=Decimal(-300)),
    SourceColumn("hours", ("hours",), ColumnType.NUMBER, decimals=3),
    SourceColumn("open_case", ("open case",), ColumnType.TRUTH),
)
EVENTS: Final = replace(
    source(columns=COLUMNS, dated="started"),
    area_from=AreaFrom(("ward", "district")),
    expect=Expect(quarantine_at_most=0.5),
    leave_out=(
        LeaveOut(Comparison(Compare.EQUAL, Column("reason"), Value("test")), "rows of tests"),
    ),
)
SCHEMA: Final = pa.schema(
    {
        "started": pa.timestamp("us"),
        "ended": pa.date32(),
        "born": pa.date32(),
        "person": pa.string(),
        "reason": pa.string(),
        "sex": pa.string(),
        "age": pa.int32(),
        "cost": pa.decimal128(20, 4),
        "hours": pa.float64(),
        "open case": pa.bool_(),
        "ward": pa.string(),
        "district": pa.string(),
    }
)
HOLIDAYS: Final = frozenset(
    {date(2024, 1, 1), date(2024, 3, 29), date(2024, 12, 25), date(2024, 12, 28)}
)


def hard_rows(count: int = 300) -> list[dict[str, Any]]:
    """Give rows as a table holds them: nulls, ties, leap days, clocks, decimals, all kinds of letters.

    One row in ten holds something that is wrong, or is left out.
    """
    dice = random.Random(SEED)
    return [_row(dice) for _ in range(count)]


def _row(dice: random.Random) -> dict[str, Any]:
    started, ended = _day(dice), _day(dice)
    row = {
        "started": started
        and datetime.combine(started, dice.choice([time(), time(23, 59, 59), time(0, 30)])),
        "ended": ended,
        "born": dice.choice([None, date(2012, 2, 29), date(2024, 2, 29), date(1995, 7, 31)]),
        "person": dice.choice([None, *"abcdefgh", " a", "", "É", "é"]),
        "reason": dice.choice([None, "met", "met", "met ", *REASONS]),
        "sex": dice.choice([None, "F", "M", "Female"]),
        "age": dice.choice([None, 0, 4, 5, 9, 10, 77]),
        "cost": dice.choice(
            [None, Decimal("0.01"), Decimal("-2.5"), Decimal("12.34"), Decimal("999999999999.99")]
        ),
        "hours": dice.choice([None, 0.1, 0.1 + 0.2, 7.125, 1e6 / 8, 0.0, -3.5]),
        "open case": dice.choice([None, True, False]),
        "ward": dice.choice(["W1", "W1", "W2", " W3", "", None]),
        "district": dice.choice(["D1", "D2", "C"]),
    }
    wrong = dice.choice([{}] * 40 + WRONG)
    return {**row, **wrong}


WRONG: Final[list[dict[str, Any]]] = [
    {"ward": "W9"},
    {"ward": None, "district": None},
    {"cost": Decimal("1.2345")},
    {"cost": Decimal(-301)},
    {"hours": float("nan")},
    {"hours": 0.12345},
    {"sex": "X"},
    {"ended": date(1850, 1, 1)},
    {"reason": "test", "ward": "W9"},
]


def _day(dice: random.Random) -> date | None:
    if dice.random() < 0.15:
        return None
    if dice.random() < 0.15:
        return dice.choice([date(2024, 2, 29), date(2024, 3, 31), date(2023, 12, 31)])
    return date(2023, 11, 1) + timedelta(days=dice.randrange(500))


def on(engine: Engine, read: object = None) -> Source:
    """Give the source of events as an engine counts it."""
    reads = {
        Engine.POSTGRES: SqlRead(SecretFrom("env", URL), "episodes"),
    }
    return replace(
        EVENTS, engine=engine, read=read or reads.get(engine, ParquetFiles("rows/*.parquet"))
    )


DUCKDB_FILE: Final = DuckdbRead("lake.duckdb", "episodes")


def write_parquet(data: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows as two files of a folder."""
    (data / "rows").mkdir()
    half = len(rows) // 2
    for name, part in (("a", rows[:half]), ("b", rows[half:])):
        pq.write_table(pa.Table.from_pylist(list(part), SCHEMA), data / "rows" / f"{name}.parquet")


# Indicators --------------------------------------------------------------------------------------

STARTED, ENDED = When("started"), When("ended")
OPEN = When(open_from="started", open_to="ended")


def _is(name: str, value: Any) -> Expression:
    return Comparison(Compare.EQUAL, Column(name), Value(value))


def _call(function: Function, *names: str) -> Expression:
    return Call(function, tuple(map(Column, names)))


def _more(left: Expression, number: str) -> Expression:
    return Comparison(Compare.MORE, left, Value(Decimal(number)))


MET, MALE = _is("reason", "met"), _is("sex", "Male")
DAYS = _call(Function.DAYS, "started", "ended")
CONDITIONS: Final[Mapping[str, Expression]] = {
    "all": All(),
    "met": MET,
    "hostile": _is("reason", HOSTILE),
    "unicode": OneOf(Column("reason"), ("搬走了", "déménagé à Zürich")),
    "not_met": Not(MET),
    "either": Or((MET, MALE)),
    "neither": Not(Or((MET, IsNull(Column("cost"))))),
    "both_open": And((MALE, IsNull(Column("ended")))),
    "truth": _is("open_case", value=True),
    "band": OneOf(Column("age_band"), ("0-4", "not known")),
    "days": Comparison(Compare.AT_MOST, DAYS, Value(Decimal(45))),
    "working_days": _more(_call(Function.WORKING_DAYS, "started", "ended"), "-20"),
    "months": _more(_call(Function.MONTHS, "started", "ended"), "0"),
    "age": _more(_call(Function.AGE, "born", "started"), "11"),
    "year": Comparison(Compare.EQUAL, _call(Function.YEAR, "ended"), Value(Decimal(2024))),
    "between": Between(Column("started"), Value(date(2024, 1, 1)), Value(date(2024, 2, 29))),
    "cost": _more(Column("cost"), "-2.505"),
    "float_compare": Comparison(
        Compare.LESS, Sum(Arithmetic.OVER, Column("cost"), Column("hours")), Value(Decimal("0.5"))
    ),
    "number_in": OneOf(Column("cost"), (Decimal("0.01"), Decimal("12.34"))),
}
NUMBERS: Final[Mapping[str, Expression]] = {
    "cost": Column("cost"),
    "hours": Column("hours"),
    "days": DAYS,
    "working": _call(Function.WORKING_DAYS, "started", "ended"),
    "plus": Sum(Arithmetic.PLUS, Column("cost"), DAYS),
    "times": Sum(Arithmetic.TIMES, Column("hours"), Value(Decimal("0.25"))),
    "over": Sum(Arithmetic.OVER, DAYS, Column("hours")),
}
SO_FAR = _call(Function.DAYS, "started", "period_end")
LONG_OPEN = Comparison(Compare.AT_LEAST, SO_FAR, Value(Decimal(60)))
SEX_AND_BAND = (("sex",), ("sex", "age_band"))


def every_measure() -> tuple[Indicator, ...]:
    """Give an indicator of every measure, condition and number, on every basis."""
    flows: dict[str, tuple[Measure, Basis]] = {
        # with one denominator, so that one statement holds all conditions
        **{f"of_{n}": (Proportion(c, MALE, STARTED), Basis.DURING) for n, c in CONDITIONS.items()},
        "count": (Count(All(), STARTED), Basis.DURING),
        "count_hostile": (Count(CONDITIONS["hostile"], STARTED), Basis.DURING),
        **{f"total_{n}": (Total(x, MET, STARTED), Basis.ROLLING_YEAR) for n, x in NUMBERS.items()},
        **{f"mean_{n}": (Mean(x, MALE, ENDED), Basis.DURING) for n, x in NUMBERS.items()},
        **{
            f"median_{n}": (Median(NUMBERS[n], All(), STARTED), Basis.DURING)
            for n in ("cost", "over")
        },
        "share": (Proportion(MET, Not(IsNull(Column("reason"))), STARTED), Basis.DURING),
        "share_to_date": (Proportion(MALE, MET, ENDED), Basis.YEAR_TO_DATE),
        "percentile": (Percentile(DAYS, Decimal("12.5"), MALE, ENDED), Basis.ROLLING_YEAR),
        "people": (Distinct("person", All(), STARTED), Basis.DURING),
        "people_year": (Distinct("person", MET, STARTED), Basis.ROLLING_YEAR),
        "ends": (Distinct("ended", All(), STARTED), Basis.DURING),
        "ratio": (
            Ratio(RatioPart(Column("cost"), MET), RatioPart(None, MALE), 7, STARTED),
            Basis.DURING,
        ),
    }
    stocks: dict[str, Measure] = {
        "open": Count(MET, OPEN),
        "open_for_ever": Count(All(), When(open_from="started")),
        "open_long": Count(LONG_OPEN, OPEN),
        "open_share": Proportion(LONG_OPEN, MALE, OPEN),
        "open_people": Distinct("person", All(), OPEN),
        "open_people_long": Distinct("person", LONG_OPEN, OPEN),
        "open_mean": Mean(Column("cost"), All(), OPEN),
        "open_median": Median(SO_FAR, All(), OPEN),
        "open_percentile": Percentile(Column("hours"), Decimal(90), MALE, OPEN),
    }
    made = [
        indicator(measure, key, basis=basis, by=SEX_AND_BAND if place % 3 == 0 else ())
        for place, (key, (measure, basis)) in enumerate(flows.items())
    ]
    made += [
        indicator(measure, key, basis=Basis.AT_END, grain=Grain.QUARTER, by=SEX_AND_BAND[:1])
        for key, measure in stocks.items()
    ]
    return tuple(made)
