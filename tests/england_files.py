"""The files of England's official statistics, read by plain polars and by no part of the product.

What the tests expect of `config/examples/england` is worked out here.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import polars as pl

CHECKOUT: Final = Path(__file__).parents[1]
CONFIG: Final = CHECKOUT / "config" / "examples" / "england"
DATA: Final = CHECKOUT.parent / "shared" / "data"
EES: Final = DATA / "ees_csc_open"
LAIT: Final = DATA / "lait_open"
FINGERTIPS: Final = DATA / "fingertips_native"

CIN: Final = "b1_children_in_need_2013_to_2025.csv.gz"
REFERRALS: Final = "c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv.gz"
CLA: Final = "cla_number_and_rate_per_10k_children.csv.gz"
PLACEMENTS: Final = "la_cla_placement_stability.csv.gz"
CARE_LEAVERS: Final = "la_care_leavers_accommodation_suitability.csv.gz"
WORKFORCE: Final = "csww_indicators_2017_to_2025.csv.gz"
SIX_MARKS: Final = ("c", "x", "z", "k", "low", "u")
LONDON_PARTS: Final = ("E13000001", "E13000002")

# indicator: (key, what a year is, whether it stands at the end of it)
LAIT_INDICATORS: Final[Mapping[str, tuple[str, str, bool]]] = {
    "in_need_rate": ("CIN", "financial", True),
    "care_leavers_busy": ("CareLeaverEET", "financial", False),
    "care_wellbeing_score": ("Emotional_LAC", "financial", False),
    "care_dental_checks": ("LACDental%", "financial", False),
    "care_immunised": ("LACVaccinations%", "financial", False),
    "in_learning_16_17": ("16-17Ed&Training", "financial", True),
    "weekly_cost_of_care": ("LACFinance", "financial", False),
    "good_development": ("FSP_NEW_GOODDEV", "academic", False),
    "phonics": ("KS1P_all", "academic", False),
    "persistent_absence": ("TotPerAbNew", "academic", False),
    "suspensions": ("TotFixedEx", "academic", False),
    "attainment_8": ("AVG_Attain8_Score", "academic", False),
    "university_by_19_fsm": ("HE_19_FSM", "academic", False),
    "offered_a_place": ("Sept_Guarantee", "calendar", False),
    "plans_in_20_weeks": ("SEN_EHC_Excpt_20wks", "calendar", False),
    "tribunal_appeals": ("SEN_AppealableDec", "calendar", False),
}
YEAR_TYPES: Final = {  # the dictionary's Year_Type: the year type of our source
    "Annual": "financial",
    "Financial Year": "financial",
    "Academic Year": "academic",
    "Calendar Year": "calendar",
    "Annual (end of Sept)": "calendar",
}
POLARITIES: Final = {"High": "high", "Low": "low", "-": "none", "NA": "none"}

# indicator: (file, column, filters, what a year is, whether it stands at the end of it)
EES_INDICATORS: Final[Mapping[str, tuple[str, str, Mapping[str, str], str, bool]]] = {
    "in_need_number": (CIN, "At31_episodes", {}, "financial", True),
    "referrals": (REFERRALS, "referral_count", {}, "financial", False),
    "three_placements": (
        PLACEMENTS,
        "children_percent",
        {
            "cla_group": "CLA on 31 March",
            "placement_stability": "With 3 or more placements during the year",
        },
        "financial",
        False,
    ),
    "same_carer": (
        PLACEMENTS,
        "children_percent",
        {"placement_stability": "Living with the same carer for at least 2 years"},
        "financial",
        False,
    ),
    "care_leavers_housed": (
        CARE_LEAVERS,
        "care_leaver_percent",
        {"care_leaver_age": "19 to 21 years", "breakdown": "Accommodation considered suitable"},
        "financial",
        False,
    ),
    "caseload": (WORKFORCE, "caseload_fte", {}, "calendar", False),
    "turnover": (WORKFORCE, "turnover_rate_fte", {}, "calendar", False),
    "agency_share": (WORKFORCE, "agency_rate_fte", {}, "calendar", False),
    "vacancies": (WORKFORCE, "vacancy_rate_fte", {}, "calendar", False),
}
CLA_INDICATORS: Final = {
    "looked_after_rate": "Children looked after on 31 March each year",
    "started_care_rate": "Children starting to be looked after each year",
    "ceased_care_rate": "Children ceasing to be looked after each year",
}
RENAMED: Final = {
    "E10000002": "E06000060",  # Buckinghamshire
    "E10000023": "E06000065",  # North Yorkshire
    "E10000027": "E06000066",  # Somerset
    "E08000016": "E08000038",  # Barnsley
    "E08000019": "E08000039",  # Sheffield
}
KEY: Final = ("area", "period", "breakdown")


def raw_csv(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, infer_schema_length=0)


def year_code(last_year: pl.Expr, year: str, *, at_end: bool) -> pl.Expr:
    """Write the code of the period that ends in a year: '2024/25 end', '2024/25 ac', '2025'."""
    if year == "calendar":
        return last_year.cast(pl.String)
    span = pl.format("{}/{}", last_year - 1, (last_year % 100).cast(pl.String).str.zfill(2))
    return pl.concat_str(
        span, pl.lit({"academic": " ac", "financial": ""}[year] + (" end" if at_end else ""))
    )


def codes_now() -> Mapping[str, str]:
    """Give the newest code of each place by the Department's number, as the EES files have it."""
    pairs = pl.concat(
        raw_csv(EES / name)
        .filter(pl.col("geographic_level") == "Local authority")
        .select("old_la_code", "new_la_code", pl.col("time_period").cast(pl.Int32))
        for name in (CIN, CLA, WORKFORCE)
    ).filter(~pl.col("new_la_code").str.contains("/"))
    newest = pairs.sort("time_period").group_by("old_la_code", maintain_order=True).last()
    return dict(newest.select("old_la_code", "new_la_code").iter_rows())


