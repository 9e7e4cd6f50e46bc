"""What a process does with the store leaves others, and the rest of itself, as they are."""

import gc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import create_engine, func, literal, select, union_all

from framework.store.bulk import read_columns
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


def test_reading_rows_leaves_the_memory_of_other_threads_to_be_collected() -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        seen: list[bool] = []

        def see() -> int:
            seen.append(gc.isenabled())
            return len(seen)

        # SQLite asks for it with each row: the first when the query begins, the second while it is fetched.
        driver.create_function("see", 0, see)
        rows = union_all(select(literal(1)), select(literal(2))).subquery()
        query = select(func.see()).select_from(rows)
        read = read_columns(connection, query, {"one": pl.Int64()})
    engine.dispose()
    assert (read["one"].to_list(), seen) == ([1, 2], [True, True])
