"""Published files are read as they are: every row accounted for, every number the one in the file."""

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import polars as pl
import pytest

from framework.model.areas import Area, Geography, Level
from framework.model.expressions import Column, Compare, Comparison, Value
from framework.model.frameworks import Framework
from framework.model.periods import Grain, YearType
from framework.model.reads import CsvFiles, ExcelFiles, ParquetFiles
from framework.model.sources import (
    AREA,
    PERIOD,
    STATUS,
    AreaFrom,
    CellStatus,
    LeaveOut,
    PeriodFrom,
    PeriodShape,
    Rows,
    Source,
)
from indicators.connect.reading import read_source
from tests.sources_in_code import NUMBER, column, framework, source

DATA: Final = Path(__file__).parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"no published files: {DATA} is not there"),
]
MARKS: Final = {
    "c": CellStatus.SUPPRESSED,
    "x": CellStatus.UNAVAILABLE,
    "z": CellStatus.NOT_APPLICABLE,
    "k": CellStatus.ROUNDS_TO_ZERO,
    "low": CellStatus.ROUNDS_TO_ZERO,
    "u": CellStatus.LOW_RELIABILITY,
}


def areas_of(codes: set[str]) -> Framework:
    places = tuple(Area(code, code, "place") for code in sorted(codes))
    return framework(geography=Geography((Level("place", "place", "places"),), places, ()))


