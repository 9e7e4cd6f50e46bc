"""Real published files are read as they are, and every number is the number in the file.

What is expected is worked out in tests/england_files.py by plain polars, on a path that shares
nothing with the product. The files are no part of the project: the tests skip without them.
"""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.frameworks import Framework
from framework.model.results import Comparison, Flag, NotRated, Rating
from framework.store.engines import open_store
from framework.store.reading import open_snapshot
from indicators.connect.reading import SourceRows, read_source
from indicators.disclose.disclosing import disclose
from indicators.judge.judging import Judged, judge
from indicators.measures.computing import compute
from tests.england_files import (
    CHECKOUT,
    CIN,
    CLA,
    CLA_INDICATORS,
    CONFIG,
    DATA,
    EES,
    EES_INDICATORS,
    FINGERTIPS,
    KEY,
    LAIT,
    LAIT_INDICATORS,
    POLARITIES,
    REFERRALS,
    RENAMED,
    SIX_MARKS,
    WORKFORCE,
    YEAR_TYPES,
    codes_now,
    number,
    raw_csv,
    raw_ees,
    raw_fingertips,
    raw_lait,
    year_code,
)

pytestmark = pytest.mark.real_data

MARK_FLAGS: Final = {
    "c": Flag.SUPPRESSED,
    "x": Flag.UNAVAILABLE,
    "z": Flag.NOT_APPLICABLE,
    "k": Flag.ROUNDS_TO_ZERO,
    "low": Flag.ROUNDS_TO_ZERO,
    "u": Flag.LOW_RELIABILITY | Flag.UNAVAILABLE,  # too unreliable to give
}
WHY_NO_VALUE: Final = (
    Flag.SUPPRESSED
    | Flag.UNAVAILABLE
    | Flag.NOT_APPLICABLE
    | Flag.ROUNDS_TO_ZERO
    | Flag.LOW_RELIABILITY
)


@dataclass(frozen=True, slots=True)
class England:
    framework: Framework
    rows: Mapping[str, SourceRows]
    results: pl.DataFrame
    judged: Judged

    def of(self, indicator: str) -> pl.DataFrame:
        """Give the disclosed results of one indicator."""
        return self.results.filter(pl.col("indicator") == indicator)


@pytest.fixture(scope="module")
def files() -> None:
    """Skip what needs the published files where they are not."""
    if not LAIT.is_dir():
        pytest.skip(f"no real data: {DATA} is not there")


@pytest.fixture(scope="module")
def framework() -> Framework:
    loaded = load_framework(read_config(CONFIG))
    assert loaded.warnings == ()
    return loaded.framework


@pytest.fixture(scope="module")
def england(framework: Framework, files: None, tmp_path_factory: pytest.TempPathFactory) -> England:
    intake = tmp_path_factory.mktemp("intake")
    rows = {one.id: read_source(one, framework, DATA, intake) for one in framework.sources}
    computed = compute(
        framework,
        {source: one.path for source, one in rows.items()},
        framework.indicators,
        cutoff=date(2026, 11, 22),
        progress=lambda *_: None,
    )
    disclosed = disclose(computed, framework)
    return England(framework, rows, disclosed.frame, judge(disclosed, framework))


@pytest.fixture(scope="module")
def code_now(files: None) -> Mapping[str, str]:
    return codes_now()


def same_as(results: pl.DataFrame, expected: pl.DataFrame) -> pl.DataFrame:
    """Give the keys where the results and the raw file differ in being there, or in the value."""
    joined = results.select(*KEY, "value").join(
        expected.select(*KEY, pl.col("value").alias("raw")), on=KEY, how="full", coalesce=True
    )
    close = (pl.col("value") - pl.col("raw")).abs() <= 1e-9 * pl.col("raw").abs()
    both_missing = pl.col("value").is_null() & pl.col("raw").is_null()
    return joined.filter(~(close.fill_null(value=False) | both_missing))


# --- the declaration -----------------------------------------------------------------------


