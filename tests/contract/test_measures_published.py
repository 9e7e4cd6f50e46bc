"""Published values are read as they stand: never summed, never guessed between."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from framework.errors import MeasureError
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
        for name in ("rate", "low", "high", "cin", "people")
    ),
)
PERIOD = PeriodFrom("year", PeriodShape.YEAR, Grain.YEAR, YearType.FINANCIAL)
SOURCE = source("lait", Rows.PUBLISHED, COLUMNS, period_from=PERIOD)
RATE = Published("rate", where=equal("key", "CIN"))


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