def lines(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def read(declared: Source, partnership: Framework, tmp_path: Path) -> pl.DataFrame:
    rows = read_source(declared, partnership, DATA, tmp_path)
    assert rows.problems == ()
    assert sum(file.rows for file in rows.files) == rows.rows + sum(rows.left_out.values())
    return pl.read_parquet(rows.path)


def test_lait_keeps_every_value_marker_and_revision(tmp_path: Path) -> None:
    raw = pl.read_parquet(DATA / "lait_open" / "bds_long.parquet")
    numbers = {str(int(number)) for number in raw["LA Number"].unique()}
    known = {number: f"LA{number}" for number in numbers}
    partnership = areas_of(set(known.values()))
    partnership = framework(geography=partnership.geography, codes={"dfe_number": known})
    no_year = Comparison(Compare.EQUAL, Column("years"), Value("0"))
    declared = source(
        column("key", headers=("Short Desc",)),
        column("years", headers=("Years",)),
        column("value", NUMBER, headers=("Values",)),
        rows=Rows.PUBLISHED,
        read=ParquetFiles("lait_open/bds_long.parquet"),
        area_from=AreaFrom(("LA Number",), codes="dfe_number"),
        period_from=PeriodFrom(
            "Years",
            PeriodShape.YEAR_ENDING,
            Grain.YEAR,
            YearType.FINANCIAL,
            {
                "prov": CellStatus.PROVISIONAL,
                "Rev": CellStatus.REVISED,
                "Final": CellStatus.FINAL,
                "OT": CellStatus.OUTTURN,
            },
        ),
        missing={"-": CellStatus.UNAVAILABLE},
        leave_out=(LeaveOut(no_year, "rows that carry no year"),),
    )
    frame = read(declared, partnership, tmp_path)
    wanted = raw.filter(pl.col("Years") != "0")
    assert frame.height == wanted.height > 400_000
    assert frame["value"].to_list() == [None if v == "-" else float(v) for v in wanted["Values"]]
    gone = Counter(frame["_status_value"].to_list())
    assert gone["unavailable"] == wanted["Values"].eq("-").sum()
    bracketed = wanted["Years"].str.extract(r"\((.*)\)").drop_nulls()
    assert frame[STATUS].drop_nulls().len() == bracketed.len() > 0
    assert frame[AREA].to_list() == [f"LA{int(number)}" for number in wanted["LA Number"]]
    last_years = wanted["Years"].str.extract(r"^(?:\d{4}[-/])?(?:\d\d)?(\d\d)(?: |$)")
    assert frame[PERIOD].str.slice(-2).to_list() == last_years.to_list()


@pytest.mark.parametrize(
    ("name", "shape", "year", "value"),
    [
        (
            "b1_children_in_need_2013_to_2025",
            PeriodShape.YEAR_ENDING,
            YearType.FINANCIAL,
            "At31_episodes",
        ),
        ("absence_la", PeriodShape.SIX_DIGITS, YearType.ACADEMIC, "pt_overall"),
        (
            "cla_number_and_rate_per_10k_children",
            PeriodShape.YEAR_ENDING,
            YearType.FINANCIAL,
            "rate_per_10000",
        ),
        (
            "csww_indicators_2017_to_2025",
            PeriodShape.YEAR_ENDING,
            YearType.ACADEMIC,
            "turnover_rate_fte",
        ),
        (
            "la_cla_placement_stability",
            PeriodShape.YEAR_ENDING,
            YearType.FINANCIAL,
            "children_percent",
        ),
        ("ks4_la", PeriodShape.SIX_DIGITS, YearType.ACADEMIC, "avg_att8"),
    ],
)
def test_ees_tables_keep_every_number_and_every_marker(
    tmp_path: Path, name: str, shape: PeriodShape, year: YearType, value: str
) -> None:
    path = f"ees_csc_open/{name}.csv.gz"
    raw = list(lines(DATA / path))
    codes = ("new_la_code", "region_code", "country_code")
    first = [next(row[code] for code in codes if row[code]) for row in raw]
    declared = source(
        column("value", NUMBER, headers=(value,)),
        rows=Rows.PUBLISHED,
        read=CsvFiles(path),
        area_from=AreaFrom(codes),
        period_from=PeriodFrom("time_period", shape, Grain.YEAR, year),
        missing=MARKS,
    )
    frame = read(declared, areas_of(set(first)), tmp_path)
    texts = [row[value].strip() for row in raw]
    expected = [
        None if not text or text in MARKS else float(text.replace(",", "")) for text in texts
    ]
    assert frame["value"].to_list() == expected
    assert frame["_status_value"].to_list() == [MARKS.get(text) for text in texts]
    assert frame[AREA].to_list() == first
    ends = [row["time_period"][-2:] for row in raw]
    assert [code.removesuffix(" ac")[-2:] for code in frame[PERIOD]] == ends


def test_fingertips_keep_values_and_their_limits(tmp_path: Path) -> None:
    path = "fingertips_native/la_hospital_admissions_2324.csv.gz"
    raw = list(lines(DATA / path))
    declared = source(
        column("sex", headers=("Sex",)),
        column("value", NUMBER, headers=("Value",)),
        column("low", NUMBER, headers=("Lower CI 95.0 limit",)),
        column("high", NUMBER, headers=("Upper CI 95.0 limit",)),
        rows=Rows.PUBLISHED,
        read=CsvFiles(path),
        area_from=AreaFrom(("Area Code",)),
        period_from=PeriodFrom("Time period", PeriodShape.YEAR, Grain.YEAR),
    )
    frame = read(declared, areas_of({row["Area Code"] for row in raw}), tmp_path)
    for name, header in (
        ("value", "Value"),
        ("low", "Lower CI 95.0 limit"),
        ("high", "Upper CI 95.0 limit"),
    ):
        assert frame[name].to_list() == [float(row[header]) if row[header] else None for row in raw]
    assert frame[PERIOD].to_list() == [row["Time period"] for row in raw]


def test_a_workbook_of_codes_is_read_as_text_without_points(tmp_path: Path) -> None:
    declared = source(
        column("number", headers=("LA Number",), unique=True),
        column("name", headers=("LA Name",)),
        read=ExcelFiles("lait_open/la_code_list.xlsx", sheet="Sheet1"),
    )
    frame = read(declared, framework(), tmp_path)
    assert frame["number"].str.contains(r"^\d{3,4}$").all()
    assert dict(frame.select("number", "name").rows())["301"] == "Barking and Dagenham"