def test_the_example_declares_every_upper_tier_authority_with_regions_and_england(
    framework: Framework,
) -> None:
    standing = [a for a in framework.geography.at_level("authority") if a.valid_to is None]
    assert len(standing) == 153
    assert len(framework.geography.at_level("region")) == 9
    assert [a.name for a in framework.geography.at_level("country")] == ["England"]
    assert len(framework.indicators) >= 18
    assert len(framework.outcomes) >= 5


def test_each_measure_of_the_tool_is_declared_as_its_dictionary_says(
    framework: Framework, files: None
) -> None:
    dictionary = {
        row["Measure_short"]: row
        for row in raw_csv(LAIT / "lait_data_dictionary.csv").iter_rows(named=True)
    }
    for indicator, (key, year, _) in LAIT_INDICATORS.items():
        declared = framework.indicator(indicator)
        assert YEAR_TYPES[dictionary[key]["Year_Type"]] == year, key
        assert declared.source == f"lait_{year}", key
        assert declared.year_type.value == year, key
        assert declared.polarity.value == POLARITIES[dictionary[key]["Polarity"]], key


# --- nothing is lost in silence ------------------------------------------------------------


def test_each_row_of_each_file_is_kept_or_left_out_or_reported(england: England) -> None:
    for source, rows in england.rows.items():
        kept = pl.scan_parquet(rows.path).select(pl.len()).collect().item()
        read = 0
        for file in rows.files:
            path = DATA / file.path
            raw = pl.read_parquet(path) if path.suffix == ".parquet" else raw_csv(path)
            assert file.rows == raw.height, file.path
            read += raw.height
        assert rows.rows == kept, source
        assert kept + sum(rows.left_out.values()) + rows.problem_rows == read, source


def test_only_the_joint_returns_are_not_understood_and_each_names_its_row(
    england: England,
) -> None:
    reported = {id_: rows.problems for id_, rows in england.rows.items() if rows.problems}
    assert set(reported) == {"social_workers"}
    raw = raw_csv(EES / WORKFORCE)["new_la_code"].to_list()
    problems = reported["social_workers"]
    assert len({problem.row for problem in problems}) == 14
    for problem in problems:
        assert problem.file.endswith(WORKFORCE)
        assert "/" in raw[problem.row - 2], "the header is row 1"
        assert raw[problem.row - 2] in problem.what


def test_rows_without_a_year_and_parts_of_london_are_left_out_by_name(england: England) -> None:
    raw = pl.read_parquet(LAIT / "bds_long.parquet")
    no_year = raw.filter(pl.col("Years") == "0").height
    in_parts = pl.col("LA and Regions").str.starts_with("London (")
    parts = raw.filter(in_parts, pl.col("Years") != "0").height
    for source in ("lait_academic", "lait_financial", "lait_calendar"):
        left_out = dict(england.rows[source].left_out)
        assert left_out.pop("rows that carry no year") == no_year == 170
        assert left_out.pop("inner and outer London are parts of the region of London") == parts
        assert sum(left_out.values()) == (1680 if source == "lait_academic" else 0), "the premium"


# --- values ---------------------------------------------------------------------------------


def test_no_key_has_two_results(england: England) -> None:
    assert england.results.select("indicator", *KEY).is_duplicated().sum() == 0


@pytest.mark.parametrize("indicator", LAIT_INDICATORS)
def test_a_value_of_the_interactive_tool_is_the_value_in_the_file(
    england: England, code_now: Mapping[str, str], indicator: str
) -> None:
    key, year, at_end = LAIT_INDICATORS[indicator]
    raw = raw_lait(code_now).filter(pl.col("key") == key)
    assert raw["area"].null_count() == 0
    expected = raw.select(
        "area",
        year_code(pl.col("last_year"), year, at_end=at_end).alias("period"),
        pl.lit("").alias("breakdown"),
        pl.col("text").cast(pl.Float64, strict=False).alias("value"),
    )
    assert expected.height > 160
    assert same_as(england.of(indicator), expected).is_empty()


