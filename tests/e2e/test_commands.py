"""The commands as a person types them, each a process of its own."""

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.commands import Ended, run_command
from tests.frameworks.made_stores import Desk, write_starter

TRACEBACK = "Traceback (most recent call last)"


def fingerpost(*words: str, cwd: Path, code: int = 0) -> Ended:
    """Run the command in a folder and hold it to an exit code. It never shows a traceback."""
    done = run_command(*words, cwd=cwd)
    assert TRACEBACK not in done.stderr + done.stdout, done.stderr
    assert "a fault of its own" not in done.stderr
    assert done.returncode == code, done.stdout + done.stderr
    return done


def status(folder: Path) -> dict:
    return json.loads(fingerpost("status", "--json", cwd=folder).stdout)


def published(folder: Path) -> dict:
    """What readers see, without what is known of the refreshes themselves."""
    told = status(folder)
    facts = ("framework", "generation", "published_at", "published_hash", "results", "warnings")
    return {name: told[name] for name in facts}


NAMES = {
    "AREACODE": "E10000034",
    "AREANAME": "Ourshire",
    "PARTNERSHIP": "Ourshire Partnership",
    "BOARD": "Our Board",
}


def start(folder: Path) -> Path:
    return write_starter(Desk(folder / "ours", names=NAMES))


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small framework, and the same refreshed: made once, copied for each test."""
    folder = tmp_path_factory.mktemp("made")
    shutil.copytree(start(folder), folder / "refreshed")
    fingerpost("refresh", cwd=folder / "refreshed")
    return folder


@pytest.fixture
def ours(made_once: Path, tmp_path: Path) -> Path:
    """A small framework whose figures are known."""
    return Path(shutil.copytree(made_once / "ours", tmp_path / "ours"))


@pytest.fixture
def refreshed(made_once: Path, tmp_path: Path) -> Path:
    """The same, refreshed."""
    return Path(shutil.copytree(made_once / "refreshed", tmp_path / "refreshed"))


def test_a_second_refresh_has_nothing_to_do(refreshed):
    before = published(refreshed)
    assert "Nothing to do" in fingerpost("refresh", cwd=refreshed).stdout
    assert published(refreshed) == before


def test_computing_again_and_in_another_order_gives_the_same_hash(refreshed):
    before = status(refreshed)["published_hash"]
    rows = refreshed / "data" / "episodes.csv"
    header, *lines = rows.read_text().splitlines()
    rows.write_text("\n".join([header, *reversed(lines)]) + "\n")
    fingerpost("refresh", "--backfill", cwd=refreshed)
    assert status(refreshed)["published_hash"] == before


def test_every_mistake_is_said_at_once(ours):
    path = ours / "config" / "indicators" / "early_help.yaml"
    text = path.read_text()
    for right, wrong in (
        ("polarity: low\n    unit: days", "polarity: lowr\n    unit: days"),
        ("kind: outcome", "kind: outcom"),
        ("reason = 'step up'", "reason = 'step upp'"),
        ("title: Days from start", "titel: Days from start"),
        ("dated: assessed}\n    targets", "dated: asessed}\n    targets"),
    ):
        assert right in text
        text = text.replace(right, wrong, 1)
    path.write_text(text)
    said = fingerpost("check", cwd=ours, code=10).stdout.splitlines()
    placed = [
        line for line in said if re.match(r"config/indicators/early_help.yaml:\d+:\d+: ", line)
    ]
    assert len(placed) >= 5
    assert sum("did you mean" in line for line in placed) >= 4


def test_a_wrong_framework_leaves_what_is_published_alone(refreshed):
    before = published(refreshed)
    (refreshed / "config" / "outcomes.yaml").write_text("outcomes: [\n")
    said = fingerpost("refresh", cwd=refreshed, code=10)
    assert "config/outcomes.yaml:" in said.stderr  # as it would be opened from here
    assert published(refreshed) == before


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda _: "", "empty"),
        (lambda text: text.splitlines()[0] + "\n", "header"),
        (lambda text: text.replace("end_date", "finish_date", 1), "end_date"),
    ],
    ids=["empty file", "header only", "renamed column"],
)
def test_a_broken_file_keeps_the_last_good_figures(refreshed, spoil, words):
    before = status(refreshed)
    rows = refreshed / "data" / "episodes.csv"
    good = rows.read_text()
    rows.write_text(spoil(good))
    told = fingerpost("refresh", cwd=refreshed, code=11)
    assert words in told.stderr
    after = status(refreshed)
    assert after["published_hash"] == before["published_hash"]
    assert after["sources"][0]["state"] == "kept"
    assert words in after["sources"][0]["reason"]
    rows.write_text(good)
    fingerpost("refresh", cwd=refreshed)
    assert status(refreshed)["sources"][0]["state"] != "kept"


def test_a_missing_file_is_named(refreshed):
    (refreshed / "data" / "episodes.csv").unlink()
    told = fingerpost("refresh", cwd=refreshed, code=11)
    assert "episodes.csv" in told.stderr
    assert status(refreshed)["sources"][0]["state"] == "kept"


def test_a_file_cut_short_stops_until_it_is_accepted(refreshed):
    before = status(refreshed)["published_hash"]
    rows = refreshed / "data" / "episodes.csv"
    rows.write_text("\n".join(rows.read_text().splitlines()[:400]) + "\n")
    told = fingerpost("refresh", cwd=refreshed, code=11)
    assert "run fingerpost accept episodes --reason WHY" in told.stderr
    assert status(refreshed)["published_hash"] == before
    fingerpost("accept", "episodes", "--reason", "half moved away", cwd=refreshed)
    fingerpost("refresh", cwd=refreshed)
    after = status(refreshed)
    assert after["published_hash"] != before
    assert after["sources"][0]["state"] != "kept"
    assert after["sources"][0]["accepted"].endswith(": half moved away")
    again = fingerpost("accept", "episodes", "--reason", "again", cwd=refreshed, code=1)
    assert "there is nothing to accept" in again.stderr


def test_an_acceptance_holds_for_the_very_bytes_only(refreshed):
    rows = refreshed / "data" / "episodes.csv"
    lines = rows.read_text().splitlines()
    rows.write_text("\n".join(lines[:400]) + "\n")
    told = fingerpost("accept", "episodes", "--reason", "a quiet year", cwd=refreshed)
    assert "Accepted for source 'episodes', as they are now" in told.stdout
    rows.write_text("\n".join(lines[:399]) + "\n")
    fingerpost("refresh", cwd=refreshed, code=11)
    near = fingerpost("accept", "episode", "--reason", "x", cwd=refreshed, code=1)
    assert "there is no source 'episode' in this framework; did you mean 'episodes'" in near.stderr


def test_one_of_several_files_that_is_gone_does_not_rewrite_history(refreshed):
    declared = refreshed / "config" / "sources" / "episodes.yaml"
    declared.write_text(declared.read_text().replace("episodes.csv", "episodes*.csv"))
    data = refreshed / "data"
    header, *rows = (data / "episodes.csv").read_text().splitlines()
    (data / "episodes.csv").write_text("\n".join([header, *rows[300:]]) + "\n")
    (data / "episodes_2025.csv").write_text("\n".join([header, *rows[:300]]) + "\n")
    fingerpost("refresh", cwd=refreshed)
    before = status(refreshed)["published_hash"]
    (data / "episodes_2025.csv").unlink()
    told = fingerpost("refresh", cwd=refreshed, code=11)
    assert "episodes_2025.csv was read last time and is not here" in told.stderr
    assert status(refreshed)["published_hash"] == before


def test_a_row_that_is_not_understood_is_told_and_goes_on_being_told(refreshed):
    rows = refreshed / "data" / "episodes.csv"
    rows.write_text(rows.read_text() + "2025-05-01,,,,14 Acacia Road JANE DOE\n")
    told = fingerpost("refresh", "--fail-on", "warning", cwd=refreshed, code=20)
    assert "episodes.csv row 1402, district" in told.stderr
    again = fingerpost("refresh", "--fail-on", "warning", cwd=refreshed, code=20)
    assert "Nothing to do" in again.stdout
    shown = fingerpost("status", "--json", cwd=refreshed).stdout
    assert "left out" in shown
    assert "JANE" not in told.stderr + again.stderr + shown


def test_a_new_target_rates_again_and_a_new_title_does_not_compute_again(refreshed):
    path = refreshed / "config" / "indicators" / "early_help.yaml"
    before = status(refreshed)
    path.write_text(path.read_text().replace("title: Days from", "title: Number of days from"))
    fingerpost("refresh", cwd=refreshed)
    worded = status(refreshed)
    assert worded["generation"] == before["generation"] + 1
    assert worded["published_hash"] == before["published_hash"]
    path.write_text(path.read_text().replace("value: 70", "value: 10"))
    fingerpost("refresh", cwd=refreshed)
    assert status(refreshed)["published_hash"] != before["published_hash"]


def test_an_indicator_that_is_gone_is_closed(refreshed):
    outcomes = refreshed / "config" / "outcomes.yaml"
    outcomes.write_text(outcomes.read_text().replace(", stepped_up", ""))
    path = refreshed / "config" / "indicators" / "early_help.yaml"
    path.write_text(path.read_text().partition("  stepped_up:")[0])
    fingerpost("refresh", cwd=refreshed)
    assert status(refreshed)["indicators"] == 3
    told = fingerpost("explain", "stepped_up", cwd=refreshed, code=1)
    assert "stepped_up" in told.stderr


def test_explain_shows_the_way_from_figure_to_file(refreshed):
    found = json.loads(
        fingerpost(
            "explain", "closed_with_outcomes_met", "--month", "2026-09", "--json", cwd=refreshed
        ).stdout
    )
    assert found["numerator"] < found["denominator"]
    assert found["target"] == 70.0
    assert found["sources"][0]["path"] == "episodes.csv"
    assert len(found["sources"][0]["fingerprint"]) == 64
    assert any("of" in step and "gives" in step for step in found["steps"])


def test_a_store_that_has_nothing_says_what_to_do(tmp_path):
    told = fingerpost("status", "--store", "sqlite:///none.db", cwd=tmp_path, code=14)
    assert "fingerpost" in told.stderr
    assert not (tmp_path / "none.db").exists()


def test_a_password_in_a_store_address_is_never_shown(tmp_path):
    told = fingerpost(
        "status", "--store", "postgresql://me:hunter2@127.0.0.1:1/x", cwd=tmp_path, code=14
    )
    assert "hunter2" not in told.stderr + told.stdout


def test_serve_refuses_every_address_but_this_computer(refreshed):
    told = fingerpost("serve", "--host", "0.0.0.0", cwd=refreshed, code=13)  # noqa: S104
    assert "127.0.0.1" in told.stderr


@pytest.mark.parametrize(
    "verb", ["init", "check", "refresh", "status", "explain", "serve", "demo", "migrate"]
)
def test_every_verb_has_help_with_an_example(verb, tmp_path):
    assert f"Example: fingerpost {verb}" in fingerpost(verb, "--help", cwd=tmp_path).stdout


def test_doctor_looks_round_the_store_and_refuses_a_known_secret(refreshed, monkeypatch):
    well = fingerpost("doctor", cwd=refreshed).stdout
    assert "lock       The lock is free." in well
    assert "secrets    fine" in well
    (refreshed / "fingerpost.db").chmod(0o644)
    monkeypatch.setenv("FINGERPOST_MAIL_PASSWORD", "changeme")
    told = fingerpost("doctor", cwd=refreshed, code=1).stdout
    assert "! rights     other accounts may read" in told
    assert "! secrets    FINGERPOST_MAIL_PASSWORD is a value that everybody knows" in told
    assert "changeme" not in told


def test_a_month_is_released_with_a_reason_once_it_has_ended(refreshed):
    assert (
        "not a month"
        in fingerpost("release", "October", "--reason", "x", cwd=refreshed, code=1).stderr
    )
    assert (
        "has not ended"
        in fingerpost("release", "2999-01", "--reason", "x", cwd=refreshed, code=1).stderr
    )
    told = fingerpost("release", "2025-10", "--reason", "Board", cwd=refreshed).stdout
    assert "October 2025 is released: its panel shows generation 1 for ever" in told


def test_how_many_generations_are_kept_is_said_by_the_command_or_the_framework(refreshed):
    assert "say how many" in fingerpost("prune", cwd=refreshed, code=1).stderr
    declared = refreshed / "config" / "framework.yaml"
    declared.write_text(declared.read_text() + "keep: {generations: 12}\n")
    assert "1 generation is kept" in fingerpost("prune", cwd=refreshed).stdout


def test_a_rehearsed_refresh_says_what_would_change_and_publishes_nothing(refreshed):
    before = published(refreshed)
    assert "Nothing would change" in fingerpost("refresh", "--dry-run", cwd=refreshed).stdout
    rows = refreshed / "data" / "episodes.csv"
    header, *lines = rows.read_text().splitlines()
    rows.write_text("\n".join([header, *(one for n, one in enumerate(lines) if n % 5)]) + "\n")
    assert (
        "nothing is published" in fingerpost("refresh", "--dry-run", cwd=refreshed, code=3).stdout
    )
    assert published(refreshed) == before
