"""Where rows count: in their own area, in all that hold it, and in breakdowns in declared order."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from framework.model.areas import Area, AreaChange, Geography, Membership
from framework.model.indicators import Boundaries
from framework.model.measures import Count, Distinct, When
from framework.model.periods import Basis
from tests.rows_in_code import AREAS, GEOGRAPHY, LEVELS, MEMBERSHIPS, computed, indicator, series
from tests.rows_in_code import source as made_source

STARTED = Count(when=When("started"))
DATED = (made_source(dated="started"),)
DAY = date(2024, 1, 9)


def rows_in(*areas: str, day: date = DAY, **more: object) -> dict[str, list[dict[str, object]]]:
    return {"episodes": [{"started": day, "area": area, "person": "ann"} | more for area in areas]}


def counts(result: object, **keys: str) -> dict[str, float]:
    frame: pl.DataFrame = result.frame  # type: ignore[attr-defined]
    frame = frame.filter(pl.col("breakdown") == "")
    for name, value in keys.items():
        frame = frame.filter(pl.col(name) == value)
    return dict(zip(frame["area"].to_list(), frame["numerator"].to_list(), strict=True))


def test_a_row_counts_in_its_area_and_in_all_that_hold_it(tmp_path: Path) -> None:
    result = computed(tmp_path, [indicator(STARTED)], rows_in("W1", "W2", "W3", "D2", "C"), DATED)
    assert counts(result) == {"C": 5, "D1": 2, "D2": 2, "W1": 1, "W2": 1, "W3": 1}


def test_a_row_whose_area_is_not_known_counts_in_the_home_area_only(tmp_path: Path) -> None:
    result = computed(tmp_path, [indicator(STARTED)], rows_in("W1", "not_known"), DATED)
    assert counts(result) == {"C": 2, "D1": 1, "W1": 1}


def test_an_area_nobody_declared_is_left_outside(tmp_path: Path) -> None:
    result = computed(tmp_path, [indicator(STARTED)], rows_in("W1", "X9"), DATED)
    assert counts(result)["C"] == 1
    assert result.matched["one"]["outside"] == 1


def test_a_child_of_two_parents_counts_in_both_and_once_above_them(tmp_path: Path) -> None:
    areas = (*AREAS, Area("P", "Police", "district"))
    more = (*MEMBERSHIPS, Membership("W1", "P"), Membership("P", "C"))
    geography = Geography(LEVELS, areas, more)
    result = computed(tmp_path, [indicator(STARTED)], rows_in("W1"), DATED, geography)
    assert counts(result) == {"C": 1, "D1": 1, "P": 1, "W1": 1}


def test_a_region_is_not_made_of_one_countys_rows_unless_its_level_is_asked_for(
    tmp_path: Path,
) -> None:
    areas = (Area("R", "Region", "region"), *AREAS)
    levels = (*LEVELS, replace(LEVELS[-1], id="region"))
    geography = Geography(levels, areas, (*MEMBERSHIPS, Membership("C", "R")))
    plain = computed(tmp_path, [indicator(STARTED)], rows_in("W1"), DATED, geography)
    assert "R" not in counts(plain)
    asked = indicator(STARTED, levels=("region", "ward"))
    named = computed(tmp_path, [asked], rows_in("W1"), DATED, geography)
    assert counts(named) == {"R": 1, "W1": 1}


def test_an_old_code_counts_where_its_successor_does(tmp_path: Path) -> None:
    changes = (AreaChange("rename", "OLD", "W1", date(2020, 4, 1)),)
    geography = replace(GEOGRAPHY, changes=changes)
    result = computed(tmp_path, [indicator(STARTED)], rows_in("OLD", "W1"), DATED, geography)
    assert counts(result) == {"C": 2, "D1": 2, "W1": 2}


def test_a_split_area_counts_by_shares_and_wholly_where_all_parts_lie(tmp_path: Path) -> None:
    changes = (
        AreaChange("split", "OLD", "W1", date(2020, 4, 1), 0.25),
        AreaChange("split", "OLD", "W3", date(2020, 4, 1), 0.75),
    )
    geography = replace(GEOGRAPHY, changes=changes)
    people = indicator(Distinct("person", when=When("started")), "people")
    result = computed(
        tmp_path, [indicator(STARTED), people], rows_in("OLD", "OLD", "W1"), DATED, geography
    )
    assert counts(result, indicator="one") == {
        "C": 3,
        "D1": 1.5,
        "D2": 1.5,
        "W1": 1.5,
        "W3": 1.5,
    }
    assert counts(result, indicator="people") == {"C": 1, "D1": 1, "W1": 1}
    assert any("people" in text and "split" in text for text in result.warnings)


def test_an_area_has_no_results_for_months_in_which_it_did_not_stand(tmp_path: Path) -> None:
    areas = (
        *AREAS[:-1],
        Area("OLD", "Former", "ward", valid_to=date(2024, 3, 1)),
        Area("W3", "New", "ward", valid_from=date(2024, 3, 1)),
    )
    former = Membership("OLD", "D2", valid_to=date(2024, 3, 1))
    geography = Geography(LEVELS, areas, (*MEMBERSHIPS, former))
    rows = [
        {"started": date(2024, 2, 1), "area": "OLD"},
        {"started": date(2024, 3, 1), "area": "W3"},
    ]
    result = computed(tmp_path, [indicator(STARTED)], {"episodes": rows}, DATED, geography)
    assert series(result, "numerator", "OLD") == {"2024-02": 1}
    assert series(result, "numerator", "W3") == {"2024-03": 1}
    assert series(result, "numerator", "D2") == {"2024-02": 1, "2024-03": 1}


def test_breakdowns_stop_above_the_finest_level_and_follow_the_declared_order(
    tmp_path: Path,
) -> None:
    one = indicator(STARTED, by=(("sex",), ("sex", "age_band")))
    rows = [
        {"started": DAY, "area": "W1", "sex": sex, "age_band": age}
        for sex, age in (("Male", "5-9"), (None, "0-4"), ("Female", "20+; old"))
    ]
    result = computed(tmp_path, [one], {"episodes": rows}, DATED)
    held = result.frame.filter(pl.col("area") == "D1")["breakdown"].to_list()
    assert held == [
        "",
        "sex=Female",
        "sex=Male",
        "sex=Not known",
        "sex=Female;age_band=20+, old",
        "sex=Male;age_band=5-9",
        "sex=Not known;age_band=0-4",
    ]
    assert result.frame.filter(pl.col("area") == "W1")["breakdown"].to_list() == [""]


def test_results_come_in_the_order_asked_and_declared(tmp_path: Path) -> None:
    both = [indicator(STARTED, "zebra"), indicator(STARTED, "ant")]
    result = computed(tmp_path, both, rows_in("W3", "W1"), DATED)
    assert result.frame["indicator"].unique(maintain_order=True).to_list() == ["zebra", "ant"]
    assert result.frame["area"].to_list() == ["C", "D1", "D2", "W1", "W3"] * 2


MOVE = date(2024, 2, 1)
MOVED = (
    *(one for one in MEMBERSHIPS if one.child != "W2"),
    Membership("W2", "D1", valid_to=MOVE),
    Membership("W2", "D2", valid_from=MOVE),
)


def by_month(result: object, month: str) -> dict[str, float]:
    return counts(result, period=month)


def test_by_the_boundaries_of_their_time_a_ward_counts_where_it_lay(tmp_path: Path) -> None:
    rows = rows_in("W1", "W2", "W3")["episodes"] + rows_in("W2", day=MOVE)["episodes"]
    geography = Geography(LEVELS, AREAS, MOVED)
    both = [indicator(STARTED), indicator(STARTED, id="two", boundaries=Boundaries.THEN)]
    result = computed(tmp_path, both, {"episodes": rows}, DATED, geography)
    now, then = (
        replace(result, frame=result.frame.filter(pl.col("indicator") == key))
        for key in ("one", "two")
    )
    assert by_month(now, "2024-01") == {"C": 3, "D1": 1, "D2": 2, "W1": 1, "W2": 1, "W3": 1}
    assert by_month(then, "2024-01") == {"C": 3, "D1": 2, "D2": 1, "W1": 1, "W2": 1, "W3": 1}
    assert by_month(then, "2024-02") == by_month(now, "2024-02")
    assert then.frame.height == now.frame.height
    assert then.frame["area"].to_list() == now.frame["area"].to_list()
    assert then.frame["period"].to_list() == now.frame["period"].to_list()


def test_a_district_that_is_no_more_has_the_results_of_its_time(tmp_path: Path) -> None:
    areas = (
        *(replace(one, valid_to=MOVE) if one.code == "D1" else one for one in AREAS),
        Area("D9", "New", "district", valid_from=MOVE),
    )
    memberships = (
        *(
            replace(one, valid_to=MOVE) if "D1" in (one.child, one.parent) else one
            for one in MEMBERSHIPS
        ),
        *(
            Membership(one.child, "D9", valid_from=MOVE)
            for one in MEMBERSHIPS
            if one.parent == "D1"
        ),
        Membership("D9", "C", valid_from=MOVE),
    )
    changes = (AreaChange("merge", "D1", "D9", MOVE),)
    geography = Geography(LEVELS, areas, memberships, changes)
    rows = rows_in("W1", "D9")["episodes"] + rows_in("W1", day=MOVE)["episodes"]
    one = indicator(STARTED, boundaries=Boundaries.THEN)
    result = computed(tmp_path, [one], {"episodes": rows}, DATED, geography)
    january, february = by_month(result, "2024-01"), by_month(result, "2024-02")
    # A row that carries the new code before its day counts in the county all the same.
    assert (january["C"], january["D1"], "D9" in january) == (2, 1, False)
    assert (february["C"], february["D9"], "D1" in february) == (1, 1, False)


def test_a_rolling_year_follows_the_boundaries_of_its_last_day(tmp_path: Path) -> None:
    rows = rows_in("W2", day=date(2023, 3, 1))["episodes"] + rows_in("W3", day=MOVE)["episodes"]
    geography = Geography(LEVELS, AREAS, MOVED)
    one = indicator(STARTED, basis=Basis.ROLLING_YEAR, boundaries=Boundaries.THEN)
    result = computed(tmp_path, [one], {"episodes": rows}, DATED, geography)
    assert by_month(result, "2024-02 r12")["D2"] == 2


def test_a_new_code_of_the_same_place_has_one_series_by_the_boundaries_of_the_time_too(
    tmp_path: Path,
) -> None:
    areas = (
        *AREAS[:-1],
        Area("OLD", "Same place", "ward", valid_to=MOVE),
        Area("W3", "Same place", "ward", valid_from=MOVE),
    )
    former = Membership("OLD", "D2", valid_to=MOVE)
    changes = (AreaChange("rename", "OLD", "W3", MOVE),)
    geography = Geography(LEVELS, areas, (*MEMBERSHIPS, former), changes)
    rows = rows_in("W3")["episodes"] + rows_in("W3", day=MOVE)["episodes"]
    one = indicator(STARTED, boundaries=Boundaries.THEN)
    result = computed(tmp_path, [one], {"episodes": rows}, DATED, geography)
    assert series(result, "numerator", "W3") == {"2024-01": 1, "2024-02": 1}
    assert series(result, "numerator", "D2") == {"2024-01": 1, "2024-02": 1}
    assert series(result, "numerator", "OLD") == {}
