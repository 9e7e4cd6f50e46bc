"""What a run that was killed leaves in the history. What it leaves readers is in test_reliability."""

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from framework.store.engines import open_store
from framework.store.migrating import migrate
from framework.store.rows import RunState
from framework.store.runs import last_runs
from tests.store_publications import publication, publish_now, result

ROOT = Path(__file__).parents[2]
PERIODS = [f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13)]


def rows(change: float) -> list[dict[str, object]]:
    """Two indicators of 24 months in two areas. A change moves, adds and drops some."""
    kept = PERIODS if change == 0 else [*PERIODS[1:], "2026-01"]
    return [
        result(indicator, area, period, value=number + (change if number % 3 == 0 else 0))
        for indicator in ("first", "second")
        for area in ("E1", "E2")
        for number, period in enumerate(kept)
    ]


def child(url: str, work: str, at: int, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.integration.store_child", url, work, str(at)]
    return subprocess.run(
        [*command, str(folder)], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def due(new_store_url, tmp_path_factory):
    """What an undisturbed process makes of the second publication: its steps and its hash."""
    folder = tmp_path_factory.mktemp("due")
    pl.DataFrame(rows(0.5)).write_parquet(folder / "results.parquet")
    url = new_store_url()
    engine = open_store(url)
    migrate(engine)
    publish_now(engine, publication(rows(0)))
    engine.dispose()
    done = child(url, "publish", 0, folder)
    assert done.returncode == 0, done.stderr
    steps, is_new, published_hash = done.stdout.split()
    assert is_new == "True"
    return folder, int(steps), published_hash


def test_a_publication_killed_before_its_last_commit_is_marked_interrupted(new_store_url, due):
    folder, steps, _ = due
    url = new_store_url()
    engine = open_store(url)
    migrate(engine)
    publish_now(engine, publication(rows(0)))
    # Two thirds of the way lies inside the publishing transaction.
    child(url, "publish", steps * 2 // 3, folder)
    assert last_runs(engine)[0].state is RunState.RUNNING
    publish_now(engine, publication(rows(0.5)), wait=10)
    found = last_runs(engine)
    assert [run.state for run in found[:2]] == [RunState.PUBLISHED, RunState.INTERRUPTED]
    assert found[1].message == "stopped without a word; run 3 took over"
    engine.dispose()
