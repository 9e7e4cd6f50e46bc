"""`explain --plan` says how an indicator would be counted, before anybody waits for it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dashboard.cli.commands import cli
from tests.integration.test_refresh_by_engines import FILE, IN_DUCKDB, partnership


def explained(folder: Path, indicator: str, *more: str) -> Result:
    places = ["--config", str(folder), "--data", str(folder / "data")]
    store = ["--store", f"sqlite:///{folder / 'none.db'}"]
    return CliRunner().invoke(cli, ["explain", indicator, "--plan", *places, *store, *more])


def test_the_scans_of_files_are_said_in_words(tmp_path: Path) -> None:
    found = explained(partnership(tmp_path / "files", FILE).folder, "assessed_in_time")
    assert found.exit_code == 0
    assert found.output.splitlines()[:5] == [
        "assessed_in_time: polars counts 15 rows of episodes*.csv",
        "They speak of April 2025 to September 2025.",
        "",
        "Scan 1 of 2: 2 sums of rows where assessed is not null",
        "  about 13 rows looked at, at most 192 rows come back",
    ]


def test_an_engine_shows_the_sql_that_it_would_run(tmp_path: Path) -> None:
    folder = partnership(tmp_path / "engine", IN_DUCKDB).folder
    found = explained(folder, "cost_per_closed")
    assert found.exit_code == 0
    assert "duckdb counts 15 rows of table episodes of lake.duckdb" in found.output
    assert 'SUM(CAST("t1"."cost" AS DECIMAL(38, 0)))' in found.output
    assert "person_id" not in found.output, "a statement reads no column that it does not need"
    said = json.loads(explained(folder, "days_to_plan", "--json").output)
    assert said["engine"] == "duckdb"
    assert said["months"] == ["2025-04", "2025-09"] or len(said["months"]) == 2
    assert all(scan["sql"].startswith("SELECT") for scan in said["scans"])


@pytest.mark.parametrize(
    ("indicator", "says"),
    [
        (
            "assessed_on_time",
            "there is no indicator 'assessed_on_time' in this framework; did you mean",
        ),
        ("in_need_rate", "is read as it was published and not counted"),
    ],
)
def test_what_is_not_counted_has_no_plan(tmp_path: Path, indicator: str, says: str) -> None:
    found = explained(partnership(tmp_path / "files", FILE).folder, indicator)
    assert says in str(found.exception)
