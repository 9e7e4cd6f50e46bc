"""The catalogue of mistakes and its pages."""

import re
from pathlib import Path

import pytest

from framework.errors import UserError
from framework.load.codes import CODES, help_page, reference
from framework.load.syntax.positions import read_yaml

ROOT = Path(__file__).parents[2]


def test_the_code_of_a_message_finds_its_page_however_it_is_typed() -> None:
    assert help_page("F203") == help_page(" f203") == help_page("[F203]")


def test_a_code_that_is_none_is_a_plain_mistake() -> None:
    with pytest.raises(UserError, match=r"there is no code 'F999'; codes look like F203"):
        help_page("F999")
    with pytest.raises(UserError, match="there is no code"):
        help_page("../codes")


def test_the_reference_is_what_the_pages_say() -> None:
    written = (ROOT / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")
    again = "write it again: make docs"
    assert written == reference(), again


def test_every_code_stands_once_in_the_reference_and_warnings_under_their_own_head() -> None:
    errors, warnings = reference().split("\n## Warnings\n")
    listed = re.findall(r"^### (F\d{3}):", errors, flags=re.MULTILINE)
    warned = re.findall(r"^### (F\d{3}):", warnings, flags=re.MULTILINE)
    assert sorted([*listed, *warned]) == sorted(CODES)
    raised = set()
    for path in (ROOT / "framework" / "load").rglob("*.py"):
        raised |= set(re.findall(r"\.warn\(\s*\"(F\d{3})\"", path.read_text(encoding="utf-8")))
    assert set(warned) == raised


def test_every_page_belongs_to_a_code() -> None:
    pages = {path.stem for path in (ROOT / "framework" / "load" / "help").glob("*.md")}
    assert pages == set(CODES)


def test_every_code_that_is_raised_is_in_the_catalogue() -> None:
    raised = set()
    for path in (ROOT / "framework" / "load").rglob("*.py"):
        if path.name != "codes.py":
            raised |= set(re.findall(r'"(F\d{3})"', path.read_text(encoding="utf-8")))
    assert raised == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_what_a_page_calls_right_is_readable(code: str) -> None:
    right = help_page(code).split("## Right", 1)[1]
    for block in re.findall(r"```yaml\n(.*?)```", right, flags=re.DOTALL):
        assert read_yaml("right.yaml", block.encode())
