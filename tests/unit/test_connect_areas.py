"""A row belongs to the area that its code means today, or it is told, counted or left out as declared."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from framework.model.areas import NOT_KNOWN, AreaChange
from framework.model.frameworks import Framework
from framework.model.sources import AREA, AREA_WAS, AreaFrom, Rows
from indicators.connect.areas import BY_NAME
from indicators.connect.rows import SourceRows
from tests.sources_in_code import (
    COUNTY,
    DISTRICT,
    WARD_1,
    WARD_2,
    Desk,
    column,
    framework,
    source,
    what,
)

DAY = date(2023, 4, 1)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def read(
    desk: Desk, written: list[str], partnership: Framework | None = None, **said: Any
) -> tuple[SourceRows, list[str]]:
    lines = "".join(f"{code},{place}\n" for place, code in enumerate(written))
    desk.put("rows.csv", "area,x\n" + lines)
    declared = source(column("x"), area_from=AreaFrom(**({"columns": ("area",)} | said)))
    rows = desk.read(declared, partnership)
    return rows, pl.read_parquet(rows.path)[AREA].to_list()


def test_codes_of_any_level_are_known(desk: Desk) -> None:
    assert read(desk, [WARD_1, DISTRICT, COUNTY])[1] == [WARD_1, DISTRICT, COUNTY]


def test_an_unknown_code_is_told_by_default(desk: Desk) -> None:
    rows, areas = read(desk, [WARD_1, "E0500001", "", "14 Acacia Road JANE DOE"])
    assert areas == [WARD_1]
    assert what(rows) == [
        (3, "area", "there is no area 'E0500001' in areas.csv"),
        (4, "area", "is empty, so its area is not known"),
        (5, "area", f"there is no such area in areas.csv{BY_NAME}"),
    ]


def test_an_unknown_code_may_count_as_not_known(desk: Desk) -> None:
    rows, areas = read(desk, [WARD_1, "elsewhere", ""], unknown="not known")
    assert areas == [WARD_1, NOT_KNOWN, NOT_KNOWN]
    assert (rows.problem_rows, rows.left_out) == (0, {})


def test_an_unknown_code_may_be_left_out_and_is_counted(desk: Desk) -> None:
    rows, areas = read(desk, [WARD_1, "elsewhere", ""], unknown="leave out")
    assert areas == [WARD_1]
    assert rows.left_out == {"an area that is not declared": 2}


def test_codes_of_others_are_looked_up(desk: Desk) -> None:
    partnership = framework(codes={"dfe": {"301": WARD_1, "314 / 318": WARD_2}})
    rows, areas = read(desk, ["301", "301.0", "314 / 318", "999", WARD_2], partnership, codes="dfe")
    assert areas == [WARD_1, WARD_1, WARD_2, WARD_2]
    assert what(rows) == [(5, "area", "there is no area '999' in areas/codes/dfe.csv")]


def test_the_first_column_that_is_not_empty_counts(desk: Desk) -> None:
    desk.put("rows.csv", f"la,region\n{WARD_1},{COUNTY}\n,{COUNTY}\n , {COUNTY} \n")
    declared = source(column("la"), area_from=AreaFrom(("la", "region")))
    assert desk.frame(declared)[AREA].to_list() == [WARD_1, COUNTY, COUNTY]


def test_an_area_column_may_be_a_declared_columns_name(desk: Desk) -> None:
    desk.put("rows.csv", f"Ward Code\n{WARD_1}\n")
    declared = source(
        column("ward", headers=("ward_code", "Ward Code")), area_from=AreaFrom(("ward",))
    )
    assert desk.frame(declared)[AREA].to_list() == [WARD_1]


def test_renamed_and_merged_codes_become_todays(desk: Desk) -> None:
    changes = (
        AreaChange("rename", "E05000091", "E05000092", DAY),
        AreaChange("merge", "E05000092", WARD_1, DAY.replace(year=2024)),
        AreaChange("merge", "E05000093", WARD_1, DAY),
    )
    _, areas = read(desk, ["E05000091", "E05000092", "E05000093"], framework(*changes))
    assert areas == [WARD_1] * 3


@pytest.mark.parametrize("unknown", ["refuse", "not known", "leave out"])
def test_a_split_code_is_told_whatever_unknown_ones_do(desk: Desk, unknown: str) -> None:
    changes = (
        AreaChange("split", "E05000094", WARD_1, DAY, 0.6),
        AreaChange("split", "E05000094", WARD_2, DAY, 0.4),
    )
    rows, areas = read(desk, [WARD_1, "E05000094"], framework(*changes), unknown=unknown)
    assert areas == [WARD_1]
    assert what(rows) == [
        (3, "area", f"'E05000094' was split: declare how (it became {WARD_1}, {WARD_2})")
    ]


def test_a_code_that_became_one_we_do_not_know_is_unknown(desk: Desk) -> None:
    changes = (AreaChange("rename", "E05000095", "E05999999", DAY),)
    rows, _ = read(desk, [WARD_1, "E05000095"], framework(*changes))
    assert what(rows) == [(3, "area", "there is no area 'E05000095' in areas.csv")]


def test_a_fixed_area_needs_no_column(desk: Desk) -> None:
    desk.put("rows.csv", "x\n1\n2\n")
    declared = source(column("x"), area_from=AreaFrom((), fixed=DISTRICT))
    assert desk.frame(declared)[AREA].to_list() == [DISTRICT, DISTRICT]


@pytest.mark.parametrize("unknown", ["refuse", "not known", "leave out"])
def test_a_split_code_stays_where_its_rows_are_shared_by_weight(desk: Desk, unknown: str) -> None:
    changes = (
        AreaChange("split", "E05000094", WARD_1, DAY, 0.6),
        AreaChange("split", "E05000094", WARD_2, DAY, 0.4),
    )
    rows, areas = read(
        desk, [WARD_1, "E05000094"], framework(*changes), unknown=unknown, splits="by weight"
    )
    assert areas == [WARD_1, "E05000094"]
    assert not rows.problems


@pytest.mark.parametrize(
    "written", [f"{WARD_1} / {WARD_2}", f"{WARD_1}/{WARD_2}", f"{WARD_1} & {WARD_2}"]
)
def test_two_areas_in_one_cell_are_told(desk: Desk, written: str) -> None:
    rows, areas = read(desk, [WARD_1, written])
    assert areas == [WARD_1]
    ((_, _, why),) = what(rows)
    assert "names 2 areas together" in why
    assert "declare joint: each" in why


def test_two_areas_in_one_cell_may_stand_for_each(desk: Desk) -> None:
    partnership = framework(codes={"dfe": {"314": WARD_1, "318": WARD_2}})
    _, areas = read(desk, ["314 / 318", "314"], partnership, codes="dfe", joint="each")
    assert areas == [f"{WARD_1} / {WARD_2}", WARD_1]


def test_a_joint_code_of_which_one_is_unknown_is_unknown(desk: Desk) -> None:
    rows, _ = read(desk, [WARD_1, f"{WARD_1} / E05999999"], joint="each")
    assert what(rows) == [
        (3, "area", f"there is no area '{WARD_1} / E05999999' in areas.csv"),
    ]


def test_published_rows_remember_which_code_was_merged(desk: Desk) -> None:
    changes = (
        AreaChange("merge", "E05000092", WARD_1, DAY),
        AreaChange("rename", "E05000093", WARD_2, DAY),
    )
    desk.put("rows.csv", f"area,x\nE05000092,1\nE05000093,2\n{WARD_1},3\n")
    declared = source(column("x"), rows=Rows.PUBLISHED, area_from=AreaFrom(("area",)))
    frame = desk.frame(declared, framework(*changes))
    assert frame.select(AREA, AREA_WAS).rows() == [
        (WARD_1, "E05000092"),
        (WARD_2, None),
        (WARD_1, None),
    ]


@pytest.mark.parametrize("text", [f"1{' ' * 99_000}x", f"{WARD_1}{' ' * 99_000}{WARD_2}"])
def test_a_cell_as_long_as_cells_may_be_is_no_area_at_once(desk: Desk, text: str) -> None:
    rows, areas = read(desk, [WARD_1, text])
    assert areas == [WARD_1]
    assert what(rows) == [(3, "area", f"there is no such area in areas.csv{BY_NAME}")]
