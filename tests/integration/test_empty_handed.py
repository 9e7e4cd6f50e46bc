"""A refresh that could use nothing is no success, however it is asked about; a typing mistake is no run."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dashboard.access.viewers import OPEN_DEMO_VIEWER
from dashboard.cli.commands import cli
from dashboard.queries.library import Library
from dashboard.queries.metrics import metrics_text
from dashboard.queries.status import read_status
from dashboard.telling.concerns import troubles_of
from framework.store.engines import open_store
from framework.store.runs import last_runs
from tests.refresh_desk import NOON, Desk, tiny


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("made")
    desk = tiny(root)
    assert command(desk, "refresh").exit_code == 0
    desk.engine.dispose()
    return root


@pytest.fixture
def desk(made_once: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(made_once, tmp_path, dirs_exist_ok=True)
    engine = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield Desk(tmp_path / "tiny", engine)
    engine.dispose()


def command(desk: Desk, *words: str) -> Result:
    store = f"sqlite:///{desk.folder.parent / 'store.db'}"
    where = ["--store", store]
    if words[0] not in ("history", "remake"):
        where += ["--config", str(desk.folder), "--data", str(desk.folder / "data")]
    return CliRunner().invoke(cli, [*words, *where])


def test_a_run_that_could_use_nothing_has_failed_and_says_which_source(desk: Desk) -> None:
    (desk.folder / "data" / "episodes.csv").unlink()
    said = command(desk, "refresh")
    assert said.exit_code == 11
    assert "1 of 3 sources is kept: episodes. No figure is new; generation 2 marks" in said.stdout
    told = json.loads(command(desk, "history", "--json").stdout)
    assert [run["state"] for run in told] == ["failed", "published"]
    assert told[0]["message"].startswith("1 of 3 sources is kept: episodes (")
    assert told[0]["hash"] == told[1]["hash"]
    view = read_status(Library(desk.engine, NOON.date), OPEN_DEMO_VIEWER)
    assert 'fingerpost_last_run_state{state="failed"} 1.0' in metrics_text(view)
    found = {one.key: one.happened for one in troubles_of(view, None, ["operator"])}
    assert "published no new figures: " in found["refresh", "failed"]
    assert view.sources[0].state == "kept"
    assert command(desk, "refresh").exit_code == 11
    assert [run.state for run in last_runs(desk.engine)] == ["failed", "failed", "published"]
    assert last_runs(desk.engine)[0].generation is None


def test_where_every_source_is_kept_none_could_be_used(desk: Desk) -> None:
    for file in (desk.folder / "data").glob("*.csv"):
        file.unlink()
    said = command(desk, "refresh")
    assert said.exit_code == 11
    assert "No source could be used: episodes, " in said.stdout


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--indicator", "episodes_startd"), "did you mean 'episodes_started'?"),
        (("--source", "episode"), "did you mean 'episodes'?"),
        (("--since", "2127-04"), "that period has not begun by"),
    ],
)
def test_a_typing_mistake_is_refused_before_a_run_begins(
    desk: Desk, words: tuple[str, str], why: str
) -> None:
    said = command(desk, "refresh", *words)
    assert said.exit_code != 0
    assert why in str(said.exception)
    assert [run.state for run in last_runs(desk.engine)] == ["published"]


def test_a_refused_file_is_not_scored(desk: Desk) -> None:
    desk.exchange("data/episodes.csv", "episode_id", "number")
    command(desk, "refresh")
    said = command(desk, "quality").stdout
    assert "episodes  kept  not scored: it was refused; of its last good rows: comp" in said
    told = json.loads(command(desk, "quality", "--json").stdout)
    assert {one["name"]: one["scored"] for one in told}["episodes"] == "last good"


def test_how_a_day_is_written_and_copies_are_kept_is_said(desk: Desk) -> None:
    said = command(desk, "refresh", "--as-of", "30/06/2026")
    assert said.exit_code == 2
    assert "write the day as 2026-06-30" in said.stderr
    why = str(command(desk, "remake", "--generation", "1").exception)
    assert "With keep: {files: yes} in framework.yaml, each refresh keeps copies" in why


@pytest.mark.parametrize("verb", [("refresh",), ("refresh", "--dry-run"), ("schedule",)])
def test_a_mistyped_memory_is_told_in_one_line_and_is_no_run(
    verb: tuple[str, ...], desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FINGERPOST_MEMORY", "lots")
    before = last_runs(desk.engine)
    said = command(desk, *verb)
    assert str(said.exception) == (
        "FINGERPOST_MEMORY is 'lots': say an amount such as 2GB or 800MB; at least 512MB"
    )
    assert not said.output
    assert last_runs(desk.engine) == before
