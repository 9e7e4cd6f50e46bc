"""Which periods get a result, and what its flags say."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from framework.errors import MeasureError
from framework.model.expressions import All, Call, Column, Function
from framework.model.indicators import SeriesBreak
from framework.model.measures import (
    Count,
    Distinct,
    Mean,
    PopulationPart,
    Proportion,
    Rate,
    Total,
    When,
)
from framework.model.periods import Basis, Grain, YearType
from framework.model.results import Flag
from framework.model.sources import (
    ColumnType,
    Covers,
    PeriodFrom,
    PeriodShape,
    Rows,
    SourceColumn,
)
from tests.rows_in_code import at_most, computed, equal, indicator, present, series, source

STARTED = Count(when=When("started"))
DATED = source(dated="started")


def started(*days: date, area: str = "W1") -> list[dict[str, Any]]:
    return [{"started": day, "area": area, "person": "ann"} for day in days]


def test_a_month_without_a_row_is_a_true_zero(tmp_path: Path) -> None:
    rows = {"episodes": started(date(2024, 1, 5), date(2024, 3, 5))}
    result = computed(tmp_path, [indicator(STARTED)], rows)
    assert series(result, "numerator") == {"2024-01": 1, "2024-02": 0, "2024-03": 1}
    assert series(result, "flags")["2024-02"] == Flag.FILLED_ZERO
    assert series(result, "flags")["2024-01"] == Flag.NONE


def test_an_area_in_which_nothing_ever_happened_has_no_series(tmp_path: Path) -> None:
    result = computed(tmp_path, [indicator(STARTED)], {"episodes": started(date(2024, 1, 5))})
    assert result.frame["area"].to_list() == ["C", "D1", "W1"]


def test_nothing_of_nothing_is_not_applicable_and_never_zero(tmp_path: Path) -> None:
    one = indicator(Proportion(equal("reason", "met"), present("ended"), When("started")))
    rows = started(date(2024, 1, 5), date(2024, 2, 5))
    rows[0] |= {"ended": date(2024, 1, 6), "reason": "met"}
    result = computed(tmp_path, [one], {"episodes": rows})
    assert series(result, "denominator") == {"2024-01": 1, "2024-02": 0}
    assert series(result, "value") == {"2024-01": None, "2024-02": None}
    assert series(result, "flags") == {"2024-01": Flag.NONE, "2024-02": Flag.NOT_APPLICABLE}


def test_a_period_counts_only_once_it_has_ended_by_the_cutoff(tmp_path: Path) -> None:
    rows = {"episodes": started(date(2024, 1, 5), date(2024, 2, 5))}
    for cutoff, months in (
        (date(2024, 2, 28), ["2024-01"]),
        (date(2024, 2, 29), ["2024-01", "2024-02"]),
    ):
        result = computed(tmp_path, [indicator(STARTED)], rows, cutoff=cutoff)
        assert list(series(result, "numerator")) == months


def test_covers_says_which_months_a_source_speaks_of(tmp_path: Path) -> None:
    rows = {"episodes": started(date(2024, 2, 5), date(2024, 6, 5))}
    covered = source(dated="started", covers=Covers(date(2024, 1, 1), date(2024, 3, 31)))
    result = computed(tmp_path, [indicator(STARTED)], rows, (covered,))
    assert series(result, "numerator") == {"2024-01": 0, "2024-02": 1, "2024-03": 0}
    assert result.matched["one"]["outside"] == 1
    assert [one.code for one in result.covered["episodes"]] == ["2024-01", "2024-03"]


def test_a_quarter_needs_all_its_months(tmp_path: Path) -> None:
    rows = {"episodes": started(date(2024, 2, 5), date(2024, 4, 5), date(2024, 9, 5))}
    result = computed(tmp_path, [indicator(STARTED, grain=Grain.QUARTER)], rows)
    assert series(result, "numerator") == {"2024/25 Q1": 1, "2024/25 Q2": 1}


def test_a_year_to_date_begins_with_the_year_and_a_rolling_year_needs_twelve_months(
    tmp_path: Path,
) -> None:
    days = [date(2024, month, 1) for month in range(2, 13)] + [
        date(2025, month, 1) for month in (1, 2, 3, 4)
    ]
    to_date = indicator(STARTED, "to_date", basis=Basis.YEAR_TO_DATE)
    rolling = indicator(STARTED, "rolling", basis=Basis.ROLLING_YEAR)
    result = computed(tmp_path, [to_date, rolling], {"episodes": started(*days)}, (DATED,))
    counted = series(result, "numerator", id="to_date")
    assert next(iter(counted)) == "2024-04 ytd"
    assert counted["2024-06 ytd"] == 3
    assert counted["2025-03 ytd"] == 12
    assert counted["2025-04 ytd"] == 1
    assert series(result, "numerator", id="rolling") == {
        f"2025-{month:02d} r12": 12 for month in (1, 2, 3, 4)
    }


def test_somebody_seen_in_two_months_is_one_person_of_the_year(tmp_path: Path) -> None:
    days = [date(2024, 4, 1), date(2024, 9, 1), date(2025, 3, 1)]
    one = indicator(Distinct("person", when=When("started")), grain=Grain.YEAR)
    rows = [*started(*days), *started(days[0], area="W3")]
    result = computed(tmp_path, [one], {"episodes": rows})
    assert series(result, "numerator") == {"2024/25": 1}
    assert series(result, "numerator", "D1") == series(result, "numerator", "D2")


def test_what_is_open_counts_on_the_last_day_and_not_on_the_day_it_closes(tmp_path: Path) -> None:
    one = indicator(Count(when=When(open_from="started", open_to="ended")), basis=Basis.AT_END)
    rows: list[dict[str, Any]] = [
        {"started": date(2023, 12, 1), "ended": date(2024, 2, 29), "area": "W1"},
        {"started": date(2024, 1, 31), "ended": None, "area": "W1"},
        {"started": date(2024, 2, 1), "ended": date(2024, 2, 1), "area": "W1"},
        {"started": date(2024, 3, 9), "ended": date(2024, 1, 9), "area": "W1"},
    ]
    covered = source(dated="started", covers=Covers(date(2024, 1, 1), None))
    result = computed(tmp_path, [one], {"episodes": rows}, (covered,))
    assert series(result, "numerator") == {
        "2024-01 end": 2,  # opened before the covered months counts too
        "2024-02 end": 1,
        "2024-03 end": 1,
    }


def test_a_condition_may_look_at_the_end_of_the_period(tmp_path: Path) -> None:
    long_open = at_most(Call(Function.DAYS, (Column("started"), Column("period_end"))), 31)
    when = When(open_from="started", open_to="ended")
    one = indicator(Proportion(long_open, All(), when), basis=Basis.AT_END)
    rows = started(date(2024, 1, 1), date(2024, 2, 20))
    result = computed(tmp_path, [one], {"episodes": rows}, (DATED,))
    assert series(result, "numerator") == {"2024-01 end": 1, "2024-02 end": 1}
    assert series(result, "denominator") == {"2024-01 end": 1, "2024-02 end": 2}


def test_the_last_periods_are_provisional_and_a_new_series_is_marked(tmp_path: Path) -> None:
    one = indicator(
        STARTED, provisional_periods=1, breaks=(SeriesBreak(date(2024, 2, 1), "new rules"),)
    )
    rows = {"episodes": started(*(date(2024, month, 1) for month in (1, 2, 3)))}
    result = computed(tmp_path, [one], rows)
    assert list(series(result, "flags").values()) == [Flag.NONE, Flag.BREAK, Flag.PROVISIONAL]


def test_a_break_before_the_first_period_marks_nothing(tmp_path: Path) -> None:
    one = indicator(STARTED, breaks=(SeriesBreak(date(2020, 1, 1), "new rules"),))
    result = computed(tmp_path, [one], {"episodes": started(date(2024, 1, 1))})
    assert series(result, "flags") == {"2024-01": Flag.NONE}


def test_a_sum_of_rows_without_a_number_is_missing_and_of_no_row_is_zero(tmp_path: Path) -> None:
    rows = started(date(2024, 1, 1), date(2024, 2, 1), date(2024, 4, 1))
    rows[0]["cost"] = 250
    rows[2]["cost"] = 150
    one = indicator(Total(Column("cost"), when=When("started")))
    result = computed(tmp_path, [one], {"episodes": rows})
    assert list(series(result, "value").values()) == [2.5, None, 0.0, 1.5]
    assert list(series(result, "cases").values()) == [1, 0, 0, 1]
    assert list(series(result, "flags").values()) == [0, Flag.UNAVAILABLE, Flag.FILLED_ZERO, 0]


def test_a_month_with_no_row_at_all_is_pointed_out_where_rows_are_many(tmp_path: Path) -> None:
    rows = {"episodes": started(*[date(2024, month, 1) for month in (1, 3) for _ in range(40)])}
    result = computed(tmp_path, [indicator(STARTED)], rows, (DATED,))
    assert any("no row at all in 2024-02" in one for one in result.warnings)


def test_a_condition_that_nothing_meets_is_named(tmp_path: Path) -> None:
    one = indicator(Count(equal("reason", "gone"), When("started")))
    result = computed(tmp_path, [one], {"episodes": started(date(2024, 1, 1))})
    assert result.frame.is_empty()
    assert [text for text in result.warnings if "reason = 'gone'" in text and "'one'" in text]


def test_rows_are_told_apart_by_what_became_of_them(tmp_path: Path) -> None:
    rows = started(date(2024, 1, 1), date(2024, 1, 2), date(2024, 1, 3), date(2024, 1, 4))
    rows[0] |= {"ended": date(2024, 1, 9), "reason": "met"}
    rows[1] |= {"ended": date(2024, 1, 9), "reason": "moved"}
    rows[2] |= {"ended": date(2024, 1, 9)}
    rows.append({"started": None, "ended": date(2024, 1, 9), "area": "W1"})
    one = indicator(Proportion(equal("reason", "met"), present("ended"), When("started")))
    assert computed(tmp_path, [one], {"episodes": rows}).matched["one"] == {
        "numerator_true": 1,
        "numerator_false": 1,
        "numerator_unknown": 2,
        "denominator_true": 4,
        "outside": 1,
        "rows": 5,
    }


def test_a_source_without_a_date_gives_nothing_and_says_so(tmp_path: Path) -> None:
    result = computed(tmp_path, [indicator(STARTED)], {"episodes": []})
    assert result.frame.is_empty()
    assert "no dated row" in result.warnings[0]


@pytest.mark.parametrize(
    ("measure", "basis", "words"),
    [
        (Count(when=When(open_from="started")), Basis.DURING, "basis: at end"),
        (Count(), Basis.DURING, "dated: COLUMN"),
        (
            Mean(
                Call(Function.DAYS, (Column("started"), Column("period_end"))), when=When("started")
            ),
            Basis.DURING,
            "period_end",
        ),
    ],
)
def test_what_cannot_be_laid_along_periods_is_refused(
    tmp_path: Path, measure: Count, basis: Basis, words: str
) -> None:
    both = [indicator(STARTED, "other"), indicator(measure, basis=basis)]
    with pytest.raises(MeasureError, match=words) as caught:
        computed(tmp_path, both, {"episodes": started(date(2024, 1, 1))})
    assert caught.value.indicator == "one"


def test_a_pool_counts_all_its_years_and_needs_all_of_them(tmp_path: Path) -> None:
    days = [date(year, 6, 1) for year in (2021, 2022, 2022, 2023, 2024, 2024, 2024)]
    year = {"grain": Grain.YEAR, "year_type": YearType.CALENDAR}
    pooled = indicator(STARTED, "pooled", basis=Basis.POOLED, pooled_years=2, **year)
    people = indicator(
        Distinct("person", when=When("started")),
        "people",
        basis=Basis.POOLED,
        pooled_years=2,
        **year,
    )
    covered = source(dated="started", covers=Covers(date(2021, 1, 1), date(2024, 12, 31)))
    result = computed(tmp_path, [pooled, people], {"episodes": started(*days)}, (covered,))
    assert series(result, "numerator", id="pooled") == {
        "2022 pool2": 3,
        "2023 pool2": 3,
        "2024 pool2": 4,
    }
    assert set(series(result, "numerator", id="people").values()) == {1}


def test_what_is_cumulative_counts_from_its_fixed_start(tmp_path: Path) -> None:
    days = [date(2024, month, 1) for month in (1, 2, 3, 4, 5)]
    one = indicator(STARTED, basis=Basis.CUMULATIVE, since=date(2024, 2, 1))
    result = computed(tmp_path, [one], {"episodes": started(*days)})
    assert series(result, "numerator") == {
        "2024-02 since 2024-02": 1,
        "2024-03 since 2024-02": 2,
        "2024-04 since 2024-02": 3,
        "2024-05 since 2024-02": 4,
    }


def test_a_rate_of_a_pool_is_per_the_people_of_all_its_years(tmp_path: Path) -> None:
    columns = (SourceColumn("people", (), ColumnType.NUMBER, decimals=0),)
    calendar = PeriodFrom("year", PeriodShape.YEAR, Grain.YEAR, YearType.CALENDAR)
    mid_year = source("mid_year", Rows.POPULATION, columns, how_many="people", period_from=calendar)
    measure = Rate(All(), PopulationPart("mid_year"), 1000, When("started"))
    pooled = indicator(
        measure,
        grain=Grain.YEAR,
        basis=Basis.POOLED,
        pooled_years=2,
        year_type=YearType.CALENDAR,
    )
    rows = {
        "episodes": started(
            *(date(year, month, 1) for year in (2022, 2023, 2024) for month in range(1, 13))
        ),
        "mid_year": [
            {"area": "C", "period": str(year), "people": people}
            for year, people in ((2022, 100), (2023, 110), (2024, 130))
        ],
    }
    result = computed(tmp_path, [pooled], rows, (DATED, mid_year))
    assert series(result, "numerator") == {"2023 pool2": 24, "2024 pool2": 24}
    assert series(result, "denominator") == {"2023 pool2": 210, "2024 pool2": 240}