def test_each_dash_of_the_interactive_tool_is_a_missing_value_with_its_reason(
    england: England,
) -> None:
    raw = pl.read_parquet(LAIT / "bds_long.parquet").filter(
        pl.col("Years") != "0", ~pl.col("LA and Regions").str.starts_with("London (")
    )
    for source in ("lait_academic", "lait_financial", "lait_calendar"):
        intake = pl.read_parquet(england.rows[source].path)
        missing = intake.filter(pl.col("value").is_null())
        read = raw.filter((pl.col("Short Desc") != "Premium") | (source != "lait_academic"))
        assert missing.height == read.filter(pl.col("Values") == "-").height > 60_000
        assert missing["_status_value"].unique().to_list() == ["unavailable"]
    keys = {key for key, _, _ in LAIT_INDICATORS.values()}
    dashes = raw.filter(pl.col("Short Desc").is_in(keys), pl.col("Values") == "-").height
    flagged = england.results.filter(
        pl.col("indicator").is_in(list(LAIT_INDICATORS)),
        pl.col("value").is_null(),
        pl.col("flags") & int(WHY_NO_VALUE) == int(Flag.UNAVAILABLE),
    )
    assert flagged.height == dashes > 1000


@pytest.mark.parametrize("indicator", EES_INDICATORS)
def test_a_value_of_explore_education_statistics_is_the_value_in_the_file(
    england: England, code_now: Mapping[str, str], indicator: str
) -> None:
    name, column, filters, year, at_end = EES_INDICATORS[indicator]
    raw = raw_ees(name, code_now).filter(*(pl.col(c) == text for c, text in filters.items()))
    expected = raw.select(
        "area",
        year_code(pl.col("last_year"), year, at_end=at_end).alias("period"),
        pl.lit("").alias("breakdown"),
        number(column).alias("value"),
    )
    assert expected["area"].n_unique() > 150
    assert same_as(england.of(indicator), expected).is_empty()


@pytest.mark.parametrize("indicator", EES_INDICATORS)
def test_each_mark_of_explore_education_statistics_is_a_missing_value_with_its_own_reason(
    england: England, code_now: Mapping[str, str], indicator: str
) -> None:
    name, column, filters, year, at_end = EES_INDICATORS[indicator]
    raw = raw_ees(name, code_now).filter(
        *(pl.col(c) == text for c, text in filters.items()), pl.col(column).is_in(SIX_MARKS)
    )
    marks = raw.select(
        "area",
        year_code(pl.col("last_year"), year, at_end=at_end).alias("period"),
        pl.col(column)
        .replace_strict({mark: int(flag) for mark, flag in MARK_FLAGS.items()})
        .alias("expected"),
    )
    missing = england.of(indicator).filter(pl.col("value").is_null())
    joined = missing.join(marks, on=["area", "period"], how="full", coalesce=True)
    assert joined.filter(~pl.col("flags").eq_missing(pl.col("expected").cast(pl.Int32))).is_empty()


@pytest.mark.parametrize("indicator", CLA_INDICATORS)
def test_a_rate_of_care_is_made_from_its_two_counts_and_rounds_to_the_published_one(
    england: England, code_now: Mapping[str, str], indicator: str
) -> None:
    raw = raw_ees(CLA, code_now).filter(pl.col("population_type") == CLA_INDICATORS[indicator])
    at_end = indicator == "looked_after_rate"
    expected = raw.select(
        "area",
        year_code(pl.col("last_year"), "financial", at_end=at_end).alias("period"),
        pl.lit("").alias("breakdown"),
        (number("children_count") / number("population_estimate") * 10_000).alias("value"),
        number("rate_per_10000").alias("published"),
    )
    results = england.of(indicator)
    assert same_as(results, expected).is_empty()
    both = results.join(expected.select(*KEY, "published"), on=KEY).drop_nulls("published")
    agrees = ((pl.col("value") + 0.5).floor() == pl.col("published")).mean()
    assert both.height > 750
    assert both.select(agrees).item() >= 0.99
    assert both["lower"].null_count() == both["upper"].null_count() == 0


