"""Every kind of original is imported, and open sets of each become declarations that pass check."""

import json
from pathlib import Path

import pytest

from dashboard.cli.importing import KINDS as OFFERED
from indicators.importers.importing import KINDS
from tests.imported import figures, imported, write

REAL = Path(__file__).parents[3] / "shared" / "data"


def test_an_export_of_dhis2(tmp_path: Path) -> None:
    export = {
        "indicatorTypes": [{"id": "hmSnCXmLYwt", "name": "Percentage", "factor": 100}],
        "indicatorGroups": [{"name": "Births", "indicators": [{"id": "Uvn6LCg7dVU"}]}],
        "organisationUnits": [{"id": "ImspTQPwCqd", "name": "Midshire", "level": 1}],
        "indicators": [
            {"id": "Uvn6LCg7dVU", "name": "Visits", "indicatorType": {"id": "hmSnCXmLYwt"},
             "numerator": "#{fbfJHSPpUQD.pq2XI5kz2BY} + #{fbfJHSPpUQD.PT59n8BQbqM}",
             "denominator": "#{h0xKKjijTdI}"},
            {"id": "b", "name": "Constant", "numerator": "#{fbfJHSPpUQD} * C{Gfd3ppDfq8E}", "denominator": "1"},
            {"id": "c", "name": "Function", "numerator": "if(isNull(#{fbfJHSPpUQD}),1,2)", "denominator": "1"},
            {"id": "d", "name": "Program", "numerator": "I{fbfJHSPpUQD}", "denominator": "1"},
        ],
    }  # fmt: skip
    write(
        tmp_path,
        "dhis2.csv",
        "organisationunitid,periodname,fbfJHSPpUQD.pq2XI5kz2BY,fbfJHSPpUQD.PT59n8BQbqM,h0xKKjijTdI\n"
        "ImspTQPwCqd,January 2025,10,20,400\n",
    )
    _, notes = imported(tmp_path, "dhis2", write(tmp_path, "export.json", json.dumps(export)))
    assert figures(tmp_path) == {("visits", "ImspTQPwCqd", "", "2025-01"): 7.5}
    left = {note[0]: note[4] for note in notes if note[1] == "numerator" and note[2] != "changed"}
    assert left == {
        "Constant": "the whole indicator: constants (C{...}) stand in DHIS2 only",
        "Function": "the whole indicator: functions",
        "Program": "the whole indicator: programme data (D{...}, A{...}, I{...})",
    }


def test_the_command_offers_every_kind_that_there_is_an_importer_of() -> None:
    assert set(OFFERED) == set(KINDS)


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.is_dir(), reason=f"no published files: {REAL} is not there")
@pytest.mark.parametrize(
    ("kind", "words", "indicators"),
    [
        ("fingertips", ("fingertips_native/*2324.csv.gz", "fingertips_indicator_declarations/*.json"), 1),
        ("open-sdg", ("sdg_starter/meta/*.yml", "sdg_starter/data/*.csv"), 1),
        ("open-sdg", ("sdg_ons/meta/3-*.md", "sdg_ons/data/indicator_3-*.csv"), 10),
        ("spreadsheet", ("district_kpis_hart/*.csv", "--period", "2013/14 Q4"), 45),
    ],
)  # fmt: skip
def test_open_sets_become_declarations_that_pass_check(
    tmp_path: Path, kind: str, words: tuple[str, ...], indicators: int
) -> None:
    files = [path for word in words for path in sorted(REAL.glob(word))]
    options = [word for word in words if not list(REAL.glob(word))]
    framework, _ = imported(tmp_path, kind, *files, *options)
    assert len(framework.indicators) == indicators
