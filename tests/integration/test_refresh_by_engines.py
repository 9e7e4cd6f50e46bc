"""`engine:` is one line: the same refresh, counted where the rows lie, publishes the same figures."""

from pathlib import Path

import duckdb
import pytest

from framework.store.reading import open_snapshot
from framework.store.rows import RunState
from tests.refresh_desk import Desk, tiny

FILE = "read: {kind: csv, path: episodes*.csv}"
IN_DUCKDB = "engine: duckdb\nread: {kind: duckdb, path: lake.duckdb, table: episodes}"
IN_PARQUET = "engine: duckdb\nread: {kind: parquet, path: lake*.parquet}"


def partnership(folder: Path, read: str = FILE) -> Desk:
    folder.mkdir()
    desk = tiny(folder)
    desk.exchange("sources/episodes.yaml", "unique: yes, ", "")
    if read == FILE:
        return desk
    desk.exchange("sources/episodes.yaml", FILE, read)
    data = desk.folder / "data"
    with duckdb.connect(str(data / "lake.duckdb")) as lake:
        csv = str(data / "episodes.csv")
        lake.execute("CREATE TABLE episodes AS SELECT * FROM read_csv(?)", [csv])
        lake.execute(f"COPY episodes TO '{data / 'lake.parquet'}' (FORMAT parquet)")
    return desk


@pytest.mark.parametrize("read", [IN_DUCKDB, IN_PARQUET], ids=["duckdb", "parquet"])
def test_the_hash_of_what_is_published_is_that_of_files(tmp_path: Path, read: str) -> None:
    by_files = partnership(tmp_path / "files").refresh()
    desk = partnership(tmp_path / "engine", read)
    by_engine = desk.refresh()
    assert by_engine.published_hash == by_files.published_hash
    assert desk.refresh().state is RunState.NOTHING_TO_DO


def test_rows_that_changed_are_counted_again(tmp_path: Path) -> None:
    desk = partnership(tmp_path / "engine", IN_DUCKDB)
    desk.refresh()
    before = desk.value("episodes_started", "2025-05")
    with duckdb.connect(str(desk.folder / "data" / "lake.duckdb")) as lake:
        lake.execute("INSERT INTO episodes SELECT * FROM episodes WHERE start_date = '2025-05-01'")
    assert desk.refresh().state is RunState.PUBLISHED
    after = desk.value("episodes_started", "2025-05")
    assert before is not None
    assert after == before + 1


def test_a_column_of_another_type_keeps_the_last_good_figures(tmp_path: Path) -> None:
    desk = partnership(tmp_path / "engine", IN_DUCKDB)
    good = desk.refresh()
    with duckdb.connect(str(desk.folder / "data" / "lake.duckdb")) as lake:
        lake.execute("ALTER TABLE episodes ALTER start_date TYPE text")
    found = desk.refresh()
    assert found.failed["episodes"] == (
        "column 'start_date' holds text, and dates are declared; make a view that casts it",
    )
    assert found.published_hash == good.published_hash


def test_rows_that_cannot_be_used_are_brought_here_up_to_a_million_and_then_it_is_told(
    tmp_path: Path,
) -> None:
    desk = partnership(tmp_path / "engine", IN_DUCKDB)
    desk.exchange("sources/episodes.yaml", "rows_at_least: 1", "quarantine_at_most: 100%")
    with duckdb.connect(str(desk.folder / "data" / "lake.duckdb")) as lake:
        lake.execute(
            "INSERT INTO episodes SELECT h.* REPLACE (DATE '2025-04-01' + CAST(n % 1500 AS INTEGER) AS "
            "start_date, DATE '2025-04-01' + CAST(n // 1500 AS INTEGER) AS assessed_date, 'mislaid' AS "
            "end_reason) FROM (SELECT * FROM episodes LIMIT 1) h, range(1000001) AS r(n)"
        )
    desk.refresh()
    told = "more than 1,000,000 different rows of it cannot be used: see which cells fail"
    assert any(told in one for one in desk.heard.events), desk.heard.events
    assert desk.value("episodes_started", "2025-05") is None


def test_a_view_reads_nothing_that_is_not_declared(tmp_path: Path) -> None:
    desk = partnership(tmp_path / "engine", IN_DUCKDB)
    other = tmp_path / "private.csv"
    other.write_text("start_date\n2025-05-01\n", encoding="utf-8")
    with duckdb.connect(str(desk.folder / "data" / "lake.duckdb")) as lake:
        lake.execute("ALTER TABLE episodes RENAME TO held")
        lake.execute(
            f"CREATE VIEW episodes AS SELECT h.* FROM held h, read_csv('{other}') AS beside"
        )
    found = desk.refresh()
    assert found.failed["episodes"] == (
        "table episodes of lake.duckdb reads something that is not declared: it is shut off",
    )


def test_a_row_of_days_to_come_is_told_though_it_has_no_place(tmp_path: Path) -> None:
    desk = partnership(tmp_path / "engine", IN_DUCKDB)
    with duckdb.connect(str(desk.folder / "data" / "lake.duckdb")) as lake:
        lake.execute("UPDATE episodes SET start_date = '2099-01-01' WHERE episode_id = 15")
    desk.refresh()
    with open_snapshot(desk.engine) as snapshot:
        (state,) = (one for one in snapshot.source_states() if one.source == "episodes")
    assert state.reason == (
        "'start_date' lies in the future in some rows, which no figure counts yet [S139]"
    )
