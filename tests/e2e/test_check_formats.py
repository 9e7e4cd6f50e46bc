"""What `check` prints for people and for other programs, as a person would type it."""

import json
import shutil
from pathlib import Path

import pytest

from tests.commands import Ended, run_command

BASE = Path(__file__).parents[1] / "bad_config" / "base"


def check(folder: Path, *words: str) -> Ended:
    return run_command("check", "config", *words, cwd=folder)


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A framework whose second indicator has a misspelt word and whose first is compared with one county."""
    config = Path(shutil.copytree(BASE, tmp_path / "config"))
    with (config / "framework.yaml").open("a") as framework:
        framework.write("today: 2025-12-01\n")
    file = config / "indicators" / "early_help.yaml"
    text = file.read_text().replace("basis: at end", "basis: at edn")
    file.write_text(text.replace("compare: [parent]", "compare: [{average: county}]"))
    return tmp_path


def test_on_a_terminal_the_line_stands_below_its_message_and_the_word_is_marked(ours: Path) -> None:
    done = check(ours, "--lines")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("config/indicators/early_help.yaml:12:12: 'at edn'")
    assert lines[1] == "   12 |     basis: at edn"
    assert lines[2] == "                   ^~"
    assert done.returncode == 10


def test_errors_stand_before_warnings_and_without_a_terminal_each_is_one_line(ours: Path) -> None:
    first, second = check(ours).stdout.splitlines()
    assert first.endswith("[F203]")
    assert ": warning: " in second
    assert second.endswith("[F637]")


def test_no_mark_that_turns_a_text_round_reaches_a_terminal(ours: Path) -> None:
    framework = ours / "config" / "framework.yaml"
    text = framework.read_text().replace("Midshire Early", '"Mid\\u202eshire\\x1b[31m Early')
    framework.write_text(text.replace("Partnership", 'Partnership"'))
    file = ours / "config" / "indicators" / "early_help.yaml"
    file.write_text(file.read_text().replace("basis: at edn", "basis: at end"))
    told = "Midshire [31m Early Help Partnership: "
    assert check(ours).stdout.splitlines()[-1].startswith(told)
    # nor whoever reads the JSON and prints what is in it
    assert json.loads(check(ours, "--format", "json").stdout)["summary"].startswith(told)


def test_json_gives_each_issue_with_its_place_and_counts(ours: Path) -> None:
    found = json.loads(check(ours, "--format", "json").stdout)
    assert (found["errors"], found["warnings"]) == (1, 1)
    issue = found["issues"][0]
    assert (issue["file"], issue["line"], issue["column"], issue["code"], issue["level"]) == (
        *("config/indicators/early_help.yaml", 12, 12, "F203", "error"),
    )


def test_sarif_names_the_rule_the_level_and_the_place(ours: Path) -> None:
    (run,) = json.loads(check(ours, "--format", "sarif").stdout)["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["F203", "F637"]
    assert [result["level"] for result in run["results"]] == ["error", "warning"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "config/indicators/early_help.yaml"
    assert place["region"] == {"startLine": 12, "startColumn": 12}


def test_github_marks_the_line_and_no_message_can_end_its_command(ours: Path) -> None:
    done = check(ours, "--format", "github")
    assert done.stdout.splitlines()[0].startswith(
        "::error file=config/indicators/early_help.yaml,line=12,col=12,title=F203 "
    )
    file = ours / "config" / "indicators" / "early_help.yaml"
    file.write_text(file.read_text().replace("at edn", "'100%0A::error::x'"))
    assert "100%250A" in check(ours, "--format", "github").stdout


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
def test_a_good_framework_exits_with_nought_in_every_form(tmp_path: Path, form: str) -> None:
    shutil.copytree(BASE, tmp_path / "config")
    assert check(tmp_path, "--format", form).returncode == 0


@pytest.mark.parametrize(
    "written",
    [
        "password: PLANTED",
        "fetch: {user: reporting, password: PLANTED}",
        "fetch: {user: reporting, password:\n PLANTED, site: x}",
    ],
)
def test_a_line_that_holds_a_secret_is_never_shown(ours: Path, written: str) -> None:
    file = ours / "config" / "sources" / "episodes.yaml"
    planted = "Zebra-stripes-99"
    file.write_text(f"{written.replace('PLANTED', planted)}\n" + file.read_text())
    for form in ("text", "json", "sarif", "github"):
        done = check(ours, "--lines", "--format", form)
        assert done.returncode == 10
        assert "F509" in done.stdout
        assert planted not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("was", "planted", "code"),
    [
        ("path: episodes*.csv", "path: ../../planted/here", "F212"),
        (
            "{kind: csv, path: episodes*.csv}",
            "{kind: sql, url_from: env FINGERPOST_SOURCE_X, table: 'a; drop table planted'}",
            "F603",
        ),
    ],
)
def test_a_path_or_sql_that_is_refused_is_never_repeated(
    ours: Path, was: str, planted: str, code: str
) -> None:
    file = ours / "config" / "sources" / "episodes.yaml"
    text = file.read_text()
    assert was in text
    file.write_text(text.replace(was, planted))
    for form in ("text", "json"):
        done = check(ours, "--lines", "--format", form)
        assert code in done.stdout
        assert "planted" not in done.stdout + done.stderr


def test_a_review_that_is_overdue_today_is_a_warning(ours: Path) -> None:
    file = ours / "config" / "indicators" / "early_help.yaml"
    text = file.read_text().replace("at edn", "at end")
    title = "title: Assessed in time"
    file.write_text(text.replace(title, f"{title}\n    next_review: 2020-04-01"))
    done = check(ours)
    assert done.returncode == 0
    assert "to be reviewed by 2020-04-01" in done.stdout
