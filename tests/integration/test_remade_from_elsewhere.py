"""A generation made again although its files were handed in or fetched, and others came since."""

import csv
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from framework.store.reading import open_snapshot
from indicators.refresh.remaking import remake
from tests.refresh_desk import NOON, Desk, Heard, tiny


def hand_in(desk: Desk, body: str, moment: str) -> None:
    folder = desk.folder / "data" / "uploads" / "episodes"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"20251112T{moment}Z-{'0' * 64}.csv").write_text(body, encoding="utf-8")


def fill(database: Path, rows: list[dict[str, str]]) -> None:
    database.unlink(missing_ok=True)
    with sqlite3.connect(database) as connection:
        names = ", ".join(f'"{name}"' for name in rows[0])
        connection.execute(f'CREATE TABLE "../official" ({names})')
        marks = ", ".join("?" for _ in rows[0])
        cells = [tuple(row.values()) for row in rows]
        connection.executemany(f'INSERT INTO "../official" VALUES ({marks})', cells)
    connection.close()


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The tiny partnership: one source handed in, one of a database, one of another package."""
    desk = tiny(tmp_path)
    desk.kept = desk.folder / "copies"
    desk.environment["FINGERPOST_SOURCE_CASES_URL"] = f"sqlite:///{tmp_path / 'cases.db'}"
    desk.exchange("framework.yaml", "defaults:", "keep: {files: yes}\ndefaults:")
    reads = {
        "episodes": "kind: upload, as: csv",
        "official": "kind: sql, url_from: env FINGERPOST_SOURCE_CASES_URL, table: ../official",
        "mid_year": f"kind: tickets, folder: '{tmp_path}', queue: people",
    }
    for name, read in reads.items():
        glob = "*" if name == "episodes" else ""
        desk.exchange(f"sources/{name}.yaml", f"kind: csv, path: {name}{glob}.csv", read)
    yield desk
    desk.engine.dispose()


def test_a_generation_is_made_again_from_what_was_handed_in_and_fetched(
    desk: Desk, tmp_path: Path
) -> None:
    data = desk.folder / "data"
    body = (data / "episodes.csv").read_text(encoding="utf-8")
    official, people = rows_of(data / "official.csv"), rows_of(data / "mid_year.csv")
    hand_in(desk, body, "090000000000")
    fill(tmp_path / "cases.db", official)
    (tmp_path / "people.json").write_text(json.dumps(people), encoding="utf-8")
    first = desk.refresh()
    assert first.failed == {}

    hand_in(desk, body.replace("3,p03,2025-04-15", "3,p03,2025-05-15"), "100000000000")
    fill(tmp_path / "cases.db", [row | {"value": "41"} for row in official])
    more = [row | {"people": str(int(row["people"]) + 1)} for row in people]
    (tmp_path / "people.json").write_text(json.dumps(more), encoding="utf-8")
    second = desk.refresh()
    assert second.generation == 2
    assert second.published_hash != first.published_hash

    for outcome in (first, second):
        found = remake(
            desk.engine, outcome.generation, data.with_name("copies"), moment=NOON, teller=Heard()
        )
        assert (found.differs, found.published_hash) == ((), outcome.published_hash)
        with open_snapshot(desk.engine, outcome.generation) as snapshot:
            assert found.published_hash == snapshot.generation.published_hash
