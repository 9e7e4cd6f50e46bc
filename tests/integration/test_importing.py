"""What other tools wrote becomes declarations that pass check at once, and the report says what became of what."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dashboard.cli.commands import cli
from framework.errors import ConfigurationError
from framework.load.files import read_config
from framework.load.framework import load_framework

DICTIONARY = (
    "Topic,Measure,Chart_title,Measure_short,Polarity,y_axis_name,Description,Methodology,"
    "Next Update,dps,Year_Type,No_Quartile,Hyperlink(s)\n"
)
PARTS = "NATIONAL figures.   Numerator: twos.\nDenominator: all."
HOSTILE = "a: b # c\n- &x [1, {2}] *x !!python/object 'q\" <script>alert(1)</script> =cmd()"


def run(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


def table(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def lait(tmp_path: Path) -> tuple[Path, Path]:
    percent = ("Early Years", "% of twos", "Twos (%)", "TWO%", "High", "%", HOSTILE, "")
    number = ("Early Years", "Number of twos", "Twos (num)", "TWO'n", "-", "Number", "", PARTS)
    spend = ("Finance", "Spend", "Spend (£)", "SPEND", "Low", "Spend", "password=hunter2", "")
    rows = [
        (*percent, "46327", "NA", "Academic Year", "NA", "see https://example.gov.uk/a, and more"),
        (*number, "TBC", "0", "Annual", "NA", ""),
        (*spend, "", "2", "Fortnights", "N", "javascript:alert(1)"),
        ("Finance", "Old", "Old", "GONE", "Low", "Spend", "", "", "", "", "Annual", "NA", ""),
    ]
    dictionary = tmp_path / "dictionary.csv"
    with dictionary.open("w", newline="", encoding="utf-8") as file:
        file.write(DICTIONARY)
        csv.writer(file).writerows(rows)
    lines = [
        f"{key},{year},{name},{number},{value}"
        for key in ("TWO%", "TWO'n", "SPEND")
        for year, value in (("2023", "1"), ("2024 (prov)", "2"), ("0", "-"))
        for name, number in (("Camden", 202), ("Mars", 999))
    ]
    data = table(
        tmp_path / "data.csv",
        "\n".join(["Short Desc,Years,LA and Regions,LA Number,Values", *lines]),
    )
    return dictionary, data


def test_measures_of_lait_become_indicators(lait: tuple[Path, Path], tmp_path: Path) -> None:
    into, kept = tmp_path / "ours", tmp_path / "report.json"
    said = run("import", "lait", *lait, "--into", into, "--home", "E09000007", "--report", kept)
    assert said.exit_code == 0, said.output
    assert "3 indicators, 2 sources" in said.output
    assert run("check", into).output.endswith("No mistakes.\n")
    loaded = {one.id: one for one in load_framework(read_config(into)).framework.indicators}
    assert list(loaded) == ["two_percent", "two_n", "spend"]
    twos = loaded["two_percent"]
    assert (twos.title, twos.polarity, twos.kind, twos.unit) == (
        "Twos (%)",
        "high",
        "outcome",
        "percent",
    )
    assert twos.definition.link == "https://example.gov.uk/a"
    assert twos.definition.caveats == "Next update 1 November 2026."
    assert "&x [1, {2}] *x !!python/object" in twos.definition.why_it_matters
    assert "script" not in twos.definition.why_it_matters
    assert loaded["two_n"].kind == "context"
    assert loaded["two_n"].definition.denominator == "all."
    assert loaded["two_n"].definition.caveats == "NATIONAL figures. Next update TBC."
    assert loaded["spend"].definition.why_it_matters == ""
    notes = json.loads(kept.read_text())
    fates = {(note["item"], note["field"], note["fate"], note["because"]) for note in notes}
    assert ("Finance, GONE", "Measure_short", "not carried", "the data has no row of it") in fates
    assert ("Mars", "LA Number", "not carried", "no national code is known for its number") in fates
    unknown = "not a known type of year: taken as financial years"
    assert ("Finance, SPEND", "Year_Type", "changed", unknown) in fates
    refreshed = run(
        *("refresh", "--config", into, "--data", tmp_path),
        *("--store", f"sqlite:///{tmp_path / 'store.db'}"),
    )
    assert refreshed.exit_code == 0, refreshed.output
    assert "3 indicators, 6 results" in refreshed.output


def test_nothing_is_overwritten(lait: tuple[Path, Path], tmp_path: Path) -> None:
    into = tmp_path / "ours"
    assert run("import", "lait", *lait, "--into", into).exit_code == 0
    title = into / "framework.yaml"
    title.write_text(title.read_text().replace("Local authorities of England", "Ours"))
    (into / "outcomes.yaml").touch()
    before = read_config(into)
    said = run("import", "lait", *lait, "--into", into, "--title", "Theirs")
    assert "outcomes.yaml: a file of this name is there already" in said.output
    assert (said.exit_code, "nothing was written: every file" in str(said.exception)) == (1, True)
    assert read_config(into) == before


def test_what_does_not_fit_beside_what_is_there_is_not_written(
    lait: tuple[Path, Path], tmp_path: Path
) -> None:
    into = tmp_path / "ours"
    (into / "sources").mkdir(parents=True)
    table(into / "framework.yaml", "framework: broken\n")
    said = run("import", "lait", *lait, "--into", into)
    assert isinstance(said.exception, ConfigurationError)
    assert "Nothing was written" in said.output
    assert [path.name for path in into.rglob("*") if path.is_file()] == ["framework.yaml"]


def test_a_file_that_is_not_of_the_kind_is_refused(lait: tuple[Path, Path], tmp_path: Path) -> None:
    other = table(tmp_path / "other.csv", "area,value\nE09000007,1\n")
    assert "other.csv is none of LAIT's files" in str(
        run("import", "lait", lait[0], other, "--into", tmp_path / "x").exception
    )
    missing = run("import", "lait", lait[0], "--into", tmp_path / "x").exception
    assert str(missing) == "LAIT's data (Short Desc, Values, ...) is not among the files"
    assert not (tmp_path / "x").exists()
