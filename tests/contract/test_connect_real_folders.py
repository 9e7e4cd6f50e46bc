"""Every folder of published files is read by a declaration alone: those of real_sources, and nothing else."""

from datetime import date
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Final

import polars as pl
import pytest

from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.frameworks import Framework
from framework.model.indicators import Indicator, Kind, Polarity
from framework.model.measures import Count
from framework.model.periods import Grain
from framework.model.sources import FILE, PERIOD
from indicators.connect.reading import read_source
from indicators.measures.computing import compute

DATA: Final = Path(__file__).parents[3] / "shared" / "data"
DECLARED: Final = Path(__file__).parent / "real_sources"
BASE: Final = read_config(Path(__file__).parents[1] / "bad_config" / "base")
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"no published files: {DATA} is not there"),
]

# rows kept, then columns and what they hold in one row
SEEN: Final[dict[str, tuple[int, dict[str, Any]]]] = {
    "appeals": (1503, {"council": "Darlington", PERIOD: "2014", "appeals": 0, "decisions": 450}),
    "appeals_england": (9, {PERIOD: "2022", "appeals": 12796}),
    "campylobacter": (
        852,
        {PERIOD: "2015", "value": 81.4739849547143, "cases": 223, "goal": None},
    ),
    "declared": (35, {"method": "Wilson Score method", "unit": "%"}),
    "deprivation": (317, {"score": 35.037}),
    "districts": (462, {PERIOD: "2016", "value": 6.9, "significance": "Worse"}),
    "emergency": (12765, {PERIOD: "2017-03", "type": "1", "attendances": 21289}),
    "eyfs": (12852, {"gender": "Girls", "good_level": 71.9}),
    "goals": (294, {PERIOD: "2005", "age": None, "sex": None, "value": 19.0}),
    "grant": (165, {"number": "202", "schools": 128547100}),
    "hart": (45, {"code": "CS01", "this_quarter": 95.5, "target": 90}),
    "ilacs": (153, {"grade": "good", "began": date(2023, 9, 11)}),
    "inspections": (149, {"began": date(2017, 3, 27), "weak": "No"}),
    "lookup": (318, {"district": "E06000001", "county": "E06000001"}),
    "neet": (642, {PERIOD: "2025", "neet_or_not_known": 2.5}),
    "neighbours": (157, {"number": "201"}),
    "nhs_august": (600, {"service": "England", PERIOD: "2023-04", "waiting": 940603}),
    "nhs_march": (300, {"service": "England", PERIOD: "2022-10", "waiting": 910534}),
    "nhs_trusts": (17437, {"provider": "England", "service": "(A) Audiology", "waiting": 20311}),
    "outturn": (154, {"number": "831", PERIOD: "2021/22"}),
    "police": (147676, {PERIOD: "2019-12", "crime": "Other crime", "crimes": 1}),
    "shapes": (21, {"code": "E08000029", "name": "Solihull"}),
    "starter": (6, {PERIOD: "2015", "group": "A", "value": 1}),
    "units": (612, {PERIOD: "2016/17 ac", "enrolments": 40175, "overall": 33.9}),
    "upload": (2, {PERIOD: "2030", "value": 35.3, "low": 34.9}),
    "waiting_text": (7388, {"provider": "England", PERIOD: "2023-01", "waiting": 17272}),
    "absence_groups": (
        17220,
        {
            "social_care": "CINO at 31 March",
            "phase": "Total",
            "overall": 17.4,
            PERIOD: "2024/25 ac",
        },
    ),
    "attainment": (
        3444,
        {"social_care": "CINO at 31 March", "attainment": 17.3, PERIOD: "2024/25 ac"},
    ),
    "special_needs_groups": (
        2946,
        {"social_care": "CINO at 31 March", "pupils": 139320.0, PERIOD: "2021/22 ac"},
    ),
    "plans_asked": (1456, {PERIOD: "2014"}),
    "two_terms": (1373, {"overall": 35.15576, PERIOD: "2013/14 ac"}),
    "neighbours_2025": (153, {"number": "301", "first": "308", "how_close": "Close"}),
    "lookup_april": (318, {"from_code": "E06000001", "to_code": "E06000001"}),
    "early_years_zip": (
        2934,
        {"characteristic": "Total", "good_level": 71.5, PERIOD: "2017/18 ac"},
    ),
    "key_stage_zip": (7044, {"gender": "Boys", "breakdown": "Ethnic_major", PERIOD: "2017/18 ac"}),
    "plans_zip": (810, {"refused": 17890.0, PERIOD: "2018"}),
    "absence_zip": (
        9680,
        {"term": "Total", "school": "State-funded primary", "overall": 4.0, PERIOD: "2016/17 ac"},
    ),
    "exclusions_zip": (7004, {"school": "Total", "bullying": 25.0, PERIOD: "2016/17 ac"}),
    "excluded_groups_zip": (
        4586,
        {"characteristic": "Total", "pupils": 8025075.0, PERIOD: "2016/17 ac"},
    ),
    "offers_zip": (1620, {"phase": "Primary", "applications": 608180.0, PERIOD: "2018"}),
    "deprivation_2015": (32844, {"code": "E01031349", "score": 123890}),
    "deprivation_2019": (32844, {"code": "E01000001", "decile": 9}),
    "deprivation_parts": (32844, {"code": "E01000001", "children": 10}),
    "deprivation_counts": (32844, {"code": "E01000001"}),
    "lookup_neighbourhoods": (
        35795,
        {"from_code": "E01011949", "to_code": "E01011949", "change": "U"},
    ),
    "lookup_neighbourhoods_2011": (34753, {"from_code": "E01012000", "to_code": "E06000001"}),
    "lookup_wards": (35672, {"from_code": "E01012049", "to_code": "E05009861"}),
    "lookup_2019": (339, {"from_code": "E08000002", "to_code": "E08000002"}),
    "lookup_2021": (331, {"from_code": "E06000001", "to_code": "E06000001"}),
    "lookup_changed": (374, {"from_code": "E06000001", "to_code": "E06000001"}),
    "lookup_regions": (296, {"from_code": "E06000001", "to_code": "E12000001"}),
    "lookup_years": (393, {"from_code": "E09000001", "to_code": "E09000001"}),
    "lookup_police": (332, {"from_code": "E07000136", "to_code": "E23000020"}),
    "shapes_districts": (361, {"code": "E06000001"}),
    "shapes_counties": (218, {"code": "E06000001"}),
    "shapes_neighbourhoods": (1453, {"code": "E01010108"}),
    "inspections_winter": (
        16,
        {
            "partnership": "Brighton and Hove",
            "began": date(2023, 3, 27),
            "outcome": "Typically positive experiences and outcomes",
        },
    ),
    "providers": (156, {"number": "301", "kind": "London Borough"}),
    "police_outcomes": (
        3625,
        {"crime": "Anti-social behaviour", "crimes": 3800, PERIOD: "2019-12"},
    ),
    "police_street": (21515, {"crime": "Violence and sexual offences", "month": "2020-05"}),
    "districts_children": (
        17708,
        {
            "indicator": "Hospital admissions as a result of self-harm (10-24 years)",
            "period": "2011/12",
        },
    ),
    "districts_health": (
        33734,
        {
            "indicator": "Emergency hospital admissions due to falls in people aged 65 and over",
            "period": "2010/11",
            "value": 25650000,
        },
    ),
    "deprivation_districts": (309, {PERIOD: "2019"}),
}


