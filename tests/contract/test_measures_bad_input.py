"""Whatever rows a measure meets, it gives a number or a named reason, never a silent zero."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from framework.model.expressions import All, Arithmetic, Column, Expression, Sum
from framework.model.indicators import IntervalMethod
from framework.model.measures import (
    Count,
    Distinct,
    LifeExpectancy,
    Mean,
    Measure,
    Median,
    Percentile,
    PopulationPart,
    Proportion,
    Rate,
    Ratio,
    RatioPart,
    StandardisedRate,
    StandardisedRatio,
    Total,
    When,
    population_of,
)
from framework.model.periods import Grain, YearType
from framework.model.results import Flag
from framework.model.sources import (
    Band,
    ColumnType,
    Disclosure,
    PeriodFrom,
    PeriodShape,
    Rows,
    Source,
    SourceColumn,
)
from indicators.disclose.disclosing import disclose
from tests.rows_in_code import computed, framework, indicator, present, source

BANDS = (Band("0", 0, 0), Band("1-4", 1, 4), Band("5+", 5, None))
WEIGHTS = (("0", 1000), ("1-4", 4000), ("5+", 95000))
YEAR = When("started")
PEOPLE_PART = PopulationPart("mid_year")
COST, QUOTIENT = Column("cost"), Sum(Arithmetic.OVER, Column("cost"), Column("hours"))
MEASURES: Mapping[str, tuple[Measure, IntervalMethod]] = {
    "count": (Count(All(), YEAR), IntervalMethod.POISSON),
    "distinct": (Distinct("person", All(), YEAR), IntervalMethod.NONE),
    "proportion": (Proportion(present("cost"), present("age"), YEAR), IntervalMethod.WILSON),
    "rate": (Rate(All(), PEOPLE_PART, 1000, YEAR), IntervalMethod.POISSON),
    "mean": (Mean(COST, All(), YEAR), IntervalMethod.T),
    "mean_of_quotient": (Mean(QUOTIENT, All(), YEAR), IntervalMethod.T),
    "median": (Median(COST, All(), YEAR), IntervalMethod.NONE),
    "percentile": (Percentile(QUOTIENT, Decimal(90), All(), YEAR), IntervalMethod.NONE),
    "sum": (Total(COST, All(), YEAR), IntervalMethod.NONE),
    "ratio": (Ratio(RatioPart(COST), RatioPart(Column("hours")), 1, YEAR), IntervalMethod.NONE),
    "standardised_rate": (
        StandardisedRate(All(), PEOPLE_PART, "age", WEIGHTS, 1000, YEAR),
        IntervalMethod.DOBSON,
    ),
    "standardised_ratio": (
        StandardisedRatio(All(), PEOPLE_PART, "age", ("0", "1-4", "5+"), "C", 100, False, YEAR),
        IntervalMethod.BYAR,
    ),
    "life_expectancy": (
        LifeExpectancy(All(), PEOPLE_PART, "age", (("0", 0), ("1-4", 1), ("5+", 5)), 0, YEAR),
        IntervalMethod.SILCOCKS,
    ),
}


def events(**more: Any) -> Source:
    columns = (
        SourceColumn("started", (), ColumnType.DATE),
        SourceColumn("person", (), private=True),
        SourceColumn("age", (), bands=BANDS),
        SourceColumn("cost", (), ColumnType.NUMBER, decimals=0),
        SourceColumn("hours", (), ColumnType.NUMBER, decimals=0),
    )
    return source(columns=columns, dated="started", **more)


PEOPLE = source(
    "mid_year",
    Rows.POPULATION,
    (
        SourceColumn("people", (), ColumnType.NUMBER, decimals=0),
        SourceColumn("age", (), bands=BANDS),
    ),
    how_many="people",
    period_from=PeriodFrom("year", PeriodShape.YEAR, Grain.YEAR, YearType.CALENDAR),
)


def row(**cells: Any) -> dict[str, Any]:
    plain = {"area": "W1", "started": date(2024, 5, 5), "person": "a", "age": "0"}
    return plain | {"cost": 3, "hours": 2} | cells


ENDS = [row(started=date(2024, 1, 1), area="W3"), row(started=date(2024, 12, 31), area="W3")]
ROWS: Mapping[str, list[dict[str, Any]]] = {
    "one row": [row()],
    "two rows": [row(), row(cost=5)],
    "all missing": [row(person=None, age=None, cost=None, hours=None)] * 12,
    "zero denominators": [row(cost=0, hours=0)] * 12,
    "negative": [row(cost=-5, hours=-2), row(cost=5, hours=2)] * 6,
    "numerator above denominator": [row(age=None)] * 11 + [row()],
    "as large as it gets": [row(cost=10**12, hours=1)] * 12,
    "only the last age": [row(age="5+")] * 12,
    "no date": [row(started=None)] * 3,
}
LIVING: Mapping[str, list[dict[str, Any]]] = {
    kind: [
        {"area": ward, "period": "2023", "age": band.label, "people": people}
        for ward in ("W1", "W2", "W3")
        for band in BANDS
    ]
    for kind, people in {"some": 4000, "nobody": 0, "hidden": None, "below zero": -7}.items()
} | {"no row": []}
REASONS = Flag.SUPPRESSED | Flag.UNAVAILABLE | Flag.NOT_APPLICABLE | Flag.LOW_RELIABILITY
NUMBERS = ["value", "numerator", "denominator", "lower", "upper", "lower998", "upper998"]


COMBINED = [
    (name, cases, living)
    for name, (measure, _) in MEASURES.items()
    for cases in ROWS
    for living in (LIVING if population_of(measure) else ["some"])
]


def shown(
    folder: Path, name: str, cases: list[Any], living: list[Any]
) -> Iterator[Mapping[str, Any]]:
    """Give the results as a reader sees them: of a source that hides nothing, and of one that does."""
    measure, interval = MEASURES[name]
    settings: dict[str, Any] = {"grain": Grain.YEAR, "year_type": YearType.CALENDAR}
    one = indicator(measure, interval=interval, **settings)
    held = {"episodes": cases, "mid_year": living}
    found = computed(folder, [one], held, (events(), PEOPLE))
    for rule in (Disclosure(), Disclosure(5, 5)):
        made = framework([one], (events(disclosure=rule), PEOPLE))
        yield from disclose(found, made).frame.iter_rows(named=True)


@pytest.mark.parametrize(("name", "cases", "living"), COMBINED)
def test_there_is_a_number_or_a_reason(tmp_path: Path, name: str, cases: str, living: str) -> None:
    for result in shown(tmp_path, name, ENDS + ROWS[cases], LIVING[living]):
        has_reason = bool(Flag(result["flags"]) & REASONS)
        assert (result["value"] is None) == has_reason, result
        for number in NUMBERS:
            held = result[number]
            assert held is None or abs(held) < float("inf"), (number, result)


def test_nothing_over_nothing_is_not_calculable_and_not_zero(tmp_path: Path) -> None:
    for name in ("proportion", "mean", "median", "percentile"):
        cases = [row(age=None, cost=None, hours=None), *ENDS]
        found = list(shown(tmp_path, name, cases, LIVING["some"]))
        of_ward = [result for result in found if result["area"] == "W1"]
        assert [result["value"] for result in of_ward if result["value"] is not None] == []
        assert all(Flag(result["flags"]) & Flag.NOT_APPLICABLE for result in of_ward), name


def _percentile(folder: Path, at: str, *costs: int, of: Expression = COST) -> float:
    one = indicator(Percentile(of, Decimal(at), All(), YEAR), grain=Grain.YEAR)
    rows = [row(cost=cost) for cost in costs]
    rows[0]["started"], rows[-1]["started"] = date(2024, 4, 1), date(2025, 3, 31)
    found = computed(folder, [one], {"episodes": rows}, (events(),)).frame
    return float(found.filter(pl.col("area") == "C")["value"].item())


def test_a_percentile_lies_between_two_values_in_proportion(tmp_path: Path) -> None:
    assert _percentile(tmp_path, "90", 1, 2, 3, 4) == pytest.approx(3.7)
    assert _percentile(tmp_path, "0", 1, 2, 3, 4) == 1.0
    assert _percentile(tmp_path, "100", 1, 2, 3, 4) == 4.0
    assert _percentile(tmp_path, "50", 7, 7) == 7.0
