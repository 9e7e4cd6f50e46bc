"""The catalogue of what can be wrong with data: every code has a page, and none is made up."""

import re
from pathlib import Path

import pytest

from framework.errors import UserError
from indicators.quality.catalogue import RULES, help_page

ROOT = Path(__file__).parents[2]


def test_every_page_belongs_to_a_code_and_says_what_to_do() -> None:
    pages = {path.stem for path in (ROOT / "indicators" / "quality" / "help").glob("*.md")}
    assert pages == set(RULES)
    for code, rule in RULES.items():
        page = help_page(f"[{code.lower()}]")
        assert page.startswith(f"# {code}: {rule.title}\n")
        assert rule.found in page
        assert "## What to do" in page


def test_every_code_that_is_told_is_in_the_catalogue() -> None:
    told = set()
    for folder in ("connect", "quality", "refresh"):
        for path in (ROOT / "indicators" / folder).rglob("*.py"):
            if path.name != "catalogue.py":
                told |= set(re.findall(r"\bS1\d\d\b", path.read_text(encoding="utf-8")))
    assert told | {"S141"} == set(RULES)


def test_the_reference_lists_every_code() -> None:
    page = (ROOT / "docs" / "reference" / "data-checks.md").read_text(encoding="utf-8")
    for code, rule in RULES.items():
        assert f"| {code} | {rule.title} | {rule.found} |" in page


def test_a_code_that_is_none_is_a_plain_mistake() -> None:
    with pytest.raises(UserError, match="there is no code 'S999'; codes of data look like S101"):
        help_page("S999")
