"""Every example of rows that an engine counts can be loaded, and `engine:` for all reaches what it can."""

import re
from pathlib import Path

import pytest

from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.engines import Engine

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "sources.md").read_text(encoding="utf-8")
BASE = read_config(ROOT / "tests" / "bad_config" / "base")
PART = PAGE[PAGE.index("## Rows that an engine counts") :]
BLOCKS = re.findall(r"```yaml\n(.*?)```", PART, re.DOTALL)


def load(block: str, head: str = "") -> dict[str, Engine]:
    episodes = BASE["sources/episodes.yaml"].decode()
    files = {
        **BASE,
        "framework.yaml": BASE["framework.yaml"] + head.encode(),
        "sources/episodes.yaml": re.sub(r"^read: .*\n", block, episodes, flags=re.M).encode(),
    }
    return {source.id: source.engine for source in load_framework(files).framework.sources}


@pytest.mark.parametrize("block", BLOCKS)
def test_every_example_is_read_as_it_says(block: str) -> None:
    assert load(block)["episodes"].value == re.findall(r"engine: (\w+)", block)[0]


def test_there_is_an_example_of_every_engine_that_is_not_here() -> None:
    assert {re.findall(r"engine: (\w+)", block)[0] for block in BLOCKS} == set(Engine) - {
        Engine.POLARS
    }


@pytest.mark.parametrize(
    ("read", "engine"),
    [
        ("{kind: parquet, path: e.parquet}", Engine.DUCKDB),
        ("{kind: csv, path: e.csv}", Engine.POLARS),
        ("{kind: duckdb, path: e.duckdb, table: e}", Engine.DUCKDB),
    ],
)
def test_an_engine_for_all_counts_what_it_can_read(read: str, engine: Engine) -> None:
    found = load(f"read: {read}\n", "engine: duckdb\n")
    assert found == {"episodes": engine, "mid_year": Engine.POLARS, "official": Engine.POLARS}


def test_a_source_names_another_engine_than_all() -> None:
    own = "read: {kind: parquet, path: e.parquet}\nengine: polars\n"
    assert load(own, "engine: duckdb\n")["episodes"] is Engine.POLARS