def partnership(name: str) -> Framework:
    text = (DECLARED / f"{name}.yaml").read_bytes()
    return load_framework({**BASE, f"sources/{name}.yaml": text}).framework


def read(name: str, intake: Path) -> pl.DataFrame:
    declared = partnership(name)
    rows = read_source(declared.source(name), declared, DATA, intake)
    assert rows.problems == ()
    return pl.read_parquet(rows.path)


@pytest.mark.parametrize("name", SEEN)
def test_a_declaration_alone_reads_it(name: str, tmp_path: Path) -> None:
    rows, held = SEEN[name]
    frame = read(name, tmp_path)
    assert frame.height == rows
    wanted = [pl.col(column).eq_missing(pl.lit(value)) for column, value in held.items()]
    assert frame.filter(wanted).height >= 1


def test_every_declaration_is_looked_at() -> None:
    assert {path.stem for path in DECLARED.glob("*.yaml")} == set(SEEN)


def test_neet_files_whose_columns_drift_are_one_source(tmp_path: Path) -> None:
    frame = read("neet", tmp_path)
    years = frame.group_by(PERIOD).agg(pl.col(FILE).n_unique(), pl.col("absent").count())
    assert sorted(years[PERIOD]) == ["2021", "2022", "2023", "2025"]
    assert set(years[FILE]) == {1}
    assert min(years["absent"]) > 0  # under one header to 2023, under another in 2025


def test_months_that_the_police_did_not_publish_are_gaps_and_not_zeros(tmp_path: Path) -> None:
    declared = partnership("police")
    rows = read_source(declared.source("police"), declared, DATA, tmp_path)
    crimes = Indicator(
        id="crimes",
        title="Crimes",
        source="police",
        measure=Count(),
        kind=Kind.CONTEXT,
        polarity=Polarity.NONE,
        unit="number",
        grain=Grain.MONTH,
    )
    found = compute(
        declared,
        {"police": rows.path},
        [crimes],
        cutoff=date(2023, 1, 31),
        progress=lambda *_: None,
    ).frame
    home = found.filter(pl.col("area") == declared.home_area)
    counted = dict(home.select("period", "numerator").rows())
    for absent in ("2020-06", "2020-08", "2020-09"):
        assert counted.get(absent) is None
    assert counted["2020-05"] > 10_000
    assert counted["2020-07"] > 10_000
    assert len([each for each in counted.values() if each]) == 32


# Files that no declaration here reads, and who reads them or why nobody can.
ELSEWHERE: Final = {
    "ees_csc_open/*": "tests/contract/test_connect_real_periods.py and config/examples/england",
    "fingertips_native/*_2324.csv.gz": "tests/contract/test_connect_real_periods.py and config/examples/england",
    "fingertips_upload_tests/*": "one is read here; most are wrong on purpose, each kind in test_upload_quirks.py",
    "fingertips_indicator_declarations/*": "declarations, not rows: indicators/importers",
    "lait_open/*": "config/examples/england, test_connect_real_data.py and indicators/importers",
    "sdg_ons/*": "tests/contract/test_connect_real_periods.py and indicators/importers",
    "sdg_starter/*": "indicators/importers",
    "ees_eyfs_absence_meta/ees-test-data/README.md": "prose",
}


def test_every_published_file_is_read_by_somebody() -> None:
    patterns = [*ELSEWHERE, *(partnership(name).source(name).read.path for name in SEEN)]
    left = [
        path.relative_to(DATA).as_posix()
        for path in DATA.rglob("*")
        if path.is_file() and path.name != "PROVENANCE.md"
    ]
    assert [one for one in left if not any(fnmatch(one, each) for each in patterns)] == []
