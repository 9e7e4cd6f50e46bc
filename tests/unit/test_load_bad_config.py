"""Every mistake that a user can make has a case, and says exactly what the case expects.

A case is a text file of tests/bad_config: a sentence, then what is changed in the small good
framework of tests/bad_config/base, then the messages. `- old` and `+ new` lines under a path are
an exchange of one piece of its text; `(new)` is a whole file; `(escaped)` one with bytes written
as \\x00; `(deleted)` takes the file away.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from framework.errors import ConfigurationError
from framework.load.codes import CODES, help_page
from framework.load.files import read_config
from framework.load.framework import load_framework

CASES = Path(__file__).parents[1] / "bad_config"
BASE = read_config(CASES / "base")


@dataclass(frozen=True)
class Case:
    files: Mapping[str, bytes]
    expected: tuple[str, ...]


def read_case(text: str) -> Case:
    files = dict(BASE)
    expected: tuple[str, ...] = ()
    for section in re.split(r"^=== ", text, flags=re.MULTILINE)[1:]:
        head, _, body = section.partition("\n")
        path, _, kind = head.partition(" ")
        if head == "expect":
            expected = tuple(body.splitlines())
        elif kind == "(deleted)":
            del files[path]
        elif kind == "(new)":
            files[path] = body.encode()
        elif kind == "(escaped)":
            files[path] = body.strip().encode().decode("unicode_escape").encode("latin-1")
        else:
            files[path] = exchanged(files[path].decode(), body).encode()
    return Case(files, expected)


def exchanged(text: str, body: str) -> str:
    old, new = (
        "\n".join(line[2:] for line in body.splitlines() if line.startswith(sign)) for sign in "-+"
    )
    assert text.count(old) == 1, f"{old!r} must stand once"
    return text.replace(old, new)


def messages(case: Case) -> list[str]:
    try:
        loaded = load_framework(case.files)
    except ConfigurationError as error:
        return [str(issue) for issue in error.issues]
    return [str(issue) for issue in loaded.warnings]


def test_the_base_that_the_cases_change_is_good() -> None:
    assert messages(Case(BASE, ())) == []


@pytest.mark.parametrize("path", sorted(CASES.glob("*.txt")), ids=lambda path: path.stem)
def test_a_mistake_says_where_it_is_and_how_to_mend_it(path: Path) -> None:
    case = read_case(path.read_text(encoding="utf-8"))
    assert messages(case) == list(case.expected)


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_case_and_a_page(code: str) -> None:
    cases = [
        path for path in CASES.glob("*.txt") if f"[{code}]" in path.read_text(encoding="utf-8")
    ]
    assert cases
    page = help_page(code)
    assert page.startswith(f"# {code}: {CODES[code]}\n")
    assert "## Wrong" in page
    assert "## Right" in page


def test_no_case_repeats_a_secret() -> None:
    for path in CASES.glob("F509*.txt"):
        case = read_case(path.read_text(encoding="utf-8"))
        assert "hunter2" not in "\n".join(messages(case))
