"""A process that has the store open twice goes on seeing what other processes write."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from framework.store.comments import all_comments
from framework.store.engines import open_store
from tests.refresh_desk import Desk, tiny


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = tiny(tmp_path)
    made.refresh()
    yield made
    made.engine.dispose()


def say_elsewhere(desk: Desk, words: str) -> None:
    """Say something in another process, which is the only other one and takes the log away when it may."""
    store = f"sqlite:///{desk.folder.parent / 'store.db'}"
    places = ["--config", str(desk.folder), "--store", store]
    said = ["comment", "add", "assessed_in_time", "--month", "2026-09", "--cause", words]
    subprocess.run([sys.executable, "-m", "dashboard.cli", *said, *places], check=True)


def test_opening_the_store_again_lets_go_of_no_lock(desk: Desk) -> None:
    store = f"sqlite:///{desk.folder.parent / 'store.db'}"
    assert all_comments(desk.engine) == ()
    second = open_store(store)  # as a server does: one for pages, one for what is handed in
    say_elsewhere(desk, "First.")
    assert [one.cause for one in all_comments(desk.engine)] == ["First."]
    say_elsewhere(desk, "Second.")
    assert [one.cause for one in all_comments(desk.engine)] == ["First.", "Second."]
    assert (desk.folder.parent / "store.db-wal").exists()
    second.dispose()