def test_rates_of_care_together_round_to_the_published_ones_in_998_rows_of_1000(
    england: England, code_now: Mapping[str, str]
) -> None:
    raw = raw_ees(CLA, code_now)
    made, agree = 0, 0
    for indicator, counted in CLA_INDICATORS.items():
        at_end = indicator == "looked_after_rate"
        published = raw.filter(pl.col("population_type") == counted).select(
            "area",
            year_code(pl.col("last_year"), "financial", at_end=at_end).alias("period"),
            number("rate_per_10000").alias("published"),
        )
        both = england.of(indicator).join(published, on=["area", "period"]).drop_nulls("published")
        made += both.height
        agree += both.filter((pl.col("value") + 0.5).floor() == pl.col("published")).height
    assert made > 2400
    assert agree / made >= 0.998


def test_a_share_made_from_counts_is_the_published_share_to_its_rounding(
    england: England, code_now: Mapping[str, str]
) -> None:
    raw = raw_ees(REFERRALS, code_now)
    for indicator, column in (
        ("rereferred", "rereferral_percent"),
        ("no_further_action", "no_further_action_percent"),
        ("not_in_need", "not_in_need_percent"),
    ):
        published = raw.select(
            "area",
            year_code(pl.col("last_year"), "financial", at_end=False).alias("period"),
            number(column).alias("published"),
            number("referral_count").alias("of"),
        )
        both = england.of(indicator).join(published, on=["area", "period"], how="full")
        differ = (pl.col("value") - pl.col("published")).abs()
        missing = pl.col("published").is_null() | pl.col("of").is_null()
        assert both.filter(pl.col("value").is_null() != missing).is_empty()
        assert both.select(differ.max()).item() < 0.07  # counts of regions are rounded to 10
        shown = both.drop_nulls("value")
        assert shown.filter(pl.col("lower") > pl.col("value")).is_empty()
        assert shown.filter(pl.col("upper") < pl.col("value")).is_empty()


def remade_beside_published(england: England) -> pl.DataFrame:
    """Put the rate made from two files beside the rate that the tool publishes: value, tool."""
    published = england.of("in_need_rate").select("area", "period", pl.col("value").alias("tool"))
    made = england.of("in_need_rate_remade").with_columns(pl.col("period") + " end")
    return made.join(published, on=["area", "period"])


def test_a_rate_from_two_files_is_the_rate_published_in_a_third(england: England) -> None:
    """Counts at 31 March over the mid-year estimate before give the tool's rate to one decimal."""
    both = remade_beside_published(england).filter(~pl.col("area").str.starts_with("E12"))
    local = both.filter(pl.col("area") != "E92000001")
    assert local.filter(pl.col("value").is_null() != pl.col("tool").is_null()).is_empty()
    shown = local.drop_nulls("value")
    assert shown.height == 1504
    assert {"E10000021", "E10000006"} < set(shown["area"]), "places that are no more count too"
    assert shown.select((pl.col("value") - pl.col("tool")).abs().max()).item() <= 0.0501


def test_a_region_is_the_sum_of_those_that_made_it_up_at_the_time(england: England) -> None:
    """East Midlands 2016/17 holds Northamptonshire. The tool rounds a region's count to 10."""
    both = remade_beside_published(england).filter(pl.col("area").str.contains("^E12|^E92"))
    shown = both.drop_nulls("value")
    assert both.height == 100
    assert shown.height == 84
    assert shown.filter(pl.col("area") == "E12000004").height == 10
    assert shown.select((pl.col("value") - pl.col("tool")).abs().max()).item() <= 0.15


def test_a_sum_with_a_part_that_is_not_published_has_no_value(england: England) -> None:
    """No estimate is published for Bournemouth, Poole and the old Dorset, no count for Hackney."""
    made = remade_beside_published(england).filter(pl.col("value").is_null())
    missing = set(made.select("area", "period").iter_rows())
    for year in ("2015/16 end", "2018/19 end"):
        assert ("E12000009", year) in missing
        assert ("E92000001", year) in missing
    assert ("E12000007", "2020/21 end") in missing


