"""Originals of other tools, from small files of our own to figures: imported, checked, refreshed."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from dashboard.cli.commands import cli
from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.model.frameworks import Framework
from framework.store.engines import open_store
from framework.store.reading import open_snapshot


def run(*words: object) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


def imported(tmp_path: Path, kind: str, *words: object) -> tuple[Framework, set[tuple[str, ...]]]:
    """Import, check, and give the framework and what the report says of each field of each item."""
    report = tmp_path / "report.json"
    said = run("import", kind, *words, "--into", tmp_path / "ours", "--report", report)
    assert said.exit_code == 0, (said.output, said.exception)
    checked = run("check", tmp_path / "ours")
    assert checked.exit_code == 0, checked.output
    notes = {tuple(note.values()) for note in json.loads(report.read_text())}
    return load_framework(read_config(tmp_path / "ours")).framework, notes


def figures(tmp_path: Path) -> dict[tuple[str, str, str, str], float | None]:
    store = f"sqlite:///{tmp_path / 'store.db'}"
    said = run("refresh", "--config", tmp_path / "ours", "--data", tmp_path, "--store", store)
    assert said.exit_code == 0, said.output
    engine = open_store(store)
    with open_snapshot(engine) as snapshot:
        rows = snapshot.points(None, None, breakdowns=None, since=None)
    engine.dispose()
    return {(row.indicator, row.area, row.breakdown, row.period): row.value for row in rows}


def write(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path
