"""Tallies that stand for many, and the people that rates are per."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from framework.errors import MeasureError
from framework.model.expressions import Column
from framework.model.measures import (
    Count,
    Median,
    PopulationPart,
    Proportion,
    Rate,
    Ratio,
    RatioPart,
    Total,
    When,
)
from framework.model.periods import Basis, Grain, YearType
from framework.model.results import Flag
from framework.model.sources import (
    ColumnType,
    PeriodFrom,
    PeriodShape,
    Rows,
    Source,
    SourceColumn,
)
from indicators.measures.computed import Computed
from tests.rows_in_code import computed, equal, indicator, series, source

PUPILS = (
    SourceColumn("pupils", (), ColumnType.NUMBER, decimals=0),
    SourceColumn("absences", (), ColumnType.NUMBER, decimals=1),
    SourceColumn("kind", (), one_of=("met", "not")),
)


def tallies(grain: Grain = Grain.MONTH, year: YearType = YearType.FINANCIAL) -> Source:
    period = PeriodFrom("period", PeriodShape.MONTH, grain, year)
    return source("pupils", Rows.TALLIES, PUPILS, how_many="pupils", period_from=period)


def row(
    period: str, pupils: int | None, kind: str = "met", area: str = "W1", **more: Any
) -> dict[str, Any]:
    return {"period": period, "pupils": pupils, "kind": kind, "area": area} | more


def count_pupils(
    folder: Path, rows: Sequence[dict[str, Any]], source: Source, measure: Any = None, **more: Any
) -> Computed:
    one = indicator(measure or Count(), source="pupils", **more)
    return computed(folder, [one], {"pupils": rows}, (source,))


def test_a_row_counts_as_often_as_it_stands_for(tmp_path: Path) -> None:
    rows = [row("2024-01", 30), row("2024-01", 10, "not"), row("2024-02", 5, area="W3")]
    share = Proportion(equal("kind", "met"))
    result = count_pupils(tmp_path, rows, tallies(), share)
    assert series(result, "numerator") == {"2024-01": 30, "2024-02": 5}
    assert series(result, "denominator") == {"2024-01": 40, "2024-02": 5}
    assert result.matched["one"]["denominator_true"] == 3


def test_a_number_of_a_tally_is_said_once_for_all_it_stands_for(tmp_path: Path) -> None:
    rows = [row("2024-01", 30, absences=600), row("2024-01", 10, absences=200)]
    each = Ratio(RatioPart(Column("absences")), RatioPart())
    result = count_pupils(tmp_path, rows, tallies(), each)
    assert series(result, "numerator") == {"2024-01": 80.0}
    assert series(result, "denominator") == {"2024-01": 40}
    assert series(result, "cases") == {"2024-01": 40}


def test_one_hidden_part_makes_the_whole_unknown_not_smaller(tmp_path: Path) -> None:
    rows = [row("2024-01", 30), row("2024-01", None, area="W2"), row("2024-02", 7, area="W2")]
    result = count_pupils(tmp_path, rows, tallies())
    assert series(result, "numerator") == {"2024-01": None, "2024-02": 7}
    assert series(result, "flags")["2024-01"] == Flag.UNAVAILABLE
    assert series(result, "numerator", "W1") == {"2024-01": 30, "2024-02": 0}
    total = count_pupils(
        tmp_path, [row("2024-01", 3, absences=None)], tallies(), Total(Column("absences"))
    )
    assert series(total, "value") == {"2024-01": None}


def test_a_period_that_a_source_leaves_out_is_not_known(tmp_path: Path) -> None:
    rows = [row("2024-01", 30), row("2024-03", 20)]
    assert list(series(count_pupils(tmp_path, rows, tallies()), "numerator")) == [
        "2024-01",
        "2024-03",
    ]
    quarters = count_pupils(tmp_path, rows, tallies(), grain=Grain.QUARTER)
    assert quarters.frame.is_empty()


def test_coarser_periods_add_up_during_and_take_the_last_at_their_end(tmp_path: Path) -> None:
    rows = [row(f"2024-{month:02d}", month) for month in range(4, 10)]
    during = count_pupils(tmp_path, rows, tallies(), grain=Grain.QUARTER)
    assert series(during, "numerator") == {"2024/25 Q1": 15, "2024/25 Q2": 24}
    at_end = count_pupils(tmp_path, rows, tallies(), grain=Grain.QUARTER, basis=Basis.AT_END)
    assert series(at_end, "numerator") == {"2024/25 Q1 end": 6, "2024/25 Q2 end": 9}
    quarterly = [row(f"2024/25 Q{number}", number) for number in (1, 2, 3, 4)]
    year = count_pupils(tmp_path, quarterly, tallies(Grain.QUARTER), grain=Grain.YEAR)
    assert series(year, "numerator") == {"2024/25": 10}


def test_periods_that_do_not_add_up_are_refused(tmp_path: Path) -> None:
    rows = [row("2023", 5), row("2024", 6)]
    calendar = tallies(Grain.YEAR, YearType.CALENDAR)
    for more in ({"grain": Grain.YEAR}, {"grain": Grain.MONTH}):
        with pytest.raises(MeasureError, match="longer periods, or other years"):
            count_pupils(tmp_path, rows * 2, calendar, **more)


def test_a_median_needs_rows_of_one_case_each(tmp_path: Path) -> None:
    with pytest.raises(MeasureError, match="rows of one case each"):
        count_pupils(tmp_path, [row("2024-01", 3)], tallies(), Median(Column("absences")))


# Rates -----------------------------------------------------------------------------------------

PEOPLE = source(
    "mid_year",
    Rows.POPULATION,
    (
        SourceColumn("people", (), ColumnType.NUMBER, decimals=0),
        SourceColumn("age", (), ColumnType.NUMBER, decimals=0),
        SourceColumn("sex", (), one_of=("Female", "Male")),
    ),
    how_many="people",
    period_from=PeriodFrom("year", PeriodShape.YEAR, Grain.YEAR, YearType.CALENDAR),
)
EVENTS = source(dated="started")


def people(year: str, number: int | None, area: str = "W1", **more: Any) -> dict[str, Any]:
    return {"period": year, "people": number, "area": area, "sex": "Female", "age": 5} | more


def rate(
    folder: Path, held: Sequence[dict[str, Any]], year: Any = "latest", **more: Any
) -> Computed:
    from framework.model.expressions import All

    part = PopulationPart("mid_year", more.pop("where", All()), year)
    one = indicator(Rate(All(), part, 1000, When("started")), **more)
    rows = {
        "episodes": [
            {"started": date(2024, month, 3), "area": "W1", "sex": "Female"} for month in (5, 7)
        ],
        "mid_year": held,
    }
    return computed(folder, [one], rows, (EVENTS, PEOPLE))


def test_the_latest_estimate_is_the_newest_not_after_the_periods_end(tmp_path: Path) -> None:
    result = rate(tmp_path, [people("2023", 100), people("2024", 200)])
    assert series(result, "denominator") == {"2024-05": 100, "2024-06": 200, "2024-07": 200}
    assert series(result, "numerator") == {"2024-05": 1, "2024-06": 0, "2024-07": 1}
    assert series(result, "flags")["2024-06"] == Flag.FILLED_ZERO


def test_the_same_year_is_that_in_which_the_period_ends(tmp_path: Path) -> None:
    result = rate(tmp_path, [people("2023", 100), people("2024", 200)], "same")
    assert set(series(result, "denominator").values()) == {200}


def test_a_period_before_the_first_estimate_cannot_be_calculated(tmp_path: Path) -> None:
    result = rate(tmp_path, [people("2024", 200)])
    assert series(result, "denominator") == {"2024-05": None, "2024-06": 200, "2024-07": 200}
    assert series(result, "flags")["2024-05"] == Flag.UNAVAILABLE


def test_people_without_a_case_have_a_rate_of_zero_and_areas_without_people_none(
    tmp_path: Path,
) -> None:
    result = rate(tmp_path, [people("2023", 100), people("2023", 50, "W2")])
    assert set(series(result, "numerator", "W2").values()) == {0}
    assert not series(result, "numerator", "W3")
    assert set(series(result, "denominator", "D1").values()) == {150}


def test_nobody_is_counted_at_two_levels(tmp_path: Path) -> None:
    held = [people("2023", 100), people("2023", 90, "D1"), people("2023", 7, "D2")]
    result = rate(tmp_path, held)
    for area, number in (("W1", 100), ("D1", 90), ("C", 97)):
        assert set(series(result, "denominator", area).values()) == {number}


def test_a_condition_picks_the_people(tmp_path: Path) -> None:
    held = [people("2023", 100, age=5), people("2023", 900, age=40)]
    result = rate(tmp_path, held, where=equal("age", Decimal(5)))
    assert set(series(result, "denominator").values()) == {100}


def test_a_condition_that_nobody_of_a_population_meets_is_named(tmp_path: Path) -> None:
    result = rate(tmp_path, [people("2023", 100)], where=equal("age", Decimal(6)))
    assert result.frame.is_empty()
    assert any("population 'mid_year'" in one and "age = 6" in one for one in result.warnings)


def test_a_breakdown_divides_by_its_own_people(tmp_path: Path) -> None:
    held = [people("2023", 100), people("2023", 80, sex="Male")]
    result = rate(tmp_path, held, by=(("sex",),))
    assert set(series(result, "denominator", breakdown="sex=Female").values()) == {100}
    assert list(series(result, "numerator", breakdown="sex=Male").values()) == [0, 0, 0]


def test_a_breakdown_the_population_does_not_know_has_no_rate_and_says_so(tmp_path: Path) -> None:
    result = rate(tmp_path, [people("2023", 100)], by=(("age_band",),))
    assert set(result.frame["breakdown"]) == {""}
    assert any("does not know 'age_band'" in text for text in result.warnings)


def test_hidden_people_make_a_rate_that_cannot_be_calculated(tmp_path: Path) -> None:
    result = rate(tmp_path, [people("2023", 100), people("2023", None, "W2")])
    assert set(series(result, "denominator", "D1").values()) == {None}
    assert set(series(result, "denominator", "W1").values()) == {100}