def test_a_place_has_no_count_for_a_time_in_which_it_did_not_stand(england: England) -> None:
    made = england.of("in_need_rate_remade").select("area", "period").sort("period")
    periods = dict(made.group_by("area").agg(pl.col("period")).iter_rows())
    assert periods["E06000061"][0] == "2021/22", "North Northamptonshire began"
    assert periods["E10000021"][-1] == "2020/21", "Northamptonshire ended"
    assert periods["E06000060"][0] == "2012/13", "Buckinghamshire only changed its code"


def test_a_count_that_was_not_published_is_never_zero_and_never_a_rate_of_zero(
    england: England, code_now: Mapping[str, str]
) -> None:
    raw = raw_ees(CIN, code_now).filter(
        pl.col("new_la_code").is_not_null(), number("At31_episodes").is_null()
    )
    keys = raw.select(
        "area", year_code(pl.col("last_year"), "financial", at_end=False).alias("period")
    )
    results = england.of("in_need_rate_remade").with_columns(
        pl.col("period").str.strip_suffix(" end")
    )
    found = results.join(keys, on=["area", "period"])
    assert keys.height > 5
    assert found["value"].null_count() == found.height
    assert found.filter(pl.col("flags") == 0).is_empty()


# --- Fingertips: values, intervals, comparison ----------------------------------------------


def test_value_is_count_by_denominator_on_every_headline_row_of_fingertips(
    england: England,
) -> None:
    raw = raw_fingertips().select(*KEY, number("Value").alias("value"))
    made = england.of("injuries_remade").rename({"value": "made"}).select(*KEY, "made")
    assert same_as(england.of("injuries"), raw).is_empty()
    both = england.of("injuries").join(made, on=KEY).drop_nulls("value")
    assert both.height == raw["value"].drop_nulls().len()
    assert both.select((pl.col("value") - pl.col("made")).abs().max()).item() < 1e-4


def test_the_published_interval_is_taken_as_it_is(england: England) -> None:
    raw = raw_fingertips().select(
        *KEY,
        number("Lower CI 95.0 limit").alias("low"),
        number("Upper CI 95.0 limit").alias("high"),
    )
    shown = england.of("injuries").drop_nulls("value").join(raw, on=KEY)
    assert shown.height > 6000
    assert shown.filter(pl.col("lower") != pl.col("low")).is_empty()
    assert shown.filter(pl.col("upper") != pl.col("high")).is_empty()
    bit = pl.col("flags") & int(Flag.PUBLISHED_INTERVAL)
    assert shown.filter(bit == 0).is_empty()


def test_a_limit_of_minus_one_is_no_limit(england: England) -> None:
    missing = england.of("injuries").filter(pl.col("value").is_null())
    assert missing["lower"].null_count() == missing["upper"].null_count() == missing.height == 101


def test_a_blank_cell_is_said_to_be_unavailable(england: England) -> None:
    missing = england.of("injuries").filter(pl.col("value").is_null())
    reasons = int(Flag.UNAVAILABLE | Flag.SUPPRESSED)
    assert missing.filter(pl.col("flags") & reasons == 0).is_empty()


@pytest.mark.parametrize(
    ("begins", "flag"),
    [
        ("Should be treated with caution", Flag.LOW_RELIABILITY),
        ("Value for", Flag.ESTIMATED),
        ("Value suppressed", Flag.SUPPRESSED),
    ],
)
def test_the_publishers_notes_stand_beside_the_values(
    england: England, begins: str, flag: Flag
) -> None:
    both = pl.concat(
        raw_csv(FINGERTIPS / f"{name}_hospital_admissions_2324.csv.gz").select(
            "Area Code", "Sex", "Time period", "Category Type", "Value note"
        )
        for name in ("la", "region")
    )
    noted = both.filter(
        pl.col("Category Type").is_null(), pl.col("Value note").str.starts_with(begins)
    ).unique()
    flagged = england.of("injuries").filter(pl.col("flags") & int(flag) != 0)
    assert flagged.height == noted.height > 0


