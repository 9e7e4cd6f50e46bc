"""Whatever the rows, standardised measures say what plain loops over areas, periods and ages say."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework.model.expressions import All, Column, Compare, Comparison, Expression, Value
from framework.model.indicators import Indicator, IntervalMethod
from framework.model.measures import (
    PopulationPart,
    StandardisedRate,
    StandardisedRatio,
    When,
)
from framework.model.periods import Basis, Grain, Period, YearType, period_from_code
from framework.model.results import Flag
from framework.model.sources import (
    Band,
    ColumnType,
    PeriodFrom,
    PeriodShape,
    Rows,
    SourceColumn,
)
from indicators.measures.computed import Computed
from tests.measures_oracle import lies_in
from tests.property.test_measures_oracle import QUIET
from tests.rows_in_code import GEOGRAPHY, computed, indicator, source

BANDS = (Band("0-4", 0, 4), Band("5-9", 5, 9), Band("10+", 10, None))
LABELS = tuple(band.label for band in BANDS)
EVENTS = source(
    columns=(
        SourceColumn("started", (), ColumnType.DATE),
        SourceColumn("reason", (), one_of=("met", "moved")),
        SourceColumn("sex", (), one_of=("Female", "Male")),
        SourceColumn("age", (), bands=BANDS),
    ),
    dated="started",
)
PEOPLE = source(
    "mid_year",
    Rows.POPULATION,
    (
        SourceColumn("people", (), ColumnType.NUMBER, decimals=0),
        SourceColumn("sex", (), one_of=("Female", "Male")),
        SourceColumn("age", (), bands=BANDS),
    ),
    how_many="people",
    period_from=PeriodFrom("year", PeriodShape.YEAR, Grain.YEAR, YearType.CALENDAR),
)
Row = Mapping[str, Any]

event = st.fixed_dictionaries(
    {
        "area": st.sampled_from(["W1", "W1", "W2", "W3", "not_known"]),
        "started": st.none() | st.dates(date(2024, 1, 1), date(2024, 12, 31)),
        "reason": st.sampled_from([None, "met", "met", "moved"]),
        "sex": st.sampled_from(["Female", "Male", None]),
        "age": st.sampled_from([*LABELS, None]),
    }
)
events = st.integers(20, 90).flatmap(lambda size: st.lists(event, min_size=size, max_size=size))
people = st.lists(st.sampled_from([0, 40, 55, None, 90, 130]), min_size=36, max_size=36).map(
    lambda numbers: [
        {"area": ward, "period": year, "sex": sex, "age": age, "people": number}
        for (ward, year, sex, age), number in zip(
            [
                (ward, year, sex, age)
                for ward in ("W1", "W2", "W3")
                for year in ("2023", "2024")
                for sex in ("Female", "Male")
                for age in LABELS
            ],
            numbers,
            strict=True,
        )
    ]
)
MET: Expression = Comparison(Compare.EQUAL, Column("reason"), Value("met"))
populations = st.builds(
    lambda year: PopulationPart("mid_year", year=year), st.sampled_from(["latest", "same"])
)
rates = st.builds(
    lambda numerator, part, weights: StandardisedRate(
        numerator, part, "age", weights, 1000, When("started")
    ),
    st.sampled_from([All(), MET]),
    populations,
    st.sampled_from(
        [(("0-4", 5000), ("5-9", 5500), ("10+", 89500)), (("5-9", 5500), ("10+", 89500))]
    ),
)
ratios = st.builds(
    lambda numerator, part, reference, as_rate: StandardisedRatio(
        numerator, part, "age", LABELS, reference, 100, as_rate, When("started")
    ),
    st.sampled_from([All(), MET]),
    populations,
    st.sampled_from(["C", "D1"]),
    st.booleans(),
)


def made(measure: Any, grain: Grain, by: tuple[tuple[str, ...], ...]) -> Indicator:
    basis = Basis.ROLLING_YEAR if grain is Grain.MONTH else Basis.DURING
    return indicator(
        measure,
        grain=grain,
        basis=basis,
        by=by,
        year_type=YearType.CALENDAR,
        interval=IntervalMethod.DOBSON,
    )


indicators = st.builds(
    made,
    rates | ratios,
    st.sampled_from([Grain.MONTH, Grain.QUARTER]),
    st.sampled_from([(), (("sex",),)]),
)


def results_of(one: Indicator, cases: Sequence[Row], living: Sequence[Row]) -> Computed:
    held = {"episodes": cases, "mid_year": living}
    with TemporaryDirectory() as folder:
        return computed(Path(folder), [one], held, (EVENTS, PEOPLE), cutoff=date(2024, 12, 31))


def of_series(row: Row, area: str, sex: str | None) -> bool:
    mine = lies_in(row["area"], area, GEOGRAPHY, "C")
    return mine and (sex is None or (row["sex"] or "Not known") == sex)


def counts(
    measure: Any, period: Period, cases: Sequence[Row], area: str, sex: str | None, band: str
) -> Fraction:
    first, after = period.covers
    return Fraction(
        sum(
            of_series(row, area, sex)
            and row["age"] == band
            and row["started"] is not None
            and first <= row["started"] < after
            and (measure.numerator == All() or row["reason"] == "met")
            for row in cases
        )
    )


def people_of(
    measure: Any, period: Period, living: Sequence[Row], area: str, sex: str | None, band: str
) -> Fraction | None:
    year = period.last_day.year
    if measure.population.year == "latest" and date(year, 6, 30) > period.last_day:
        year -= 1
    found = [
        row["people"]
        for row in living
        if of_series(row, area, sex) and row["age"] == band and row["period"] == str(year)
    ]
    return None if None in found or not found else Fraction(sum(found))


def expected(
    measure: Any, period: Period, cases: Any, living: Any, area: str, sex: str | None
) -> tuple[Fraction | None, Flag]:
    """Give the value, and the flag that says why there is none."""
    ages = [label for label, _ in measure.weights] if hasattr(measure, "weights") else LABELS
    x = [counts(measure, period, cases, area, sex, band) for band in ages]
    n = [people_of(measure, period, living, area, sex, band) for band in ages]
    if hasattr(measure, "weights"):
        return _direct(x, n, [Fraction(weight) for _, weight in measure.weights], measure.per)
    x_ref = [counts(measure, period, cases, measure.reference, None, band) for band in ages]
    n_ref = [people_of(measure, period, living, measure.reference, None, band) for band in ages]
    return _indirect(x, n, x_ref, n_ref, measure)


def _direct(x: Any, n: Any, w: Any, per: int) -> tuple[Fraction | None, Flag]:
    if None in n:
        return None, Flag.UNAVAILABLE
    if 0 in n:
        return None, Flag.NOT_APPLICABLE
    if sum(x) < 10:
        return None, Flag.LOW_RELIABILITY
    weighted = sum(weight * cases / living for cases, living, weight in zip(x, n, w, strict=True))
    return weighted / sum(w) * per, Flag.NONE


def _indirect(x: Any, n: Any, x_ref: Any, n_ref: Any, measure: Any) -> tuple[Fraction | None, Flag]:
    if None in n or None in n_ref:
        return None, Flag.UNAVAILABLE
    if 0 in n_ref:
        return None, Flag.NOT_APPLICABLE
    due = sum(living * cases / base for living, cases, base in zip(n, x_ref, n_ref, strict=True))
    if due == 0:
        return None, Flag.NOT_APPLICABLE
    value = measure.per * sum(x) / due
    return value * sum(x_ref) / sum(n_ref) if measure.as_rate else value, Flag.NONE


@QUIET
@given(indicators, events, people)
def test_standardised_values_agree_with_plain_loops(
    one: Indicator, cases: list[Any], living: list[Any]
) -> None:
    reasons = Flag.UNAVAILABLE | Flag.NOT_APPLICABLE | Flag.LOW_RELIABILITY
    for row in results_of(one, cases, living).frame.iter_rows(named=True):
        sex = row["breakdown"].removeprefix("sex=") or None
        period = period_from_code(row["period"])
        value, flag = expected(one.measure, period, cases, living, row["area"], sex)
        assert Flag(row["flags"]) & reasons == flag, row
        if value is None:
            assert (row["value"], row["lower"], row["upper998"]) == (None, None, None)
        else:
            assert row["value"] == pytest.approx(float(value), rel=1e-9)
            low, high = (row["lower998"], row["lower"]), (row["upper"], row["upper998"])
            assert 0 <= low[0] <= low[1] <= row["value"] <= high[0] <= high[1]
