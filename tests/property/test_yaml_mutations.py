"""Whatever is done to a file, it is read, or refused with its file, line and column."""

from collections.abc import Mapping
from random import Random

import pytest

from framework.errors import ConfigurationError, Issue
from framework.load.codes import CODES
from framework.load.framework import load_framework
from framework.load.syntax.documents import UnreadableTextError
from framework.load.syntax.positions import read_yaml
from framework.load.syntax.tables import Columns, read_table
from tests.damaged_files import BASE, damaged, mutated


def need_sound(issue: Issue, files: Mapping[str, bytes]) -> None:
    assert issue.code in CODES
    assert issue.message
    assert "\n" not in issue.message
    content = files.get(issue.file, b"").decode("utf-8", "replace")
    lines = content.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert 1 <= issue.line <= len(lines), issue
    assert 1 <= issue.column <= len(lines[issue.line - 1]) + 2, issue


@pytest.mark.parametrize("seed", range(8))
def test_thousands_of_damaged_files_are_read_or_refused_at_a_place(seed: int) -> None:
    dice = Random(seed)
    yaml_files = [path for path in BASE if path.endswith(".yaml")]
    for _ in range(500):
        path = dice.choice(yaml_files)
        content = mutated(BASE[path], dice)
        try:
            table = read_yaml(path, content)
        except UnreadableTextError as error:
            issue = Issue(*error.place, error.message, error.code)
            need_sound(issue, {path: content})
        else:
            assert table.place.line >= 1


@pytest.mark.parametrize("seed", range(4))
def test_a_framework_with_damaged_files_is_loaded_or_every_issue_has_a_place(seed: int) -> None:
    dice = Random(seed)
    refused = 0
    for _ in range(300):
        files = damaged(dice)
        issues = issues_of(files)
        refused += any(issue.level == "error" for issue in issues)
        assert list(issues) == sorted(issues)
        for issue in issues:
            need_sound(issue, files)
    assert refused > 150


def issues_of(files: Mapping[str, bytes]) -> tuple[Issue, ...]:
    try:
        return load_framework(files).warnings
    except ConfigurationError as error:
        return error.issues


@pytest.mark.parametrize("seed", range(4))
def test_damaged_tables_are_read_or_refused_at_a_place(seed: int) -> None:
    dice = Random(seed)
    columns = Columns(("code", "name", "level"), ("parent", "valid_from", "valid_to"))
    for _ in range(400):
        content = mutated(BASE["areas/areas.csv"], dice)
        try:
            rows = read_table("areas.csv", content, columns)
        except UnreadableTextError as error:
            issue = Issue(*error.place, error.message, error.code)
            need_sound(issue, {"areas.csv": content})
        else:
            text = content.decode("utf-8-sig")
            for row in rows:
                for cell in row.values():
                    assert str(cell) in text.replace('""', '"')
