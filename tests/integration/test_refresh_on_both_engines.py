"""The same framework and rows give the same published hash on SQLite and PostgreSQL, in any order."""

from pathlib import Path

import pytest

from framework.store.engines import open_store
from framework.store.reading import open_snapshot
from tests.commands import run_command

TINY = Path(__file__).parents[1] / "frameworks" / "tiny"


def refresh(url: str, data: Path, folder: Path, *more: str) -> str:
    places = ("--config", str(TINY), "--data", str(data), "--store", url)
    done = run_command("refresh", *places, *more, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def published(url: str) -> str:
    engine = open_store(url)
    with open_snapshot(engine) as snapshot:
        found = snapshot.generation.published_hash
    engine.dispose()
    return found


def shuffled(data: Path, folder: Path) -> Path:
    """Copy every CSV with its rows in the opposite order."""
    folder.mkdir()
    for path in data.glob("*.csv"):
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        (folder / path.name).write_text("\n".join([header, *reversed(rows)]) + "\n")
    return folder


@pytest.mark.postgres
def test_both_engines_publish_the_same_hash(postgresql_server, new_store_url, tmp_path):
    here = f"sqlite:///{tmp_path / 'beside.db'}"
    url = new_store_url()
    refresh(here, TINY / "data", tmp_path)
    refresh(url, TINY / "data", tmp_path)
    assert published(url) == published(here)
    assert "Nothing to do" in refresh(url, TINY / "data", tmp_path)
    again = shuffled(TINY / "data", tmp_path / "other_order")
    refresh(url, again, tmp_path, "--backfill")
    assert published(url) == published(here)
