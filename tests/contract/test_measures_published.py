"""Published values are read as they stand: never summed, never guessed between."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from framework.errors import MeasureError
from framework.model.expressions import Arithmetic, Column, Sum
from framework.model.measures import Published
from framework.model.periods import Basis, Grain, YearType
from framework.model.results import Flag
from framework.model.sources import ROW, ColumnType, PeriodFrom, PeriodShape, Rows, SourceColumn
from indicators.measures.computed import Computed
from tests.rows_in_code import computed, equal, indicator, series, source

COLUMNS = (
    SourceColumn("key", ()),
    SourceColumn("sex", (), order=("Male", "Female")),
    SourceColumn("age", ()),
    *(
        SourceColumn(name, (), ColumnType.NUMBER)
        for name in ("rate", "low", "high", "lowest", "highest", "cin", "people")
    ),
)
PERIOD = PeriodFrom("year", PeriodShape.YEAR, Grain.YEAR, YearType.FINANCIAL)
SOURCE = source("lait", Rows.PUBLISHED, COLUMNS, period_from=PERIOD)
RATE = Published("rate", where=equal("key", "CIN"))
STRANGE = (
    "indicator 'one': {} limits that its figure does not lie between; such limits are not shown"
)


def row(
    rate: float | None, area: str = "C", period: str = "2023/24", **more: Any
) -> dict[str, Any]:
    return {"area": area, "period": period, "rate": rate, "key": "CIN"} | more


def read(
    folder: Path, rows: Sequence[dict[str, Any]], measure: Published = RATE, **more: Any
) -> Computed:
    settings: dict[str, Any] = {"grain": Grain.YEAR, "basis": Basis.AT_END} | more
    cutoff = settings.pop("cutoff", date(2030, 1, 1))
    one = indicator(measure, source="lait", **settings)
    return computed(folder, [one], {"lait": rows}, (SOURCE,), cutoff=cutoff)


def test_a_value_is_read_at_its_area_and_period(tmp_path: Path) -> None:
    rows = [row(30.5), row(40.0, "D1"), row(2.0, "D2", key="OTHER"), row(9.0, period="2024/25")]
    result = read(tmp_path, rows)
    assert series(result, "value") == {"2023/24 end": 30.5, "2024/25 end": 9.0}
    assert series(result, "value", "D1") == {"2023/24 end": 40.0}
    assert not series(result, "value", "D2")
    assert result.matched["one"]["numerator_true"] == 3
    assert result.matched["one"]["numerator_false"] == 1
    assert [one.code for one in result.covered["lait"]] == ["2023-04", "2025-03"]


def test_exact_repeats_are_kept_once(tmp_path: Path) -> None:
    result = read(tmp_path, [row(30.5), row(30.5)])
    assert result.frame.height == 1


def test_rows_that_contradict_each_other_are_refused_by_area_period_and_row(tmp_path: Path) -> None:
    rows = [row(1.0, "D1"), row(30.5) | {ROW: 7}, row(31.5) | {ROW: 12}]
    with pytest.raises(MeasureError) as caught:
        read(tmp_path, rows)
    message = str(caught.value)
    for words in ("'one'", "7 of lait.csv", "12 of lait.csv", "area C", "period 2023/24"):
        assert words in message
    assert "31.5" not in message


@pytest.mark.parametrize(
    ("statuses", "wanted", "flag"),
    [
        (("provisional", "revised", "final"), 3.0, Flag.NONE),
        (("revised", "provisional", None), 1.0, Flag.REVISED),
        ((None, "provisional", "provisional"), 1.0, Flag.NONE),
    ],
)
def test_the_latest_revision_stands(
    tmp_path: Path, statuses: tuple[str | None, ...], wanted: float, flag: Flag
) -> None:
    rows = [row(float(place), status=status) for place, status in enumerate(statuses, start=1)]
    result = read(tmp_path, rows)
    assert series(result, "value") == {"2023/24 end": wanted}
    assert series(result, "flags") == {"2023/24 end": flag}


def test_a_missing_value_keeps_its_reason(tmp_path: Path) -> None:
    why = "_status_rate"
    rows = [
        row(None, "C", **{why: "suppressed"}),
        row(None, "D1", **{why: "rounds to zero"}),
        row(None, "D2"),
        row(4.0, "W1", **{why: "low reliability"}, status="provisional"),
    ]
    flags = dict(read(tmp_path, rows).frame.select("area", "flags").iter_rows())
    assert flags == {
        "C": Flag.SUPPRESSED,
        "D1": Flag.ROUNDS_TO_ZERO,
        "D2": Flag.UNAVAILABLE,
        "W1": Flag.LOW_RELIABILITY | Flag.PROVISIONAL,
    }


def test_counts_are_given_for_the_value_to_be_made_of(tmp_path: Path) -> None:
    counts = Published(numerator="cin", denominator="people", per=10000)
    rows = [row(None, cin=50.0, people=1000.0), row(None, "D1", cin=0.0, people=0.0)]
    result = read(tmp_path, rows, counts)
    assert series(result, "numerator") == {"2023/24 end": 50}
    assert series(result, "value") == {"2023/24 end": None}
    assert series(result, "flags", "D1") == {"2023/24 end": Flag.NOT_APPLICABLE}


def test_limits_come_with_the_data(tmp_path: Path) -> None:
    measure = Published("rate", lower="low", upper="high", multiply=Decimal(100))
    result = read(tmp_path, [row(0.57, low=0.5, high=0.58)], measure)
    only = result.frame.row(0, named=True)
    assert (only["value"], only["lower"], only["upper"]) == (57.0, 50.0, 58.0)
    assert only["flags"] == Flag.PUBLISHED_INTERVAL


def test_totals_are_read_and_members_keep_their_declared_order(tmp_path: Path) -> None:
    measure = Published("rate", totals=(("sex", "Persons"), ("age", "All")))
    rows = [
        row(1.0, sex="Persons", age="All"),
        row(2.0, sex="Female", age="All"),
        row(3.0, sex="Male", age="All"),
        row(4.0, sex="Persons", age="0-4"),
        row(5.0, sex="Male", age="0-4"),
        row(6.0, "W1", sex="Male", age="All"),
    ]
    alone = read(tmp_path, rows, measure, by=(("sex",), ("age",)))
    assert list(alone.frame.select("breakdown", "value").iter_rows()) == [
        ("", 1.0),
        ("sex=Male", 3.0),
        ("sex=Female", 2.0),
        ("age=0-4", 4.0),
    ]
    crossed = read(tmp_path, rows, measure, by=(("sex", "age"),), by_levels=("ward", "county"))
    assert crossed.frame["breakdown"].to_list() == ["", "sex=Male;age=0-4"]


def test_periods_after_the_cutoff_and_of_another_grain_are_not_given(tmp_path: Path) -> None:
    rows = [row(1.0), row(2.0, period="2024/25"), row(3.0, period="2023/24 Q1")]
    result = read(tmp_path, rows, cutoff=date(2025, 3, 30))
    assert series(result, "value") == {"2023/24 end": 1.0}


def test_a_condition_that_no_row_meets_is_named(tmp_path: Path) -> None:
    result = read(tmp_path, [row(1.0, key="OTHER")])
    assert result.frame.is_empty()
    assert "key = 'CIN'" in result.warnings[0]


def test_a_row_without_a_declared_area_lies_outside(tmp_path: Path) -> None:
    result = read(tmp_path, [row(1.0, "not_known"), row(2.0)])
    assert result.matched["one"]["outside"] == 1
    assert result.frame["area"].to_list() == ["C"]


def test_an_area_that_is_no_more_keeps_what_was_published(tmp_path: Path) -> None:
    from framework.model.areas import Area, Geography
    from tests.rows_in_code import AREAS, LEVELS, MEMBERSHIPS

    areas = (*AREAS, Area("OLD", "Former", "district", valid_to=date(2021, 4, 1)))
    one = indicator(RATE, source="lait", grain=Grain.YEAR)
    result = computed(
        tmp_path,
        [one],
        {"lait": [row(5.0, "OLD", "2019/20")]},
        (SOURCE,),
        Geography(LEVELS, areas, MEMBERSHIPS),
    )
    assert series(result, "value", "OLD") == {"2019/20": 5.0}
    assert result.frame.schema["cases"] == pl.Int64


def test_pools_are_taken_as_they_were_published_and_others_left(tmp_path: Path) -> None:
    rows = [
        row(1.0, period="2016/17 pool3"),
        row(2.0, period="2016/17 pool5"),
        row(3.0, period="2016/17"),
        row(4.0, period="2017/18 pool3"),
    ]
    result = read(tmp_path, rows[:2] + rows[3:], basis=Basis.POOLED, pooled_years=3)
    assert series(result, "value") == {"2016/17 pool3": 1.0, "2017/18 pool3": 4.0}
    plain = read(tmp_path, rows, basis=Basis.DURING)
    assert series(plain, "value") == {"2016/17": 3.0}


def test_what_is_cumulative_is_taken_from_its_own_start(tmp_path: Path) -> None:
    rows = [
        row(1.0, period="2022/23 Q3 since 2021-04"),
        row(2.0, period="2022/23 Q3 since 2022-04"),
    ]
    since = {"grain": Grain.QUARTER, "basis": Basis.CUMULATIVE, "since": date(2021, 4, 1)}
    assert series(read(tmp_path, rows, **since), "value") == {"2022/23 Q3 since 2021-04": 1.0}


MERGED_DAY = date(2020, 4, 1)
COUNTS = Published(numerator="cin", denominator="people", per=100)


def merged(
    folder: Path, rows: Sequence[dict[str, Any]], measure: Published = RATE, **more: Any
) -> Computed:
    """Read rows of a world in which O1 and O2 became D1 (that began then) in 2020."""
    from dataclasses import replace

    from framework.model.areas import AreaChange
    from tests.rows_in_code import AREAS, GEOGRAPHY

    areas = tuple(replace(one, valid_from=MERGED_DAY) if one.code == "D1" else one for one in AREAS)
    changes = tuple(AreaChange("merge", old, "D1", MERGED_DAY) for old in ("O1", "O2"))
    geography = replace(GEOGRAPHY, areas=areas, changes=changes)
    one = indicator(measure, source="lait", grain=Grain.YEAR, **more)
    return computed(folder, [one], {"lait": rows}, (SOURCE,), geography)


def part(old: str, period: str = "2018/19", **numbers: Any) -> dict[str, Any]:
    return {"area": "D1", "was": old, "period": period, "key": "CIN"} | numbers


def test_counts_of_areas_that_were_merged_add_up(tmp_path: Path) -> None:
    rows = [
        part("O1", cin=10.0, people=100.0),
        part("O2", cin=20.0, people=400.0, status="provisional"),
        row(None, "D1", "2021/22", cin=33.0, people=510.0),
    ]
    result = merged(tmp_path, rows, COUNTS)
    assert series(result, "numerator", "D1") == {"2018/19": 30, "2021/22": 33}
    assert series(result, "denominator", "D1") == {"2018/19": 500, "2021/22": 510}
    assert series(result, "flags", "D1") == {"2018/19": Flag.PROVISIONAL, "2021/22": Flag.NONE}


@pytest.mark.parametrize(
    ("second", "flag"),
    [
        ({"people": 400.0, "_status_cin": "suppressed"}, Flag.SUPPRESSED),
        ({"people": 400.0}, Flag.UNAVAILABLE),
        (None, Flag.UNAVAILABLE),
    ],
)
def test_counts_are_not_known_while_one_of_the_merged_is_not(
    tmp_path: Path, second: dict[str, Any] | None, flag: Flag
) -> None:
    rows = [part("O1", cin=10.0, people=100.0)] + ([part("O2", **second)] if second else [])
    result = merged(tmp_path, rows, COUNTS)
    assert series(result, "numerator", "D1") == {"2018/19": None}
    assert series(result, "flags", "D1")["2018/19"] & flag


def test_a_rate_of_merged_areas_cannot_be_made_of_their_rates(tmp_path: Path) -> None:
    rows = [part("O1", rate=10.0), part("O2", rate=10.0), row(11.0, "D1", "2021/22")]
    result = merged(tmp_path, rows)
    assert series(result, "value", "D1") == {"2018/19": None, "2021/22": 11.0}
    assert series(result, "flags", "D1")["2018/19"] == Flag.UNAVAILABLE


def test_what_was_published_again_for_the_area_of_today_stands(tmp_path: Path) -> None:
    rows = [part("O1", rate=10.0), part("O2", rate=20.0), row(14.0, "D1", "2018/19")]
    assert series(merged(tmp_path, rows), "value", "D1") == {"2018/19": 14.0}


def test_revisions_of_a_merged_area_are_chosen_before_they_are_added(tmp_path: Path) -> None:
    rows = [
        part("O1", cin=10.0, people=100.0, status="provisional"),
        part("O1", cin=12.0, people=100.0, status="final"),
        part("O2", cin=20.0, people=400.0),
    ]
    assert series(merged(tmp_path, rows, COUNTS), "numerator", "D1") == {"2018/19": 32}


def test_a_value_of_two_areas_together_stands_for_each(tmp_path: Path) -> None:
    from dataclasses import replace

    from framework.model.sources import AreaFrom

    joint = replace(SOURCE, area_from=AreaFrom(("area",), joint="each"))
    one = indicator(RATE, source="lait", grain=Grain.YEAR)
    rows = [row(5.0, "D1 / D2"), row(6.0, "C"), row(7.0, "W1 / X")]
    result = computed(tmp_path, [one], {"lait": rows}, (joint,))
    assert result.frame.select("area", "value").rows() == [
        ("C", 6.0),
        ("D1", 5.0),
        ("D2", 5.0),
        ("W1", 7.0),
    ]
    assert result.matched["one"]["outside"] == 0


def test_counts_may_be_made_of_several_columns(tmp_path: Path) -> None:
    both = Sum(Arithmetic.PLUS, Column("cin"), Column("high"))
    counts = Published(numerator=both, denominator="people", per=100)
    rows = [
        row(None, cin=50.0, high=7.0, people=1000.0),
        row(None, "D1", cin=50.0, people=1000.0, _status_high="suppressed"),
    ]
    result = read(tmp_path, rows, counts)
    assert series(result, "numerator") == {"2023/24 end": 57}
    assert series(result, "numerator", "D1") == {"2023/24 end": None}
    assert series(result, "flags", "D1") == {"2023/24 end": Flag.SUPPRESSED}


def test_an_annual_rate_counts_people_for_the_share_of_the_year(tmp_path: Path) -> None:
    counts = Published(numerator="cin", denominator="people", per=1000, annual=True)
    rows = [
        row(None, period="2024/25 Q1", cin=50.0, people=365.0),
        row(None, period="2024/25 Q4", cin=50.0, people=365.0),
    ]
    result = read(tmp_path, rows, counts, grain=Grain.QUARTER, basis=Basis.DURING)
    assert series(result, "denominator") == {"2024/25 Q1": 91, "2024/25 Q4": 90}
    assert series(result, "numerator") == {"2024/25 Q1": 50, "2024/25 Q4": 50}


def test_a_pool_may_be_named_by_its_last_year_alone(tmp_path: Path) -> None:
    result = read(tmp_path, [row(1.0)], basis=Basis.POOLED, pooled_years=3)
    assert series(result, "value") == {"2023/24 pool3": 1.0}
    ended = read(tmp_path, [row(1.0)], basis=Basis.POOLED, pooled_years=3, cutoff=date(2024, 3, 30))
    assert ended.frame.is_empty()


def test_limits_the_wrong_way_round_are_left_out_and_told(tmp_path: Path) -> None:
    measure = Published("rate", lower="low", upper="high", where=equal("key", "CIN"))
    rows = [row(5.0, low=6.0, high=4.0), row(5.0, "D1", low=4.0, high=6.0)]
    result = read(tmp_path, rows, measure)
    limits = {
        one["area"]: (one["value"], one["lower"], one["upper"])
        for one in result.frame.iter_rows(named=True)
    }
    assert limits == {"C": (5.0, None, None), "D1": (5.0, 4.0, 6.0)}
    assert result.warnings == (STRANGE.format("1 published row has"),)


def test_limits_that_their_figure_does_not_lie_between_are_left_out_and_told(
    tmp_path: Path,
) -> None:
    measure = Published("rate", lower="low", upper="high", where=equal("key", "CIN"))
    rows = [
        row(5.0, low=6.0, high=8.0),
        row(5.0, "D1", low=2.0, high=4.0),
        row(5.0, "D2", low=5.0, high=5.0),
    ]
    result = read(tmp_path, rows, measure)
    assert result.frame["lower"].to_list() == [None, None, 5.0]
    assert result.warnings == (STRANGE.format("2 published rows have"),)


def test_limits_of_998_are_taken_as_published_unless_they_are_the_narrower_ones(
    tmp_path: Path,
) -> None:
    limits = {"lower": "low", "upper": "high", "lower998": "lowest", "upper998": "highest"}
    measure = Published("rate", **limits, where=equal("key", "CIN"))
    rows = [
        row(5.0, low=4.0, high=6.0, lowest=3.0, highest=8.0),
        row(5.0, "D1", low=4.0, high=6.0, lowest=4.5, highest=5.5),
    ]
    result = read(tmp_path, rows, measure)
    found = result.frame.select("lower", "upper", "lower998", "upper998").rows()
    assert found == [(4.0, 6.0, 3.0, 8.0), (4.0, 6.0, None, None)]
    assert result.warnings == (STRANGE.format("1 published row has"),)