def raw_ees(name: str, code_now: Mapping[str, str]) -> pl.DataFrame:
    """Read an EES table without joint returns and parts of London, each row with its `area`."""
    frame = raw_csv(EES / name).filter(
        ~pl.col("new_la_code").fill_null("").str.contains("/"),
        pl.col("new_la_code").is_not_null()
        | ~pl.col("region_code").fill_null("").is_in(LONDON_PARTS),
    )
    authority = pl.col("old_la_code").replace_strict(code_now, default=None)
    return frame.with_columns(
        pl.coalesce(
            pl.when(pl.col("new_la_code").is_not_null()).then(authority),
            "region_code",
            "country_code",
        ).alias("area"),
        pl.col("time_period").cast(pl.Int32).alias("last_year"),
    )


def raw_lait(code_now: Mapping[str, str]) -> pl.DataFrame:
    """Read the LAIT file without year '0' and parts of London: key, text, area, last_year."""
    regions = raw_csv(EES / CIN).filter(pl.col("geographic_level") == "Regional")
    by_name = {
        name.lower(): code
        for code, name in regions.select("region_code", "region_name").unique().iter_rows()
    } | {"england": "E92000001"}
    frame = pl.read_parquet(LAIT / "bds_long.parquet").filter(
        pl.col("Years") != "0",
        ~pl.col("LA and Regions").is_in(["London (Inner)", "London (Outer)"]),
    )
    number = pl.col("LA Number").cast(pl.Int32).cast(pl.String)
    years = pl.col("Years").str.extract(r"^([\d/-]+)")
    return frame.select(
        pl.col("Short Desc").alias("key"),
        pl.col("Values").alias("text"),
        pl.coalesce(
            pl.col("LA and Regions").str.to_lowercase().replace_strict(by_name, default=None),
            number.replace_strict(code_now, default=None),
        ).alias("area"),
        pl.when(years.str.len_chars() == 4)
        .then(years.cast(pl.Int32, strict=False))
        .otherwise(years.str.slice(0, 4).cast(pl.Int32) + 1)
        .alias("last_year"),
        "Years",
    )


def raw_fingertips() -> pl.DataFrame:
    """Read the headline rows of both files once each. Only parents and trends differ by file."""
    beside = "Compared to England value or percentiles"
    columns = (
        *("Area Code", "Sex", "Time period", "Category Type", "Value", "Count", "Denominator"),
        *("Lower CI 95.0 limit", "Upper CI 95.0 limit", beside),
    )
    both = pl.concat(
        raw_csv(FINGERTIPS / f"{name}_hospital_admissions_2324.csv.gz").select(columns)
        for name in ("la", "region")
    )
    # One of the files says that England is similar to itself.
    is_england = pl.col("Area Code") == "E92000001"
    headline = both.filter(pl.col("Category Type").is_null()).with_columns(
        pl.when(is_england).then(pl.lit("Not compared")).otherwise(beside).alias(beside)
    )
    by_sex = pl.format("sex={}", "Sex")
    return headline.unique().with_columns(
        pl.col("Area Code").replace(RENAMED).alias("area"),
        pl.col("Time period").alias("period"),
        pl.when(pl.col("Sex") == "Persons").then(pl.lit("")).otherwise(by_sex).alias("breakdown"),
    )


def number(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Float64, strict=False)
