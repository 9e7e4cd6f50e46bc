"""Counting stays within the memory that whoever runs it allows, or says so before a row is counted."""

from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.cli.stores import places_of
from framework.errors import MeasureError, UserError
from framework.settings import Settings
from framework.store.reading import open_snapshot
from indicators.measures.memory import Memory, memory_of
from tests.refresh_desk import tiny


def test_a_refresh_takes_the_memory_that_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(tmp_path, tmp_path, f"sqlite:///{tmp_path / 'x.db'}")
    monkeypatch.setenv("FINGERPOST_MEMORY", "800 MB")
    assert places_of(settings).memory == Memory(800 * 2**20)


@pytest.mark.parametrize("said", ["2", "100MB", "-1GB", "1e9GB", "2 TB"])
def test_what_is_no_amount_is_refused(said: str) -> None:
    with pytest.raises(UserError):
        memory_of(said)


def test_results_that_would_not_fit_stop_a_refresh_and_the_last_good_ones_stay(
    tmp_path: Path,
) -> None:
    desk = tiny(tmp_path)
    published = desk.refresh()
    desk = replace(desk, memory=Memory(256 * 2**20))
    file = desk.folder / "data" / "episodes.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:-1]), encoding="utf-8")
    with pytest.raises(UserError, match="and 256 MB is allowed; nothing was counted"):
        desk.refresh()
    with open_snapshot(desk.engine) as snapshot:
        assert snapshot.generation.number == published.generation
        assert snapshot.points()


def test_fewer_rows_are_read_together_where_less_is_allowed() -> None:
    assert Memory(2**29).rows_at_once < Memory(2**30).rows_at_once < Memory().rows_at_once


def test_rows_that_cannot_be_put_in_order_refuse_their_indicator_by_name() -> None:
    Memory().check_order("waited", 10_000_000)
    with pytest.raises(MeasureError, match="too many to be put in order"):
        Memory().check_order("waited", 40_000_000)
