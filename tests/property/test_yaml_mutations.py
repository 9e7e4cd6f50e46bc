"""Whatever is done to a file, it is read, or refused with its file, line and column."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from framework.errors import ConfigurationError, Issue
from framework.load.codes import CODES
from framework.load.files import read_config
from framework.load.framework import load_framework
from framework.load.syntax.documents import UnreadableTextError
from framework.load.syntax.positions import read_yaml
from framework.load.syntax.tables import Columns, read_table

BASE = read_config(Path(__file__).parents[1] / "bad_config" / "base")
INSERTS = (
    *(
        b"\t",
        b"\x00",
        b"\xff",
        b"\xc3",
        b"\r",
        b"\n",
        b"\n\n---\n",
        b"...",
        b"%YAML 9.9\n",
        b"\xe2\x80\xa8",
    ),
    *(
        b": ",
        b"- ",
        b"? ",
        b"#",
        b" #",
        b"&a ",
        b"*a",
        b"!x ",
        b"<<: ",
        b"|\n",
        b">-\n",
        b"'",
        b'"',
        b"\\",
    ),
    *(
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b"@",
        b"`",
        b"null",
        b"~",
        b"yes",
        b"1e400",
        b"0x1F",
        b"9" * 300,
    ),
    *(
        b"(",
        b")",
        b"= ",
        b"''",
        b"not " * 40,
        b"[" * 60,
        b"\xf0\x9f\x98\x80",
        b"\xd9\xa1",
        b"../",
        b"=cmd|",
    ),
)


def dropped(content: bytes, dice: Random) -> bytes:
    start = dice.randrange(len(content))
    return content[:start] + content[start + dice.randint(1, 12) :]


def inserted(content: bytes, dice: Random) -> bytes:
    at = dice.randrange(len(content) + 1)
    return content[:at] + dice.choice(INSERTS) + content[at:]


def lines_moved(content: bytes, dice: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    line = lines.pop(dice.randrange(len(lines)))
    lines.insert(dice.randrange(len(lines) + 1), line)
    return b"".join(lines)


def line_repeated(content: bytes, dice: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    line = dice.choice(lines)
    lines.insert(dice.randrange(len(lines) + 1), line)
    return b"".join(lines)


def indented(content: bytes, dice: Random) -> bytes:
    lines = content.splitlines(keepends=True)
    at = dice.randrange(len(lines))
    lines[at] = b" " * dice.randint(1, 5) + lines[at]
    return b"".join(lines)


def byte_changed(content: bytes, dice: Random) -> bytes:
    at = dice.randrange(len(content))
    return content[:at] + bytes([dice.randrange(256)]) + content[at + 1 :]


def words_swapped(content: bytes, dice: Random) -> bytes:
    words = content.split(b" ")
    one, other = dice.randrange(len(words)), dice.randrange(len(words))
    words[one], words[other] = words[other], words[one]
    return b" ".join(words)


MUTATIONS: tuple[Callable[[bytes, Random], bytes], ...] = (
    dropped,
    inserted,
    lines_moved,
    line_repeated,
    indented,
    byte_changed,
    words_swapped,
)


def mutated(content: bytes, dice: Random) -> bytes:
    for _ in range(dice.choice((1, 1, 1, 2, 4))):
        if content:
            content = dice.choice(MUTATIONS)(content, dice)
    return content


def need_sound(issue: Issue, files: dict[str, bytes]) -> None:
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
        files = dict(BASE)
        for path in dice.sample(sorted(files), dice.choice((1, 1, 2, 3))):
            files[path] = mutated(files[path], dice)
        issues = issues_of(files)
        refused += any(issue.level == "error" for issue in issues)
        assert list(issues) == sorted(issues)
        for issue in issues:
            need_sound(issue, files)
    assert refused > 150


def issues_of(files: dict[str, bytes]) -> tuple[Issue, ...]:
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