def test_compared_with_england_is_what_the_publisher_says_on_every_comparable_row(
    england: England,
) -> None:
    raw = raw_fingertips().select(
        *KEY, pl.col("Compared to England value or percentiles").alias("published")
    )
    comparators = england.framework.indicator("injuries").compare
    beside = next(one.id for one in comparators if one.area == "E92000001")
    ours = england.judged.comparisons.filter(
        pl.col("indicator") == "injuries", pl.col("comparator") == beside
    ).join(raw, on=KEY)
    comparable = ours.filter(pl.col("published") != "Not compared")
    assert comparable.height == raw.filter(pl.col("published") != "Not compared").height > 6000
    assert comparable.filter(pl.col("outcome") != pl.col("published").str.to_lowercase()).is_empty()
    others = ours.filter(pl.col("published") == "Not compared")
    assert set(others["outcome"]) <= {Comparison.NOT_COMPARED.value}


# --- what changed on the way ------------------------------------------------------------------


@pytest.mark.parametrize(("old", "code"), list(RENAMED.items()))
def test_a_place_that_only_changed_its_code_has_one_series(
    england: England, old: str, code: str
) -> None:
    number_in_need = england.of("in_need_number")
    assert number_in_need.filter(pl.col("area") == code).height == 13
    assert number_in_need.filter(pl.col("area") == old).is_empty()


@pytest.mark.parametrize(
    ("area", "last"),
    [
        ("E10000021", "2020/21 end"),  # Northamptonshire, split
        ("E10000006", "2022/23 end"),  # Cumbria, split
        ("E10000009", "2018/19 end"),  # Dorset with Christchurch
        ("E06000028", "2018/19 end"),  # Bournemouth
    ],
)
def test_a_place_that_was_split_or_merged_keeps_its_own_figures(
    england: England, area: str, last: str
) -> None:
    periods = england.of("in_need_number").filter(pl.col("area") == area)["period"].sort()
    assert periods[0] == "2012/13 end"
    assert periods[-1] == last


def test_a_year_marked_provisional_in_the_file_is_provisional(england: England) -> None:
    provisional = england.of("phonics").filter(pl.col("flags") & int(Flag.PROVISIONAL) != 0)
    assert provisional["period"].unique().to_list() == ["2024/25 ac"]
    assert provisional.height == 168


def test_without_a_target_nothing_is_rated_and_the_reason_is_said(england: England) -> None:
    ratings = england.judged.judgements
    assert set(ratings["rating"]) == {Rating.NOT_RATED.value}
    assert NotRated.NO_TARGET.value in set(ratings["reason"])
    assert ratings["reason"].null_count() == 0


# --- as an officer does it ----------------------------------------------------------------------


def test_a_refresh_publishes_what_was_computed_and_the_next_one_has_nothing_to_do(
    england: England, tmp_path: Path
) -> None:
    store = f"sqlite:///{tmp_path / 'england.db'}"
    command = [sys.executable, "-m", "dashboard.cli", "refresh"]
    places = ["--config", str(CONFIG), "--data", str(DATA), "--store", store]
    first, second = (
        subprocess.run(
            [*command, *places], cwd=CHECKOUT, capture_output=True, text=True, check=True
        )
        for _ in range(2)
    )
    assert (
        f"{len(england.framework.indicators)} indicators, {england.results.height:,} results"
        in first.stdout
    )
    assert "source 'social_workers': 14 rows are left out" in first.stderr
    assert "Nothing to do" in second.stdout
    with open_snapshot(open_store(store)) as snapshot:
        published = snapshot.frame("results")
    order = ["indicator", *KEY]
    computed = england.results.select(published.columns).sort(order)
    assert_frame_equal(published.sort(order), computed, check_dtypes=False)
